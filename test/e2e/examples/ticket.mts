import assert from 'node:assert/strict';
import { before, beforeEach, it } from 'node:test';
import type { ExampleStage, Trial } from './trial.mts';

const example = 'complete-when-a-ticket-is-resolved';

function declare(stage: () => ExampleStage): void {
	before(async () => await stage().publish(example));
	beforeEach(() => stage().sandbox.reset());

	/** What the ticket system does: it posts, and reads the answer. */
	const resolve = async (body: object, { name, value } = stage().webhookHeader) => {
		const response = await fetch(`${stage().server.url}/webhook/ticket-resolved`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', [name]: value },
			body: JSON.stringify(body),
		});
		const answer: unknown = response.status === 403 ? undefined : await response.json();
		return { status: response.status, answer };
	};
	const phoneNumber = '+55 41 97777-0000';
	const openSession = () => {
		const { sessionId } = stage().sandbox.receive({ phoneNumber, name: 'Íris', text: 'Olá' });
		const session = stage().sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		return session;
	};

	it('completes the session that the contact has open', async () => {
		const session = openSession();

		const { status, answer } = await resolve({ phoneNumber });

		const { id: sessionId, number } = session;
		const endAt = new Date(session.endAt ?? '').toISOString();
		assert.deepEqual([status, answer], [200, { completed: true, sessionId, number, endAt }]);
		assert.equal(session.status, 'COMPLETED');
		assert.deepEqual(stage().sandbox.departures, []);
	});

	it('completes a session that is named', async () => {
		const session = openSession();
		const { status } = await resolve({ sessionId: session.id });
		assert.equal(status, 200);
		assert.equal(session.status, 'COMPLETED');
	});

	it('says so where there is nothing to complete', async () => {
		const session = openSession();
		const { account } = stage().sandbox;
		const unknown = '00000000-0000-4000-8000-000000000000';
		const nothing: Array<[body: object, reason: string]> = [
			[{ phoneNumber: '+55 41 90000-0000' }, 'No contact has this phone number'],
			[{ sessionId: unknown }, 'WTS Chat does not know what was asked for'],
			[{ sessionId: '42' }, 'SessionID is not valid'],
			[{}, 'Contact is empty! Fill in the Contact field'],
		];
		for (const [body, reason] of nothing) {
			assert.deepEqual(await resolve(body), { status: 404, answer: { completed: false, reason } });
		}
		await resolve({ phoneNumber });
		const again = await resolve({ phoneNumber });
		const reason = 'The contact has no open session';
		assert.deepEqual(again, { status: 404, answer: { completed: false, reason } });
		assert.equal(account.sessions.get(session.id)?.status, 'COMPLETED');
	});

	it('lets the other system try again where WTS Chat cannot be asked', async () => {
		openSession();
		stage().sandbox.faults.add({ kind: 'errorInOk' });
		const { status, answer } = await resolve({ phoneNumber });
		const reason = 'WTS Chat did not accept the API key for this request';
		assert.deepEqual([status, answer], [502, { completed: false, reason }]);
	});

	it('takes nothing from callers without the secret', async () => {
		const session = openSession();
		const { status } = await resolve({ phoneNumber }, { name: 'X-Secret', value: 'guessed' });
		assert.equal(status, 403);
		assert.notEqual(session.status, 'COMPLETED');
	});
}

export const ticket: Trial = { example, declare };
