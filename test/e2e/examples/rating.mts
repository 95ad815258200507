import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../../../harness/until.mts';
import type { Trial } from './trial.mts';

const example = 'ask-for-a-rating-then-complete';

export const rating: Trial = {
	example,
	declare: (stage) =>
		it('asks, asks again, notes the rating and completes the session', async () => {
			const { sandbox, server, webhookHeader, publish } = stage();
			sandbox.reset();
			const workflow = await publish(example);
			const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
			const session = sandbox.account.sessions.get(sessionId);
			assert.ok(session);
			const said = () => session.messages.slice(1).map(({ text }) => text);

			await fetch(`${server.url}/webhook/conversation-is-done`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', [webhookHeader.name]: webhookHeader.value },
				body: JSON.stringify({ sessionId }),
			});
			await server.asleep(workflow, 1);
			assert.equal(session.status, 'IN_PROGRESS');
			sandbox.receive({ sessionId, text: 'Muito bom!' });
			await until('the contact is asked again', () => said().length === 3);
			sandbox.receive({ sessionId, text: 'nota 5' });
			const [{ status }] = await server.executed(workflow, 1);

			assert.equal(status, 'success');
			assert.deepEqual(said(), [
				'How do you rate our service, from 1 (bad) to 5 (very good)?',
				'Muito bom!',
				'Sorry, I did not understand that. Please answer with a number from 1 to 5.\n\nHow do you rate our service, from 1 (bad) to 5 (very good)?',
				'nota 5',
			]);
			assert.deepEqual(
				session.notes.map(({ text }) => text),
				['Rated 5 of 5: “nota 5”'],
			);
			assert.equal(session.status, 'COMPLETED');
			assert.equal(sandbox.account.subscriptions.size, 0);
			assert.deepEqual(sandbox.departures, []);
		}),
};
