import type { IDataObject } from 'n8n-workflow';
import type { Operation, Paging, Values } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { pageOf, recordsOf } from '../transport/paging';

/** An operation's request for one item, ready to be sent. */
export interface Task {
	values: Values;
	request: ServiceRequest;
}

/**
 * Makes the task of one item.
 * @throws whatever the operation's `request` throws for an impossible combination of values
 */
export function taskOf(operation: Operation, values: Values): Task {
	const [first] = [operation.endpoint].flat();
	return { values, request: { endpoint: first, ...operation.request(values) } };
}

/**
 * What a task is aimed at. Tasks with the same target are carried out one after the other, in item order.
 * @returns the address without the action at its end, or undefined if it only reads
 */
export function targetOf({ request }: Task): string | undefined {
	if (request.endpoint.startsWith('GET ')) return undefined;
	const { id, to } = { ...asRecord(request.path), ...asRecord(request.body) };
	const target = id ?? to;
	return target === undefined || target === null ? undefined : String(target);
}

/**
 * Sends what a task needs and makes items of the answers.
 * @returns the contents of the items, at least one unless it is a list
 */
export async function carryOut(client: Client, operation: Operation, { values, request }: Task): Promise<IDataObject[]> {
	const shape = (answer: unknown) =>
		operation.output ? operation.output(answer, values) : ((answer ?? {}) as IDataObject);
	if (!operation.paging) return [shape(await client.send(request))];

	const { paging } = operation;
	const limit = values.returnAll === true ? Infinity : Number(values.limit);
	const fetchPage = async (pageNumber: number, pageSize: number) =>
		pageOf(await client.send(pageRequest(request, paging, pageNumber, pageSize)), pageNumber, pageSize);
	const items: IDataObject[] = [];
	for await (const record of recordsOf(fetchPage, limit)) items.push(shape(record));
	return items;
}

function pageRequest(request: ServiceRequest, paging: Paging, pageNumber: number, pageSize: number): ServiceRequest {
	switch (paging) {
		case 'whole':
			return request;
		case 'body':
			return { ...request, repeatable: true, body: { ...asRecord(request.body), pageNumber, pageSize } };
		default:
			return { ...request, query: { ...request.query, [paging]: pageNumber, PageSize: pageSize } };
	}
}

function asRecord(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}
