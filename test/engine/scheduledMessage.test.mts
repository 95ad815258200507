import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Channel, Contact, ScheduledMessage } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';
const hour = 60 * 60 * 1_000;

/** A time some hours from now by the account's clock. */
const inHours = ({ clock }: Sandbox, hours: number) => new Date(clock.now() + hours * hour).toISOString();

/** The account's first channel: the seed's templates of sales belong to it. */
function salesChannel({ account }: Sandbox): Channel {
	const [channel] = account.channels.values();
	return channel;
}

/** Somebody with a phone number. */
function contactIn({ account }: Sandbox): Contact {
	const contact = [...account.contacts.values()].find(({ phoneNumber }) => phoneNumber !== null);
	assert.ok(contact);
	return contact;
}

const chatbotNamed = ({ account }: Sandbox, name: string) => {
	const chatbot = [...account.chatbots.values()].find((candidate) => candidate.name === name);
	assert.ok(chatbot);
	return chatbot;
};

const mapped = (value: INodeParameters) => ({ mappingMode: 'defineBelow', value });

const act = async (credential: Credential, operation: string, more: INodeParameters) =>
	await run({ parameters: { resource: 'scheduledMessage', operation, ...more }, credential });

/** Schedules a template in an hour. */
async function scheduled(
	sandbox: Sandbox,
	credential: Credential,
	more: INodeParameters = {},
): Promise<ScheduledMessage> {
	const { items, error } = await act(credential, 'create', {
		to: contactIn(sandbox).phoneNumber,
		from: byId(salesChannel(sandbox).id),
		templateId: byId('4c5d6_pedido_enviado'),
		templateParameters: mapped({ nome: 'Ana', 'número do pedido': '4711' }),
		scheduling: inHours(sandbox, 1),
		...more,
	});
	const message = sandbox.account.scheduledMessages.get(String(items[0]?.json.id));
	assert.ok(message, error?.description ?? undefined);
	return message;
}

