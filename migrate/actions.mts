// Tables of what other nodes do: one row an action, with what of its parameters goes where in the request.
import type { Endpoint } from '../contract/index.d.ts';
import type { Call, InRequest } from './call.mts';
import { readJson } from './expressions.mts';
import type { OldParameters, Source } from './sources.mts';
import { isExpression, isValues, put, type Value, type Values } from './value.mts';
import { Unconvertible } from './words.mts';

interface Extras {
	/** For an update: the parameter that says what is changed. */
	chosenBy?: string;
	/** The binary field of a file that is uploaded. */
	binary?: Source;
	/** The panel that the request does not name. */
	panel?: Source;
	/** The parameter that holds the whole body as JSON. */
	json?: string;
	/** Whether it asks for a list. */
	isList?: true;
}

interface Action extends Extras {
	endpoint: Endpoint;
	path?: Record<string, Source>;
	query?: Record<string, Source>;
	body?: Record<string, Source>;
}

/** The actions of a node. */
export class ActionTable {
	private readonly actions = new Map<string, Action>();

	/**
	 * Declares an action. What it sends is checked against the contract.
	 * @param names its resource, and its operation with the names that it had in older versions
	 * @param endpoint where it goes, in the newest version of the endpoint that our node knows
	 */
	add<const E extends Endpoint>(
		names: readonly [resource: string, operation: string, ...older: string[]],
		endpoint: E,
		sends?: InRequest<E, Source> & Extras,
	): void;
	add([resource, ...operations]: readonly string[], endpoint: Endpoint, sends: object = {}): void {
		for (const operation of operations) this.actions.set(`${resource}.${operation}`, { endpoint, ...sends });
	}

	/** The names of all actions, such as "contact.getContactById". */
	names(): string[] {
		return [...this.actions.keys()];
	}

	/**
	 * The request that an action makes.
	 * @returns the request, and whether it asks for a list
	 * @throws Unconvertible if the action is not known, or it cannot be told what it sends
	 */
	callOf(resource: string, operation: string, old: OldParameters): { call: Call; isList: boolean } {
		const action = this.actions.get(`${resource}.${operation}`);
		if (!action) throw new Unconvertible('unknownOperation', { resource, operation });
		const { endpoint, path, query, body, chosenBy, binary, panel, json, isList = false } = action;
		const call: Call = {
			endpoint,
			path: given(path, old),
			query: given(query, old),
			body: json === undefined ? {} : writtenBody(json, old),
		};
		for (const [name, value] of Object.entries(given(body, old))) put(call.body, name, value);
		if (chosenBy !== undefined) call.body.fields = chosenIn(chosenBy, old);
		call.binary = binary?.(old);
		call.panel = panel?.(old);
		return { call, isList };
	}
}

function given(sources: Record<string, Source> | undefined, old: OldParameters): Values {
	const values: Values = {};
	for (const [name, source] of Object.entries(sources ?? {})) {
		const value = source(old);
		if (value !== undefined) values[name] = value;
	}
	return values;
}

function writtenBody(parameter: string, old: OldParameters): Values {
	const body = readJson(old.get(parameter) ?? '{}');
	// A list of records is one that our node takes as items.
	if (Array.isArray(body)) return { items: body };
	if (!isValues(body)) throw new Unconvertible('groupByExpression', { parameter });
	return body;
}

function chosenIn(parameter: string, old: OldParameters): Value[] {
	const fields = old.get(parameter) ?? [];
	if (isExpression(fields)) throw new Unconvertible('choiceByExpression', { parameter });
	return Array.isArray(fields) ? fields : [fields];
}
