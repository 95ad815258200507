import type { IDataObject } from 'n8n-workflow';
import type { Operation, RequestOperation, Values, Workbench } from '../operations/operation';
import type { Client } from '../transport/client';
import { withoutAddresses } from '../steps/wayBack';
import { isNotFound } from '../transport/failure';
import { recordOf, requestOf, type RequestTask } from './task';
import { listed } from '../transport/list';
import { asThrown } from '../transport/words';

/**
 * Sends what a task needs and makes items of the answers.
 * @returns the contents of the items: one, or one a record of a list; none if it was not found and the user wants it so
 * @throws NodeApiError if the service did not do it
 */
export async function carryOut(
	client: Client,
	operation: RequestOperation,
	task: RequestTask,
	workbench: Workbench,
): Promise<IDataObject[]> {
	let { values, request } = task;
	if (operation.prepare) {
		values = { ...values, ...(await operation.prepare(values, workbench)) };
		request = requestOf(operation, values);
	}
	try {
		if (operation.paging) {
			const limit = values.returnAll === true ? Infinity : Number(values.limit);
			const contents: IDataObject[] = [];
			for await (const record of listed(client, request, operation.paging, limit)) {
				contents.push(contentOf(operation, record, values));
			}
			return contents;
		}
		const answer = await client.send(request);
		const whole = operation.complete ? await operation.complete(answer, values, workbench) : answer;
		return [contentOf(operation, whole, values)];
	} catch (error) {
		if (isNotFound(error) && recordOf(values.options).ifNotFound === 'nothing') return [];
		throw asThrown(error);
	}
}

/** What one item holds, made from an answer. */
export function contentOf(operation: RequestOperation, answer: unknown, values: Values): IDataObject {
	const content = operation.output ? operation.output(answer, values) : (recordOf(answer) as IDataObject);
	return simplified(operation, content, values);
}

/** What an item shows of its content: no secret, and only what is left if the user wants it simple. */
export function simplified({ simplify }: Operation, content: IDataObject, values: Values): IDataObject {
	const shown = withoutAddresses(content);
	if (!simplify || values.simplify === false) return shown;
	return Object.fromEntries(simplify.filter((name) => name in shown).map((name) => [name, shown[name]]));
}
