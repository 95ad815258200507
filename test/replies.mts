// Executions that wait for replies of contacts, wherever n8n runs.
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../sandbox/random.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';
import { changeStatus } from '../sandbox/sessions.mts';
import { chain, webhook } from '../harness/n8n/chain.mts';
import { Collector } from '../harness/n8n/collector.mts';
import type { N8nServer, SavedWorkflow } from '../harness/n8n/server.mts';
import { differences } from '../harness/n8n/version.mts';
import { PATIENCE_MS, until } from '../harness/until.mts';
import { unlimited } from '../harness/unlimited.mts';

/** n8n with the package in it, and the account that it works with. */
export interface Host {
	readonly sandbox: Sandbox;
	/** The running server. */
	readonly server: N8nServer;
	/** Stops n8n and starts it again at the same address. */
	restart(): Promise<void>;
}

/** What comes out of the node. */
interface Outcome {
	sessionId: string;
	replied: boolean;
	timedOut: boolean;
	text: string | null;
	number: number | null;
}

/** So many executions wait at once, each with a subscription of its own; half of them over a restart. */
const WAITING = 16;
/** So many more whose contacts do not answer. */
const SILENT = 2;
/** So many with one trigger that passes the replies on. */
const WAITING_BY_RELAY = 40;
const MINUTES = 30;
/** So many contacts answer at once. */
const HASTY = 20;

/**
 * Declares the tests.
 * @param host asked when they run
 * @param onlyAcrossProcesses whether only what depends on which process does what is tried: the rest is the same wherever n8n runs
 */
