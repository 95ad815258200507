import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import type { Account, Message } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const SHIPPED = '4c5d6_pedido_enviado';
const WELCOME = '1a2b3_boas_vindas';
const CATALOGUE = '0b1c2_catalogo';
const CALLBACK = 'http://127.0.0.1:9/delivered';

const channelsOf = (account: Account) => [...account.channels.values()];

/** Parameters of a template as the editor's mapper saves them. */
const mapped = (value: IDataObject): INodeParameters => ({
	mappingMode: 'defineBelow',
	value: value as INodeParameters,
	matchingColumns: [],
	schema: Object.keys(value).map((id) => ({ id, displayName: id, type: 'string', required: true, display: true })),
});

const pairs = (value: Record<string, string>) => ({
	entries: Object.entries(value).map(([name, text]) => ({ name, value: text })),
});

const sendTemplate = (more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation: 'sendTemplate',
	...more,
});

const heldOf = ({ account }: Sandbox, { id }: IDataObject): Message => {
	const message = account.messages.get(String(id));
	assert.ok(message);
	return message;
};

const sent = ({ requests }: Sandbox) => requests.map(({ method, path, body }) => ({ at: `${method} ${path}`, body }));

describe('listing templates', () => {
	it('takes every filter and option', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, support] = channelsOf(sandbox.account);

		const { error, items } = await run({
			parameters: everyField('template', 'getAll', {
				returnAll: true,
				output: 'simplified',
				filters: {
					approvedOnly: true,
					archived: false,
					channelId: byId(support.id),
					createdAfter: '2001-07-01T00:00:00',
					createdBefore: '2100-01-01T00:00:00',
					updatedAfter: '2001-07-01T00:00:00',
					updatedBefore: '2100-01-01T00:00:00',
					name: 'visita',
					searchableText: 'sua visita',
					type: 'ATTENDANCE',
				},
				options: {
					includeDetails: ['Params'],
					ignoreEmptyFilters: false,
					orderBy: 'Name',
					orderDirection: 'DESCENDING',
				},
			}),
			credential,
		});

		assert.equal(error, undefined);
		const [{ json }] = items;
		assert.equal(items.length, 1);
		assert.deepEqual(json, {
			id: '6f7a8_visita_tecnica',
			updatedAt: json.updatedAt,
			name: 'visita_tecnica',
			text: 'Olá {{nome}}, sua visita técnica é em {{data}}.',
			params: ['nome', 'data'].map((name) => ({ name, templateId: '6f7a8_visita_tecnica' })),
			status: 'Approved',
			type: ['TEMPLATE', 'TEMPLATE_SCHEDULED_MESSAGE'],
			fileType: 'UNDEFINED',
			channelId: support.id,
			archived: false,
		});
		assert.deepEqual(Object.fromEntries(new URLSearchParams(sandbox.requests[0].query)), {
			ApprovedOnly: 'true',
			Archived: 'false',
			ChannelId: support.id,
			Name: 'visita',
			SearchableText: 'sua visita',
			Type: 'ATTENDANCE',
			IncludeDetails: 'Params',
			'CreatedAt.Before': '2100-01-01T03:00:00.000Z',
			'CreatedAt.After': '2001-07-01T03:00:00.000Z',
			'UpdatedAt.Before': '2100-01-01T03:00:00.000Z',
			'UpdatedAt.After': '2001-07-01T03:00:00.000Z',
			OrderBy: 'Name',
			OrderDirection: 'DESCENDING',
			PageNumber: '1',
			PageSize: '100',
		});
	});

	it('gives each as the service does if not to be simplified', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: { resource: 'template', operation: 'getAll', output: 'raw', limit: 3 },
			credential,
		});

		assert.equal(items.length, 3);
		for (const { json } of items)
			assert.deepEqual(json, { ...sandbox.account.templates.get(String(json.id)), params: null });
	});
});

