/** What came back over HTTP. */
export interface Answered {
	status: number;
	headers: Readonly<Record<string, unknown>>;
	body: unknown;
}

/** No answer, and why. */
export interface Lost {
	/** Node's or axios's code, e.g. ECONNREFUSED. */
	code: string;
	/** Whether the request may have reached the service. */
	mayHaveArrived: boolean;
	/** Whether it may well be different in a moment. */
	passing: boolean;
	/** n8n's own words, where it failed before it sent anything. */
	unsent?: string;
}

export type Outcome = { answered: Answered; lost?: undefined } | { answered?: undefined; lost: Lost };

/** The service's own words about what went wrong, from its error envelope or from ProblemDetails. */
export interface Complaint {
	text?: string;
	key?: string;
	/** What the service's support asks for. */
	supportCode?: string;
	/** The service itself says that trying again is of no use. */
	unsolvable: boolean;
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Readonly<Record<string, unknown>>)
		: undefined;
const asText = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** Whether an answer is a web page: then the address is not that of an API. */
export function isWebPage({ headers, body }: Answered): boolean {
	const type = asText(headers['content-type']) ?? '';
	return /text\/html/i.test(type) || (typeof body === 'string' && /^\s*<(!doctype|html)/i.test(body));
}

/**
 * Whether an answer means that the service did what was asked. The status alone does not tell: errors come
 * with HTTP 200 too (observed.md §2). Success without a body is fine.
 */
export function isSuccess({ status, body }: Answered): boolean {
	if (status < 200 || status > 299) return false;
	if (typeof body === 'string') return body.trim() === '';
	return asRecord(body)?.error !== true;
}

/**
 * Reads the service's words out of an error answer.
 * Source: schemas InternalException and ProblemDetails of the contract, observed.md §2.
 */
export function complaintOf({ body }: Answered): Complaint {
	const envelope = asRecord(body);
	return {
		text:
			asText(envelope?.text) ??
			asText(envelope?.detail) ??
			asText(envelope?.title) ??
			asText(envelope?.error) ??
			asText(envelope?.message),
		key: asText(envelope?.key),
		supportCode: asText(asRecord(envelope?.id)?.shortValue),
		unsolvable: envelope?.isUnsolvableError === true,
	};
}

/** Whether a complaint says that the thing asked for does not exist; the service says so with HTTP 500 too. */
export function saysNotFound({ text = '' }: Complaint): boolean {
	return /n[ãa]o (foi )?encontrad|not found/i.test(text);
}

/** Whether a complaint says that the request itself is wrong, so that sending it again cannot help. */
export function blamesCaller(complaint: Complaint): boolean {
	return (
		complaint.unsolvable ||
		complaint.key === 'FORM_ERROR' ||
		complaint.key === 'ERROR_UNAUTHORIZED' ||
		saysNotFound(complaint) ||
		/not valid|inv[áa]lid/i.test(complaint.text ?? '')
	);
}

/**
 * What a 429 asks us to wait.
 * @returns milliseconds; undefined if it says nothing (the service has not been seen to say it)
 */
export function retryAfter({ headers }: Answered, now: number = Date.now()): number | undefined {
	const value = asText(headers['retry-after']);
	if (value === undefined) return undefined;
	const seconds = Number(value);
	const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now;
	return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}
