// The node n8n-nodes-frontcrm: one row an action, with what of its parameters goes where in the request.
import { ActionTable } from './actions.mts';
import type { Call, FileOperation } from './call.mts';
import { filled, filledIn, lost, OldParameters, several, type Source } from './sources.mts';
import { isExpression, type Value } from './value.mts';
import { Unconvertible } from './words.mts';

/** The node's type, as workflows name it. */
export const FRONTCRM = 'n8n-nodes-frontcrm.frontCrm';

const DEFAULT_OPERATIONS: Readonly<Record<string, string>> = {
	file: 'getUploadUrl',
	message: 'sendAsync',
	webhook: 'listSubscriptions',
};

const actions = new ActionTable();

/** The actions that are known, as "resource.operation". */
export const frontcrmActions = (): string[] => actions.names();

/** Fields that stand in a collection of one of these names. */
const added = (name: string) => filledIn('additionalFields', name);
const filter = (name: string) => filledIn('filters', name);
const changed = (name: string) => filledIn('updateFields', name);
const noCounterpart = (source: Source, parameter: string) => lost(source, 'leftOut', () => ({ parameter }));

// Cards

const card = { id: filled('cardId') };
const noted = { cardId: filled('cardId') };
actions.add(['card', 'create'], 'POST /crm/v2/panel/card', {
	panel: filled('panelId'),
	body: {
		// The step says by itself which panel it is; without one, somebody has to choose it.
		stepId: (old) => {
			const step = added('stepId')(old);
			if (step === undefined) old.tell('stepMissing');
			return step;
		},
		title: filled('title'),
		contactIds: (old) => {
			const contact = added('contactId')(old);
			return contact === undefined ? undefined : [contact];
		},
		responsibleUserId: added('responsibleUserId'),
	},
});
actions.add(['card', 'get'], 'GET /crm/v2/panel/card/{id}', { path: card });
actions.add(['card', 'getAll'], 'GET /crm/v2/panel/card', {
	isList: true,
	query: {
		PanelId: filled('panelId'),
		ContactId: filter('contactId'),
		ResponsibleUserId: filter('responsibleUserId'),
		StepId: filter('stepId'),
		TextFilter: filter('textFilter'),
		Statuses: (old) => {
			const archived = filter('includeArchived')(old);
			if (isExpression(archived)) throw new Unconvertible('choiceByExpression', { parameter: 'includeArchived' });
			return archived === true ? ['OPEN', 'WON', 'LOST', 'ARCHIVED'] : undefined;
		},
	},
});
actions.add(['card', 'update'], 'PUT /crm/v3/panel/card/{id}', {
	path: card,
	body: { title: changed('title'), stepId: changed('stepId'), responsibleUserId: changed('responsibleUserId') },
});
actions.add(['card', 'duplicate'], 'POST /crm/v2/panel/card/{id}/duplicate', { path: card });
actions.add(['card', 'addNote'], 'POST /crm/v1/panel/card/{cardId}/note', {
	path: noted,
	body: { text: filled('content') },
});
actions.add(['card', 'deleteNote'], 'DELETE /crm/v1/panel/card/{cardId}/note/{noteId}', {
	path: { ...noted, noteId: filled('noteId') },
});
actions.add(['card', 'listNotes'], 'GET /crm/v1/panel/card/{cardId}/note', { path: noted, isList: true });

// Channels and chatbots

actions.add(['channel', 'getAll'], 'GET /chat/v1/channel', {
	isList: true,
	query: {
		ChannelType: (old) => {
			const type = filter('channelType')(old);
			return type === 'All' ? undefined : type;
		},
	},
});
actions.add(['chatbot', 'getAll'], 'GET /chat/v1/chatbot', { isList: true, query: { Name: filter('name') } });
actions.add(['chatbot', 'execute'], 'POST /chat/v1/chatbot/send', { json: 'chatbotBody' });

// Contacts

