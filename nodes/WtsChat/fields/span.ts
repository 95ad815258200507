/** A length of time as .NET writes it: days with a dot behind them if there are any, and a fraction of a second. */
const SPAN = /^(-?)(?:(\d+)\.)?(\d+):([0-5]?\d):([0-5]?\d(?:\.\d+)?)$/;

/**
 * Reads a length of time of the service, e.g. "00:04:30" or "1.02:03:04.5000000", which is more than a day.
 * @returns minutes, to the hundredth; undefined if it is none, or a negative one, which no time is that somebody waited
 */
export function minutesOfSpan(span: unknown): number | undefined {
	const [, minus, days = 0, hours, minutes, seconds] = SPAN.exec(typeof span === 'string' ? span.trim() : '') ?? [];
	if (hours === undefined || minus) return undefined;
	return hundredths((Number(days) * 24 + Number(hours)) * 60 + Number(minutes) + Number(seconds) / 60);
}

/** Rounded to two digits behind the point. */
export const hundredths = (number: number): number => Math.round(number * 100) / 100;
