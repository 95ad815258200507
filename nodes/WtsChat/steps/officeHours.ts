import type { Answer } from '../../../contract';

type Hours = Answer<'GET /core/v1/company/officehours'>;
type Day = NonNullable<Hours['days']>[number];

/** When the company serves its customers, as seen from a moment; null where there is no such moment, or nobody can tell. */
export interface Opening {
	isOpenNow: boolean | null;
	nextOpening: string | null;
	nextClosing: string | null;
}

/** Milliseconds since 1970 by the clock on the company's wall. */
interface Period {
	from: number;
	to: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
/** From yesterday, whose last period may reach into today, to the same weekday of the week after. */
const DAYS_AROUND = Array.from({ length: 10 }, (_, index) => index - 1);

const UNKNOWN: Opening = { isOpenNow: null, nextOpening: null, nextClosing: null };

/**
 * Whether the company is open, and when that changes next. A period that ends no later than it begins goes on until the
 * next day; periods without a gap are one. Where the hours are not limited, the company is always open.
 * @param now in milliseconds since 1970
 * @param usualOffset in minutes at a moment, for an account that does not say in which timezone it is
 * @returns moments in ISO 8601 with the account's offset
 */
export function openingAt(hours: Hours, now: number, usualOffset: (moment: number) => number): Opening {
	if (hours.limitHours === false) return { isOpenNow: true, nextOpening: null, nextClosing: null };
	if (hours.limitHours == null && hours.days == null) return UNKNOWN;
	const { timezoneDiff } = hours;
	const offsetAt = timezoneDiff == null ? usualOffset : () => Math.round(timezoneDiff * 60);
	const offset = offsetAt(now);
	const wall = now + offset * MINUTE;
	const today = Math.floor(wall / DAY) * DAY;
	const periods = DAYS_AROUND.flatMap((days) => periodsOf(hours.days ?? [], today + days * DAY));
	if (periods.includes(undefined)) return UNKNOWN;
	const open = merged(periods.filter((period) => period !== undefined));
	const current = open.find(({ from, to }) => from <= wall && wall < to);
	const next = open.find(({ from }) => from > wall);
	// The clocks may be changed until then.
	const shown = (moment: number | undefined) =>
		moment === undefined ? null : isoOf(moment, offsetAt(moment - offset * MINUTE));
	// What reaches over a whole week never ends.
	const isEndless = current !== undefined && current.to - wall > 7 * DAY;
	return {
		isOpenNow: current !== undefined,
		nextOpening: isEndless ? null : shown(next?.from),
		nextClosing: isEndless ? null : shown((current ?? next)?.to),
	};
}

/** The periods of a day; undefined for one that cannot be read. @param midnight with which the day begins */
function periodsOf(days: readonly Day[], midnight: number): Array<Period | undefined> {
	const weekday = WEEKDAYS[new Date(midnight).getUTCDay()];
	return days
		.filter(({ active, dayWeek }) => active === true && dayWeek?.trim().toUpperCase() === weekday)
		.flatMap(({ periods }) => periods ?? [])
		.map(({ startTime, endTime }) => {
			const [start, end] = [minutesOf(startTime), minutesOf(endTime)];
			if (start === undefined || end === undefined) return undefined;
			const from = midnight + start * MINUTE;
			return { from, to: midnight + end * MINUTE + (end > start ? 0 : DAY) };
		});
}

/** The minutes since midnight; undefined if it is no time of a day. */
function minutesOf(time: string | null | undefined): number | undefined {
	const [, hours, minutes] = /^([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?$/.exec(time?.trim() ?? '') ?? [];
	return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Periods in their order, those that touch made one. */
function merged(periods: readonly Period[]): Period[] {
	const result: Period[] = [];
	for (const { from, to } of periods.toSorted((a, b) => a.from - b.from)) {
		const last = result.at(-1);
		if (last && from <= last.to) last.to = Math.max(last.to, to);
		else result.push({ from, to });
	}
	return result;
}

/** A time on the wall in ISO 8601, e.g. "2026-11-30T08:00:00.000-03:00". */
function isoOf(wall: number, offset: number): string {
	const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
	const two = (number: number) => String(number).padStart(2, '0');
	return `${new Date(wall).toISOString().slice(0, -1)}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
