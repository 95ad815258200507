import type { IDataObject } from 'n8n-workflow';
import type { RequestOperation, Values } from '../operations/operation';
import type { ServiceRequest } from '../transport/client';
import { addressOf } from '../transport/url';

/** What an operation is to do for one item. */
export interface Task {
	index: number;
	values: Values;
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
export type Result = { contents: IDataObject[] } | { failure: unknown };

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

// What a request without an ID in its path is aimed at, the first of these that its body holds.
const TARGETS_IN_BODY = ['sessionId', 'to', 'contactId', 'phoneNumber', 'email', 'instagram'];

/**
 * What a request is aimed at (a session, a contact, a recipient). Requests with the same target are sent one after
 * the other, in item order.
 * @returns undefined if the request only reads, or aims at nothing that exists yet
 */
export function targetOf({ endpoint, path, body }: ServiceRequest): string | undefined {
	if (endpoint.startsWith('GET ')) return undefined;
	const inPath = Object.values(path ?? {});
	if (inPath.length > 0) return inPath.join('/');
	const fields = recordOf(body);
	const target = TARGETS_IN_BODY.map((name) => fields[name]).find((value) => value !== undefined && value !== null);
	return target === undefined ? undefined : String(target);
}

/** The fields of an object; none if it is not one. */
export function recordOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
