import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const tag = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'tag',
	operation,
	...more,
});

/** A tag as it comes out. */
const shown = (stored: { createdAt: string; updatedAt: string }) => ({
	...stored,
	createdAt: new Date(stored.createdAt).toISOString(),
	updatedAt: new Date(stored.updatedAt).toISOString(),
});

describe('tags', () => {
	it('are created with a name and a color', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: tag('create', { name: '={{ $json.name }}', additionalFields: { color: 'SKY_300' } }),
			items: [{ name: 'Black Friday' }],
			credential,
		});

		const stored = sandbox.account.tags.get(String(items[0].json.id));
		assert.deepEqual({ name: stored?.name, color: stored?.color }, { name: 'Black Friday', color: 'SKY_300' });
		assert.ok(stored);
		assert.deepEqual(items[0].json, shown(stored));
	});

	it('are created in the color of the service without one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: tag('create', { name: 'Natal' }), credential });

		assert.equal(sandbox.account.tags.get(String(items[0].json.id))?.color, 'GRAY_600');
	});

	it('need a name, for every item before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: tag('create', { name: '={{ $json.name }}' }),
			items: [{ name: 'Natal' }, { name: ' ' }],
			credential,
		});

		assert.equal(error?.message, 'Name is empty! Fill in the Name field');
		assert.deepEqual(sandbox.requests, []);
	});

	it('can have every color of the service and no other', async (t) => {
		const { credential } = await sandboxFor(t);

		const { items } = await run({ parameters: tag('getColors', { returnAll: true }), credential });

		const [color] = fieldsOf('tag', 'create', 'additionalFields');
		assert.deepEqual(
			(color.options ?? []).map((option) => 'value' in option && option.value).toSorted(),
			items.map(({ json }) => json.color).toSorted(),
		);
		assert.match(String(items[0].json.bgColor), /^#/);
	});

	it('are listed, all or as many as wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const all = await run({ parameters: tag('getAll', { returnAll: true }), credential });
		const some = await run({ parameters: tag('getAll', { limit: 2 }), credential });
		const colors = await run({ parameters: tag('getColors', { limit: 3 }), credential });

		assert.deepEqual(
			all.items.map(({ json }) => json),
			[...sandbox.account.tags.values()].map(shown),
		);
		assert.equal(some.items.length, 2);
		assert.equal(colors.items.length, 3);
	});

	it('get another name and color, or keep the color', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [first, second] = [...sandbox.account.tags.values()];

		await run({
			parameters: tag('update', { tagId: byId(first.id), name: 'Lead quente', updateFields: { color: 'RED_500' } }),
			credential,
		});
		const { items } = await run({
			parameters: tag('update', { tagId: { __rl: true, mode: 'list', value: second.id }, name: 'VIP' }),
			credential,
		});

		assert.deepEqual([first.name, first.color], ['Lead quente', 'RED_500']);
		assert.deepEqual([second.name, second.color], ['VIP', 'YELLOW_500']);
		assert.equal(items[0].json.name, 'VIP');
	});

	it('are deleted while contacts carry them only if they may be taken off', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ id }] = [...sandbox.account.tags.values()];
		const carriers = () => [...sandbox.account.contacts.values()].filter(({ tagIds }) => tagIds.includes(id)).length;
		assert.ok(carriers() > 0);

		const refused = await run({ parameters: tag('delete', { tagId: byId(id) }), credential });
		assert.match(refused.error?.description ?? '', /A etiqueta está em uso/);
		assert.ok(sandbox.account.tags.has(id));

		const { items } = await run({
			parameters: tag('delete', { tagId: byId(id), options: { removeFromContacts: true } }),
			credential,
		});
		assert.deepEqual(items[0].json, { deleted: true, id });
		assert.equal(sandbox.account.tags.has(id), false);
		assert.equal(carriers(), 0);
	});

	it('are told by name and color in the list, whatever the case and the accents', async (t) => {
		const { credential } = await sandboxFor(t);

		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchTags', credential, { filter: 'LEAD' });
		const accents = await lookUp<INodeListSearchResult>('listSearch', 'searchTags', credential, {
			filter: 'orcamento',
		});

		assert.deepEqual(
			results.map(({ name }) => name),
			['Lead · blue 400', 'Lead · pink 300'],
		);
		assert.deepEqual(
			accents.results.map(({ name }) => name),
			['Orçamento enviado · purple 300'],
		);
	});
});
