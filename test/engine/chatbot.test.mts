import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import type { Chatbot } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField, OUTPUT } from './everyField.mts';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const CALLBACK = 'http://127.0.0.1:9/started';

function chatbotNamed({ account }: Sandbox, name: string): Chatbot {
	const chatbot = [...account.chatbots.values()].find((candidate) => candidate.name === name);
	assert.ok(chatbot);
	return chatbot;
}

const survey = (sandbox: Sandbox) => chatbotNamed(sandbox, 'Pesquisa de satisfação');

const start = (sandbox: Sandbox, more: INodeParameters): INodeParameters => ({
	resource: 'chatbot',
	operation: 'start',
	botKey: byId(survey(sandbox).key),
	...more,
});

const pairs = (value: Record<string, string>) => ({
	entries: Object.entries(value).map(([name, text]) => ({ name, value: text })),
});

const sent = ({ requests }: Sandbox) => requests.map(({ method, path, body }) => ({ at: `${method} ${path}`, body }));

/** People who have just written, with the digits of their numbers. */
const peopleWriting = (sandbox: Sandbox, count: number) =>
	sandbox.seedSessions({ count }).map((sessionId) => {
		const session = sandbox.account.sessions.get(sessionId);
		const contact = sandbox.account.contacts.get(session?.contactId ?? '');
		assert.ok(session && contact?.phoneNumber);
		return { session, contact, phone: contact.phoneNumber.replace(/\D/g, '') };
	});

describe('listing chatbots', () => {
	it('takes every filter and option', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const bot = chatbotNamed(sandbox, 'Confirmação de visita');
		const [channel] = sandbox.account.channels.values();

		const { error, items } = await run({
			parameters: everyField('chatbot', 'getAll', {
				returnAll: true,
				output: 'simplified',
				filters: {
					automationUsages: ['Api', 'Manual'],
					channelIds: [channel.id],
					createdAfter: '2001-07-01T00:00:00',
					createdBefore: '2100-01-01T00:00:00',
					updatedAfter: '2001-07-01T00:00:00',
					updatedBefore: '2100-01-01T00:00:00',
					defaultDepartmentIds: [String(bot.defaultDepartmentId)],
					name: 'visita',
					publishStatuses: ['Ready'],
					types: ['Automation'],
				},
				options: { ignoreEmptyFilters: false, orderBy: 'Name', orderDirection: 'ASCENDING' },
			}),
			credential,
		});

		assert.equal(error, undefined);
		assert.deepEqual(
			items.map(({ json }) => json),
			[
				{
					id: bot.id,
					key: bot.key,
					updatedAt: new Date(bot.updatedAt).toISOString(),
					name: bot.name,
					type: 'Automation',
					publishStatus: 'READY',
					automationUsage: bot.automationUsage,
					channelIds: bot.channelIds,
					defaultDepartmentId: bot.defaultDepartmentId,
					archived: false,
				},
			],
		);
		assert.equal(
			new URLSearchParams(sandbox.requests[0].query).toString(),
			new URLSearchParams([
				['Name', 'visita'],
				['Types', 'Automation'],
				['ChannelIds', channel.id],
				['DefaultDepartmentIds', String(bot.defaultDepartmentId)],
				['PublishStatuses', 'Ready'],
				['AutomationUsages', 'Api'],
				['AutomationUsages', 'Manual'],
				['CreatedAt.After', '2001-07-01T03:00:00.000Z'],
				['CreatedAt.Before', '2100-01-01T03:00:00.000Z'],
				['UpdatedAt.After', '2001-07-01T03:00:00.000Z'],
				['UpdatedAt.Before', '2100-01-01T03:00:00.000Z'],
				['OrderBy', 'Name'],
				['OrderDirection', 'ASCENDING'],
				['PageNumber', '1'],
				['PageSize', '100'],
			]).toString(),
		);
	});

	it('gives each as the service does if not to be simplified', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({
			parameters: { resource: 'chatbot', operation: 'getAll', output: 'raw', limit: 2 },
			credential,
		});
		assert.equal(items.length, 2);
		for (const { json } of items) assert.deepEqual(json, sandbox.account.chatbots.get(String(json.id)));
	});

	it('in the editor shows those that can be started, by their keys', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const search = async (filter?: string) =>
			(await lookUp<INodeListSearchResult>('listSearch', 'searchChatbots', credential, { filter })).results;
		const choice = (name: string) => ({ name, value: chatbotNamed(sandbox, name).key });
		assert.deepEqual(
			(await search()).toSorted((a, b) => a.name.localeCompare(b.name)),
			[choice('Confirmação de visita'), choice('Pesquisa de satisfação')],
		);
		assert.deepEqual(await search('pesquisa'), [choice('Pesquisa de satisfação')]);
	});

	it('offers departments to filter by', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const departments = await lookUp<INodePropertyOptions[]>('loadOptions', 'getDepartments', credential);
		assert.deepEqual(
			departments,
			[...sandbox.account.departments.values()]
				.map(({ id, name }) => ({ name: name ?? '', value: id }))
				.toSorted((a, b) => a.name.localeCompare(b.name)),
		);
	});
});

