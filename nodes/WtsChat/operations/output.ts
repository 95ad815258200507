import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../../contract';
import type { Field, Values } from '../fields/field';
import { withUsableValues } from '../fields/usableValues';
import { withoutAddresses } from '../waiting/wayBack';
import { answeredFields } from './answeredFields';

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
	| 'recipient'
	| 'to'
	| 'contactId'
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
	if (simplify && values.output === 'raw') return whole;
	const usable = withUsableValues(whole);
	if (!simplify) return usable;
	if (values.output === 'selectedFields') {
		const wanted = values.outputFields as readonly string[];
		return Object.fromEntries(wanted.map((name) => [name, usable[name] ?? null]));
	}
	if (simplify.includes('*')) return usable;
	return Object.fromEntries(simplify.filter((name) => name in usable).map((name) => [name, usable[name]]));
}