describe('the lists of templates in the editor', () => {
	const search = async (credential: Parameters<typeof lookUp>[2], parameters: INodeParameters, filter?: string) => {
		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchTemplates', credential, {
			filter,
			parameters: sendTemplate(parameters),
		});
		return results.map(({ value }) => value);
	};

	it('hold what may be sent on the chosen channel, however it is chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales, support] = channelsOf(sandbox.account);
		const ofSales = [...sandbox.account.templates.values()]
			.filter(({ channelId, status, archived }) => channelId === sales.id && status === 'Approved' && !archived)
			.map(({ id }) => id);

		for (const value of [sales.id, '+55 (11) 4002-0001', '(11) 4002-0001', sales.number])
			assert.deepEqual((await search(credential, { from: byId(String(value)) })).toSorted(), ofSales.toSorted());
		assert.deepEqual(await search(credential, { from: byId(support.id) }), ['6f7a8_visita_tecnica']);
		assert.deepEqual(await search(credential, { from: byId(sales.id) }, 'pedido'), [SHIPPED]);
	});

	it('hold those of all channels, with their channels, if none is chosen or known', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales] = channelsOf(sandbox.account);
		for (const parameters of [
			{},
			{ from: byId('={{ $json.channel }}') },
			{ from: byId('+55 11') },
			{ sendTo: 'session', from: byId(sales.id) },
		]) {
			const found = await search(credential, parameters);
			assert.equal(found.includes('6f7a8_visita_tecnica') && found.includes(WELCOME), true, JSON.stringify(parameters));
		}
		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchTemplates', credential, {
			filter: 'visita',
			parameters: sendTemplate({}),
		});
		assert.deepEqual(results, [
			{
				name: 'visita_tecnica · Aurora Assistência · (11) 4002-0002 · CloudAPI WhatsApp',
				value: '6f7a8_visita_tecnica',
			},
		]);
	});

	it('go on to the next page', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [template] = sandbox.account.templates.values();
		for (let index = 0; index < 150; index++)
			sandbox.account.templates.set(`x${index}`, { ...template, id: `x${index}` });
		const first = await lookUp<INodeListSearchResult>('listSearch', 'searchTemplates', credential);
		const next = await lookUp<INodeListSearchResult>('listSearch', 'searchTemplates', credential, {
			paginationToken: String(first.paginationToken),
		});
		assert.equal(first.results.length, 100);
		assert.equal(next.paginationToken, undefined);
		const values = [...first.results, ...next.results].map(({ value }) => value);
		assert.equal(new Set(values).size, values.length);
	});

	it('hold those for one-time passwords where these are sent', async (t) => {
		const { credential } = await sandboxFor(t);
		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchAuthenticationTemplates', credential);
		assert.deepEqual(
			results.map(({ value }) => value),
			['3d4e5_codigo'],
		);
	});
});

describe('the fields for the parameters of a template', () => {
	const fieldsFor = async (credential: Parameters<typeof lookUp>[2], templateId: string) =>
		await lookUp<ResourceMapperFields>('resourceMapping', 'getTemplateParameters', credential, {
			parameters: sendTemplate({ templateId: byId(templateId) }),
		});

	it('follow the chosen template', async (t) => {
		const { credential } = await sandboxFor(t);
		const { fields } = await fieldsFor(credential, SHIPPED);
		assert.deepEqual(
			fields.map(({ id, displayName, required, type }) => ({ id, displayName, required, type })),
			['nome', 'número do pedido'].map((id) => ({ id, displayName: id, required: true, type: 'string' })),
		);
	});

	it('are found on a later page too', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { templates } = sandbox.account;
		const [template] = templates.values();
		for (let index = 0; index < 200; index++)
			templates.set(`x${index}`, { ...template, id: `x${index}`, createdAt: '2100-01-01T00:00:00.000000Z' });
		const { fields } = await fieldsFor(credential, SHIPPED);
		assert.equal(fields.length, 2);
		assert.equal(sandbox.requests.length, 3);
	});

	for (const [templateId, notice] of [
		['', /Choose a template/],
		['={{ $json.template }}', /known only when the workflow runs: set 'Specify Parameters'/],
		['7e8f9_retomada', /has no parameters/],
		['1a2b3_nothing', /no template with this ID/],
		['nothing', /No template has this name.*“retomada”/],
	] as const) {
		it(`say why there are none: ${String(notice)}`, async (t) => {
			const { credential } = await sandboxFor(t);
			const { fields, emptyFieldsNotice } = await fieldsFor(credential, templateId);
			assert.deepEqual(fields, []);
			assert.match(emptyFieldsNotice ?? '', notice);
		});
	}
});

