/** Workflows of other nodes, converted, in real n8n with the packed package; and the page that converts, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { convert } from '../../migrate/convert.mts';
import { startBrowser } from '../../harness/browser.mts';
import { openEditor } from '../../harness/n8n/openEditor.mts';
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
			// All ran in one account, where the number may have become somebody else's.
			const holder = [...sandbox.account.contacts.values()].find(
				({ phoneNumber }) => phoneNumber?.replace(/\D/g, '') === of.phone.replace(/\D/g, ''),
			);
			const afterwards = { ...of, holder: holder?.id ?? of.holder };
			const missing = entries.filter((entry) => {
				const expected = whole(entry.sends?.(afterwards) ?? { method: '', path: '' });
				const wanted = JSON.stringify(sortedKeys(expected));
				return !(uploads(expected) ? files : requests).includes(wanted);
			});
			assert.deepEqual(missing.map(nameOf), []);
			assert.deepEqual(sandbox.departures, []);
		});
	}

	it('a workflow goes through the page from one canvas to another, and does there what it did', async () => {
		const { sandbox } = stage;
		sandbox.reset();
		const pending = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'PENDING');
		const department = String(pending[0]?.departmentId);
		const ids = pending.filter(({ departmentId }) => departmentId === department).map(({ id }) => id);
		assert.ok(ids.length > 1);
		const old = {
			nodes: [
				start,
				node(
					'List Sessions',
					WTS.type,
					{
						resource: 'session',
						operation: 'getAllSessions',
						statusSession: ['PENDING'],
						departmentId: department,
						pageSize: 100,
					},
					{ position: [220, 0], credentials: credentials() },
				),
				node('Split Out', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'items', options: {} }, { position: [440, 0] }),
				node(
					'Conclude',
					WTS.type,
					{ resource: 'session', operation: 'concludeSession', sessionId: '={{ $json.id }}' },
					{ position: [660, 0], credentials: credentials() },
				),
			],
			connections: {
				Start: { main: [[wire('List Sessions')]] },
				'List Sessions': { main: [[wire('Split Out')]] },
				'Split Out': { main: [[wire('Conclude')]] },
			},
		};
		await using server = await stage.n8n.start();
		await using editor = await openEditor(server);
		const permissions = ['clipboard-read', 'clipboard-write'];
		await editor.page.context().grantPermissions(permissions);
		await using browser = await startBrowser();
		const page = await browser.newPage({ permissions });
		const { problems, foreign } = watch(page);
		await page.goto(`${sandbox.url}/migrate`);
		await page.getByRole('button', { name: 'English' }).click();
		await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(JSON.stringify(old))})`);
		await page.getByRole('textbox', { name: 'Paste your workflow' }).click();
		await page.keyboard.press('ControlOrMeta+V');
		await page.getByText('Nodes that were changed: 3. Nodes that need you: 0.').waitFor();
		await page.getByText('Is now “Session: Complete” of WTS Chat.').waitFor();
		await page.getByText('Show the node before and after').last().click();
		await page.locator('pre').filter({ hasText: '"operation": "concludeSession"' }).waitFor();
		await page.locator('pre').filter({ hasText: '"operation": "complete"' }).waitFor();
		await page.getByRole('button', { name: 'Português' }).click();
		await page.getByText('Agora é “Session: Complete” do WTS Chat.').waitFor();
		assert.equal(await page.locator('html').getAttribute('lang'), 'pt-BR');
		await page.getByRole('button', { name: 'Copiar o resultado' }).click();
		await page.getByText('Copiado.').waitFor();
		const copied = await page.evaluate('navigator.clipboard.readText()');
		assert.deepEqual([problems, foreign], [[], []]);

		await editor.newWorkflow();
		await editor.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(copied)})`);
		await editor.page.keyboard.press('ControlOrMeta+V');
		await editor.page.getByTestId('canvas-node').filter({ hasText: 'Conclude' }).waitFor();
		assert.equal(await editor.page.getByTestId('canvas-node').count(), 3);
		await editor.execute('Conclude');

		const completed = [...sandbox.account.sessions.values()].filter(({ id }) => ids.includes(id));
		assert.deepEqual(new Set(completed.map(({ status }) => status)), new Set(['COMPLETED']));
		assert.deepEqual(sandbox.departures, []);
	});
});

/** What goes wrong in a page, and what it asks for beside itself. */
function watch(page: Page): { problems: string[]; foreign: string[] } {
	const problems: string[] = [];
	const foreign: string[] = [];
	page.on('pageerror', (error) => problems.push(String(error)));
	page.on('console', (entry) => entry.type() === 'error' && problems.push(entry.text()));
	page.on('request', (request) => {
		const { pathname } = new URL(request.url());
		// Browsers ask for an icon by themselves.
		if (!['/migrate', '/favicon.ico'].includes(pathname)) foreign.push(request.url());
	});
	return { problems, foreign };
}

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
