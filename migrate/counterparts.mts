// What of our node makes a request: one row an endpoint, with the parameter for each part of the request.
import type { Endpoint } from '../contract/index.d.ts';
import type { InRequest } from './call.mts';
import {
	agents,
	channel,
	choice,
	contacts,
	entries,
	entriesOrJson,
	fixedChoice,
	flag,
	group,
	id,
	list,
	located,
	mapped,
	mappedOrJson,
	memberships,
	number,
	oneOrSeveral,
	order,
	parameters,
	text,
	type Place,
} from './forms.mts';
import type { Values } from './value.mts';

/** An operation of our node, and where it asks for what a request holds. */
export interface Counterpart {
	resource: string;
	operation: string;
	/** Parameters that are always the same, such as that all fields of a record are given. */
	fixed: Values;
	/** By where it stands in the request, such as "body.options.enableBot". */
	places: ReadonlyMap<string, Place>;
	/** Whether it gives one item for each record of a list. */
	isList: boolean;
	/** Whether the request says by `fields` what it changes, so that a chosen one without a value is emptied. */
	isUpdate: boolean;
}

interface Extras {
	fixed?: Values;
	list?: true;
	update?: true;
}
type Row<E extends Endpoint> = InRequest<E, Place> & Extras;
type AnyRow = Partial<Record<'path' | 'query' | 'body', Record<string, Place>>> & Extras;

const rows = new Map<Endpoint, Counterpart>();

/** Declares a row. The names in the request are checked against the contract. */
function row<const E extends Endpoint>(endpoint: E, name: `${string}.${string}`, takes: Row<E>): void;
function row(endpoint: Endpoint, name: string, takes: object): void {
	const { path, query, body, ...extras } = takes as AnyRow;
	const [resource = '', operation = ''] = name.split('.');
	const places = Object.entries({ path, query, body }).flatMap(([part, held = {}]) =>
		Object.entries(held).map(([place, parameter]) => [`${part}.${place}`, parameter] as const),
	);
	rows.set(endpoint, {
		resource,
		operation,
		fixed: extras.fixed ?? {},
		places: new Map(places),
		isList: extras.list ?? false,
		isUpdate: extras.update ?? false,
	});
}

/** The row for an endpoint; undefined if it has no operation of its own, or several. */
export const counterpartOf = (endpoint: Endpoint): Counterpart | undefined => rows.get(endpoint);

/** The endpoints that have a row, each with the names of its query. */
export const endpointsWithCounterpart = (): Array<[Endpoint, string[]]> =>
	[...rows].map(([endpoint, { places }]) => [
		endpoint,
		[...places.keys(), 'query.PageNumber', 'query.PageSize', 'query.Page']
			.filter((place) => place.startsWith('query.'))
			.map((place) => place.slice('query.'.length)),
	]);

/** The operations that let the user choose what comes out. */
const CHOOSING: Readonly<Record<string, string | undefined>> = {
	agent: 'changeStatus create get getAll update',
	card: 'addForContact create duplicate get getAll markLost markWon move update',
	chatbot: 'getAll start',
	contact: 'create findOrCreate get getAll search update updateTags upsert',
	customField: 'getAll',
	department: 'get getAll',
	message: 'get getAll sendAudio sendDocument sendFile sendImage sendOtp sendTemplate sendText sendTextOrTemplate sendVideo',
	panel: 'get getAll getCustomFields',
	portfolio: 'getAll',
	scheduledMessage: 'create get getAll update',
	sequence: 'getContacts',
	session: 'assignUser changeStatus complete findOpen get getAll handOver transfer update',
	sessionNote: 'create get getAll',
	template: 'getAll',
};

/** Old nodes give records whole, and what comes behind them may read any field. */
export const outputOf = (resource: string, operation: string): Values =>
	CHOOSING[resource]?.split(' ').includes(operation) ? { output: 'raw' } : {};

