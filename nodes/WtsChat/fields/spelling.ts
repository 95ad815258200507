import { isId } from './id';
import { phoneDigits, phoneIdentity } from './phone';

/**
 * What all spellings of one session, contact or recipient have in common: an ID, an Instagram name with "@" or an email
 * address in capitals or not, a phone number in any writing, with or without the ninth digit. That an ID and a number
 * are the same contact cannot be told from them.
 * @param written what names it, as people or the service write it
 */
export function oneSpelling(written: string): string {
	const text = written.trim().toLowerCase();
	if (isId(text)) return text;
	try {
		return phoneIdentity(phoneDigits(text));
	} catch {
		return text;
	}
}
