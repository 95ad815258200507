import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GenericValue, INodeListSearchResult, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import type { Contact, Portfolio } from '../../sandbox/account.mts';
import { addToPortfolio } from '../../sandbox/portfolios.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const portfolio = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'portfolio',
	operation,
	...more,
});

const first = ({ account }: Sandbox): Portfolio => [...account.portfolios.values()][0];
const byPhone = (value: string) => ({ __rl: true, mode: 'phoneNumber', value });

/** Contacts with a phone number that are not in a portfolio. */
const outsiders = ({ account }: Sandbox, { contacts }: Portfolio): Contact[] =>
	[...account.contacts.values()].filter(({ id, phoneNumber }) => phoneNumber !== null && !contacts.has(id));

const operationsOf = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);

describe('portfolios', () => {
	it('are listed, with their departments and the number of their contacts if wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const plain = await run({ parameters: portfolio('getAll', { returnAll: true }), credential });
		const detailed = await run({
			parameters: portfolio('getAll', {
				limit: 2,
				filters: {
					createdAfter: '2020-01-01T00:00:00',
					createdBefore: '2100-01-01T00:00:00',
					updatedAfter: '2020-01-01T00:00:00',
					updatedBefore: '2100-01-01T00:00:00',
				},
				options: {
					includeDetails: ['ContactCount', 'Departments'],
					orderBy: 'Name',
					ignoreEmptyFilters: false,
					orderDirection: 'DESCENDING',
				},
			}),
			credential,
		});

		assert.deepEqual(
			plain.items.map(({ json }) => json.name).toSorted(),
			[...sandbox.account.portfolios.values()].map(({ name }) => name).toSorted(),
		);
		assert.deepEqual(
			detailed.items.map(({ json }) => json.name),
			['Contas-chave', 'Carteira Interior'],
		);
		const [keyAccounts] = detailed.items;
		const stored = sandbox.account.portfolios.get(String(keyAccounts.json.id));
		assert.equal(keyAccounts.json.contactsCount, stored?.contacts.size);
		assert.deepEqual(keyAccounts.json.departments, stored?.departments);
		assert.deepEqual([...new URLSearchParams(sandbox.requests[1].query)].toSorted(), [
			['CreatedAt.After', '2020-01-01T03:00:00.000Z'],
			['CreatedAt.Before', '2100-01-01T03:00:00.000Z'],
			['IncludeDetails', 'ContactCount'],
			['IncludeDetails', 'Departments'],
			['OrderBy', 'Name'],
			['OrderDirection', 'DESCENDING'],
			['PageNumber', '1'],
			['PageSize', '2'],
			['UpdatedAt.After', '2020-01-01T03:00:00.000Z'],
			['UpdatedAt.Before', '2100-01-01T03:00:00.000Z'],
		]);
	});

	it('come as they are without simplifying', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: portfolio('getAll', { limit: 1, output: 'raw' }), credential });

		assert.equal(items[0].json.companyId, sandbox.account.companyId);
	});
});

