import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './http.mts';

const ownNames = ['127.0.0.1', 'localhost', '[::1]'];

const nameOf = (host: string) => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '');

/**
 * Refuses what a web page from elsewhere sends through the browser of whoever runs the sandbox: its requests name a
 * foreign origin, and where its own name was made to lead here, a foreign host. Programs send no origin.
 * @param listensOn the address that the sandbox listens on, which it may be called by too
 * @returns undefined when the request may pass
 */
export function refuseForeign({ host = '', origin }: IncomingHttpHeaders, listensOn: string): Answer | undefined {
	const named = nameOf(host);
	const own = named !== '' && [...ownNames, nameOf(listensOn)].includes(named);
	if (own && (origin === undefined || origin === `http://${host}`)) return undefined;
	return { status: 403, body: { error: 'Only the machine that the sandbox runs on may do this' } };
}
