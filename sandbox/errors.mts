import type { components } from '../contract/chat.d.ts';
import type { Clock } from './clock.mts';

export type Envelope = components['schemas']['InternalException'];
export type Problem = components['schemas']['ProblemDetails'];

/** A refusal by the service: becomes an error answer in the form that the operation's family uses. */
export class ServiceError extends Error {
	readonly status: number;
	readonly key: string;

	/**
	 * @param status HTTP status
	 * @param key stable key of the envelope, such as FORM_ERROR
	 * @param text what went wrong, in Portuguese as the service writes it, for people
	 */
	constructor(status: number, key: string, text: string) {
		super(text);
		this.status = status;
		this.key = key;
	}
}

/**
 * The refusal that the service makes of most of the caller's mistakes, a contact that does not exist among them:
 * HTTP 500 with the key FORM_ERROR (observed.md §2).
 */
export const formError = (text: string) => new ServiceError(500, 'FORM_ERROR', text);

/** The answer to an id that addresses nothing; how the service words it was not seen. */
export const notFound = (text: string) => new ServiceError(404, 'NOT_FOUND', text);

/**
 * Makes the service's error envelope (observed.md §2): `httpStatusCode` is a number in a captured 401 and an upper-case
 * name, beside `customData`, in a captured 500.
 * @param supportId uuid that the service's support asks for
 */
export function envelope(error: ServiceError, supportId: string, clock: Clock): Envelope {
	return {
		id: { value: supportId, shortValue: supportId.slice(0, 8) },
		httpStatusCode: error.status >= 500 ? 'INTERNALSERVERERROR' : error.status,
		version: null,
		environment: null,
		error: true,
		date: clock.iso(),
		key: error.key,
		text: error.message,
		isUnsolvableError: false,
		...(error.status >= 500 ? { customData: null } : {}),
	};
}

const titles: Record<number, string> = {
	400: 'One or more validation errors occurred.',
	404: 'Not Found',
	429: 'Too Many Requests',
};

/** Makes the error body that the contract gives the Send operations for 400, 404 and 429. */
export function problem(error: ServiceError): Problem {
	return { type: 'about:blank', title: titles[error.status] ?? error.key, status: error.status, detail: error.message };
}