const contact = { id: filled('contactId') };
const contactByPhone = { phone: filled('phone') };
const tagChange = {
	operation: (old: OldParameters): Value => {
		const action = old.get('tagAction') ?? 'ADD';
		if (isExpression(action)) throw new Unconvertible('choiceByExpression', { parameter: 'tagAction' });
		return action === 'REMOVE' ? 'DeleteIfExists' : 'InsertIfNotExists';
	},
	tagIds: tags(true),
	tagNames: tags(false),
};
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The node has one list for both; what looks like IDs is taken for some. */
function tags(areIds: boolean): Source {
	return (old) => {
		const given = several('tags')(old);
		if (given === undefined) return undefined;
		const all = Array.isArray(given) ? given : [given];
		if (all.some(isExpression) && areIds) old.tell('tagsUnclear');
		return all.every((tag) => isExpression(tag) || ID.test(String(tag))) === areIds ? given : undefined;
	};
}
actions.add(['contact', 'create'], 'POST /core/v1/contact', {
	body: { phoneNumber: filled('phoneNumber'), name: filled('name'), email: added('email') },
});
actions.add(['contact', 'updateById'], 'PUT /core/v2/contact/{id}', {
	path: contact,
	body: {
		name: filledIn('updateFieldsById', 'name'),
		email: filledIn('updateFieldsById', 'email'),
		phoneNumber: filledIn('updateFieldsById', 'phoneNumber'),
	},
});
actions.add(['contact', 'updateByPhone'], 'PUT /core/v1/contact/phonenumber/{phone}', {
	path: contactByPhone,
	body: { name: changed('name'), email: changed('email') },
});
actions.add(['contact', 'getById'], 'GET /core/v1/contact/{id}', { path: contact });
actions.add(['contact', 'getByPhone'], 'GET /core/v1/contact/phonenumber/{phone}', { path: contactByPhone });
actions.add(['contact', 'getAll'], 'GET /core/v1/contact', { isList: true });
actions.add(['contact', 'filter'], 'POST /core/v1/contact/filter', { json: 'filterBody' });
actions.add(['contact', 'batchSave'], 'POST /core/v2/contact/batch', { json: 'contacts' });
actions.add(['contact', 'manageTagsById'], 'POST /core/v1/contact/{id}/tags', { path: contact, body: tagChange });
actions.add(['contact', 'manageTagsByPhone'], 'POST /core/v1/contact/phonenumber/{phone}/tags', {
	path: contactByPhone,
	body: tagChange,
});
actions.add(['contact', 'listCustomFields'], 'GET /core/v1/contact/custom-field', { isList: true });
actions.add(['customField', 'getAll'], 'GET /core/v1/custom-field', {
	isList: true,
	query: { EntityType: filter('entityType'), NestedList: filter('nestedList') },
});

// Conversations

const session = { id: filled('sessionId') };
const STATUSES: Readonly<Record<string, string>> = { OPEN: 'IN_PROGRESS', CLOSED: 'COMPLETED', WAITING: 'PENDING' };
/** The node's own words for a status are none of the API's. */
const status =
	(source: Source): Source =>
	(old) => {
		const given = source(old);
		const guess = typeof given === 'string' ? STATUSES[given] : undefined;
		if (guess === undefined) return given;
		old.tell('statusGuessed', { old: String(given), new: guess });
		return guess;
	};
actions.add(['conversation', 'complete'], 'PUT /chat/v1/session/{id}/complete', { path: session });
actions.add(['conversation', 'assignUser'], 'PUT /chat/v1/session/{id}/assignee', {
	path: session,
	body: { userId: filled('userId') },
});
actions.add(['conversation', 'changeStatus'], 'PUT /chat/v1/session/{id}/status', {
	path: session,
	body: { newStatus: status((old) => old.get('status') ?? 'OPEN') },
});
actions.add(['conversation', 'get'], 'GET /chat/v2/session/{id}', { path: session });
actions.add(['conversation', 'getAll'], 'GET /chat/v2/session', {
	isList: true,
	query: {
		ChannelsId: (old) => {
			const channel = filter('channelId')(old);
			return channel === undefined ? undefined : [channel];
		},
		ContactId: filter('contactId'),
		DepartmentId: filter('departmentId'),
		UserId: filter('userId'),
		Status: status(filter('status')),
	},
});
actions.add(['conversation', 'partialUpdate'], 'PUT /chat/v2/session/{id}/partial', {
	path: session,
	json: 'updateData',
});
actions.add(['conversation', 'transfer'], 'PUT /chat/v1/session/{id}/transfer', {
	path: session,
	json: 'transferData',
});

