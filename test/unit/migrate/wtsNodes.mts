import type { Named } from './account.mts';

/** A request as it is seen from outside. */
export interface Expected {
	method: string;
	path: string;
	query?: Record<string, string | string[]>;
	body?: unknown;
}

/** An old node, and what becomes of it. */
export interface OldNode {
	/** Its resource and operation, with the older names of the latter. */
	action: readonly [resource: string, operation: string, ...older: string[]];
	/** What is special about it, where an action stands several times in the table. */
	case?: string;
	/** Its parameters beside these two, as n8n saves them: those that are not the default. */
	parameters: (of: Named) => Record<string, unknown>;
	/** What the old node's description says it sends; the newest version of the endpoint where ours uses it. */
	sends?: (of: Named) => Expected;
	/** Where ours sends something else than the old node, and why. */
	differs?: string;
	/** Why it stays what it is. */
	stays?: string;
	/** What it says of the node, beside that it was converted. */
	says?: readonly string[];
}

const NOT_SEND = 'NOT_SEND';
const LOOKED_UP = 'It is looked up whose the number is, in both of its forms.';
const DISPATCH =
	'The old node sends POST /chat/v1/message/send; the newer endpoint for this kind of message takes the same.';
const DETAILS = 'Ours asks for tags, portfolios and custom fields where nothing else was chosen.';
const usualDetails = { IncludeDetails: ['CustomFields', 'Portfolios', 'Tags'] };
const digits = (phone: string) => phone.replace(/\D/g, '');
const list = {
	pageSize: 40,
	orderBy: 'CreatedAt',
	orderDirection: 'DESCENDING',
	createdAtAfter: '2026-01-01T00:00:00.000Z',
	createdAtBefore: '2026-12-01T00:00:00.000Z',
	updatedAtAfter: '2026-01-02T00:00:00.000Z',
	updatedAtBefore: '2026-12-02T00:00:00.000Z',
};
const listQuery = {
	PageSize: '40',
	PageNumber: '1',
	OrderBy: 'CreatedAt',
	OrderDirection: 'DESCENDING',
	'CreatedAt.After': '2026-01-01T00:00:00.000Z',
	'CreatedAt.Before': '2026-12-01T00:00:00.000Z',
	'UpdatedAt.After': '2026-01-02T00:00:00.000Z',
	'UpdatedAt.Before': '2026-12-02T00:00:00.000Z',
};
const templateText = (id: string, parameter: string, fileType = 'UNDEFINED') =>
	JSON.stringify({ id, fileType, params: [{ name: parameter }] });
const keyed = (group: string, key: string, value: string) => ({ [group]: [{ key, value }] });
const parametersOf = (name: string, value: string) => ({ paramsTemplatesValues: [{ name, value }] });
const newSession = (of: Named) => ({
	departmentId: of.department,
	userIdByDepartment: of.user,
	enableBot: true,
	hiddenSession: true,
	forceStartSession: true,
});
const newSessionSent = (of: Named) => ({
	enableBot: true,
	hiddenSession: true,
	forceStartSession: true,
	user: { id: of.user },
	department: { id: of.department },
});

