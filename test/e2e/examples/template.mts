import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { addContact } from '../../../sandbox/contacts.mts';
import { rowsOf } from './tables.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'send-a-template-to-a-list';
const trigger = "When clicking 'Execute workflow'";

const optOutTag = 'Não quer receber';
const people = [
	{ nome: 'Ana Lúcia', phoneNumber: '+55 11 98888-7766' },
	{ nome: 'Bruno', phoneNumber: 'unknown' },
	{ nome: 'Conceição', phoneNumber: '(21) 97777-6655' },
	{ nome: 'Dora', phoneNumber: '+55 41 96000-0001' },
	{ nome: 'Ana', phoneNumber: '(11) 8888-7766' },
];

function declare(stage: () => ExampleStage): void {
	it('tells first who would get it, then sends a test and to each whom it may once, and keeps a row of each', async () => {
		const { sandbox, server } = stage();
		sandbox.reset();
		const { account } = sandbox;
		const tag = { ...[...account.tags.values()][0], id: randomUUID(), name: optOutTag };
		account.tags.set(tag.id, tag);
		addContact(account, { name: 'Dora', phoneNumber: '+55|41960000001' }).tagIds = [tag.id];
		const before = new Set(account.messages.keys());
		const textsSent = () => [...account.messages.values()].filter(({ id }) => !before.has(id)).map(({ text }) => text);
		const sends = () =>
			sandbox.requests.map(({ operation }) => operation).filter((operation) => operation?.startsWith('sendTemplate'));

		const dry = await stage().run(example, trigger);
		assert.equal(dry.status, 'success', dry.data.resultData.error?.message);
		assert.deepEqual(textsSent(), []);
		assert.deepEqual(sends(), []);

		const workflow = await server.workflow(example);
		const sending = workflow.nodes.find(({ name }) => name === 'Send Template to Many');
		assert.ok(sending);
		assert.equal(sending.parameters.dryRun, true);
		sending.parameters.dryRun = false;
		const { id } = await server.saveWorkflow(workflow);
		const texts = [
			'Olá Ana Lúcia, seja bem-vindo à Aurora!',
			'Olá Ana Lúcia, seja bem-vindo à Aurora!',
			'Olá Conceição, seja bem-vindo à Aurora!',
		];
		for (let round = 1; round <= 2; round++) {
			const run = await server.ended(await server.run(id, trigger));
			assert.equal(run.status, 'success', run.data.resultData.error?.message);
			assert.deepEqual(textsSent().toSorted(), texts, `the test and two people, round ${round}`);
			assert.equal(outputOf(run, 'Save Report').length, people.length);
		}
		assert.deepEqual(sends(), ['sendTemplate', 'sendTemplateBatch']);

		const rows = await rowsOf(stage(), 'WTS Campaigns');
		assert.deepEqual(
			rows.map(({ phoneNumber, outcome }) => [phoneNumber, outcome]),
			[
				['wouldSend', 'skipped'],
				['sent', 'skipped'],
				['skipped', 'skipped'],
			].flatMap(([reached, other]) => [
				['+5511988887766', reached],
				['unknown', other],
				['+5521977776655', reached],
				['+5541960000001', other],
				['+551188887766', other],
			]),
		);
		assert.ok(rows.every(({ campaign }) => campaign === 'May offer'));
		const [, sent, repeated] = [rows.slice(0, 5), rows.slice(5, 10), rows.slice(10)];
		assert.deepEqual(
			[sent[0], sent[2]].map(({ messageId }) => account.messages.get(String(messageId))?.text),
			texts.slice(1),
		);
		assert.match(String(sent[1].reason), /holds something that is not a digit/);
		assert.equal(sent[3].reason, 'The contact has a tag that is left out');
		assert.equal(sent[4].reason, 'The same person is in the list further up');
		assert.match(String(repeated[0].reason), /^It was sent before in this campaign/);
		assert.equal(repeated[0].messageId, sent[0].messageId);
		assert.deepEqual(sandbox.departures, []);
	});
}

export const template: Trial = {
	example,
	keepsTable: true,
	/** A channel of the sandbox, and an approved template of it. */
	settings: () => ({
		campaign: 'May offer',
		channelNumber: '+55 11 4002-0001',
		templateName: 'Boas_Vindas',
		testRecipient: '+55 11 95555-4444',
		optOutTag,
		people: JSON.stringify(people),
	}),
	declare,
};
