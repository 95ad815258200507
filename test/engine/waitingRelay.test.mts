// A trigger passes replies on to the addresses that a contact's metadata holds. Others than n8n may write metadata too.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import type { Contact, Session } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { besideTrigger, noteWaiting } from './waitingExecutions.mts';

const KEY = '0'.repeat(64);

const taken = (_: Contact, response: ServerResponse) =>
	void response.setHeader('content-type', 'application/json').end('{"taken":true}');

/**
 * Lets a contact answer whose metadata holds an address.
 * @param execution what the execution at that address does
 * @param meanwhile what happens before the contact answers
 */
async function answered(
	t: TestContext,
	addressAt: (own: string) => unknown,
	execution = taken,
	meanwhile: (sandbox: Sandbox, session: Session, own: string) => void = () => {},
) {
	const { sandbox, credential } = await sandboxFor(t);
	const parameters = { events: ['MESSAGE_RECEIVED'], options: { resumeWaiting: true } };
	const trigger = await triggerFor(t, { credential, parameters });
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	const session = sandbox.account.sessions.get(sessionId) ?? assert.fail('there is none');
	const received = await besideTrigger(t, trigger, (response) => execution(contact, response));
	await trigger.activate();
	const contact = noteWaiting(sandbox, session, addressAt(trigger.url));

	meanwhile(sandbox, session, trigger.url);
	sandbox.receive({ sessionId, text: 'Sim' });
	await sandbox.deliveries.settle();
	await trigger.settle();

	return { received, executions: trigger.executions };
}

describe('a reply in a session', () => {
	it('is passed on to the execution of the same n8n that waits for it', async (t) => {
		const { received, executions } = await answered(
			t,
			(own) => `${own}/webhook-waiting/7/reply?signature=1&key=${KEY}`,
		);
		const [{ url, body }] = received;
		assert.equal(received.length, 1);
		assert.equal(url, `/webhook-waiting/7/reply?signature=1&key=${KEY}`);
		assert.equal((JSON.parse(body) as { eventType: string }).eventType, 'MESSAGE_RECEIVED');
		assert.deepEqual(executions, []);
	});

	const address = (own: string) => `${own}/webhook-waiting/7/reply?signature=1&key=${KEY}`;

	it('is passed on by an execution of the trigger where its session cannot be had within some seconds', async (t) => {
		const { received, executions } = await answered(t, address, taken, ({ faults }) =>
			faults.add({ kind: 'serverError', path: '/chat/v2/session/*', times: 4 }),
		);
		assert.equal(received.length, 1);
		assert.deepEqual(
			executions.map(({ status, items }) => ({ status, items })),
			[{ status: 'success', items: [] }],
		);
	});

	it('is passed on from a session that the contact opens anew', async (t) => {
		const { received, executions } = await answered(t, address, taken, (_, session) => {
			session.status = 'COMPLETED';
			session.metadata = {};
		});
		assert.equal(received.length, 1);
		assert.deepEqual(executions, []);
	});

	it('is passed on to all executions that wait for it, but to none whose time is up or that waits on another channel', async (t) => {
		const { received, executions } = await answered(t, address, taken, (sandbox, session, own) => {
			const other = [...sandbox.account.channels.keys()].find((id) => id !== session.channelId) ?? '';
			noteWaiting(sandbox, session, `${own}/webhook-waiting/8/reply?key=${KEY}`, 2);
			noteWaiting(sandbox, session, `${own}/webhook-waiting/9/reply?key=${KEY}&until=1000`, 3);
			noteWaiting(sandbox, { ...session, channelId: other }, `${own}/webhook-waiting/10/reply?key=${KEY}`);
		});
		assert.deepEqual(received.map(({ url }) => url.split('/')[2]).sort(), ['7', '8']);
		assert.deepEqual(executions, []);
	});

	it('counts as taken when the execution goes on with it, and only its answer is lost', async (t) => {
		const { received, executions } = await answered(t, address, (contact, response) => {
			contact.metadata = {};
			response.destroy();
		});
		assert.equal(received.length, 1);
		assert.deepEqual(executions, []);
	});

	it("starts the trigger's own workflow when the execution does not answer, and goes on sleeping", async (t) => {
		const { received, executions } = await answered(t, address, (_, response) => void response.destroy());
		assert.equal(received.length, 1);
		assert.equal(executions.length, 1);
	});

	const foreign: Record<string, (own: string) => unknown> = {
		'is that of another n8n': (own) => `${own.replace('127.0.0.1', 'localhost')}/webhook-waiting/7/reply?key=${KEY}`,
		'has another port': (own) => `${new URL(own).protocol}//127.0.0.1:9/webhook-waiting/7/reply?key=${KEY}`,
		'has another protocol': (own) => `${own.replace('http:', 'https:')}/webhook-waiting/7/reply?key=${KEY}`,
		'begins like its own': (own) => `${own}.example.com/webhook-waiting/7/reply?key=${KEY}`,
		'has its own as a name': (own) => `${own}@127.0.0.1:9/webhook-waiting/7/reply?key=${KEY}`,
		'is another one of its own': (own) => `${own}/rest/login?key=${KEY}`,
		'has no key': (own) => `${own}/webhook-waiting/7/reply`,
		'has the end in its query': (own) => `${own}/rest/login?/reply&key=${KEY}`,
		'is none': () => 'nothing',
		'is no text': () => ({ href: 'http://127.0.0.1:9/' }),
	};
	for (const [what, addressAt] of Object.entries(foreign)) {
		it(`starts the trigger's own workflow, and nobody is asked, when the address ${what}`, async (t) => {
			const { received, executions } = await answered(t, addressAt);
			assert.deepEqual(received, []);
			assert.equal(executions.length, 1);
		});
	}

	it('is passed on to no other server', async (t) => {
		let asked = 0;
		const other = createServer((_, response) => void (asked++, response.end('{"taken":true}')));
		await once(other.listen(0, '127.0.0.1'), 'listening');
		t.after(() => other.close());
		const address = other.address();
		assert.ok(typeof address === 'object' && address !== null);
		const { executions } = await answered(
			t,
			() => `http://127.0.0.1:${address.port}/webhook-waiting/7/reply?key=${KEY}`,
		);
		assert.equal(asked, 0);
		assert.equal(executions.length, 1);
	});
});
