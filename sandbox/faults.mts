import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { formError, ServiceError } from './errors.mts';
import type { Answer } from './http.mts';
import { Random } from './random.mts';

/** What can go wrong with a request. */
export const faultKinds = {
	tooManyRequests: '429, with Retry-After if `retryAfter` is given',
	formError: '500 with the key FORM_ERROR: the caller is at fault',
	serverError: '500 that may be gone at the next try',
	badGateway: '502 with an HTML page',
	reset: 'the connection is cut',
	hang: 'no answer until the caller gives up',
	hangInBody: '200 with the beginning of a body, and nothing more until the caller gives up',
	drip: '200 with a body of which a byte comes now and then, without end',
	brokenJson: '200 with half a body',
	errorInOk: '200 with `error: true` in the body',
	emptyBody: '200 without a body',
	otherBody: '200 with the text of `body` in place of the answer',
	nullsInLists: '200 with the answer, nulls in all its lists',
} as const;

export type FaultKind = keyof typeof faultKinds;

export interface Fault {
	kind: FaultKind;
	/** Only requests with this method. */
	method?: string;
	/** Only requests to this path: `*` stands for any part, `/chat/v1/send/*` for all that begin so. */
	path?: string;
	/** Only the nth request that matches, counted from 1; that one only. */
	nth?: number;
	/** Only the next so many requests that match. */
	times?: number;
	/** Only this share of the requests that match, from 0 to 1. */
	probability?: number;
	/** Whether the request takes effect: `after` for faults of the answer alone, `before` for the others, unless given. */
	when?: 'before' | 'after';
	/** Seconds for the Retry-After header of tooManyRequests. */
	retryAfter?: number;
	/** The text of an error answer. */
	text?: string;
	/** What otherBody answers, sent as JSON whatever it is; nothing if left out. */
	body?: string;
}

interface ActiveFault {
	id: number;
	fault: Fault;
	pattern: RegExp;
	matches: number;
	hits: number;
}

const escapePattern = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (path: string) => new RegExp(`^${path.split('*').map(escapePattern).join('.*')}$`);

/** Faults on demand: which requests fail, and how. */
export class Faults {
	#active: ActiveFault[] = [];
	#added = 0;
	#seed: number;
	#random: Random;

	/** @param seed of the chance by which faults with a probability strike */
	constructor(seed: number) {
		this.#seed = seed;
		this.#random = new Random(seed);
	}

	/** Takes all faults away and lets chance begin again. */
	reset(): void {
		this.#active = [];
		this.#random = new Random(this.#seed);
	}

	/**
	 * Adds a fault; the first added that strikes decides.
	 * @returns its id
	 * @throws RangeError when a figure makes no sense
	 */
	add(fault: Fault): number {
		const { kind, nth, times, probability, retryAfter } = fault;
		if (!Object.hasOwn(faultKinds, kind)) throw new RangeError(`No such kind of fault: ${String(kind)}`);
		if (nth !== undefined && !(nth >= 1)) throw new RangeError('nth counts from 1');
		if (times !== undefined && !(times >= 1)) throw new RangeError('times must be at least 1');
		if (probability !== undefined && !(probability >= 0 && probability <= 1))
			throw new RangeError('probability must be from 0 to 1');
		if (retryAfter !== undefined && !(retryAfter >= 0)) throw new RangeError('retryAfter must not be negative');
		const id = ++this.#added;
		this.#active.push({ id, fault, pattern: patternOf(fault.path ?? '*'), matches: 0, hits: 0 });
		return id;
	}

	/** Takes one fault away, or all of them. */
	clear(id?: number): void {
		this.#active = id === undefined ? [] : this.#active.filter((active) => active.id !== id);
	}

	/** The faults that are set, with how many requests each has struck. */
	get list(): (Fault & { id: number; hits: number })[] {
		return this.#active.map(({ id, fault, hits }) => ({ id, ...fault, hits }));
	}

