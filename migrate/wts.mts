// The vendor's node n8n-nodes-wts: one row an action, with what of its parameters goes where in the request.
import type { Endpoint } from '../contract/index.d.ts';
import { ActionTable } from './actions.mts';
import type { Call } from './call.mts';
import {
	alone,
	always,
	filled,
	ignored,
	listed,
	lost,
	onlyWith,
	OldParameters,
	pairs,
	picked,
	several,
	spelt,
	switchedOn,
	unless,
	type Source,
} from './sources.mts';
import { isExpression, isValues, type Value, type Values } from './value.mts';
import { Unconvertible } from './words.mts';

/** The node's types, as workflows name them: itself, and as a tool of an agent. */
export const WTS = 'n8n-nodes-wts.wtsChat';

/** What it has where nothing was chosen. */
const DEFAULT_RESOURCE = 'contact';
const DEFAULT_OPERATIONS: Readonly<Record<string, string>> = {
	contact: 'listContacts',
	message: 'getMessageById',
	session: 'listSessions',
	chatbot: 'sendChatbot',
	sequence: 'addContactToSequence',
	panel: 'listCardAnnotations',
};

const actions = new ActionTable();

/** The actions that are known, as "resource.operation", with their older names. */
export const wtsActions = (): string[] => actions.names();

const dates = {
	'CreatedAt.After': filled('createdAtAfter'),
	'CreatedAt.Before': filled('createdAtBefore'),
	'UpdatedAt.After': filled('updatedAtAfter'),
	'UpdatedAt.Before': filled('updatedAtBefore'),
};
const sorting = {
	OrderBy: filled('orderBy'),
	OrderDirection: picked('orderDirection'),
};
const page = {
	PageNumber: filled('pageNumber'),
	PageSize: always('pageSize', 15),
};
const list = { ...dates, ...sorting, ...page };
const channel = picked('channelId');
const message = {
	from: channel,
	to: filled('numberToSend'),
	'department.id': picked('departmentId'),
	// It is hidden, and not sent, while no department is chosen.
	'user.id': onlyWith(picked('departmentId'), picked('userIdByDepartment')),
	'options.enableBot': switchedOn('enableBot'),
	'options.hiddenSession': switchedOn('hiddenSession'),
	'options.forceStartSession': switchedOn('forceStartSession'),
	botKey: lost(picked('botId'), 'botById'),
};
const fileToSend = filled('fileToSend');
/** A file of the input wins over an address. */
const urlFile = unless(fileToSend, filled('urlFile'));

// Contacts

actions.add(['contact', 'createContact'], 'POST /core/v1/contact', {
	body: {
		name: filled('name'),
		phoneNumber: filled('phonenumber'),
		email: filled('email'),
		instagram: filled('instagram'),
		annotation: filled('annotation'),
		tagIds: several('tagIds'),
		customFields: pairs('customFields', 'customFields'),
		metadata: pairs('metadata', 'metadata'),
		'options.upsert': switchedOn('upsert'),
		'options.getIfExists': switchedOn('getIfExists'),
	},
});
actions.add(['contact', 'updateContact'], 'PUT /core/v2/contact/{id}', {
	path: { id: filled('contactId') },
	chosenBy: 'fieldsUpdateContact',
	body: {
		annotation: filled('annotationUpdateContact'),
		email: filled('emailUpdateContact'),
		instagram: filled('instagramUpdateContact'),
		name: filled('nameUpdateContact'),
		phoneNumber: filled('phonenumberUpdateContact'),
		pictureUrl: filled('pictureUrlUpdateContact'),
		status: picked('statusUpdateContact'),
		tagIds: several('tagsUpdateContact'),
		portfolioIds: several('portfoliosUpdateContact'),
		sequenceIds: several('sequencesUpdateContact'),
		customFields: pairs('customFieldsUpdateContact', 'customFields'),
		metadata: pairs('metadataUpdateContact', 'metadata'),
		'utm.source': filled('sourceUtmUpdateContact'),
		'utm.medium': filled('mediumUtmUpdateContact'),
		'utm.campaign': filled('campaignUtmUpdateContact'),
		'utm.content': filled('contentUtmUpdateContact'),
		'utm.headline': filled('headlineUtmUpdateContact'),
		'utm.term': filled('termUtmUpdateContact'),
		'utm.referralUrl': filled('referralUrlUtmUpdateContact'),
	},
});
const contactDetails = { IncludeDetails: several('includeDetailsContacts') };
actions.add(['contact', 'getContactById'], 'GET /core/v1/contact/{id}', {
	path: { id: filled('contactId') },
	query: contactDetails,
});
actions.add(['contact', 'getContactByPhone'], 'GET /core/v1/contact/phonenumber/{phone}', {
	path: { phone: filled('phonenumber') },
	query: contactDetails,
});
actions.add(['contact', 'listContacts'], 'GET /core/v1/contact', {
	isList: true,
	query: { Status: picked('statusContact'), ...contactDetails, ...list },
});

