// From a request to the parameters of our node.
import type { Endpoint } from '../contract/index.d.ts';
import type { Call } from './call.mts';
import { type Counterpart, counterpartOf, outputOf } from './counterparts.mts';
import { id } from './forms.mts';
import { sendingOf } from './messages.mts';
import { isExpression, isValues, put, type Value, type Values } from './value.mts';
import { Unconvertible, type Tell } from './words.mts';

/** Our node, filled in. */
export interface Filled {
	resource: string;
	operation: string;
	parameters: Values;
	/** Whether it gives one item for each record of a list that comes in pages. */
	givesRecords: boolean;
}

/**
 * Fills our node in so that it makes a request.
 * @param tell takes what is left out, and what somebody has to look at
 * @throws Unconvertible if our node cannot make it
 */
export function fillIn(given: Call, tell: Tell): Filled {
	const call = counterpartOf(given.endpoint)?.isUpdate ? given : { ...given, body: withoutNulls(given.body) };
	const { counterpart, ...made } = waysOf(call, tell);
	const { resource, operation, isList } = counterpart;
	const parameters: Values = { resource, operation, ...outputOf(resource, operation), ...counterpart.fixed };
	if (call.binary !== undefined) parameters.binaryPropertyName = call.binary;
	if (call.panel !== undefined) parameters.panelId = id('panelId').form(call.panel, 'panelId');
	const { query, body, ...paging } = withoutPaging({ ...call, ...made });
	if (isList) Object.assign(parameters, pagesOf(paging, isPaged(counterpart), call.all === true, tell));
	fill(parameters, counterpart, 'path', call.path, tell);
	fill(parameters, counterpart, 'query', query, tell);
	if (query.OrderBy && !query.OrderDirection && counterpart.places.has('query.OrderDirection')) {
		// Ours would ask for the other direction.
		put(parameters, 'options.orderDirection', 'DESCENDING');
		tell('newestFirst');
	}
	fill(parameters, counterpart, 'body', counterpart.isUpdate ? chosenOf(body, tell) : body, tell);
	return { resource, operation, parameters, givesRecords: isList && isPaged(counterpart) };
}

/** What is null is not there, except where it empties something. */
function withoutNulls(values: Values): Values {
	const held = Object.entries(values).filter(([, value]) => value !== null);
	return Object.fromEntries(held.map(([name, value]) => [name, isValues(value) ? withoutNulls(value) : value]));
}

/** Puts a part of the request where our node asks for it, group by group. */
function fill(parameters: Values, { places }: Counterpart, at: string, value: Values, tell: Tell): void {
	for (const [name, held] of Object.entries(value)) {
		const where = `${at}.${name}`;
		const place = places.get(where);
		if (place?.whole && isExpression(held)) {
			put(parameters, place.whole.parameter, held);
			Object.assign(parameters, place.whole.fixed);
		} else if (place) {
			// A text that an old node leaves empty is not sent, unless it is to empty something.
			put(parameters, place.parameter, place.form(held ?? '', place.parameter));
		} else if (isValues(held)) {
			fill(parameters, { places } as Counterpart, where, held, tell);
		} else if (isExpression(held) && [...places.keys()].some((key) => key.startsWith(`${where}.`))) {
			throw new Unconvertible('groupByExpression', { parameter: name });
		} else {
			tell('leftOut', { parameter: where.replace(/^(path|query|body)\./, '') });
		}
	}
}

/** How our node makes a request, and the body as our node has it. */
interface Way {
	counterpart: Counterpart;
	body: Values;
}

/** The way of a request; where it depends on what the request holds, that is looked at. */
function waysOf(call: Call, tell: Tell): Way {
	const { endpoint, body } = call;
	const sending = sendingOf(call, tell);
	if (sending) return { counterpart: sending, body };
	switch (endpoint) {
		case 'POST /core/v1/contact':
			return newContact(call, tell);
		case 'PUT /core/v2/contact/{id}':
		case 'PUT /core/v1/contact/phonenumber/{phone}':
			return replacingTags(call);
		case 'PUT /crm/v3/panel/card/{id}':
			return replacingTags({ ...call, body: withStatus(body) });
		case 'POST /chat/v1/chatbot/send':
		case 'POST /chat/v1/send/chatbot':
			return started(call);
		case 'GET /chat/v1/message/{id}/status':
			tell('statusOfSend');
			break;
		case 'POST /chat/v1/scheduled-message':
			// Parameters are those of a template.
			return { counterpart: { ...rowOf(endpoint), ...(body.type === 'CHATBOT' ? { fixed: {} } : {}) }, body };
	}
	const ofContact = CONTACT_BATCHES[endpoint];
	if (ofContact) return severalContacts(body, ofContact, tell);
	const ofRecord = BATCHES[endpoint];
	if (ofRecord) throw new Unconvertible('severalItems', ofRecord);
	return { counterpart: rowOf(endpoint), body };
}

