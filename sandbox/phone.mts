import { formError } from './errors.mts';

// Country codes that the account's contacts come from; other numbers are cut after two digits.
const countryCodes = ['55', '1', '351', '54', '56', '57', '595', '598', '34', '39', '44', '49'];

/** The digits of a phone number in any writing: the form by which contacts are found. */
export const digitsOf = (phone: string): string => phone.replace(/\D/g, '');

/**
 * Brings a phone number to the form that the service stores and answers: `+55|11987654321` (observed.md §6).
 * @param phone number with its country code, in any writing
 * @throws ServiceError when it cannot be a phone number
 */
export function storedPhone(phone: string): string {
	const digits = digitsOf(phone);
	if (!/^[+\d\s().|-]+$/.test(phone) || digits.length < 8 || digits.length > 15)
		throw formError('Número de telefone inválido');
	const countryCode = countryCodes.find((code) => digits.startsWith(code)) ?? digits.slice(0, 2);
	const national = digits.slice(countryCode.length);
	// Brazil: two digits of area code, then eight or nine. An area code 55 taken for the country code is too short.
	if (countryCode === '55' && !/^\d{10,11}$/.test(national)) throw formError('Número de telefone inválido');
	return `+${countryCode}|${national}`;
}

/** A stored phone number for display, such as `(11) 98765-4321`. */
export function formattedPhone(stored: string): string {
	const [countryCode = '', national = ''] = stored.split('|');
	if (countryCode !== '+55') return `${countryCode} ${national}`;
	return `(${national.slice(0, 2)}) ${national.slice(2, -4)}-${national.slice(-4)}`;
}
