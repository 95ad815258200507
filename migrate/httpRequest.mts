// n8n's HTTP Request node where it calls this API: the request by method and path, through the contract.
import type { Call } from './call.mts';
import { endpointsKnown } from './endpoints.mts';
import { readJson } from './expressions.mts';
import { isExpression, isValues, type Value, type Values } from './value.mts';

export const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';

/** The same as tools of an agent. What the agent fills in has another form there, so they are not converted. */
export const HTTP_TOOLS: ReadonlySet<string> = new Set([
	`${HTTP_REQUEST}Tool`,
	'@n8n/n8n-nodes-langchain.toolHttpRequest',
]);

/** The hosts that are known to be the same API (observed.md §1). */
const HOSTS: ReadonlySet<string> = new Set(['api.wts.chat', 'api.flw.chat', 'api.helena.run']);
/** Brands with a host of their own (observed.md §1). */
const OTHER_HOSTS: ReadonlySet<string> = new Set([
	'api.app.veloon.com.br',
	'api.crmmentoriae7.com.br',
	'api.chat.atomos.tech',
]);

/** What an HTTP Request node asks of this API. */
export type Asked = { call: Call; host: string; credential?: Value } | { why: Reason };

/** Why such a node stays what it is. */
export type Reason = 'oldVersion' | 'unknownPath' | 'pathByExpression' | 'bodyNotPlain' | 'queryNotPlain' | 'options';

/**
 * Reads the request of an HTTP Request node.
 * @returns undefined if it does not call this API
 */
export function askedBy(parameters: Values, typeVersion: number): Asked | undefined {
	const { url = '', method = 'GET' } = parameters;
	const address = typeof url === 'string' ? addressIn(url) : undefined;
	if (!address) return undefined;
	if (typeVersion < 3) return { why: 'oldVersion' };
	if (isExpression(method)) return { why: 'pathByExpression' };
	if (!areOptionsPlain(parameters)) return { why: 'options' };
	const found = endpointOf(String(method), address.path);
	if (!found) return { why: address.path.includes('{{') ? 'pathByExpression' : 'unknownPath' };
	const query = queryOf(parameters, address.query);
	if (!query) return { why: 'queryNotPlain' };
	const body = bodyOf(parameters);
	if (!body) return { why: 'bodyNotPlain' };
	const credentialType =
		parameters.authentication === 'predefinedCredentialType' ? parameters.nodeCredentialType : undefined;
	return {
		host: address.host,
		credential: credentialType,
		call: { endpoint: found.endpoint, path: found.path, query: namedAsIn(found.query, query), body },
	};
}

/** Whether an HTTP Request, or a tool that makes one, calls this API. */
export const callsApi = ({ url }: Values): boolean => typeof url === 'string' && addressIn(url) !== undefined;

interface Address {
	host: string;
	/** What follows the host, expressions included. */
	path: string;
	query: string;
}

/** The parts of an address of this API; the host itself may not come by expression. */
function addressIn(url: string): Address | undefined {
	const [, host = '', rest = ''] = /^=?\s*https:\/\/([^/{\s]+)(\/.*?)\s*$/s.exec(url) ?? [];
	const name = host.toLowerCase();
	if (!HOSTS.has(name) && !OTHER_HOSTS.has(name)) return undefined;
	const at = outsideOfCode(rest, '?');
	return { host: name, path: at < 0 ? rest : rest.slice(0, at), query: at < 0 ? '' : rest.slice(at + 1) };
}

/** Where a sign stands outside of expressions. */
function outsideOfCode(text: string, sign: string): number {
	const withoutCode = text.replace(/\{\{.*?\}\}+/gs, (code) => ' '.repeat(code.length));
	return withoutCode.indexOf(sign);
}

/** Splits a text at a sign, but not inside of expressions. */
function splitAt(text: string, sign: string): string[] {
	const parts: string[] = [];
	let rest = text;
	for (let at = outsideOfCode(rest, sign); at >= 0; at = outsideOfCode(rest, sign)) {
		parts.push(rest.slice(0, at));
		rest = rest.slice(at + 1);
	}
	return [...parts, rest];
}

/** A text of an address as a parameter: an expression if it has one in it. */
const asValue = (text: string): string => (text.includes('{{') ? `=${text}` : decoded(text));

function decoded(text: string): string {
	try {
		return decodeURIComponent(text.replace(/\+/g, ' '));
	} catch {
		return text;
	}
}

/** Finds the endpoint, whatever its version: our node knows the newest. */
function endpointOf(method: string, path: string) {
	const given = splitAt(path.replace(/^\/|\/$/g, ''), '/');
	for (const known of endpointsKnown) {
		if (known.method !== method.toUpperCase() || known.segments.length !== given.length) continue;
		const values: Values = {};
		const fits = known.segments.every((segment, index) => {
			const text = given[index] ?? '';
			const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
			if (name !== undefined) {
				values[name] = asValue(text);
				return text !== '';
			}
			return segment.toLowerCase() === text.toLowerCase() || (index === 1 && /^v\d$/i.test(text));
		});
		if (fits) return { endpoint: known.endpoint, path: values, query: known.query };
	}
	return undefined;
}

/** Names in a query are told apart without regard to case (observed.md §7). */
function namedAsIn(names: readonly string[], query: Values): Values {
	return Object.fromEntries(
		Object.entries(query).map(([name, value]) => [
			names.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name,
			value,
		]),
	);
}

function addTo(values: Values, name: string, value: Value): void {
	const held = values[name];
	values[name] = held === undefined ? value : [held, value].flat();
}

function queryOf(parameters: Values, inAddress: string): Values | undefined {
	const query: Values = {};
	for (const pair of inAddress === '' ? [] : splitAt(inAddress, '&')) {
		const [name = '', ...value] = splitAt(pair, '=');
		if (name.includes('{{')) return undefined;
		addTo(query, decoded(name), asValue(value.join('=')));
	}
	if (parameters.sendQuery !== true) return query;
	if (parameters.specifyQuery === 'json') {
		const given = readJson(parameters.jsonQuery ?? '{}');
		if (!isValues(given)) return undefined;
		for (const [name, value] of Object.entries(given)) addTo(query, name, value);
		return query;
	}
	const pairs = pairsIn(parameters.queryParameters);
	if (!pairs) return undefined;
	for (const [name, value] of pairs) addTo(query, name, value);
	return query;
}

/** Names and values as the node keeps them; undefined if a name comes by expression. */
function pairsIn(held: Value | undefined): Array<[string, Value]> | undefined {
	const rows = isValues(held) && Array.isArray(held.parameters) ? held.parameters : [];
	const pairs = rows.filter(isValues).map(({ name = '', value = '' }): [string, Value] => [String(name), value]);
	return pairs.some(([name]) => isExpression(name)) ? undefined : pairs.filter(([name]) => name !== '');
}

function bodyOf(parameters: Values): Values | undefined {
	if (parameters.sendBody !== true) return {};
	if ((parameters.contentType ?? 'json') !== 'json') return undefined;
	if ((parameters.specifyBody ?? 'keypair') === 'json') {
		const given = readJson(parameters.jsonBody ?? '{}');
		return isValues(given) ? given : undefined;
	}
	const pairs = pairsIn(parameters.bodyParameters);
	return pairs && Object.fromEntries(pairs);
}

/** Settings that change what comes out, or ask for more than one request. */
const TELLING_OPTIONS = ['pagination', 'response', 'proxy', 'redirect'];

function areOptionsPlain({ options }: Values): boolean {
	return !isValues(options) || TELLING_OPTIONS.every((name) => !(name in options));
}
