import { UserError } from 'n8n-workflow';

const HOW =
	'Write it with + and the country code, e.g. +55 11 98888-7777, or a Brazilian number with its area code, e.g. (11) 98888-7777.';

/**
 * Brings a phone number to the digits that the service wants: country code, area code and number, no "+".
 *
 * With "+" (or 00) in front, the country code is there. Without it the number is Brazilian: with 10 or 11 digits (area
 * code and number, perhaps a 0 in front) it gets the 55, with 12 or 13 that begin with 55 it has it. What counts is
 * the length, not the beginning: 55 is an area code too (observed.md §6). Anything else would be a guess.
 *
 * @param written as people write it, or as the service does ("+55|11988887777")
 * @returns e.g. "5511988887777"
 * @throws UserError if it is no complete number
 */
export function phoneDigits(written: string): string {
	const text = written.trim();
	// The number itself stays out of the message: n8n replaces messages that happen to hold a network code.
	const complain = (why: string) =>
		new UserError(`The phone number ${why}`, { description: `“${text}” was given. ${HOW}` });
	if (!/^\+?[\d\s().|/-]+$/.test(text)) throw complain('holds something that is not a digit');
	const digits = text.replace(/\D/g, '');
	if (text.startsWith('+') || digits.startsWith('00')) {
		const international = text.startsWith('+') ? digits : digits.slice(2);
		if (international.length < 8 || international.length > 15) throw complain('is not of a possible length');
		return international;
	}
	if (digits.startsWith('55') && (digits.length === 12 || digits.length === 13)) return digits;
	const national = digits.replace(/^0/, '');
	// A mobile number has 11 digits with a 9 behind the area code, a landline (or an old mobile number) 10.
	if (/^[1-9]{2}9\d{8}$/.test(national) || /^[1-9]{2}[2-9]\d{7}$/.test(national)) return `55${national}`;
	throw complain('is not complete, or it is not clear what country it belongs to');
}

/**
 * Brings a recipient to the form that the service wants: the digits of a phone number, or an Instagram name with "@".
 * @throws UserError if it is neither
 */
export function recipientOf(written: string): string {
	const text = written.trim();
	return text.startsWith('@') && text.length > 1 ? text : phoneDigits(text);
}
