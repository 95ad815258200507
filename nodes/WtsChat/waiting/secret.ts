import { createHash, randomBytes, timingSafeEqual } from 'crypto';

/** A new secret for an address that somebody is given to call. */
export const newSecret = () => randomBytes(32).toString('hex');

/**
 * Whether somebody knows a secret. Comparing always takes the same time, so it cannot be found out bit by bit.
 * @param given what came with the request
 */
export function knowsSecret(given: unknown, secret: string): boolean {
	return typeof given === 'string' && timingSafeEqual(digestOf(given), digestOf(secret));
}

/** A fixed number of bytes that stand for a text. */
export const digestOf = (text: string) => createHash('sha256').update(text).digest();
