import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Card } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { cardOn, panelOf, stepOf } from './crm.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const nothing = { __rl: true, mode: 'list', value: '' };

const card = (operation: string, { id }: { id: string }, more: INodeParameters = {}): INodeParameters => ({
	resource: 'card',
	operation,
	cardId: byId(id),
	...more,
});

const bodies = ({ requests }: Sandbox) => requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
/** Everything of a card but what a change of it always touches. */
const restOf = ({ updatedAt, stepId, position, status, lostReasonId, ...rest }: Card) => structuredClone(rest);

describe('moving a card', () => {
	it('is done though the service says nothing more than that', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const moved = cardOn(sandbox, sales, {});
		const stepId = stepOf(sales, 'Negociação');
		sandbox.faults.add({ kind: 'emptyBody', method: 'PUT' });

		const { items, error } = await run({ parameters: card('move', moved, { stepId: byId(stepId) }), credential });

		assert.equal(error, undefined);
		assert.deepEqual(items[0].json, { id: moved.id });
		assert.equal(moved.stepId, stepId);
	});

	it('puts it into the step with the ID, at the place', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const moved = cardOn(sandbox, sales, { monetaryAmount: 90 });
		const rest = restOf(moved);
		const stepId = stepOf(sales, 'Negociação');

		const { items } = await run({
			parameters: everyField('card', 'move', {
				cardId: byId(moved.id),
				stepId: byId(stepId),
				output: 'simplified',
				options: { position: 2 },
			}),
			credential,
		});

		assert.deepEqual([moved.stepId, moved.position], [stepId, 2]);
		assert.deepEqual(restOf(moved), rest);
		assert.deepEqual([items[0].json.id, items[0].json.stepId], [moved.id, stepId]);
		assert.ok(!('companyId' in items[0].json) && !('panelTitle' in items[0].json), 'it is simple');
		assert.equal(sandbox.requests.length, 1);
	});

	for (const [panel, written, title] of [
		['SALES', 'Negociação', 'Negociação'],
		['SALES', '  negociacao ', 'Negociação'],
		['SALES', 'PROPOSTA', 'Proposta'],
		['MANAGEMENT', 'em analise', 'Em análise'],
	] as const) {
		it(`finds the step “${written}” of the card's own panel`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const own = panelOf(sandbox, panel);
			const moved = cardOn(sandbox, own);
			// A step of the same name on the other panel does not count.
			const other = panelOf(sandbox, panel === 'SALES' ? 'MANAGEMENT' : 'SALES');
			other.steps[0].title = title;

			await run({ parameters: card('move', moved, { stepId: byName(written) }), credential });

			assert.equal(moved.stepId, stepOf(own, title));
			assert.deepEqual(bodies(sandbox), [{ fields: ['StepId'], stepId: moved.stepId }]);
		});
	}

	it('lists the steps when none has the name, archived ones left out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const moved = cardOn(sandbox, panelOf(sandbox, 'SALES'));

		for (const written of ['Ganho', 'Etapa antiga', 'Proposta enviada']) {
			const { error } = await run({ parameters: card('move', moved, { stepId: byName(written) }), credential });
			assert.equal(error?.message, 'No step has this name');
			assert.equal(
				error?.description,
				`“${written}” was given. The steps are “Novo lead”, “Proposta”, “Negociação”, “Fechado”. The field is 'Step'. [item 0]`,
			);
		}
		assert.deepEqual(bodies(sandbox), []);
	});

	it('lists the steps that have the name when several do', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const [first, second] = ['Proposta', 'Fechado'].map((title) => stepOf(sales, title));
		for (const step of sales.steps) if (step.id === second) step.title = 'PROPOSTA';

		const { error } = await run({
			parameters: card('move', cardOn(sandbox, sales), { stepId: byName('proposta') }),
			credential,
		});

		assert.equal(error?.message, 'Several steps have this name');
		assert.ok(error?.description?.includes(`“Proposta” (${first}), “PROPOSTA” (${second})`), error?.description ?? '');
		assert.deepEqual(bodies(sandbox), []);
	});

	it('says what the service says of a step of another panel and of an unknown card', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const moved = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		const elsewhere = stepOf(panelOf(sandbox, 'MANAGEMENT'), 'Concluído');

		const step = await run({ parameters: card('move', moved, { stepId: byId(elsewhere) }), credential });
		const unknown = await run({
			parameters: card('move', { id: UNKNOWN_ID }, { stepId: byName('Proposta') }),
			credential,
		});
		const empty = await run({ parameters: card('move', moved, { stepId: byName(' ') }), credential });

		assert.match(step.error?.description ?? '', /A etapa pertence a outro painel/);
		assert.match(unknown.error?.description ?? '', /Cartão não encontrado/);
		assert.equal(empty.error?.message, 'Step is empty! Fill in the Step field');
	});

	it('asks for the steps again when it had no answer for an earlier item', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const moved = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		sandbox.faults.add({ kind: 'formError', path: '/crm/v1/panel/*', times: 1 });

		const { items, failed } = await run({
			parameters: card('move', moved, { stepId: byName('Fechado') }),
			items: [{}, {}],
			onError: 'continueErrorOutput',
			credential,
		});

		assert.deepEqual([failed.length, items.length], [1, 1]);
		assert.equal(moved.stepId, stepOf(panelOf(sandbox, 'SALES'), 'Fechado'));
	});

	it('moves the cards of several panels, each to its own step, in item order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const panels = [panelOf(sandbox, 'SALES'), panelOf(sandbox, 'MANAGEMENT')];
		const cards = [...Array(12).keys()].map((index) => cardOn(sandbox, panels[index % 2]));

		const { items } = await run({
			parameters: card('move', { id: '={{ $json.id }}' }, { stepId: byName('={{ $json.step }}') }),
			items: [
				...cards.map(({ id }, index) => ({ id, step: index % 2 ? 'em análise' : 'fechado' })),
				{ id: cards[0].id, step: 'Proposta' },
			],
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[...cards, cards[0]].map(({ id }) => id),
		);
		assert.equal(cards[0].stepId, stepOf(panels[0], 'Proposta'));
		assert.equal(cards[2].stepId, stepOf(panels[0], 'Fechado'));
		assert.equal(cards[3].stepId, stepOf(panels[1], 'Em análise'));
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'panelGet').length, 2, 'once for each panel');
	});
});

