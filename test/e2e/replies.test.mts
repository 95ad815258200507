// Executions that wait for contacts, in real n8n.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Random } from '../../sandbox/random.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { N8nServer } from '../../scripts/n8n/server.mts';
import { setBareStage, type BareStage } from '../../scripts/stage.mts';
import { chain, Collector, executionsOf, publish, save, until, type Saved } from './workflows.mts';

/** What comes out of the node. */
interface Outcome {
	sessionId: string;
	replied: boolean;
	timedOut: boolean;
	text: string | null;
	number: number | null;
}

/** So many executions wait at once, each with a subscription of its own. */
const WAITING = 20;
/** So many with one trigger that passes the replies on. */
const WAITING_BY_RELAY = 100;
const MINUTES = 30;

describe('Send and Wait for Reply, in real n8n', () => {
	let stage: BareStage;
	let sandbox: Sandbox;
	let server: N8nServer;
	let collector: Collector<Outcome>;
	let workflow: Saved;
	const random = new Random(7);

	before(async () => {
		stage = await setBareStage();
		({ sandbox } = stage);
		server = await stage.n8n.start();
		collector = await Collector.start();
		workflow = await save(server, { name: 'Ask', ...ask() });
		await publish(server, workflow);
	});
	after(async () => {
		await collector?.[Symbol.asyncDispose]();
		await server?.[Symbol.asyncDispose]();
		await stage?.[Symbol.asyncDispose]();
	});
	afterEach(() => {
		collector.items.length = 0;
		Object.assign(sandbox.deliveries.options, { duplicates: 0, disorder: false });
		assert.deepEqual(sandbox.departures.splice(0), []);
	});

	const credentials = () => ({ wtsApi: { id: stage.credential.id, name: stage.credential.name } });

	const ask = () =>
		chain(
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				parameters: { httpMethod: 'POST', path: 'ask', options: {} },
				...{ webhookId: 'ask' },
			},
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
				...{ credentials: credentials() },
			},
			collector.node,
		);

	const subscriptions = () => [...sandbox.account.subscriptions.values()];
	const waiting = async () =>
		(await executionsOf(server, workflow)).filter(({ status }) => status === 'waiting').length;

	/** Asks in each of the sessions, and waits until all executions sleep. */
	const askIn = async (sessionIds: string[], minutes = MINUTES) => {
		const before = await waiting();
		for (const sessionId of sessionIds) {
			const response = await fetch(`${server.url}/webhook/ask`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ sessionId, minutes }),
			});
			assert.equal(response.status, 200);
		}
		await until('all executions sleep', async () => (await waiting()) === before + sessionIds.length);
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
		const [early, late, silent] = [sessionIds.slice(0, 8), sessionIds.slice(8, 16), sessionIds.slice(16)];
		await askIn([...early, ...late]);
		assert.equal(subscriptions().length, early.length + late.length);
		Object.assign(sandbox.deliveries.options, { duplicates: 1 / 3, disorder: true });

		await answerIn(early, others);
		await answered(early.length);
		assert.deepEqual(outcomesOf(early), expected(early));
		await askIn(silent, 1);

		const { port } = new URL(server.url);
		await server[Symbol.asyncDispose]();
		server = await stage.n8n.start(Number(port));
		await until('n8n serves sleeping executions', async () => (await waiting()) > 0);
		collector.items.length = 0;
		await answerIn(late, others);
		await answered(late.length + silent.length);

		assert.deepEqual(outcomesOf(late), expected(late));
		for (const outcome of outcomesOf(silent)) {
			assert.deepEqual(outcome, { replied: false, timedOut: true, text: null, number: null });
		}
		const executions = await executionsOf(server, workflow);
		assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
	});

	it(`${WAITING_BY_RELAY} wait at once for replies that one trigger passes on; the others start its own workflow`, async () => {
		await using started = await Collector.start<{ content: { sessionId: string } }>();
		const relay = await save(server, {
			name: 'Relay',
			...chain(
				{
					name: 'WTS Chat Trigger',
					type: 'n8n-nodes-wts-chat.wtsChatTrigger',
					typeVersion: 1,
					parameters: { events: ['MESSAGE_RECEIVED'], options: { resumeWaiting: true } },
					...{ webhookId: crypto.randomUUID(), credentials: credentials() },
				},
				started.node,
			),
		});
		await publish(server, relay);
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
		await until('the sessions hold no address any more', () =>
			sessionIds.every((id) => !JSON.stringify(sandbox.account.sessions.get(id)?.metadata ?? {}).includes('http')),
		);
		await server.request('POST', `/workflows/${relay.id}/deactivate`, {});
		await until('no subscription is left', () => subscriptions().length === 0);
	});
});
