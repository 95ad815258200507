import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { IAllExecuteFunctions, INode } from 'n8n-workflow';
import type { Account } from '../../../nodes/WtsChat/transport/account.ts';
import type * as ClientModule from '../../../nodes/WtsChat/transport/client.ts';
import type * as PacerModule from '../../../nodes/WtsChat/transport/pacer.ts';
import type * as WaitsModule from '../../../nodes/WtsChat/transport/waits.ts';
import { built } from '../../built.mts';
import { FakeClock } from './fakeClock.mts';

const { NodeApiError } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { Client } = built<typeof ClientModule>('nodes/WtsChat/transport/client');
const { Pace, Pacer } = built<typeof PacerModule>('nodes/WtsChat/transport/pacer');
const { Waits } = built<typeof WaitsModule>('nodes/WtsChat/transport/waits');

const node: INode = { id: '1', name: 'WTS Chat', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Answer {
	status: number;
	headers?: Record<string, string>;
	/** How long it takes; without end if left out. */
	after?: number;
}
interface Sent {
	at: number;
	url: string;
	aborted: () => boolean;
}

/** An account that answers as it is told, on a clock of its own. */
function accountAnswering(answerOf: (sent: Sent, index: number) => Answer, limit = 100) {
	const clock = new FakeClock();
	const sent: Sent[] = [];
	const windows = [{ limit, length: 5 * MINUTE }];
	const pacer = new Pacer([5 * MINUTE], clock, () => 1);
	const account: Account = {
		id: 'account',
		root: 'https://api.example.com',
		key: 'pn_x',
		timeLimit: 60 * SECOND,
		paceOf: () => new Pace(pacer, windows),
		pageNames: new Map(),
	};
	const httpRequestWithAuthentication = async (_type: string, options: { url: string; abortSignal: AbortSignal }) => {
		const { url, abortSignal } = options;
		const request = { at: clock.now(), url, aborted: () => abortSignal.aborted };
		const { status, headers = {}, after = Infinity } = answerOf(request, sent.push(request) - 1);
		if (after === Infinity) {
			await new Promise((_, reject) =>
				abortSignal.addEventListener('abort', () =>
					reject(new NodeApiError(node, Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' }) as never)),
				),
			);
		}
		await clock.sleep(after);
		return { statusCode: status, headers, body: status === 200 ? '[]' : '' };
	};
	const context = {
		getNode: () => node,
		helpers: { httpRequestWithAuthentication },
	} as unknown as IAllExecuteFunctions;
	const client = (patience: Omit<WaitsModule.Patience, 'clock'> = {}, signal?: AbortSignal) =>
		new Client(
			context,
			account,
			{ id: '', name: '', type: 'wtsApi', data: {} },
			new Waits(signal, { ...patience, clock }),
		);
	return { clock, sent, client };
}

const read = { endpoint: 'GET /chat/v1/channel' } as const;
const send = { endpoint: 'POST /chat/v1/send/text', body: {} };

/** What a failed request tells; undefined if it did not fail. */
async function failureOf(request: Promise<unknown>): Promise<{ message: string; data: unknown } | undefined> {
	try {
		await request;
	} catch (error) {
		assert.ok(error instanceof NodeApiError, String(error));
		return { message: error.message, data: error.context.data };
	}
	return undefined;
}

describe('a request that hangs', () => {
	it('ends at the time limit, and counts as one that may have arrived', async () => {
		const { clock, sent, client } = accountAnswering(() => ({ status: 200 }));
		const ending = failureOf(client().sendUntyped(send));
		await clock.run();
		assert.equal(clock.now(), 60 * SECOND);
		assert.equal((await ending)?.message, 'It is not known whether this took effect: it may have been delivered');
		assert.deepEqual((await ending)?.data, { networkCode: 'ECONNABORTED', outcome: 'unknown' });
		assert.deepEqual([sent.length, sent[0].aborted()], [1, true]);
	});

	it('is sent again if it only reads', async () => {
		const { clock, sent, client } = accountAnswering((_, index) => ({
			status: 200,
			after: index === 0 ? Infinity : 10,
		}));
		const answer = client().send(read);
		await clock.run();
		assert.ok(await answer);
		assert.equal(sent.length, 2);
	});

	it('holds the others for seconds only when it is the one that tries after a refusal', async () => {
		const { clock, sent, client } = accountAnswering(({ url }, index) => {
			if (index === 0) return { status: 429, after: 10 };
			return { status: 200, after: url.includes('channel') ? Infinity : 10 };
		});
		void client()
			.send(read)
			.catch(() => undefined);
		await clock.run(500);
		const other = client().send({ endpoint: 'GET /core/v1/tag' });
		await clock.run(30 * SECOND);
		assert.ok(await other);
		assert.deepEqual(
			sent.map(({ at, url }) => [url.split('/').at(-1), at]),
			[
				['channel', 0],
				['channel', 1_010],
				['tag', 6_010],
			],
		);
	});
});

describe('a request that is refused for the limits', () => {
	it('is given up after 15 minutes, whatever Retry-After asks for, and those that follow at their first refusal', async () => {
		const { clock, sent, client } = accountAnswering(() => ({
			status: 429,
			headers: { 'retry-after': '86400' },
			after: 10,
		}));
		const endings = Array.from({ length: 5 }, async () => await failureOf(client().send(read)));
		await clock.run();
		for (const ending of await Promise.all(endings))
			assert.equal(ending?.message, "The account's request limit stayed used up");
		assert.ok(clock.now() < 20 * MINUTE, `${clock.now()} ms`);
		assert.ok(sent.length <= 15, `${sent.length} requests`);
	});

	it('is taken up again when the service takes requests', async () => {
		const { clock, client } = accountAnswering(
			({ at }) => ({ status: at < 14 * MINUTE ? 429 : 200, after: 10 }),
			1_000,
		);
		const answers = Promise.all(Array.from({ length: 5 }, async () => await client().send(read)));
		await clock.run();
		assert.equal((await answers).length, 5);
		assert.ok(clock.now() < 15 * MINUTE);
	});
});

describe('a client that waits no longer than some seconds', () => {
	const briefly = { longestWait: 3 * SECOND, longestRefusal: 3 * SECOND };

	it('sends though the limits are used up', async () => {
		const { clock, sent, client } = accountAnswering(() => ({ status: 200, after: 10 }), 1);
		await Promise.all([client().send(read), clock.run()]);
		const answer = client(briefly).send(read);
		await clock.run();
		assert.ok(await answer);
		assert.deepEqual(
			sent.map(({ at }) => at),
			[0, 3_010],
		);
	});

	it('gives up soon when it is refused, in a pause of minutes too', async () => {
		const { clock, client } = accountAnswering(() => ({ status: 429, headers: { 'retry-after': '600' }, after: 10 }));
		const cancel = new AbortController();
		void client({}, cancel.signal)
			.send(read)
			.catch(() => undefined);
		await clock.run(5 * SECOND);
		const ending = failureOf(client(briefly).send(read));
		await clock.run(9 * SECOND);
		assert.equal((await ending)?.message, "The account's request limit stayed used up");
		cancel.abort();
	});
});
