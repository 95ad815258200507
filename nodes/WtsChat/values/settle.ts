import { UserError } from 'n8n-workflow';
import { DATE_FORMS, momentOf, serialDateIn, written } from '../fields/date';
import { isId } from '../fields/id';
import { SEVERAL } from '../fields/locator';
import { plain } from '../fields/name';
import { NamesInText } from '../fields/namesInText';
import { numberIn, readingsOf } from '../fields/number';
import { trueOrFalse } from '../fields/trueOrFalse';
import { cutOff, isCutOff } from '../fields/wholeText';
import type { Field } from '../fields/field';
import { isRecord } from '../transport/record';

/**
 * Brings what a field was given to the type that the field has.
 * @returns undefined if it holds nothing
 * @throws UserError that names the field and says what to do
 */
export type Settle = (value: unknown) => unknown;

/** "Session ID" becomes "SessionID", as the field is called in messages. */
export const compactName = ({ displayName }: Field): string => displayName.replace(/ /g, '');

/**
 * Makes what settles the values of a field that has no others in it: a locator to the bare ID, a date to UTC, a number
 * to text where a text is asked for. n8n's editor checks only what is typed there, not what an expression delivers.
 * @param raw what the node holds for the field, expressions as they are
 * @param timezone of the workflow
 */
export function settlerOf(field: Field, raw: unknown, timezone: string): Settle {
	switch (field.type) {
		case 'string':
			return takesSeveral(field) ? severalOf(field, textOf(field), raw) : textOf(field);
		case 'number':
			return numberOf(field);
		case 'boolean':
			return switchOf(field);
		case 'resourceLocator':
			return locatorOf(field, raw);
		case 'dateTime':
			return dateOf(field, timezone);
		case 'options':
			return choiceOf(field);
		case 'multiOptions':
			return severalOf({ ...field, commaSeparated: field.picks === undefined }, choiceOf(field), raw);
		case 'json':
			return objectOf(field);
		case 'hidden':
		case 'notice':
			return asItIs;
		// What these hold is settled part by part, see `check.ts`.
		case 'collection':
		case 'fixedCollection':
		case 'resourceMapper':
			return asItIs;
	}
}

const asItIs: Settle = (value) => value;

/** An error that calls a field by its name. */
const complaint = (field: Field, what: string, description: string) =>
	new UserError(`${compactName(field)} ${what}`, { description });

const isBlank = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/**
 * A value without parts of its own. What comes from outside may hold an object where a text is expected; its parts would
 * become parameters of the request.
 */
function single(field: Field, given: unknown): unknown {
	const value = written(given);
	if (typeof value === 'string' && isCutOff(value)) {
		throw complaint(field, 'ends or begins in the middle of a character', cutOff(value));
	}
	if (typeof value !== 'object' || value === null) return value;
	const what = Array.isArray(value) ? 'A list' : 'An object';
	throw complaint(
		field,
		'is not a single value',
		`${what} was given for '${field.displayName}'. Use an expression that gives the text itself.`,
	);
}

const takesSeveral = ({ typeOptions }: Field) =>
	(typeOptions as { multipleValues?: boolean } | undefined)?.multipleValues === true;

/**
 * A list, of which an expression may give an entry, several of them or the whole, also as the text of a list, or with
 * commas between them where the field says so or picks something. Entries that hold nothing are left out.
 * @param raw what the node holds for the field; a text that was typed as one entry stays one, whatever is in it
 */
function severalOf({ commaSeparated, picks }: Field, settle: Settle, raw: unknown): Settle {
	const typed = new Set<unknown>(Array.isArray(raw) ? raw : []);
	const textsIn = (entry: unknown) => {
		if (typeof entry !== 'string' || !entry.includes(',')) return entry;
		// Names may hold commas, so that such a text is taken apart where names are known.
		if (picks) return new NamesInText(entry);
		return commaSeparated && !typed.has(entry) ? entry.split(',').map((text) => text.trim()) : entry;
	};
	const entriesOf = (value: unknown) => {
		const members = membersOf(value);
		// Of a list that an expression gives, each entry is one.
		return members.length === 1 && members[0] === value ? members.flatMap(textsIn) : members;
	};
	return (value) => {
		const entries = Array.isArray(raw) && Array.isArray(value) ? value.flatMap(entriesOf) : entriesOf(value);
		// A list of expressions that find nothing is none, other than one that is meant to be empty.
		if (entries.length > 0 && entries.every((entry) => entry === undefined)) return undefined;
		return entries
			.filter((entry) => !isBlank(entry))
			.map((entry) => (entry instanceof NamesInText ? entry : settle(entry)));
	};
}