describe('contacts of a portfolio', () => {
	it('are listed over all pages', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		for (const id of sandbox.seedSessions({ count: 150 })) {
			const contact = sandbox.account.contacts.get(sandbox.account.sessions.get(id)?.contactId ?? '');
			if (contact) addToPortfolio(sandbox.account, own, contact);
		}

		const { items } = await run({
			parameters: portfolio('getContacts', { portfolioId: byId(own.id), returnAll: true }),
			credential,
		});

		assert.ok(own.contacts.size > 150);
		assert.deepEqual(items.map(({ json }) => String(json.contactId)).toSorted(), [...own.contacts.keys()].toSorted());
		assert.deepEqual(
			sandbox.requests.map(({ query }) => new URLSearchParams(query).get('Page')),
			['1', '2'],
		);
	});

	it('are narrowed down by contact and dates, in either order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const [contactId] = own.contacts.keys();
		const dates = {
			createdAfter: '2020-01-01T00:00:00',
			createdBefore: '2100-01-01T00:00:00',
			updatedAfter: '2020-01-01T00:00:00',
			updatedBefore: '2100-01-01T00:00:00',
		};
		const list = async (more: INodeParameters) =>
			await run({ parameters: portfolio('getContacts', { portfolioId: byId(own.id), limit: 5, ...more }), credential });

		const one = await list({ filters: { contactId: byId(contactId), ...dates }, options: { orderBy: 'CreatedAt' } });
		assert.deepEqual(
			one.items.map(({ json }) => json.contactId),
			[contactId],
		);
		assert.deepEqual([...new URLSearchParams(sandbox.requests[0].query)].toSorted(), [
			['ContactIds', contactId],
			['CreatedAt.After', '2020-01-01T03:00:00.000Z'],
			['CreatedAt.Before', '2100-01-01T03:00:00.000Z'],
			['OrderBy', 'CreatedAt'],
			['Page', '1'],
			['PageSize', '5'],
			['Type', 'PageNumber'],
			['UpdatedAt.After', '2020-01-01T03:00:00.000Z'],
			['UpdatedAt.Before', '2100-01-01T03:00:00.000Z'],
		]);

		const descending = await list({
			options: { ignoreEmptyFilters: false, orderBy: 'CreatedAt', orderDirection: 'DESCENDING' },
		});
		assert.equal(descending.items.length, 5);
		assert.equal(new URLSearchParams(sandbox.requests[1].query).get('OrderByDesc'), 'CreatedAt');

		const none = await list({ filters: { contactId: byId(UNKNOWN_ID) } });
		assert.deepEqual(none.items, []);
	});

	it('come in by ID and by phone number, and go by either', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const [one, other] = outsiders(sandbox, own);
		const portfolioId = byId(own.id);

		const added = await run({
			parameters: portfolio('addContact', { portfolioId, contactId: byId(one.id) }),
			credential,
		});
		assert.equal(added.items[0].json.contactId, one.id);
		await run({
			parameters: portfolio('addContact', { portfolioId, contactId: byPhone(other.phoneNumberFormatted ?? '') }),
			credential,
		});
		assert.ok(own.contacts.has(one.id) && own.contacts.has(other.id));

		const removed = await run({
			parameters: portfolio('removeContact', { portfolioId, contactId: byPhone(one.phoneNumber ?? '') }),
			credential,
		});
		assert.deepEqual(removed.items[0].json, {
			success: true,
			portfolioId: own.id,
			contactId: one.id,
		});
		await run({ parameters: portfolio('removeContact', { portfolioId, contactId: byId(other.id) }), credential });
		assert.equal(own.contacts.has(one.id) || own.contacts.has(other.id), false);
		assert.deepEqual(operationsOf(sandbox), [
			'portfolioAddContact',
			'portfolioAddContact',
			'contactGetByPhone',
			'portfolioRemoveContact',
			'portfolioRemoveContact',
		]);
	});

	it('travel together: 150 in and out in two requests each, whatever the order of the answers', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.shuffledBatches = true;
		const own = first(sandbox);
		sandbox.seedSessions({ count: 150 });
		const contacts = outsiders(sandbox, own).slice(-150);
		const items = contacts.map(({ id }) => ({ id }));

		const added = await run({
			parameters: portfolio('addContact', { portfolioId: byId(own.id), contactId: byId('={{ $json.id }}') }),
			items,
			credential,
		});
		assert.deepEqual(
			added.items.map(({ json, pairedItem }) => [json.contactId, pairedItem]),
			contacts.map(({ id }, item) => [id, { item }]),
		);
		assert.ok(contacts.every(({ id }) => own.contacts.has(id)));

		const removed = await run({
			parameters: portfolio('removeContact', { portfolioId: byId(own.id), contactId: byId('={{ $json.id }}') }),
			items,
			credential,
		});
		assert.deepEqual(
			removed.items.map(({ json }) => json),
			contacts.map(({ id }) => ({ success: true, portfolioId: own.id, contactId: id })),
		);
		assert.ok(contacts.every(({ id }) => !own.contacts.has(id)));
		assert.deepEqual(operationsOf(sandbox), [
			'portfolioAddContacts',
			'portfolioAddContacts',
			'portfolioRemoveContacts',
			'portfolioRemoveContacts',
		]);
	});

	it('travel with those that are named in the same way and go to the same portfolio', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [own, other] = [...sandbox.account.portfolios.values()];
		const contacts = outsiders(sandbox, own)
			.filter(({ id }) => !other.contacts.has(id))
			.slice(0, 8);
		const items = contacts.map(({ id, phoneNumber }, place) => ({
			to: place < 4 ? own.id : other.id,
			contact: place % 2 === 0 ? id : phoneNumber,
		}));

		const { items: answers } = await run({
			parameters: portfolio('addContact', {
				portfolioId: byId('={{ $json.to }}'),
				contactId: byId('={{ $json.contact }}'),
			}),
			items,
			credential,
		});

		assert.deepEqual(
			answers.map(({ json }) => json.contactId),
			contacts.map(({ id }) => id),
		);
		assert.deepEqual(operationsOf(sandbox), Array<string>(4).fill('portfolioAddContacts'));
		for (const { body } of sandbox.requests) assert.equal(Object.keys(Object(body)).length, 1);
	});

	it('go one by one if wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const contacts = outsiders(sandbox, own).slice(0, 3);
		const parameters = (operation: string) =>
			portfolio(operation, {
				portfolioId: byId(own.id),
				contactId: byId('={{ $json.id }}'),
				options: { oneByOne: true },
			});
		const items = contacts.map(({ id }) => ({ id }));

		await run({ parameters: parameters('addContact'), items, credential });
		assert.ok(contacts.every(({ id }) => own.contacts.has(id)));
		await run({ parameters: parameters('removeContact'), items, credential });
		assert.ok(contacts.every(({ id }) => !own.contacts.has(id)));

		assert.deepEqual(operationsOf(sandbox), [
			...Array<string>(3).fill('portfolioAddContact'),
			...Array<string>(3).fill('portfolioRemoveContact'),
		]);
	});

	it('are refused one by one: what is neither ID nor number before anything is sent, an unknown one by the service', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const [{ id }] = outsiders(sandbox, own);
		const parameters = portfolio('addContact', {
			portfolioId: byId(own.id),
			contactId: byPhone('={{ $json.contact }}'),
			options: { oneByOne: true },
		});

		const { items, failed } = await run({
			parameters,
			items: [{ contact: 'ana' }, { contact: id }, { contact: UNKNOWN_ID }],
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			items.map(({ json }) => json.contactId),
			[id],
		);
		assert.deepEqual(
			failed.map(({ json, pairedItem }) => [json.error, pairedItem]),
			[
				['The contact is neither an ID nor a phone number', { item: 0 }],
				['WTS Chat does not know what was asked for', { item: 2 }],
			],
		);
		assert.equal(sandbox.requests.length, 2);
	});
});

