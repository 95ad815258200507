import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../../sandbox/account.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

/** Takes the most part of what the account holds away, so that n8n does not write thousands of rows. */
function thin({ account }: ExampleStage['sandbox']): void {
	for (const id of [...account.sessions.keys()].slice(15)) account.sessions.delete(id);
	const kept = new Set([...account.sessions.values()].map(({ contactId }) => contactId));
	for (const id of [...account.contacts.keys()].slice(20)) if (!kept.has(id)) account.contacts.delete(id);
	for (const id of [...account.cards.keys()].slice(20)) account.cards.delete(id);
}

/** What stands in a table of n8n. */
export async function rowsOf({ server }: ExampleStage, table: string): Promise<IDataObject[]> {
	const { id } = await server.saveWorkflow({
		name: `Read ${table}`,
		nodes: [
			{
				id: '1',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: '2',
				name: 'Read',
				type: 'n8n-nodes-base.dataTable',
				typeVersion: 1.1,
				position: [200, 0],
				parameters: {
					resource: 'row',
					operation: 'get',
					dataTableId: { __rl: true, mode: 'name', value: table },
					returnAll: true,
				},
			},
		],
		connections: { Start: { main: [[{ node: 'Read', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	const run = await server.ended(await server.run(id, 'Start'));
	assert.equal(run.status, 'success');
	return outputOf(run, 'Read');
}

/** That each record has one row. */
function assertRows(rows: readonly IDataObject[], records: Iterable<{ id: string }>): void {
	const ids = rows.map(({ wtsId }) => String(wtsId)).toSorted();
	assert.deepEqual(ids, [...records].map(({ id }) => id).toSorted());
}

const messagesOf = ({ sessions }: Account) => [...sessions.values()].flatMap(({ messages }) => messages);
const activeOf = ({ contacts }: Account) => [...contacts.values()].filter(({ status }) => status === 'ACTIVE');

export const keepTables: Trial = {
	example: 'keep-tables-up-to-date',
	keepsTable: true,
	declare: (stage) => {
		it('brings sessions, messages and contacts into tables, and what changes, each once', async () => {
			const { sandbox, server } = stage();
			const { example } = keepTables;
			sandbox.reset();
			thin(sandbox);
			const made = await stage().run(example, 'Create the Tables');
			assert.equal(made.status, 'success');
			const copy = await stage().publish(example);
			const first = await server.executed(copy, 3);
			assert.ok(first.every(({ status }) => status === 'success'));
			const { account } = sandbox;
			assertRows(await rowsOf(stage(), 'WTS Sessions'), account.sessions.values());
			assertRows(await rowsOf(stage(), 'WTS Messages'), messagesOf(account));
			assertRows(await rowsOf(stage(), 'WTS Contacts'), activeOf(account));

			// While n8n does not look.
			await server.unpublish(copy);
			const [contact] = activeOf(account);
			contact.name = 'Ana dos Santos';
			contact.updatedAt = account.clock.iso();
			sandbox.receive({ phoneNumber: '5511987650001', name: 'Bia Nova', text: 'Bom dia!' });
			await server.publish(copy);
			const again = await server.executed(copy, 6);
			assert.ok(again.every(({ status }) => status === 'success'));

			const contacts = await rowsOf(stage(), 'WTS Contacts');
			assertRows(contacts, activeOf(account));
			assert.equal(contacts.find(({ wtsId }) => wtsId === contact.id)?.name, 'Ana dos Santos');
			const messages = await rowsOf(stage(), 'WTS Messages');
			assertRows(messages, messagesOf(account));
			assert.ok(messages.some(({ text }) => text === 'Bom dia!'));
			const sessions = await rowsOf(stage(), 'WTS Sessions');
			assertRows(sessions, account.sessions.values());
			assert.ok(sessions.some(({ contactName }) => contactName === 'Bia Nova'));
			await server.unpublish(copy);
			assert.deepEqual(sandbox.departures, []);
		});
	},
};

export const exportAccount: Trial = {
	example: 'export-the-account',
	keepsTable: true,
	declare: (stage) => {
		it('brings contacts and the cards of all panels into tables, and nothing twice', async () => {
			const { sandbox } = stage();
			sandbox.reset();
			thin(sandbox);
			const { account } = sandbox;
			for (const _ of [1, 2]) {
				const run = await stage().run(exportAccount.example, 'Every 5 Minutes');
				assert.equal(run.status, 'success');
				const contacts = await rowsOf(stage(), 'WTS Contact Export');
				assertRows(contacts, activeOf(account));
				assert.ok(contacts.some(({ tags }) => tags !== ''));
				assert.ok(contacts.some(({ customFields }) => customFields !== '{}'));
				const cards = await rowsOf(stage(), 'WTS Card Export');
				assertRows(cards, account.cards.values());
				assert.ok(cards.every(({ panel, step }) => panel !== null && step !== null));
				assert.ok(cards.some(({ contacts: names }) => names !== ''));
			}
			assert.deepEqual(sandbox.departures, []);
		});
	},
};