const sorted = { OrderBy: order('options.orderBy'), OrderDirection: choice('options.orderDirection') };
const dated = {
	'CreatedAt.After': text('filters.createdAfter'),
	'CreatedAt.Before': text('filters.createdBefore'),
	'UpdatedAt.After': text('filters.updatedAfter'),
	'UpdatedAt.Before': text('filters.updatedBefore'),
	...sorted,
};
const details = list('options.includeDetails');
const stopBot = { 'options.stopBotInExecution': flag('options.stopBotInExecution') };

// Sessions

const session = { id: id('sessionId') };
row('PUT /chat/v1/session/{id}/complete', 'session.complete', {
	path: session,
	body: {
		reactivateOnNewMessage: flag('reactivateOnNewMessage'),
		stopBotInExecution: flag('options.stopBotInExecution'),
	},
});
row('PUT /chat/v1/session/{id}/status', 'session.changeStatus', {
	path: session,
	body: { newStatus: choice('newStatus'), ...stopBot },
});
row('PUT /chat/v1/session/{id}/transfer', 'session.transfer', {
	path: session,
	body: {
		type: fixedChoice('type'),
		newDepartmentId: id('newDepartmentId'),
		newUserId: id('newUserId'),
		...stopBot,
	},
});
row('PUT /chat/v1/session/{id}/assignee', 'session.assignUser', {
	path: session,
	body: { userId: id('userId'), ...stopBot },
});
row('PUT /chat/v2/session/{id}/partial', 'session.update', {
	path: session,
	update: true,
	body: {
		status: choice('updateFields.status'),
		endAt: text('updateFields.endAt'),
		number: text('updateFields.number'),
		departmentId: id('updateFields.departmentId'),
		userId: id('updateFields.userId'),
		metadata: entriesOrJson('updateFields.metadata'),
		classification: group('details')('updateFields.classification'),
		...stopBot,
	},
});
row('GET /chat/v2/session/{id}', 'session.get', { path: session, query: { includeDetails: details } });
row('GET /chat/v2/session', 'session.getAll', {
	list: true,
	query: {
		Status: list('filters.status'),
		DepartmentId: id('filters.departmentId'),
		UserId: id('filters.userId'),
		TagsId: list('filters.tagIds'),
		TagsName: list('filters.tagNames'),
		ChannelsId: list('filters.channelIds'),
		ContactId: id('filters.contactId'),
		'EndAt.Before': text('filters.endedBefore'),
		'EndAt.After': text('filters.endedAfter'),
		'ActiveAt.Before': text('filters.activeBefore'),
		'ActiveAt.After': text('filters.activeAfter'),
		'LastInteractionAt.Before': text('filters.lastInteractionBefore'),
		'LastInteractionAt.After': text('filters.lastInteractionAfter'),
		Type: choice('filters.type'),
		IncludeDetails: details,
		...dated,
	},
});
row('GET /chat/v1/session/{id}/note', 'sessionNote.getAll', {
	path: session,
	list: true,
	query: dated,
});
row('POST /chat/v1/session/{id}/note', 'sessionNote.create', {
	path: session,
	body: {
		text: text('text'),
		filesUrls: list('additionalFields.fileUrls'),
		filesIds: list('additionalFields.fileIds'),
	},
});
row('GET /chat/v1/session/note/{id}', 'sessionNote.get', { path: { id: id('noteId') } });
row('DELETE /chat/v1/session/note/{id}', 'sessionNote.delete', { path: { id: id('noteId') } });

// Messages; those that send a text, a file or a template through one endpoint are in messages.mts.

