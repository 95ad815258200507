import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';
import { complaintOf, isPassing, isWebPage, saysNotFound, type Answered, type Lost, type Outcome } from './answer';

/** How a request ended that did not succeed. */
export interface Ending {
	outcome: Outcome;
	/** How often it was sent. */
	attempts: number;
	/** The service kept refusing it for its limits, for this many milliseconds in all. */
	refusedFor?: number;
	/** It may have taken effect; nobody knows. */
	unknown?: boolean;
}

/** What kind of failure it is, for code that can go on after some of them. */
type Kind = 'notFound' | 'wrong' | 'other';

/** What the user reads: what happened, and what to do. */
interface Explanation {
	message: string;
	description: string;
	kind?: Kind;
}

const minutes = (milliseconds: number) => Math.max(1, Math.round(milliseconds / 60_000));

// What the network's codes mean; the codes themselves stay out of messages, where n8n replaces them by texts of its own.
const NO_CONNECTION: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'Nothing answers at this address',
	ENOTFOUND: 'There is no such host',
	EAI_AGAIN: 'The host name cannot be looked up at the moment',
	ECONNRESET: 'The connection broke off before an answer came',
	ECONNABORTED: 'No answer came within the time limit',
	ETIMEDOUT: 'No answer came within the time limit',
	EPROTO: 'The address does not speak HTTPS, or only HTTPS',
	CERT_HAS_EXPIRED: 'The certificate of this address has expired',
};

/**
 * Makes n8n's error of a failed request, in words that tell the user what to do.
 * @param node the node that sent it
 * @param ending how the request ended
 * @param root the API's address, for network failures
 * @returns the error; `context.data` holds the service's text, key and support code, without the secrets of addresses
 */
export function failureOf(node: INode, ending: Ending, root: string): NodeApiError {
	const { answered, lost } = ending.outcome;
	const complaint = answered && !answered.unusable && !isWebPage(answered) ? complaintOf(answered) : undefined;
	const details: JsonObject = {};
	if (answered) details.httpCode = answered.status;
	if (complaint?.key) details.key = withoutAddressSecrets(complaint.key);
	if (complaint?.text) details.text = withoutAddressSecrets(complaint.text);
	if (complaint?.supportCode) details.supportCode = withoutAddressSecrets(complaint.supportCode);
	if (lost && lost.unsent === undefined) details.networkCode = lost.code;
	if (ending.unknown || answered?.unusable?.mayHaveChanged) details.outcome = 'unknown';

	const { message, description, kind = 'other' } = explain(ending, root);
	const said = [
		details.text && `The service says: “${String(details.text)}”${details.key ? ` (${String(details.key)})` : ''}.`,
		details.supportCode && `Support code: ${String(details.supportCode)}.`,
		ending.attempts > 1 && `Tried ${ending.attempts} times.`,
	].filter((part): part is string => typeof part === 'string');
	return withData(node, {
		details,
		message,
		description: [withoutAddressSecrets(description), ...said].join(' '),
		kind,
		httpCode: answered ? String(answered.status) : undefined,
	});
}

/**
 * Makes the error of a request of which nobody knows whether it took effect.
 * @param node the node that sent it
 * @param why the end of the message, as in "the answer does not speak of it"
 * @param description what happened, in whole sentences
 */
export function unknownFailureOf(node: INode, why: string, description: string): NodeApiError {
	return withData(node, {
		details: { outcome: 'unknown' },
		message: `It is not known whether this took effect: ${why}`,
		description: `${description} Look in the platform before you send it again.`,
	});
}

/**
 * Makes the error of an entry that was not sent, since others with the same settings were refused for these.
 * @param node the node that sent the others
 * @param refusal how the last of them was refused
 * @param count how many were refused
 */
export function unsentFailureOf(node: INode, refusal: NodeApiError, count: number): NodeApiError {
	return withData(node, {
		details: dataOf(refusal),
		message: refusal.message,
		description: `${refusal.description ?? ''} This one was not tried by itself: ${count} others that have the same settings were refused with the same words.`,
		kind: 'wrong',
	});
}

interface Made extends Explanation {
	details: JsonObject;
	httpCode?: string;
}

function withData(node: INode, { details, message, description, kind = 'other', httpCode }: Made): NodeApiError {
	const failure = new NodeApiError(node, details, { message, description, httpCode });
	failure.context.data = details;
	failure.context.kind = kind;
	return failure;
}

/** What the service said of a failed request. */
const dataOf = ({ context }: NodeApiError): JsonObject => ({ ...(context.data as JsonObject | undefined) });

/** What is the same in two refusals for the same reason: message, and the service's text and key. */
export function refusalWords(refusal: NodeApiError): string {
	const { httpCode, key, text } = dataOf(refusal);
	return JSON.stringify([refusal.message, httpCode, key, text]);
}

