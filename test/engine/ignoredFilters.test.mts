import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import { addToPortfolio } from '../../sandbox/portfolios.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { cardOn, panelOf } from './crm.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const first = <Value,>(values: Iterable<Value>): Value => {
	for (const value of values) return value;
	throw new Error('there is none');
};

/** What stands in the middle of some texts, when they are in order. */
const middleOf = (texts: readonly string[]): string => texts.toSorted()[texts.length >> 1];

const createdIn = (records: ReadonlyMap<string, { createdAt: string }>) =>
	middleOf([...records.values()].map(({ createdAt }) => createdAt));

/** The same, when each was made a minute after the other. */
function createdOneByOne(records: ReadonlyMap<string, { createdAt: string }>): string {
	const began = Date.UTC(2026, 0, 1);
	for (const [place, record] of [...records.values()].entries()) {
		record.createdAt = new Date(began + place * 60_000).toISOString();
	}
	return createdIn(records);
}

/** What a list is narrowed down by, given the account; the operation's other parameters stand beside. */
type Narrowing = (sandbox: Sandbox) => INodeParameters & { filters: INodeParameters };

const narrowings: Record<string, Record<string, Narrowing>> = {
	'session getAll': {
		status: () => ({ filters: { status: ['PENDING'] } }),
		'channel and type': ({ account }) => ({
			filters: { channelIds: [first(account.channels.keys())], type: 'INDIVIDUAL' },
		}),
		contact: ({ account }) => ({ filters: { contactId: byId(first(account.sessions.values()).contactId) } }),
		department: ({ account }) => ({ filters: { departmentId: byId(first(account.departments.keys())) } }),
		user: ({ account }) => ({ filters: { userId: byId(first(account.agents.values()).userId) } }),
		dates: ({ account }) => ({ filters: { createdAfter: createdIn(account.sessions) } }),
		'end before': ({ account }) => ({
			filters: {
				endedBefore: middleOf([...account.sessions.values()].flatMap(({ endAt }) => endAt ?? [])),
			},
		}),
		metadata: ({ account }) => {
			for (const session of account.sessions.values()) session.metadata = { loja: 'norte' };
			const { id } = first(account.sessions.values());
			Object.assign(account.sessions.get(id) ?? {}, { metadata: { loja: 'sul' } });
			return { filters: { metadata: { entries: [{ name: 'loja', value: 'sul' }] } } };
		},
	},
	'contact getAll': { dates: ({ account }) => ({ filters: { createdBefore: createdOneByOne(account.contacts) } }) },
	'contact search': {
		tags: ({ account }) => ({ filters: { tagIds: [first(account.tags.keys())] } }),
		'origin and dates': ({ account }) => ({
			filters: {
				origin: [...account.contacts.values()].at(-1)?.origin ?? '',
				createdAfter: createdOneByOne(account.contacts),
			},
		}),
	},
	'card getAll': {
		contact: ({ account }) => {
			const { panelId, contactIds } = [...account.cards.values()].find((card) => card.contactIds.length > 0) ?? {};
			return { panelId: byId(panelId ?? ''), filters: { contactId: byId(contactIds?.[0] ?? '') } };
		},
		step: ({ account }) => {
			const { panelId, stepId } = first(account.cards.values());
			return { panelId: byId(panelId), filters: { stepId: byId(stepId) } };
		},
		status: (sandbox) => ({ panelId: byId(panelOf(sandbox, 'SALES').id), filters: { statuses: ['LOST', 'WON'] } }),
	},
	'panel getAll': { type: () => ({ filters: { type: 'SALES' } }) },
	'template getAll': {
		channel: ({ account }) => ({ filters: { channelId: byId(first(account.templates.values()).channelId ?? '') } }),
	},
	'chatbot getAll': { types: () => ({ filters: { types: ['Automation'] } }) },
	'portfolio getContacts': {
		contact: ({ account }) => {
			const portfolio = first(account.portfolios.values());
			for (const contact of account.contacts.values()) addToPortfolio(account, portfolio, contact);
			return { portfolioId: byId(portfolio.id), filters: { contactId: byId(first(account.contacts.keys())) } };
		},
	},
	'message getAll': {
		dates: ({ account }) => {
			const { id, messages } = [...account.sessions.values()].toSorted(
				(one, other) => other.messages.length - one.messages.length,
			)[0];
			return {
				sessionId: byId(id),
				filters: { createdAfter: middleOf(messages.map(({ createdAt }) => createdAt)) },
			};
		},
	},
};

/** What the user is told, once a run. */
const LEFT_OUT = 'WTS Chat listed records that do not fit the filters. They were left out.';

const idsOf = (items: ReadonlyArray<{ json: IDataObject }>) => items.map(({ json }) => String(json.id)).toSorted();

