import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

describe('values from expressions', () => {
	it('are brought to the type that the field has', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'IN_PROGRESS');
		const { status } = await run({
			parameters: {
				resource: 'session',
				operation: 'complete',
				sessionId: '={{ $json.id }}',
				reactivateOnNewMessage: '={{ $json.reactivate }}',
			},
			items: [{ id: session.id, reactivate: 'true' }],
			credential,
		});
		assert.equal(status, 'success');
		assert.equal(sandbox.account.sessions.get(session.id)?.reactivateOnNewMessage, true);
	});

	it('that are of no use are named before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.values();
		const { error } = await run({
			parameters: {
				resource: 'session',
				operation: 'complete',
				sessionId: session.id,
				reactivateOnNewMessage: '={{ $json.reactivate }}',
			},
			items: [{ reactivate: 'perhaps' }],
			credential,
		});
		assert.equal(error?.message, 'ReactivateOnNewMessage is neither true nor false');
		assert.equal(error?.context?.itemIndex, 0);
		const list = await run({
			parameters: { resource: 'session', operation: 'getAll', limit: '={{ $json.limit }}' },
			items: [{ limit: 'many' }],
			credential,
		});
		assert.equal(list.error?.message, 'Limit is not a number');
		assert.equal(sandbox.requests.length, 0);
	});

	it('that have parts are refused where a single value is asked for, since their parts would become parameters', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const expression = '={{ $json.value }}';
		const fillings: INodeParameters[] = [
			{ resource: 'message', operation: 'get', messageId: expression },
			{ resource: 'session', operation: 'get', sessionId: byId(expression) },
			{ resource: 'session', operation: 'getAll', limit: expression },
			{ resource: 'session', operation: 'getAll', returnAll: expression },
			{ resource: 'session', operation: 'getAll', filters: { status: expression } },
			{ resource: 'customField', operation: 'getAll', options: { nestedList: expression } },
		];
		for (const parameters of fillings) {
			for (const value of [{ PageSize: '1' }, [{ PageSize: '1' }], [['a']]]) {
				const { error } = await run({ parameters, items: [{ value }], credential });
				assert.match(String(error?.message), /^\w+ is not a single value$/);
				assert.equal(error?.context?.itemIndex, 0);
			}
		}
		assert.equal(sandbox.requests.length, 0);
	});

	it('are a list in a field that takes several, though it is of one expression, or the expression gives one text', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, tag] = sandbox.account.tags.values();
		for (const tagNames of [['={{ $json.tag }}'], '={{ $json.tag }}', '={{ [$json.tag] }}']) {
			const { error, items } = await run({
				parameters: { resource: 'contact', operation: 'create', name: 'Ana', additionalFields: { tagNames } },
				items: [{ tag: tag.name }],
				credential,
			});
			assert.equal(error, undefined);
			assert.deepEqual(items[0]?.json.tagNames, [tag.name]);
		}
	});

	it('are numbers within the bounds of their field, or the error says which, and nothing is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const limitOf = async (limit: unknown) =>
			await run({
				parameters: { resource: 'tag', operation: 'getAll', limit: '={{ $json.limit }}' },
				items: [{ limit } as IDataObject],
				credential,
			});
		for (const [limit, message] of [
			[0, 'Limit is too small'],
			[-5, 'Limit is too small'],
			['-5', 'Limit is too small'],
			[2.5, 'Limit is not a whole number'],
			[Number.NaN, 'Limit is not a number'],
			['Infinity', 'Limit is not a number'],
			['0x10', 'Limit is not a number'],
			['2,5', 'Limit is not a whole number'],
			[true, 'Limit is not a number'],
		] as const) {
			const { error } = await limitOf(limit);
			assert.equal(error?.message, message, String(limit));
			assert.match(String(error?.description), /Enter a whole number from 1 up\. \[item 0\]$/);
		}
		assert.equal(sandbox.requests.length, 0);
		for (const [limit, readings] of [
			['2.000', '2000 or 2'],
			['1,500', '1500 or 1.5'],
		]) {
			const { error } = await limitOf(limit);
			assert.equal(error?.message, 'Limit may be two numbers');
			assert.ok(error.description?.endsWith(`It may be ${readings}; write it as one of these. [item 0]`));
		}
		assert.equal(sandbox.requests.length, 0);
		for (const limit of [2, ' 2 ', '2.0', '2e0', '2,0']) assert.equal((await limitOf(limit)).items.length, 2);
		const usual = Math.min(50, sandbox.account.tags.size);
		for (const limit of [undefined, null, '', ' ']) assert.equal((await limitOf(limit)).items.length, usual);
	});

	it('are numbers within bounds inside of collections too', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const department = { resource: 'department', operation: 'create', name: 'Noite' };
		const limits = { inactivityTimeInMinutes: '={{ $json.minutes }}', expirationIsEnabled: '={{ $json.on }}' };
		const { items, error } = await run({
			parameters: { ...department, additionalFields: { distributionConfig: { limits } } },
			items: [{ minutes: '30' }, { minutes: null, on: 0 }],
			credential,
		});
		assert.equal(error, undefined);
		assert.equal(items.length, 2);
		const configs = sandbox.requests.map(({ body }) => (body as IDataObject).distributionConfig);
		assert.deepEqual(configs, [
			{ expirationIsEnabled: true, inactivityTimeInMinutes: 30, maximumDurationInMinutes: 0 },
			{ expirationIsEnabled: false, inactivityTimeInMinutes: 0, maximumDurationInMinutes: 0 },
		]);
		const { error: wrong } = await run({
			parameters: { ...department, additionalFields: { distributionConfig: { limits } } },
			items: [{ minutes: 1.5 }],
			credential,
		});
		assert.equal(wrong?.message, 'InactivityTimeinMinutes is not a whole number');
	});

	it('of one line lose the spaces around them, as cells of a spreadsheet have them; a message keeps its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const row = { nome: ' Zé da Silva ', email: '\tze@example.com\u00a0', rede: ' @ze.silva\n', nota: ' Liga\nde manhã ' };
		const { error, items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'create',
				phoneNumber: ' 11 98888-1234 ',
				name: '={{ $json.nome }}',
				additionalFields: {
					email: '={{ $json.email }}',
					instagram: '={{ $json.rede }}',
					annotation: '={{ $json.nota }}',
				},
			},
			items: [row],
			credential,
		});
		assert.equal(error, undefined);
		const contact = sandbox.account.contacts.get(String(items[0].json.id));
		assert.deepEqual(
			[contact?.name, contact?.email, contact?.instagram?.replace('@', ''), contact?.annotation],
			['Zé da Silva', 'ze@example.com', 'ze.silva', ' Liga\nde manhã '],
		);
	});

	it('are true, false or nothing in a switch, in whatever way they say it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const total = sandbox.account.sessions.size;
		const counted = async (returnAll: unknown) => {
			const { items } = await run({
				parameters: { resource: 'session', operation: 'getAll', returnAll: '={{ $json.all }}', limit: 1 },
				items: [{ all: returnAll } as IDataObject],
				credential,
			});
			return items.length;
		};
		for (const yes of [true, 1, '1', 'TRUE', ' true ', 'Sim', 'verdadeiro', 'yes']) assert.equal(await counted(yes), total, String(yes));
		for (const no of [false, 0, '0', 'False', 'Não', 'falso', '', ' ', null, undefined]) assert.equal(await counted(no), 1, String(no));

		const [session] = sandbox.account.sessions.values();
		for (const [given, sent] of [
			[1, true],
			['0', false],
			[null, false],
			[undefined, false],
		]) {
			sandbox.requests.length = 0;
			const { error } = await run({
				parameters: {
					resource: 'session',
					operation: 'complete',
					sessionId: session.id,
					reactivateOnNewMessage: '={{ $json.reactivate }}',
					options: { stopBotInExecution: '={{ $json.reactivate }}' },
				},
				items: [{ reactivate: given } as IDataObject],
				credential,
			});
			assert.equal(error, undefined);
			const [{ body }] = sandbox.requests;
			assert.deepEqual(body, { reactivateOnNewMessage: sent, stopBotInExecution: sent });
		}
	});

	it('never turn a safety off that is on by itself by giving nothing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({
			parameters: { resource: 'session', operation: 'completeMany', dryRun: '={{ $json.dry }}', idleFor: 0 },
			items: ['', ' ', null, undefined].map((dry) => ({ dry })),
			credential,
		});
		assert.ok(items.length > 0);
		for (const { json } of items) assert.equal(json.outcome, 'wouldComplete');
		assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
	});

	it('are one of the choices in the spelling of the service, whatever their case, or refused by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const listed = async (status: unknown, orderDirection: unknown) => {
			sandbox.requests.length = 0;
			const { error } = await run({
				parameters: {
					resource: 'session',
					operation: 'getAll',
					limit: 1,
					filters: { status: '={{ $json.status }}' },
					options: { orderDirection: '={{ $json.direction }}' },
				},
				items: [{ status, direction: orderDirection } as IDataObject],
				credential,
			});
			return error ?? new URLSearchParams(sandbox.requests[0].query);
		};
		const query = await listed(['pending', 'In Progress'], 'Descending');
		assert.ok(query instanceof URLSearchParams);
		assert.deepEqual(query.getAll('Status'), ['PENDING', 'IN_PROGRESS']);
		assert.equal(query.get('OrderDirection'), 'DESCENDING');
		const error = await listed(['PENDING', 'WAITING'], 'ASCENDING');
		assert.ok('message' in error);
		assert.equal(error.message, 'Status is none of the choices');
		assert.match(String(error.description), /“WAITING” was given.*COMPLETED.*IN_PROGRESS.*\[item 0\]$/);
	});

	it('are IDs in small letters, though they come in capitals', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.values();
		const [channel] = sandbox.account.channels.values();
		for (const parameters of [
			{ resource: 'session', operation: 'get', sessionId: byId(session.id.toUpperCase()) },
			{
				resource: 'session',
				operation: 'get',
				sessionId: `https://x.example/chat2/sessions/${session.id.toUpperCase()}`,
			},
		]) {
			const { items } = await run({ parameters, credential });
			assert.equal(items[0]?.json.id, session.id);
		}
		sandbox.requests.length = 0;
		const filters = { channelIds: [channel.id.toUpperCase()] };
		await run({ parameters: { resource: 'session', operation: 'getAll', limit: 1, filters }, credential });
		assert.equal(new URLSearchParams(sandbox.requests[0].query).get('ChannelsId'), channel.id);
	});

	it('make a list of what they give, also of the text of a list, without the entries that hold nothing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, one, other] = sandbox.account.tags.values();
		for (const tagNames of [
			'={{ [$json.one, null, $json.other] }}',
			'={{ [$json.one, "", $json.other, " "] }}',
			['={{ $json.nothing }}', '={{ $json.one }}', '={{ $json.other }}'],
			['={{ [$json.one, $json.other] }}'],
			'={{ JSON.stringify([$json.one, $json.other]) }}',
		]) {
			sandbox.requests.length = 0;
			await run({
				parameters: { resource: 'contact', operation: 'create', name: 'Ana', additionalFields: { tagNames } },
				items: [{ one: one.name, other: other.name }],
				credential,
			});
			assert.deepEqual((sandbox.requests[1].body as IDataObject).tagIds, [one.id, other.id], String(tagNames));
		}
	});

	it('are several names or IDs if they stand in one text with commas, but a name that holds some stays one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [one, other, comma] = sandbox.account.tags.values();
		one.name = 'Retorno';
		comma.name = 'Novo, quente';
		const sent = async (filters: INodeParameters, tags: string | string[]) => {
			sandbox.requests.length = 0;
			await run({
				parameters: { resource: 'contact', operation: 'search', limit: 1, filters },
				items: [{ tags }],
				credential,
			});
			return (sandbox.requests.at(-1)?.body as IDataObject).tagIds;
		};
		const expression = '={{ $json.tags }}';
		for (const filters of [{ tagNames: expression }, { tagNames: [expression] }, { tagIds: expression }]) {
			assert.deepEqual(await sent(filters, 'Retorno, Cliente VIP,'), [one.id, other.id]);
			assert.deepEqual(await sent(filters, 'novo, quente'), [comma.id]);
			assert.deepEqual(await sent(filters, ['Novo, quente', 'Retorno']), [comma.id, one.id]);
		}
		assert.deepEqual(await sent({ tagNames: ['Novo, quente', expression] }, 'Retorno, Cliente VIP'), [
			comma.id,
			one.id,
			other.id,
		]);
		assert.deepEqual(await sent({ tagIds: expression }, `${one.id}, ${other.id.toUpperCase()}`), [one.id, other.id]);
		assert.equal(sandbox.requests.length, 1, 'IDs cost no request');
	});

	it('are texts with commas in them where a field takes several texts', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.values();
		const url = 'http://127.0.0.1:9/a,b.pdf';
		await run({
			parameters: {
				resource: 'sessionNote',
				operation: 'create',
				sessionId: session.id,
				additionalFields: { fileUrls: ['={{ $json.url }}'] },
			},
			items: [{ url }],
			credential,
		});
		assert.deepEqual((sandbox.requests[0].body as IDataObject).filesUrls, [url]);
	});

	it('are IDs and email addresses where these are asked for, or the error says how they look', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const text = '={{ $json.text }}';
		for (const [parameters, message] of [
			[{ resource: 'message', operation: 'get', messageId: text }, 'MessageID is not an ID'],
			[
				{ resource: 'agent', operation: 'create', name: 'Ana', additionalFields: { email: text } },
				'Email is not an email address',
			],
		] as Array<[INodeParameters, string]>) {
			const { error } = await run({ parameters, items: [{ text: 'ana' }], credential });
			assert.equal(error?.message, message);
			assert.match(String(error?.description), /“ana” was given.*It looks like /);
		}
		assert.equal(sandbox.requests.length, 0);
	});
});