describe('sending a template', () => {
	it('takes everything that a send to a number can hold', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const [sales] = channelsOf(account);
		const [, , agent] = [...account.agents.values()];
		const [department] = [...account.departments.values()];

		const { error, items } = await run({
			parameters: sendTemplate({
				to: '+55 41 97777-6666',
				from: { __rl: true, mode: 'number', value: '(11) 4002-0001' },
				templateId: byId(CATALOGUE),
				specifyParameters: 'fields',
				templateParameters: mapped({ mês: '={{ $json.month }}' }),
				attachFile: true,
				fileSource: 'url',
				fileUrl: 'https://example.com/catalogo.pdf',
				options: {
					callbackUrl: CALLBACK,
					senderId: 'order-1042',
					oneByOne: true,
					enableBot: true,
					forceStartSession: true,
					hiddenSession: true,
					user: byId(agent.userId),
					department: byId(department.id),
					sessionMetadata: pairs({ order: '1042' }),
				},
			}),
			items: [{ month: 'março' }],
			credential,
		});

		assert.equal(error, undefined);
		assert.deepEqual(sent(sandbox), [
			{
				at: 'POST /chat/v1/send/template',
				body: {
					to: '5541977776666',
					from: '551140020001',
					templateId: CATALOGUE,
					parameters: { mês: 'março' },
					fileIdOrUrl: 'https://example.com/catalogo.pdf',
					callbackUrl: CALLBACK,
					senderId: 'order-1042',
					sessionMetadata: { order: '1042' },
					options: {
						enableBot: true,
						forceStartSession: true,
						hiddenSession: true,
						user: { id: agent.userId },
						department: { id: department.id },
					},
				},
			},
		]);
		const message = heldOf(sandbox, items[0].json);
		assert.equal(message.text, 'Confira o catálogo de março.');
		assert.equal(message.senderId, 'order-1042');
		assert.equal(message.callbackUrl, CALLBACK);
		assert.equal(message.details.file?.publicUrl, 'https://example.com/catalogo.pdf');
		const session = account.sessions.get(message.sessionId);
		assert.equal(session?.channelId, sales.id);
		assert.equal(session.status, 'HIDDEN');
		assert.equal(session.userId, agent.userId);
		assert.equal(session.departmentId, department.id);
		assert.deepEqual(session.metadata, { order: '1042' });
	});

	it('takes the parameters as names and values, for a template from an expression', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales] = channelsOf(sandbox.account);

		const { items } = await run({
			parameters: sendTemplate({
				to: '+55 41 97777-6666',
				from: byId(sales.id),
				templateId: byId('={{ $json.template }}'),
				specifyParameters: 'pairs',
				parameterPairs: {
					entries: [
						{ name: 'nome', value: 'Íris' },
						{ name: 'número do pedido', value: '={{ $json.order }}' },
					],
				},
			}),
			items: [{ template: SHIPPED, order: 1042 }],
			credential,
		});

		assert.equal(heldOf(sandbox, items[0].json).text, 'Íris, seu pedido 1042 saiu para entrega.');
	});

	for (const [what, given] of [
		['an object', '={{ $json.values }}'],
		['its text', '={{ JSON.stringify($json.values) }}'],
		['a text with expressions in it', '={"nome": "{{ $json.values.nome }}", "número do pedido": {{ $json.values["número do pedido"] }}}'],
	]) {
		it(`takes the parameters as one JSON object: ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { items } = await run({
				parameters: sendTemplate({
					to: '+55 41 97777-6666',
					from: byId(channelsOf(sandbox.account)[0].id),
					templateId: byId(SHIPPED),
					specifyParameters: 'json',
					parametersJson: given,
				}),
				items: [{ values: { nome: 'Íris', 'número do pedido': 1042 } }],
				credential,
			});
			assert.equal(heldOf(sandbox, items[0].json).text, 'Íris, seu pedido 1042 saiu para entrega.');
		});
	}

	for (const [given, told] of [
		[['Íris'], /^Parameters\(JSON\) is no JSON object What was given for 'Parameters \(JSON\)' is a list/],
		['{"nome": "Íris"', /^Parameters\(JSON\) is no JSON object/],
		[7, /^Parameters\(JSON\) is no JSON object/],
		[{ nome: ['Íris'] }, /^The template parameter “nome” is not a single value/],
		[{ nome: null }, /^The template parameter “nome” is empty/],
	] as const) {
		it(`refuses ${JSON.stringify(given)} as the parameters, before anything is sent`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({
				parameters: sendTemplate({
					to: '+55 41 97777-6666',
					from: byId(channelsOf(sandbox.account)[0].id),
					templateId: byId(WELCOME),
					specifyParameters: 'json',
					parametersJson: '={{ $json.given }}',
				}),
				items: [{ given: structuredClone(given) as IDataObject[string] }],
				credential,
			});
			assert.match(`${error?.message} ${error?.description}`, told);
			assert.match(String(error?.description), /\[item 0\]$/);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	for (const [specifyParameters, told] of [
		['fields', /^The template parameter “nome” is empty/],
		['pairs', /^The template parameter “nome” is empty/],
	] as const) {
		it(`is not sent with a value that an expression does not find (${specifyParameters})`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({
				parameters: sendTemplate({
					to: '+55 41 97777-6666',
					from: byId(channelsOf(sandbox.account)[0].id),
					templateId: byId(WELCOME),
					specifyParameters,
					...(specifyParameters === 'fields'
						? { templateParameters: mapped({ nome: '={{ $json.name }}' }) }
						: { parameterPairs: pairs({ nome: '={{ $json.name }}' }) }),
				}),
				items: [{ name: null }],
				credential,
			});
			assert.match(`${error?.message} ${error?.description}`, told);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('goes into a session of the recipient if told so', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales] = channelsOf(sandbox.account);
		const ids = sandbox.seedSessions({ count: 2 });

		const { items } = await run({
			parameters: sendTemplate({
				to: '+55 41 97777-6666',
				from: byId(sales.id),
				templateId: byId('7e8f9_retomada'),
				options: { sessionId: byId('={{ $json.id }}') },
			}),
			items: ids.map((id) => ({ id })),
			credential,
		});

		assert.deepEqual(
			sent(sandbox).map(({ at }) => at),
			['POST /chat/v1/send/template', 'POST /chat/v1/send/template'],
		);
		assert.deepEqual(
			items.map(({ json }) => heldOf(sandbox, json).sessionId),
			ids,
		);
	});

	for (const waiting of [true, false]) {
		it(`goes into a session by itself, ${waiting ? 'waiting' : 'not waiting'}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });
			const [earlier] = sandbox.account.sessions.get(id)?.messages ?? [];

			const { error, items } = await run({
				parameters: sendTemplate({
					sendTo: 'session',
					sessionId: byId(id),
					templateId: byId(CATALOGUE),
					templateParameters: mapped({ mês: 'abril' }),
					attachFile: true,
					fileSource: 'url',
					fileUrl: 'https://example.com/catalogo.pdf',
					waitForOutcome: waiting,
					options: { refId: earlier.id },
				}),
				credential,
			});

			assert.equal(error, undefined);
			assert.deepEqual(sent(sandbox), [
				{
					at: `POST /chat/v1/session/${id}/message${waiting ? '/sync' : ''}`,
					body: {
						templateId: CATALOGUE,
						parameters: { mês: 'abril' },
						fileUrl: 'https://example.com/catalogo.pdf',
						refId: earlier.id,
					},
				},
			]);
			assert.equal(items[0].json.status, waiting ? 'SENT' : 'QUEUED');
			assert.equal(heldOf(sandbox, items[0].json).text, 'Confira o catálogo de abril.');
		});
	}

	it('to a number waits for the outcome if wanted, each item by itself', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales] = channelsOf(sandbox.account);
		const [, chatbot] = [...sandbox.account.chatbots.values()];

		const { items } = await run({
			parameters: sendTemplate({
				to: '={{ $json.to }}',
				from: byId(sales.id),
				templateId: byId('7e8f9_retomada'),
				waitForOutcome: true,
				options: { botKey: byId(chatbot.key) },
			}),
			items: [{ to: '5541977776666' }, { to: '5541977776667' }],
			credential,
		});

		assert.deepEqual(sent(sandbox)[1], {
			at: 'POST /chat/v1/message/send-sync',
			body: {
				to: '5541977776667',
				from: sales.id,
				botKey: chatbot.key,
				options: {},
				body: { templateId: '7e8f9_retomada' },
			},
		});
		for (const { json } of items) {
			assert.equal(json.status, 'SENT');
			assert.equal(sandbox.account.sessions.get(String(json.sessionId))?.waitingBotId, chatbot.id);
		}
	});

	it('asks for the channel before anything is sent where the account has several, and only where it is wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = [...sandbox.account.sessions.values()].find(({ status }) => status === 'IN_PROGRESS')?.id ?? '';
		const template = { templateId: byId('7e8f9_retomada'), from: byId('') };
		const operations = () => sandbox.requests.splice(0).map(({ operation }) => operation);

		const toNumber = await run({ parameters: sendTemplate({ to: '(11) 98888-7777', ...template }), credential });
		assert.equal(toNumber.error?.message, 'From is empty! Fill in the From field');
		// It may be the only one.
		assert.deepEqual(operations(), ['channelList']);

		const intoSession = sendTemplate({ sendTo: 'session', sessionId: byId(sessionId), ...template });
		await run({ parameters: intoSession, credential });
		assert.deepEqual(operations(), ['sessionSendMessage']);
	});

	it('has no other fields than those of these tests', () => {
		const names = (collection?: string) =>
			fieldsOf('message', 'sendTemplate', collection)
				.map(({ name }) => name)
				.join(' ');
		assert.equal(
			names(),
			'sendTo to sessionId from templateId specifyParameters templateParameters parameterPairs parametersJson attachFile fileSource binaryPropertyName fileId fileUrl waitForOutcome output outputFields options',
		);
		assert.equal(
			names('options'),
			'callbackUrl botKey cleanParameters department enableBot forceStartSession hiddenSession refId oneByOne senderId sessionId sessionMetadata sessionMetadataJson user',
		);
	});
});

