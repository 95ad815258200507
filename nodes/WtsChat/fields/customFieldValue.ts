import type { Answer } from '../../../contract';
import { momentOf, written } from './date';
import { isCutOff } from './wholeText';
import { plain } from './name';
import { numberIn } from './number';
import { trueOrFalse } from './trueOrFalse';

/** A custom field as the account defines it. */
export type CustomField = Answer<'GET /core/v1/contact/custom-field'>[number];

/** Custom fields keep wall-clock time without a zone (observed.md §8). */
const WALL_CLOCK = "yyyy-MM-dd'T'HH:mm:ss";
const TIME = /^\s*([01]?\d|2[0-3])(:[0-5]\d(?::[0-5]\d)?)\s*$/;

/**
 * Brings a value to the type that a custom field has: the service ignores one of another type without a word.
 * @param field as the account defines it
 * @param given what was filled in, or came by an expression; an empty text stays one
 * @param timezone of the workflow; a date with a time is brought to it, a day stays the day that it is
 * @returns the value as the service wants it, a choice in the service's spelling; undefined if it does not fit
 */
export function customFieldValue(field: CustomField, given: unknown, timezone: string): unknown {
	if (given === '') return given;
	if (!field.isValueRange || !Array.isArray(given)) return readAs(field, given, timezone);
	// A range has several values of the one type.
	const ends = given.map((end) => readAs(field, end, timezone));
	return ends.includes(undefined) ? undefined : ends;
}

/** What a value of the field's type looks like, in words, as in "a whole number". */
export function valueWanted({ type, options }: CustomField): string {
	const names = (options ?? []).map(({ name }) => `“${name}”`).join(', ');
	switch (type) {
		case 'INTEGER':
			return 'a whole number';
		case 'FLOAT':
			return 'a number';
		case 'BOOLEAN':
			return 'true or false';
		case 'SINGLESELECT':
			return `one of ${names}`;
		case 'MULTISELECT':
			return `a list of some of ${names}`;
		case 'DATE':
			return 'a day, e.g. 2026-01-31 or 31/01/2026';
		case 'DATETIME':
			return 'a date and time, e.g. 2026-01-31T08:00:00 or 31/01/2026 08:00';
		case 'TIME':
			return 'a time, e.g. 08:30';
		case 'GROUP':
			return 'left out: this is a group of fields';
		default:
			return 'a single text';
	}
}

/** @returns undefined for what is no value of the field's type */
function readAs(field: CustomField, given: unknown, timezone: string): unknown {
	switch (field.type) {
		case 'GROUP':
			return undefined;
		case 'INTEGER': {
			const number = numberIn(given);
			return Number.isSafeInteger(number) ? number : undefined;
		}
		case 'FLOAT':
			return numberIn(given);
		case 'BOOLEAN':
			return booleanOf(given);
		case 'SINGLESELECT':
			return choiceOf(field, given);
		case 'MULTISELECT':
			return choicesOf(field, given);
		case 'DATE':
			return dayOf(given, timezone);
		case 'DATETIME':
			return momentOf(given, timezone)?.setZone(timezone).toFormat(WALL_CLOCK);
		case 'TIME': {
			const [, hour, rest] = TIME.exec(String(given)) ?? [];
			return hour && hour.padStart(2, '0') + rest;
		}
		default:
			return textOf(given);
	}
}

function textOf(value: unknown): string | undefined {
	const given = written(value);
	if (typeof given === 'number') return Number.isFinite(given) ? String(given) : undefined;
	if (typeof given === 'boolean') return String(given);
	return typeof given === 'string' && !isCutOff(given) ? given : undefined;
}

function booleanOf(given: unknown): boolean | undefined {
	const text = textOf(given);
	return text === undefined ? undefined : trueOrFalse(text);
}

/** The name of an option, whatever its case and accents, or given by its ID. */
function choiceOf({ options }: CustomField, given: unknown): string | undefined {
	const text = textOf(given) ?? '';
	const all = options ?? [];
	const isMeant = [
		({ name }: (typeof all)[number]) => name === text,
		({ name }: (typeof all)[number]) => plain(name ?? '') === plain(text),
		({ id }: (typeof all)[number]) => id === text.trim().toLowerCase(),
	];
	return isMeant.map((test) => all.find(test)?.name).find((name) => name != null) ?? undefined;
}

/** Several options: of a list, of the text of one, or of a text with commas; exact names come first, as they may hold some. */
function choicesOf(field: CustomField, given: unknown): string[] | undefined {
	const one = choiceOf(field, given);
	if (one !== undefined) return [one];
	const members = Array.isArray(given) ? given : membersOf(textOf(given) ?? '');
	const choices = members.map((member: unknown) => choiceOf(field, member));
	return choices.every((choice) => choice !== undefined) ? [...new Set(choices)] : undefined;
}

function membersOf(text: string): unknown[] {
	if (!/^\s*\[.*\]\s*$/s.test(text)) return text.split(',');
	try {
		return [JSON.parse(text) as unknown].flat();
	} catch {
		return [text];
	}
}

/** The day of the calendar that was written, wherever the workflow runs. */
function dayOf(given: unknown, timezone: string): string | undefined {
	const moment = momentOf(given, timezone);
	// Milliseconds have no day of their own, nor has a date of JavaScript, unless it stands at the very beginning of one.
	const isInstant =
		given instanceof Date ? given.getTime() % 86_400_000 !== 0 : /^\s*\d{12,13}\s*$/.test(String(given));
	return (isInstant ? moment?.setZone(timezone) : moment)?.toISODate() ?? undefined;
}
