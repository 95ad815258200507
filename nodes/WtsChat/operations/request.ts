import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../../contract';
import { heldBySteering, type Field, type Values } from '../fields/field';
import { countsOnly, mostWanted } from '../fields/list';
import { phoneForms } from '../fields/phone';
import { oneSpelling } from '../fields/spelling';
import { onlyMeant } from '../steps/onlyMeant';
import type { Workbench } from '../steps/workbench';
import type { Service } from '../transport/service';
import { isNotFound, isRefusedAsWrong } from '../transport/failure';
import { fieldsIn } from '../transport/record';
import type { Meant, Paging } from '../transport/list';
import type { ServiceRequest } from '../transport/request';
import { addressOf } from '../transport/url';
import { asThrown } from '../transport/words';
import type { BatchForm } from './batch';

/** A declared operation that is one request, its types already checked. */
export interface RequestDefinition {
	endpoint: Endpoint | readonly Endpoint[];
	properties: readonly Field[];
	request(values: Values): Partial<ServiceRequest>;
	target?(values: Values): string;
	lookUp?(values: Values, service: Service): Promise<Values>;
	spread?(values: Values, service: Service): Promise<Values[]>;
	prepare?(values: Values, workbench: Workbench): Promise<Values>;
	complete?(answer: unknown, values: Values, service: Service): Promise<unknown>;
	explain?(refusal: unknown, values: Values, service: Service): Promise<unknown>;
	repeatable?: boolean;
	paging?: Paging;
	batch?: BatchForm;
	output?(answer: unknown, values: Values): IDataObject;
}

/**
 * The request of an operation for one item.
 * @throws UserError for values that do not go together, or that no address can hold
 */
export function requestOf(definition: RequestDefinition, values: Values): ServiceRequest {
	const [endpoint] = [definition.endpoint].flat();
	const request = { endpoint, repeatable: definition.repeatable, ...definition.request(values) };
	const [, template] = request.endpoint.split(' ');
	addressOf(template, request.path, request.query);
	return request;
}

/** What names a session, a contact or a recipient in a body. */
const NAMES_IN_BODY = ['sessionId', 'to', 'contactId', 'phoneNumber', 'email', 'instagram'];

/**
 * What a request is aimed at (a session, a contact, a recipient), each in one spelling: what the operation says, or else
 * the IDs in the request's path and whom its body names.
 * @returns none if the request only reads, or aims at nothing that exists yet
 * @throws as `requestOf` does
 */
export function targetsOf(definition: RequestDefinition, values: Values): string[] {
	const { endpoint, path, body } = requestOf(definition, values);
	if (definition.target) return [oneSpelling(definition.target(values))];
	if (endpoint.startsWith('GET ')) return [];
	const inPath = Object.values(path ?? {}).map((part) => oneSpelling(String(part)));
	const named = fieldsIn(body);
	const inBody = NAMES_IN_BODY.flatMap((name) => {
		const value = named[name];
		if (value === undefined || value === null || value === '') return [];
		return oneSpelling(name === 'instagram' ? String(value).replace(/^@?/, '@') : String(value));
	});
	return [...(inPath.length > 0 ? [inPath.join('/')] : []), ...inBody];
}

/**
 * Sends what an item needs, and makes items of the answers.
 * @returns the contents of the items: one, or one a record of a list, or the number of them; none if it was not found and the user wants it so
 * @throws NodeApiError if the service did not do it
 */