// Departments

const department = { id: filled('departmentId') };
actions.add(['department', 'create'], 'POST /core/v1/department', {
	body: { name: filled('name'), isDefault: noCounterpart(added('description'), 'description') },
});
actions.add(['department', 'delete'], 'DELETE /core/v1/department/{id}', { path: department });
actions.add(['department', 'get'], 'GET /core/v1/department/{id}', { path: department });
actions.add(['department', 'getAll'], 'GET /core/v2/department', { isList: true });
actions.add(['department', 'listChannels'], 'GET /core/v1/department/{id}/channel', { path: department });
actions.add(['department', 'update'], 'PUT /core/v1/department/{id}', {
	path: department,
	body: { name: changed('name'), isDefault: noCounterpart(changed('description'), 'description') },
});
actions.add(['department', 'updateAgents'], 'PUT /core/v1/department/{id}/agents', {
	path: department,
	body: {
		items: (old) => {
			const agents = several('agents')(old);
			if (agents !== undefined && !Array.isArray(agents)) {
				throw new Unconvertible('groupByExpression', { parameter: 'agents' });
			}
			old.tell('agentsAction');
			return agents?.map((userId) => ({ userId }));
		},
	},
});

// Files

actions.add(['file', 'getUploadUrl'], 'GET /core/v2/file', {
	query: { Type: filled('fileType'), Name: filled('fileName'), MimeType: filledIn('optionalFields', 'mimeType') },
});
actions.add(['file', 'save'], 'POST /core/v2/file', { json: 'fileData' });

// Messages

const message = { id: filled('messageId') };
const messageType = (old: OldParameters): string => {
	const type = old.get('messageType') ?? 'TEXT';
	if (isExpression(type)) throw new Unconvertible('choiceByExpression', { parameter: 'messageType' });
	if (type === 'TEMPLATE') throw new Unconvertible('templateUnknown');
	return String(type);
};
const FILES: Readonly<Record<string, FileOperation>> = {
	AUDIO: 'sendAudio',
	DOCUMENT: 'sendDocument',
	IMAGE: 'sendImage',
	VIDEO: 'sendVideo',
};
const sent = {
	from: filled('channelId'),
	to: filled('to'),
	'body.text': ((old) => (messageType(old) === 'TEXT' ? filled('text')(old) : undefined)) satisfies Source,
	'body.fileUrl': ((old) => (messageType(old) === 'TEXT' ? undefined : added('mediaUrl')(old))) satisfies Source,
};
actions.add(['message', 'sendAsync'], 'POST /chat/v1/message/send', { body: sent });
actions.add(['message', 'sendSync'], 'POST /chat/v1/message/send-sync', { body: sent });
actions.add(['message', 'sendSessionMessage'], 'POST /chat/v1/session/{id}/message', {
	path: session,
	json: 'messageBody',
});
actions.add(['message', 'sendSessionMessageSync'], 'POST /chat/v1/session/{id}/message/sync', {
	path: session,
	json: 'messageBody',
});
actions.add(['message', 'getById'], 'GET /chat/v1/message/{id}', { path: message });
actions.add(['message', 'getStatus'], 'GET /chat/v1/message/{id}/status', { path: message });
actions.add(['message', 'delete'], 'DELETE /chat/v1/message/{id}', { path: message });
actions.add(['message', 'getAll'], 'GET /chat/v1/message', {
	isList: true,
	query: { SessionId: (old) => void old.tell('noSessionGiven') },
});
actions.add(['message', 'listSessionMessages'], 'GET /chat/v1/session/{id}/message', { path: session, isList: true });

// Portfolios

