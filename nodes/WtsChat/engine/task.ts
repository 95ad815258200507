import type { IDataObject } from 'n8n-workflow';
import { oneSpelling } from '../fields/spelling';
import type { Values } from '../fields/field';
import type { RequestOperation } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { addressOf } from '../transport/url';

/** What an operation is to do for one item. */
export interface Task {
	index: number;
	values: Values;
	/** The connection to the account of the item's credential. */
	client: Client;
}

/** A task that is one request. */
export interface RequestTask extends Task {
	request: ServiceRequest;
}

/** A task of several steps, and what it works on. */
export interface AimedTask extends Task {
	target: string;
}

/** What became of a task: the contents of its items, or why it failed. */
export type Result =
	| { contents: IDataObject[] }
	| {
			failure: unknown;
			/** Whether something was done, or may have been, that must not be done twice. */
			hasActed: boolean;
	  };

/** Told what became of a task. */
export type Settle = (task: Task, result: Result) => void;

/**
 * Makes the request of an operation.
 * @throws whatever the operation's `request` throws for values that do not go together
 */
export function requestOf(operation: RequestOperation, values: Values): ServiceRequest {
	const [endpoint] = [operation.endpoint].flat();
	const request = { endpoint, repeatable: operation.repeatable, ...operation.request(values) };
	// What no address can hold is found before anything is sent.
	const [, template] = request.endpoint.split(' ');
	addressOf(template, request.path, request.query);
	return request;
}

/** What names a session, a contact or a recipient in a body. */
const NAMES_IN_BODY = ['sessionId', 'to', 'contactId', 'phoneNumber', 'email', 'instagram'];

/**
 * What a task is aimed at (a session, a contact, a recipient), each in one spelling. Tasks with a target in common are
 * carried out one after the other, in item order. Where the operation does not say it, the request does: by the IDs in
 * its path, and by whom its body names.
 * @returns none if the request only reads, or aims at nothing that exists yet
 */
export function targetsOf({ target }: RequestOperation, { request, values }: RequestTask): string[] {
	if (target) return [oneSpelling(target(values))];
	if (request.endpoint.startsWith('GET ')) return [];
	const inPath = Object.values(request.path ?? {}).map((part) => oneSpelling(String(part)));
	const body = recordOf(request.body);
	const inBody = NAMES_IN_BODY.flatMap((name) => {
		const value = body[name];
		if (value === undefined || value === null || value === '') return [];
		return oneSpelling(name === 'instagram' ? String(value).replace(/^@?/, '@') : String(value));
	});
	return [...(inPath.length > 0 ? [inPath.join('/')] : []), ...inBody];
}

/** What a task is aimed at, told apart from what bears the same name in another account. */
export const inAccount = ({ client }: Task, targets: readonly string[]): string[] =>
	targets.map((target) => `${client.accountId} ${target}`);

/** The fields of an object; none if it is not one. */
export function recordOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