export async function carryOut(
	definition: RequestDefinition,
	given: Values,
	workbench: Workbench,
): Promise<IDataObject[]> {
	const values = definition.prepare ? { ...given, ...(await definition.prepare(given, workbench)) } : given;
	const request = requestOf(definition, values);
	const { send, list, count } = workbench as Sender;
	try {
		if (definition.paging && countsOnly(definition.properties, values)) {
			let found = 0;
			for (const each of await spreadOut(definition, values, workbench)) {
				let inThis = 0;
				for (const form of phoneFormsOf(each)) inThis ||= await count(form, definition.paging, onlyMeant(form, workbench));
				found += inThis;
			}
			return [{ count: found }];
		}
		if (definition.paging) {
			const wanted = mostWanted(values);
			const { reader } = workbench;
			const most = reader && Math.min(wanted, definition.paging === 'whole' ? Infinity : reader.records);
			// One more tells whether there is more.
			const limit = most === undefined ? wanted : most + 1;
			const contents: IDataObject[] = [];
			for (const each of await spreadOut(definition, values, workbench)) {
				const before = contents.length;
				if (before >= limit) break;
				for (const form of phoneFormsOf(each)) {
					for await (const record of list(form, definition.paging, limit - before, onlyMeant(form, workbench))) {
						contents.push(contentOf(definition, record, values));
					}
					if (contents.length > before) break;
				}
			}
			if (most !== undefined && contents.length > most) reader?.isToldOfMore();
			return contents.slice(0, most);
		}
		const answer = await sentInSomeForm(send, request);
		return [await wholeContentOf(definition, answer, values, workbench)];
	} catch (error) {
		if (isNotFound(error) && heldBySteering(definition.properties, values, 'ifNotFound') === 'nothing') return [];
		throw asThrown(
			definition.explain && isRefusedAsWrong(error) ? await definition.explain(error, values, workbench) : error,
		);
	}
}

/** The requests of a list: one, or one for each list that it is made of. */
const spreadOut = async (definition: RequestDefinition, values: Values, service: Service): Promise<ServiceRequest[]> =>
	(definition.spread ? await definition.spread(values, service) : [{}]).map((more) =>
		requestOf(definition, { ...values, ...more }),
	);

/** The service, for requests whose types have been checked where they were declared. */
interface Sender {
	send(request: ServiceRequest): Promise<unknown>;
	list(request: ServiceRequest, paging: Paging, limit: number, isMeant?: Meant): AsyncIterable<unknown>;
	count(request: ServiceRequest, paging: Paging, isMeant?: Meant): Promise<number>;
}

/**
 * The same request for each form in which the service may keep the phone number of the contact that it is about: only
 * if none is found by the first form, another is asked for.
 */
function phoneFormsOf(request: ServiceRequest): ServiceRequest[] {
	const { endpoint, path } = request;
	const named = path?.phone;
	if (typeof named === 'string') return phoneForms(named).map((phone) => ({ ...request, path: { ...path, phone } }));
	const place = PHONES.get(endpoint);
	const holder = fieldsIn(place && request[place.part]);
	const sought = place && holder[place.name];
	if (!place || typeof sought !== 'string') return [request];
	return phoneForms(sought).map((phone) => ({ ...request, [place.part]: { ...holder, [place.name]: phone } }));
}

/** Where requests name a contact that the account has by its phone number, other than in their path. */
const PHONES: ReadonlyMap<string, { part: 'body' | 'query'; name: string }> = new Map<
	Endpoint,
	{ part: 'body' | 'query'; name: string }
>([
	['GET /chat/v1/scheduled-message', { part: 'query', name: 'To' }],
	['GET /chat/v2/sequence/{id}/contact', { part: 'query', name: 'PhoneNumber' }],
	['POST /core/v1/contact/filter', { part: 'body', name: 'phoneNumber' }],
	['POST /core/v1/portfolio/{id}/contact', { part: 'body', name: 'phoneNumber' }],
]);

/** @throws what the first form failed with, if no form is found */
async function sentInSomeForm(send: Sender['send'], request: ServiceRequest): Promise<unknown> {
	const [first, ...others] = phoneFormsOf(request);
	try {
		return await send(first);
	} catch (failure) {
		if (!isNotFound(failure)) throw asThrown(failure);
		for (const other of others) {
			try {
				return await send(other);
			} catch (error) {
				if (!isNotFound(error)) throw asThrown(error);
			}
		}
		throw asThrown(failure);
	}
}

/** What one item holds, made from an answer, when all that follows it has been done. */
export async function wholeContentOf(
	definition: Pick<RequestDefinition, 'complete' | 'output'>,
	answer: unknown,
	values: Values,
	service: Service,
): Promise<IDataObject> {
	const whole = definition.complete ? await definition.complete(answer, values, service) : answer;
	return contentOf(definition, whole, values);
}

/** What one item holds, made from an answer. */
export const contentOf = (
	{ output }: Pick<RequestDefinition, 'output'>,
	answer: unknown,
	values: Values,
): IDataObject => (output ? output(answer, values) : { ...fieldsIn(answer) });
