import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Workbench } from '../../../nodes/WtsChat/steps/workbench.ts';
import type * as OperationModule from '../../../nodes/WtsChat/operations/message/sendAndWaitForDelivery.ts';
import { built } from '../../built.mts';

const { sendAndWaitForDelivery } = built<typeof OperationModule>(
	'nodes/WtsChat/operations/message/sendAndWaitForDelivery',
);

const MINUTE = 60_000;
const parameters = {
	sendTo: 'session',
	sessionId: 'session',
	messageType: 'text',
	message: 'Chegou?',
	waitAtMost: 10,
	waitUnit: 'minutes',
	options: {},
};

/** A message that arrives after some minutes, and a service that takes no subscriptions; the clock is that of the test. */
function workbenchFor(t: TestContext, { arrivesAfter }: { arrivesAfter: number }): Workbench {
	t.mock.timers.enable({ apis: ['Date'] });
	const send = async ({ endpoint }: { endpoint: string }) => {
		if (endpoint.includes('subscription')) throw new Error('WTS Chat did not accept the API key for this request');
		const status = Date.now() < arrivesAfter * MINUTE ? 'SENT' : 'DELIVERED';
		return { id: 'message', sessionId: 'session', status };
	};
	const attempt = async (work: () => Promise<unknown>) =>
		await work().then(
			(value) => ({ value }),
			(error: Error) => ({ failure: error.message }),
		);
	const workbench = {
		send,
		attempt,
		pause: async (milliseconds: number) => t.mock.timers.tick(milliseconds),
		waiting: { address: 'https://n8n.example.com/webhook-waiting/1/reply?key=1', isReview: false, sleep: assert.fail },
	};
	return workbench as unknown as Workbench;
}

describe('a message whose delivery nobody will tell of', () => {
	it('is out already: its status is asked for until it is known', async (t) => {
		const [content] = await sendAndWaitForDelivery.execute(parameters, workbenchFor(t, { arrivesAfter: 5 }));
		assert.equal(content.outcome, 'delivered');
		assert.ok(Date.now() < 7 * MINUTE);
	});

	it('or until the time is up', async (t) => {
		const [content] = await sendAndWaitForDelivery.execute(parameters, workbenchFor(t, { arrivesAfter: 60 }));
		assert.equal(content.outcome, 'noNews');
		assert.equal(Date.now(), 10 * MINUTE);
	});

	it('also where this n8n could not be reached', async (t) => {
		const workbench = workbenchFor(t, { arrivesAfter: 5 });
		Object.defineProperty(workbench.waiting, 'address', { get: () => assert.fail('The address is not reachable') });
		const [content] = await sendAndWaitForDelivery.execute(parameters, workbench);
		assert.equal(content.outcome, 'delivered');
	});
});
