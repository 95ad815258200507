import type { Answers } from './answers.mts';

/** What stands in the named parts of a path, a query or a body. */
export type Parts = Readonly<Record<string, string>>;

/** One request of the check, as data. */
export interface Inquiry {
	/** What it is known by among the others. */
	readonly name: string;
	readonly method: 'GET' | 'POST' | 'PUT';
	/** Path with the service's prefix and named parts: `/chat/v2/session/{id}`. */
	readonly path: string;
	/** The query with named parts, without the question mark. */
	readonly query?: string;
	/** The JSON body; its texts may be named parts. */
	readonly body?: Readonly<Record<string, unknown>>;
	/** How the key is sent, where not as documented. */
	readonly authorization?: 'without Bearer';
	/** What the named parts stand for, from earlier answers; undefined if the account has nothing to ask with. */
	parts?(answers: Answers): Parts | undefined;
	/** What the account lacks if `parts` gives nothing: "a session". */
	readonly needs?: string;
	/** Whether the answer is held against the contract: not where the contract is departed from on purpose. */
	readonly isReading?: boolean;
}

/** A request in one line, nothing of the account in it: `GET /chat/v2/session/{id}`. */
export function lineOf({ method, path, query, body, authorization }: Inquiry): string {
	const rest = [
		body === undefined ? '' : ` ${JSON.stringify(body)}`,
		authorization === undefined ? '' : ` (the key ${authorization})`,
	];
	return `${method} ${path}${query === undefined ? '' : `?${query}`}${rest.join('')}`;
}

const put = (template: string, parts: Parts, encode: (text: string) => string): string =>
	template.replace(/\{(\w+)\}/g, (whole, name: string) =>
		Object.hasOwn(parts, name) ? encode(parts[name] ?? '') : whole,
	);

/**
 * What is sent for an inquiry.
 * @param parts what its named parts stand for
 * @returns the target below the API's root, and the body as JSON
 */
export function messageOf({ path, query, body }: Inquiry, parts: Parts): { target: string; body: string | undefined } {
	const target = put(query === undefined ? path : `${path}?${query}`, parts, encodeURIComponent);
	if (body === undefined) return { target, body: undefined };
	return {
		target,
		body: JSON.stringify(body, (_name, value: unknown) =>
			typeof value === 'string' ? put(value, parts, String) : value,
		),
	};
}