describe('starting a chatbot', () => {
	const everything = (more: INodeParameters) => ({
		callbackUrl: CALLBACK,
		contactMetadata: pairs({ plan: 'gold' }),
		contactMetadataJson: {},
		senderId: '=survey-{{ $json.order }}',
		sessionMetadata: {},
		sessionMetadataJson: '={{ { order: $json.order } }}',
		skipIfBotInExecution: true,
		skipIfInProgress: false,
		...more,
	});
	const from = { __rl: true, mode: 'number', value: '(11) 4002-0001' };
	const toNumber = { forceStartSession: true, hiddenSession: true };

	for (const waiting of [false, true]) {
		it(`for a number takes all options, ${waiting ? 'waiting' : 'not waiting'}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [{ contact, phone, session }] = peopleWriting(sandbox, 1);

			const { error, items } = await run({
				parameters: start(sandbox, {
					to: `+${phone}`,
					from,
					waitForOutcome: waiting,
					options: everything({ ...toNumber, ...(!waiting && { oneByOne: true }) }),
				}),
				items: [{ order: 1042 }],
				credential,
			});

			assert.equal(error, undefined);
			assert.deepEqual(sent(sandbox), [
				{
					at: `POST /chat/v1/${waiting ? 'chatbot/send' : 'send/chatbot'}`,
					body: {
						botKey: survey(sandbox).key,
						to: phone,
						from: '551140020001',
						options: {
							skipIfBotInExecution: true,
							skipIfInProgress: false,
							forceStartSession: true,
							hiddenSession: true,
						},
						sessionMetadata: { order: '1042' },
						contactMetadata: { plan: 'gold' },
						senderId: 'survey-1042',
						callbackUrl: CALLBACK,
					},
				},
			]);
			const [{ json }] = items;
			const opened = sandbox.account.sessions.get(String(waiting ? json.id : json.sessionId));
			assert.equal(json.status, waiting ? 'HIDDEN' : 'QUEUED');
			assert.equal(opened?.contactId, contact.id);
			assert.notEqual(opened.id, session.id);
			assert.equal(session.status, 'COMPLETED');
			assert.equal(opened.status, 'HIDDEN');
			assert.equal(opened.botId, survey(sandbox).id);
			assert.deepEqual(opened.metadata, { order: '1042' });
			assert.equal(contact.metadata?.plan, 'gold');
		});

		it(`in a session takes what there makes sense, ${waiting ? 'waiting' : 'not waiting'}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [{ session }] = peopleWriting(sandbox, 1);

			const { items } = await run({
				parameters: start(sandbox, {
					sendTo: 'session',
					sessionId: byId(session.id),
					waitForOutcome: waiting,
					options: everything({}),
				}),
				items: [{ order: 1042 }],
				credential,
			});

			assert.deepEqual(sent(sandbox)[0].body, {
				botKey: survey(sandbox).key,
				sessionId: session.id,
				options: { skipIfBotInExecution: true, skipIfInProgress: false },
				sessionMetadata: { order: '1042' },
				contactMetadata: { plan: 'gold' },
				senderId: 'survey-1042',
				callbackUrl: CALLBACK,
			});
			assert.equal(waiting ? items[0].json.id : items[0].json.sessionId, session.id);
			assert.equal(session.botId, survey(sandbox).id);
		});
	}

	it('has no other fields than those of these tests', () => {
		const names = (collection?: string) => fieldsOf('chatbot', 'start', collection).map(({ name }) => name);
		assert.deepEqual(names(), ['botKey', 'sendTo', 'to', 'sessionId', 'from', 'waitForOutcome', ...OUTPUT, 'options']);
		assert.deepEqual(names('options').toSorted(), [...Object.keys(everything(toNumber)), 'oneByOne'].toSorted());
	});

	it('says why it cannot start when waiting, and in its status when not', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ session }] = peopleWriting(sandbox, 1);
		session.botId = survey(sandbox).id;
		const parameters = (waitForOutcome: boolean) =>
			start(sandbox, {
				sendTo: 'session',
				sessionId: byId(session.id),
				waitForOutcome,
				options: { skipIfBotInExecution: true },
			});

		const { error } = await run({ parameters: parameters(true), credential });
		assert.match(error?.description ?? '', /Já existe um chatbot em execução/);

		const { items } = await run({ parameters: parameters(false), credential });
		const { items: statuses } = await run({
			parameters: everyField('chatbot', 'getStatus', {
				startId: String(items[0].json.id),
				options: { ifNotFound: 'error' },
			}),
			credential,
		});
		assert.equal(statuses[0].json.status, 'FAILED');
		assert.equal(statuses[0].json.failedReason, 'Já existe um chatbot em execução');
	});

	it('has a status by the ID of the sender too, and none if nothing was started', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ session }] = peopleWriting(sandbox, 1);
		await run({
			parameters: start(sandbox, {
				sendTo: 'session',
				sessionId: byId(session.id),
				options: { senderId: 'survey-1' },
			}),
			credential,
		});
		const status = async (startId: string) =>
			await run({
				parameters: { resource: 'chatbot', operation: 'getStatus', startId, options: { ifNotFound: 'nothing' } },
				credential,
			});
		assert.equal((await status('survey-1')).items[0].json.status, 'SENT');
		assert.deepEqual((await status('survey-2')).items, []);
	});

	it('takes ten requests for a thousand, sessions and numbers among them, in any order of answers', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.shuffledBatches = true;
		const people = peopleWriting(sandbox, 1_000);

		const { error, items } = await run({
			parameters: start(sandbox, { sendTo: 'session', sessionId: byId('={{ $json.id }}') }),
			items: people.map(({ session }) => ({ id: session.id })),
			credential,
		});

		assert.equal(error, undefined);
		assert.equal(sandbox.requests.length, 10);
		assert.deepEqual(
			items.map(({ json }) => json.sessionId),
			people.map(({ session }) => session.id),
		);
		for (const { session } of people) assert.equal(session.botId, survey(sandbox).id);
	});

	it('in many is not spoilt by bad ones', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const people = peopleWriting(sandbox, 120);
		const bad = [3, 64, 119];
		for (const index of bad) people[index].session.status = 'COMPLETED';

		const { items, failed } = await run({
			parameters: start(sandbox, { sendTo: 'session', sessionId: byId('={{ $json.id }}') }),
			items: people.map(({ session }) => ({ id: session.id })),
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			failed.map(({ pairedItem }) => pairedItem),
			bad.map((item) => ({ item })),
		);
		assert.equal((failed[0].json.details as IDataObject).text, 'A conversa já foi concluída');
		assert.equal(items.length, 117);
		assert.equal(sandbox.account.chatbotStarts.size, 117);
	});

	for (const [way, more, path] of [
		['in many', { sendTo: 'session' }, '/chat/v1/send/chatbot/batch'],
		['one by one', { sendTo: 'session', options: { oneByOne: true } }, '/chat/v1/send/chatbot'],
		['waiting', { sendTo: 'session', waitForOutcome: true }, '/chat/v1/chatbot/send'],
	] as const) {
		it(`is not repeated when nobody knows whether it took effect: ${way}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const people = peopleWriting(sandbox, 2);
			sandbox.faults.add({ kind: 'reset', when: 'after', path, nth: 1 });

			const { failed } = await run({
				parameters: start(sandbox, { ...more, sessionId: byId('={{ $json.id }}') }),
				items: people.map(({ session }) => ({ id: session.id })),
				credential,
				onError: 'continueErrorOutput',
			});

			assert.equal(failed.length, way === 'in many' ? 2 : 1);
			for (const { json } of failed) assert.equal((json.details as IDataObject).outcome, 'unknown');
			assert.equal(sandbox.requests.length, way === 'in many' ? 1 : 2);
		});
	}
});
