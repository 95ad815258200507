import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { until } from '../../harness/until.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const FASTER = 20;
quicken(FASTER);

const TEXT = 'Olá!\n\nSeu pedido saiu.\n\nAté logo';
const PARTS = ['Olá!', 'Seu pedido saiu.', 'Até logo'];

/** A contact who has just written, so that free text may be sent. */
async function talk(t: TestContext) {
	const { sandbox, credential } = await sandboxFor(t);
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Oi' });
	return { sandbox, credential, sessionId };
}

const parametersFor = (sessionId: string, options: INodeParameters = {}, more: INodeParameters = {}) => ({
	resource: 'message',
	operation: 'sendText',
	sendTo: 'session',
	sessionId: byId(sessionId),
	text: TEXT,
	options: { splitIntoMessages: true, ...options },
	...more,
});

/** What the contact got, in its order. */
const gotten = ({ account }: Sandbox, sessionId: string) =>
	(account.sessions.get(sessionId)?.messages ?? []).filter(({ direction }) => direction === 'TO_HUB');

describe('a text that is split into messages', () => {
	it('goes out as several, in their order, and the output tells what became of each', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const { error, items } = await run({ parameters: parametersFor(sessionId), credential });
		assert.equal(error, undefined);
		const sent = gotten(sandbox, sessionId);
		assert.deepEqual(
			sent.map(({ text }) => text),
			PARTS,
		);
		assert.equal(items.length, 1);
		const [{ json }] = items;
		assert.deepEqual(
			json.parts,
			sent.map(({ id, text }) => ({ id, status: 'QUEUED', text })),
		);
		assert.equal(json.id, sent[2].id);
	});

	it('to a phone number goes into one session; only the first opens and answers something', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const earlier = sandbox.account.sessions.get(sessionId)?.messages[0];
		const options = {
			splitIntoMessages: true,
			senderId: 'resposta',
			refId: earlier?.id ?? '',
			forceStartSession: true,
		};
		const to = { sendTo: 'recipient', to: '+55 41 97777-0000' };
		const { error } = await run({ parameters: { ...parametersFor(sessionId), ...to, options }, credential });
		assert.equal(error, undefined);
		const bodies = sandbox.requests
			.filter(({ operation }) => operation === 'sendText')
			.map(({ body }) => body as IDataObject);
		assert.deepEqual(
			bodies.map(({ text, senderId, refId }) => [text, senderId, refId]),
			[
				[PARTS[0], 'resposta', earlier?.id],
				[PARTS[1], 'resposta-2', undefined],
				[PARTS[2], 'resposta-3', undefined],
			],
		);
		const forced = bodies.map(({ options: given }) => (given as IDataObject | undefined)?.forceStartSession);
		assert.deepEqual(forced, [true, undefined, undefined]);
	});

	it('waits between the parts as long as the service wants, and as somebody types', async (t) => {
		for (const [options, least] of [
			[{}, 1_200],
			[{ delayTyping: 3 }, 4_200],
		] as const) {
			const { sandbox, credential, sessionId } = await talk(t);
			quicken(FASTER);
			await run({ parameters: parametersFor(sessionId, options), credential });
			const times = gotten(sandbox, sessionId).map(({ createdAt }) => Date.parse(createdAt ?? ''));
			assert.equal(times.length, 3);
			// So much faster here; a timer of Node may ring a millisecond early.
			for (const [index, time] of times.slice(1).entries()) assert.ok(time - times[index] >= least / FASTER - 2);
		}
	});

	it('is one message without the option, and where the outcome is waited for', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const plain = await run({ parameters: parametersFor(sessionId, { splitIntoMessages: false }), credential });
		assert.equal('parts' in plain.items[0].json, false);
		await run({ parameters: parametersFor(sessionId, {}, { waitForOutcome: true }), credential });
		assert.deepEqual(
			gotten(sandbox, sessionId).map(({ text }) => text),
			[TEXT, TEXT],
		);
	});

	it('that fails in the middle says what was sent, and nothing of it is sent again', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/session/*/message', nth: 2, text: 'Texto recusado' });
		const parameters = parametersFor(sessionId);
		const { error } = await run({ parameters, credential, retryOnFail: true });
		assert.deepEqual(
			gotten(sandbox, sessionId).map(({ text }) => text),
			['Olá!'],
		);
		assert.match(String(error?.message), /carried out in part/);
		assert.match(String(error?.description), /Part 2 of 3 was not sent/);
		assert.match(String(error?.description), /Sent before it: “Olá!” \([0-9a-f-]{36}\)/);
		assert.match(String(error?.description), /Texto recusado/);
	});

	it('of which nobody knows whether a part went out says so, and sends nothing more', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		sandbox.faults.add({ kind: 'reset', when: 'after', path: '/chat/v1/session/*/message', nth: 2 });
		const { error } = await run({ parameters: parametersFor(sessionId), credential, retryOnFail: true });
		assert.deepEqual(
			gotten(sandbox, sessionId).map(({ text }) => text),
			PARTS.slice(0, 2),
		);
		assert.match(String(error?.message), /^Part 2 of 3: It is not known whether this took effect/);
		assert.match(String(error?.description), /Sent before it: “Olá!”/);
	});

	it('of which the first part is refused has sent nothing, and is tried again', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/session/*/message', times: 1 });
		const { error, items } = await run({ parameters: parametersFor(sessionId), credential, retryOnFail: true });
		assert.equal(error, undefined);
		assert.equal((items[0].json.parts as unknown[]).length, 3);
		assert.deepEqual(
			gotten(sandbox, sessionId).map(({ text }) => text),
			PARTS,
		);
	});

	it('of two items for one contact keeps each together', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const parameters = { ...parametersFor(sessionId), text: '={{ $json.text }}' };
		await run({ parameters, items: [{ text: 'a\n\nb' }, { text: 'c\n\nd' }], credential });
		assert.deepEqual(
			gotten(sandbox, sessionId).map(({ text }) => text),
			['a', 'b', 'c', 'd'],
		);
	});

	it('ends at once when the execution is cancelled', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		quicken(1);
		t.after(() => quicken(FASTER));
		const cancel = new AbortController();
		const running = run({
			parameters: parametersFor(sessionId, { delayTyping: 25 }),
			credential,
			signal: cancel.signal,
		});
		await until('the first part is sent', () => gotten(sandbox, sessionId).length > 0);
		cancel.abort();
		assert.equal((await running).status, 'canceled');
		assert.equal(gotten(sandbox, sessionId).length, 1);
	});
});
