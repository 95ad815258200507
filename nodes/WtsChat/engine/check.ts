import { NodeOperationError, tryToParseDateTime, type IExecuteFunctions } from 'n8n-workflow';
import type { Field, Values } from '../operations/operation';
import { mappedValues, type Mapper } from './mapper';

type Complain = (message: string, description: string) => NodeOperationError;

/** The collection of an update: a field that was added to it and left empty clears its value. */
const UPDATES = 'updateFields';
/** The collection that says what a change of many is about: a filter in it that holds nothing would let all through. */
const SELECTION = 'selection';

/**
 * Checks what was filled in for one item, before anything is sent, and brings it to one form: a locator to the bare
 * ID, a date to UTC, a number to text where a text is asked for; optional fields that hold nothing are left out. n8n's
 * editor checks only what is typed there, not what an expression delivers.
 * @throws NodeOperationError that names the field, what to do, and the item
 */
export function checked(
	context: IExecuteFunctions,
	fields: readonly Field[],
	values: Values,
	itemIndex: number,
): Values {
	const complain: Complain = (message, description) =>
		new NodeOperationError(context.getNode(), message, {
			itemIndex,
			description: `${description} [item ${itemIndex}]`,
		});
	const timezone = context.getTimezone();

	const emptied = (field: Field) => {
		const name = compactName(field);
		return complain(`${name} is empty! Fill in the ${name} field`, `'${field.displayName}' holds nothing.`);
	};
	const settle = (field: Field, value: unknown): unknown => {
		switch (field.type) {
			case 'string':
				return asText(value);
			case 'number':
				return settleNumber(field, value, complain);
			case 'boolean':
				return settleBoolean(field, value, complain);
			case 'resourceLocator':
				return settleLocator(field, value, complain);
			case 'dateTime':
				return settleDate(field, value, timezone, complain);
			case 'multiOptions':
				// An expression may deliver the only choice by itself.
				return typeof value === 'string' && value !== '' ? [value] : value;
			case 'collection':
				return settleCollection(field, value);
			case 'resourceMapper':
				return mappedValues(value as Mapper, timezone, (name, why) =>
					complain(`${name.replace(/ /g, '')} is not valid`, why),
				);
			case 'fixedCollection':
				return settleGroups(field, value);
			default:
				return value;
		}
	};
	const settleAll = (options: readonly Field[], value: unknown, empty?: null): Values => {
		const given = asValues(value);
		const result: Values = { ...given };
		for (const option of options) {
			if (!(option.name in given)) continue;
			const settled = settle(option, given[option.name]);
			if (settled !== undefined) result[option.name] = settled;
			else if (empty === null) result[option.name] = null;
			else delete result[option.name];
		}
		return result;
	};
	const settleCollection = (field: Field, value: unknown): Values => {
		const result = settleAll(optionsOf<Field>(field), value, field.name === UPDATES ? null : undefined);
		if (field.name !== SELECTION) return result;
		for (const option of optionsOf<Field>(field)) {
			if (option.name in asValues(value) && isEmpty(result[option.name])) throw emptied(option);
		}
		return result;
	};
	const settleGroups = (field: Field, value: unknown): Values => {
		const result: Values = { ...asValues(value) };
		for (const group of optionsOf<{ name: string; values: readonly Field[] }>(field)) {
			const rows = result[group.name];
			if (Array.isArray(rows)) result[group.name] = rows.map((row) => settleAll(group.values, row));
			else if (rows !== undefined) result[group.name] = settleAll(group.values, rows);
		}
		return result;
	};

	const result: Values = { ...values };
	for (const field of fields) {
		if (!isShown(field, values)) continue;
		const settled = settle(field, values[field.name]);
		// A locator that only narrows the lists of others says so with this flag of n8n's.
		const isChoice = field.type === 'resourceLocator' && field.ignoreValidationDuringExecution !== true;
		const mustHold = field.required === true || isChoice;
		if (mustHold && isEmpty(settled)) throw emptied(field);
		result[field.name] = settled;
	}
	return result;
}

