import { createHash, randomBytes, timingSafeEqual } from 'crypto';

/** A new secret for an address that somebody is given to call. */
export const newSecret = () => randomBytes(32).toString('hex');

/**
 * Whether somebody knows a secret. The comparison always takes the same time, so that nobody can find the secret out bit by
 * bit.
 * @param given what came with the request
 */
export function knowsSecret(given: unknown, secret: string): boolean {
	return typeof given === 'string' && timingSafeEqual(digestOf(given), digestOf(secret));
}

/** The SHA-256 of a text. */
export const digestOf = (text: string) => createHash('sha256').update(text).digest();
