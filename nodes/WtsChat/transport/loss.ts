import { NodeApiError } from 'n8n-workflow';
import type { Lost } from './answer';

// With these no connection came about, so nothing was sent.
const NEVER_SENT_PASSING = ['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'];
const NEVER_SENT_FOR_GOOD = [
	'ERR_INVALID_URL',
	'ERR_BAD_REQUEST',
	'EPROTO',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID',
];

/**
 * Reads out of what n8n's request helper threw why there is no answer. The thrown object itself is not passed
 * on: it holds the request with the API key in it.
 * @param thrown what `httpRequestWithAuthentication` rejected with
 * @returns the reason
 * @throws `thrown` itself, if it does not come from sending (e.g. the node has no credential)
 */
export function lossOf(thrown: unknown): Lost {
	if (!(thrown instanceof NodeApiError)) throw thrown;
	const code = codeOf(thrown) ?? 'no code';
	const forGood = NEVER_SENT_FOR_GOOD.includes(code);
	const passing = NEVER_SENT_PASSING.includes(code);
	return { code, mayHaveArrived: !forGood && !passing, passing: !forGood };
}

function codeOf(error: unknown): string | undefined {
	for (let current = error; current instanceof Error; current = current.cause) {
		if ('code' in current && typeof current.code === 'string') return current.code;
	}
	return undefined;
}
