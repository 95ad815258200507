import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { cardOn, panelOf } from './crm.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

const create = async (credential: Credential, cardId: string, more: INodeParameters) =>
	await run({ parameters: { resource: 'cardNote', operation: 'create', cardId: byId(cardId), ...more }, credential });

describe('notes of a card', () => {
	it('are created with text and files', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = cardOn(sandbox, panelOf(sandbox, 'SALES'));

		const { items } = await run({
			parameters: everyField('cardNote', 'create', {
				cardId: byId(card.id),
				text: 'Ligou de volta\n“quer azul”',
				additionalFields: { fileUrls: ['https://example.com/a.pdf', 'https://example.com/b.png'] },
			}),
			credential,
		});

		const [note] = card.notes;
		assert.equal(items[0].json.id, note.id);
		assert.equal(note.text, 'Ligou de volta\n“quer azul”');
		assert.deepEqual(
			note.files?.map(({ publicUrl }) => publicUrl),
			['https://example.com/a.pdf', 'https://example.com/b.png'],
		);
	});

	it('need a text or a file', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = cardOn(sandbox, panelOf(sandbox, 'SALES'));

		const { error } = await create(credential, card.id, { text: '' });
		await create(credential, card.id, { text: '', additionalFields: { fileUrls: ['https://example.com/a.pdf'] } });

		assert.equal(error?.message, 'The note is empty');
		assert.deepEqual(
			card.notes.map(({ text }) => text),
			[''],
		);
	});

	it('are listed by time and order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		for (const text of ['um', 'dois', 'três']) await create(credential, card.id, { text });
		const times = ['2020-01-31T10:59:59', '2020-01-31T11:00:00', '2020-01-31T11:00:01'];
		for (const [index, note] of card.notes.entries()) note.createdAt = `${times[index]}.0000000Z`;

		const { items } = await run({
			parameters: everyField('cardNote', 'getAll', {
				cardId: byId(card.id),
				returnAll: true,
				filters: {
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
				},
				options: { ignoreEmptyFilters: false, orderBy: 'CreatedAt', orderDirection: 'ASCENDING' },
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.text),
			['dois', 'três'],
		);
	});

	it('go when they are deleted, and no other', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		for (const text of ['um', 'dois']) await create(credential, card.id, { text });
		const [first, second] = card.notes;

		const { items } = await run({
			parameters: everyField('cardNote', 'delete', { cardId: byId(card.id), noteId: byId(first.id) }),
			credential,
		});

		assert.deepEqual(items[0].json, { deleted: true, id: first.id });
		assert.deepEqual(card.notes, [second]);
	});

	it('are found by their text in the list of those of the chosen card', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		for (const text of ['Primeira ligação', 'Visita']) await create(credential, card.id, { text });
		const search = (cardId: string, filter?: string) =>
			lookUp<INodeListSearchResult>('listSearch', 'searchCardNotes', credential, {
				parameters: { resource: 'cardNote', operation: 'delete', cardId: byId(cardId) },
				filter,
			});

		assert.equal((await search(card.id)).results.length, 2);
		assert.deepEqual((await search(card.id, 'ligacao')).results, [
			{ name: `Primeira ligação · ${sandbox.clock.iso().slice(0, 10)}`, value: card.notes[0].id },
		]);
		await assert.rejects(search(''), { message: 'Choose the card first' });
	});
});