/** What a list holds, also the text of one, e.g. '["A", "B"]'; anything else is the only member of its own. */
export function membersOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string' || !/^\s*\[.*\]\s*$/s.test(value)) return [value];
	try {
		const parsed: unknown = JSON.parse(value);
		return Array.isArray(parsed) ? parsed : [value];
	} catch {
		return [value];
	}
}

/** A text, where an expression may deliver a number, such as a code or the number of an order; of one line without spaces around it. */
const textOf =
	(field: Field): Settle =>
	(value) => {
		const text = single(field, value);
		if (text === undefined || text === null) return undefined;
		if (typeof text !== 'number' || Number.isFinite(text)) {
			return formed(field, isLine(field) ? String(text).trim() : String(text));
		}
		throw complaint(
			field,
			'is not a text',
			`“${text}” was given for '${field.displayName}', the result of a failed calculation.`,
		);
	};

/** Whether a text is one of a single line, such as a cell of a spreadsheet holds it, where spaces around it are by mistake. */
const isLine = ({ typeOptions, keepsSpaces }: Field) =>
	keepsSpaces !== true && (typeOptions as { rows?: number } | undefined)?.rows === undefined;

/** What the editor keeps to in a field for numbers; a precision of 0 means whole numbers. */
interface Bounds {
	minValue?: number;
	maxValue?: number;
	numberPrecision?: number;
}

/** A number within the field's bounds, also of a text such as an expression or a spreadsheet gives. */
function numberOf(field: Field): Settle {
	const { minValue = -Infinity, maxValue = Infinity, numberPrecision } = (field.typeOptions ?? {}) as Bounds;
	const kind = numberPrecision === 0 ? 'whole number' : 'number';
	const from = minValue === -Infinity ? '' : ` from ${minValue}`;
	const wanted = `Enter a ${kind}${from}${maxValue === Infinity ? from && ' up' : ` up to ${maxValue}`}.`;
	return (value) => {
		const given = single(field, value);
		if (isBlank(given)) return undefined;
		const number = numberIn(given);
		const refuse = (what: string) =>
			complaint(field, what, `“${String(given)}” was given for '${field.displayName}'. ${wanted}`);
		if (number === undefined) throw isOpen(String(given)) ? unclear(field, String(given)) : refuse('is not a number');
		if (numberPrecision === 0 && !Number.isInteger(number)) throw refuse('is not a whole number');
		if (number < minValue) throw refuse('is too small');
		if (number > maxValue) throw refuse('is too large');
		return number;
	};
}

/** Whether a text may mean two numbers. */
const isOpen = (text: string) => Object.keys(readingsOf(text.trim())).length === 2;

const unclear = (field: Field, text: string) => {
	const { inThousands, withDecimals } = readingsOf(text.trim());
	const readings = `It may be ${inThousands} or ${withDecimals}; write it as one of these.`;
	return complaint(field, 'may be two numbers', `“${text}” was given for '${field.displayName}'. ${readings}`);
};

/** True or false, also of the words and numbers that other programs write for them. */
const switchOf =
	(field: Field): Settle =>
	(value) => {
		const given = single(field, value);
		if (isBlank(given)) return undefined;
		const meant = trueOrFalse(String(given));
		if (meant !== undefined) return meant;
		throw complaint(
			field,
			'is neither true nor false',
			`“${String(given)}” was given. Use an expression that gives true or false, or Sim or Não, in '${field.displayName}'.`,
		);
	};

/** An object with names and values, also as the text of one in JSON. */
const objectOf =
	(field: Field): Settle =>
	(value) => {
		if (isBlank(value)) return undefined;
		const given = typeof value === 'string' ? parsed(value) : value;
		if (isRecord(given)) return given;
		throw complaint(
			field,
			'is no JSON object',
			`What was given for '${field.displayName}' is ${Array.isArray(given) ? 'a list' : 'no object'}. It looks like {"name": "Ana", "code": 4711}.`,
		);
	};