/** Endpoints for many contacts, each with the one for a single contact. */
const CONTACT_BATCHES: Partial<Record<Endpoint, Endpoint>> = {
	'POST /chat/v1/sequence/{id}/contact/batch': 'POST /chat/v1/sequence/{id}/contact',
	'DELETE /chat/v1/sequence/{id}/contact/batch': 'DELETE /chat/v1/sequence/{id}/contact',
	'POST /core/v1/portfolio/{id}/contact/batch': 'POST /core/v1/portfolio/{id}/contact',
	'DELETE /core/v1/portfolio/{id}/contact/batch': 'DELETE /core/v1/portfolio/{id}/contact',
};

/** Endpoints for many records, each of which is an item of ours. */
const BATCHES: Partial<Record<Endpoint, { resource: string; operation: string }>> = {
	'POST /chat/v1/send/template/batch': { resource: 'Message', operation: 'Send Template' },
	'POST /chat/v1/send/chatbot/batch': { resource: 'Chatbot', operation: 'Start' },
	'POST /core/v2/contact/batch': { resource: 'Contact', operation: 'Create or Update' },
	'POST /chat/v1/scheduled-message/batch-cancel': { resource: 'Scheduled Message', operation: 'Cancel' },
};

/** The endpoints for many records. */
export const batchEndpoints = (): string[] => [...Object.keys(CONTACT_BATCHES), ...Object.keys(BATCHES)];

function rowOf(endpoint: Endpoint): Counterpart {
	const row = counterpartOf(endpoint);
	if (!row) throw new Unconvertible('noCounterpart', { endpoint });
	return row;
}

const TAG_OPERATIONS: Readonly<Record<string, string>> = {
	INSERTIFNOTEXISTS: 'InsertIfNotExists',
	DELETEIFEXISTS: 'DeleteIfExists',
	REPLACEALL: 'ReplaceAll',
};

/** A contact is made, made or changed, or made or found: two operations and an option of ours. */
function newContact({ endpoint, body: { options = {}, ...body } }: Call, tell: Tell): Way {
	const row = rowOf(endpoint);
	if (!isValues(options)) throw new Unconvertible('groupByExpression', { parameter: 'options' });
	const { upsert = false, getIfExists = false, upsertTagOperation } = options;
	for (const [parameter, value] of Object.entries({ upsert, getIfExists })) {
		if (typeof value !== 'boolean') throw new Unconvertible('choiceByExpression', { parameter });
	}
	if (upsert === true) {
		const tagOperation = TAG_OPERATIONS[String(upsertTagOperation)];
		const fixed: Values = tagOperation ? { options: { tagOperation } } : {};
		tell('onlyGivenFields');
		return { counterpart: { ...row, operation: 'upsert', fixed }, body };
	}
	const fixed: Values = getIfExists === true ? { options: { ifExists: 'get' } } : {};
	return { counterpart: { ...row, fixed }, body };
}

/** What the old nodes do with tags is to replace them; ours adds them unless told. */
function replacingTags({ endpoint, body }: Call): Way {
	const row = rowOf(endpoint);
	const { tagIds, tagNames, fields } = body;
	const isChosen = Array.isArray(fields) && fields.some((field) => field === 'Tags' || field === 'TagIds');
	const changesTags = tagIds !== undefined || tagNames !== undefined || isChosen;
	const fixed: Values = changesTags ? { options: { tagOperation: 'ReplaceAll' } } : {};
	return { counterpart: { ...row, fixed }, body };
}

/** The newest version of the endpoint has a status where older ones have `archived`. */
function withStatus({ archived, ...body }: Values): Values {
	if (archived === undefined) return body;
	if (typeof archived !== 'boolean') throw new Unconvertible('choiceByExpression', { parameter: 'archived' });
	return { ...body, status: archived ? 'ARCHIVED' : 'OPEN' };
}

