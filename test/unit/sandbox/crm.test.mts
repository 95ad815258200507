import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account, Panel } from '../../../sandbox/account.mts';
import { fields, first, objects, open, type Caller } from './caller.mts';

const panelOf = (account: Account, type: Panel['type']) => first(account.panels, (panel) => panel.type === type);

/** Subscribes to all that is told of cards, and returns what was told. */
async function subscribe({ call, sandbox }: Caller) {
	const { status } = await call('POST', '/core/v1/webhook/subscription', {
		name: 'cards',
		url: 'http://127.0.0.1:9/',
		events: ['PANEL_CARD_NEW', 'PANEL_CARD_UPDATE', 'PANEL_CARD_STEP_CHANGE', 'PANEL_CARD_NOTE_NEW'],
	});
	assert.equal(status, 200);
	return () => sandbox.deliveries.records.map(({ event, body }) => ({ event, ...fields(fields(body).content) }));
}

test('steps come unsorted, with archived ones among them', async (t) => {
	const { sandbox, call } = await open(t);
	const { id } = panelOf(sandbox.account, 'SALES');
	const { body } = await call('GET', `/crm/v1/panel/${id}?IncludeDetails=Steps`);
	const steps = objects(body.steps);
	const positions = steps.map(({ position }) => Number(position));
	assert.notDeepEqual(
		positions,
		positions.toSorted((a, b) => a - b),
	);
	assert.ok(steps.some(({ archived }) => archived === true));
	assert.equal((await call('GET', `/crm/v1/panel/${id}`)).body.steps, null);
});

test('a detail that belongs to another route is refused with 500', async (t) => {
	const { sandbox, call } = await open(t);
	const { id } = panelOf(sandbox.account, 'SALES');
	const { status, body } = await call('GET', `/crm/v2/panel/card?PanelId=${id}&IncludeDetails=Tags`);
	assert.equal(status, 500);
	assert.equal(body.text, "The value 'Tags' is not valid");
});

test('lost reasons, won and lost are for sales panels', async (t) => {
	const { sandbox, call } = await open(t);
	const sales = panelOf(sandbox.account, 'SALES');
	const repairs = panelOf(sandbox.account, 'MANAGEMENT');
	assert.equal((await call('GET', `/crm/v1/panel/${sales.id}/lost-reason`)).body.totalItems, 3);
	assert.equal((await call('GET', `/crm/v1/panel/${repairs.id}/lost-reason`)).body.key, 'FORM_ERROR');
	const [lostReason] = sales.lostReasons;
	const lose = (panel: Panel, lostReasonId: string) => {
		const card = first(sandbox.account.cards, ({ panelId, status }) => panelId === panel.id && status === 'OPEN');
		return call('PUT', `/crm/v3/panel/card/${card.id}`, { fields: ['Status'], status: 'LOST', lostReasonId });
	};
	assert.equal((await lose(sales, lostReason.id)).body.status, 'LOST');
	assert.equal((await lose(sales, repairs.id)).body.key, 'FORM_ERROR');
	assert.equal((await lose(repairs, lostReason.id)).body.key, 'FORM_ERROR');
	assert.deepEqual(sandbox.departures, []);
});

test('a refused change leaves the card as it was', async (t) => {
	const { sandbox, call } = await open(t);
	const card = first(sandbox.account.cards);
	const before = structuredClone(card);
	const { status } = await call('PUT', `/crm/v3/panel/card/${card.id}`, {
		fields: ['Title', 'ResponsibleUserId'],
		title: 'novo',
		responsibleUserId: '00000000-0000-4000-8000-000000000000',
	});
	assert.equal(status, 500);
	assert.deepEqual(card, before);
});

test('a new card is told as new alone, a move as such and as a change, a note as such', async (t) => {
	const caller = await open(t);
	const { sandbox, call } = caller;
	const told = await subscribe(caller);
	const { id, steps } = panelOf(sandbox.account, 'SALES');
	const [from, to] = steps.filter(({ archived }) => !archived);
	const created = await call('POST', '/crm/v2/panel/card', { stepId: from.id, title: 'Pedido' });
	const card = `/crm/v3/panel/card/${String(created.body.id)}`;
	await call('PUT', card, { fields: ['StepId'], stepId: to.id });
	await call('PUT', card, { fields: ['Title'], title: 'Pedido 2' });
	await call('PUT', card, { fields: [] });
	await call('POST', `${card.replace('v3', 'v1')}/note`, { text: 'Ligou' });
	await sandbox.deliveries.settle();
	assert.deepEqual(
		told().map((content) => {
			const { event, title, stepTitle, text } = { title: null, stepTitle: null, text: null, ...content };
			return [event, title, stepTitle, text];
		}),
		[
			['PANEL_CARD_NEW', 'Pedido', from.title, null],
			['PANEL_CARD_STEP_CHANGE', 'Pedido', to.title, null],
			['PANEL_CARD_UPDATE', 'Pedido', to.title, null],
			['PANEL_CARD_UPDATE', 'Pedido 2', to.title, null],
			['PANEL_CARD_NOTE_NEW', null, null, 'Ligou'],
		],
	);
	assert.equal(sandbox.account.cards.get(String(created.body.id))?.panelId, id);
});

test('a card cannot go to a step of another panel, nor to an archived one', async (t) => {
	const { sandbox, call } = await open(t);
	const sales = panelOf(sandbox.account, 'SALES');
	const repairs = panelOf(sandbox.account, 'MANAGEMENT');
	const card = first(sandbox.account.cards, ({ panelId }) => panelId === sales.id);
	const { stepId } = card;
	for (const step of [repairs.steps[0], sales.steps.find(({ archived }) => archived)]) {
		const { body } = await call('PUT', `/crm/v3/panel/card/${card.id}`, { fields: ['StepId'], stepId: step?.id });
		assert.equal(body.key, 'FORM_ERROR');
	}
	assert.equal(card.stepId, stepId);
});

test('a copy on another panel gets no tags and custom fields of the first', async (t) => {
	const { sandbox, call } = await open(t);
	const sales = panelOf(sandbox.account, 'SALES');
	const repairs = panelOf(sandbox.account, 'MANAGEMENT');
	const card = first(sandbox.account.cards, ({ panelId, tagIds }) => panelId === sales.id && tagIds.length > 0);
	card.customFields = { desconto: 5 };
	const { body } = await call('POST', `/crm/v2/panel/card/${card.id}/duplicate`, { copyToStepId: repairs.steps[0].id });
	const copy = sandbox.account.cards.get(String(body.id));
	assert.equal(copy?.panelId, repairs.id);
	assert.match(copy.key ?? '', /^AST-/);
	assert.deepEqual(copy.tagIds, []);
	assert.deepEqual(copy.customFields, {});
	assert.deepEqual(copy.contactIds, card.contactIds);
});
