import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Session } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

/** A new session in progress. */
function sessionIn(sandbox: Sandbox): Session {
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const session = sandbox.account.sessions.get(id);
	assert.ok(session);
	return session;
}

const create = async (credential: Credential, sessionId: string, more: INodeParameters) =>
	await run({
		parameters: { resource: 'sessionNote', operation: 'create', sessionId: byId(sessionId), ...more },
		credential,
	});

describe('notes of a session', () => {
	it('are created with text, files by ID and address, and binary data of the item', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		const messages = [...session.messages];
		const content = Buffer.from('%PDF-1.7 laudo técnico');
		const [stored] = await run({
			parameters: {
				resource: 'sessionNote',
				operation: 'create',
				sessionId: byId(session.id),
				text: '',
				additionalFields: { binaryProperties: 'data' },
			},
			items: [
				{
					json: {},
					binary: { data: { data: content.toString('base64'), mimeType: 'application/pdf', fileName: 'laudo.pdf' } },
				},
			],
			credential,
		}).then(({ items }) => items.map(({ json }) => (json.filesIds as string[])[0]));

		const { items } = await run({
			parameters: everyField('sessionNote', 'create', {
				sessionId: byId(session.id),
				text: 'Cliente pediu urgência',
				additionalFields: {
					binaryProperties: 'scan, photo',
					fileIds: [stored],
					fileUrls: ['https://example.com/a.pdf'],
				},
			}),
			items: [
				{
					json: {},
					binary: {
						scan: { data: content.toString('base64'), mimeType: 'application/pdf', fileName: 'scan.pdf' },
						photo: { data: Buffer.from('jpeg').toString('base64'), mimeType: 'image/jpeg', fileName: 'foto.jpg' },
					},
				},
			],
			credential,
		});

		const note = session.notes.at(-1);
		assert.ok(note);
		assert.equal(items[0].json.id, note.id);
		assert.equal(note.text, 'Cliente pediu urgência');
		const files = (note.filesIds ?? []).map((id) => sandbox.account.files.get(id));
		assert.deepEqual(
			files.map((file) => file?.name),
			['laudo.pdf', 'scan.pdf', 'foto.jpg'],
		);
		assert.deepEqual(files[1]?.content, content);
		assert.equal(note.details.files?.at(-1)?.publicUrl, 'https://example.com/a.pdf');
		assert.deepEqual(session.messages, messages);
	});

	it('need a text or a file', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);

		const { error } = await create(credential, session.id, { text: '', additionalFields: { binaryProperties: ' ' } });

		assert.equal(error?.message, 'The note is empty');
		assert.deepEqual(sandbox.requests, []);
	});

	it('are got by their ID, simple or raw', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		await create(credential, session.id, { text: 'um' });
		const [note] = session.notes;
		const get = async (output: string) => {
			const { items } = await run({
				parameters: everyField('sessionNote', 'get', {
					noteId: byId(note.id),
					output,
					options: { ifNotFound: 'error' },
				}),
				credential,
			});
			return items[0].json;
		};

		const simple = await get('simplified');
		assert.equal(simple.text, 'um');
		assert.ok(Object.keys(simple).length <= 10);
		assert.equal((await get('raw')).type, 'NOTE');
	});

	it('give no item where there is none, or say so, as chosen', async (t) => {
		const { credential } = await sandboxFor(t);
		const get = (ifNotFound: string) =>
			run({
				parameters: { resource: 'sessionNote', operation: 'get', noteId: byId(UNKNOWN_ID), options: { ifNotFound } },
				credential,
			});

		assert.deepEqual((await get('nothing')).items, []);
		assert.equal((await get('error')).error?.message, 'WTS Chat does not know what was asked for');
	});

	it('are listed by time and order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		for (const text of ['um', 'dois', 'três']) await create(credential, session.id, { text });
		const times = ['2020-01-31T10:59:59', '2020-01-31T11:00:00', '2020-01-31T11:00:01'];
		for (const [index, note] of session.notes.entries()) note.createdAt = `${times[index]}.0000000Z`;

		const { items } = await run({
			parameters: everyField('sessionNote', 'getAll', {
				sessionId: byId(session.id),
				returnAll: true,
				output: 'simplified',
				filters: {
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
				},
				options: { ignoreEmptyFilters: false, orderBy: 'CreatedAt', orderDirection: 'DESCENDING' },
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.text),
			['três', 'dois'],
		);
	});

	it('go when they are deleted, and no other', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		for (const text of ['um', 'dois']) await create(credential, session.id, { text });
		const [first, second] = session.notes;

		const { items } = await run({
			parameters: everyField('sessionNote', 'delete', { noteId: byId(first.id) }),
			credential,
		});

		assert.deepEqual(items[0].json, { deleted: true, id: first.id });
		assert.deepEqual(session.notes, [second]);
	});
});
