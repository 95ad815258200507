import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { talkKey, type Session } from '../../sandbox/account.mts';
import { writeTime } from '../../sandbox/clock.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { BulkSessions } from '../../sandbox/seed.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const complete = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'session',
	operation: 'complete',
	sessionId: byId('={{ $json.id }}'),
	...more,
});

/** The account's sessions as they are now, without those whose ids are given. */
const otherSessions = ({ account }: Sandbox, except: string[]) =>
	structuredClone([...account.sessions.values()].filter(({ id }) => !except.includes(id)));

const bodies = ({ requests }: Sandbox) => requests.map(({ body }) => body);

describe('completing sessions', () => {
	it('gives one output for each of 100 items, in their order and linked to them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 2 });
		const ids = sandbox.seedSessions({ count: 100 });

		const { status, items } = await run({ parameters: complete(), items: ids.map((id) => ({ id })), credential });

		assert.equal(status, 'success');
		assert.deepEqual(
			items.map(({ json }) => json.sessionId),
			ids,
		);
		assert.deepEqual(
			items.map(({ pairedItem }) => pairedItem),
			ids.map((_, item) => ({ item })),
		);
		for (const id of ids) assert.equal(sandbox.account.counts.completions.get(id), 1);
	});

	it('answers success, the ID and the session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });

		const { items } = await run({ parameters: complete(), items: [{ id }], credential });

		const { success, sessionId, ...session } = items[0].json;
		assert.deepEqual({ success, sessionId }, { success: true, sessionId: id });
		assert.equal(session.id, id);
		assert.equal(session.status, 'COMPLETED');
		assert.equal(session.title, sandbox.account.sessions.get(id)?.title);
		// The service writes ten millionths of a second, which not every reader of dates takes.
		assert.equal(session.endAt, new Date(sandbox.account.sessions.get(id)?.endAt ?? '').toISOString());
	});

	it('routes three bad items to the error output and completes the other 97, and nothing else', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const good = sandbox.seedSessions({ count: 97 });
		const ids = [...good];
		const bad = { 10: '   ', 50: 'no-uuid', 99: UNKNOWN_ID };
		for (const [index, id] of Object.entries(bad)) ids.splice(Number(index), 0, id);
		const before = otherSessions(sandbox, good);

		const { status, items, failed } = await run({
			parameters: complete(),
			items: ids.map((id, position) => ({ id, position })),
			credential,
			onError: 'continueErrorOutput',
		});

		assert.equal(status, 'success');
		assert.deepEqual(
			items.map(({ json }) => json.sessionId),
			good,
		);
		for (const { json, pairedItem } of items)
			assert.deepEqual(pairedItem, { item: ids.indexOf(String(json.sessionId)) });

		assert.deepEqual(
			failed.map(({ json, pairedItem }) => ({ id: json.id, position: json.position, error: json.error, pairedItem })),
			[
				{ id: '   ', position: 10, error: 'SessionID is empty! Fill in the SessionID field', pairedItem: { item: 10 } },
				{ id: 'no-uuid', position: 50, error: 'SessionID is not valid', pairedItem: { item: 50 } },
				{ id: UNKNOWN_ID, position: 99, error: 'WTS Chat does not know what was asked for', pairedItem: { item: 99 } },
			],
		);
		const details = failed.map(({ json }) => json.details as Record<string, unknown>);
		assert.match(String(details[0].description), /item 10/);
		assert.match(String(details[1].description), /“no-uuid” was given\. .* looks like .* \[item 50\]/);
		assert.match(String(details[2].description), /Check the ID/);
		assert.deepEqual(
			{ httpCode: details[2].httpCode, key: details[2].key, text: details[2].text },
			{ httpCode: 404, key: 'NOT_FOUND', text: 'Conversa não encontrada' },
		);
		assert.match(String(details[2].supportCode), /^[0-9a-f]{8}$/);

		for (const id of good) assert.equal(sandbox.account.sessions.get(id)?.status, 'COMPLETED');
		assert.deepEqual(otherSessions(sandbox, good), before);
		assert.equal(sandbox.requests.length, 98);
	});

	for (const blank of ['', '   ', null, undefined]) {
		it(`names the item whose ID is ${JSON.stringify(blank)}, before anything is sent for any item`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [first, last] = sandbox.seedSessions({ count: 2 });

			const { status, error } = await run({
				parameters: complete(),
				items: [{ id: first }, { id: blank }, { id: last }],
				credential,
			});

			assert.equal(status, 'error');
			assert.equal(error?.message, 'SessionID is empty! Fill in the SessionID field');
			assert.match(error?.description ?? '', /\[item 1\]/);
			assert.equal(error?.context?.itemIndex, 1);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('names the item whose ID is no UUID, before anything is sent for any item', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [first] = sandbox.seedSessions({ count: 1 });

		const { error } = await run({ parameters: complete(), items: [{ id: first }, { id: '42' }], credential });

		assert.equal(error?.message, 'SessionID is not valid');
		assert.match(error?.description ?? '', /“42” was given\. The ID of a session looks like .*; for a phone number choose “By Contact's .* \[item 1\]/);
		assert.equal(error?.context?.itemIndex, 1);
		assert.deepEqual(sandbox.requests, []);
	});

	for (const reactivateOnNewMessage of [true, false]) {
		for (const stopBotInExecution of [true, false, undefined]) {
			it(`sends reactivateOnNewMessage ${reactivateOnNewMessage} and stopBotInExecution ${stopBotInExecution ?? 'not chosen'}`, async (t) => {
				const { sandbox, credential } = await sandboxFor(t);
				const [id] = sandbox.seedSessions({ count: 1 });
				const options = stopBotInExecution === undefined ? {} : { stopBotInExecution };

				await run({ parameters: complete({ reactivateOnNewMessage, options }), items: [{ id }], credential });

				assert.deepEqual(bodies(sandbox), [
					{ reactivateOnNewMessage, stopBotInExecution: stopBotInExecution ?? false },
				]);
			});
		}
	}

	it('takes options from expressions, for each item its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [first, second] = sandbox.seedSessions({ count: 2 });

		await run({
			parameters: complete({
				reactivateOnNewMessage: '={{ $json.late }}',
				options: { stopBotInExecution: '={{ !$json.late }}' },
			}),
			items: [
				{ id: first, late: true },
				{ id: second, late: false },
			],
			credential,
		});

		const sent = new Map(sandbox.requests.map(({ path, body }) => [path.split('/')[4], body]));
		assert.deepEqual(sent.get(first), { reactivateOnNewMessage: true, stopBotInExecution: false });
		assert.deepEqual(sent.get(second), { reactivateOnNewMessage: false, stopBotInExecution: true });
	});

	const forms: Record<string, (id: string) => { sessionId: INodeParameters[string]; item?: INodeParameters }> = {
		'By ID, typed': (id) => ({ sessionId: byId(id) }),
		'By ID, from an expression': (id) => ({ sessionId: byId('={{ $json.id }}'), item: { id } }),
		'By ID, with spaces around': (id) => ({ sessionId: byId('={{ $json.id }}'), item: { id: `  ${id}\n` } }),
		'From List': (id) => ({ sessionId: { __rl: true, mode: 'list', value: id, cachedResultName: 'Ana Silva' } }),
		'From List, without the mark of a locator': (id) => ({ sessionId: { mode: 'list', value: id } }),
		'a plain text': (id) => ({ sessionId: id }),
		'a plain expression': (id) => ({ sessionId: '={{ $json.id }}', item: { id } }),
		'a plain expression that delivers a locator': (id) => ({
			sessionId: '={{ $json.session }}',
			item: { session: byId(id) },
		}),
	};
	for (const [form, given] of Object.entries(forms)) {
		it(`finds the session by ${form}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });
			const { sessionId, item } = given(id);

			const { status, items } = await run({ parameters: complete({ sessionId }), items: [item ?? {}], credential });

			assert.equal(status, 'success');
			assert.equal(items[0].json.id, id);
			assert.equal(sandbox.account.sessions.get(id)?.status, 'COMPLETED');
		});
	}

	it('lets the next message of the contact open the session again, when asked to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		await run({ parameters: complete({ reactivateOnNewMessage: true }), items: [{ id }], credential });

		const { sessionId } = sandbox.receive({ sessionId: id, text: 'Só mais uma coisa' });

		assert.equal(sessionId, id);
		assert.equal(sandbox.account.sessions.get(id)?.status, 'IN_PROGRESS');
	});

	it('lets the next message of the contact open a new session, when not asked to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		await run({ parameters: complete(), items: [{ id }], credential });

		const { sessionId } = sandbox.receive({ sessionId: id, text: 'Olá de novo' });

		assert.notEqual(sessionId, id);
		assert.equal(sandbox.account.sessions.get(id)?.status, 'COMPLETED');
	});

	it('stops the chatbot that runs in the session, only when asked to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 2 });
		const [bot] = sandbox.account.chatbots.keys();
		for (const id of ids) Object.assign(sandbox.account.sessions.get(id) ?? {}, { botId: bot });

		await run({
			parameters: complete({ options: { stopBotInExecution: '={{ $json.stop }}' } }),
			items: ids.map((id, index) => ({ id, stop: index === 0 })),
			credential,
		});

		assert.deepEqual(
			ids.map((id) => sandbox.account.sessions.get(id)?.botId),
			[null, bot],
		);
	});

	it('works on the same session in the order of the items, beside many others', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const [same = '', ...others] = sandbox.seedSessions({ count: 61 });
		// The first of them has to be sent again: the others would overtake it if they did not wait for it.
		sandbox.faults.add({ kind: 'serverError', path: `*${same}*`, times: 1 });
		// The twenty items for one session stand among sixty for others; which of them it is shows in the body.
		const items = others.flatMap((id, index) =>
			index % 3 === 0
				? [
						{ id: same, reactivate: index % 2 === 0, stop: index % 4 < 2 },
						{ id, reactivate: false, stop: false },
					]
				: [{ id, reactivate: false, stop: false }],
		);

		const result = await run({
			parameters: complete({
				reactivateOnNewMessage: '={{ $json.reactivate }}',
				options: { stopBotInExecution: '={{ $json.stop }}' },
			}),
			items,
			credential,
		});

		assert.deepEqual(
			result.items.map(({ json }) => json.sessionId),
			items.map(({ id }) => id),
		);
		const sent = sandbox.requests
			.filter(({ path, status }) => path.includes(same) && status === 200)
			.map(({ body }) => body);
		const wanted = items.filter(({ id }) => id === same);
		assert.deepEqual(
			sent,
			wanted.map(({ reactivate, stop }) => ({ reactivateOnNewMessage: reactivate, stopBotInExecution: stop })),
		);
	});

	it('does nothing for no items', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { status, items } = await run({ parameters: complete(), items: [], credential });

		assert.equal(status, 'success');
		assert.deepEqual(items, []);
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('completing a session with more than that', () => {
	const HOUR = 3_600_000;

	/** A session of a contact who wrote so many hours ago. */
	function talk(sandbox: Sandbox, hours: number, more: BulkSessions = { count: 1 }): Session {
		const [id] = sandbox.seedSessions(more);
		const session = sandbox.account.sessions.get(id);
		assert.ok(session);
		session.lastMessageIn = session.lastInteractionDate = writeTime(sandbox.clock.now() - hours * HOUR);
		sandbox.account.lastInbound.set(talkKey(session), session.lastMessageIn);
		return session;
	}

	const operations = ({ requests }: Sandbox) => requests.splice(0).map(({ operation }) => operation);
	const sentIn = ({ messages }: Session) =>
		messages.filter(({ direction }) => direction === 'TO_HUB').map(({ text }) => text);
	const completeOne = (session: Session, options: INodeParameters) => ({
		parameters: complete({ options }),
		items: [{ id: session.id }],
	});
	const template = {
		farewellTemplate: byId('4c5d6_pedido_enviado'),
		farewellTemplateParameters: {
			entries: [
				{ name: 'nome', value: 'Ana' },
			],
		},
		farewellTemplateParametersJson: { 'número do pedido': 42 },
	};

	it('classifies it, adds the note, says farewell, completes: in this order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = talk(sandbox, 3);

		const { items } = await run({
			parameters: everyField('session', 'complete', {
				sessionId: byId(session.id),
				reactivateOnNewMessage: true,
				options: {
					classification: { details: { category: 'WON', description: 'Comprou', amount: 199.9 } },
					farewell: ' Até logo! ',
					farewellTemplate: byId('7e8f9_retomada'),
					farewellTemplateParameters: {},
					farewellTemplateParametersJson: '{}',
					note: ' Pedido pago ',
					stopBotInExecution: true,
				},
			}),
			credential,
		});

		assert.deepEqual(operations(sandbox), [
			'sessionGet',
			'sessionUpdatePartial',
			'sessionNoteList',
			'sessionNoteCreate',
			'sessionSendMessage',
			'sessionComplete',
		]);
		assert.deepEqual(
			[session.status, session.reactivateOnNewMessage, session.notes.map(({ text }) => text), sentIn(session)],
			['COMPLETED', true, ['Pedido pago'], ['Até logo!']],
		);
		const { category, categoryDescription, amount } = session.classification ?? {};
		assert.deepEqual([category, categoryDescription, amount], ['WON', 'Comprou', 199.9]);
		const { success, sessionId, status, classification, note, farewell, ...rest } = items[0].json;
		assert.deepEqual(
			{ success, sessionId, status, classification, note, farewell },
			{
				success: true,
				sessionId: session.id,
				status: 'COMPLETED',
				classification: { category, categoryDescription, amount },
				note: 'added',
				farewell: 'sent',
			},
		);
		assert.ok(!('withoutFarewell' in rest));
	});

	it('costs a request for each thing that is asked for, one more for the last note, and none for options that hold nothing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const costs = async (options: INodeParameters) => {
			const { error } = await run({ ...completeOne(talk(sandbox, 3), options), credential });
			assert.equal(error, undefined);
			return operations(sandbox);
		};

		assert.deepEqual(await costs({}), ['sessionComplete']);
		assert.deepEqual(await costs({ note: ' ', farewell: '', stopBotInExecution: true }), ['sessionComplete']);
		assert.deepEqual(await costs({ note: '={{ $json.nothing }}' }), ['sessionComplete']);
		assert.deepEqual(await costs({ note: 'Nota' }), ['sessionNoteList', 'sessionNoteCreate', 'sessionComplete']);
		assert.deepEqual(await costs({ classification: { details: { category: '={{ "won" }}' } } }), [
			'sessionUpdatePartial',
			'sessionComplete',
		]);
	});

	it('says farewell only where it can, with a template where the window is closed, and else says why not', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const official = String(account.templates.get('4c5d6_pedido_enviado')?.channelId);
		const instagram = [...account.channels.values()].find(({ type }) => type === 'Instagram') ?? assert.fail();
		const [, , unofficial] = account.channels.keys();
		const text = { farewell: 'Até logo!' };
		const farewellOf = async (channelId: string, hours: number, options: INodeParameters) => {
			const session = talk(sandbox, hours, { count: 1, channelId });
			const { items, error } = await run({ ...completeOne(session, options), credential });
			assert.equal(error, undefined);
			assert.equal(session.status, 'COMPLETED');
			return [items[0].json.farewell, sentIn(session), items[0].json.withoutFarewell];
		};
		const sent = 'Ana, seu pedido 42 saiu para entrega.';

		assert.deepEqual(await farewellOf(official, 3, text), ['sent', ['Até logo!'], undefined]);
		assert.deepEqual(await farewellOf(official, 30, text), [
			'windowClosed',
			[],
			'The messaging window is closed, so without a farewell',
		]);
		assert.deepEqual(await farewellOf(official, 30, { ...text, ...template }), ['sentAsTemplate', [sent], undefined]);
		assert.deepEqual(await farewellOf(official, 3, template), ['sentAsTemplate', [sent], undefined]);
		assert.deepEqual((await farewellOf(instagram.id ?? '', 30, { ...text, ...template }))[0], 'windowClosed');
		assert.deepEqual(await farewellOf(unofficial, 30, text), ['sent', ['Até logo!'], undefined]);
		assert.deepEqual((await farewellOf(unofficial, 30, template))[0], 'noTemplates');
	});

	it('sends no farewell into one that is completed already, and no second one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = talk(sandbox, 3);
		const once = { ...completeOne(session, { farewell: 'Até logo!' }), credential };
		await run(once);

		const { items } = await run(once);

		assert.deepEqual([items[0].json.farewell, sentIn(session)], ['alreadyCompleted', ['Até logo!']]);
		assert.match(String(items[0].json.withoutFarewell), /^It had been completed before/);
	});

	it('completes it all the same if nobody knows whether the farewell went out, and sends no second one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = talk(sandbox, 3);
		sandbox.faults.add({ kind: 'reset', when: 'after', path: '*/message' });

		const { items } = await run({ ...completeOne(session, { farewell: 'Até logo!' }), credential });

		assert.deepEqual([items[0].json.farewell, session.status], ['notConfirmed', 'COMPLETED']);
		assert.match(String(items[0].json.withoutFarewell), /^The farewell may not have gone out\. It is not known/);
		assert.deepEqual(sentIn(session), ['Até logo!']);
	});

	it('leaves it as it is if it cannot be classified or noted, and fails', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const options = { note: 'Nota', farewell: 'Até logo!', classification: { details: { category: 'WON' } } };
		for (const [path, done] of [
			['*/partial', ['sessionGet', 'sessionUpdatePartial']],
			['*/note', ['sessionGet', 'sessionUpdatePartial', 'sessionNoteList', 'sessionNoteCreate']],
		] as const) {
			const session = talk(sandbox, 3);
			const method = path === '*/note' ? 'POST' : 'PUT';
			sandbox.faults.add({ kind: 'formError', text: 'Não permitido', method, path, times: 1 });

			const { error } = await run({ ...completeOne(session, options), credential });

			assert.equal(error?.message, 'WTS Chat did not accept this request');
			assert.match(
				error?.description ?? '',
				/^The (classification could not be set|note could not be added), so the session was left as it is\. .*Não permitido/,
			);
			assert.deepEqual(operations(sandbox), done);
			assert.notEqual(session.status, 'COMPLETED');
			assert.deepEqual(sentIn(session), []);
		}
	});

	it('says that the farewell may have gone out where nobody knows, before the completing failed', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = talk(sandbox, 3);
		sandbox.faults.add({ kind: 'formError', text: 'Conversa bloqueada', path: '*/complete' });
		sandbox.faults.add({ kind: 'reset', when: 'after', path: `*/${session.id}/message` });
		const { error } = await run({ ...completeOne(session, { farewell: 'Até logo!' }), credential });
		assert.match(error?.description ?? '', /Conversa bloqueada.* Before that, the farewell may have been sent\./);
	});

	it('says what was done before the completing failed, and does none of that twice', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session, other] = [talk(sandbox, 3), talk(sandbox, 3)];
		sandbox.faults.add({ kind: 'formError', text: 'Conversa bloqueada', path: '*/complete' });
		const options = { note: 'Nota', farewell: 'Até logo!', classification: { details: { category: 'WON' } } };

		const { error } = await run({ ...completeOne(session, options), credential });
		const again = await run({ ...completeOne(other, options), credential, retryOnFail: true });

		assert.match(
			error?.description ?? '',
			/Conversa bloqueada.* Before that, the classification was set, the note was added, the farewell was sent\./,
		);
		assert.equal(again.error?.message, 'This item was carried out in part, and was not tried again');
		for (const each of [session, other]) assert.deepEqual([sentIn(each), each.notes.length], [['Até logo!'], 1]);
	});

	it('says no farewell again that was the last word of a run before, but one after the contact has written', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [once, twice] = [talk(sandbox, 3), talk(sandbox, 3)];
		const options = { farewell: ' Até logo! ' };
		sandbox.faults.add({ kind: 'formError', text: 'Conversa bloqueada', path: '*/complete', times: 2 });
		for (const session of [once, twice]) {
			const { error } = await run({ ...completeOne(session, options), credential });
			assert.match(error?.description ?? '', /Before that, the farewell was sent\./);
		}
		sandbox.receive({ sessionId: twice.id, text: 'Só mais uma coisa' });

		const results = [];
		for (const session of [once, twice]) {
			const { items, error } = await run({ ...completeOne(session, options), credential });
			assert.equal(error, undefined);
			results.push([items[0].json.farewell, items[0].json.withoutFarewell, sentIn(session).length]);
		}
		assert.deepEqual(results, [
			['alreadySent', undefined, 1],
			['sent', undefined, 2],
		]);
	});

	it('adds no note again that is the last one of a run before, but one after the contact has written', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [once, twice] = [talk(sandbox, 3), talk(sandbox, 3)];
		const options = { note: ' Sem resposta ' };
		sandbox.faults.add({ kind: 'formError', text: 'Conversa bloqueada', path: '*/complete', times: 2 });
		for (const session of [once, twice]) {
			const { error } = await run({ ...completeOne(session, options), credential });
			assert.match(error?.description ?? '', /Before that, the note was added\./);
		}
		sandbox.receive({ sessionId: twice.id, text: 'Só mais uma coisa' });

		const results = [];
		for (const session of [once, twice]) {
			const { items, error } = await run({ ...completeOne(session, options), credential });
			assert.equal(error, undefined);
			results.push([items[0].json.note, session.notes.map(({ text }) => text)]);
		}
		assert.deepEqual(results, [
			['alreadyAdded', ['Sem resposta']],
			['added', ['Sem resposta', 'Sem resposta']],
		]);
	});

	it('asks for an outcome, and for whole parameters, before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = talk(sandbox, 3);
		const messageOf = async (options: INodeParameters) =>
			(await run({ ...completeOne(session, options), credential })).error?.message;

		assert.equal(
			await messageOf({ classification: { details: { category: '={{ $json.nothing }}' } } }),
			'Category is empty! Fill in the Category field',
		);
		assert.equal(await messageOf({ classification: {} }), 'Classification is empty! Fill in the Classification field');
		assert.equal(
			await messageOf({ classification: { details: { category: '={{ "sold" }}' } } }),
			'Category is none of the choices',
		);
		assert.match(
			String(
				await messageOf({
					farewellTemplate: byId('7e8f9_retomada'),
					farewellTemplateParameters: { entries: [{ name: 'nome', value: '={{ { a: 1 } }}' }] },
				}),
			),
			/nome|Value/,
		);
		assert.deepEqual(operations(sandbox), []);
	});

	it('is done one after the other for one session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 3 });
		const session = talk(sandbox, 3);
		const notes = Array.from({ length: 8 }, (_, index) => `Nota ${index}`);

		const { items } = await run({
			parameters: complete({ options: { note: '={{ $json.note }}', farewell: 'Até logo!' } }),
			items: notes.map((note) => ({ id: session.id, note })),
			credential,
		});

		assert.deepEqual(
			session.notes.map(({ text }) => text),
			notes,
		);
		assert.deepEqual(sentIn(session), ['Até logo!']);
		assert.deepEqual(
			items.map(({ json }) => json.farewell),
			['sent', ...Array(7).fill('alreadyCompleted')],
		);
	});

	it('says farewell once, though two executions are about to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 20 });
		const session = talk(sandbox, 3);
		const parameters = complete({ sessionId: byId(session.id), options: { farewell: 'Até logo!' } });

		const runs = await Promise.all([1, 2].map(async () => await run({ parameters, credential })));

		assert.deepEqual(sentIn(session), ['Até logo!']);
		assert.deepEqual(runs.map(({ items }) => items[0].json.farewell).toSorted(), ['alreadyCompleted', 'sent']);
	});
});