describe('contacts that go into a portfolio together', () => {
	it('have their own errors where the service does not know them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const contacts = outsiders(sandbox, own).slice(0, 5);
		const ids = contacts.map(({ id }) => id);

		const { items, failed } = await run({
			parameters: portfolio('addContact', { portfolioId: byId(own.id), contactId: byId('={{ $json.id }}') }),
			items: ids.toSpliced(2, 0, UNKNOWN_ID).map((id) => ({ id })),
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			items.map(({ json }) => json.contactId),
			ids,
		);
		assert.deepEqual(
			failed.map(({ json, pairedItem }) => [json.error, pairedItem]),
			[['WTS Chat does not know what was asked for', { item: 2 }]],
		);
		assert.deepEqual(operationsOf(sandbox), ['portfolioAddContacts', 'portfolioAddContact']);
	});
});

describe('several contacts in one item', () => {
	const lists: Record<string, (contacts: Contact[]) => GenericValue> = {
		'a list of IDs': (contacts) => contacts.map(({ id }) => id),
		'the text of a list': (contacts) => JSON.stringify(contacts.map(({ id }) => id)),
		'phone numbers with commas between them': (contacts) =>
			contacts.map(({ phoneNumberFormatted }) => phoneNumberFormatted).join(', '),
		'contacts as Get Many gives them': (contacts) => contacts.map(({ id, name }) => ({ id, name })),
		'members as Get Contacts gives them': (contacts) => contacts.map(({ id }) => ({ id: UNKNOWN_ID, contactId: id })),
		'contacts that have only a number': (contacts) => contacts.map(({ phoneNumber }) => ({ id: null, phoneNumber })),
	};
	for (const [what, listOf] of Object.entries(lists)) {
		it(`come in and go as ${what}, an item for each`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const own = first(sandbox);
			const contacts = outsiders(sandbox, own).slice(0, 3);
			const go = async (operation: string) =>
				await run({
					parameters: portfolio(operation, { portfolioId: byId(own.id), contactId: byId('={{ $json.whom }}') }),
					items: [{ whom: listOf(contacts) }],
					credential,
				});

			const added = await go('addContact');
			assert.deepEqual(
				added.items.map(({ json, pairedItem }) => [json.contactId, pairedItem]),
				contacts.map(({ id }) => [id, { item: 0 }]),
			);
			assert.ok(contacts.every(({ id }) => own.contacts.has(id)));

			const removed = await go('removeContact');
			assert.equal(removed.items.length, 3);
			assert.ok(contacts.every(({ id }) => !own.contacts.has(id)));
			// Whose a number is has to be known, as the answer to the removal says nothing of it.
			const lookedUp = what.includes('number') ? contacts.map(() => 'contactGetByPhone') : [];
			assert.deepEqual(operationsOf(sandbox), ['portfolioAddContacts', ...lookedUp, 'portfolioRemoveContacts']);
		});
	}

	it('are typed, in whatever way each is named', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const [one, other, third] = outsiders(sandbox, own);
		Object.assign(third, { email: 'terceira@example.com' });

		const { items } = await run({
			parameters: portfolio('addContact', {
				portfolioId: byId(own.id),
				contactId: { __rl: true, mode: 'several', value: `${one.id}, ${other.phoneNumber}, terceira@example.com,` },
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.contactId),
			[one, other, third].map(({ id }) => id),
		);
	});

	it('travel with those of other items, 100 at once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		sandbox.seedSessions({ count: 130 });
		const ids = outsiders(sandbox, own)
			.slice(-130)
			.map(({ id }) => id);

		const { items } = await run({
			parameters: portfolio('addContact', { portfolioId: byId(own.id), contactId: '={{ $json.ids }}' }),
			items: [{ ids: ids.slice(0, 60) }, { ids: ids[60] }, { ids: ids.slice(61) }],
			credential,
		});

		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.contactId, pairedItem]),
			ids.map((id, place) => [id, { item: place < 60 ? 0 : place === 60 ? 1 : 2 }]),
		);
		assert.deepEqual(operationsOf(sandbox), ['portfolioAddContacts', 'portfolioAddContacts']);
	});

	it('have their own errors, which say which one it is', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const [one, other] = outsiders(sandbox, own);
		const whom = [one.id, 'ninguem@example.com', UNKNOWN_ID, 'ana', { name: 'Ana' }, other.id];
		const parameters = portfolio('addContact', { portfolioId: byId(own.id), contactId: byId('={{ $json.whom }}') });

		const { items, failed } = await run({
			parameters,
			items: [{ whom: [] }, { whom }],
			credential,
			onError: 'continueErrorOutput',
		});
		assert.deepEqual(
			items.map(({ json }) => json.contactId),
			[one.id, other.id],
		);
		assert.deepEqual(
			failed.map(({ json, pairedItem }) => [json.error, Object(json.details).entry, pairedItem]),
			[
				['Contact is empty! Fill in the Contact field', undefined, { item: 0 }],
				['No contact has this phone number, email address or Instagram name', 'ninguem@example.com', { item: 1 }],
				['WTS Chat does not know what was asked for', UNKNOWN_ID, { item: 1 }],
				['The contact is neither an ID nor a phone number', 'ana', { item: 1 }],
				['Contact is not a single value', '{"name":"Ana"}', { item: 1 }],
			],
		);
		for (const [place, { json }] of failed.slice(1).entries()) {
			assert.match(String(Object(json.details).description), new RegExp(`It is entry ${place + 2} of `));
		}

		const before = sandbox.requests.length;
		const ended = await run({ parameters, items: [{ whom: [one.id, 'ana'] }], credential });
		assert.match(ended.error?.description ?? '', /It is entry 2 of 'Contact', “ana”\./);
		assert.equal(sandbox.requests.length, before);
	});

	it('are passed over where there are none, if wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		const [{ id }] = outsiders(sandbox, own);

		const { items } = await run({
			parameters: portfolio('addContact', {
				portfolioId: byId(own.id),
				contactId: '={{ $json.whom }}',
				options: { ifEmpty: 'skip' },
			}),
			items: [{ whom: [] }, { whom: [id, null] }],
			credential,
		});

		const skipped = { success: false, skipped: true, reason: 'Contact is empty' };
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.contactId ?? json, pairedItem]),
			[
				[skipped, { item: 0 }],
				[id, { item: 1 }],
				[skipped, { item: 1 }],
			],
		);
	});
});