// Messages

actions.add(['message', 'listMessages'], 'GET /chat/v1/message', {
	isList: true,
	query: { SessionId: filled('sessionId'), ...list },
});
actions.add(['message', 'getMessageById'], 'GET /chat/v1/message/{id}', { path: { id: filled('messageId') } });
actions.add(['message', 'getMessageStatus'], 'GET /chat/v1/message/{id}/status', { path: { id: filled('messageId') } });
actions.add(['message', 'sendText'], 'POST /chat/v1/message/send', {
	body: { ...message, 'body.text': filled('textMessage') },
});
actions.add(['message', 'sendFile'], 'POST /chat/v1/message/send', {
	binary: fileToSend,
	body: { ...message, 'body.fileUrl': urlFile },
});
const parameters = (name: string) => pairs(name, 'paramsTemplatesValues', 'name');
actions.add(['message', 'sendTemplate'], 'POST /chat/v1/message/send', {
	binary: fileOfTemplate('templates', fileToSend),
	body: {
		...message,
		'body.templateId': templateOf('templates'),
		'body.parameters': parameters('paramsTemplates'),
		'body.fileUrl': fileOfTemplate('templates', urlFile),
	},
});

// Sessions

const session = { id: filled('sessionId') };
const sessionDetails = several('includeDetails');
actions.add(['session', 'listSessions', 'getAllSessions'], 'GET /chat/v2/session', {
	isList: true,
	query: {
		ChannelsId: several('channelsIds'),
		TagsId: several('tagIds'),
		Status: spelt(several('statusSession'), { Started: 'STARTED' }),
		IncludeDetails: sessionDetails,
		DepartmentId: picked('departmentId'),
		UserId: picked('userId'),
		ContactId: filled('contactId'),
		'ActiveAt.After': filled('activeAtAfter'),
		'ActiveAt.Before': filled('activeAtBefore'),
		'EndAt.After': filled('endAtAfter'),
		'EndAt.Before': filled('endAtBefore'),
		'LastInteractionAt.After': filled('lastInteractionAtAfter'),
		'LastInteractionAt.Before': filled('lastInteractionAtBefore'),
		...list,
	},
});
actions.add(['session', 'getSessionById'], 'GET /chat/v2/session/{id}', {
	path: session,
	query: { includeDetails: sessionDetails },
});
actions.add(['session', 'concludeSession'], 'PUT /chat/v1/session/{id}/complete', {
	path: session,
	body: { reactivateOnNewMessage: switchedOn('reactivateOnNewMessage') },
});
actions.add(['session', 'updateStatusSession'], 'PUT /chat/v1/session/{id}/status', {
	path: session,
	body: { newStatus: picked('statusSessionOption') },
});
actions.add(['session', 'transferSession', 'updateTransfer'], 'PUT /chat/v1/session/{id}/transfer', {
	path: session,
	body: {
		type: (old) => {
			const user = picked('userIdByDepartment')(old);
			// Nobody knows before it runs whether an expression gives a user.
			if (isExpression(user) && user.includes('undefined')) {
				throw new Unconvertible('choiceByExpression', { parameter: 'userIdByDepartment' });
			}
			return user === undefined ? 'DEPARTMENT' : 'USER';
		},
		newDepartmentId: unless(picked('userIdByDepartment'), picked('departmentId')),
		newUserId: picked('userIdByDepartment'),
	},
});
actions.add(['session', 'transferToUser', 'assignUser'], 'PUT /chat/v1/session/{id}/assignee', {
	path: session,
	body: { userId: picked('userId') },
});
actions.add(['session', 'updateSession'], 'PUT /chat/v2/session/{id}/partial', {
	path: session,
	chosenBy: 'fieldsUpdate',
	body: {
		companyId: ignored('companyId'),
		status: picked('statusUpdateSessionOption'),
		endAt: filled('endAt'),
		number: filled('number'),
		departmentId: picked('departmentIdUpdatedSession'),
		userId: (old) => picked('usersUpdateSession')(old) ?? picked('userIdByDepartmentUpdateSession')(old),
		metadata: pairs('metadataUpdateSession', 'metadata'),
	},
});
actions.add(['session', 'sendTextBySessionid', 'sendMessageTextSession'], 'POST /chat/v1/session/{id}/message', {
	path: session,
	body: { text: filled('textMessage') },
});
actions.add(['session', 'sendFileBySessionid'], 'POST /chat/v1/session/{id}/message', {
	path: session,
	binary: fileToSend,
	body: { fileUrl: urlFile },
});
actions.add(['session', 'sendTemplateBySessionid'], 'POST /chat/v1/session/{id}/message', {
	path: session,
	binary: fileOfTemplate('templatesBySession', fileToSend),
	body: {
		templateId: templateOf('templatesBySession'),
		parameters: parameters('paramsTemplatesSession'),
		fileUrl: fileOfTemplate('templatesBySession', urlFile),
	},
});