describe('scheduling a message', () => {
	it('schedules a template with its parameters and file, which goes out when it is due', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		const [, department] = sandbox.account.departments.keys();
		const content = Buffer.from('%PDF-1.7 catálogo');

		const { items } = await run({
			parameters: everyField('scheduledMessage', 'create', {
				to: String(contact.phoneNumberFormatted),
				from: { __rl: true, mode: 'number', value: String(salesChannel(sandbox).numberFormatted) },
				type: 'TEMPLATE',
				templateId: byId('0b1c2_catalogo'),
				specifyParameters: 'fields',
				templateParameters: mapped({ mês: 'março' }),
				scheduling: inHours(sandbox, 2),
				additionalFields: {
					cleanParameters: true,
					binaryPropertyName: 'catalog',
					departmentId: byId(department),
					fileId: '',
					fileUrl: '',
					hiddenSession: true,
				},
			}),
			items: [
				{
					json: {},
					binary: {
						catalog: { data: content.toString('base64'), mimeType: 'application/pdf', fileName: 'março.pdf' },
					},
				},
			],
			credential,
		});

		const message = sandbox.account.scheduledMessages.get(String(items[0].json.id));
		assert.ok(message);
		assert.equal(message.status, 'SCHEDULED');
		assert.equal(message.contactId, contact.id);
		assert.equal(message.channelId, salesChannel(sandbox).id);
		assert.equal(message.departmentId, department);
		assert.equal(message.hiddenSession, true);
		assert.equal(sandbox.account.files.get(message.templateParams?.fileId ?? '')?.name, 'março.pdf');
		assert.equal(message.message, null);

		sandbox.advance(2 * hour);
		sandbox.advance(10_000);

		const { items: got } = await act(credential, 'get', { scheduledMessageId: byId(message.id) });
		assert.equal(got[0].json.status, 'DELIVERED');
		const session = sandbox.account.sessions.get(String(got[0].json.sessionId));
		const sent = session?.messages.at(-1);
		assert.equal(sent?.text, 'Confira o catálogo de março.');
		assert.equal(sent?.fileId, message.templateParams?.fileId);
	});

	it('takes parameters as names and values, and a file by its address', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const message = await scheduled(sandbox, credential, {
			templateId: byId('0b1c2_catalogo'),
			specifyParameters: 'pairs',
			parameterPairs: { entries: [{ name: 'mês', value: 'abril' }] },
			additionalFields: { fileUrl: 'https://example.com/abril.pdf' },
		});

		assert.deepEqual(message.templateParams, {
			parameters: { mês: 'abril' },
			fileUrl: 'https://example.com/abril.pdf',
		});
	});

	it('schedules a chatbot', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		const { id, key } = chatbotNamed(sandbox, 'Pesquisa de satisfação');
		const channel = salesChannel(sandbox);
		sandbox.receive({ contactId: contact.id, channelId: channel.id, text: 'Bom dia!' });

		const { items } = await run({
			parameters: everyField('scheduledMessage', 'create', {
				to: String(contact.phoneNumber),
				from: byId(channel.id),
				type: 'CHATBOT',
				botKey: { __rl: true, mode: 'key', value: key },
				scheduling: inHours(sandbox, 1),
				additionalFields: {
					cleanParameters: true,
					binaryPropertyName: '',
					departmentId: { __rl: true, mode: 'list', value: '' },
					fileId: '',
					fileUrl: '',
					hiddenSession: false,
				},
			}),
			credential,
		});
		const message = sandbox.account.scheduledMessages.get(String(items[0].json.id));
		sandbox.advance(hour);

		assert.equal(message?.botId, key);
		assert.equal(message?.status, 'SENT');
		assert.equal(sandbox.account.sessions.get(message?.sessionId ?? '')?.botId, id);
	});

	it('makes a contact of somebody unknown, and says why it failed in the end', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { key } = chatbotNamed(sandbox, 'Pesquisa de satisfação');

		const message = await scheduled(sandbox, credential, {
			to: '(48) 99999-0001',
			type: 'CHATBOT',
			botKey: { __rl: true, mode: 'key', value: key },
		});
		sandbox.advance(hour);

		assert.equal(sandbox.account.contacts.get(message.contactId)?.phoneNumber, '+55|48999990001');
		assert.equal(message.status, 'FAILED');
		// Nobody has written yet, so only a template can start the conversation.
		assert.match(message.failureReason ?? '', /janela de conversa/);
	});

	it('names what is missing before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const complete = {
			to: '={{ $json.to }}',
			from: byId(salesChannel(sandbox).id),
			templateId: byId('={{ $json.template }}'),
			scheduling: '={{ $json.at }}',
		};
		const create = async (item: { to?: string; template?: string; at?: string }) => {
			const { error } = await run({
				parameters: { resource: 'scheduledMessage', operation: 'create', ...complete },
				items: [item],
				credential,
			});
			return error?.message;
		};

		const at = inHours(sandbox, 1);
		assert.match(String(await create({ template: '4c5d6_pedido_enviado', at })), /^Recipient is empty!/);
		assert.match(String(await create({ to: '+5511988887777', at })), /^Template is empty!/);
		assert.match(String(await create({ to: '+5511988887777', template: '4c5d6_pedido_enviado' })), /^SendAt is empty!/);
		assert.match(String(await create({ to: '123', template: '4c5d6_pedido_enviado', at })), /^The phone number is not complete/);
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('updating a scheduled message', () => {
	it('changes all that was filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const message = await scheduled(sandbox, credential);
		const [, support] = sandbox.account.channels.values();
		const [department] = sandbox.account.departments.keys();
		const { key } = chatbotNamed(sandbox, 'Confirmação de visita');
		const at = inHours(sandbox, 5);

		const { items } = await run({
			parameters: everyField('scheduledMessage', 'update', {
				scheduledMessageId: byId(message.id),
				updateFields: {
					botKey: { __rl: true, mode: 'key', value: key },
					departmentId: byId(department),
					fileId: '',
					fileUrl: 'https://example.com/mapa.pdf',
					from: byId(support.id),
					hiddenSession: true,
					parameterPairs: { entries: [{ name: 'nome', value: 'Bia' }] },
					parametersJson: '{"data": "31/01"}',
					scheduling: at,
					templateId: byId('6f7a8_visita_tecnica'),
					to: '(48) 99999-0001',
					type: 'TEMPLATE',
				},
			}),
			credential,
		});

		assert.equal(items[0].json.id, message.id);
		assert.equal(message.botId, key);
		assert.equal(message.departmentId, department);
		assert.equal(message.channelId, support.id);
		assert.equal(message.hiddenSession, true);
		assert.deepEqual(message.templateParams, {
			parameters: { nome: 'Bia', data: '31/01' },
			fileUrl: 'https://example.com/mapa.pdf',
		});
		assert.equal(Date.parse(message.scheduling), Date.parse(at));
		assert.equal(message.templateId, '6f7a8_visita_tecnica');
		assert.equal(sandbox.account.contacts.get(message.contactId)?.phoneNumber, '+55|48999990001');
		assert.equal(message.type, 'TEMPLATE');
	});

	it('puts it off: it goes out at the new time only', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const message = await scheduled(sandbox, credential);

		await act(credential, 'update', {
			scheduledMessageId: byId(message.id),
			updateFields: { scheduling: inHours(sandbox, 3) },
		});

		assert.deepEqual((sandbox.requests.at(-1)?.body as { fields: string[] }).fields, ['Scheduling']);
		sandbox.advance(2 * hour);
		assert.equal(message.status, 'SCHEDULED');
		sandbox.advance(hour);
		assert.equal(message.status, 'PROCESSED');
	});

	it('takes the department away where it was added and left empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [department] = sandbox.account.departments.keys();
		const message = await scheduled(sandbox, credential, { additionalFields: { departmentId: byId(department) } });
		assert.equal(message.departmentId, department);

		await act(credential, 'update', {
			scheduledMessageId: byId(message.id),
			updateFields: { departmentId: { __rl: true, mode: 'list', value: '' } },
		});

		assert.equal(message.departmentId, null);
	});

	it('is refused once it has gone out, in the words of the service', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const message = await scheduled(sandbox, credential);
		sandbox.advance(hour);

		const { error } = await act(credential, 'update', {
			scheduledMessageId: byId(message.id),
			updateFields: { hiddenSession: true },
		});

		assert.match(error?.description ?? '', /não está mais agendada/);
	});
});

