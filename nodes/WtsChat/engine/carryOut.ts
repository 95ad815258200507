import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../../contract';
import { heldBySteering, type Steered, type Values } from '../fields/field';
import type { Operation, RequestOperation } from '../operations/operation';
import type { Workbench } from '../steps/workbench';
import { phoneForms } from '../fields/phone';
import type { Client, ServiceRequest } from '../transport/client';
import { withoutAddresses } from '../waiting/wayBack';
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
	const steered = (what: Steered) => heldBySteering(operation.properties, values, what);
	try {
		if (operation.paging) {
			const limit = steered('returnAll') === true ? Infinity : Number(steered('limit'));
			const contents: IDataObject[] = [];
			for (const form of phoneFormsOf(request)) {
				for await (const record of listed(client, form, operation.paging, limit)) {
					contents.push(contentOf(operation, record, values));
				}
				if (contents.length > 0) break;
			}
			return contents;
		}
		const answer = await sentInSomeForm(client, request);
		const whole = operation.complete ? await operation.complete(answer, values, workbench) : answer;
		return [contentOf(operation, whole, values)];
	} catch (error) {
		if (isNotFound(error) && steered('ifNotFound') === 'nothing') return [];
		throw asThrown(error);
	}
}

/**
 * The same request for each form in which the service may keep the phone number of the contact that it is about: only
 * if none is found by the first form, another is asked for.
 */
function phoneFormsOf(request: ServiceRequest): ServiceRequest[] {
	const { endpoint, path, body } = request;
	const named = recordOf(path).phone;
	if (typeof named === 'string') return phoneForms(named).map((phone) => ({ ...request, path: { ...path, phone } }));
	const sought = endpoint === SEARCH ? recordOf(body).phoneNumber : undefined;
	if (typeof sought !== 'string') return [request];
	return phoneForms(sought).map((phoneNumber) => ({ ...request, body: { ...recordOf(body), phoneNumber } }));
}

const SEARCH: Endpoint = 'POST /core/v1/contact/filter';

/** @throws what the first form failed with, if no form is found */
async function sentInSomeForm(client: Client, request: ServiceRequest): Promise<unknown> {
	const [first, ...others] = phoneFormsOf(request);
	try {
		return await client.send(first);
	} catch (failure) {
		if (!isNotFound(failure)) throw asThrown(failure);
		for (const other of others) {
			try {
				return await client.send(other);
			} catch (error) {
				if (!isNotFound(error)) throw asThrown(error);
			}
		}
		throw asThrown(failure);
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