describe('marking a card as won', () => {
	it('changes its status alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const won = cardOn(sandbox, sales, { status: 'LOST', lostReasonId: sales.lostReasons[0].id });
		const [rest, stepId] = [restOf(won), won.stepId];

		const { items } = await run({
			parameters: everyField('card', 'markWon', { cardId: byId(won.id), output: 'raw' }),
			credential,
		});

		assert.deepEqual([won.status, won.lostReasonId, won.stepId], ['WON', null, stepId]);
		assert.deepEqual(restOf(won), rest);
		assert.deepEqual([items[0].json.status, items[0].json.companyId], ['WON', sandbox.account.companyId]);
	});

	it('says what the service says of a card that is on no sales panel', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const repair = cardOn(sandbox, panelOf(sandbox, 'MANAGEMENT'));

		for (const operation of ['markWon', 'markLost']) {
			const { error } = await run({ parameters: card(operation, repair), credential });
			assert.match(error?.description ?? '', /somente em painéis de vendas/);
		}
		assert.equal(repair.status, 'OPEN');
	});
});

describe('marking a card as lost', () => {
	for (const [what, reason] of [
		['by ID', (ids: string[]) => byId(ids[1])],
		['by name', () => byName('Prazo de entrega')],
		['by name, written otherwise', () => byName(' PRAZO de entrega')],
	] as const) {
		it(`gives the reason ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const sales = panelOf(sandbox, 'SALES');
			const lost = cardOn(sandbox, sales);
			const rest = restOf(lost);
			const ids = sales.lostReasons.map(({ id }) => id);

			const { items } = await run({
				parameters: everyField('card', 'markLost', {
					cardId: byId(lost.id),
					lostReasonId: reason(ids),
					output: 'simplified',
				}),
				credential,
			});

			assert.deepEqual([lost.status, lost.lostReasonId], ['LOST', ids[1]]);
			assert.deepEqual(restOf(lost), rest);
			assert.deepEqual([items[0].json.id, items[0].json.status], [lost.id, 'LOST']);
		});
	}

	it('needs no reason', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const lost = cardOn(sandbox, panelOf(sandbox, 'SALES'));

		await run({ parameters: card('markLost', lost, { lostReasonId: nothing }), credential });

		assert.deepEqual([lost.status, lost.lostReasonId], ['LOST', null]);
		assert.deepEqual(bodies(sandbox), [{ fields: ['Status'], status: 'LOST' }]);
	});

	it('lists the reasons when none has the name, and the panel has many', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const [first] = sales.lostReasons;
		for (let index = 0; index < 120; index++) {
			sales.lostReasons.push({ ...first, id: sandbox.account.id(), description: `Motivo ${index}` });
		}
		const lost = cardOn(sandbox, sales);

		const found = await run({ parameters: card('markLost', lost, { lostReasonId: byName('motivo 119') }), credential });
		const missing = await run({ parameters: card('markLost', lost, { lostReasonId: byName('Motivo') }), credential });

		assert.equal(found.items[0].json.status, 'LOST');
		assert.equal(lost.lostReasonId, sales.lostReasons.at(-1)?.id);
		assert.equal(missing.error?.message, 'No lost reason has this name');
		assert.match(missing.error?.description ?? '', /The lost reasons are “Motivo 0”, .*“Motivo 9” and 113 more\./);
	});
});

describe('the lists for a card in the editor', () => {
	const search = async (method: string, credential: Parameters<typeof lookUp>[2], cardId: string, filter?: string) =>
		(
			await lookUp<INodeListSearchResult>('listSearch', method, credential, {
				filter,
				parameters: card(method === 'searchStepsOfCard' ? 'move' : 'markLost', { id: cardId }),
			})
		).results.map(({ name }) => name);

	it("hold what belongs to the card's own panel", async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = cardOn(sandbox, panelOf(sandbox, 'SALES'));

		const steps = await search('searchStepsOfCard', credential, id);
		const found = await search('searchStepsOfCard', credential, id, 'negociacao');
		const reasons = await search('searchLostReasonsOfCard', credential, id);

		assert.deepEqual(steps, ['Novo lead', 'Proposta', 'Negociação', 'Fechado']);
		assert.deepEqual(found, ['Negociação']);
		assert.deepEqual(reasons.toSorted(), ['Comprou do concorrente', 'Prazo de entrega', 'Preço']);
	});

	it('hold what all panels have where the card comes from an expression', async (t) => {
		const { credential } = await sandboxFor(t);

		const steps = await search('searchStepsOfCard', credential, '={{ $json.id }}');
		const reasons = await search('searchLostReasonsOfCard', credential, '={{ $json.id }}');

		assert.equal(steps.length, 7);
		assert.ok(steps.includes('Assistência técnica · Em análise'));
		assert.deepEqual(reasons.toSorted(), [
			'Vendas · Comprou do concorrente',
			'Vendas · Prazo de entrega',
			'Vendas · Preço',
		]);
	});

	it('say that a card is to be chosen first', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		for (const method of ['searchStepsOfCard', 'searchLostReasonsOfCard']) {
			await assert.rejects(search(method, credential, ''), { message: 'Choose the card first' });
		}
		assert.deepEqual(sandbox.requests, []);
	});
});
