import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Account, Session } from '../../../sandbox/account.mts';
import { outputOf, type Trial } from './trial.mts';

const example = 'summarize-a-conversation';

/** The session that the example is set to: the longest without a note. */
function sessionOf({ sessions }: Account): Session {
	const [longest] = [...sessions.values()]
		.filter(({ notes }) => notes.length === 0)
		.sort((one, other) => other.messages.length - one.messages.length);
	return longest;
}

export const summary: Trial = {
	example,
	settings: (account) => ({ conversation: `https://app.example.com/chat2/sessions/${sessionOf(account).id}` }),
	declare: (stage) =>
		it('reads all that was written and leaves a note, which only the team sees', async () => {
			const { sandbox } = stage();
			sandbox.reset();
			const { account } = sandbox;
			const session = sessionOf(account);
			const contact = account.contacts.get(session.contactId);
			const messages = [...session.messages];
			const agent = [...account.agents.values()].find(({ userId }) => userId === messages.at(-1)?.userId);

			const run = await stage().run(example, "When clicking 'Execute workflow'");

			assert.equal(run.status, 'success');
			const text = [
				`Conversation with ${contact?.name}: ${messages.length} messages`,
				`Asked: ${messages[0].text}`,
				`Last: ${agent?.name}: ${messages.at(-1)?.text}`,
			].join('\n');
			assert.deepEqual(
				session.notes.map((note) => note.text),
				[text],
			);
			assert.deepEqual(session.messages, messages);
			const [{ transcript }] = outputOf(run, 'Get Transcript');
			assert.equal(String(transcript).split('\n').length, messages.length);
			assert.deepEqual(sandbox.departures, []);
		}),
};
