import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import type { Panel } from '../../sandbox/account.mts';
import { panelOf } from './crm.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

/** The titles of the steps that are in use, by position. */
const stepTitles = ({ steps }: Panel) =>
	steps
		.filter(({ archived }) => !archived)
		.toSorted((a, b) => a.position - b.position)
		.map(({ title }) => title);

const titlesOf = (steps: unknown) => (steps as IDataObject[]).map(({ title }) => title);

describe('getting a panel', () => {
	it('answers it with its steps in their order and all that was asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');

		const { items } = await run({
			parameters: everyField('panel', 'get', {
				panelId: byId(sales.id),
				output: 'raw',
				options: {
					ifNotFound: 'nothing',
					includeDetails: ['Cards', 'StepsCardCount', 'StepsFields', 'Steps', 'Tags'],
				},
			}),
			credential,
		});

		const [{ json: panel }] = items;
		assert.equal(panel.companyId, sandbox.account.companyId);
		const steps = panel.steps as IDataObject[];
		assert.deepEqual(titlesOf(steps.filter(({ archived }) => !archived)), stepTitles(sales));
		const cards = [...sandbox.account.cards.values()].filter(({ panelId }) => panelId === sales.id);
		assert.equal(
			steps.reduce((sum, { cardCount }) => sum + Number(cardCount), 0),
			cards.length,
		);
		assert.ok(steps.every((step) => Array.isArray((step.cards as IDataObject).items)));
		assert.deepEqual(
			(panel.tags as IDataObject[]).map(({ name }) => name),
			['Urgente', 'Garantia'],
		);
	});

	it('is simple unless the raw data is asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = panelOf(sandbox, 'SALES');

		const { items } = await run({ parameters: { resource: 'panel', operation: 'get', panelId: byId(id) }, credential });

		assert.ok(Object.keys(items[0].json).length <= 10);
		assert.equal(items[0].json.title, 'Vendas');
	});

	it('gives no item for one that does not exist, or says so, as chosen', async (t) => {
		const { credential } = await sandboxFor(t);
		const get = (ifNotFound: string) =>
			run({
				parameters: { resource: 'panel', operation: 'get', panelId: byId(UNKNOWN_ID), options: { ifNotFound } },
				credential,
			});

		assert.deepEqual((await get('nothing')).items, []);
		assert.equal((await get('error')).error?.message, 'WTS Chat does not know what was asked for');
	});
});

describe('listing panels', () => {
	it('takes every filter and order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: everyField('panel', 'getAll', {
				returnAll: true,
				output: 'simplified',
				filters: {
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
					title: 'vend',
					type: 'SALES',
				},
				options: {
					includeDetails: ['StepsCardCount', 'PanelCardOverdueCount', 'Steps', 'Tags'],
					orderBy: 'Title',
					ignoreEmptyFilters: false,
					orderDirection: 'DESCENDING',
				},
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.title),
			['Vendas'],
		);
		const [{ json: panel }] = items;
		assert.ok(Number(panel.overdueCardCount) > 0);
		assert.deepEqual(titlesOf((panel.steps as IDataObject[]).filter(({ archived }) => !archived)), [
			...stepTitles(panelOf(sandbox, 'SALES')),
		]);
		assert.deepEqual(
			[...new URLSearchParams(sandbox.requests[0].query)].filter(([name]) => name !== 'PageSize').toSorted(),
			[
				['CreatedAt.After', '2020-01-31T11:00:00.000Z'],
				['CreatedAt.Before', '2050-01-31T11:00:00.000Z'],
				['IncludeDetails', 'PanelCardOverdueCount'],
				['IncludeDetails', 'Steps'],
				['IncludeDetails', 'StepsCardCount'],
				['IncludeDetails', 'Tags'],
				['OrderBy', 'Title'],
				['OrderDirection', 'DESCENDING'],
				['PageNumber', '1'],
				['Title', 'vend'],
				['Type', 'SALES'],
				['UpdatedAt.After', '2020-01-31T11:00:00.000Z'],
				['UpdatedAt.Before', '2050-01-31T11:00:00.000Z'],
			],
		);
	});
});

describe('custom fields of a panel', () => {
	it('come with key, type and options', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');

		const { items } = await run({
			parameters: everyField('panel', 'getCustomFields', {
				panelId: byId(sales.id),
				returnAll: true,
				output: 'simplified',
				options: { nestedList: true },
			}),
			credential,
		});

		const fields = [...sandbox.account.customFields.values()].filter(({ scopeId }) => scopeId === sales.id);
		assert.deepEqual(
			items.map(({ json: { id, key, type } }) => ({ id, key, type })),
			fields.filter(({ parentId }) => parentId === null).map(({ id, key, type }) => ({ id, key, type })),
		);
		assert.equal(sandbox.requests[0].query, 'NestedList=true');
	});

	it('are cut to the limit', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const [field] = [...sandbox.account.customFields.values()].filter(({ scopeId }) => scopeId === sales.id);
		for (const key of ['prazo', 'origem']) {
			const id = sandbox.account.id();
			sandbox.account.customFields.set(id, { ...field, id, key });
		}

		const { items } = await run({
			parameters: { resource: 'panel', operation: 'getCustomFields', panelId: byId(sales.id), limit: 2 },
			credential,
		});

		assert.equal(items.length, 2);
	});
});