	/** The fault that strikes a request, if one does. */
	strike(method: string, path: string): Fault | undefined {
		for (const active of this.#active) {
			const { fault, pattern } = active;
			if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue;
			if (!pattern.test(path)) continue;
			active.matches += 1;
			if (fault.nth !== undefined && active.matches !== fault.nth) continue;
			if (fault.times !== undefined && active.hits >= fault.times) continue;
			if (fault.probability !== undefined && this.#random.next() >= fault.probability) continue;
			active.hits += 1;
			return fault;
		}
		return undefined;
	}
}

/** Whether a request that a fault strikes takes effect before the caller hears nothing of it. */
export const takesEffect = ({ kind, when }: Fault): boolean =>
	(when ?? (OF_ANSWER.includes(kind) ? 'after' : 'before')) === 'after';

/** Faults of the answer, not of the service's work. */
const OF_ANSWER: readonly FaultKind[] = ['brokenJson', 'emptyBody', 'otherBody', 'nullsInLists', 'hangInBody', 'drip'];

/** The same with a null at the beginning and the end of each list that holds something. */
function withNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.length === 0 ? value : [null, ...value.map(withNulls), null];
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withNulls(inner)]));
}

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

/** Whether a request that a fault strikes is never answered to the end. */
export const hangs = ({ kind }: Fault): boolean => kind === 'hang' || kind === 'hangInBody' || kind === 'drip';

/** Milliseconds between two bytes of an answer that drips. */
const DRIP = 100;

/** An answer byte by byte; when it is over, spaces, which JSON allows. */
async function* dripping(answer: string) {
	for (let index = 0; ; index++) {
		yield answer[index] ?? ' ';
		await delay(DRIP);
	}
}

/**
 * The answer that a fault makes of a request.
 * @param answer what the request would have been answered, if it took effect
 * @param refusal makes an error answer in the service's envelope
 */
export function faultyAnswer(
	fault: Fault,
	kind: Exclude<FaultKind, 'reset' | 'hang'>,
	answer: Answer | undefined,
	refusal: (error: ServiceError) => Answer,
): Answer {
	const text = fault.text ?? 'Erro provocado no sandbox';
	switch (kind) {
		case 'tooManyRequests': {
			const headers = fault.retryAfter === undefined ? undefined : { 'retry-after': String(fault.retryAfter) };
			return { ...refusal(new ServiceError(429, 'TOO_MANY_REQUESTS', text)), headers };
		}
		case 'formError':
			return refusal(formError(text));
		case 'serverError':
			return refusal(new ServiceError(500, 'INTERNAL_ERROR', text));
		case 'errorInOk':
			return { ...refusal(new ServiceError(404, 'ERROR_UNAUTHORIZED', text)), status: 200 };
		case 'badGateway': {
			const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
			return { status: 502, body: Buffer.from(page), headers: { 'content-type': 'text/html' } };
		}
		case 'hangInBody':
		case 'drip': {
			const whole = JSON.stringify(answer?.body ?? { error: false });
			const body = kind === 'drip' ? Readable.from(dripping(whole)) : new Readable({ read: () => {} });
			if (kind === 'hangInBody') body.push(whole.slice(0, Math.floor(whole.length / 2)));
			return { status: 200, body, headers: jsonHeaders };
		}
		case 'brokenJson': {
			const whole = JSON.stringify(answer?.body ?? { error: false });
			const half = Buffer.from(whole.slice(0, Math.floor(whole.length / 2)));
			return { status: 200, body: half, headers: jsonHeaders };
		}
		case 'emptyBody':
			return { status: 200 };
		case 'otherBody':
			return { status: 200, body: Buffer.from(fault.body ?? ''), headers: jsonHeaders };
		case 'nullsInLists':
			return answer ? { ...answer, body: withNulls(answer.body) } : { status: 200 };
	}
}
