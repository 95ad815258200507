import { UserError } from 'n8n-workflow';

const HOW =
	'Write it with + and the country code, e.g. +55 11 98888-7777, or a Brazilian number with its area code, e.g. (11) 98888-7777.';

/** A Brazilian number with its country code. */
const COMPLETE = /^55\d{10,11}$/;
/** Without it: area code, and a mobile number of nine digits or a landline (or an old mobile number) of eight. */
const NATIONAL = /^[1-9]{2}(9\d{8}|[2-9]\d{7})$/;

/**
 * Brings a phone number to the digits that the service wants: country code, area code and number, no "+".
 *
 * - With + (or 00) in front, the country code is there.
 * - Without it the number is Brazilian. With 10 or 11 digits (area code and number, perhaps a 0 in front) it gets the
 *   55, with 12 or 13 that begin with 55 it has it. What counts is the length, not the beginning: 55 is an area code
 *   too (observed.md §6).
 * - Spaces, brackets, dots, dashes, slashes and the service's own "|" may stand anywhere between the digits.
 *
 * Anything else would be a guess.
 *
 * @param written as people write it, as a spreadsheet holds it (a number), or as the service does ("+55|11988887777")
 * @returns e.g. "5511988887777"
 * @throws UserError if it is no complete number
 */
export function phoneDigits(written: string | number): string {
	// Numbers copied from other apps come with invisible marks of the writing direction.
	const text = String(written)
		.replace(/\p{Cf}/gu, '')
		.trim();
	// The number itself stays out of the message: n8n replaces messages that happen to hold a network code.
	const complain = (why: string) =>
		new UserError(`The phone number ${why}`, { description: `“${text}” was given. ${HOW}` });
	if (text === '') throw complain('is empty');
	if (!/^\+?[\d\s().|/\p{Pd}]+$/u.test(text)) throw complain('holds something that is not a digit');
	const digits = text.replace(/\D/g, '');
	if (text.startsWith('+') || digits.startsWith('00')) {
		const international = text.startsWith('+') ? digits : digits.slice(2);
		if (!/^[1-9]\d{7,14}$/.test(international)) throw complain('is not of a possible length');
		// One that is too short would pass for a number of the area code 55.
		if (international.startsWith('55') && !COMPLETE.test(international)) throw complain('is not complete');
		return international;
	}
	if (COMPLETE.test(digits)) return digits;
	const national = digits.replace(/^0/, '');
	if (NATIONAL.test(national)) return `55${national}`;
	throw complain('is not complete, or it is not clear what country it belongs to');
}

/**
 * Like `phoneDigits`, for a number that may be left alone or taken away.
 * @returns undefined if there is none; null for an empty one, which clears the number
 * @throws UserError if it is no complete number
 */
export function optionalPhone(written: string | number | null | undefined): string | null | undefined {
	if (written === undefined || written === null) return written;
	return String(written).trim() === '' ? null : phoneDigits(written);
}

/**
 * What all writings of one number have in common, to tell which answer belongs to which number. Brazilian
 * mobile numbers are kept with and without the ninth digit.
 * @param phone a phone number with its country code, in any writing
 */
export const phoneIdentity = (phone: string): string => phone.replace(/\D/g, '').replace(/^(55\d\d)9(\d{8})$/, '$1$2');

/**
 * The digits under which the service may keep a number: as they are, and for a Brazilian mobile number the other form,
 * with or without the ninth digit. Which of them the service finds by the other is not known (observed.md §6).
 * @param digits as `phoneDigits` gives them
 */
export function phoneForms(digits: string): string[] {
	const [, area, nine, number] = /^55(\d\d)(9?)([6-9]\d{7})$/.exec(digits) ?? [];
	if (area === undefined) return [digits];
	return [digits, nine ? `55${area}${number}` : `55${area}9${number}`];
}

/**
 * Brings a recipient to the form that the service wants: the digits of a phone number, or an Instagram name with "@".
 * @throws UserError if it is neither
 */
export function recipientOf(written: string | number): string {
	const text = String(written).trim();
	return text.startsWith('@') && text.length > 1 ? text : phoneDigits(text);
}