row('GET /chat/v1/session/{id}/message', 'message.getAll', { path: session, list: true, query: dated });
row('GET /chat/v1/message', 'message.getAll', {
	list: true,
	query: { SessionId: id('sessionId'), ...dated },
});
row('GET /chat/v1/message/{id}', 'message.get', { path: { id: text('messageId') } });
row('DELETE /chat/v1/message/{id}', 'message.delete', { path: { id: text('messageId') } });
row('GET /chat/v1/message/{id}/status', 'message.getStatus', {
	path: { id: text('messageId') },
	fixed: { statusOf: 'message' },
});
row('GET /chat/v1/send/message/{id}', 'message.getStatus', {
	path: { id: text('messageId') },
	fixed: { statusOf: 'send' },
});
row('GET /chat/v1/send/otp/{id}', 'message.getStatus', {
	path: { id: text('messageId') },
	fixed: { statusOf: 'otp' },
});
row('POST /chat/v1/send/typing', 'message.sendTyping', { body: { sessionId: id('sessionId') } });
row('POST /chat/v1/send/otp', 'message.sendOtp', {
	body: {
		from: channel('from'),
		to: text('to'),
		code: text('options.code'),
		templateId: id('options.templateId'),
		callbackUrl: text('options.callbackUrl'),
		senderId: text('options.senderId'),
	},
});

// Contacts

const person = { id: id('contactId') };
const personByPhone = { phone: located('phoneNumber')('contactId') };
const someone = { contactId: oneOrSeveral('contactId'), phoneNumber: located('phoneNumber')('contactId') };
const newContact = {
	name: text('name'),
	phoneNumber: text('phoneNumber'),
	email: text('additionalFields.email'),
	instagram: text('additionalFields.instagram'),
	annotation: text('additionalFields.annotation'),
	tagIds: list('additionalFields.tagIds'),
	tagNames: list('additionalFields.tagNames'),
	portfolioIds: list('additionalFields.portfolioIds'),
	portfolioNames: list('additionalFields.portfolioNames'),
	sequenceIds: list('additionalFields.sequenceIds'),
	customFields: mappedOrJson('customFields'),
	metadata: entriesOrJson('additionalFields.metadata'),
};
const changedContact = {
	name: text('updateFields.name'),
	phoneNumber: text('updateFields.phoneNumber'),
	email: text('updateFields.email'),
	instagram: text('updateFields.instagram'),
	annotation: text('updateFields.annotation'),
	pictureUrl: text('updateFields.pictureUrl'),
	status: choice('updateFields.status'),
	tagIds: list('updateFields.tagIds'),
	tagNames: list('updateFields.tagNames'),
	portfolioIds: list('updateFields.portfolioIds'),
	portfolioNames: list('updateFields.portfolioNames'),
	sequenceIds: list('updateFields.sequenceIds'),
	customFields: mappedOrJson('customFields'),
	metadata: entriesOrJson('updateFields.metadata'),
	utm: group('parts')('updateFields.utm'),
	'options.tagsOperation': choice('options.tagOperation'),
};
const tagChange = {
	tagIds: list('tagIds'),
	tagNames: list('options.tagNames'),
	operation: choice('tagOperation'),
};
row('GET /core/v1/contact/{id}', 'contact.get', { path: person, query: { IncludeDetails: details } });
row('GET /core/v1/contact/phonenumber/{phone}', 'contact.get', {
	path: personByPhone,
	query: { IncludeDetails: details },
});
row('GET /core/v1/contact', 'contact.getAll', {
	list: true,
	query: { Status: choice('filters.status'), IncludeDetails: details, ...dated },
});
row('POST /core/v1/contact', 'contact.create', { body: newContact });
row('PUT /core/v2/contact/{id}', 'contact.update', { path: person, update: true, body: changedContact });
row('PUT /core/v1/contact/phonenumber/{phone}', 'contact.update', {
	path: personByPhone,
	update: true,
	body: changedContact,
});
row('POST /core/v1/contact/{id}/tags', 'contact.updateTags', { path: person, body: tagChange });
row('POST /core/v1/contact/phonenumber/{phone}/tags', 'contact.updateTags', { path: personByPhone, body: tagChange });
row('POST /core/v1/contact/filter', 'contact.search', {
	list: true,
	body: {
		name: text('filters.name'),
		phoneNumber: text('filters.phoneNumber'),
		email: text('filters.email'),
		instagram: text('filters.instagram'),
		textFilter: text('filters.textFilter'),
		status: choice('filters.status'),
		origin: choice('filters.origin'),
		tagIds: list('filters.tagIds'),
		tagNames: list('filters.tagNames'),
		portfolioIds: list('filters.portfolioIds'),
		portfolioNames: list('filters.portfolioNames'),
		metadata: entries('filters.metadata'),
		customFields: mapped('customFields'),
		'createdAt.after': text('filters.createdAfter'),
		'createdAt.before': text('filters.createdBefore'),
		'updatedAt.after': text('filters.updatedAfter'),
		'updatedAt.before': text('filters.updatedBefore'),
		includeDetails: details,
		orderBy: order('options.orderBy'),
		orderDirection: choice('options.orderDirection'),
	},
});

