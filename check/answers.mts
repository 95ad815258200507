import type { Inquiry } from './inquiry.mts';

/** What came of a request. */
export interface Exchange {
	readonly inquiry: Inquiry;
	readonly outcome: Outcome;
}

export type Outcome =
	/** It was not sent: "the account has no session". */
	| { readonly kind: 'skipped'; readonly reason: string }
	/** Nothing came back: "no answer within 30 seconds". */
	| { readonly kind: 'failed'; readonly reason: string }
	| Answered;

export interface Answered {
	readonly kind: 'answered';
	readonly status: number;
	/** Names in small letters. */
	readonly headers: ReadonlyMap<string, string>;
	/** What the body is: JSON, nothing at all, or something else. */
	readonly form: 'JSON' | 'empty' | 'other';
	/** The JSON of the body. */
	readonly body?: unknown;
	/** How often the service asked to wait before it answered this. */
	readonly refusals: readonly Refusal[];
}

/** A 429. */
export interface Refusal {
	readonly headers: ReadonlyMap<string, string>;
	readonly form: Answered['form'];
	readonly body?: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an answer is one of success: an error may come with HTTP 200 too (observed.md §2). */
export const isSuccess = ({ status, form, body }: Answered): boolean =>
	status >= 200 && status < 300 && form !== 'other' && !(isFields(body) && body.error === true);

/** The records of an answer, whatever its form: entries of a bare array or of a page, or the one record that it is. */
export function recordsIn(body: unknown): Fields[] {
	if (Array.isArray(body)) return body.filter(isFields);
	if (!isFields(body)) return [];
	return Array.isArray(body.items) ? body.items.filter(isFields) : [body];
}

/** What has been answered so far. */
export class Answers {
	readonly #byName = new Map<string, Exchange>();

	add(exchange: Exchange): void {
		this.#byName.set(exchange.inquiry.name, exchange);
	}

	get all(): readonly Exchange[] {
		return [...this.#byName.values()];
	}

	/** What came of a request; undefined if it was never come to. */
	outcome(name: string): Outcome | undefined {
		return this.#byName.get(name)?.outcome;
	}

	/** The answer to a request, whether of success or not. */
	answer(name: string): Answered | undefined {
		const outcome = this.outcome(name);
		return outcome?.kind === 'answered' ? outcome : undefined;
	}

	/** The records that a request gave; none if it did not succeed. */
	records(name: string): Fields[] {
		const answer = this.answer(name);
		return answer !== undefined && isSuccess(answer) ? recordsIn(answer.body) : [];
	}

	/** The first text that a field of a request's records holds. */
	first(name: string, field: string, fits: (record: Fields) => boolean = () => true): string | undefined {
		for (const record of this.records(name)) {
			const value = record[field];
			if (typeof value === 'string' && value !== '' && fits(record)) return value;
		}
		return undefined;
	}
}
