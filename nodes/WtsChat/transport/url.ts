import { UserError } from 'n8n-workflow';

type QueryValue = string | number | boolean | null | undefined;
/** Query parameters: single values, lists (sent as repeated keys) and objects (sent as `name[key]=value`). */
export type Query = Record<string, QueryValue | readonly QueryValue[] | Readonly<Record<string, QueryValue>>>;

/**
 * Puts an address together: `{name}` segments filled and encoded, the query behind.
 * Lists are sent as repeated keys (observed.md §7); what is undefined, null or an empty text is left out.
 * @param template the contract's path, e.g. "/chat/v1/session/{id}/complete"
 * @param path a value for each `{name}` of the template
 * @param query the query parameters
 * @returns path and query, ready to be appended to the API's root
 * @throws UserError if a segment is empty or would change the path ("." or ".."), or if a value is no text that an
 * address can hold
 */
export function addressOf(template: string, path: Readonly<Record<string, unknown>> = {}, query: Query = {}): string {
	const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, path[name]));
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) append(search, name, value);
	const text = search.toString();
	return text === '' ? filled : `${filled}?${text}`;
}

function segment(name: string, value: unknown): string {
	const text = String(value ?? '').trim();
	if (text === '' || text === '.' || text === '..') {
		throw new UserError(`'${text}' cannot be used as the '${name}' of an address`);
	}
	return encodeURIComponent(whole(text));
}

/** A text that can be encoded. Half of a character, as of an emoji that was cut, cannot: the service would get another text. */
function whole(text: string): string {
	if (!/\p{Surrogate}/u.test(text)) return text;
	const shown = text.replace(/\p{Surrogate}/gu, '\ufffd');
	throw new UserError('A text ends or begins in the middle of a character', {
		description: `“${shown}” was given. It was cut where it must not be; give the whole text.`,
	});
}

/** A name that can stand in `name[key]`: with brackets in it, it would be another parameter. */
function plainKey(key: string): string {
	if (/^[^[\]]+$/.test(key)) return key;
	throw new UserError('A name cannot be filtered by', {
		description: `“${key}” was given. Such a name is not empty and has no brackets.`,
	});
}

function append(search: URLSearchParams, name: string, value: Query[string]): void {
	if (value === undefined || value === null || value === '') return;
	if (Array.isArray(value)) for (const entry of value as readonly QueryValue[]) append(search, name, entry);
	else if (typeof value === 'object')
		for (const [key, entry] of Object.entries(value)) append(search, `${name}[${plainKey(key)}]`, entry);
	else search.append(whole(name), whole(String(value)));
}
