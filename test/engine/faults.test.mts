import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Fault, FaultKind } from '../../sandbox/faults.mts';
import { Random } from '../../sandbox/random.mts';
import type { ReceivedRequest } from '../../sandbox/sandbox.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

/** So many seconds of the node pass in one of the machine. */
const QUICK = 10;
quicken(QUICK);

type Share = Fault & { share: number };

const SHARES: Share[] = [
	{ share: 0.05, kind: 'serverError' },
	{ share: 0.02, kind: 'reset', when: 'after' },
	{ share: 0.005, kind: 'hang' },
	{ share: 0.005, kind: 'drip' },
	{ share: 0.01, kind: 'brokenJson' },
	{ share: 0.01, kind: 'tooManyRequests' },
	{ share: 0.04, kind: 'tooManyRequests', retryAfter: 0.1 },
];

/** Which of so many requests each kind of fault strikes, by chance that repeats itself. */
function struckOf(shares: Share[], count: number): Array<{ fault: Fault; struck: number[] }> {
	const random = new Random(7);
	return shares.map(({ share, ...fault }) => ({
		fault,
		struck: Array.from({ length: count }, (_, index) => index).filter(() => random.next() < share),
	}));
}

const COUNT = 2_000;
const LONGEST = { timeout: 120_000 };

// Mostly waiting, so they wait side by side.
describe('2,000 requests to a service in trouble', { concurrency: true }, () => {
	it('complete every session and answer every item', LONGEST, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: COUNT });
		// Each kind strikes a session once at the most, so that none fails more often than a request is tried.
		const faults = struckOf(SHARES, COUNT);
		for (const { fault, struck } of faults) {
			for (const index of struck)
				sandbox.faults.add({ ...fault, path: `/chat/v1/session/${ids[index]}/complete`, times: 1 });
		}

		const { status, items } = await run({
			parameters: { resource: 'session', operation: 'complete', sessionId: byId('={{ $json.id }}') },
			items: ids.map((id) => ({ id })),
			credential: { ...credential, timeLimit: 3 * QUICK },
			signal: t.signal,
		});

		assert.equal(status, 'success');
		assert.deepEqual(
			items.map(({ json, pairedItem }) => ({ sessionId: json.sessionId, success: json.success, pairedItem })),
			ids.map((sessionId, item) => ({ sessionId, success: true, pairedItem: { item } })),
		);
		for (const id of ids) assert.equal(sandbox.account.sessions.get(id)?.status, 'COMPLETED');
		for (const { hits } of sandbox.faults.list) assert.equal(hits, 1);
		assert.ok(sandbox.requests.length >= COUNT + faults.flatMap(({ struck }) => struck).length);
	});

	it('write to nobody twice, and tell of each message whether it was sent', LONGEST, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const numbers = sandbox.seedSessions({ count: COUNT }).map((id) => {
			const contact = account.contacts.get(account.sessions.get(id)?.contactId ?? '');
			return (contact?.phoneNumber ?? '').replace(/\D/g, '');
		});
		const shares: Share[] = [...SHARES, { share: 0.01, kind: 'formError', text: 'Contato bloqueado' }];
		for (const { fault, struck } of struckOf(shares, COUNT)) {
			for (const index of struck) sandbox.faults.add({ ...fault, nth: index + 1 });
		}

		const { status, items, failed } = await run({
			parameters: {
				resource: 'message',
				operation: 'sendText',
				sendTo: 'recipient',
				to: '={{ $json.to }}',
				text: 'Olá!',
			},
			items: numbers.map((to) => ({ to })),
			credential: { ...credential, timeLimit: 3 * QUICK },
			signal: t.signal,
			onError: 'continueErrorOutput',
		});

		assert.equal(status, 'success');
		const itemOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
		const sent = new Set(items.map(itemOf));
		const failures = new Map(failed.map((item) => [itemOf(item), item.json.details as IDataObject]));
		// A refusal is looked into, by requests that send nothing and are struck like the others.
		const [sends, others] = [sandbox.requests.filter(isSend), sandbox.requests.filter((request) => !isSend(request))];
		assert.deepEqual(new Set(others.map(({ method }) => method)), new Set(['GET']));
		const requests = Map.groupBy(sends, ({ body }) => (body as { to: string }).to);
		const told: Record<'sent' | 'failed' | 'unknown', number> = { sent: 0, failed: 0, unknown: 0 };
		for (const [index, number] of numbers.entries()) {
			const fate = fateOf(requests.get(number) ?? []);
			const messages = account.counts.messages.get(number) ?? 0;
			const details = failures.get(index);
			const tells = sent.has(index) ? 'sent' : details?.outcome === 'unknown' ? 'unknown' : 'failed';
			told[tells]++;
			assert.equal(sent.has(index) || details !== undefined, true);
			assert.deepEqual({ index, tells, messages }, { index, ...fate });
		}
		assert.equal(sent.size + failures.size, COUNT);
		for (const [tells, times] of Object.entries(told)) assert.ok(times > 5, `${tells}: ${times}`);
	});
});

const isSend = ({ path }: ReceivedRequest) => path === '/chat/v1/send/text';

const AMBIGUOUS: ReadonlyArray<FaultKind | null> = ['serverError', 'reset', 'hang', 'drip', 'brokenJson'];

/** What must have become of a message: refusals by the limits apart, it may be sent only once. */
function fateOf(requests: ReceivedRequest[]): { tells: 'sent' | 'failed' | 'unknown'; messages: number } {
	const [first, ...more] = requests.filter(({ fault }) => fault !== 'tooManyRequests');
	assert.deepEqual(more, []);
	const { fault } = first;
	if (fault === null) return { tells: 'sent', messages: 1 };
	if (!AMBIGUOUS.includes(fault)) return { tells: 'failed', messages: 0 };
	return { tells: 'unknown', messages: fault === 'reset' || fault === 'drip' || fault === 'brokenJson' ? 1 : 0 };
}