// Cards and panels

const panel = { id: id('panelId') };
const card = { id: id('cardId') };
const noted = { cardId: id('cardId') };
row('GET /crm/v2/panel', 'panel.getAll', {
	list: true,
	query: { Title: text('filters.title'), Type: choice('filters.type'), IncludeDetails: details, ...dated },
});
row('GET /crm/v1/panel/{id}', 'panel.get', { path: panel, query: { IncludeDetails: details } });
row('GET /crm/v1/panel/{id}/custom-fields', 'panel.getCustomFields', {
	path: panel,
	list: true,
	query: { NestedList: flag('options.nestedList') },
});
row('GET /crm/v1/panel/{id}/lost-reason', 'panel.getLostReasons', { path: panel, list: true, query: dated });
row('GET /crm/v2/panel/card', 'card.getAll', {
	list: true,
	query: {
		PanelId: id('panelId'),
		StepId: id('filters.stepId'),
		ContactId: id('filters.contactId'),
		ResponsibleUserId: id('filters.responsibleUserId'),
		TextFilter: text('filters.text'),
		Statuses: list('filters.statuses'),
		IncludeDetails: details,
		...dated,
	},
});
row('GET /crm/v2/panel/card/{id}', 'card.get', { path: card, query: { IncludeDetails: details } });
row('POST /crm/v2/panel/card', 'card.create', {
	body: {
		stepId: id('stepId'),
		title: text('title'),
		description: text('additionalFields.description'),
		position: number('additionalFields.position'),
		dueDate: text('additionalFields.dueDate'),
		responsibleUserId: id('additionalFields.responsibleUserId'),
		tagIds: list('additionalFields.tagIds'),
		tagNames: list('additionalFields.tagNames'),
		contactIds: contacts('additionalFields.contacts'),
		sessionId: id('additionalFields.sessionId'),
		monetaryAmount: number('additionalFields.monetaryAmount'),
		customFields: mappedOrJson('customFields'),
		metadata: entriesOrJson('additionalFields.metadata'),
	},
});
row('PUT /crm/v3/panel/card/{id}', 'card.update', {
	path: card,
	update: true,
	body: {
		stepId: id('updateFields.stepId'),
		title: text('updateFields.title'),
		description: text('updateFields.description'),
		position: number('updateFields.position'),
		dueDate: text('updateFields.dueDate'),
		responsibleUserId: id('updateFields.responsibleUserId'),
		tagIds: list('updateFields.tagIds'),
		tagNames: list('updateFields.tagNames'),
		contactIds: contacts('updateFields.contacts'),
		sessionId: id('updateFields.sessionId'),
		monetaryAmount: number('updateFields.monetaryAmount'),
		status: choice('updateFields.status'),
		lostReasonId: id('updateFields.lostReasonId'),
		customFields: mappedOrJson('customFields'),
		metadata: entriesOrJson('updateFields.metadata'),
		'options.upsertTagOperation': choice('options.tagOperation'),
	},
});
row('POST /crm/v2/panel/card/{id}/duplicate', 'card.duplicate', {
	path: card,
	body: {
		copyToStepId: id('options.copyToStepId'),
		'options.archiveOriginalCard': flag('options.archiveOriginalCard'),
		'options.fields': list('options.fields'),
	},
});
row('GET /crm/v1/panel/card/{cardId}/note', 'cardNote.getAll', { path: noted, list: true, query: dated });
row('POST /crm/v1/panel/card/{cardId}/note', 'cardNote.create', {
	path: noted,
	body: { text: text('text'), fileUrls: list('additionalFields.fileUrls') },
});
row('DELETE /crm/v1/panel/card/{cardId}/note/{noteId}', 'cardNote.delete', {
	path: { ...noted, noteId: id('noteId') },
});

