/** What looks for secrets after the tests in queue mode finds them: here a workflow leaks the API key. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startSandbox } from '../../sandbox/sandbox.mts';
import { chain, webhook } from '../../harness/n8n/chain.mts';
import { startSearchedQueue } from '../watchedStage.mts';

it('In queue mode, the search for secrets finds a key that leaked', async () => {
	await using sandbox = await startSandbox();
	const { queue, search } = await startSearchedQueue(sandbox, { workers: 1 });
	await using _ = queue;
	const caught = webhook('leak');
	// The worker hands the answer over to the main process.
	const answering = { ...caught, parameters: { ...caught.parameters, responseMode: 'lastNode' } };
	const set = {
		name: `Set ${sandbox.key}`,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: { assignments: [{ id: '1', name: 'text', value: `Bearer ${sandbox.key}`, type: 'string' }] },
			options: {},
		},
	};
	const workflow = await queue.server.saveWorkflow({ name: 'Leak', ...chain(answering, set) });
	await queue.server.publish(workflow);
	const response = await fetch(`${queue.server.url}/webhook/leak`, { method: 'POST' });
	assert.ok((await response.text()).includes(sandbox.key));
	await queue.server.executed(workflow, 1);

	const findings = await search();
	for (const place of [
		'what n8n printed',
		'what n8n said to Redis',
		'the column nodes of the table workflow_entity',
		'the column data of the table execution_data',
	])
		assert.ok(findings.includes(`The API key is in ${place}`), `${place}\n${findings.join('\n')}`);
});
