import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'send-to-a-list-without-doubling';
const trigger = "When clicking 'Execute workflow'";

const people = [
	{ name: 'Ana Lúcia', phoneNumber: '+55 11 98888-7766' },
	{ name: 'Bruno', phoneNumber: 'unknown' },
	{ name: 'Conceição', phoneNumber: '(21) 97777-6655' },
];

function declare(stage: () => ExampleStage): void {
	it('sends to everybody once, however often it runs, and tells whom it could not reach', async () => {
		const { sandbox } = stage();
		sandbox.reset();
		const before = new Set(sandbox.account.messages.keys());
		const sentTexts = () =>
			[...sandbox.account.messages.values()].filter(({ id }) => !before.has(id)).map(({ text }) => text);
		const texts = ['Olá Ana Lúcia, seja bem-vindo à Aurora!', 'Olá Conceição, seja bem-vindo à Aurora!'];

		for (let round = 1; round <= 2; round++) {
			const run = await stage().run(example, trigger);

			assert.equal(run.status, 'success');
			assert.deepEqual(sentTexts().toSorted(), texts, `round ${round}`);
			const [notSent, ...others] = outputOf(run, 'Not Sent');
			assert.deepEqual(others, []);
			assert.deepEqual([notSent.name, notSent.phoneNumber], ['Bruno', 'unknown']);
			assert.match(String(notSent.reason), /“unknown”/);
		}
		assert.equal(sandbox.requests.filter(({ method }) => method === 'POST').length, 1);
		assert.deepEqual(sandbox.departures, []);
	});

	it('sends nothing when it cannot find out what was sent', async () => {
		const { sandbox } = stage();
		sandbox.reset();
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/send/message/*', text: 'Serviço em manutenção' });

		const run = await stage().run(example, trigger);

		assert.equal(run.status, 'error');
		assert.deepEqual(
			sandbox.requests.filter(({ method }) => method === 'POST'),
			[],
		);
		sandbox.reset();
	});
}

export const withoutDoubling: Trial = {
	example,
	settings: () => ({
		campaign: 'may-offer',
		channelNumber: '+55 11 4002-0001',
		templateName: 'boas_vindas',
		parameterName: 'nome',
		people: JSON.stringify(people),
	}),
	declare,
};
