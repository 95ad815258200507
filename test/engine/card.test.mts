import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Card, WebhookEvent } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { cardOn, panelOf, stepOf } from './crm.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

/** Picks records of the account: some agents' user IDs, contacts and sessions. */
const picksOf = ({ account }: Sandbox) => ({
	users: [...account.agents.values()].map(({ userId }) => String(userId)),
	contacts: [...account.contacts.keys()],
	sessions: [...account.sessions.keys()],
});

/** A resource mapper's value, as the editor saves it. */
const mapped = (value: INodeParameters) => ({ mappingMode: 'defineBelow', value });

const update = (card: Card, updateFields: INodeParameters, more: INodeParameters = {}): INodeParameters => ({
	resource: 'card',
	operation: 'update',
	panelId: byId(card.panelId),
	cardId: byId(card.id),
	updateFields,
	...more,
});

/** Subscribes to all that is told of cards; what was told is in `sandbox.deliveries`. */
function subscribe({ account }: Sandbox): void {
	const now = account.clock.iso();
	const id = account.id();
	const events: WebhookEvent[] = ['PANEL_CARD_NEW', 'PANEL_CARD_UPDATE', 'PANEL_CARD_STEP_CHANGE'];
	const { companyId } = account;
	account.subscriptions.set(id, {
		id,
		companyId,
		createdAt: now,
		updatedAt: now,
		name: 'cards',
		url: 'http://127.0.0.1:9/',
		enabled: true,
		events,
	});
}

const told = ({ deliveries }: Sandbox) => deliveries.records.map(({ event }) => event);