describe('lost reasons of a panel', () => {
	it('come from a sales panel', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');

		const { items } = await run({
			parameters: everyField('panel', 'getLostReasons', {
				panelId: byId(sales.id),
				returnAll: true,
				filters: {
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
				},
				options: { ignoreEmptyFilters: false, orderBy: 'Description', orderDirection: 'ASCENDING' },
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.description),
			['Comprou do concorrente', 'Prazo de entrega', 'Preço'],
		);
	});

	it('are refused for another kind of panel, in the words of the service', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = panelOf(sandbox, 'MANAGEMENT');

		const { error } = await run({
			parameters: { resource: 'panel', operation: 'getLostReasons', panelId: byId(id) },
			credential,
		});

		assert.match(error?.description ?? '', /somente em painéis de vendas/);
	});
});

describe('the lists of what a panel has', () => {
	const onPanel = (panelId: string, more = {}) => ({
		parameters: { resource: 'card', operation: 'update', panelId: byId(panelId), ...more },
	});

	it('show panels by title, whatever the accents', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const search = (filter?: string) =>
			lookUp<INodeListSearchResult>('listSearch', 'searchPanels', credential, { filter });

		assert.deepEqual((await search('TECNICA')).results, [
			{ name: 'Assistência técnica', value: panelOf(sandbox, 'MANAGEMENT').id },
		]);
		assert.equal((await search()).results.length, 2);
		panelOf(sandbox, 'SALES').archived = true;
		assert.equal((await search()).results.length, 1);
	});

	it('show the steps of the chosen panel in its order, without the archived ones', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const search = (filter?: string) =>
			lookUp<INodeListSearchResult>('listSearch', 'searchSteps', credential, { ...onPanel(sales.id), filter });

		const { results } = await search();

		assert.deepEqual(
			results.map(({ name }) => name),
			stepTitles(sales),
		);
		assert.ok(results.every(({ value }) => sales.steps.some(({ id }) => id === value)));
		assert.deepEqual(
			(await search('negociacao')).results.map(({ name }) => name),
			['Negociação'],
		);
	});

	it('show the steps of all panels where none is to be chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchSteps', credential, {
			parameters: { resource: 'card', operation: 'duplicate' },
		});

		assert.deepEqual(
			results.map(({ name }) => name).toSorted(),
			[...sandbox.account.panels.values()]
				.flatMap((panel) => stepTitles(panel).map((title) => `${panel.title} · ${title}`))
				.toSorted(),
		);
	});

	it('show its lost reasons and its tags', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');

		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchLostReasons', credential, {
			...onPanel(sales.id),
			filter: 'preco',
		});
		assert.deepEqual(
			results.map(({ name }) => name),
			['Preço'],
		);
		const tags = await lookUp<INodePropertyOptions[]>('loadOptions', 'getPanelTags', credential, onPanel(sales.id));
		assert.deepEqual(
			tags.map(({ name }) => name),
			['Garantia', 'Urgente'],
		);
	});

	it('show the cards of the panel that are not archived, found by text', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const cards = [...sandbox.account.cards.values()].filter(({ panelId }) => panelId === sales.id);
		cards[0].status = 'ARCHIVED';
		const search = (filter?: string) =>
			lookUp<INodeListSearchResult>('listSearch', 'searchCards', credential, { ...onPanel(sales.id), filter });

		const { results } = await search();

		assert.deepEqual(
			results.map(({ value }) => value).toSorted(),
			cards
				.slice(1)
				.map(({ id }) => id)
				.toSorted(),
		);
		const found = await search(cards[1].key ?? '');
		assert.ok(found.results.some(({ name }) => name.startsWith(`${cards[1].key} · ${cards[1].title} · Vendas · `)));
	});

	it('show the cards of one panel after the other where none is to be chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const parameters = { resource: 'card', operation: 'get' };
		const values: unknown[] = [];
		let paginationToken: string | undefined;
		do {
			const page = await lookUp<INodeListSearchResult & { paginationToken?: string }>(
				'listSearch',
				'searchCards',
				credential,
				{ parameters, paginationToken },
			);
			values.push(...page.results.map(({ value }) => value));
			paginationToken = page.paginationToken;
		} while (paginationToken !== undefined);

		assert.deepEqual(values.toSorted(), [...sandbox.account.cards.keys()].toSorted());
	});

	const unclear: Array<[what: string, panelId: string, message: string]> = [
		['nothing is chosen', '', 'Choose the panel first'],
		['the choice is an expression', '={{ $json.panelId }}', 'The panel is known only when the workflow runs'],
	];
	for (const [what, panelId, message] of unclear) {
		it(`say what to do when ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);

			await assert.rejects(lookUp('listSearch', 'searchSteps', credential, onPanel(panelId)), { message });
			await assert.rejects(lookUp('loadOptions', 'getPanelTags', credential, onPanel(panelId)), { message });
			assert.deepEqual(sandbox.requests, []);
		});
	}
});