// Panels and cards

actions.add(['panel', 'getAllPanels'], 'GET /crm/v2/panel', {
	isList: true,
	query: { Title: filled('title'), ...list },
});
actions.add(['panel', 'getPanelById'], 'GET /crm/v1/panel/{id}', {
	path: { id: filled('panelId') },
	query: { IncludeDetails: several('includeDetailsPanel') },
});
const cardDetails = several('includeDetailsGetCards');
actions.add(['panel', 'listCards', 'getAllCards'], 'GET /crm/v2/panel/card', {
	isList: true,
	query: {
		PanelId: picked('panels'),
		StepId: picked('stepPanels'),
		ResponsibleUserId: picked('responsibleId'),
		ContactId: filled('contactId'),
		TextFilter: filled('textFilter'),
		Statuses: withArchived('includeArchived'),
		IncludeDetails: cardDetails,
		...list,
	},
});
actions.add(['panel', 'getCardById'], 'GET /crm/v2/panel/card/{id}', {
	path: { id: filled('cardId') },
	query: { IncludeDetails: cardDetails },
});
/** Without it, what is archived is left out. */
function withArchived(name: string): Source {
	return (old) => {
		const isOn = switchedOn(name)(old);
		if (isExpression(isOn)) throw new Unconvertible('choiceByExpression', { parameter: name });
		return isOn === true ? ['OPEN', 'WON', 'LOST', 'ARCHIVED'] : undefined;
	};
}
actions.add(['panel', 'createCard'], 'POST /crm/v2/panel/card', {
	panel: picked('panels'),
	body: {
		stepId: picked('stepPanels'),
		responsibleUserId: picked('responsibleId'),
		title: filled('title'),
		description: filled('description'),
		contactIds: alone(filled('contactId')),
		position: filled('position'),
		monetaryAmount: filled('monetaryAmount'),
		tagIds: several('tagsPanel'),
		customFields: pairs('customFieldsPanel', 'customFields'),
		metadata: pairs('metadata', 'metadata'),
	},
});
actions.add(['panel', 'updateCard'], 'PUT /crm/v3/panel/card/{id}', {
	path: { id: filled('cardIdUpdateCard') },
	chosenBy: 'fieldsUpdateCard',
	body: {
		status: (old) => {
			const archived = always('includeArchivedUpdateCard', false)(old);
			if (isExpression(archived))
				throw new Unconvertible('choiceByExpression', { parameter: 'includeArchivedUpdateCard' });
			return archived === true ? 'ARCHIVED' : 'OPEN';
		},
		contactIds: listed('contactsIdUpdateCard', 'contactId'),
		customFields: lost(pairs('customFieldsCardUpdateCard', 'customFields'), 'fieldNames', (given) => ({
			fields: isValues(given) ? Object.keys(given).join(', ') : '',
		})),
		description: filled('descriptionUpdateCard'),
		dueDate: filled('dueDateUpdateCard'),
		monetaryAmount: filled('monetaryAmountUpdateCard'),
		position: filled('positionUpdateCard'),
		responsibleUserId: picked('userIdUpdateCard'),
		sessionId: filled('sessionIdUpdateCard'),
		stepId: filled('stepIdUpdateCard'),
		tagIds: several('updateCardTagIdUpdateCard'),
		title: filled('titleCardUpdateCard'),
		metadata: pairs('metadataUpdateCard', 'metadata'),
	},
});
actions.add(['panel', 'duplicateCard'], 'POST /crm/v2/panel/card/{id}/duplicate', {
	path: { id: filled('cardId') },
	body: {
		copyToStepId: filled('stepId'),
		'options.archiveOriginalCard': switchedOn('archiveOriginalCard'),
		'options.fields': copiedFields,
	},
});
/** What ours offers; "all" is every one of them. */
function copiedFields(old: OldParameters): Value | undefined {
	const chosen = several('fieldsCard')(old);
	if (!Array.isArray(chosen)) return chosen;
	if (chosen.includes('All')) {
		return ['Contacts', 'CustomFields', 'DueDate', 'MonetaryAmount', 'Notes', 'ResponsibleUser', 'Tags'];
	}
	return [...new Set(chosen.map((name) => (name === 'Amount' ? 'MonetaryAmount' : name)))];
}
const noted = { cardId: filled('cardId') };
actions.add(['panel', 'listCardAnnotations', 'getAllAnnotation'], 'GET /crm/v1/panel/card/{cardId}/note', {
	path: noted,
	isList: true,
	query: list,
});
actions.add(['panel', 'createAnnotationText'], 'POST /crm/v1/panel/card/{cardId}/note', {
	path: noted,
	body: { text: filled('textMessage') },
});
actions.add(['panel', 'createAnnotationFile'], 'POST /crm/v1/panel/card/{cardId}/note', {
	path: noted,
	body: { fileUrls: listed('fileUrls', 'fileUrl') },
});
actions.add(
	['panel', 'deleteCardAnnotation', 'deleteAnnotationCard'],
	'DELETE /crm/v1/panel/card/{cardId}/note/{noteId}',
	{
		path: { ...noted, noteId: filled('noteId') },
	},
);

