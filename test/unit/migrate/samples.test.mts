// Whole workflows, in the shapes of those that the vendor publishes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { convert } from '../../../migrate/convert.mts';
import type { WorkflowNode } from '../../../migrate/workflow.mts';
import { samples, type Workflow } from './sampleWorkflows.mts';
import { faultsOf } from './valid.mts';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/**
 * A workflow as a file, in spellings that writing the whole anew would not keep: "3.0" would become "3", and an escaped
 * letter the letter itself. The vendor's nodes and ours have neither in them.
 */
const fileOf = (workflow: Workflow) =>
	`${JSON.stringify(workflow, null, 2).replaceAll('"typeVersion": 2,', '"typeVersion": 2.0,').replaceAll('ç', '\\u00e7')}\n`;

for (const { title, workflow, expected } of samples) {
	describe(`a workflow of the vendor's kind in which ${title}`, () => {
		const file = fileOf(workflow);
		const { text, changes, remarks } = convert(file);
		const result = JSON.parse(text) as Workflow;
		const notes = result.nodes.slice(workflow.nodes.length);
		const byName = (name: string) => result.nodes.find((node) => node.name === name);

		it('gets our nodes in place of the vendor’s, and is the same byte for byte everywhere else', () => {
			const wanted = workflow.nodes.map((node): WorkflowNode => {
				const parameters = expected[node.name]?.becomes;
				return parameters ? { ...node, type: 'n8n-nodes-wts-chat.wtsChat', parameters } : node;
			});
			// In whatever order the parameters of our own nodes stand.
			for (const node of wanted) {
				if (expected[node.name]?.becomes) assert.deepEqual(byName(node.name), node);
			}
			const inOrder = wanted.map((node) => (expected[node.name]?.becomes ? (byName(node.name) ?? node) : node));
			assert.equal(text, fileOf({ ...workflow, nodes: [...inOrder, ...notes] }));
			assert.notEqual(text, file);
		});

		it('keeps the vendor’s node only where it says why', () => {
			const kept = result.nodes.filter(({ type }) => type.startsWith('n8n-nodes-wts.')).map(({ name }) => name);
			const noted = kept.filter((name) => byName(`WTS Chat: ${name}`) !== undefined);
			assert.deepEqual(noted, kept);
			assert.deepEqual(
				kept,
				Object.keys(expected).filter((name) => expected[name]?.note && !expected[name].becomes),
			);
		});

		it('gets nodes that our description allows', () => {
			const ours = result.nodes.filter(({ type }) => type === 'n8n-nodes-wts-chat.wtsChat');
			assert.ok(ours.length > 0);
			for (const { name, parameters } of ours) assert.deepEqual(faultsOf(parameters as INodeParameters), [], name);
		});

		it('keeps its wires, of all kinds, each between nodes that are there', () => {
			assert.deepEqual(result.connections, workflow.connections);
			const names = new Set(result.nodes.map(({ name }) => name));
			const ends = Object.entries(result.connections).flatMap(([from, outputs]) => [
				from,
				...Object.values(outputs)
					.flat(2)
					.map(({ node }) => node),
			]);
			assert.deepEqual(
				ends.filter((name) => !names.has(name)),
				[],
			);
		});

		it('is spoken of where there is something to say, and nowhere else', () => {
			assert.deepEqual(remarks, []);
			assert.deepEqual(
				Object.fromEntries(changes.map((change) => [change.node, change.remarks.map(({ code }) => code)])),
				Object.fromEntries(Object.entries(expected).map(([name, { says }]) => [name, says])),
			);
		});

		it('gets notes where a person is needed', () => {
			const noted = Object.entries(expected).filter(([, { note }]) => note !== undefined);
			assert.deepEqual(
				notes.map(({ name, type }) => [name, type]),
				noted.map(([name]) => [`WTS Chat: ${name}`, STICKY_NOTE]),
			);
			for (const [name, { note = /^$/ }] of noted) {
				assert.match(String(byName(`WTS Chat: ${name}`)?.parameters.content), note);
			}
		});

		it('is not changed by a second conversion', () => {
			assert.equal(convert(text).text, text);
		});
	});
}
