/** Workflows of other nodes, converted, in real n8n with the packed package; and the page that converts, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { convert } from '../../migrate/convert.mts';
import type { Workflow } from '../../harness/n8n/n8n.mts';
import { namesIn } from '../engine/migrate/account.mts';
import type { Named } from '../unit/migrate/account.mts';
import { FRONTCRM, nameOf, WTS, type OldType } from '../unit/migrate/convertOne.mts';
import { frontcrmNodes } from '../unit/migrate/frontcrmNodes.mts';
import { uploads, whole, withoutFileId, written } from '../unit/migrate/requests.mts';
import { wtsNodes, type OldNode } from '../unit/migrate/wtsNodes.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';

interface SavedNode {
	name: string;
	type: string;
	credentials?: object;
	[more: string]: unknown;
}

const node = (name: string, type: string, parameters: object, more: object = {}): SavedNode => ({
	id: `id-${name}`,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	...more,
});
const wire = (to: string) => ({ node: to, type: 'main', index: 0 });
const start = node('Start', 'n8n-nodes-base.manualTrigger', {});

describe('Workflows of other nodes, converted, in real n8n', { timeout: 1_200_000 }, () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	before(async () => {
		stage = resources.use(await setWatchedStage());
	});
	after(async () => await resources.disposeAsync());

	/** The credential of the sandbox, as a workflow names it. */
	const credentials = () => ({ wtsApi: { id: stage.credential.id, name: stage.credential.name } });

	/** All of a package's actions in one workflow, each of which runs whatever becomes of the others. */
	function workflowOf(id: string, { type }: OldType, table: readonly OldNode[], of: Named): object {
		const old = table.map((entry, index) => {
			const [resource, operation] = entry.action;
			return node(
				nameOf(entry),
				type,
				{ resource, operation, ...entry.parameters(of) },
				{
					position: [800, index * 200],
					onError: 'continueRegularOutput',
					...(type === WTS.type && { credentials: credentials() }),
				},
			);
		});
		const text = node(
			'Text',
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: '{"text":"x"}', options: {} },
			{ typeVersion: 3.4 },
		);
		const file = node(
			'File',
			'n8n-nodes-base.convertToFile',
			{ operation: 'toText', sourceProperty: 'text', options: {} },
			{ typeVersion: 1.1 },
		);
		return {
			id,
			name: id,
			nodes: [start, text, file, ...old],
			connections: {
				Start: { main: [[wire('Text')]] },
				Text: { main: [[wire('File')]] },
				File: { main: [old.map(({ name }) => wire(name))] },
			},
			settings: { executionOrder: 'v1' },
		};
	}

	for (const [id, oldType, table] of [
		['all-of-wts', WTS, wtsNodes],
		['all-of-frontcrm', FRONTCRM, frontcrmNodes],
	] as const) {
		it(`all actions of ${oldType.type} send what their description says, or the difference that is named`, async () => {
			const { sandbox, n8n } = stage;
			sandbox.reset();
			const of = await namesIn(sandbox);
			const entries = table.filter(({ sends }) => sends !== undefined);
			const { text } = convert(JSON.stringify(workflowOf(id, oldType, entries, of)));
			const workflow = JSON.parse(text) as Omit<Workflow, 'nodes'> & { nodes: SavedNode[] };
			// The one step that the converter leaves to a person is to choose the credential.
			const ours = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-wts-chat.wtsChat');
			assert.equal(ours.length, entries.length);
			for (const chosen of ours) chosen.credentials ??= credentials();
			await n8n.importWorkflows(workflow);

			const { status } = await n8n.execute(id);

			assert.equal(status, 'success');
			const requests = sandbox.requests.map(written).map((request) => JSON.stringify(sortedKeys(request)));
			const files = sandbox.requests
				.map(written)
				.filter(({ body }) => typeof body === 'object' && body !== null && 'fileIdOrUrl' in body)
				.map((request) => JSON.stringify(sortedKeys(withoutFileId(request))));
			const missing = entries.filter((entry) => {
				const expected = whole(entry.sends?.(of) ?? { method: '', path: '' });
				const wanted = JSON.stringify(sortedKeys(expected));
				return !(uploads(expected) ? files : requests).includes(wanted);
			});
			assert.deepEqual(missing.map(nameOf), []);
			assert.deepEqual(sandbox.departures, []);
		});
	}
});

/** The same value with the names of all objects in order, so that equal ones are written alike. */
function sortedKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sortedKeys);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, held]) => [name, sortedKeys(held)]),
	);
}