const portfolio = { id: filled('portfolioId') };
actions.add(['portfolio', 'getAll'], 'GET /core/v1/portfolio', {
	isList: true,
	query: {
		IncludeDetails: (old) => (filter('includeDetails')(old) === true ? ['ContactCount', 'Departments'] : undefined),
	},
});
actions.add(['portfolio', 'listContacts'], 'GET /core/v1/portfolio/{id}/contact', { path: portfolio, isList: true });
actions.add(['portfolio', 'addContact'], 'POST /core/v1/portfolio/{id}/contact', {
	path: portfolio,
	body: { contactId: filled('contactId') },
});
actions.add(['portfolio', 'removeContact'], 'DELETE /core/v1/portfolio/{id}/contact', {
	path: portfolio,
	body: { contactId: filled('contactId') },
});
actions.add(['portfolio', 'batchAddContacts'], 'POST /core/v1/portfolio/{id}/contact/batch', {
	path: portfolio,
	json: 'filterBody',
});
actions.add(['portfolio', 'batchRemoveContacts'], 'DELETE /core/v1/portfolio/{id}/contact/batch', {
	path: portfolio,
	json: 'filterBody',
});

// Scheduled messages

const scheduled = { id: filled('scheduledMessageId') };
actions.add(['scheduledMessage', 'create'], 'POST /chat/v1/scheduled-message', { json: 'messageData' });
actions.add(['scheduledMessage', 'update'], 'PUT /chat/v1/scheduled-message/{id}', {
	path: scheduled,
	json: 'updateData',
});
actions.add(['scheduledMessage', 'get'], 'GET /chat/v1/scheduled-message/{id}', { path: scheduled });
actions.add(['scheduledMessage', 'getAll'], 'GET /chat/v1/scheduled-message', { isList: true });
actions.add(['scheduledMessage', 'cancel'], 'POST /chat/v1/scheduled-message/{id}/cancel', { path: scheduled });
actions.add(['scheduledMessage', 'batchCancel'], 'POST /chat/v1/scheduled-message/{id}/cancel', {
	path: {
		id: (old) => {
			const ids = several('ids')(old);
			if (Array.isArray(ids) && ids.length === 1) return ids[0];
			throw new Unconvertible('severalItems', { resource: 'Scheduled Message', operation: 'Cancel' });
		},
	},
});

// Tags and webhooks

actions.add(['tag', 'getAll'], 'GET /core/v1/tag', { isList: true });
const subscription = { subscriptionId: filled('subscriptionId') };
actions.add(['webhook', 'createSubscription'], 'POST /core/v1/webhook/subscription', {
	body: {
		url: filled('url'),
		name: filledIn('optionalFields', 'name'),
		events: (old) => {
			const events = filledIn('optionalFields', 'events')(old);
			if (events === undefined) old.tell('eventsMissing');
			return events;
		},
	},
});
actions.add(['webhook', 'updateSubscription'], 'PUT /core/v1/webhook/subscription/{subscriptionId}', {
	path: subscription,
	body: { url: changed('url'), name: changed('name'), events: changed('events') },
});
actions.add(['webhook', 'getSubscription'], 'GET /core/v1/webhook/subscription/{subscriptionId}', {
	path: subscription,
});
actions.add(['webhook', 'deleteSubscription'], 'DELETE /core/v1/webhook/subscription/{subscriptionId}', {
	path: subscription,
});
actions.add(['webhook', 'listEvents'], 'GET /core/v1/webhook/event', { isList: true });
actions.add(['webhook', 'listSubscriptions'], 'GET /core/v1/webhook/subscription', { isList: true });

/**
 * The request that the node makes.
 * @param old its parameters
 * @throws Unconvertible if its action is not known, or it cannot be told what it sends
 */
export function frontcrmCall(old: OldParameters): Call {
	const resource = String(old.get('resource') ?? 'contact');
	const operation = String(old.get('operation') ?? DEFAULT_OPERATIONS[resource] ?? 'getAll');
	const { call, isList } = actions.callOf(resource, operation, old);
	if (isList) {
		const all = old.get('returnAll') ?? false;
		if (isExpression(all)) throw new Unconvertible('choiceByExpression', { parameter: 'returnAll' });
		call.all = all === true;
		const limit = old.get('limit') ?? 50;
		if (!call.all) call.query.PageSize = limit;
	}
	if (resource === 'message' && operation.startsWith('send') && !operation.startsWith('sendSession')) {
		call.sendsFileBy = FILES[messageType(old)];
	}
	return call;
}