// Sequences and portfolios

row('GET /chat/v1/sequence', 'sequence.getAll', {
	list: true,
	query: { Name: text('filters.name'), ContactId: id('filters.contactId'), IncludeDetails: details, ...dated },
});
row('GET /chat/v2/sequence/{id}/contact', 'sequence.getContacts', {
	path: { id: id('sequenceId') },
	list: true,
	query: {
		Name: text('filters.name'),
		ContactId: id('filters.contactId'),
		PhoneNumber: text('filters.phoneNumber'),
		...dated,
	},
});
row('POST /chat/v1/sequence/{id}/contact', 'sequence.addContact', { path: { id: id('sequenceId') }, body: someone });
row('DELETE /chat/v1/sequence/{id}/contact', 'sequence.removeContact', {
	path: { id: id('sequenceId') },
	body: someone,
});
row('GET /core/v1/portfolio', 'portfolio.getAll', {
	list: true,
	query: { IncludeDetails: details, ...dated },
});
row('GET /core/v1/portfolio/{id}/contact', 'portfolio.getContacts', {
	path: { id: id('portfolioId') },
	list: true,
	query: {
		'CreatedAt.After': text('filters.createdAfter'),
		'CreatedAt.Before': text('filters.createdBefore'),
		'UpdatedAt.After': text('filters.updatedAfter'),
		'UpdatedAt.Before': text('filters.updatedBefore'),
		OrderBy: order('options.orderBy'),
	},
});
row('POST /core/v1/portfolio/{id}/contact', 'portfolio.addContact', {
	path: { id: id('portfolioId') },
	body: someone,
});
row('DELETE /core/v1/portfolio/{id}/contact', 'portfolio.removeContact', {
	path: { id: id('portfolioId') },
	body: someone,
});

// Chatbots and scheduled messages

row('GET /chat/v1/chatbot', 'chatbot.getAll', {
	list: true,
	query: {
		Name: text('filters.name'),
		Types: list('filters.types'),
		ChannelIds: list('filters.channelIds'),
		DefaultDepartmentIds: list('filters.defaultDepartmentIds'),
		PublishStatuses: list('filters.publishStatuses'),
		AutomationUsages: list('filters.automationUsages'),
		...dated,
	},
});
row('GET /chat/v1/send/chatbot/{id}', 'chatbot.getStatus', { path: { id: text('startId') } });
const start = {
	botKey: located('key')('botKey'),
	to: text('to'),
	from: channel('from'),
	sessionId: id('sessionId'),
	'options.skipIfBotInExecution': flag('options.skipIfBotInExecution'),
	'options.skipIfInProgress': flag('options.skipIfInProgress'),
	'options.forceStartSession': flag('options.forceStartSession'),
	'options.hiddenSession': flag('options.hiddenSession'),
	sessionMetadata: entriesOrJson('options.sessionMetadata'),
	contactMetadata: entriesOrJson('options.contactMetadata'),
	senderId: text('options.senderId'),
	callbackUrl: text('options.callbackUrl'),
};
row('POST /chat/v1/chatbot/send', 'chatbot.start', { fixed: { waitForOutcome: true }, body: start });
row('POST /chat/v1/send/chatbot', 'chatbot.start', { body: start });