describe('creating a card', () => {
	it('gives it all that was filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		subscribe(sandbox);
		const sales = panelOf(sandbox, 'SALES');
		const { users, contacts, sessions } = picksOf(sandbox);

		const { items } = await run({
			parameters: everyField('card', 'create', {
				panelId: byId(sales.id),
				stepId: byId(stepOf(sales, 'Proposta')),
				title: 'Orçamento nº 7',
				additionalFields: {
					contacts: { entries: [{ contactId: byId(contacts[0]) }, { contactId: byId(contacts[1]) }] },
					description: 'Três peças\nem azul',
					dueDate: '2030-01-31T08:00:00',
					metadata: { entries: [{ name: 'pedido', value: '4711' }] },
					metadataJson: { parcelas: 3, vazio: null },
					monetaryAmount: 1234.5,
					position: 3,
					responsibleUserId: byId(users[1]),
					sessionId: byId(sessions[0]),
					tagIds: [sales.tags[1].id],
					tagNames: [],
				},
				specifyCustomFields: 'fields',
				customFields: mapped({ desconto: 12.5 }),
			}),
			credential,
		});

		const card = sandbox.account.cards.get(String(items[0].json.id));
		assert.ok(card);
		const { createdAt, updatedAt, id, ...held } = card;
		assert.deepEqual(held, {
			companyId: sandbox.account.companyId,
			panelId: sales.id,
			stepId: stepOf(sales, 'Proposta'),
			title: 'Orçamento nº 7',
			key: `VEN-${card.number}`,
			number: card.number,
			contactIds: contacts.slice(0, 2),
			description: 'Três peças\nem azul',
			dueDate: '2030-01-31T11:00:00.0000000Z',
			metadata: { pedido: '4711', parcelas: '3' },
			monetaryAmount: 1234.5,
			position: 3,
			responsibleUserId: users[1],
			sessionId: sessions[0],
			tagIds: [sales.tags[1].id],
			customFields: { desconto: 12.5 },
			status: 'OPEN',
			lostReasonId: null,
			notes: [],
		});
		assert.deepEqual(told(sandbox), ['PANEL_CARD_NEW']);
	});

	it('takes tags by name, and nothing but a title', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const parameters = {
			resource: 'card',
			operation: 'create',
			panelId: byId(sales.id),
			stepId: byId(stepOf(sales, 'Proposta')),
			title: '={{ $json.title }}',
		};

		const bare = await run({ parameters, items: [{ title: 'um' }, { title: 'dois' }], credential });
		const tagged = await run({
			parameters: { ...parameters, title: 'três', additionalFields: { tagNames: ['Garantia', 'Urgente'] } },
			credential,
		});

		const cards = [...bare.items, ...tagged.items].map(({ json }) => sandbox.account.cards.get(String(json.id)));
		assert.deepEqual(
			cards.map((card) => card?.title),
			['um', 'dois', 'três'],
		);
		assert.deepEqual(cards[2]?.tagIds, [sales.tags[1].id, sales.tags[0].id]);
		assert.deepEqual(cards[0]?.tagIds, []);
	});

	it('names the field that is empty before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');

		const { error } = await run({
			parameters: {
				resource: 'card',
				operation: 'create',
				panelId: byId(sales.id),
				stepId: byId(stepOf(sales, 'Proposta')),
				title: '={{ $json.title }}',
			},
			items: [{ title: 'um' }, { title: ' ' }],
			credential,
		});

		assert.equal(error?.message, 'Title is empty! Fill in the Title field');
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('updating a card', () => {
	it('changes all that was filled in, and says which fields', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		subscribe(sandbox);
		const sales = panelOf(sandbox, 'SALES');
		const { users, contacts, sessions } = picksOf(sandbox);
		const card = cardOn(sandbox, sales, { metadata: { alt: 'x', pedido: '1' }, customFields: { desconto: 1 } });
		const before = { ...card };

		const { items } = await run({
			parameters: everyField('card', 'update', {
				panelId: byId(sales.id),
				cardId: byId(card.id),
				updateFields: {
					contacts: { entries: [{ contactId: byId(contacts[4]) }] },
					description: 'Perdido',
					dueDate: '2030-01-31',
					lostReasonId: byId(sales.lostReasons[2].id),
					metadata: { entries: [{ name: 'pedido', value: '4711' }] },
					metadataJson: '{"alt": null}',
					monetaryAmount: 99.9,
					position: 2,
					responsibleUserId: byId(users[2]),
					sessionId: byId(sessions[3]),
					status: 'LOST',
					stepId: byId(stepOf(sales, 'Negociação')),
					tagIds: [sales.tags[0].id],
					tagNames: [],
					title: 'Orçamento nº 8',
				},
				specifyCustomFields: 'fields',
				customFields: mapped({ desconto: 20 }),
				options: { tagOperation: 'InsertIfNotExists' },
			}),
			credential,
		});

		assert.equal(items[0].json.id, card.id);
		assert.deepEqual(
			{ ...card },
			{
				...before,
				contactIds: [contacts[4]],
				description: 'Perdido',
				dueDate: '2030-01-31T03:00:00.0000000Z',
				lostReasonId: sales.lostReasons[2].id,
				metadata: { pedido: '4711' },
				monetaryAmount: 99.9,
				position: 2,
				responsibleUserId: users[2],
				sessionId: sessions[3],
				status: 'LOST',
				stepId: stepOf(sales, 'Negociação'),
				tagIds: [sales.tags[0].id],
				title: 'Orçamento nº 8',
				customFields: { desconto: 20 },
				updatedAt: card.updatedAt,
			},
		);
		assert.deepEqual(told(sandbox), ['PANEL_CARD_STEP_CHANGE', 'PANEL_CARD_UPDATE']);
	});

	it('leaves alone what was not filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		subscribe(sandbox);
		const sales = panelOf(sandbox, 'SALES');
		const card = cardOn(sandbox, sales, { description: 'fica', tagIds: [sales.tags[0].id], monetaryAmount: 5 });

		await run({ parameters: update(card, { title: 'novo' }), credential });

		assert.deepEqual(sandbox.requests[0].body, { fields: ['Title'], title: 'novo' });
		assert.equal(card.title, 'novo');
		assert.equal(card.description, 'fica');
		assert.deepEqual(card.tagIds, [sales.tags[0].id]);
		assert.equal(card.monetaryAmount, 5);
		assert.deepEqual(told(sandbox), ['PANEL_CARD_UPDATE']);
	});

	it('clears what was added and left empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const { users, contacts, sessions } = picksOf(sandbox);
		const card = cardOn(sandbox, sales, {
			contactIds: [contacts[0]],
			description: 'vai',
			dueDate: sandbox.clock.iso(),
			monetaryAmount: 5,
			responsibleUserId: users[0],
			sessionId: sessions[0],
			tagIds: [sales.tags[0].id],
			customFields: { desconto: 3 },
		});
		const nobody = { __rl: true, mode: 'list', value: '' };

		const { status } = await run({
			parameters: update(
				card,
				{
					contacts: {},
					description: '',
					dueDate: '',
					monetaryAmount: '={{ null }}',
					responsibleUserId: nobody,
					sessionId: nobody,
					tagIds: [],
				},
				{ customFields: mapped({ desconto: '' }), options: { tagOperation: 'ReplaceAll' } },
			),
			credential,
		});

		assert.equal(status, 'success');
		assert.deepEqual(card.contactIds, []);
		assert.equal(card.description, null);
		assert.equal(card.dueDate, null);
		assert.equal(card.monetaryAmount, null);
		assert.equal(card.responsibleUserId, null);
		assert.equal(card.sessionId, null);
		assert.deepEqual(card.tagIds, []);
		assert.deepEqual(card.customFields, {});
	});

	const operations: Array<[name: string | undefined, sent: string, held: number[]]> = [
		['InsertIfNotExists', 'InsertIfNotExists', [0, 1]],
		['DeleteIfExists', 'DeleteIfExists', []],
		['ReplaceAll', 'ReplaceAll', [1]],
		[undefined, 'InsertIfNotExists', [0, 1]],
	];
	for (const [tagOperation, sent, held] of operations) {
		it(`states what to do with the tags: ${tagOperation ?? 'nothing chosen'}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const sales = panelOf(sandbox, 'SALES');
			const card = cardOn(sandbox, sales, { tagIds: [sales.tags[0].id] });
			const given = sent === 'DeleteIfExists' ? sales.tags[0].name : sales.tags[1].name;

			await run({
				parameters: update(card, { tagNames: [given] }, { options: tagOperation ? { tagOperation } : {} }),
				credential,
			});

			assert.deepEqual((sandbox.requests.at(-1)?.body as { options: unknown }).options, { upsertTagOperation: sent });
			assert.deepEqual(
				card.tagIds,
				held.map((index) => sales.tags[index].id),
			);
		});
	}

	it('takes tags in both ways', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const card = cardOn(sandbox, sales);

		await run({ parameters: update(card, { tagNames: ['garantia'], tagIds: [sales.tags[0].id] }), credential });

		assert.deepEqual(
			card.tagIds.toSorted(),
			sales.tags
				.slice(0, 2)
				.map(({ id }) => id)
				.toSorted(),
		);
	});

	it('refuses a lost reason without the status Lost before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const card = cardOn(sandbox, sales);
		const lostReasonId = byId(sales.lostReasons[0].id);

		const alone = await run({ parameters: update(card, { lostReasonId }), credential });
		const won = await run({ parameters: update(card, { lostReasonId, status: 'WON' }), credential });

		for (const { error } of [alone, won]) assert.equal(error?.message, 'A lost reason goes with the status Lost');
		assert.deepEqual(sandbox.requests, []);
	});

	it('marks cards of sales panels won, others not, as the service has it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sold = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		const repaired = cardOn(sandbox, panelOf(sandbox, 'MANAGEMENT'));

		await run({ parameters: update(sold, { status: 'WON' }), credential });
		const { error } = await run({ parameters: update(repaired, { status: 'WON' }), credential });

		assert.equal(sold.status, 'WON');
		assert.equal(repaired.status, 'OPEN');
		assert.match(error?.description ?? '', /somente em painéis de vendas/);
	});

	it('changes each card of many in item order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 2 });
		const sales = panelOf(sandbox, 'SALES');
		const cards = [cardOn(sandbox, sales), cardOn(sandbox, sales)];
		const items = ['a', 'b', 'c', 'd'].map((title, index) => ({ title, id: cards[index % 2].id }));

		const { items: changed } = await run({
			parameters: {
				...update(cards[0], { title: '={{ $json.title }}' }),
				cardId: byId('={{ $json.id }}'),
			},
			items,
			credential,
		});

		assert.deepEqual(
			changed.map(({ json }) => json.title),
			['a', 'b', 'c', 'd'],
		);
		assert.deepEqual(
			cards.map(({ title }) => title),
			['c', 'd'],
		);
	});
});

describe('duplicating a card', () => {
	const noted = (sandbox: Sandbox) => {
		const sales = panelOf(sandbox, 'SALES');
		const { users, contacts } = picksOf(sandbox);
		return cardOn(sandbox, sales, {
			contactIds: [contacts[0]],
			description: 'Texto',
			dueDate: sandbox.clock.iso(),
			monetaryAmount: 5,
			responsibleUserId: users[0],
			tagIds: [sales.tags[0].id],
			customFields: { desconto: 3 },
		});
	};
	const duplicate = async (credential: Credential, card: Card, options: INodeParameters) =>
		await run({ parameters: { resource: 'card', operation: 'duplicate', cardId: byId(card.id), options }, credential });

	it('copies what was chosen into the chosen step and archives the original', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = noted(sandbox);
		const sales = panelOf(sandbox, 'SALES');

		const { items } = await run({
			parameters: everyField('card', 'duplicate', {
				cardId: byId(card.id),
				options: {
					archiveOriginalCard: true,
					copyToStepId: byId(stepOf(sales, 'Fechado')),
					fields: ['Contacts', 'MonetaryAmount', 'Tags'],
				},
			}),
			credential,
		});

		const copy = sandbox.account.cards.get(String(items[0].json.id));
		assert.ok(copy);
		assert.notEqual(copy.id, card.id);
		assert.equal(copy.stepId, stepOf(sales, 'Fechado'));
		assert.equal(copy.title, 'Pedido');
		assert.deepEqual(copy.contactIds, card.contactIds);
		assert.equal(copy.monetaryAmount, 5);
		assert.deepEqual(copy.tagIds, card.tagIds);
		assert.equal(copy.dueDate, null);
		assert.equal(copy.responsibleUserId, null);
		assert.deepEqual(copy.customFields, {});
		assert.equal(card.status, 'ARCHIVED');
	});

	it('copies everything into the same step where nothing is chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = noted(sandbox);

		const { items } = await duplicate(credential, card, {});

		const { id, key, number, createdAt, updatedAt, position, ...copied } =
			sandbox.account.cards.get(String(items[0].json.id)) ?? card;
		const original = Object.entries(card).filter(([name]) => name in copied);
		assert.deepEqual(copied, Object.fromEntries(original));
		assert.notEqual(id, card.id);
		assert.equal(card.status, 'OPEN');
	});
});

describe('getting cards', () => {
	const allDetails = [
		'Contacts',
		'CustomFields',
		'LostReason',
		'PanelTitle',
		'ResponsibleUser',
		'StepPhase',
		'StepTitle',
	];

	it('gives one with all its details', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const { users, contacts } = picksOf(sandbox);
		const card = cardOn(sandbox, sales, {
			contactIds: [contacts[0]],
			responsibleUserId: users[0],
			customFields: { desconto: 3 },
			status: 'LOST',
			lostReasonId: sales.lostReasons[0].id,
		});

		const { items } = await run({
			parameters: everyField('card', 'get', {
				cardId: byId(card.id),
				output: 'raw',
				options: { ifNotFound: 'nothing', includeDetails: allDetails },
			}),
			credential,
		});

		const [{ json }] = items;
		assert.equal(json.companyId, sandbox.account.companyId);
		assert.deepEqual(json.contacts, [{ id: contacts[0], name: sandbox.account.contacts.get(contacts[0])?.name }]);
		assert.deepEqual(json.customFields, { desconto: 3 });
		assert.deepEqual(json.lostReason, { id: sales.lostReasons[0].id, name: 'Preço' });
		assert.equal(json.panelTitle, 'Vendas');
		assert.equal((json.responsibleUser as { id: string }).id, users[0]);
		assert.equal(json.stepTitle, 'Novo lead');
		assert.equal(json.stepPhase, 'INITIAL');
	});

	it('is simple unless the raw data is asked for, and shows the details that were asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const card = cardOn(sandbox, panelOf(sandbox, 'SALES'));
		const get = async (options: INodeParameters) => {
			const { items } = await run({
				parameters: { resource: 'card', operation: 'get', cardId: byId(card.id), options },
				credential,
			});
			return Object.keys(items[0].json);
		};

		const plain = await get({});
		assert.ok(plain.length <= 12);
		assert.deepEqual(await get({ includeDetails: ['StepTitle', 'CustomFields'] }), [
			...plain,
			'customFields',
			'stepTitle',
		]);
	});

	it('gives no item for one that does not exist, or says so, as chosen', async (t) => {
		const { credential } = await sandboxFor(t);
		const get = (ifNotFound: string) =>
			run({
				parameters: { resource: 'card', operation: 'get', cardId: byId(UNKNOWN_ID), options: { ifNotFound } },
				credential,
			});

		assert.deepEqual((await get('nothing')).items, []);
		assert.equal((await get('error')).error?.message, 'WTS Chat does not know what was asked for');
	});

	it('lists those of a panel that pass all filters', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const { users, contacts } = picksOf(sandbox);
		const fits = { contactIds: [contacts[7]], responsibleUserId: users[1], title: 'Orçamento da Zélia' };
		const wanted = cardOn(sandbox, sales, fits);
		cardOn(sandbox, sales, { ...fits, title: 'Outro' });
		cardOn(sandbox, sales, { ...fits, responsibleUserId: users[2] });
		cardOn(sandbox, sales, { ...fits, status: 'WON' });
		cardOn(sandbox, panelOf(sandbox, 'MANAGEMENT'), fits);

		const { items } = await run({
			parameters: everyField('card', 'getAll', {
				panelId: byId(sales.id),
				returnAll: true,
				output: 'simplified',
				filters: {
					contactId: byId(contacts[7]),
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
					responsibleUserId: byId(users[1]),
					statuses: ['OPEN', 'LOST'],
					stepId: byId(stepOf(sales, 'Novo lead')),
					text: 'zelia',
				},
				options: {
					ignoreEmptyFilters: false,
					includeDetails: allDetails,
					orderBy: 'Position',
					orderDirection: 'DESCENDING',
				},
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[wanted.id],
		);
		assert.equal(items[0].json.stepTitle, 'Novo lead');
	});

	it('finds the same by the ID of an agent as by the user ID that is wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		const [agent] = [...sandbox.account.agents.values()];
		const list = (id: string) =>
			run({
				parameters: {
					resource: 'card',
					operation: 'getAll',
					panelId: byId(sales.id),
					filters: { responsibleUserId: byId(id) },
				},
				credential,
			});

		const { items } = await list(agent.userId);
		assert.ok(items.length > 0);
		assert.deepEqual((await list(agent.id)).items, items);
	});

	it('returns every card of a panel once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');
		for (let index = 0; index < 120; index++) cardOn(sandbox, sales);

		const { items } = await run({
			parameters: { resource: 'card', operation: 'getAll', panelId: byId(sales.id), returnAll: true },
			credential,
		});

		const ids = [...sandbox.account.cards.values()].filter(({ panelId }) => panelId === sales.id).map(({ id }) => id);
		assert.deepEqual(items.map(({ json }) => String(json.id)).toSorted(), ids.toSorted());
		assert.ok(sandbox.requests.length > 1);
	});
});

describe('the panel of a card', () => {
	it('need not be chosen where the others are given by ID', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sales = panelOf(sandbox, 'SALES');

		const { items } = await run({
			parameters: {
				resource: 'card',
				operation: 'create',
				stepId: byId(stepOf(sales, 'Proposta')),
				title: 'Orçamento nº 9',
			},
			credential,
		});
		const card = sandbox.account.cards.get(String(items[0].json.id));
		assert.ok(card);
		const { panelId, ...parameters } = update(card, { title: 'Orçamento nº 10' });
		await run({ parameters, credential });

		assert.equal(card.title, 'Orçamento nº 10');
	});
});

describe('cards of all boards', () => {
	const getAll = (more: INodeParameters = {}): INodeParameters => ({
		...{ resource: 'card', operation: 'getAll', returnAll: true },
		...more,
	});
	const idsOf = (items: INodeExecutionData[]) => items.map(({ json }) => String(json.id));

	it('come where no panel is chosen, but for archived boards, as many as are wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const { panels, cards } = account;
		const [board, elsewhere, ...more] = panels.values();
		const [moved] = [...cards.values()].filter(({ panelId }) => panelId === board.id);
		Object.assign(moved, { panelId: elsewhere.id, stepId: elsewhere.steps[0].id });
		const archived = { ...board, id: account.id(), archived: true };
		panels.set(archived.id, archived);
		const [inArchive] = [...cards.values()].filter(({ panelId }) => panelId === board.id);
		inArchive.panelId = archived.id;
		const others = [board, elsewhere, ...more];
		const expected = others.flatMap(({ id }) => [...cards.values()].filter(({ panelId }) => panelId === id));
		assert.ok(others.length > 1 && new Set(expected.map(({ panelId }) => panelId)).size > 1);

		const { items } = await run({ parameters: getAll(), credential });
		const limited = await run({ parameters: getAll({ returnAll: false, limit: expected.length - 1 }), credential });
		const counted = await run({ parameters: getAll({ options: { countOnly: true } }), credential });

		assert.deepEqual(idsOf(items).toSorted(), expected.map(({ id }) => id).toSorted());
		assert.deepEqual(idsOf(limited.items), idsOf(items).slice(0, -1));
		assert.deepEqual(counted.items[0].json, { count: expected.length });
	});

	it('are looked for on boards that do not tell their steps too', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { panelList } = handlers;
		assert.ok(panelList);
		handlers.panelList = (account, request) => {
			const { items, ...page } = panelList(account, request);
			return { ...page, items: items?.map((panel) => ({ ...panel, steps: null })) };
		};
		t.after(() => Object.assign(handlers, { panelList }));
		const [{ stepId }] = sandbox.account.cards.values();
		const wanted = [...sandbox.account.cards.values()].filter((card) => card.stepId === stepId);

		const { items } = await run({ parameters: getAll({ filters: { stepId: byId(stepId) } }), credential });
		assert.deepEqual(idsOf(items).toSorted(), wanted.map(({ id }) => id).toSorted());
	});

	it('are narrowed down by filters, and looked for on the board alone that has the step', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [card] = [...sandbox.account.cards.values()].filter(({ contactIds }) => contactIds.length > 0);
		const wanted = [...sandbox.account.cards.values()].filter(({ contactIds }) =>
			contactIds.includes(card.contactIds[0]),
		);

		const ofContact = await run({
			parameters: getAll({ filters: { contactId: byId(card.contactIds[0]) } }),
			credential,
		});
		assert.deepEqual(idsOf(ofContact.items).toSorted(), wanted.map(({ id }) => id).toSorted());

		sandbox.requests.splice(0);
		const inStep = await run({ parameters: getAll({ filters: { stepId: byId(card.stepId) } }), credential });
		assert.ok(idsOf(inStep.items).includes(card.id));
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'cardList').length, 1);
	});

	it('are not meant by an expression that brings no panel, nor by what is known of one board alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		for (const parameters of [
			getAll({ panelId: byId('={{ $json.panel }}') }),
			getAll({ options: { onlyChanged: true } }),
		]) {
			const { error } = await run({ parameters, credential });
			assert.equal(error?.message, 'Panel is empty! Fill in the Panel field');
		}
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('a card given by its contact', () => {
	it('is the one that is open, in every writing of what the contact is known by', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const contact = addContact(account, { name: 'Zélia', phoneNumber: '+55|11977776655', email: 'zelia@example.com' });
		const [open, lost, other] = [...account.cards.values()].filter(({ status }) => status === 'OPEN');
		for (const card of [open, lost]) card.contactIds = [contact.id];
		lost.status = 'LOST';
		const get = async (cardId: string) => {
			const { items, error } = await run({
				parameters: { resource: 'card', operation: 'get', cardId: '={{ $json.card }}' },
				items: [{ card: cardId }],
				credential,
			});
			return error?.message ?? items[0].json.id;
		};

		assert.equal(await get('(11) 97777-6655'), open.id);
		assert.equal(await get('+551177776655'), open.id);
		assert.equal(await get('zelia@example.com'), open.id);
		other.contactIds = [contact.id];
		assert.equal(await get('(11) 97777-6655'), 'Several cards have this key, title or contact');
		open.status = other.status = 'WON';
		assert.equal(await get('(11) 97777-6655'), 'No card has this key, title or contact');
		// A title comes first.
		other.title = '(11) 97777-6655';
		assert.equal(await get('(11) 97777-6655'), other.id);
	});
});
