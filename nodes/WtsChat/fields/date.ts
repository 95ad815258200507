import { tryToParseDateTime } from 'n8n-workflow';

/** A moment, as n8n's DateTime has it. */
export type Moment = ReturnType<typeof tryToParseDateTime>;

/** What `momentOf` reads, in words for people. */
export const DATE_FORMS =
	'Enter a date, and a time if you like, such as 2026-01-31T08:00:00, 2026-01-31 08:00:00 or 31/01/2026 08:00. Without an offset such as -03:00 it is in the timezone of the workflow. A number is read as milliseconds since 1970.';

const TIME = '(?<time>(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?)';
const OFFSET = '(?<offset>Z|[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?)';
/** ISO 8601 and SQL. */
const YEAR_FIRST = new RegExp(
	`^(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)(?:(?:T| +)${TIME}(?: ?${OFFSET})?)?$`,
	'i',
);
/** As it is written in Brazil. */
const DAY_FIRST = new RegExp(
	`^(?<day>\\d{1,2})(?<mark>[/.-])(?<month>\\d{1,2})\\k<mark>(?<year>\\d{4})(?:,? +${TIME})?$`,
);
/** Milliseconds from March 1973 to November 2286: with fewer digits it would be seconds, or no time at all. */
const MILLISECONDS = /^\d{12,13}$/;

/**
 * Reads a date, with or without a time, as people write it and as expressions give it:
 *
 * - ISO 8601 and SQL, e.g. "2026-02-05", "2026-02-05T08:00:00.000-03:00", "2026-02-05 08:00:00"
 * - with the day first, e.g. "05/02/2026", "5.2.2026 08:00", "05-02-2026 08:00:00"
 * - n8n's DateTime and a JavaScript Date
 * - milliseconds since 1970, as a number or text of 12 or 13 digits, which is from 1973 to 2286
 *
 * Whatever else there is (the month first, seconds since 1970, words) could be meant otherwise.
 *
 * @param timezone where a date without an offset is
 * @returns undefined if it is none of these, or no day of the calendar
 */
export function momentOf(value: unknown, timezone: string): Moment | undefined {
	const given = written(value);
	if (typeof given !== 'string' && typeof given !== 'number') return undefined;
	const text = String(given).trim();
	if (MILLISECONDS.test(text)) return tryToParseDateTime(new Date(Number(text)), timezone);
	const parts = (YEAR_FIRST.exec(text) ?? DAY_FIRST.exec(text))?.groups;
	if (!parts) return undefined;
	const day = [parts.year, parts.month.padStart(2, '0'), parts.day.padStart(2, '0')].join('-');
	try {
		const moment = tryToParseDateTime(`${day}T${parts.time ?? '00:00'}${parts.offset ?? ''}`, timezone);
		// Of a day that the calendar does not have n8n makes a later one.
		return moment.toISODate() === day ? moment : undefined;
	} catch {
		return undefined;
	}
}

/** How spreadsheets count days, a part of a day behind the point: five digits are 1927 to 2173. */
const SERIAL = /^\d{5}(?:\.\d+)?$/;
/** The day that spreadsheets count from. */
const SERIAL_START = Date.UTC(1899, 11, 30);

/**
 * What a number may be that is no date: the day that a spreadsheet counts so, in words for people.
 * @returns undefined if it is none
 */
export function serialDateIn(value: unknown): string | undefined {
	const text = String(value).trim();
	if (!SERIAL.test(text)) return undefined;
	const day = new Date(SERIAL_START + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10);
	return `A spreadsheet counts days so, and this would be ${day}: let the node that reads the sheet give dates as text.`;
}

/**
 * A value without dates of the program's own: n8n's DateTime and a JavaScript Date, which expressions give, write
 * themselves in ISO 8601; one that is not valid as null. All else stays as it is.
 */
export const written = (value: unknown): unknown =>
	typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
		? value.toJSON()
		: value;

/** Before the service was there: a date such as 0001-01-01 is how it says that it knows none. */
const EARLIEST = Date.UTC(2000, 0, 1);

/**
 * Reads a date of the service. It is in UTC, also where no offset says so (observed.md §8).
 * @returns milliseconds since 1970; undefined if it is none
 */
export function instantOf(date: unknown): number | undefined {
	const instant = momentOf(date, 'UTC')?.toMillis();
	return instant !== undefined && instant >= EARLIEST ? instant : undefined;
}

/**
 * A date of the service as other programs read it: in ISO 8601 with milliseconds. The service writes more digits than
 * others read, leaves out the "Z" at times, and has a date for none (observed.md §8).
 * @returns null for that one; what is no date with a time as it is
 */
export function isoOf(date: string): string | null {
	const [, until, fraction = '', offset = 'Z'] =
		/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(date) ?? [];
	if (until === undefined) return date;
	if (until.startsWith('0001-')) return null;
	const written = `${until}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`;
	if (offset === 'Z') return written;
	const moment = new Date(written);
	return Number.isNaN(moment.getTime()) ? date : moment.toISOString();
}