const pairs = parameters('parameterPairs');
row('GET /chat/v1/scheduled-message', 'scheduledMessage.getAll', {
	list: true,
	query: {
		'ScheduledAt.Before': text('filters.scheduledBefore'),
		'ScheduledAt.After': text('filters.scheduledAfter'),
		Status: choice('filters.status'),
		Type: choice('filters.type'),
		From: channel('filters.from'),
		To: id('filters.contactId'),
		User: id('filters.userId'),
		Department: id('filters.departmentId'),
		IncludeDetails: details,
		...dated,
	},
});
row('GET /chat/v1/scheduled-message/{id}', 'scheduledMessage.get', {
	path: { id: id('scheduledMessageId') },
	query: { includeDetails: details },
});
row('POST /chat/v1/scheduled-message', 'scheduledMessage.create', {
	fixed: { specifyParameters: 'pairs' },
	body: {
		to: text('to'),
		from: channel('from'),
		type: fixedChoice('type'),
		templateId: id('templateId'),
		botKey: located('key')('botKey'),
		scheduling: text('scheduling'),
		hiddenSession: flag('additionalFields.hiddenSession'),
		'department.id': id('additionalFields.departmentId'),
		'templateParams.parameters': pairs,
		'templateParams.fileUrl': text('additionalFields.fileUrl'),
		'templateParams.fileId': text('additionalFields.fileId'),
	},
});
row('PUT /chat/v1/scheduled-message/{id}', 'scheduledMessage.update', {
	path: { id: id('scheduledMessageId') },
	update: true,
	body: {
		to: text('updateFields.to'),
		from: channel('updateFields.from'),
		type: choice('updateFields.type'),
		templateId: id('updateFields.templateId'),
		botKey: located('key')('updateFields.botKey'),
		scheduling: text('updateFields.scheduling'),
		hiddenSession: flag('updateFields.hiddenSession'),
		'department.id': id('updateFields.departmentId'),
		'templateParams.parameters': { ...entries('updateFields.parameterPairs'), whole: { parameter: 'updateFields.parametersJson', fixed: {} } },
		'templateParams.fileUrl': text('updateFields.fileUrl'),
		'templateParams.fileId': text('updateFields.fileId'),
	},
});
row('POST /chat/v1/scheduled-message/{id}/cancel', 'scheduledMessage.cancel', {
	path: { id: id('scheduledMessageId') },
});

// The account

