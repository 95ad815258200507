import type { OldNode } from './wtsNodes.mts';

const digits = (phone: string) => phone.replace(/\D/g, '');
const DISPATCH =
	'The old node sends POST /chat/v1/message/send with names that the API does not know; ours sends what they mean.';
const VERSION = 'The newest version of the endpoint, where cards and panels are.';
const page = { PageNumber: '1', PageSize: '50' };
const allPages = { PageNumber: '1', PageSize: '100' };
const DETAILS = 'Ours asks for tags, portfolios and custom fields where nothing else was chosen.';
const usualDetails = { IncludeDetails: ['CustomFields', 'Portfolios', 'Tags'] };
const credential = ['newCredential'];
const list = ['newCredential', 'oneRecordAnItem'];
const json = (value: unknown) => JSON.stringify(value);

/** All actions of n8n-nodes-frontcrm, written from its description. */
export const frontcrmNodes: readonly OldNode[] = [
	{
		action: ['card', 'addNote'],
		parameters: (of) => ({ cardId: of.card, content: 'Ligou' }),
		sends: (of) => ({
			method: 'POST',
			path: `/crm/v1/panel/card/${of.card}/note`,
			body: { text: 'Ligou', fileUrls: [] },
		}),
		differs: `${VERSION} The note is its text; the old node calls it content.`,
		says: credential,
	},
	{
		action: ['card', 'create'],
		parameters: (of) => ({
			panelId: of.panel,
			title: 'Orçamento',
			additionalFields: { stepId: of.step, contactId: of.contact, responsibleUserId: of.user },
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/crm/v2/panel/card',
			body: { stepId: of.step, title: 'Orçamento', contactIds: [of.contact], responsibleUserId: of.user },
		}),
		differs: VERSION,
		says: credential,
	},
	{
		action: ['card', 'create'],
		case: 'without a step',
		parameters: (of) => ({ panelId: of.panel, title: 'Orçamento' }),
		differs: 'The API wants a step; the converter says so.',
		says: ['stepMissing', 'newCredential'],
	},
	{
		action: ['card', 'deleteNote'],
		parameters: (of) => ({ cardId: of.card, noteId: of.note }),
		sends: (of) => ({ method: 'DELETE', path: `/crm/v1/panel/card/${of.card}/note/${of.note}` }),
		differs: VERSION,
		says: credential,
	},
	{
		action: ['card', 'duplicate'],
		parameters: (of) => ({ cardId: of.card }),
		sends: (of) => ({ method: 'POST', path: `/crm/v2/panel/card/${of.card}/duplicate`, body: { options: {} } }),
		differs: VERSION,
		says: credential,
	},
	{
		action: ['card', 'get'],
		parameters: (of) => ({ cardId: of.card }),
		sends: (of) => ({ method: 'GET', path: `/crm/v2/panel/card/${of.card}` }),
		differs: VERSION,
		says: credential,
	},
	{
		action: ['card', 'getAll'],
		parameters: (of) => ({
			panelId: of.panel,
			filters: {
				contactId: of.contact,
				includeArchived: true,
				responsibleUserId: of.user,
				stepId: of.step,
				textFilter: 'orçamento',
			},
		}),
		sends: (of) => ({
			method: 'GET',
			path: '/crm/v2/panel/card',
			query: {
				PanelId: of.panel,
				ContactId: of.contact,
				ResponsibleUserId: of.user,
				StepId: of.step,
				TextFilter: 'orçamento',
				Statuses: ['OPEN', 'WON', 'LOST', 'ARCHIVED'],
				...page,
			},
		}),
		differs: VERSION,
		says: list,
	},
	{
		action: ['card', 'listNotes'],
		parameters: (of) => ({ cardId: of.card, returnAll: true }),
		sends: (of) => ({ method: 'GET', path: `/crm/v1/panel/card/${of.card}/note`, query: allPages }),
		differs: VERSION,
		says: list,
	},
	{
		action: ['card', 'update'],
		parameters: (of) => ({
			cardId: of.card,
			updateFields: { title: 'Orçamento 2', stepId: of.step, responsibleUserId: of.user },
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/crm/v3/panel/card/${of.card}`,
			body: {
				fields: ['ResponsibleUserId', 'StepId', 'Title'],
				title: 'Orçamento 2',
				stepId: of.step,
				responsibleUserId: of.user,
			},
		}),
		differs: `${VERSION} It wants to be told which fields change.`,
		says: credential,
	},
	{
		action: ['channel', 'getAll'],
		parameters: () => ({ filters: { channelType: 'All' } }),
		sends: () => ({ method: 'GET', path: '/chat/v1/channel' }),
		says: credential,
	},
	{
		action: ['channel', 'getAll'],
		case: 'of one type',
		parameters: () => ({ filters: { channelType: 'Whatsapp' } }),
		sends: () => ({ method: 'GET', path: '/chat/v1/channel', query: { ChannelType: 'Whatsapp' } }),
		says: credential,
	},
	{
		action: ['chatbot', 'execute'],
		parameters: (of) => ({
			chatbotBody: json({ botKey: of.bot, to: of.phone, from: of.channel, options: { skipIfInProgress: true } }),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/chatbot/send',
			body: { botKey: of.bot, to: digits(of.phone), from: of.channel, options: { skipIfInProgress: true } },
		}),
		says: credential,
	},
	{
		action: ['chatbot', 'getAll'],
		parameters: () => ({ filters: { name: 'Pesquisa' }, limit: 20 }),
		sends: () => ({
			method: 'GET',
			path: '/chat/v1/chatbot',
			query: { Name: 'Pesquisa', PageNumber: '1', PageSize: '20' },
		}),
		says: list,
	},
	{
		action: ['contact', 'batchSave'],
		parameters: () => ({ contacts: json([{ name: 'Ana' }, { name: 'Bia' }]) }),
		stays: 'severalItems',
	},
	{
		action: ['contact', 'create'],
		parameters: () => ({ phoneNumber: '5511977776666', name: 'Ana', additionalFields: { email: 'ana@example.com' } }),
		sends: () => ({
			method: 'POST',
			path: '/core/v1/contact',
			body: {
				phoneNumber: '5511977776666',
				name: 'Ana',
				email: 'ana@example.com',
				options: { upsert: false, getIfExists: false },
			},
		}),
		says: credential,
	},
	{
		action: ['contact', 'filter'],
		parameters: (of) => ({ filterBody: json({ textFilter: 'ana', tagIds: [of.tag], pageSize: 20 }) }),
		sends: (of) => ({
			method: 'POST',
			path: '/core/v1/contact/filter',
			body: {
				textFilter: 'ana',
				tagIds: [of.tag],
				createdAt: {},
				updatedAt: {},
				includeDetails: usualDetails.IncludeDetails,
				pageNumber: 1,
				pageSize: 20,
			},
		}),
		differs: DETAILS,
		says: list,
	},
	{
		action: ['contact', 'getAll'],
		parameters: () => ({}),
		sends: () => ({ method: 'GET', path: '/core/v1/contact', query: { ...usualDetails, ...page } }),
		differs: DETAILS,
		says: list,
	},
	{
		action: ['contact', 'getById'],
		parameters: (of) => ({ contactId: of.contact }),
		sends: (of) => ({ method: 'GET', path: `/core/v1/contact/${of.contact}`, query: usualDetails }),
		differs: DETAILS,
		says: credential,
	},
	{
		action: ['contact', 'getByPhone'],
		parameters: (of) => ({ phone: of.phone }),
		sends: (of) => ({ method: 'GET', path: `/core/v1/contact/phonenumber/${digits(of.phone)}`, query: usualDetails }),
		differs: DETAILS,
		says: credential,
	},
	{
		action: ['contact', 'listCustomFields'],
		parameters: () => ({}),
		sends: () => ({ method: 'GET', path: '/core/v1/contact/custom-field' }),
		says: credential,
	},
	{
		action: ['contact', 'manageTagsById'],
		parameters: (of) => ({ contactId: of.contact, tags: [of.tag] }),
		sends: (of) => ({
			method: 'POST',
			path: `/core/v1/contact/${of.contact}/tags`,
			body: { tagIds: [of.tag], operation: 'InsertIfNotExists' },
		}),
		differs: 'The API calls it operation and tagIds; the old node action and tags.',
		says: credential,
	},
	{
		action: ['contact', 'manageTagsByPhone'],
		parameters: (of) => ({ phone: of.phone, tagAction: 'REMOVE', tags: [of.tagName] }),
		sends: (of) => ({
			method: 'POST',
			path: `/core/v1/contact/phonenumber/${digits(of.phone)}/tags`,
			body: { tagIds: [of.tag], operation: 'DeleteIfExists' },
		}),
		differs:
			'The API calls it operation and tagIds; the old node action and tags. Ours looks up the ID that a name stands for.',
		says: credential,
	},
	{
		action: ['contact', 'updateById'],
		parameters: (of) => ({ contactId: of.contact, updateFieldsById: { name: 'Ana', email: 'ana@example.com' } }),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v2/contact/${of.contact}`,
			body: {
				name: 'Ana',
				email: 'ana@example.com',
				fields: ['Email', 'Name'],
				options: { tagsOperation: 'InsertIfNotExists' },
			},
		}),
		differs: 'The API wants to be told which fields change.',
		says: credential,
	},
	{
		action: ['contact', 'updateByPhone'],
		parameters: (of) => ({ phone: of.phone, updateFields: { name: 'Ana' } }),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v1/contact/phonenumber/${digits(of.phone)}`,
			body: { name: 'Ana', fields: ['Name'], options: { tagsOperation: 'InsertIfNotExists' } },
		}),
		differs: 'The API wants to be told which fields change.',
		says: credential,
	},
	{
		action: ['conversation', 'assignUser'],
		parameters: (of) => ({ sessionId: of.session, userId: of.user }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/assignee`,
			body: { userId: of.user, options: {} },
		}),
		says: credential,
	},
	{
		action: ['conversation', 'changeStatus'],
		parameters: (of) => ({ sessionId: of.session, status: 'CLOSED' }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/status`,
			body: { newStatus: 'COMPLETED', options: {} },
		}),
		differs: 'The API knows neither the old node’s name for it nor its values; the converter says what it took.',
		says: ['statusGuessed', 'newCredential'],
	},
	{
		action: ['conversation', 'complete'],
		parameters: (of) => ({ sessionId: of.session }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/complete`,
			body: { reactivateOnNewMessage: false, stopBotInExecution: false },
		}),
		differs: 'The old node sends no body; ours says what holds without one.',
		says: credential,
	},
	{
		action: ['conversation', 'get'],
		parameters: (of) => ({ sessionId: of.session }),
		sends: (of) => ({ method: 'GET', path: `/chat/v2/session/${of.session}` }),
		says: credential,
	},
	{
		action: ['conversation', 'getAll'],
		parameters: (of) => ({
			filters: {
				channelId: of.channel,
				contactId: of.contact,
				departmentId: of.department,
				status: 'WAITING',
				userId: of.user,
			},
		}),
		sends: (of) => ({
			method: 'GET',
			path: '/chat/v2/session',
			query: {
				ChannelsId: of.channel,
				ContactId: of.contact,
				DepartmentId: of.department,
				UserId: of.user,
				Status: 'PENDING',
				...page,
			},
		}),
		differs: 'A status in the API’s words.',
		says: ['statusGuessed', ...list],
	},
	{
		action: ['conversation', 'partialUpdate'],
		parameters: (of) => ({
			sessionId: of.session,
			updateData: json({
				departmentId: of.department,
				metadata: { origem: 'loja' },
				fields: ['DepartmentId', 'Metadata'],
			}),
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v2/session/${of.session}/partial`,
			body: {
				departmentId: of.department,
				metadata: { origem: 'loja' },
				fields: ['DepartmentId', 'Metadata'],
				options: {},
			},
		}),
		says: credential,
	},
	{
		action: ['conversation', 'transfer'],
		parameters: (of) => ({ sessionId: of.session, transferData: json({ type: 'USER', newUserId: of.user }) }),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/session/${of.session}/transfer`,
			body: { type: 'USER', newUserId: of.user, options: {} },
		}),
		says: credential,
	},
	{
		action: ['conversation', 'transfer'],
		case: 'by an expression',
		parameters: (of) => ({ sessionId: of.session, transferData: '={{ $json.transfer }}' }),
		stays: 'groupByExpression',
	},
	{
		action: ['customField', 'getAll'],
		parameters: () => ({ filters: { entityType: 'PANEL', nestedList: true } }),
		sends: () => ({
			method: 'GET',
			path: '/core/v1/custom-field',
			query: { EntityType: 'PANEL', NestedList: 'true' },
		}),
		says: credential,
	},
	{
		action: ['department', 'create'],
		parameters: () => ({ name: 'Pós-venda', additionalFields: { description: 'Depois da compra' } }),
		sends: () => ({ method: 'POST', path: '/core/v1/department', body: { name: 'Pós-venda' } }),
		differs: 'The API knows no description; the converter says so.',
		says: ['leftOut', 'newCredential'],
	},
	{
		action: ['department', 'delete'],
		parameters: (of) => ({ departmentId: of.emptyDepartment }),
		sends: (of) => ({ method: 'DELETE', path: `/core/v1/department/${of.emptyDepartment}` }),
		says: credential,
	},
	{
		action: ['department', 'get'],
		parameters: (of) => ({ departmentId: of.department }),
		sends: (of) => ({ method: 'GET', path: `/core/v1/department/${of.department}` }),
		says: credential,
	},
	{
		action: ['department', 'getAll'],
		parameters: () => ({}),
		sends: () => ({ method: 'GET', path: '/core/v2/department' }),
		says: credential,
	},
	{
		action: ['department', 'listChannels'],
		parameters: (of) => ({ departmentId: of.department }),
		sends: (of) => ({ method: 'GET', path: `/core/v1/department/${of.department}/channel` }),
		says: credential,
	},
	{
		action: ['department', 'update'],
		parameters: (of) => ({ departmentId: of.department, updateFields: { name: 'Vendas 2' } }),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v1/department/${of.department}`,
			body: { name: 'Vendas 2', fields: ['Name'] },
		}),
		differs: 'The API wants to be told which fields change.',
		says: credential,
	},
	{
		action: ['department', 'updateAgents'],
		parameters: (of) => ({ departmentId: of.department, agents: [of.user] }),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v1/department/${of.department}/agents`,
			body: { action: 'Upsert', items: [{ userId: of.user, isAgent: true, isSupervisor: false }] },
		}),
		differs: 'The API wants entries, and to be told what to do with them; the converter says so.',
		says: ['agentsAction', 'newCredential'],
	},
	{
		action: ['file', 'getUploadUrl'],
		parameters: () => ({ fileType: 'PDF', fileName: 'nota.pdf', optionalFields: { mimeType: 'application/pdf' } }),
		sends: () => ({
			method: 'GET',
			path: '/core/v2/file',
			query: { Type: 'PDF', Name: 'nota.pdf', MimeType: 'application/pdf' },
		}),
		says: credential,
	},
	{
		action: ['file', 'save'],
		parameters: (of) => ({ fileData: json({ tempFileId: of.file }) }),
		sends: (of) => ({ method: 'POST', path: '/core/v2/file', body: { tempFileId: of.file } }),
		says: credential,
	},
	{
		action: ['message', 'delete'],
		parameters: (of) => ({ messageId: of.message }),
		sends: (of) => ({ method: 'DELETE', path: `/chat/v1/message/${of.message}` }),
		says: credential,
	},
	{
		action: ['message', 'getById'],
		parameters: (of) => ({ messageId: of.message }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/message/${of.message}` }),
		says: credential,
	},
	{
		action: ['message', 'getStatus'],
		parameters: (of) => ({ messageId: of.message }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/message/${of.message}/status` }),
		says: ['statusOfSend', 'newCredential'],
	},
	{
		action: ['message', 'getAll'],
		parameters: () => ({}),
		differs: 'The old node names no session, which the API wants; the converter says so.',
		says: ['noSessionGiven', ...list],
	},
	{
		action: ['message', 'listSessionMessages'],
		parameters: (of) => ({ sessionId: of.session }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/session/${of.session}/message`, query: page }),
		says: list,
	},
	{
		action: ['message', 'sendAsync'],
		parameters: (of) => ({ channelId: of.channel, to: of.phone, text: 'Olá!' }),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/text',
			body: { to: digits(of.phone), from: of.channel, text: 'Olá!', options: {} },
		}),
		differs: DISPATCH,
		says: credential,
	},
	{
		action: ['message', 'sendAsync'],
		case: 'a picture',
		parameters: (of) => ({
			channelId: of.channel,
			to: of.phone,
			messageType: 'IMAGE',
			additionalFields: { mediaUrl: 'https://example.com/foto' },
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/image',
			body: { to: digits(of.phone), from: of.channel, fileIdOrUrl: 'https://example.com/foto', options: {} },
		}),
		differs: DISPATCH,
		says: credential,
	},
	{
		action: ['message', 'sendAsync'],
		case: 'a template',
		parameters: (of) => ({ channelId: of.channel, to: of.phone, messageType: 'TEMPLATE' }),
		stays: 'templateUnknown',
	},
	{
		action: ['message', 'sendSync'],
		parameters: (of) => ({
			channelId: of.channel,
			to: of.phone,
			messageType: 'VIDEO',
			additionalFields: { mediaUrl: 'https://example.com/video' },
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/message/send-sync',
			body: { to: digits(of.phone), from: of.channel, body: { fileUrl: 'https://example.com/video' }, options: {} },
		}),
		differs: DISPATCH,
		says: credential,
	},
	{
		action: ['message', 'sendSessionMessage'],
		parameters: (of) => ({ sessionId: of.session, messageBody: json({ text: 'Tudo certo!' }) }),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/message`,
			body: { text: 'Tudo certo!' },
		}),
		says: credential,
	},
	{
		action: ['message', 'sendSessionMessageSync'],
		parameters: (of) => ({
			sessionId: of.session,
			messageBody: json({ templateId: of.template, parameters: { [of.templateParameter]: 'Ana' } }),
		}),
		sends: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/message/sync`,
			body: { templateId: of.template, parameters: { [of.templateParameter]: 'Ana' } },
		}),
		differs: 'The old node misspells the path as message-sync.',
		says: credential,
	},
	{
		action: ['portfolio', 'addContact'],
		parameters: (of) => ({ portfolioId: of.portfolio, contactId: of.contact }),
		sends: (of) => ({
			method: 'POST',
			path: `/core/v1/portfolio/${of.portfolio}/contact`,
			body: { contactId: of.contact },
		}),
		says: credential,
	},
	{
		action: ['portfolio', 'batchAddContacts'],
		parameters: (of) => ({ portfolioId: of.portfolio, filterBody: json({}) }),
		stays: 'noContacts',
	},
	{
		action: ['portfolio', 'batchAddContacts'],
		case: 'several contacts',
		parameters: (of) => ({
			portfolioId: of.portfolio,
			filterBody: json({ contactIds: [of.contact, of.otherContact] }),
		}),
		sends: (of) => ({
			method: 'POST',
			path: `/core/v1/portfolio/${of.portfolio}/contact/batch`,
			body: { contactIds: [of.contact, of.otherContact] },
		}),
		says: ['oneContactAnItem', ...credential],
	},
	{
		action: ['portfolio', 'batchRemoveContacts'],
		parameters: (of) => ({ portfolioId: of.portfolio, filterBody: json({ contactIds: [of.contact] }) }),
		sends: (of) => ({
			method: 'DELETE',
			path: `/core/v1/portfolio/${of.portfolio}/contact`,
			body: { contactId: of.contact },
		}),
		differs: 'A list of one goes to the endpoint for one.',
		says: credential,
	},
	{
		action: ['portfolio', 'getAll'],
		parameters: () => ({ filters: { includeDetails: true } }),
		sends: () => ({
			method: 'GET',
			path: '/core/v1/portfolio',
			query: { IncludeDetails: ['ContactCount', 'Departments'], ...page },
		}),
		differs: 'The API wants the names of the details; the old node sends true.',
		says: list,
	},
	{
		action: ['portfolio', 'listContacts'],
		parameters: (of) => ({ portfolioId: of.portfolio }),
		sends: (of) => ({
			method: 'GET',
			path: `/core/v1/portfolio/${of.portfolio}/contact`,
			query: { Page: '1', PageSize: '50', Type: 'PageNumber' },
		}),
		says: list,
	},
	{
		action: ['portfolio', 'removeContact'],
		parameters: (of) => ({ portfolioId: of.portfolio, contactId: of.contact }),
		sends: (of) => ({
			method: 'DELETE',
			path: `/core/v1/portfolio/${of.portfolio}/contact`,
			body: { contactId: of.contact },
		}),
		says: credential,
	},
	{
		action: ['scheduledMessage', 'create'],
		parameters: (of) => ({
			messageData: json({
				to: of.phone,
				from: of.channel,
				type: 'TEMPLATE',
				templateId: of.template,
				scheduling: '2030-01-31T08:00:00.000Z',
				templateParams: { parameters: { [of.templateParameter]: 'Ana' } },
			}),
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/scheduled-message',
			body: {
				to: digits(of.phone),
				from: of.channel,
				type: 'TEMPLATE',
				templateId: of.template,
				scheduling: '2030-01-31T08:00:00.000Z',
				templateParams: { parameters: { [of.templateParameter]: 'Ana' } },
			},
		}),
		says: credential,
	},
	{
		action: ['scheduledMessage', 'update'],
		parameters: (of) => ({
			scheduledMessageId: of.scheduled,
			updateData: json({ fields: ['Scheduling'], scheduling: '2030-02-01T08:00:00.000Z' }),
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/chat/v1/scheduled-message/${of.scheduled}`,
			body: { fields: ['Scheduling'], scheduling: '2030-02-01T08:00:00.000Z' },
		}),
		says: credential,
	},
	{
		action: ['scheduledMessage', 'get'],
		parameters: (of) => ({ scheduledMessageId: of.scheduled }),
		sends: (of) => ({ method: 'GET', path: `/chat/v1/scheduled-message/${of.scheduled}` }),
		says: credential,
	},
	{
		action: ['scheduledMessage', 'getAll'],
		parameters: () => ({ returnAll: true }),
		sends: () => ({ method: 'GET', path: '/chat/v1/scheduled-message', query: allPages }),
		says: list,
	},
	{
		action: ['scheduledMessage', 'cancel'],
		parameters: (of) => ({ scheduledMessageId: of.scheduled }),
		sends: (of) => ({ method: 'POST', path: `/chat/v1/scheduled-message/${of.scheduled}/cancel` }),
		says: credential,
	},
	{
		action: ['scheduledMessage', 'batchCancel'],
		parameters: (of) => ({ ids: [of.scheduled, of.message] }),
		stays: 'severalItems',
	},
	{
		action: ['tag', 'getAll'],
		parameters: () => ({}),
		sends: () => ({ method: 'GET', path: '/core/v1/tag' }),
		says: credential,
	},
	{
		action: ['webhook', 'createSubscription'],
		parameters: () => ({
			url: 'https://example.com/hook',
			optionalFields: { events: ['SESSION_NEW'], name: 'Loja' },
		}),
		sends: () => ({
			method: 'POST',
			path: '/core/v1/webhook/subscription',
			body: { url: 'https://example.com/hook', events: ['SESSION_NEW'], name: 'Loja' },
		}),
		says: credential,
	},
	{
		action: ['webhook', 'deleteSubscription'],
		parameters: (of) => ({ subscriptionId: of.subscription }),
		sends: (of) => ({ method: 'DELETE', path: `/core/v1/webhook/subscription/${of.subscription}` }),
		says: credential,
	},
	{
		action: ['webhook', 'getSubscription'],
		parameters: (of) => ({ subscriptionId: of.subscription }),
		sends: (of) => ({ method: 'GET', path: `/core/v1/webhook/subscription/${of.subscription}` }),
		says: credential,
	},
	{
		action: ['webhook', 'listEvents'],
		parameters: () => ({}),
		sends: () => ({ method: 'GET', path: '/core/v1/webhook/event' }),
		says: credential,
	},
	{
		action: ['webhook', 'listSubscriptions'],
		parameters: () => ({}),
		sends: () => ({ method: 'GET', path: '/core/v1/webhook/subscription' }),
		says: credential,
	},
	{
		action: ['webhook', 'updateSubscription'],
		parameters: (of) => ({
			subscriptionId: of.subscription,
			updateFields: { url: 'https://example.com/hook2', events: ['SESSION_NEW'], name: 'Loja 2' },
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v1/webhook/subscription/${of.subscription}`,
			body: {
				fields: ['Events', 'Name', 'Url'],
				url: 'https://example.com/hook2',
				events: ['SESSION_NEW'],
				name: 'Loja 2',
			},
		}),
		differs: 'The API wants to be told which fields change.',
		says: credential,
	},
];
