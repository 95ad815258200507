import { BaseError, NodeApiError } from 'n8n-workflow';
import type { Lost } from './answer';
import { explained } from './words';

// With these no connection came about, so nothing was sent.
const NEVER_SENT_PASSING = ['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'];
const NEVER_SENT_FOR_GOOD = [
	'ERR_INVALID_URL',
	'ERR_BAD_REQUEST',
	'ERR_INVALID_CHAR',
	'ERR_INVALID_HTTP_TOKEN',
	'ERR_UNESCAPED_CHARACTERS',
	'EPROTO',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID',
];

/** The time limit passed before the whole answer was there. */
export const TOO_LATE: Lost = { code: 'ECONNABORTED', mayHaveArrived: true, passing: true };

/**
 * Reads why there is no answer out of the error of n8n's request helper. The error itself is not passed on: it holds the
 * request with the API key in it.
 * @param thrown what `httpRequestWithAuthentication` rejected with
 * @returns the reason
 * @throws `thrown` itself, if it does not come from sending (e.g. the node has no credential)
 */
export function lossOf(thrown: unknown): Lost {
	if (!(thrown instanceof NodeApiError)) throw thrown;
	const causes = causesOf(thrown);
	const own = causes.find((cause) => cause instanceof BaseError) ?? (causes.some(isOfNetwork) ? undefined : causes[0]);
	if (own) return { code: 'not sent', mayHaveArrived: false, passing: false, unsent: explained(own) };
	const code = causes.map(codeOf).find((found) => found !== undefined) ?? 'no code';
	const forGood = NEVER_SENT_FOR_GOOD.includes(code);
	const passing = NEVER_SENT_PASSING.includes(code);
	return { code, mayHaveArrived: !forGood && !passing, passing: !forGood };
}

/** What an error was made of, from the outermost in. */
function causesOf({ cause }: Error): Error[] {
	return cause instanceof Error ? [cause, ...causesOf(cause)] : [];
}

/**
 * Whether an error comes from the network or the HTTP client. All others come from n8n itself before anything was sent, such
 * as from a credential type that fails.
 */
const isOfNetwork = (error: Error): boolean =>
	codeOf(error) !== undefined || ('isAxiosError' in error && error.isAxiosError === true);

function codeOf(error: Error): string | undefined {
	return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