row('GET /chat/v1/channel', 'channel.getAll', { list: true, query: { ChannelType: choice('filters.channelType') } });
row('GET /chat/v1/template', 'template.getAll', {
	list: true,
	query: {
		Archived: flag('filters.archived'),
		ApprovedOnly: flag('filters.approvedOnly'),
		ChannelId: id('filters.channelId'),
		Name: text('filters.name'),
		SearchableText: text('filters.searchableText'),
		Type: choice('filters.type'),
		IncludeDetails: details,
		...dated,
	},
});
row('GET /core/v1/agent', 'agent.getAll', { list: true });
row('GET /core/v1/agent/{id}', 'agent.get', { path: { id: id('agentId') } });
row('POST /core/v1/agent', 'agent.create', {
	body: {
		name: text('name'),
		profile: choice('profile'),
		availability: choice('additionalFields.availability'),
		email: text('additionalFields.email'),
		phoneNumber: text('additionalFields.phoneNumber'),
	},
});
row('PUT /core/v1/agent/{id}', 'agent.update', {
	path: { id: id('agentId') },
	update: true,
	body: {
		name: text('updateFields.name'),
		shortName: text('updateFields.shortName'),
		email: text('updateFields.email'),
		phoneNumber: text('updateFields.phoneNumber'),
		profile: choice('updateFields.profile'),
		availability: choice('updateFields.availability'),
	},
});
row('DELETE /core/v1/agent/{id}', 'agent.delete', {
	path: { id: id('agentId') },
	body: {
		sessionResolution: choice('options.sessionResolution'),
		transferUserId: id('options.transferUserId'),
	},
});
row('POST /core/v1/agent/{id}/status', 'agent.changeStatus', {
	path: { id: id('agentId') },
	body: { status: choice('status') },
});
row('POST /core/v1/agent/{id}/logout', 'agent.logOut', { path: { id: id('agentId') } });
row('POST /core/v1/agent/{id}/departments', 'agent.updateDepartments', {
	path: { id: id('agentId') },
	body: { action: choice('membershipAction'), items: memberships('departments') },
});
row('GET /core/v2/department', 'department.getAll', { list: true });
row('GET /core/v1/department/{id}', 'department.get', {
	path: { id: id('departmentId') },
	query: { includeDetails: choice('options.includeDetails') },
});
row('GET /core/v1/department/{id}/channel', 'department.getChannels', { path: { id: id('departmentId') } });
row('POST /core/v1/department', 'department.create', {
	body: {
		name: text('name'),
		isDefault: flag('additionalFields.isDefault'),
		distributionIsEnabled: flag('additionalFields.distributionIsEnabled'),
		distributionConfig: group('limits')('additionalFields.distributionConfig'),
		restrictionType: choice('additionalFields.restrictionType'),
		'channelsConfig.scope': choice('additionalFields.channelScope'),
		'channelsConfig.channels': list('additionalFields.channelIds'),
		agents: agents('additionalFields.agents'),
	},
});
row('PUT /core/v1/department/{id}', 'department.update', {
	path: { id: id('departmentId') },
	update: true,
	body: {
		name: text('updateFields.name'),
		isDefault: flag('updateFields.isDefault'),
		distributionIsEnabled: flag('updateFields.distributionIsEnabled'),
		distributionConfig: group('limits')('updateFields.distributionConfig'),
		restrictionType: choice('updateFields.restrictionType'),
		'channelsConfig.scope': choice('updateFields.channelScope'),
		'channelsConfig.channels': list('updateFields.channelIds'),
	},
});
row('DELETE /core/v1/department/{id}', 'department.delete', { path: { id: id('departmentId') } });
row('PUT /core/v1/department/{id}/agents', 'department.updateAgents', {
	path: { id: id('departmentId') },
	body: { action: choice('membershipAction'), items: agents('agents') },
});
row('GET /core/v1/contact/custom-field', 'customField.getAll', {
	list: true,
	fixed: { entityType: 'CONTACT' },
	query: { NestedList: flag('options.nestedList') },
});
row('GET /core/v1/custom-field', 'customField.getAll', {
	list: true,
	query: { EntityType: choice('entityType'), NestedList: flag('options.nestedList') },
});
row('GET /core/v1/company/officehours', 'officeHours.get', {});
row('GET /core/v1/tag', 'tag.getAll', { list: true });
row('GET /core/v1/tag/color', 'tag.getColors', { list: true });
row('POST /core/v1/tag', 'tag.create', { body: { name: text('name'), color: choice('additionalFields.color') } });
row('PUT /core/v1/tag/{id}', 'tag.update', {
	path: { id: id('tagId') },
	body: { name: text('name'), color: choice('updateFields.color') },
});
row('DELETE /core/v1/tag/{id}', 'tag.delete', {
	path: { id: id('tagId') },
	body: { removeFromContacts: flag('options.removeFromContacts') },
});
row('GET /core/v2/file', 'file.getUploadUrl', {
	query: { Type: choice('fileType'), Name: text('fileName'), MimeType: text('options.mimeType') },
});
row('POST /core/v2/file', 'file.save', { body: { tempFileId: text('tempFileId') } });
row('GET /core/v1/webhook/event', 'webhookSubscription.getEvents', { list: true });
row('GET /core/v1/webhook/subscription', 'webhookSubscription.getAll', { list: true });
row('GET /core/v1/webhook/subscription/{subscriptionId}', 'webhookSubscription.get', {
	path: { subscriptionId: id('subscriptionId') },
});
row('POST /core/v1/webhook/subscription', 'webhookSubscription.create', {
	body: {
		name: text('name'),
		url: text('url'),
		events: list('events'),
		enabled: flag('additionalFields.enabled'),
	},
});
row('PUT /core/v1/webhook/subscription/{subscriptionId}', 'webhookSubscription.update', {
	path: { subscriptionId: id('subscriptionId') },
	update: true,
	body: {
		name: text('updateFields.name'),
		url: text('updateFields.url'),
		events: list('updateFields.events'),
		enabled: flag('updateFields.enabled'),
	},
});
row('DELETE /core/v1/webhook/subscription/{subscriptionId}', 'webhookSubscription.delete', {
	path: { subscriptionId: id('subscriptionId') },
});
