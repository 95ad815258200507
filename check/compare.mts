import type { Contract, Operation, Schema } from '../contract/checker.mts';
import { isFields, isSuccess, recordsIn, type Answered } from './answers.mts';
import { formOf, nameOf } from './form.mts';

/** One way in which answers depart from the contract, however often. */
export interface Difference {
	/** Where: `items[].contactDetails.name`. */
	readonly place: string;
	/** What is different there, in words: "the contract does not know it". */
	readonly what: string;
	/** What the values look like. */
	readonly seen: string;
	/** How many values. */
	readonly times: number;
}

/** How the answer to a reading request stands to the contract. */
export interface Comparison {
	readonly records: number;
	readonly differences: readonly Difference[];
	/** Fields of the contract that no record has, though what they are in was there. */
	readonly missing: readonly string[];
}

const NONE: Comparison = { records: 0, differences: [], missing: [] };

/** Compares answers with the contract. */
export class Comparing {
	readonly #contract: Contract;
	/** The names of all fields that the contract fixes; others are keys that an account chose itself. */
	readonly #fixed = new Set<string>();

	constructor(contract: Contract) {
		this.#contract = contract;
		const seen = new Set<Schema>();
		for (const { success } of contract.operations) this.#learn(success, seen);
	}

	#learn(schema: Schema | undefined, seen: Set<Schema>): void {
		if (schema === undefined || seen.has(schema)) return;
		seen.add(schema);
		for (const [name, inner] of Object.entries(propertiesOf(schema))) {
			this.#fixed.add(name);
			this.#learn(inner, seen);
		}
		for (const inner of [schema.items, ...(schema.allOf ?? []), ...(schema.oneOf ?? [])]) this.#learn(inner, seen);
	}

	/** The operation that a request of the plan addresses. */
	operationOf(method: string, path: string): Operation | undefined {
		return this.#contract.find(method, path)?.operation;
	}

	/** Holds an answer against what the contract says of the operation. */
	compare(operation: Operation, answer: Answered): Comparison {
		if (answer.form === 'other') return NONE;
		const groups = new Map<string, { place: string; what: string; values: unknown[] }>();
		for (const { place, rule, unknown, sentence } of this.#contract.checkAnswer(
			operation,
			answer.status,
			answer.body,
		)) {
			const at = unknown === undefined ? place : [...place, unknown];
			const what = WORDS[rule] ?? (rule === 'body' ? wordsOfBody(sentence) : `breaks the rule “${rule}”`);
			const shown = this.#show(at, unknown !== undefined);
			const group = groups.get(`${shown} ${what}`) ?? { place: shown, what, values: [] };
			group.values.push(valueAt(answer.body, at));
			groups.set(`${shown} ${what}`, group);
		}
		return {
			records: isSuccess(answer) ? recordsIn(answer.body).length : 0,
			differences: [...groups.values()].map(({ place, what, values }) => ({
				place,
				what,
				seen: formOf(values),
				times: values.length,
			})),
			missing: isSuccess(answer) ? missingIn(operation.success, [answer.body], '') : [],
		};
	}

	/**
	 * Words that a field has though the contract's list of its values lacks them: for the eyes of whoever may see the
	 * account, not for the report.
	 * @returns e.g. "items[].origin: MANUAL"
	 */
	newWords(operation: Operation, answer: Answered): string[] {
		if (answer.form === 'other') return [];
		const problems = this.#contract.checkAnswer(operation, answer.status, answer.body);
		const words = problems.flatMap(({ place, rule }) => {
			const value = rule === 'enum' ? valueAt(answer.body, place) : undefined;
			return typeof value === 'string' ? [`${this.#show(place, false)}: ${value}`] : [];
		});
		return [...new Set(words)];
	}

	/** A place without numbers, and without keys that an account chose itself. */
	#show(place: readonly string[], endsInUnknown: boolean): string {
		const parts = place.map((part, index) => {
			if (/^\d+$/.test(part)) return '[]';
			if (this.#fixed.has(part) || (endsInUnknown && index === place.length - 1)) return `.${nameOf(part)}`;
			return '.{key}';
		});
		return parts.join('').replace(/^\./, '') || '(the whole)';
	}
}

const WORDS: Readonly<Record<string, string>> = {
	additionalProperties: 'a field that the contract does not know',
	type: 'of another type',
	enum: 'a value that is none of the contract’s',
	format: 'of another format',
	required: 'lacks a field that the contract demands',
	oneOf: 'of none of the contract’s types',
};

const wordsOfBody = (sentence: string): string =>
	sentence.endsWith('has no body') ? 'no body' : 'a body, where the contract knows none';

function valueAt(body: unknown, place: readonly string[]): unknown {
	let value = body;
	for (const part of place) {
		if (Array.isArray(value)) value = value[Number(part)];
		else value = isFields(value) ? value[part] : undefined;
	}
	return value;
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
	return Object.assign({}, schema.properties, ...(schema.allOf ?? []).map(propertiesOf));
}

/** Fields of the contract that none of the values has; within fields that some have, the same again. */
function missingIn(schema: Schema | undefined, values: readonly unknown[], place: string): string[] {
	if (schema === undefined) return [];
	const { items } = schema;
	const entries = values.filter((value) => Array.isArray(value)).flat();
	if (items !== undefined && entries.length > 0) return missingIn(items, entries, `${place}[]`);
	const records = values.filter(isFields);
	if (records.length === 0) return [];
	return Object.entries(propertiesOf(schema)).flatMap(([name, inner]) => {
		const at = place === '' ? name : `${place}.${name}`;
		const held = records.filter((record) => Object.hasOwn(record, name)).map((record) => record[name]);
		return held.length === 0 ? [at] : missingIn(inner, held, at);
	});
}
