import { UserError } from 'n8n-workflow';

const HOW =
	'Write it with + and the country code, e.g. +55 11 98888-7777, or a Brazilian number with its area code, e.g. (11) 98888-7777.';

/** A Brazilian number without its country code: an area code that exists, and a mobile number of nine digits or a landline (or an old mobile number) of eight. */
const NATIONAL = /^(?:1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])(?:9\d{8}|[2-9]\d{7})$/;
/** With the country code there may also be a number of no area, which is kept as it is written. */
const TOLL_FREE = /^0?800\d{7}$/;

/** What WhatsApp has in place of a number, by how it ends (observed.md §6). */
const NO_NUMBERS: ReadonlyArray<[end: RegExp, why: string]> = [
	[/@lid$/i, 'is hidden by WhatsApp: what ends in @lid is an ID that only WhatsApp knows'],
	[/@g\.us$/i, 'is the ID of a WhatsApp group'],
	[/@broadcast$/i, 'is the ID of a WhatsApp broadcast, such as the status'],
	[/@newsletter$/i, 'is the ID of a WhatsApp channel'],
];

/** How links and programs write a number, always with the country code. */
const INTERNATIONAL_FORMS = [
	/^(\d+)(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/i,
	/^(?:https?:\/\/)?(?:www\.)?wa\.me\/([^/?#]+)\/?(?:[?#].*)?$/i,
	/^(?:(?:https?:\/\/)?(?:\w+\.)?whatsapp\.com|whatsapp:\/)\/send\/?\?(?:.*&)?phone=([^&#]+)/i,
];

/**
 * Brings a phone number to the digits that the service wants: country code, area code and number, no "+".
 *
 * - With + (or 00) in front, the country code is there; also in links of WhatsApp and in its own IDs of users.
 * - Without it the number is Brazilian. With 10 or 11 digits (area code and number, perhaps a 0 in front) it gets the
 *   55, with 12 or 13 that begin with 55 it has it. What counts is the length, not the beginning: 55 is an area code
 *   too (observed.md §6).
 * - A Brazilian number has an area code that exists, and begins with 9 if it has nine digits.
 * - Spaces, brackets, dots, dashes, slashes and the service's own "|" may stand where people put them. What stands
 *   behind a number, such as an extension or a second one, is never taken for a part of it.
 * - A whole number is one also as a spreadsheet writes it: 11988887777.0, 5.511988887777E12.
 *
 * Anything else would be a guess.
 *
 * @param written as people write it, as a spreadsheet holds it (a number), as the service does ("+55|11988887777"), or
 * as WhatsApp does ("https://wa.me/5511988887777", "5511988887777@s.whatsapp.net")
 * @returns e.g. "5511988887777"
 * @throws UserError if it is no complete number
 */
export function phoneDigits(written: string | number): string {
	// Numbers copied from other apps come with invisible marks of the writing direction.
	const given = String(written)
		.replace(/\p{Cf}/gu, '')
		.trim();
	// The number itself stays out of the message: n8n replaces messages that happen to hold a network code.
	const complain = (why: string) =>
		new UserError(`The phone number ${why}`, { description: `“${given}” was given. ${HOW}` });
	const [, hidden] = NO_NUMBERS.find(([end]) => end.test(given)) ?? [];
	if (hidden !== undefined) throw complain(hidden);

	const text = wholeNumber(bare(given));
	if (text === undefined)
		throw complain('is not written out: a spreadsheet has cut off digits, or there is a fraction');
	if (text === '') throw complain('is empty');
	if (/\d\D*\+/.test(text)) throw complain('is followed by a second one');
	if (!/^\+?[\d\s().|/\p{Pd}]+$/u.test(text)) throw complain('holds something that is not a digit');
	if (hasMoreBehind(text)) throw complain('has something behind it, such as an extension or a second number');
	const digits = text.replace(/\D/g, '');
	const impossible = () => complain('is none that Brazil has: its area code or the beginning of the number is wrong');
	if (text.startsWith('+') || digits.startsWith('00')) {
		const international = text.startsWith('+') ? digits : digits.slice(2);
		if (!/^[1-9]\d{7,14}$/.test(international)) throw complain('is not of a possible length');
		if (!international.startsWith('55') || isBrazilian(international)) return international;
		// One that is too short would pass for a number of the area code 55.
		throw isOfLength(international) ? impossible() : complain('is not complete');
	}
	if (isOfLength(digits)) {
		if (isBrazilian(digits)) return digits;
		throw impossible();
	}
	// A 0 in front of the area code, not in the place of its first digit.
	const national = /^[^\d]*0\d\D/.test(text) ? digits : digits.replace(/^0/, '');
	if (NATIONAL.test(national)) return `55${national}`;
	throw complain('is not complete, or it is not clear what country it belongs to');
}

const isOfLength = (digits: string) => /^55\d{10,11}$/.test(digits);

/** Whether a number that begins with the country code of Brazil is one that there can be. */
const isBrazilian = (digits: string) => NATIONAL.test(digits.slice(2)) || TOLL_FREE.test(digits.slice(2));

/** A number without what programs put around it: the mark of a text in a spreadsheet, of a lead of Meta's, or the form of a link. */
function bare(given: string): string {
	const text = given.replace(/^['‘’]\s*/, '');
	for (const form of INTERNATIONAL_FORMS) {
		const [, number] = form.exec(text) ?? [];
		if (number !== undefined) return number.replace(/^(?:\+|%2B|%20|\s)*/i, '+');
	}
	// Behind a country code, the 0 is one that is dialled within the country only: +44 (0)20, +55 (011).
	return text
		.replace(/^(?:p|tel|whatsapp):(?:\/\/)?\s*/i, '')
		.replace(/^(\+\d{1,3}\s*)\(0\)/, '$1')
		.replace(/^((?:\+|00)?55[\s.-]*[\s.(-])0(?=\d\d\D)/, '$1');
}

/** Whether a text is meant to be a phone number, be it a wrong one, and no name or ID of something else. */
export const isMeantAsPhone = (text: string): boolean =>
	NO_NUMBERS.some(([end]) => end.test(text.trim())) || !/\p{L}/u.test(wholeNumber(bare(text.trim())) ?? '');

/** A number that was written with a fraction of nothing, or with an exponent. @returns undefined if digits are missing */
function wholeNumber(text: string): string | undefined {
	const [, whole] = /^(\+?\d+)[.,]0{1,2}$/.exec(text) ?? [];
	if (whole !== undefined) return whole;
	const [, first, fraction, exponent] = /^(\d)[.,]?(\d*)e\+?(\d+)$/i.exec(text) ?? [];
	if (first === undefined) return text;
	const length = Number(exponent);
	const isWhole = fraction.length >= length && /^0*$/.test(fraction.slice(length));
	return isWhole ? first + fraction.slice(0, length) : undefined;
}

/** Country code and area code have so many digits at the most. */
const CODES = 6;
/** With so many digits a number is complete, country code included. */
const COMPLETE = 10;
/** A gap that sets apart what is behind it. */
const SETS_APART = /[/|(\r\n\t]|\s\p{Pd}+\s/u;

/**
 * Whether something stands behind a number: a group of digits too short for its end, or one that is set apart behind
 * more than the codes, and is not its last four.
 */
function hasMoreBehind(text: string): boolean {
	const groups = [...text.replace(/^[\s(]*00/, '+').matchAll(/(\D*)(\d+)/g)];
	let before = 0;
	return groups.some(([, gap, { length }], index) => {
		const previous = groups[index - 1]?.[2].length ?? 0;
		const isLast = index === groups.length - 1;
		const isSetApart = before > CODES && SETS_APART.test(gap) && !(length === 4 && before < COMPLETE);
		const isTooShort =
			before > CODES && isLast && (length === 1 || (length < 4 && previous >= 4 && before >= COMPLETE - 1));
		before += length;
		return isSetApart || isTooShort;
	});
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

/**
 * A recipient as it comes out, in one way of writing: "+5511988887777", or an Instagram name with "@".
 * @throws UserError if it is neither
 */
export const shownRecipient = (written: string | number): string => recipientOf(written).replace(/^(?=\d)/, '+');

/** A phone number of the service in E.164; null if there is none, undefined if it is written in another way. */
export function e164Of(given: unknown): string | null | undefined {
	if (given === null) return null;
	if (typeof given !== 'string') return undefined;
	const [, country, number] = /^\+(\d{1,3})\|(\d{4,14})$/.exec(given) ?? [];
	return country && `+${country}${number}`;
}