/** What a text in JSON holds; undefined if it is none. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * One of the field's choices in the spelling of the service, also by its name and whatever its case. Of choices that the
 * account has, the service has the say.
 */
function choiceOf(field: Field): Settle {
	const fixed = (field.options ?? []) as ReadonlyArray<{ name: string; value: string }>;
	const choices = new Map([
		...fixed.map(({ name, value }) => [plain(name), value] as const),
		...fixed.map(({ value }) => [plain(value), value] as const),
	]);
	const listed = fixed
		.map(({ name, value }) => (plain(name) === plain(value) ? value : `${value} (${name})`))
		.join(', ');
	return (value) => {
		const given = single(field, value);
		if (isBlank(given)) return undefined;
		const text = String(given);
		if (fixed.length === 0) return formed(field, text);
		const choice = choices.get(plain(text));
		if (choice !== undefined) return choice;
		throw complaint(
			field,
			'is none of the choices',
			`“${text}” was given for '${field.displayName}'. The choices are ${listed}.`,
		);
	};
}

/** A way of picking that a locator has. */
interface Mode {
	name: string;
	validation?: ReadonlyArray<{ properties: { regex: string; errorMessage: string } }>;
	extractValue?: { regex: string };
}

/**
 * The bare ID without spaces around it, also of an address.
 * @param raw what the node holds for the field, with the mode that was chosen
 */
function locatorOf(field: Field, raw: unknown): Settle {
	// What is chosen from a list is an ID; of several, each is one by itself.
	const modes = ((field.modes ?? []) as readonly Mode[]).filter(({ name }) => !['list', SEVERAL].includes(name));
	const addressed = modes.find(({ extractValue }) => extractValue !== undefined);
	const chosen = modes.find(({ name }) => isRecord(raw) && name === raw.mode);
	const address = addressed?.extractValue && new RegExp(addressed.extractValue.regex);
	return (value) => {
		const held = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
		const given = String(single(field, held) ?? '').trim();
		if (given === '') return undefined;
		// In whichever mode it is: an expression may give the one or the other.
		const [, id] = address?.exec(given) ?? [];
		if (id !== undefined) return withPlainId(id);
		if (modes.some((mode) => objectionOf(mode, given) === undefined)) return formed(field, withPlainId(given));
		const meant = addressed && given.includes('://') ? addressed : (chosen ?? modes[0]);
		throw complaint(field, 'is not valid', `“${given}” was given. ${objectionOf(meant, given)}.`);
	};
}

const FORMS = {
	email: {
		isOne: (text: string) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
		what: 'an email address',
		example: 'ana@example.com',
	},
	id: { isOne: isId, what: 'an ID', example: '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10' },
} as const;

/** A text in the form that the field asks for, without spaces around it; one that is empty stays so. */
function formed({ form, ...field }: Field, given: string): string {
	const text = form ? withPlainId(given.trim()) : given;
	if (!form || text === '' || FORMS[form].isOne(text)) return text;
	const { what, example } = FORMS[form];
	const names = field.displayName.includes('Names or')
		? ' A name is chosen from the list, or given in the field for names.'
		: '';
	throw complaint(
		field,
		`is not ${what}`,
		`“${text}” was given for '${field.displayName}'. It looks like ${example}.${names}`,
	);
}

/** The service writes its IDs in small letters, and so they are compared. */
const withPlainId = (text: string) => (isId(text) ? text.toLowerCase() : text);

/** What a way of picking has against a value; undefined if nothing. */
const objectionOf = ({ validation = [] }: Mode, value: string): string | undefined =>
	validation.find(({ properties }) => !new RegExp(properties.regex).test(value))?.properties.errorMessage;

/** The moment in UTC, as the service wants it. */
const dateOf =
	(field: Field, timezone: string): Settle =>
	(value) => {
		if (isBlank(value)) return undefined;
		const moment = momentOf(value, timezone)?.toUTC().toISO();
		if (moment) return moment;
		single(field, value);
		throw complaint(field, 'is not a date', `“${String(value)}” was given for '${field.displayName}'. ${serialDateIn(value) ?? DATE_FORMS}`);
	};