describe('canceling scheduled messages', () => {
	const cancel = (more: INodeParameters = {}) => ({
		resource: 'scheduledMessage',
		operation: 'cancel',
		scheduledMessageId: byId('={{ $json.id }}'),
		...more,
	});

	it('keeps them from going out, together in one request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const messages = [];
		for (let index = 0; index < 3; index++) messages.push(await scheduled(sandbox, credential));
		sandbox.requests.length = 0;

		const { items } = await run({ parameters: cancel(), items: messages.map(({ id }) => ({ id })), credential });

		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json, pairedItem]),
			messages.map(({ id }, item) => [{ success: true, scheduledMessageId: id }, { item }]),
		);
		assert.deepEqual(
			sandbox.requests.map(({ operation }) => operation),
			['scheduledMessageBatchCancel'],
		);
		sandbox.advance(2 * hour);
		assert.deepEqual(
			messages.map(({ status }) => status),
			['CANCELED', 'CANCELED', 'CANCELED'],
		);
	});

	it('goes on when one of them has gone out already', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const gone = await scheduled(sandbox, credential);
		sandbox.advance(hour);
		const messages = [await scheduled(sandbox, credential), gone, await scheduled(sandbox, credential)];

		const { items, failed } = await run({
			parameters: cancel(),
			items: messages.map(({ id }) => ({ id })),
			credential,
			onError: 'continueErrorOutput',
		});

		assert.equal(items.length, 2);
		assert.deepEqual(
			failed.map(({ pairedItem }) => pairedItem),
			[{ item: 1 }],
		);
		assert.deepEqual([messages[0].status, messages[2].status], ['CANCELED', 'CANCELED']);
		assert.notEqual(gone.status, 'CANCELED');
	});

	it('sends them one by one on request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const messages = [await scheduled(sandbox, credential), await scheduled(sandbox, credential)];
		sandbox.requests.length = 0;

		const { items } = await run({
			parameters: everyField('scheduledMessage', 'cancel', {
				scheduledMessageId: byId('={{ $json.id }}'),
				options: { oneByOne: true },
			}),
			items: messages.map(({ id }) => ({ id })),
			credential,
		});

		assert.equal(items.length, 2);
		assert.deepEqual(
			sandbox.requests.map(({ operation }) => operation),
			['scheduledMessageCancel', 'scheduledMessageCancel'],
		);
	});
});

