// What the fields of old nodes hold, as the API takes it.
import { isExpression, isValues, type Value, type Values } from './value.mts';
import { Unconvertible, type Code, type Tell } from './words.mts';

/** The parameters of an old node, which know which of them were read. */
export class OldParameters {
	readonly tell: Tell;
	private readonly values: Values;
	private readonly read = new Set<string>();

	constructor(values: Values, tell: Tell) {
		this.values = values;
		this.tell = tell;
	}

	/** What a parameter holds; undefined if it was left alone, which is how n8n saves defaults. */
	get(name: string): Value | undefined {
		this.read.add(name);
		return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
	}

	/** The same for one in a collection. */
	getIn(collection: string, name: string): Value | undefined {
		this.read.add(`${collection}.${name}`);
		const held = this.get(collection);
		if (isExpression(held)) throw new Unconvertible('groupByExpression', { parameter: collection });
		return isValues(held) && Object.hasOwn(held, name) ? held[name] : undefined;
	}

	/** The parameters that hold something and were not read. */
	unread(): string[] {
		return Object.entries(this.values).flatMap(([name, value]) => {
			if (!this.read.has(name)) return [name];
			const isCollection = [...this.read].some((read) => read.startsWith(`${name}.`));
			if (!isCollection || !isValues(value)) return [];
			return Object.keys(value)
				.map((inner) => `${name}.${inner}`)
				.filter((inner) => !this.read.has(inner));
		});
	}
}

/** Reads what is sent. @returns undefined for what is not sent */
export type Source = (old: OldParameters) => Value | undefined;

/** A text with something in it. */
export const filled =
	(name: string): Source =>
	(old) =>
		heldIn(old.get(name));

/** The same in a collection. */
export const filledIn =
	(collection: string, name: string): Source =>
	(old) =>
		heldIn(old.getIn(collection, name));

const heldIn = (value: Value | undefined): Value | undefined => (value === '' || value === null ? undefined : value);

/** What the vendor's node has in its lists for "nothing was chosen". */
const NOTHING: ReadonlySet<Value> = new Set(['', 'NOT_SEND', 'UNDEFINED', 'Undefined']);
/** The same as an expression gives it; one that is only compared with stays. */
const SENTINEL = /(?<![=!]=\s*)(['"`])(?:NOT_SEND|UNDEFINED|Undefined)\1(?!\s*[=!]=)/g;

/** What was chosen from a list. */
export const picked =
	(name: string): Source =>
	(old) =>
		chosenIn(old.get(name), name, old);

function chosenIn(value: Value | undefined, parameter: string, old: OldParameters): Value | undefined {
	if (value === undefined || value === null || NOTHING.has(value)) return undefined;
	if (!isExpression(value) || value.search(SENTINEL) < 0) return value;
	old.tell('sentinelRewritten', { parameter });
	return value.replace(SENTINEL, 'undefined');
}

/** A switch that is on. */
export const switchedOn =
	(name: string): Source =>
	(old) => {
		const value = old.get(name);
		return value === false ? undefined : value;
	};

/** Something that is sent also if it was left alone. */
export const always =
	(name: string, initial: Value): Source =>
	(old) =>
		old.get(name) ?? initial;

/** One of several, where the old node spelt some differently. */
export const spelt =
	(source: Source, spelling: Readonly<Record<string, string>>): Source =>
	(old) => {
		const value = source(old);
		const respell = (one: Value): Value => (typeof one === 'string' ? (spelling[one] ?? one) : one);
		return Array.isArray(value) ? value.map(respell) : value === undefined ? undefined : respell(value);
	};

/** A list that holds something. */
export const several =
	(name: string): Source =>
	(old) => {
		const value = old.get(name);
		if (isExpression(value)) return chosenIn(value, name, old);
		const listed = (Array.isArray(value) ? value : []).filter((one) => !NOTHING.has(one));
		return listed.length > 0 ? listed : undefined;
	};

/** A list of texts that stands in a collection of its own, such as `{"contactId": ["…"]}`. */
export const listed =
	(name: string, member: string): Source =>
	(old) => {
		const value = old.getIn(name, member);
		if (isExpression(value)) return value;
		const texts = (Array.isArray(value) ? value : []).filter((one) => !NOTHING.has(one));
		return texts.length > 0 ? texts : undefined;
	};

/**
 * Pairs of a key and a value. Of equal keys the last one counts, of the parameters of templates the first.
 * @param key what the pairs call their keys
 */
export const pairs =
	(name: string, groupName: string, key: 'key' | 'name' = 'key'): Source =>
	(old) => {
		const rows = old.getIn(name, groupName);
		if (rows === undefined) return undefined;
		if (!Array.isArray(rows)) throw new Unconvertible('groupByExpression', { parameter: name });
		const given = rows
			.filter(isValues)
			.map((row) => [row[key] ?? '', row.value ?? ''] as const)
			.filter(([named]) => !NOTHING.has(named));
		if (given.some(([named]) => isExpression(named))) throw new Unconvertible('namesByExpression', { parameter: name });
		const inOrder = key === 'name' ? given.toReversed() : given;
		return given.length > 0 ? Object.fromEntries(inOrder.map(([named, value]) => [String(named), value])) : undefined;
	};

/** One value in a list. */
export const alone =
	(source: Source): Source =>
	(old) => {
		const value = source(old);
		return value === undefined ? undefined : [value];
	};

/** Says something if a source gives something, which is then left out. */
export const lost =
	(source: Source, code: Code, values: (value: Value) => Record<string, string> = () => ({})): Source =>
	(old) => {
		const value = source(old);
		if (value !== undefined) old.tell(code, values(value));
		return undefined;
	};

/** A source that counts only where another gives nothing. */
export const unless =
	(other: Source, source: Source): Source =>
	(old) => {
		const value = source(old);
		return other(old) === undefined ? value : undefined;
	};

/** A source that counts only where another gives something. */
export const onlyWith =
	(other: Source, source: Source): Source =>
	(old) => {
		const value = source(old);
		return other(old) === undefined ? undefined : value;
	};

/** A parameter that the old node showed and never used. */
export const ignored =
	(name: string): Source =>
	(old) => {
		old.get(name);
		return undefined;
	};