describe('lists in the editor', () => {
	it('offer portfolios and sequences by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { portfolios, sequences } = sandbox.account;
		const choices = (records: Map<string, { name: string | null }>) =>
			[...records]
				.map(([value, { name }]) => ({ name, value }))
				.toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));

		assert.deepEqual(
			await lookUp<INodePropertyOptions[]>('loadOptions', 'getPortfolios', credential),
			choices(portfolios),
		);
		assert.deepEqual(
			await lookUp<INodePropertyOptions[]>('loadOptions', 'getSequences', credential),
			choices(sequences),
		);
		const found = await lookUp<INodeListSearchResult>('listSearch', 'searchPortfolios', credential, {
			filter: 'interior',
		});
		assert.deepEqual(
			found.results.map(({ name }) => name),
			['Carteira Interior'],
		);
	});

	it('offer portfolios beyond the first page', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = first(sandbox);
		for (let place = 1; place <= 120; place++) {
			const id = sandbox.account.id();
			sandbox.account.portfolios.set(id, { ...own, id, name: `Carteira ${place}`, contacts: new Map() });
		}

		const all = await lookUp<INodePropertyOptions[]>('loadOptions', 'getPortfolios', credential);

		assert.equal(all.length, sandbox.account.portfolios.size);
	});
});