export function testWaitingForReplies(host: () => Host, onlyAcrossProcesses = false): void {
	let collector: Collector<Outcome>;
	let workflow: SavedWorkflow;
	let sandbox: Sandbox;
	let credential: { id: string; name: string };
	const random = new Random(7);

	before(async () => {
		({ sandbox } = host());
		// What n8n does not take is lost, and on a busy machine it may take long, and few at once.
		Object.assign(sandbox.deliveries.options, { patience: PATIENCE_MS, atOnce: 5 });
		collector = await Collector.start();
		// So many at once would have to wait for the account's limits.
		const unsaved = { name: 'Without limits', type: 'wtsApi', data: unlimited(sandbox) };
		credential = { name: unsaved.name, id: await host().server.saveCredential(unsaved) };
		workflow = await host().server.saveWorkflow({ name: 'Ask', ...ask() });
		await host().server.publish(workflow);
	});
	after(async () => await collector?.[Symbol.asyncDispose]());
	afterEach(() => {
		collector.items.length = 0;
		Object.assign(sandbox.deliveries.options, { duplicates: 0, disorder: false });
		assert.deepEqual(sandbox.departures.splice(0), []);
	});

	const credentials = () => ({ wtsApi: credential });

	const ask = () =>
		chain(
			webhook('ask'),
			{
				name: 'Ask',
				type: 'n8n-nodes-wts-chat.wtsChat',
				typeVersion: 1,
				parameters: {
					resource: 'message',
					operation: 'sendAndWait',
					sendTo: 'session',
					sessionId: { __rl: true, mode: 'id', value: '={{ $json.body.sessionId }}' },
					message: 'De 1 a 5, como foi o atendimento?',
					responseType: 'number',
					waitAtMost: '={{ $json.body.minutes }}',
					waitUnit: 'minutes',
					options: { askAgainText: 'Só um número de 1 a 5, por favor.' },
				},
				credentials: credentials(),
			},
			collector.node,
		);

	const subscriptions = () => [...sandbox.account.subscriptions.values()];
	const waiting = async () =>
		(await host().server.executionsOf(workflow)).filter(({ status }) => status === 'waiting').map(({ id }) => id);

	/** Asks in each of the sessions, and waits until all executions sleep. */
	const askIn = async (sessionIds: string[], minutes = MINUTES) => {
		// One that has just been woken may count as asleep for a moment more.
		const before = new Set(await waiting());
		for (const sessionId of sessionIds) {
			const response = await fetch(`${host().server.url}/webhook/ask`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ sessionId, minutes }),
			});
			assert.equal(response.status, 200);
		}
		await host().server.asleep(workflow, sessionIds.length, before);
	};

	/** Contacts answer in disorder, some of them wrongly first, with messages of others in between. */
	const answerIn = async (sessionIds: string[], others: string[]) => {
		const lines = sessionIds.flatMap((sessionId, index) => {
			const reply = { sessionId, text: `nota ${(index % 5) + 1}`, place: random.next() };
			return index % 4 > 0 ? [reply] : [{ sessionId, text: 'adorei!', place: reply.place / 2 }, reply];
		});
		const noise = others.map((sessionId) => ({ sessionId, text: '5', place: random.next() }));
		const ordered = [...lines, ...noise].sort((one, other) => one.place - other.place);
		for (const { sessionId, text } of ordered) {
			sandbox.receive({ sessionId, text });
			// A wrong answer must have been looked at before the right one comes, which may overtake it on its way.
			if (text === 'adorei!') await sandbox.deliveries.settle();
		}
	};

	const answered = async (count: number) =>
		await until(`${count} executions have gone on`, () => collector.items.length === count);

	/** What each session's execution went on with, in the order of the sessions. */
	const outcomesOf = (sessionIds: string[]) =>
		sessionIds.map((id) => {
			const own = collector.items.filter(({ sessionId }) => sessionId === id);
			assert.equal(own.length, 1);
			const [{ replied, timedOut, text, number }] = own;
			return { replied, timedOut, text, number };
		});
	const expected = (sessionIds: string[]) =>
		sessionIds.map((_, index) => {
			const number = (index % 5) + 1;
			return { replied: true, timedOut: false, text: `nota ${number}`, number };
		});

	it(`${WAITING} wait at once: each goes on with its own reply, before and after a restart, the rest when its time is up`, async () => {
		const sessionIds = sandbox.seedSessions({ count: WAITING });
		const others = sandbox.seedSessions({ count: 5 });
		const silent = sandbox.seedSessions({ count: onlyAcrossProcesses ? 0 : SILENT });
		const [early, late] = [sessionIds.slice(0, WAITING / 2), sessionIds.slice(WAITING / 2)];
		await askIn([...early, ...late]);
		assert.equal(subscriptions().length, early.length + late.length);
		Object.assign(sandbox.deliveries.options, { duplicates: 1 / 3, disorder: true });

		await answerIn(early, others);
		await answered(early.length);
		assert.deepEqual(outcomesOf(early), expected(early));
		collector.items.length = 0;
		await askIn(silent, 1);

		// Where n8n takes its time to restart, the silent ones' minute is over by then.
		await host().restart();
		await until('n8n serves sleeping executions', async () => (await waiting()).length > 0);
		await answerIn(late, others);
		await answered(late.length + silent.length);

		assert.deepEqual(outcomesOf(late), expected(late));
		for (const outcome of outcomesOf(silent)) {
			assert.deepEqual(outcome, { replied: false, timedOut: true, text: null, number: null });
		}
		const executions = await host().server.executionsOf(workflow);
		assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
	});

	const itAnywhere = onlyAcrossProcesses ? () => undefined : it;

	itAnywhere(
		'goes on with nothing but the reply: not with noise, echoes, what was written before, or what strangers send',
		async () => {
			const [sessionId = '', other = ''] = sandbox.seedSessions({ count: 2 });
			const { id: earlier } = sandbox.receive({ sessionId, text: '1' });
			await askIn([sessionId]);
			const [{ url }] = subscriptions();
			assert.equal(new URL(url).searchParams.has('signature'), differences.signsAddresses);
			const event = (content: object) => ({ eventType: 'MESSAGE_RECEIVED', content });
			const reply = {
				id: crypto.randomUUID(),
				createdAt: new Date(Date.now() + 60_000).toISOString(),
				type: 'TEXT',
				direction: 'FROM_HUB',
				sessionId,
				text: '2',
			};
			const [address, query = ''] = url.split('?');
			const withoutKey = new URL(url);
			withoutKey.searchParams.delete('key');
			const requests: Array<[string, unknown]> = [
				[url, event({ ...reply, sessionId: other })],
				[url, event({ ...reply, direction: 'TO_HUB' })],
				[url, event({ ...reply, type: 'NOTE' })],
				[url, event({ ...reply, id: earlier, createdAt: sandbox.account.messages.get(earlier)?.createdAt })],
				[url, { ...event(reply), eventType: 'MESSAGE_UPDATED' }],
				[url, reply],
				[url, []],
				[url, null],
				[url.replace(/key=\w/, 'key='), event(reply)],
				[url.replace(/key=\w+/, 'key='), event(reply)],
				[withoutKey.href, event(reply)],
				[`${url}&key=again`, event(reply)],
				[address, event(reply)],
				[`${address.replace(/reply$/, '')}?${query}`, event(reply)],
			];
			if (differences.signsAddresses) requests.push([url.replace(/signature=\w/, 'signature='), event(reply)]);

			for (const [target, body] of requests) {
				const headers = { 'content-type': 'application/json' };
				const response = await fetch(target, { method: 'POST', headers, body: JSON.stringify(body) });
				assert.ok(!(await response.text()).includes('"taken":true'));
			}
			await fetch(url, { method: 'POST', body: 'nonsense', headers: { 'content-type': 'application/json' } });
			assert.equal((await waiting()).length, 1);
			assert.deepEqual(collector.items, []);
			sandbox.receive({ sessionId, text: 'nota 1' });
			await answered(1);

			assert.deepEqual(outcomesOf([sessionId]), expected([sessionId]));
			await until('no subscription is left', () => subscriptions().length === 0);
		},
	);

	it(`goes on though the contact answers before the execution sleeps, or while n8n stores it: ${HASTY} times`, async () => {
		const sessionIds = sandbox.seedSessions({ count: HASTY });
		const messageCount = (id: string) => sandbox.account.sessions.get(id)?.messages.length ?? 0;
		const before = sessionIds.map(messageCount);
		const hurry = sessionIds.map(async (sessionId, index) => {
			await until('the question is there', () => messageCount(sessionId) > before[index], 5);
			await wait(index * 20);
			sandbox.receive({ sessionId, text: `nota ${(index % 5) + 1}` });
		});
		for (const sessionId of sessionIds) {
			await fetch(`${host().server.url}/webhook/ask`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ sessionId, minutes: MINUTES }),
			});
		}
		await Promise.all(hurry);
		await answered(sessionIds.length);

		assert.deepEqual(outcomesOf(sessionIds), expected(sessionIds));
		await until('no subscription is left', () => subscriptions().length === 0);
	});

	/** The session is completed while the execution sleeps, so that the contact's answer opens another one. */
	const answerAnew = async () => {
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		const session = sandbox.account.sessions.get(sessionId) ?? assert.fail('there is none');
		await askIn([sessionId]);
		changeStatus(sandbox.account, session, 'COMPLETED', true);
		collector.items.length = 0;
		const { contactId, channelId } = session;
		const { sessionId: next } = sandbox.receive({ contactId, channelId, text: 'nota 1' });
		assert.notEqual(next, sessionId);
		await answered(1);
		assert.deepEqual(outcomesOf([next]), expected([next]));
	};

	itAnywhere('goes on with the reply in a session that the contact opens anew', async () => {
		await answerAnew();
		await until('no subscription is left', () => subscriptions().length === 0);
	});

	itAnywhere(
		'the same for the delivery to a phone that is off: the execution sleeps until it is on again',
		async () => {
			const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
			const { contactId = '' } = sandbox.account.sessions.get(sessionId) ?? {};
			sandbox.switchPhone(contactId, false);
			await using outcomes = await Collector.start<{ outcome: string; sessionId: string }>();
			const delivery = await host().server.saveWorkflow({
				name: 'Deliver',
				...chain(
					webhook('deliver'),
					{
						name: 'Send {{ and }} "Wait"',
						type: 'n8n-nodes-wts-chat.wtsChat',
						typeVersion: 1,
						parameters: {
							resource: 'message',
							operation: 'sendAndWaitForDelivery',
							sendTo: 'session',
							sessionId: { __rl: true, mode: 'id', value: sessionId },
							message: 'Chegou?',
						},
						credentials: credentials(),
					},
					outcomes.node,
				),
			});
			await host().server.publish(delivery);
			await fetch(`${host().server.url}/webhook/deliver`, { method: 'POST' });
			await host().server.asleep(delivery, 1);
			assert.deepEqual(
				subscriptions().map(({ events }) => events),
				[['MESSAGE_UPDATED']],
			);

			sandbox.switchPhone(contactId, true);
			await until('the execution has gone on', () => outcomes.items.length > 0);

			assert.deepEqual(
				outcomes.items.map(({ outcome, sessionId: id }) => [outcome, id]),
				[['delivered', sessionId]],
			);
			await until('no subscription is left', () => subscriptions().length === 0);
			await host().server.unpublish(delivery);
		},
	);

	it(`${WAITING_BY_RELAY} wait at once for replies that one trigger passes on; the others start its own workflow`, async () => {
		await using started = await Collector.start<{ content: { sessionId: string } }>();
		const relay = await host().server.saveWorkflow({
			name: 'Relay',
			...chain(
				{
					name: 'WTS Chat Trigger',
					type: 'n8n-nodes-wts-chat.wtsChatTrigger',
					typeVersion: 1,
					parameters: { events: ['MESSAGE_RECEIVED'], addDetails: false, options: { resumeWaiting: true } },
					webhookId: crypto.randomUUID(),
					credentials: credentials(),
				},
				started.node,
			),
		});
		await host().server.publish(relay);
		// The trigger has removed what was left behind by executions whose time was up while n8n was down.
		const [own, ...leftBehind] = subscriptions();
		assert.match(own?.name ?? '', /^n8n: Relay/);
		assert.deepEqual(leftBehind, []);
		const sessionIds = sandbox.seedSessions({ count: WAITING_BY_RELAY });
		const others = sandbox.seedSessions({ count: 10 });
		await askIn(sessionIds);
		assert.equal(subscriptions().length, 1);
		Object.assign(sandbox.deliveries.options, { duplicates: 1 / 3, disorder: true });

		await answerIn(sessionIds, others);
		await answered(sessionIds.length);

		assert.deepEqual(outcomesOf(sessionIds), expected(sessionIds));
		await until('the others have started the workflow', () => started.items.length === others.length);
		assert.deepEqual(started.items.map(({ content }) => content.sessionId).sort(), others.toSorted());
		await answerAnew();
		assert.equal(started.items.length, others.length);
		await until('the contacts hold no address any more', () =>
			[...sandbox.account.contacts.values()].every(({ metadata }) => !JSON.stringify(metadata).includes('http')),
		);
		await host().server.unpublish(relay);
		await until('no subscription is left', () => subscriptions().length === 0);
	});
}