/** A text without the token, the key and the password of addresses: the service may send back one that it was given. */
const withoutAddressSecrets = (text: string) =>
	text.replace(/([?&](?:token|key)=)[^&#\s"'”)]+/g, '$1***').replace(/(\/\/)[^/\s@]+@/g, '$1***@');

const kindOf = (error: unknown): unknown => (error instanceof NodeApiError ? error.context.kind : undefined);

/** Whether a request failed because what it asked for does not exist. */
export const isNotFound = (error: unknown): boolean => kindOf(error) === 'notFound';

/** Whether the service refused a request for what is in it, so that it took no effect. */
export const isRefusedAsWrong = (error: unknown): boolean => kindOf(error) === 'notFound' || kindOf(error) === 'wrong';

/** Whether nobody knows if a request took effect. */
export const isUnknown = (error: unknown): boolean =>
	error instanceof NodeApiError && (error.context.data as JsonObject | undefined)?.outcome === 'unknown';

function explain(ending: Ending, root: string): Explanation {
	const { outcome, refusedFor, unknown } = ending;
	if (refusedFor !== undefined) {
		return {
			message: "The account's request limit stayed used up",
			description: `The service refused this request for ${minutes(refusedFor)} minutes because of its limits. Somebody else seems to use up the account's requests; run it again later, or lower the limits in the credential of the others.`,
		};
	}
	const explanation = outcome.answered ? explainAnswer(outcome.answered) : explainLoss(outcome.lost, root);
	if (unknown) {
		return {
			message: 'It is not known whether this took effect: it may have been delivered',
			description: `${explanation.message}. The request was not repeated, since it might be carried out twice. Look in the platform before you send it again. ${explanation.description}`,
		};
	}
	if (outcome.answered?.unusable?.mayHaveChanged) {
		return {
			message: 'It is not known whether this took effect',
			description: `${explanation.message}. Look in the platform, or run it again: it does no harm if this is carried out twice. ${explanation.description}`,
		};
	}
	return explanation;
}

function explainLoss({ code, unsent }: Lost, root: string): Explanation {
	if (unsent !== undefined) {
		return { message: 'n8n could not send the request', description: `Nothing was sent. n8n says: “${unsent}”.` };
	}
	return {
		message: 'No answer from WTS Chat',
		description: `${NO_CONNECTION[code] ?? 'The connection failed'}: ${root}. Check the Base URL in the credential and that this n8n can reach it (${code}).`,
	};
}

function explainAnswer(answered: Answered): Explanation {
	const { status, headers, unusable } = answered;
	if (unusable) {
		return {
			message: `The answer of WTS Chat cannot be used: ${unusable.why}`,
			description: 'Run it again; if it stays so, check the Base URL in the credential.',
		};
	}
	const complaint = complaintOf(answered);
	if (status >= 300 && status < 400) {
		return {
			message: 'The Base URL leads elsewhere',
			description: `The service redirects to ${hostOf(headers.location)}; the API key is not sent there. Enter the final address of the API as Base URL in the credential.`,
		};
	}
	if (isWebPage(answered)) {
		return status >= 500
			? {
					message: 'WTS Chat is not available at the moment',
					description: 'A web page came instead of an answer of the API. Run it again later.',
				}
			: {
					message: 'The Base URL answers with a web page',
					description:
						'The address belongs to a web app, not to the API. Enter the address of the API as Base URL in the credential, e.g. https://api.wts.chat.',
				};
	}
	if (saysNotFound(complaint) || (status === 404 && complaint.key !== 'ERROR_UNAUTHORIZED')) {
		return {
			kind: 'notFound',
			message: 'WTS Chat does not know what was asked for',
			description: 'Check the ID (or phone number): it may be mistyped, deleted, or belong to another account.',
		};
	}
	if (status === 401 || status === 403 || complaint.key === 'ERROR_UNAUTHORIZED') {
		return {
			message: 'WTS Chat did not accept the API key for this request',
			description:
				'Check the API Key and the Base URL in the credential. The key may have been revoked, be unused for so long that the platform deleted it, or not cover this operation; a wrong Base URL is answered in the same way.',
		};
	}
	if (status === 501) {
		return {
			message: 'This operation does not exist at this address',
			description: 'The server at the Base URL does not offer it.',
		};
	}
	if (!isPassing(answered)) {
		return {
			kind: 'wrong',
			message: 'WTS Chat did not accept this request',
			description: 'Check the values of the fields against what the service says.',
		};
	}
	return {
		message: 'WTS Chat could not carry out this request',
		description:
			complaint.text === undefined
				? 'The service had trouble of its own. Run it again later.'
				: 'Check the values of the fields against what the service says; if they are right, run it again later.',
	};
}

function hostOf(location: unknown): string {
	return typeof location === 'string' && URL.canParse(location) ? new URL(location).origin : 'another address';
}
