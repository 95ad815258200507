import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../../contract';
import type { Field, Values } from '../fields/field';
import { e164Of } from '../fields/phone';
import { withoutAddresses } from '../waiting/wayBack';
import { answeredFields, dateFields } from './answeredFields';

/**
 * The fields that remain in simple output, in the order in which tables show them; with "*" among them all others
 * remain too. An operation that declares them lets the user choose what comes out.
 */
export type Simple = readonly string[];

/** What outputs have beside what the service answers. */
export type AddedField =
	| '*'
	| 'success'
	| 'sessionId'
	| 'to'
	| 'fileUrl'
	| 'fileName'
	| 'mimeType'
	| 'location'
	| 'sharedContact'
	| 'transcription'
	| 'parts'
	| 'failedReason'
	| 'phoneNumberE164'
	| 'contactPhoneNumberE164';

/** What an operation says of its output. */
interface Declared {
	endpoint: Endpoint | readonly Endpoint[];
	simplify?: Simple;
	/** An item with all its fields, where it is not what an endpoint answers. */
	example?(record: (endpoint: Endpoint) => unknown): IDataObject;
}

/** Lets the user choose what an item holds. */
const output = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	// What can be filled in depends on it, so it cannot vary from item to item.
	noDataExpression: true,
	options: [
		{ name: 'Simplified', value: 'simplified', description: 'What most people need' },
		{ name: 'Raw', value: 'raw', description: 'All that the service answers, as it writes it' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'What you choose, e.g. the columns of a table' },
	],
	default: 'simplified',
	description: 'How much of the data to return',
} as const satisfies Field;

/** The choice among the fields of an operation, one field for each set of names. */
const selections = new Map<string, Field>();

function selectionOf(names: readonly string[]): Field {
	const key = names.join(' ');
	const selection: Field = selections.get(key) ?? {
		displayName: 'Fields',
		name: 'outputFields',
		type: 'multiOptions',
		required: true,
		options: names.map((name) => ({ name: titleOf(name), value: name })),
		default: [],
		description: 'The fields to return; one that a record does not have is null',
		displayOptions: { show: { output: ['selectedFields'] } },
	};
	selections.set(key, selection);
	return selection;
}

/** Titles of names; many operations have the same ones. */
const titles = new Map<string, string>();

/** A name as the editor shows it, e.g. "Preview URL" for "previewUrl". */
function titleOf(name: string): string {
	const title =
		titles.get(name) ??
		name
			.replace(/([a-z])([A-Z])/g, '$1 $2')
			.replace(/^[a-z]/, (letter) => letter.toUpperCase())
			.replace(/\b(?:Id|Url|Utm)(?=s?\b)/g, (word) => word.toUpperCase());
	titles.set(name, title);
	return title;
}

/** The fields that are added to an operation, so that the user can choose what comes out; none if it has no simple output. */
export function outputFieldsOf(declared: Declared): readonly Field[] {
	if (!declared.simplify) return [];
	return [output, selectionOf(namesOf(declared))];
}

/** The names of all fields that an item may have, by the alphabet. */
function namesOf({ endpoint, simplify = [], example }: Declared): string[] {
	const answered = (from: Endpoint) => (answeredFields[from] ?? '').split(' ').filter((name) => name !== '');
	const others = example
		? Object.keys(example((from) => Object.fromEntries(answered(from).map((name) => [name, '']))))
		: [endpoint].flat().flatMap(answered);
	return [...new Set([...simplify.filter((name) => name !== '*'), ...others])].sort((a, b) =>
		titleOf(a).toLowerCase() < titleOf(b).toLowerCase() ? -1 : 1,
	);
}

/**
 * What an item shows of its content, and never the address of a waiting execution: all as it is (raw), or else with
 * dates and phone numbers as other programs take them, and of that only the fields that are wanted.
 */
export function outputOf({ simplify }: Pick<Declared, 'simplify'>, content: IDataObject, values: Values): IDataObject {
	const whole = withoutAddresses(content);
	if (!simplify || values.output === 'raw') return whole;
	const usable = withUsableValues(whole) as IDataObject;
	if (values.output === 'selectedFields') {
		const wanted = values.outputFields as readonly string[];
		return Object.fromEntries(wanted.map((name) => [name, usable[name] ?? null]));
	}
	if (simplify.includes('*')) return usable;
	return Object.fromEntries(simplify.filter((name) => name in usable).map((name) => [name, usable[name]]));
}

/** What the account has named itself, and fills as it likes. */
const OWN = new Set(['customFields', 'metadata']);

/**
 * Values with dates in ISO 8601 with milliseconds, and beside each phone number of the service ("+55|11988887777") the
 * same in E.164 ("+5511988887777").
 */
function withUsableValues(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withUsableValues);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).flatMap(([name, given]): Array<[string, unknown]> => {
		if (OWN.has(name)) return [[name, given]];
		if (dateFields.has(name)) return [[name, dateOf(given)]];
		const phone = /^(?:contactP|p)hone[nN]umber$/.test(name) ? e164Of(given) : undefined;
		const entry: [string, unknown] = [name, withUsableValues(given)];
		return phone === undefined ? [entry] : [entry, [e164NameOf(name), phone]];
	});
	return Object.fromEntries(entries);
}

const e164NameOf = (name: string) => `${name.replace('honenumber', 'honeNumber')}E164`;

/** The service writes more digits than others read, leaves out the "Z" at times, and has a date for none (observed.md §8). */
function dateOf(given: unknown): unknown {
	const [, until, fraction = '', offset = 'Z'] =
		/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(String(given)) ?? [];
	if (until === undefined) return given;
	if (until.startsWith('0001-')) return null;
	const written = `${until}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`;
	if (offset === 'Z') return written;
	const moment = new Date(written);
	return Number.isNaN(moment.getTime()) ? given : moment.toISOString();
}