describe('getting scheduled messages', () => {
	const details = ['Channel', 'Chatbot', 'Contact', 'Department', 'Template', 'User'];

	it('gives one with all its details', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [department] = sandbox.account.departments.keys();
		const message = await scheduled(sandbox, credential, { additionalFields: { departmentId: byId(department) } });

		const { items } = await run({
			parameters: everyField('scheduledMessage', 'get', {
				scheduledMessageId: byId(message.id),
				output: 'raw',
				options: { ifNotFound: 'nothing', includeDetails: details },
			}),
			credential,
		});

		const [{ json }] = items;
		assert.equal(json.companyId, sandbox.account.companyId);
		assert.equal((json.contact as { id: string }).id, message.contactId);
		assert.equal((json.channel as { id: string }).id, message.channelId);
		assert.equal((json.department as { id: string }).id, department);
		assert.deepEqual((json.template as { templateParams: unknown }).templateParams, {
			parameters: { nome: 'Ana', 'número do pedido': '4711' },
		});
		assert.equal((json.user as { id: string }).id, message.userId);
	});

	it('is simple unless the raw data is asked for, and shows the details that were asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = await scheduled(sandbox, credential);
		const get = async (options: INodeParameters) => {
			const { items } = await act(credential, 'get', { scheduledMessageId: byId(id), options });
			return Object.keys(items[0].json);
		};

		const plain = await get({});
		assert.equal(plain.length, 12);
		assert.deepEqual(await get({ includeDetails: ['Contact'] }), [...plain, 'contact']);
	});

	it('gives no item for one that does not exist, or says so, as chosen', async (t) => {
		const { credential } = await sandboxFor(t);
		const get = (ifNotFound: string) =>
			act(credential, 'get', { scheduledMessageId: byId(UNKNOWN_ID), options: { ifNotFound } });

		assert.deepEqual((await get('nothing')).items, []);
		assert.equal((await get('error')).error?.message, 'WTS Chat does not know what was asked for');
	});

	it('lists those that pass all filters', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [department] = sandbox.account.departments.keys();
		const wanted = await scheduled(sandbox, credential, { additionalFields: { departmentId: byId(department) } });
		await scheduled(sandbox, credential);
		await scheduled(sandbox, credential, {
			to: '(48) 99999-0001',
			additionalFields: { departmentId: byId(department) },
		});
		await scheduled(sandbox, credential, {
			scheduling: inHours(sandbox, 30),
			additionalFields: { departmentId: byId(department) },
		});

		const { items } = await run({
			parameters: everyField('scheduledMessage', 'getAll', {
				returnAll: true,
				output: 'simplified',
				filters: {
					contactId: { __rl: true, mode: 'phoneNumber', value: String(contactIn(sandbox).phoneNumberFormatted) },
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
					departmentId: byId(department),
					from: byId(salesChannel(sandbox).id),
					scheduledAfter: inHours(sandbox, 0),
					scheduledBefore: inHours(sandbox, 2),
					status: 'SCHEDULED',
					type: 'TEMPLATE',
					userId: byId(wanted.userId),
				},
				options: {
					ignoreEmptyFilters: false,
					includeDetails: details,
					orderBy: 'Scheduling',
					orderDirection: 'ASCENDING',
				},
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[wanted.id],
		);
		assert.equal((items[0].json.template as { name: string }).name, 'pedido_enviado');
	});

	it('shows those that wait in the editor, the next one first', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const later = await scheduled(sandbox, credential, { scheduling: '2040-01-31T11:00:00Z' });
		const sooner = await scheduled(sandbox, credential);
		const canceled = await scheduled(sandbox, credential);
		canceled.status = 'CANCELED';
		const search = (filter?: string) =>
			lookUp<INodeListSearchResult>('listSearch', 'searchScheduledMessages', credential, { filter });

		const { results } = await search();
		assert.deepEqual(
			results.map(({ value }) => value),
			[sooner.id, later.id],
		);
		assert.equal(results[1].name, `${contactIn(sandbox).name} · pedido_enviado · 2040-01-31 06:00 UTC-5`);
		assert.equal((await search('PEDIDO')).results.length, 2);
		assert.deepEqual(
			(await search('2040')).results.map(({ value }) => value),
			[later.id],
		);
	});
});