describe('a list that the service does not narrow down', () => {
	for (const [name, cases] of Object.entries(narrowings)) {
		const [resource, operation] = name.split(' ');
		for (const [what, narrowing] of Object.entries(cases)) {
			it(`holds what was asked for and no more: ${name} by ${what}`, async (t) => {
				const { sandbox, credential } = await sandboxFor(t, { sessions: 250 });
				const parameters: INodeParameters = { resource, operation, ...narrowing(sandbox), returnAll: true };
				let told: string[] = [];
				const idsBy = async (more: INodeParameters = {}) => {
					const { items, error, hints } = await run({ parameters: { ...parameters, ...more }, credential });
					assert.equal(error, undefined);
					told = hints.map(({ message }) => message);
					return items;
				};
				const expected = idsOf(await idsBy());
				assert.deepEqual(told, []);
				const everything = idsOf(await idsBy({ filters: {} }));
				assert.ok(expected.length > 0 && expected.length < everything.length, `${expected.length} of them`);
				sandbox.quirks.ignoreFilters = true;

				assert.deepEqual(idsOf(await idsBy()), expected);
				assert.deepEqual(told, [LEFT_OUT]);
				const few = idsOf(await idsBy({ returnAll: false, limit: 2 }));
				assert.equal(few.length, Math.min(2, expected.length));
				assert.ok(few.every((id) => expected.includes(id)));
				const [counted] = await idsBy({ options: { countOnly: true } });
				assert.deepEqual(counted.json, { count: expected.length });
				assert.deepEqual(told, [LEFT_OUT]);
			});
		}
	}

	it('leaves what does not belong to it out of a report', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [department] = sandbox.account.departments.keys();
		const created = [...sandbox.account.sessions.values()].map(({ createdAt }) => createdAt).toSorted();
		const parameters: INodeParameters = {
			resource: 'session',
			operation: 'getReport',
			periodFrom: created[0],
			filters: { departmentId: byId(department), status: ['PENDING', 'IN_PROGRESS'] },
		};
		const expected = (await run({ parameters, credential })).items.map(({ json }) => json.sessionId);
		assert.ok(expected.length > 0);
		sandbox.quirks.ignoreFilters = true;

		const { items, hints } = await run({ parameters, credential });
		assert.deepEqual(items.map(({ json }) => json.sessionId).toSorted(), expected.toSorted());
		assert.ok(hints.some(({ message }) => message === LEFT_OUT));
	});

	it('brings the changes of what was asked for and of no other', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { quirks: { ignoreFilters: true } });
		const parameters: INodeParameters = {
			resource: 'session',
			operation: 'getAll',
			returnAll: true,
			filters: { status: ['PENDING'] },
			options: { onlyChanged: true },
		};
		const pending = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'PENDING');

		const { items } = await run({ parameters, credential, stored: { staticData: {} } });
		assert.deepEqual(idsOf(items), pending.map(({ id }) => id).toSorted());
	});

	it('offers in the editor only what can be meant', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { quirks: { ignoreFilters: true } });
		const { account } = sandbox;
		const offered = async (method: string, parameters: INodeParameters = {}) =>
			(await lookUp<INodeListSearchResult>('listSearch', method, credential, { parameters })).results.map(({ value }) =>
				String(value),
			);

		const sessions = await offered('searchOpenSessions');
		assert.ok(sessions.length > 0);
		for (const id of sessions) assert.notEqual(account.sessions.get(id)?.status, 'COMPLETED');
		const [{ channelId }] = account.templates.values();
		const templates = await offered('searchTemplates', {
			resource: 'message',
			operation: 'sendTemplate',
			from: byId(channelId ?? ''),
		});
		assert.ok(templates.length > 0);
		for (const id of templates) assert.equal(account.templates.get(id)?.channelId, channelId);
	});
});

describe('a list of cards that the service does not narrow down to a board', () => {
	/** An account whose list of cards holds those of all boards. */
	async function boards(t: TestContext) {
		const { sandbox, credential } = await sandboxFor(t);
		const { cardList } = handlers;
		assert.ok(cardList);
		handlers.cardList = (account, request) => {
			const pages = [...account.panels.keys()].map((PanelId) =>
				cardList(account, { ...request, query: { PanelId, PageSize: 100 } }),
			);
			const items = pages.flatMap(({ items: cards }) => cards ?? []);
			return { ...pages[0], items, totalItems: items.length, totalPages: 1, hasMorePages: false };
		};
		t.after(() => Object.assign(handlers, { cardList }));
		const [own, other] = ['SALES', 'MANAGEMENT'] as const;
		const contact = addContact(sandbox.account, { name: 'Zélia Nóbrega', phoneNumber: '+55|11988887777' });
		return { sandbox, credential, contact, own: panelOf(sandbox, own), other: panelOf(sandbox, other) };
	}

	it('gives no card of another board to a contact who has none on this one', async (t) => {
		const { sandbox, credential, contact, own, other } = await boards(t);
		const foreign = cardOn(sandbox, other, { contactIds: [contact.id] });

		const { items } = await run({
			parameters: {
				resource: 'card',
				operation: 'addForContact',
				contactId: byId(contact.id),
				panelId: byId(own.id),
				title: 'Orçamento',
				note: 'Pediu orçamento',
			},
			credential,
		});

		assert.deepEqual([items[0].json.outcome, items[0].json.panelId], ['created', own.id]);
		assert.deepEqual(foreign.notes, []);
	});

	it('means none of another board by a name', async (t) => {
		const { sandbox, credential, own, other } = await boards(t);
		cardOn(sandbox, other, { title: 'Reforma da sede' });
		const meant = cardOn(sandbox, own, { title: 'Reforma da sede' });

		const { items } = await run({
			parameters: {
				resource: 'card',
				operation: 'update',
				panelId: byId(own.id),
				cardId: byId('Reforma da sede'),
				updateFields: { title: 'Reforma da loja' },
			},
			credential,
		});

		assert.equal(items[0].json.id, meant.id);
	});
});
