import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Session } from '../../sandbox/account.mts';
import { prepareExample } from '../../scripts/examples.mts';
import { setBareStage, type BareStage } from '../stage.mts';

describe('Summarize a conversation: the example in real n8n, with the packed package', () => {
	let stage: BareStage;
	let session: Session;
	before(async () => {
		stage = await setBareStage();
		const { account } = stage.sandbox;
		const [longest] = [...account.sessions.values()]
			.filter(({ notes }) => notes.length === 0)
			.sort((one, other) => other.messages.length - one.messages.length);
		session = longest;
	});
	after(async () => await stage?.[Symbol.asyncDispose]());

	it('reads all that was written and leaves a note, which only the team sees', async () => {
		const { sandbox, n8n, credential } = stage;
		const { account } = sandbox;
		const contact = account.contacts.get(session.contactId);
		const messages = [...session.messages];
		const agent = [...account.agents.values()].find(({ userId }) => userId === messages.at(-1)?.userId);
		const example = 'summarize-a-conversation';
		await n8n.importWorkflows(await prepareExample(example, credential, { sessionId: session.id }));

		const run = await n8n.execute(example);

		assert.equal(run.data.resultData.error, undefined);
		const summary = [
			`Conversation with ${contact?.name}: ${messages.length} messages`,
			`Asked: ${messages[0].text}`,
			`Last: ${agent?.name}: ${messages.at(-1)?.text}`,
		].join('\n');
		assert.deepEqual(
			session.notes.map(({ text }) => text),
			[summary],
		);
		assert.deepEqual(session.messages, messages);
		const [transcript] = run.data.resultData.runData['Get Transcript'][0].data?.main[0] ?? [];
		assert.equal(String(transcript.json.transcript).split('\n').length, messages.length);
		assert.deepEqual(sandbox.departures, []);
	});
});
