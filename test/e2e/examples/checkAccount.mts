import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'check-my-account';

/** Kinds of which the sandbox's account holds nothing. */
const NONE = ['Webhook Subscriptions', 'Scheduled Messages'];

function declare(stage: () => ExampleStage): void {
	const table = async () => {
		const run = await stage().run(example, "When clicking 'Execute workflow'");
		assert.equal(run.status, 'success');
		return outputOf(run, 'What Differs');
	};

	it('reads every kind of record, and finds no difference where there is none', async () => {
		const { sandbox } = stage();
		sandbox.reset();
		const rows = await table();
		const different = rows.filter(({ kind, difference }) => difference !== 'none' && !NONE.includes(String(kind)));
		// No panel of the sandbox has a picture.
		assert.deepEqual(
			different.map(({ kind, field }) => [kind, field]),
			[['Panels', 'thumbnailFile']],
		);
		const nothing = rows.filter(({ kind }) => NONE.includes(String(kind)));
		assert.deepEqual(
			nothing.map(({ difference }) => difference),
			NONE.map(() => 'nothing to compare: the account has none'),
		);
		assert.equal(rows.length, 16);
		assert.deepEqual(
			sandbox.requests.filter(({ method }) => method !== 'GET'),
			[],
		);
		assert.ok(sandbox.requests.length <= 60);
		assert.deepEqual(sandbox.departures, []);
	});

	it('names what is different, and what the key may not read, without a word of the account', async () => {
		const { sandbox } = stage();
		sandbox.reset();
		sandbox.faults.add({
			kind: 'otherBody',
			path: '/core/v1/tag',
			body: '[{"id":"Maria","color":"Lilás","fresh":"Souza"}]',
		});
		sandbox.faults.add({ kind: 'errorInOk', path: '/chat/v1/channel' });
		const rows = await table();
		const of = (kind: string) => rows.filter((row) => row.kind === kind);
		assert.deepEqual(of('Tags').slice(0, 2), [
			{
				kind: 'Tags',
				field: 'color',
				difference: 'a word that the documents do not list',
				seen: 'text of 5',
				times: 1,
			},
			{ kind: 'Tags', field: 'fresh', difference: 'the documents do not know this field', seen: 'text of 5', times: 1 },
		]);
		assert.deepEqual(of('Channels'), [
			{ kind: 'Channels', difference: 'could not be read: open the node to see why', times: 0 },
		]);
		assert.doesNotMatch(JSON.stringify(rows), /Maria|Lilás|Souza/);
	});
}

export const checkAccount: Trial = { example, declare };
