import { fieldsIn, isRecord } from './record';

/** What came back. */
export interface Answered {
	/** Of HTTP; where the body of a success says that it is an error, the status that the body tells. */
	status: number;
	headers: Readonly<Record<string, unknown>>;
	/** Without a body, undefined; a text if it is no JSON. */
	body: unknown;
	/** Set where the service says that it has done it, but the answer is not what the contract has. */
	unusable?: Unusable;
}

/** Why an answer cannot be used. */
export interface Unusable {
	/** In words that go on after "The answer of WTS Chat cannot be used: ". */
	why: string;
	/** Whether the request was to change something, which may have happened. */
	mayHaveChanged: boolean;
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
export function isSuccess(answered: Answered): boolean {
	const { status, body } = answered;
	const isPage = typeof body === 'string' && isWebPage(answered);
	return status >= 200 && status < 300 && !isPage && errorIn(body) === undefined;
}

// How the service spells statuses in words (observed.md §2), without what stands between the words.
const STATUS_NAMES: Readonly<Record<string, number>> = {
	BADREQUEST: 400,
	UNAUTHORIZED: 401,
	PAYMENTREQUIRED: 402,
	FORBIDDEN: 403,
	NOTFOUND: 404,
	METHODNOTALLOWED: 405,
	REQUESTTIMEOUT: 408,
	CONFLICT: 409,
	GONE: 410,
	UNPROCESSABLEENTITY: 422,
	LOCKED: 423,
	TOOMANYREQUESTS: 429,
	INTERNALSERVERERROR: 500,
	NOTIMPLEMENTED: 501,
	BADGATEWAY: 502,
	SERVICEUNAVAILABLE: 503,
	GATEWAYTIMEOUT: 504,
};

/** The status of an error, given as a number or by its name; undefined of all else. */
function errorStatus(value: unknown): number | undefined {
	const status =
		typeof value === 'string' && !/^\d+$/.test(value)
			? STATUS_NAMES[value.replace(/[^a-z]/gi, '').toUpperCase()]
			: Number(value ?? NaN);
	return status >= 400 && status < 600 ? status : undefined;
}

/**
 * The error that a body tells of, whatever the status of HTTP: the service's envelope, a problem (ProblemDetails), an
 * error in another form, or a list of nothing else. A record may have a field of this name that means something else, so a
 * text in it counts only where there is no record.
 * @returns its fields, and the status that it tells; undefined if the body is no error
 */
export function errorIn(body: unknown): { fields: Readonly<Record<string, unknown>>; status?: number } | undefined {
	if (Array.isArray(body)) {
		const errors = body.map((entry) => (Array.isArray(entry) ? undefined : errorIn(entry)));
		return errors.every((error) => error !== undefined) ? errors[0] : undefined;
	}
	if (!isRecord(body)) return undefined;
	const { error, httpStatusCode, status, title, type, id } = body;
	const isProblem = asText(title) !== undefined || asText(type) !== undefined;
	const told =
		errorStatus(httpStatusCode) ?? (isProblem && typeof status === 'number' ? errorStatus(status) : undefined);
	const isFlagged = error === true || error === 1 || (typeof error === 'string' && /^(true|1)$/i.test(error.trim()));
	const isTold = typeof error === 'object' ? Object.keys(error ?? {}).length > 0 : isTelling(asText(error));
	if (told === undefined && !isFlagged && (!isTold || asText(id) !== undefined)) return undefined;
	return { fields: body, status: told };
}

const isTelling = (text: string | undefined) => text !== undefined && !/^(false|0|none|null)$/i.test(text);

/** The service's texts are for people: beyond so many characters nobody reads on, and n8n keeps them with each item. */
const LONGEST_TEXT = 1_000;
const LONGEST_CODE = 100;

const cut = (text: string | undefined, length: number): string | undefined =>
	text === undefined || text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/**
 * Reads the service's words out of an error answer.
 * Source: schemas InternalException and ProblemDetails of the contract, observed.md §2.
 */
export function complaintOf({ body }: Answered): Complaint {
	const envelope = errorIn(body)?.fields ?? fieldsIn(body);
	const inner = fieldsIn(envelope.error);
	return {
		text: cut(
			asText(envelope.text) ??
				asText(envelope.detail) ??
				asText(envelope.title) ??
				asText(envelope.error) ??
				asText(inner.text) ??
				asText(inner.message) ??
				asText(envelope.message),
			LONGEST_TEXT,
		),
		key: cut(asText(envelope.key), LONGEST_CODE),
		supportCode: cut(asText(fieldsIn(envelope.id).shortValue), LONGEST_CODE),
		unsolvable: envelope.isUnsolvableError === true,
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
 * Whether an error may well be none the next time: the service had trouble of its own. What blames the caller is final,
 * also with HTTP 500 (observed.md §2).
 */
export const isPassing = (answered: Answered): boolean =>
	(answered.status === 408 || answered.status >= 500) && !blamesCaller(complaintOf(answered));

/**
 * What a 429 asks us to wait: plain decimal seconds, or a date as HTTP writes it (RFC 9110, IMF-fixdate).
 * @returns milliseconds; undefined if it says nothing of the kind (the service has not been seen to say it)
 */
export function retryAfter({ headers }: Answered, now: number = Date.now()): number | undefined {
	const value = asText(headers['retry-after']);
	if (value === undefined) return undefined;
	const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : httpDate(value) - now;
	return wait > 0 ? wait : undefined;
}

/** Reads a date that is written as HTTP writes it. @returns milliseconds since 1970; NaN if it is none */
function httpDate(text: string): number {
	const time = Date.parse(text);
	return new Date(time).toUTCString() === text ? time : NaN;
}
