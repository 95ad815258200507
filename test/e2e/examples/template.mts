import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'send-a-template-to-a-list';

const people = [
	{ name: 'Ana Lúcia', phoneNumber: '+55 11 98888-7766' },
	{ name: 'Bruno', phoneNumber: 'unknown' },
	{ name: 'Conceição', phoneNumber: '(21) 97777-6655' },
];
/** A channel of the sandbox, and an approved template of it. */
const settings = {
	channelNumber: '+55 11 4002-0001',
	templateName: 'Boas_Vindas',
	parameterName: 'nome',
	people: JSON.stringify(people),
};

function declare(stage: () => ExampleStage): void {
	it('sends to each whom it can, in one request, and says of each what became of it', async () => {
		const { sandbox } = stage();
		sandbox.reset();
		const before = new Set(sandbox.account.messages.keys());

		const run = await stage().run(example, "When clicking 'Execute workflow'");

		assert.equal(run.status, 'success');
		const sent = [...sandbox.account.messages.values()].filter(({ id }) => !before.has(id));
		const texts = sent.map(({ text }) => text).sort();
		assert.deepEqual(texts, ['Olá Ana Lúcia, seja bem-vindo à Aurora!', 'Olá Conceição, seja bem-vindo à Aurora!']);
		assert.deepEqual(
			sandbox.requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation),
			['sendTemplateBatch'],
		);
		assert.deepEqual(sandbox.departures, []);

		const [ana, bruno, conceicao] = people;
		const accepted = outputOf(run, 'Accepted');
		const ids = accepted.map(({ messageId }) => messageId);
		assert.deepEqual(ids.toSorted(), sent.map(({ id }) => id).sort());
		const [{ reason }] = outputOf(run, 'Not Sent');
		assert.match(String(reason), /“unknown”/);
		assert.deepEqual(outputOf(run, 'Results'), [
			{ ...ana, result: 'accepted', messageId: ids[0] },
			{ ...conceicao, result: 'accepted', messageId: ids[1] },
			{ ...bruno, result: 'not sent', reason },
		]);
	});
}

export const template: Trial = { example, settings: () => settings, declare };