/** Whether the editor shows a field beside these values; what it hides is not looked at. */
function isShown({ displayOptions: { show = {}, hide = {} } = {} }: Field, values: Values): boolean {
	// With a slash in front n8n means the same parameter, from wherever it is looked at.
	const holds = ([name, wanted]: [string, readonly unknown[]]) => wanted.includes(values[name.replace(/^\//, '')]);
	return Object.entries(show).every(holds) && !Object.entries(hide).some(holds);
}

/** Whether a value that was settled holds nothing, as does a list without entries. */
const isEmpty = (settled: unknown) => settled === undefined || settled === null || String(settled).trim() === '';

/** "Session ID" becomes "SessionID", as the field is called in messages. */
const compactName = ({ displayName }: Field) => displayName.replace(/ /g, '');

const optionsOf = <Option>(field: Field) => (field.options ?? []) as readonly Option[];

const asValues = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});

/**
 * A text, where an expression may deliver a number, such as a code or the number of an order, or nothing.
 * @returns undefined for nothing
 */
function asText(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(asText);
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return value ?? undefined;
}

/** @returns the number, also of a text such as an expression or a spreadsheet gives; undefined for an empty text */
function settleNumber(field: Field, value: unknown, complain: Complain): unknown {
	if (typeof value !== 'string') return value;
	if (value.trim() === '') return undefined;
	const number = Number(value);
	if (Number.isFinite(number)) return number;
	throw complain(`${compactName(field)} is not a number`, `“${value}” was given for '${field.displayName}'.`);
}

/** @returns true or false, also of the texts "true" and "false" */
function settleBoolean(field: Field, value: unknown, complain: Complain): unknown {
	if (typeof value !== 'string') return value;
	if (/^\s*true\s*$/i.test(value)) return true;
	if (/^\s*(false)?\s*$/i.test(value)) return false;
	throw complain(
		`${compactName(field)} is neither true nor false`,
		`“${value}” was given. Use an expression that gives true or false in '${field.displayName}'.`,
	);
}

/** @returns the bare ID without spaces around it, also of an address; undefined if there is none */
function settleLocator(field: Field, value: unknown, complain: Complain): string | undefined {
	const locator = asValues(value);
	const given = String(('value' in locator ? locator.value : value) ?? '').trim();
	if (given === '') return undefined;
	const modes = (field.modes ?? []) as readonly Mode[];
	const addressed = modes.find(({ extractValue }) => extractValue !== undefined);
	// In whichever mode it is: an expression may give the one or the other.
	const [, id] = (addressed?.extractValue && new RegExp(addressed.extractValue.regex).exec(given)) ?? [];
	if (id !== undefined) return id;
	for (const { regex, errorMessage } of demandsOf(addressed && given.includes('://') ? [addressed] : modes)) {
		if (!new RegExp(regex).test(given)) {
			throw complain(`${compactName(field)} is not valid`, `“${given}” was given. ${errorMessage}.`);
		}
	}
	return given;
}

/** A way of picking that a locator has. */
interface Mode {
	name: string;
	validation?: ReadonlyArray<{ properties: { regex: string; errorMessage: string } }>;
	extractValue?: { regex: string };
}

/** What ways of picking demand of a value; with one that takes anything, such as a phone number, it is nothing. */
function demandsOf(modes: readonly Mode[]) {
	const typed = modes.filter(({ name }) => name !== 'list');
	if (typed.some(({ validation }) => validation === undefined)) return [];
	const [first] = typed;
	return (first?.validation ?? []).map(({ properties }) => properties);
}

/** @returns the moment in UTC, as the service wants it; undefined if there is none */
function settleDate(field: Field, value: unknown, timezone: string, complain: Complain): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	try {
		return tryToParseDateTime(value, timezone).toUTC().toISO() ?? undefined;
	} catch {
		throw complain(
			`${compactName(field)} is not a date`,
			`“${String(value)}” was given. Enter a date and time in '${field.displayName}', e.g. 2026-01-31T08:00:00.`,
		);
	}
}