describe('sending templates to many', () => {
	const phones = (count: number) => Array.from({ length: count }, (_, index) => String(5541960000000 + index));
	const welcome = (account: Account, more: INodeParameters = {}) =>
		sendTemplate({
			to: '={{ $json.phone }}',
			from: byId(channelsOf(account)[0].id),
			templateId: byId(WELCOME),
			templateParameters: mapped({ nome: '={{ $json.name }}' }),
			...more,
		});

	it('takes ten requests for a thousand, each item with its own answer, in any order of answers', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		sandbox.quirks.shuffledBatches = true;
		const people = phones(1_000).map((phone, index) => ({ phone, name: `Cliente ${index}` }));

		const { error, items } = await run({ parameters: welcome(account), items: people, credential });

		assert.equal(error, undefined);
		assert.equal(sandbox.requests.length, 10);
		for (const { path, body } of sandbox.requests) {
			assert.equal(path, '/chat/v1/send/template/batch');
			assert.equal((body as { messages: unknown[] }).messages.length, 100);
		}
		assert.equal(items.length, 1_000);
		for (const [index, { json, pairedItem }] of items.entries()) {
			assert.deepEqual(pairedItem, { item: index });
			const message = heldOf(sandbox, json);
			assert.equal(message.text, `Olá Cliente ${index}, seja bem-vindo à Aurora!`);
			const contact = account.contacts.get(account.sessions.get(message.sessionId)?.contactId ?? '');
			assert.equal(contact?.phoneNumber?.replace(/\D/g, ''), people[index].phone);
		}
		for (const phone of phones(1_000)) assert.equal(account.counts.messages.get(phone), 1);
	});

	it('finds the bad ones among the others, which are sent once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const bad = [0, 17, 55, 99, 100, 150, 249];
		const people = phones(250).map((phone, index) => ({ phone, parameter: bad.includes(index) ? 'apelido' : 'nome' }));

		const { items, failed } = await run({
			parameters: {
				...welcome(sandbox.account),
				specifyParameters: 'pairs',
				parameterPairs: { entries: [{ name: '={{ $json.parameter }}', value: 'Ana' }] },
			},
			items: people,
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			failed.map(({ pairedItem }) => pairedItem),
			bad.map((item) => ({ item })),
		);
		for (const { json } of failed)
			assert.equal((json.details as IDataObject).text, 'O parâmetro "nome" do modelo não foi informado');
		assert.equal(items.length, 243);
		for (const [index, { phone }] of people.entries())
			assert.equal(sandbox.account.counts.messages.get(phone), bad.includes(index) ? undefined : 1);
	});

	it('puts together what differs only in what a batch entry may hold', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales, support] = channelsOf(sandbox.account);
		const people = phones(6).map((phone, index) => ({
			phone,
			name: `Cliente ${index}`,
			template: index < 4 ? WELCOME : '6f7a8_visita_tecnica',
			channel: index < 4 ? sales.id : support.id,
			hidden: index === 3,
		}));

		const { error, items } = await run({
			parameters: sendTemplate({
				to: '={{ $json.phone }}',
				from: byId('={{ $json.channel }}'),
				templateId: byId('={{ $json.template }}'),
				specifyParameters: 'pairs',
				parameterPairs: pairs({ nome: '={{ $json.name }}', data: '12/03' }),
				options: {
					senderId: '=mine-{{ $json.phone }}',
					callbackUrl: `=${CALLBACK}?to={{ $json.phone }}`,
					sessionMetadata: pairs({ phone: '={{ $json.phone }}' }),
					hiddenSession: '={{ $json.hidden }}',
				},
			}),
			items: people,
			credential,
		});

		assert.equal(error, undefined);
		const batch = (indexes: number[], shared: IDataObject) => ({
			at: 'POST /chat/v1/send/template/batch',
			body: {
				...shared,
				options: { hiddenSession: false },
				messages: indexes.map((index) => ({
					to: people[index].phone,
					parameters: { nome: `Cliente ${index}`, data: '12/03' },
					callbackUrl: `${CALLBACK}?to=${people[index].phone}`,
					sessionMetadata: { phone: people[index].phone },
					senderId: `mine-${people[index].phone}`,
				})),
			},
		});
		assert.deepEqual(
			sent(sandbox).filter(({ at }) => at.endsWith('/batch')),
			[
				batch([0, 1, 2], { from: sales.id, templateId: WELCOME }),
				batch([4, 5], { from: support.id, templateId: '6f7a8_visita_tecnica' }),
			],
		);
		assert.equal(sandbox.requests.length, 3);
		assert.deepEqual(
			items.map(({ json }) => json.senderId),
			people.map(({ phone }) => `mine-${phone}`),
		);
		for (const { json } of items) {
			const { metadata } = sandbox.account.sessions.get(String(json.sessionId)) ?? {};
			assert.deepEqual(metadata, { phone: String(json.senderId).slice('mine-'.length) });
		}
	});

	it('sends one by one if wanted, and makes up no sender IDs then', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const people = phones(5).map((phone) => ({ phone, name: 'Íris' }));

		const { items } = await run({
			parameters: welcome(sandbox.account, { options: { oneByOne: true } }),
			items: people,
			credential,
		});

		assert.deepEqual(
			sent(sandbox).map(({ at }) => at),
			Array.from({ length: 5 }, () => 'POST /chat/v1/send/template'),
		);
		for (const { json } of items) assert.equal(json.senderId, null);
	});

	it('two of the same sender ID never share a request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const people = phones(4).map((phone, index) => ({
			phone,
			name: `Cliente ${index}`,
			sender: index === 3 ? 'b' : 'a',
		}));

		const { items } = await run({
			parameters: welcome(sandbox.account, { options: { senderId: '={{ $json.sender }}' } }),
			items: people,
			credential,
		});

		assert.equal(items.length, 4);
		for (const [index, { json }] of items.entries())
			assert.equal(heldOf(sandbox, json).text, `Olá Cliente ${index}, seja bem-vindo à Aurora!`);
	});

	it('is not repeated when nobody knows whether it took effect, and every item says so', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'reset', when: 'after', nth: 2 });
		const people = phones(300).map((phone) => ({ phone, name: 'Íris' }));

		const { items, failed } = await run({
			parameters: welcome(sandbox.account),
			items: people,
			credential,
			onError: 'continueErrorOutput',
		});

		assert.equal(sandbox.requests.length, 3);
		assert.equal(items.length, 200);
		assert.deepEqual(
			failed.map(({ pairedItem }) => pairedItem),
			Array.from({ length: 100 }, (_, index) => ({ item: 100 + index })),
		);
		for (const { json } of failed) {
			assert.match(String(json.error), /It is not known whether this took effect/);
			assert.equal((json.details as IDataObject).outcome, 'unknown');
		}
		for (const phone of phones(300)) assert.equal(sandbox.account.counts.messages.get(phone), 1);
	});

	it('is sent again in whole when the limits refused it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'tooManyRequests', retryAfter: 1, times: 1 });
		const people = phones(50).map((phone) => ({ phone, name: 'Íris' }));

		const { items } = await run({ parameters: welcome(sandbox.account), items: people, credential });

		assert.equal(items.length, 50);
		for (const phone of phones(50)) assert.equal(sandbox.account.counts.messages.get(phone), 1);
	});
});
