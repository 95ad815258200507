import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleNames, type ExampleName } from '../../harness/examples.mts';
import { differences } from '../../harness/n8n/version.mts';
import { project } from '../../harness/package.mts';
import { agent } from './examples/agent.mts';
import { assistants } from './examples/assistants.mts';
import { bookSlot } from './examples/bookSlot.mts';
import { chatbotAgent } from './examples/chatbotAgent.mts';
import { chatbotAsks } from './examples/chatbotAsks.mts';
import { checkAccount } from './examples/checkAccount.mts';
import { closeIdle } from './examples/closeIdle.mts';
import { completeDepartment, completeSession } from './examples/completeSession.mts';
import { exportAccount, keepTables } from './examples/tables.mts';
import { handsOver } from './examples/handsOver.mts';
import { issuesOf, nodeTypesOf } from './examples/issues.mts';
import { lead } from './examples/lead.mts';
import { mcpServer } from './examples/mcpServer.mts';
import { rating } from './examples/rating.mts';
import { report } from './examples/report.mts';
import { setExampleStage, type ExampleStage } from './examples/trial.mts';
import { summary } from './examples/summary.mts';
import { template } from './examples/template.mts';
import { ticket } from './examples/ticket.mts';
import { withoutDoubling } from './examples/withoutDoubling.mts';

const trials = [
	agent,
	...assistants,
	bookSlot,
	chatbotAgent,
	chatbotAsks,
	checkAccount,
	closeIdle,
	completeDepartment,
	completeSession,
	exportAccount,
	handsOver,
	keepTables,
	lead,
	mcpServer,
	rating,
	report,
	summary,
	template,
	ticket,
	withoutDoubling,
];
/** Those of which this n8n knows all that their nodes do. */
const isKnown = (name: ExampleName) =>
	differences.createsTables || !trials.some(({ example, keepsTable }) => example === name && keepsTable);
/** In the tests of the trigger. */
const triedElsewhere: readonly ExampleName[] = ['contact-writes-answer-complete'];

describe('The example workflows, in real n8n with the packed package', () => {
	let stage: ExampleStage;
	before(async () => {
		stage = await setExampleStage(trials);
	});
	after(async () => await stage?.[Symbol.asyncDispose]());

	it('are all of them', async () => {
		const files = await readdir(path.join(project, 'examples'));
		assert.deepEqual(files.sort(), exampleNames.map((name) => `${name}.json`).sort());
		const tried = [...trials.map(({ example }) => example), ...triedElsewhere];
		assert.deepEqual(tried.sort(), exampleNames.toSorted());
	});

	it('import without a word of warning', () => {
		const { length } = exampleNames;
		const printed = stage.imported
			.split('\n')
			.map((line) => /^\S+ +(?!debug)\w+ +(.*?)(?: \{ .* \})?$/.exec(line)?.[1]);
		assert.deepEqual(
			printed.filter((line) => line !== undefined),
			[`Importing ${length} workflows...`, `Successfully imported ${length} workflows.`],
		);
	});

	it('open in the editor without an issue in any node', async () => {
		const nodeTypes = await nodeTypesOf(stage.server);
		const names = exampleNames.filter(isKnown);
		const issues = await Promise.all(names.map(async (name) => [name, await issuesOf(stage.server, nodeTypes, name)]));
		assert.deepEqual(Object.fromEntries(issues), Object.fromEntries(names.map((name) => [name, []])));
	});

	for (const { example, declare } of trials) {
		const skip = !isKnown(example) && 'this n8n creates no tables';
		describe(example, { skip }, () => declare(() => stage));
	}
});