// Sequences

const sequence = { id: filled('sequenceId') };
/** The contact's ID, else the phone number. */
const someone = {
	contactId: filled('contactId'),
	phoneNumber: unless(filled('contactId'), filled('phonenumber')),
};
const somePeople = {
	contactIds: listed('contactsId', 'contactId'),
	phoneNumbers: listed('phonenumbers', 'phonenumber'),
};
actions.add(['sequence', 'listSequences', 'getAllSequences'], 'GET /chat/v1/sequence', {
	isList: true,
	query: {
		Name: filled('name'),
		ContactId: filled('contactId'),
		IncludeDetails: several('includeDetailsSequence'),
		...list,
	},
});
actions.add(['sequence', 'getContactsBySequence'], 'GET /chat/v2/sequence/{id}/contact', {
	path: sequence,
	isList: true,
});
actions.add(['sequence', 'addContactToSequence'], 'POST /chat/v1/sequence/{id}/contact', {
	path: sequence,
	body: someone,
});
actions.add(['sequence', 'removeContactToSequence'], 'DELETE /chat/v1/sequence/{id}/contact', {
	path: sequence,
	body: someone,
});
actions.add(['sequence', 'addContactsToSequence'], 'POST /chat/v1/sequence/{id}/contact/batch', {
	path: sequence,
	body: somePeople,
});
actions.add(['sequence', 'removeContactsToSequence'], 'DELETE /chat/v1/sequence/{id}/contact/batch', {
	path: sequence,
	body: somePeople,
});

