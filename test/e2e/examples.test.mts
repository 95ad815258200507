import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { IRun } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { ExampleName } from '../../scripts/examples.mts';
import { setStage, type Stage } from '../../scripts/stage.mts';

/** Each example, and the node in it that completes sessions. */
const examples: readonly (readonly [ExampleName, string])[] = [
	['complete-a-session', 'Complete Session'],
	['complete-everything-that-waits-in-a-department', 'Complete Sessions'],
];

/** The status of every session of the account, by session id. */
function statuses({ account }: Sandbox): Record<string, string> {
	return Object.fromEntries([...account.sessions.values()].map(({ id, status }) => [id, status]));
}

/** What a node of a run put out. */
function outputOf(run: IRun, node: string) {
	return run.data.resultData.runData[node].flatMap((task) => task.data?.main[0] ?? []).map(({ json }) => json);
}

describe('The example workflows, in real n8n with the packed package', () => {
	let stage: Stage;
	before(async () => {
		stage = await setStage();
	});
	after(async () => await stage[Symbol.asyncDispose]());
	beforeEach(() => stage.sandbox.reset());

	it('import without a word of warning', () => {
		const printed = stage.imported.split('\n').filter((line) => line !== '');
		assert.deepEqual(printed, ['Importing 2 workflows...', 'Successfully imported 2 workflows.']);
	});

	for (const [example, node] of examples) {
		it(`${example}: completes its sessions, and no other`, async () => {
			const { sandbox, n8n } = stage;
			const ids = stage.sessionsFor(example).map(({ id }) => id);
			assert.notEqual(ids.length, 0);
			const expected = { ...statuses(sandbox), ...Object.fromEntries(ids.map((id) => [id, 'COMPLETED'])) };

			const run = await n8n.execute(example);

			assert.equal(run.data.resultData.error, undefined);
			assert.equal(run.status, 'success');
			assert.deepEqual(statuses(sandbox), expected);
			const output = outputOf(run, node);
			assert.deepEqual(output.map(({ sessionId }) => sessionId).sort(), ids.toSorted());
			assert.ok(output.every(({ success }) => success === true));
			assert.deepEqual(sandbox.departures, []);
		});
	}

	it('leave the API key nowhere: not in what n8n prints, not in its folder', async () => {
		const { n8n, sandbox } = stage;
		assert.ok(!n8n.output.includes(sandbox.key));
		const files = await readdir(n8n.userFolder, { recursive: true, withFileTypes: true });
		for (const file of files.filter((entry) => entry.isFile())) {
			const content = await readFile(path.join(file.parentPath, file.name));
			assert.ok(!content.includes(sandbox.key), `${file.name} holds the key`);
		}
	});
});