/** A session says by itself who its contact is. */
function started({ endpoint, body }: Call): Way {
	const row = rowOf(endpoint);
	const isToSession = body.sessionId !== undefined;
	const { to: _to, from: _from, ...inSession } = body;
	const fixed = { ...row.fixed, sendTo: isToSession ? 'session' : 'recipient' };
	return { counterpart: { ...row, fixed }, body: isToSession ? inSession : body };
}

/** Ours takes several contacts in the place of one; a list of one that is typed is one. */
function severalContacts({ contactIds = [], phoneNumbers = [], ...body }: Values, endpoint: Endpoint, tell: Tell): Way {
	const counterpart = rowOf(endpoint);
	const contacts = [contactIds, phoneNumbers].flat();
	const [only] = contacts;
	if (only === undefined) {
		const { resource, operation } = counterpart;
		throw new Unconvertible('noContacts', { resource, operation });
	}
	if (contacts.length > 1 || isExpression(only)) {
		tell('oneContactAnItem');
		return { counterpart, body: { ...body, contactId: contacts } };
	}
	const isId = [contactIds].flat().length > 0;
	return { counterpart, body: { ...body, ...(isId ? { contactId: only } : { phoneNumber: only }) } };
}

/** Names of `fields` that do not say by themselves what they stand for. */
const SPECIAL_FIELDS: Readonly<Record<string, readonly string[]>> = {
	Tags: ['tagIds', 'tagNames'],
	TagIds: ['tagIds', 'tagNames'],
	Portfolio: ['portfolioIds', 'portfolioNames'],
	BotId: ['botKey'],
	ChannelsConfig: ['channelsConfig'],
	Archived: ['status'],
};

const namesOfField = (field: string) => SPECIAL_FIELDS[field] ?? [field.charAt(0).toLowerCase() + field.slice(1)];

/** What an update changes: what its `fields` name; one of them that is given no value is emptied. */
function chosenOf({ fields, ...body }: Values, tell: Tell): Values {
	if (fields === undefined) return body;
	if (!Array.isArray(fields) || fields.some(isExpression)) {
		throw new Unconvertible('choiceByExpression', { parameter: 'fields' });
	}
	const { options, ...values } = body;
	const chosen: Values = options === undefined ? {} : { options };
	for (const field of fields.map(String)) {
		if (field === 'Undefined') continue;
		const names = namesOfField(field);
		const given = names.filter((name) => values[name] !== undefined);
		for (const name of given) chosen[name] = values[name] ?? '';
		const [first = field] = names;
		if (given.length === 0) {
			if (WITHOUT_VALUE.has(field)) tell('withoutValue', { parameter: field });
			else if (!UNCHANGED.has(field)) chosen[first] = EMPTIED[first] ?? '';
		}
	}
	return chosen;
}

/** Fields that the contract has no value for, and one that cannot be empty. */
const WITHOUT_VALUE: ReadonlySet<string> = new Set(['Autocomplete', 'ReactivateDisabled', 'Status']);

/** Fields of fields: without any, nothing changes. */
const UNCHANGED: ReadonlySet<string> = new Set(['CustomFields', 'Metadata']);

/** How fields are emptied that hold no text. */
const EMPTIED: Values = { tagIds: [], portfolioIds: [], sequenceIds: [], contactIds: [], utm: {}, classification: {} };

/** A request without what says which page it is for; `PageSize` and `PageNumber` stand in the query or in the body. */
function withoutPaging({ query, body }: Pick<Call, 'query' | 'body'>) {
	const { PageNumber, PageSize, Page, ...filters } = query;
	const { pageNumber, pageSize, ...content } = body;
	return { query: filters, body: content, page: PageNumber ?? Page ?? pageNumber, size: PageSize ?? pageSize };
}

/** Lists that come in pages can be sorted; the others are whole, and n8n itself makes items of their records. */
const isPaged = ({ places }: Counterpart) => places.has('query.OrderBy') || places.has('body.orderBy');

/** What the API gives if it is not told how many (contract). */
const PAGE_SIZE = 15;

function pagesOf({ page, size }: { page?: Value; size?: Value }, isPaged: boolean, isAll: boolean, tell: Tell): Values {
	if (isAll || !isPaged) return { returnAll: true };
	if (page !== undefined && String(page) !== '1') tell('laterPage', { page: String(page) });
	const limit = typeof size === 'string' && !isExpression(size) ? Number(size) : size;
	return { limit: limit ?? PAGE_SIZE };
}