// Chatbots

actions.add(['chatbot', 'sendChatbot'], 'POST /chat/v1/chatbot/send', {
	body: {
		botKey: picked('chatbotId'),
		from: channel,
		to: filled('numberToSend'),
		sessionId: filled('sessionId'),
		'options.skipIfBotInExecution': switchedOn('skipIfBotInExecution'),
		'options.skipIfInProgress': switchedOn('skipIfInProgress'),
		'options.forceStartSession': switchedOn('forceStartSession'),
		sessionMetadata: (old) => {
			const given = pairs('sessionMetadatas', 'sessionMetadata')(old);
			if (given !== undefined) old.tell('sessionMetadataArrives');
			return given;
		},
		contactMetadata: pairs('contactMetadatas', 'contactMetadata'),
	},
});

/** The template's ID, of the JSON text that the old node keeps of what was chosen. */
function templateOf(name: string): Source {
	return (old) => templateIn(name, old).id;
}

/** The file, if the template has one. */
function fileOfTemplate(name: string, source: Source): Source {
	return (old) => {
		const file = source(old);
		return (templateIn(name, old).fileType ?? 'UNDEFINED') === 'UNDEFINED' ? undefined : file;
	};
}

function templateIn(name: string, old: OldParameters): Values {
	const chosen = picked(name)(old);
	if (isExpression(chosen)) throw new Unconvertible('templateByExpression');
	try {
		const template: unknown = JSON.parse(String(chosen));
		if (isValues(template) && typeof template.id === 'string') return template;
	} catch {
		// What is no JSON says nothing, as is said below.
	}
	throw new Unconvertible('templateUnknown');
}

/**
 * The request that the node makes.
 * @param old its parameters
 * @throws Unconvertible if its action is not known, or it cannot be told what it sends
 */
export function wtsCall(old: OldParameters): Call {
	const resource = String(old.get('resource') ?? DEFAULT_RESOURCE);
	const operation = String(old.get('operation') ?? DEFAULT_OPERATIONS[resource] ?? '');
	const { call, isList } = actions.callOf(resource, operation, old);
	if (isList) readPages(call, old);
	waitIfTold(call, old);
	return call;
}

/** All pages, or one of them. */
function readPages(call: Call, old: OldParameters): void {
	const all = old.get('autoPagination');
	const pages = old.get('maxPage') ?? 10;
	if (isExpression(all)) throw new Unconvertible('choiceByExpression', { parameter: 'autoPagination' });
	// The one list that does not ask for pages gives all.
	call.all = all === true || call.query.PageSize === undefined;
	if (all === true) old.tell('allPages', { pages: String(pages) });
	if (call.all) {
		delete call.query.PageNumber;
		delete call.query.PageSize;
	}
}

/** Endpoints that send at once, and those that wait for the outcome. */
const WAITING: Partial<Record<Endpoint, Endpoint>> = {
	'POST /chat/v1/message/send': 'POST /chat/v1/message/send-sync',
	'POST /chat/v1/session/{id}/message': 'POST /chat/v1/session/{id}/message/sync',
};

/** Takes the endpoint that waits for the outcome, if the node was told to. */
function waitIfTold(call: Call, old: OldParameters): void {
	const waiting = WAITING[call.endpoint];
	if (!waiting) return;
	const isOn = switchedOn('synchronousMessage')(old);
	if (isExpression(isOn)) throw new Unconvertible('choiceByExpression', { parameter: 'synchronousMessage' });
	if (isOn === true) call.endpoint = waiting;
}