/** All 39 actions of n8n-nodes-wts, written from its description. */
export const wtsNodes: readonly OldNode[] = [
	{
		action: ['contact', 'createContact'],
		parameters: (of) => ({
			name: 'Ana Souza',
			email: 'ana@example.com',
			phonenumber: '5511977776666',
			instagram: 'ana.souza',
			annotation: 'Veio da loja',
			tagIds: [of.tag],
			customFields: {
				customFields: [
					{ key: of.contactField, value: 'Santos' },
					{ key: NOT_SEND, value: 'x' },
				],
			},
			metadata: keyed('metadata', 'pedido', '7045'),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/core/v1/contact',
			body: {
				name: 'Ana Souza',
				email: 'ana@example.com',
				phoneNumber: '5511977776666',
				instagram: 'ana.souza',
				annotation: 'Veio da loja',
				tagIds: [of.tag],
				customFields: { [of.contactField]: 'Santos' },
				metadata: { pedido: '7045' },
				options: { upsert: false, getIfExists: false },
			},
		}),
	},
	{
		action: ['contact', 'createContact'],
		case: 'create or update',
		parameters: (of) => ({ name: 'Ana', phonenumber: of.phone, upsert: true }),
		sends: (of) => ({
			method: 'POST',
			path: '/core/v1/contact',
			body: {
				name: 'Ana',
				phoneNumber: digits(of.phone),
				options: { upsert: true, upsertFields: ['Name', 'PhoneNumber'], upsertTagOperation: 'INSERTIFNOTEXISTS' },
			},
		}),
		differs: 'Only the fields that are given are changed; the old node emptied the others.',
		says: ['onlyGivenFields'],
	},
	{
		action: ['contact', 'createContact'],
		case: 'get if it exists',
		parameters: (of) => ({ name: 'Ana', phonenumber: of.phone, getIfExists: true }),
		sends: (of) => ({
			method: 'POST',
			path: '/core/v1/contact',
			body: { name: 'Ana', phoneNumber: digits(of.phone), options: { upsert: false, getIfExists: true } },
		}),
	},
	{
		action: ['contact', 'updateContact'],
		parameters: (of) => ({
			contactId: of.contact,
			fieldsUpdateContact: [
				'Annotation',
				'CustomFields',
				'Email',
				'Instagram',
				'Metadata',
				'Name',
				'PhoneNumber',
				'PictureUrl',
				'Portfolio',
				'SequenceIds',
				'Status',
				'Tags',
				'Utm',
			],
			annotationUpdateContact: 'VIP',
			emailUpdateContact: 'ana@example.com',
			instagramUpdateContact: 'ana.souza',
			nameUpdateContact: 'Ana Souza',
			phonenumberUpdateContact: '5511977776666',
			pictureUrlUpdateContact: 'https://example.com/ana.jpg',
			tagsUpdateContact: [of.tag, of.otherTag],
			portfoliosUpdateContact: [of.portfolio],
			sequencesUpdateContact: [of.sequence],
			statusUpdateContact: 'ACTIVE',
			customFieldsUpdateContact: keyed('customFields', of.contactField, 'Santos'),
			metadataUpdateContact: keyed('metadata', 'pedido', '7045'),
			sourceUtmUpdateContact: 'google',
			mediumUtmUpdateContact: 'cpc',
			campaignUtmUpdateContact: 'verão',
			contentUtmUpdateContact: 'vídeo',
			headlineUtmUpdateContact: 'Promoção',
			termUtmUpdateContact: 'luminária',
			referralUrlUtmUpdateContact: 'https://example.com/anuncio',
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v2/contact/${of.contact}`,
			body: {
				fields: [
					'Annotation',
					'CustomFields',
					'Email',
					'Instagram',
					'Metadata',
					'Name',
					'PhoneNumber',
					'PictureUrl',
					'Portfolio',
					'SequenceIds',
					'Status',
					'Tags',
					'Utm',
				],
				annotation: 'VIP',
				email: 'ana@example.com',
				instagram: 'ana.souza',
				name: 'Ana Souza',
				phoneNumber: '5511977776666',
				pictureUrl: 'https://example.com/ana.jpg',
				tagIds: [of.tag, of.otherTag],
				portfolioIds: [of.portfolio],
				sequenceIds: [of.sequence],
				status: 'ACTIVE',
				customFields: { [of.contactField]: 'Santos' },
				metadata: { pedido: '7045' },
				utm: {
					source: 'google',
					medium: 'cpc',
					campaign: 'verão',
					content: 'vídeo',
					headline: 'Promoção',
					term: 'luminária',
					referralUrl: 'https://example.com/anuncio',
				},
				options: { tagsOperation: 'ReplaceAll' },
			},
		}),
		differs: 'Metadata is among the fields that change; the old node took it out, so that it was not kept.',
	},
	{
		action: ['contact', 'updateContact'],
		case: 'fields that are emptied',
		parameters: (of) => ({
			contactId: of.contact,
			fieldsUpdateContact: ['Annotation', 'Tags', 'Portfolio'],
			nameUpdateContact: 'not chosen',
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v2/contact/${of.contact}`,
			body: {
				fields: ['Annotation', 'Portfolio', 'Tags'],
				annotation: null,
				tagIds: [],
				portfolioIds: [],
				options: { tagsOperation: 'ReplaceAll' },
			},
		}),
	},
	{
		action: ['contact', 'getContactById'],
		parameters: (of) => ({ contactId: of.contact, includeDetailsContacts: ['Tags', 'CustomFields'] }),
		sends: (of) => ({
			method: 'GET',
			path: `/core/v1/contact/${of.contact}`,
			query: { IncludeDetails: ['Tags', 'CustomFields'] },
		}),
	},
	{
		action: ['contact', 'getContactByPhone'],
		parameters: (of) => ({ phonenumber: of.phone, includeDetailsContacts: ['Tags'] }),
		sends: (of) => ({
			method: 'GET',
			path: `/core/v1/contact/phonenumber/${digits(of.phone)}`,
			query: { IncludeDetails: 'Tags' },
		}),
	},
	{
		action: ['contact', 'listContacts'],
		parameters: () => ({ statusContact: 'ACTIVE', includeDetailsContacts: ['Tags'], ...list }),
		sends: () => ({
			method: 'GET',
			path: '/core/v1/contact',
			query: { Status: 'ACTIVE', IncludeDetails: 'Tags', ...listQuery },
		}),
		says: ['oneRecordAnItem'],
	},
	{
		action: ['contact', 'listContacts'],
		case: 'all pages',
		parameters: () => ({ statusContact: 'UNDEFINED', autoPagination: true, maxPage: 3 }),
		sends: () => ({
			method: 'GET',
			path: '/core/v1/contact',
			query: { ...usualDetails, PageNumber: '1', PageSize: '100' },
		}),
		differs: DETAILS,
		says: ['allPages', 'oneRecordAnItem'],
	},
	{
		action: ['contact', 'listContacts'],
		case: 'a later page',
		parameters: () => ({ pageNumber: 2 }),
		sends: () => ({
			method: 'GET',
			path: '/core/v1/contact',
			query: { ...usualDetails, PageNumber: '1', PageSize: '15' },
		}),
		differs: 'Ours always begins with the first page; the converter says so.',
		says: ['laterPage', 'oneRecordAnItem'],
	},
	{
		action: ['contact', 'listContacts'],
		case: 'sorted in a direction that is not said',
		parameters: () => ({ orderBy: 'Name' }),
		sends: () => ({
			method: 'GET',
			path: '/core/v1/contact',
			query: { ...usualDetails, OrderBy: 'Name', OrderDirection: 'DESCENDING', PageNumber: '1', PageSize: '15' },
		}),
		differs: 'Ours always says a direction; the converter takes that which the service has been seen to choose.',
		says: ['newestFirst', 'oneRecordAnItem'],
	},
	{
		action: ['message', 'listMessages'],
		parameters: (of) => ({ sessionId: of.session, ...list }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/session/${of.session}/message`, query: listQuery }),
		differs: 'The old node asks GET /chat/v1/message with the session in the query.',
		says: ['oneRecordAnItem'],
	},
	{
		action: ['message', 'getMessageById'],
		parameters: (of) => ({ messageId: of.message }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/message/${of.message}` }),
	},
	{
		action: ['message', 'getMessageStatus'],
		parameters: (of) => ({ messageId: of.message }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/message/${of.message}/status` }),
		says: ['statusOfSend'],
	},
	{
		action: ['message', 'sendText'],
		parameters: (of) => ({
			channelId: of.channel,
			numberToSend: of.phone,
			textMessage: 'Olá! Seu pedido saiu.',
			...newSession(of),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/text',
			body: {
				to: digits(of.phone),
				from: of.channel,
				text: 'Olá! Seu pedido saiu.',
				options: newSessionSent(of),
			},
		}),
		differs: DISPATCH,
	},
	{
		action: ['message', 'sendText'],
		case: 'waiting for the outcome, nothing chosen',
		parameters: (of) => ({
			channelId: NOT_SEND,
			numberToSend: of.phone,
			textMessage: 'Olá!',
			botId: NOT_SEND,
			departmentId: NOT_SEND,
			synchronousMessage: true,
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/message/send-sync',
			body: { to: digits(of.phone), body: { text: 'Olá!' }, options: {} },
		}),
	},
	{
		action: ['message', 'sendText'],
		case: 'a chatbot by its ID',
		parameters: (of) => ({ numberToSend: of.phone, textMessage: 'Olá!', botId: of.bot }),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/text',
			body: { to: digits(of.phone), text: 'Olá!', options: {} },
		}),
		differs: 'The old node sends the chatbot’s ID; the API wants its key, which only a look-up tells.',
		says: ['botById'],
	},
	{
		action: ['message', 'sendFile'],
		parameters: (of) => ({
			channelId: of.channel,
			numberToSend: of.phone,
			urlFile: 'https://example.com/nota.pdf?v=1',
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/document',
			body: {
				to: digits(of.phone),
				from: of.channel,
				fileIdOrUrl: 'https://example.com/nota.pdf?v=1',
				options: {},
			},
		}),
		differs: DISPATCH,
	},
	{
		action: ['message', 'sendFile'],
		case: 'a picture',
		parameters: (of) => ({ numberToSend: of.phone, urlFile: 'https://example.com/foto.JPG', synchronousMessage: true }),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/message/send-sync',
			body: { to: digits(of.phone), body: { fileUrl: 'https://example.com/foto.JPG' }, options: {} },
		}),
	},
	{
		action: ['message', 'sendFile'],
		case: 'of the input',
		parameters: (of) => ({ numberToSend: of.phone, fileToSend: 'data', urlFile: 'https://example.com/nota.pdf' }),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/document',
			body: { to: digits(of.phone), fileIdOrUrl: 'UPLOADED', options: {} },
		}),
		differs: `${DISPATCH} What kind of file it is cannot be seen; the converter says so.`,
		says: ['filesKind'],
	},
	{
		action: ['message', 'sendTemplate'],
		parameters: (of) => ({
			channelId: of.channel,
			numberToSend: of.phone,
			templates: templateText(of.template, of.templateParameter),
			paramsTemplates: {
				paramsTemplatesValues: [
					{ name: of.templateParameter, value: 'Ana' },
					{ name: of.templateParameter, value: 'the first wins' },
				],
			},
			urlFile: 'https://example.com/not-for-this-template.pdf',
			...newSession(of),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/template',
			body: {
				to: digits(of.phone),
				from: of.channel,
				templateId: of.template,
				parameters: { [of.templateParameter]: 'Ana' },
				options: newSessionSent(of),
			},
		}),
		differs: DISPATCH,
	},
	{
		action: ['message', 'sendTemplate'],
		case: 'with a file',
		parameters: (of) => ({
			channelId: of.channel,
			numberToSend: of.phone,
			templates: templateText(of.templateWithFile, of.templateWithFileParameter, 'DOCUMENT'),
			paramsTemplates: parametersOf(of.templateWithFileParameter, 'maio'),
			urlFile: 'https://example.com/catalogo.pdf',
			synchronousMessage: true,
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/message/send-sync',
			body: {
				to: digits(of.phone),
				from: of.channel,
				body: {
					templateId: of.templateWithFile,
					parameters: { [of.templateWithFileParameter]: 'maio' },
					fileUrl: 'https://example.com/catalogo.pdf',
				},
				options: {},
			},
		}),
	},
	{
		action: ['message', 'sendTemplate'],
		case: 'a template by expression',
		parameters: (of) => ({ channelId: of.channel, numberToSend: of.phone, templates: '={{ $json.template }}' }),
		stays: 'templateByExpression',
	},
	{
		action: ['message', 'sendTemplate'],
		case: 'no template',
		parameters: (of) => ({ channelId: of.channel, numberToSend: of.phone }),
		stays: 'templateUnknown',
	},
	{
		action: ['session', 'listSessions', 'getAllSessions'],
		parameters: (of) => ({
			channelsIds: [of.channel],
			tagIds: [of.tag],
			statusSession: ['COMPLETED', 'HIDDEN', 'IN_PROGRESS', 'PENDING', 'Started'],
			includeDetails: ['Undefined', 'AgentDetails', 'ContactDetails'],
			departmentId: of.department,
			userId: of.user,
			contactId: of.contact,
			activeAtAfter: '2026-02-01T00:00:00.000Z',
			activeAtBefore: '2026-02-02T00:00:00.000Z',
			endAtAfter: '2026-02-03T00:00:00.000Z',
			endAtBefore: '2026-02-04T00:00:00.000Z',
			lastInteractionAtAfter: '2026-02-05T00:00:00.000Z',
			lastInteractionAtBefore: '2026-02-06T00:00:00.000Z',
			...list,
		}),
		sends: (of) => ({
			method: 'GET',
			path: '/chat/v2/session',
			query: {
				ChannelsId: of.channel,
				TagsId: of.tag,
				Status: ['COMPLETED', 'HIDDEN', 'IN_PROGRESS', 'PENDING', 'STARTED'],
				IncludeDetails: ['AgentDetails', 'ContactDetails'],
				DepartmentId: of.department,
				UserId: of.user,
				ContactId: of.contact,
				'ActiveAt.After': '2026-02-01T00:00:00.000Z',
				'ActiveAt.Before': '2026-02-02T00:00:00.000Z',
				'EndAt.After': '2026-02-03T00:00:00.000Z',
				'EndAt.Before': '2026-02-04T00:00:00.000Z',
				'LastInteractionAt.After': '2026-02-05T00:00:00.000Z',
				'LastInteractionAt.Before': '2026-02-06T00:00:00.000Z',
				...listQuery,
			},
		}),
		differs: 'The second version of GET /chat/v1/session.',
		says: ['oneRecordAnItem'],
	},
	{
		action: ['session', 'getSessionById'],
		parameters: (of) => ({ sessionId: of.session, includeDetails: ['ChannelDetails', 'DepartmentsDetails'] }),
		sends: (of) => ({
			method: 'GET',
			path: `/chat/v2/session/${of.session}`,
			query: { includeDetails: ['ChannelDetails', 'DepartmentsDetails'] },
		}),
		differs: 'The second version of GET /chat/v1/session/{id}.',
	},
	{
		action: ['session', 'concludeSession'],
		parameters: (of) => ({ sessionId: of.session, reactivateOnNewMessage: true }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/complete`,
			body: { reactivateOnNewMessage: true, stopBotInExecution: false },
		}),
	},
	{
		action: ['session', 'updateStatusSession'],
		parameters: (of) => ({ sessionId: of.session, statusSessionOption: 'IN_PROGRESS' }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/status`,
			body: { newStatus: 'IN_PROGRESS', options: {} },
		}),
	},
	{
		action: ['session', 'transferSession', 'updateTransfer'],
		parameters: (of) => ({ sessionId: of.session, departmentId: of.department, userIdByDepartment: NOT_SEND }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/transfer`,
			body: { type: 'DEPARTMENT', newDepartmentId: of.department, options: {} },
		}),
	},
	{
		action: ['session', 'transferSession', 'updateTransfer'],
		case: 'to somebody',
		parameters: (of) => ({ sessionId: of.session, departmentId: of.department, userIdByDepartment: of.user }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/transfer`,
			body: { type: 'USER', newUserId: of.user, options: {} },
		}),
	},
	{
		action: ['session', 'transferToUser', 'assignUser'],
		parameters: (of) => ({ sessionId: of.session, userId: of.user }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/assignee`,
			body: { userId: of.user, options: {} },
		}),
	},
	{
		action: ['session', 'updateSession'],
		parameters: (of) => ({
			sessionId: of.session,
			fieldsUpdate: ['Autocomplete', 'DepartmentId', 'EndAt', 'Metadata', 'Number', 'Status', 'UserId'],
			statusUpdateSessionOption: 'PENDING',
			endAt: '2026-12-24T12:00:00.000Z',
			number: '2026999',
			departmentIdUpdatedSession: of.department,
			usersUpdateSession: of.user,
			metadataUpdateSession: keyed('metadata', 'origem', 'loja'),
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v2/session/${of.session}/partial`,
			body: {
				fields: ['DepartmentId', 'EndAt', 'Metadata', 'Number', 'Status', 'UserId'],
				status: 'PENDING',
				endAt: '2026-12-24T12:00:00.000Z',
				number: '2026999',
				departmentId: of.department,
				userId: of.user,
				metadata: { origem: 'loja' },
				options: {},
			},
		}),
		differs: 'Autocomplete had no value, so it is left out; the converter says so.',
		says: ['withoutValue'],
	},
	{
		action: ['session', 'sendTextBySessionid', 'sendMessageTextSession'],
		parameters: (of) => ({ sessionId: of.session, textMessage: 'Tudo certo!' }),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/message`,
			body: { text: 'Tudo certo!' },
		}),
	},
	{
		action: ['session', 'sendTextBySessionid', 'sendMessageTextSession'],
		case: 'waiting for the outcome',
		parameters: (of) => ({ sessionId: of.session, textMessage: 'Tudo certo!', synchronousMessage: true }),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/message/sync`,
			body: { text: 'Tudo certo!' },
		}),
	},
	{
		action: ['session', 'sendFileBySessionid'],
		parameters: (of) => ({ sessionId: of.session, urlFile: 'https://example.com/manual.pdf' }),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/message`,
			body: { fileUrl: 'https://example.com/manual.pdf' },
		}),
	},
	{
		action: ['session', 'sendTemplateBySessionid'],
		parameters: (of) => ({
			sessionId: of.session,
			templatesBySession: templateText(of.template, of.templateParameter),
			paramsTemplatesSession: parametersOf(of.templateParameter, 'Ana'),
		}),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/message`,
			body: { templateId: of.template, parameters: { [of.templateParameter]: 'Ana' } },
		}),
	},
	{
		action: ['panel', 'getAllPanels'],
		parameters: () => ({ title: 'Vendas', ...list }),
		sends: () => ({ method: 'GET', path: '/crm/v2/panel', query: { Title: 'Vendas', ...listQuery } }),
		differs: 'The second version of GET /crm/v1/panel.',
		says: ['oneRecordAnItem'],
	},
	{
		action: ['panel', 'getPanelById'],
		parameters: (of) => ({ panelId: of.panel, includeDetailsPanel: ['Steps', 'Tags'] }),
		sends: (of) => ({
			method: 'GET',
			path: `/crm/v1/panel/${of.panel}`,
			query: { IncludeDetails: ['Steps', 'Tags'] },
		}),
	},
	{
		action: ['panel', 'listCards', 'getAllCards'],
		parameters: (of) => ({
			panels: of.panel,
			stepPanels: of.step,
			responsibleId: of.user,
			contactId: of.contact,
			textFilter: 'orçamento',
			includeArchived: true,
			includeDetailsGetCards: ['Contacts', 'StepTitle'],
			...list,
		}),
		sends: (of) => ({
			method: 'GET',
			path: '/crm/v2/panel/card',
			query: {
				PanelId: of.panel,
				StepId: of.step,
				ResponsibleUserId: of.user,
				ContactId: of.contact,
				TextFilter: 'orçamento',
				Statuses: ['OPEN', 'WON', 'LOST', 'ARCHIVED'],
				IncludeDetails: ['Contacts', 'StepTitle'],
				...listQuery,
			},
		}),
		differs: 'The second version of GET /crm/v1/panel/card, which has statuses in place of IncludeArchived.',
		says: ['oneRecordAnItem'],
	},
	{
		action: ['panel', 'getCardById'],
		parameters: (of) => ({ cardId: of.card, includeDetailsGetCards: ['CustomFields'] }),
		sends: (of) => ({
			method: 'GET',
			path: `/crm/v2/panel/card/${of.card}`,
			query: { IncludeDetails: 'CustomFields' },
		}),
		differs: 'The second version of GET /crm/v1/panel/card/{id}.',
	},
	{
		action: ['panel', 'createCard'],
		parameters: (of) => ({
			panels: of.panel,
			stepPanels: of.step,
			responsibleId: of.user,
			title: 'Orçamento',
			description: 'Três luminárias',
			contactId: of.contact,
			position: 3,
			monetaryAmount: 1250.5,
			tagsPanel: [],
			customFieldsPanel: keyed('customFields', of.cardField, '10'),
			metadata: keyed('metadata', 'erp', '5521'),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/crm/v2/panel/card',
			body: {
				stepId: of.step,
				responsibleUserId: of.user,
				title: 'Orçamento',
				description: 'Três luminárias',
				contactIds: [of.contact],
				position: 3,
				monetaryAmount: 1250.5,
				customFields: { [of.cardField]: 10 },
				metadata: { erp: '5521' },
			},
		}),
		differs: 'The second version of POST /crm/v1/panel/card; custom fields have the type that the panel gives them.',
	},
	{
		action: ['panel', 'updateCard'],
		parameters: (of) => ({
			cardIdUpdateCard: of.card,
			fieldsUpdateCard: [
				'Archived',
				'ContactIds',
				'CustomFields',
				'Description',
				'DueDate',
				'MonetaryAmount',
				'Position',
				'ResponsibleUserId',
				'SessionId',
				'StepId',
				'TagIds',
				'Title',
				'Metadata',
			],
			includeArchivedUpdateCard: true,
			contactsIdUpdateCard: { contactId: [of.contact] },
			customFieldsCardUpdateCard: keyed('customFields', 'Desconto', '10'),
			descriptionUpdateCard: 'Quatro luminárias',
			dueDateUpdateCard: '2026-12-24T12:00:00.000Z',
			monetaryAmountUpdateCard: 99.9,
			positionUpdateCard: 1,
			userIdUpdateCard: of.user,
			sessionIdUpdateCard: of.session,
			stepIdUpdateCard: of.step,
			updateCardTagIdUpdateCard: [],
			titleCardUpdateCard: 'Orçamento 2',
			metadataUpdateCard: keyed('metadata', 'erp', '5522'),
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/crm/v3/panel/card/${of.card}`,
			body: {
				fields: [
					'ContactIds',
					'Description',
					'DueDate',
					'Metadata',
					'MonetaryAmount',
					'Position',
					'ResponsibleUserId',
					'SessionId',
					'Status',
					'StepId',
					'TagIds',
					'Title',
				],
				status: 'ARCHIVED',
				contactIds: [of.contact],
				description: 'Quatro luminárias',
				dueDate: '2026-12-24T12:00:00.000Z',
				monetaryAmount: 99.9,
				position: 1,
				responsibleUserId: of.user,
				sessionId: of.session,
				stepId: of.step,
				tagIds: [],
				title: 'Orçamento 2',
				metadata: { erp: '5522' },
				options: { upsertTagOperation: 'ReplaceAll' },
			},
		}),
		differs:
			'The third version of PUT /crm/v1/panel/card/{id}, with a status for Archived. Custom fields stand under their names in the old node, and ours wants keys; the old node never read the session’s ID.',
		says: ['fieldNames'],
	},
	{
		action: ['panel', 'duplicateCard'],
		parameters: (of) => ({
			cardId: of.card,
			stepId: of.step,
			archiveOriginalCard: true,
			fieldsCard: ['Amount', 'Contacts', 'Undefined'],
		}),
		sends: (of) => ({
			method: 'POST',
			path: `/crm/v2/panel/card/${of.card}/duplicate`,
			body: { copyToStepId: of.step, options: { archiveOriginalCard: true, fields: ['MonetaryAmount', 'Contacts'] } },
		}),
		differs: 'The second version of POST /crm/v1/panel/card/{id}/duplicate, in which Amount is MonetaryAmount.',
	},
	{
		action: ['panel', 'listCardAnnotations', 'getAllAnnotation'],
		parameters: (of) => ({ cardId: of.card, ...list }),
		sends: (of) => ({ method: 'GET', path: `/crm/v1/panel/card/${of.card}/note`, query: listQuery }),
		says: ['oneRecordAnItem'],
	},
	{
		action: ['panel', 'createAnnotationText'],
		parameters: (of) => ({ cardId: of.card, textMessage: 'Ligou de novo' }),
		sends: (of) => ({
			method: 'POST',
			path: `/crm/v1/panel/card/${of.card}/note`,
			body: { text: 'Ligou de novo', fileUrls: [] },
		}),
	},
	{
		action: ['panel', 'createAnnotationFile'],
		parameters: (of) => ({
			cardId: of.card,
			fileUrls: { fileUrl: ['https://example.com/1.pdf', 'https://example.com/2.pdf'] },
		}),
		sends: (of) => ({
			method: 'POST',
			path: `/crm/v1/panel/card/${of.card}/note`,
			body: { text: '', fileUrls: ['https://example.com/1.pdf', 'https://example.com/2.pdf'] },
		}),
	},
	{
		action: ['panel', 'deleteCardAnnotation', 'deleteAnnotationCard'],
		parameters: (of) => ({ cardId: of.card, noteId: of.note }),
		sends: (of) => ({ method: 'DELETE', path: `/crm/v1/panel/card/${of.card}/note/${of.note}` }),
	},
	{
		action: ['sequence', 'listSequences', 'getAllSequences'],
		parameters: (of) => ({
			name: 'Boas',
			contactId: of.contact,
			includeDetailsSequence: ['ContactExecutingCount'],
			...list,
		}),
		sends: (of) => ({
			method: 'GET',
			path: '/chat/v1/sequence',
			query: { Name: 'Boas', ContactId: of.contact, IncludeDetails: 'ContactExecutingCount', ...listQuery },
		}),
		says: ['oneRecordAnItem'],
	},
	{
		action: ['sequence', 'getContactsBySequence'],
		parameters: (of) => ({ sequenceId: of.sequence }),
		sends: (of) => ({
			method: 'GET',
			path: `/chat/v2/sequence/${of.sequence}/contact`,
			query: { PageNumber: '1', PageSize: '100' },
		}),
		differs: 'The second version of GET /chat/v1/sequence/{id}/contact, which comes in pages; all are read.',
		says: ['oneRecordAnItem'],
	},
	{
		action: ['sequence', 'addContactToSequence'],
		parameters: (of) => ({ sequenceId: of.sequence, contactId: of.contact, phonenumber: of.phone }),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/sequence/${of.sequence}/contact`,
			body: { contactId: of.contact },
		}),
		differs: 'Only the ID, which says who it is, where both are given.',
	},
	{
		action: ['sequence', 'removeContactToSequence'],
		parameters: (of) => ({ sequenceId: of.sequence, phonenumber: of.phone }),
		sends: (of) => ({
			method: 'DELETE',
			path: `/chat/v1/sequence/${of.sequence}/contact`,
			body: { contactId: of.holder },
		}),
		differs: LOOKED_UP,
	},
	{
		action: ['sequence', 'addContactsToSequence'],
		parameters: (of) => ({ sequenceId: of.sequence, contactsId: { contactId: [of.contact] } }),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/sequence/${of.sequence}/contact`,
			body: { contactId: of.contact },
		}),
		differs: 'A list of one goes to the endpoint for one.',
	},
	{
		action: ['sequence', 'addContactsToSequence'],
		case: 'several contacts',
		parameters: (of) => ({
			sequenceId: of.sequence,
			contactsId: { contactId: [of.contact, of.otherContact] },
		}),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/sequence/${of.sequence}/contact/batch`,
			body: { contactIds: [of.contact, of.otherContact] },
		}),
		says: ['oneContactAnItem'],
	},
	{
		action: ['sequence', 'removeContactsToSequence'],
		parameters: (of) => ({ sequenceId: of.sequence, phonenumbers: { phonenumber: [of.phone] } }),
		sends: (of) => ({
			method: 'DELETE',
			path: `/chat/v1/sequence/${of.sequence}/contact`,
			body: { contactId: of.holder },
		}),
		differs: `A list of one goes to the endpoint for one. ${LOOKED_UP}`,
	},
	{
		action: ['chatbot', 'sendChatbot'],
		parameters: (of) => ({
			chatbotId: of.bot,
			channelId: of.channel,
			numberToSend: of.phone,
			skipIfBotInExecution: true,
			skipIfInProgress: true,
			forceStartSession: true,
			sessionMetadatas: keyed('sessionMetadata', 'origem', 'loja'),
			contactMetadatas: keyed('contactMetadata', 'cliente', '12'),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/chatbot/send',
			body: {
				botKey: of.bot,
				from: of.channel,
				to: digits(of.phone),
				options: { skipIfBotInExecution: true, skipIfInProgress: true, forceStartSession: true },
				sessionMetadata: { origem: 'loja' },
				contactMetadata: { cliente: '12' },
			},
		}),
		differs: 'The session’s metadata arrives; the old node sends it under a misspelt name.',
		says: ['sessionMetadataArrives'],
	},
	{
		action: ['chatbot', 'sendChatbot'],
		case: 'in a session',
		parameters: (of) => ({ chatbotId: of.bot, channelId: of.channel, sessionId: of.session }),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/chatbot/send',
			body: { botKey: of.bot, sessionId: of.session, options: {} },
		}),
		differs: 'A session says by itself on which channel.',
	},
];
