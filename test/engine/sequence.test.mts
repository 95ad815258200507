import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Contact, Sequence } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const sequencesOf = ({ account }: Sandbox): Sequence[] => [...account.sequences.values()];

/** Contacts with a phone number who are in no sequence. */
const freeContacts = ({ account }: Sandbox): Contact[] =>
	[...account.contacts.values()].filter(
		({ id, phoneNumber }) =>
			phoneNumber !== null && ![...account.sequences.values()].some(({ contacts }) => contacts.has(id)),
	);

const contactOf = (sequenceId: string, operation: 'addContact' | 'removeContact', more: INodeParameters = {}) => ({
	resource: 'sequence',
	operation,
	sequenceId: byId(sequenceId),
	contactId: byId('={{ $json.contact }}'),
	...more,
});

const pathsOf = ({ requests }: Sandbox) =>
	requests.map(({ method, path }) => `${method} ${path.split('/').slice(5).join('/')}`);

describe('putting contacts into a sequence', () => {
	it('takes an ID or a phone number in any writing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const [first, second] = freeContacts(sandbox);
		const add = (contactId: INodeParameters[string]) =>
			run({
				parameters: everyField('sequence', 'addContact', {
					sequenceId: byId(sequence.id),
					contactId,
					options: { oneByOne: true },
				}),
				credential,
			});

		const { items } = await add(byId(first.id));
		await add({ __rl: true, mode: 'phoneNumber', value: second.phoneNumberFormatted ?? '' });

		assert.ok(sequence.contacts.has(first.id));
		assert.ok(sequence.contacts.has(second.id));
		assert.equal(items[0].json.contactId, first.id);
		assert.equal(items[0].json.sequenceId, sequence.id);
	});

	it('takes several in one item, and takes them out again', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const [first, second, third] = freeContacts(sandbox);
		const contact = [first.id, { id: second.id }, third.phoneNumber];
		const go = async (operation: 'addContact' | 'removeContact') =>
			await run({ parameters: contactOf(sequence.id, operation), items: [{ contact }], credential });

		const { items } = await go('addContact');
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.contactId, pairedItem]),
			[first, second, third].map(({ id }) => [id, { item: 0 }]),
		);
		assert.ok([first, second, third].every(({ id }) => sequence.contacts.has(id)));

		await go('removeContact');
		assert.ok([first, second, third].every(({ id }) => !sequence.contacts.has(id)));
		const digits = String(third.phoneNumber).replace(/\D/g, '');
		assert.deepEqual(pathsOf(sandbox), [
			`GET ${digits}`,
			'POST contact/batch',
			`GET ${digits}`,
			'DELETE contact/batch',
		]);
	});

	it('sends 250 contacts in three requests, each with an answer of its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.shuffledBatches = true;
		sandbox.seedSessions({ count: 250 });
		const [sequence] = sequencesOf(sandbox);
		const ids = freeContacts(sandbox)
			.slice(0, 250)
			.map(({ id }) => id);

		const { items } = await run({
			parameters: contactOf(sequence.id, 'addContact'),
			items: ids.map((contact) => ({ contact })),
			credential,
		});

		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.contactId, pairedItem]),
			ids.map((id, item) => [id, { item }]),
		);
		assert.ok(ids.every((id) => sequence.contacts.has(id)));
		assert.deepEqual(
			pathsOf(sandbox),
			Array.from({ length: 3 }, () => 'POST contact/batch'),
		);
	});

	it('gives a number that nobody has a contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const { size } = sandbox.account.contacts;

		const { items } = await run({
			parameters: contactOf(sequence.id, 'addContact'),
			items: [{ contact: '(48) 99999-0001' }, { contact: '+55 48 99999-0002' }],
			credential,
		});

		assert.equal(sandbox.account.contacts.size, size + 2);
		const phones = items.map(({ json }) => sandbox.account.contacts.get(String(json.contactId))?.phoneNumber);
		assert.deepEqual(phones, ['+55|48999990001', '+55|48999990002']);
	});

	it('tells which one of many is not known', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const [first, second] = freeContacts(sandbox);

		const { items, failed } = await run({
			parameters: contactOf(sequence.id, 'addContact'),
			items: [{ contact: first.id }, { contact: UNKNOWN_ID }, { contact: second.id }],
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			items.map(({ json }) => json.contactId),
			[first.id, second.id],
		);
		assert.deepEqual(
			failed.map(({ pairedItem }) => pairedItem),
			[{ item: 1 }],
		);
	});

	it('names what is no contact before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);

		const { error } = await run({
			parameters: contactOf(sequence.id, 'addContact'),
			items: [{ contact: '12345' }],
			credential,
		});

		assert.match(error?.message ?? '', /The phone number is not complete/);
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('taking contacts out of a sequence', () => {
	it('takes an ID or a phone number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const ids = [...sequence.contacts.keys()];
		const { phoneNumber } = sandbox.account.contacts.get(ids[1]) ?? {};

		const { items } = await run({
			parameters: everyField('sequence', 'removeContact', {
				sequenceId: byId(sequence.id),
				contactId: byId('={{ $json.contact }}'),
				options: { oneByOne: true },
			}),
			items: [{ contact: ids[0] }, { contact: phoneNumber }],
			credential,
		});

		assert.deepEqual([...sequence.contacts.keys()], ids.slice(2));
		assert.deepEqual(
			items.map(({ json }) => json),
			[
				{ success: true, sequenceId: sequence.id, contactId: ids[0] },
				{ success: true, sequenceId: sequence.id, contactId: ids[1] },
			],
		);
	});

	it('sends those with IDs and those with phone numbers together, once it is known whose these are', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const ids = [...sequence.contacts.keys()];
		const phones = ids.slice(2, 4).map((id) => sandbox.account.contacts.get(id)?.phoneNumber);

		const { items } = await run({
			parameters: contactOf(sequence.id, 'removeContact'),
			items: [ids[0], phones[0], ids[1], phones[1]].map((contact) => ({ contact })),
			credential,
		});

		assert.deepEqual([...sequence.contacts.keys()], ids.slice(4));
		assert.equal(items.length, 4);
		assert.deepEqual(pathsOf(sandbox).toSorted(), [
			'DELETE contact/batch',
			...phones.map((phone) => `GET ${phone?.replace(/\D/g, '')}`).toSorted(),
		]);
	});

	it('says that a contact does not exist', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);

		const { error } = await run({
			parameters: contactOf(sequence.id, 'removeContact'),
			items: [{ contact: UNKNOWN_ID }],
			credential,
		});

		assert.equal(error?.message, 'WTS Chat does not know what was asked for');
	});
});

describe('listing sequences', () => {
	it('takes every filter and order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const [contactId] = sequence.contacts.keys();

		const { items } = await run({
			parameters: everyField('sequence', 'getAll', {
				returnAll: true,
				filters: {
					contactId: byId(contactId),
					createdAfter: '2020-01-31T08:00:00',
					createdBefore: '2050-01-31T08:00:00',
					updatedAfter: '2020-01-31T08:00:00',
					updatedBefore: '2050-01-31T08:00:00',
					name: 'boas',
				},
				options: {
					includeDetails: ['ContactExecutingCount', 'ExecutionStats'],
					orderBy: 'Name',
					ignoreEmptyFilters: false,
					orderDirection: 'ASCENDING',
				},
			}),
			credential,
		});

		assert.deepEqual(
			items.map(({ json: { id, contactExecutingCount } }) => ({ id, contactExecutingCount })),
			[{ id: sequence.id, contactExecutingCount: sequence.contacts.size }],
		);
	});

	it('gives their contacts, simple unless the raw data is asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);
		const [contactId] = sequence.contacts.keys();
		const contact = sandbox.account.contacts.get(contactId);
		assert.ok(contact);
		const list = async (output: string) => {
			const { items } = await run({
				parameters: everyField('sequence', 'getContacts', {
					sequenceId: byId(sequence.id),
					returnAll: true,
					output,
					filters: {
						contactId: byId(contactId),
						createdAfter: '2020-01-31T08:00:00',
						createdBefore: '2050-01-31T08:00:00',
						updatedAfter: '2020-01-31T08:00:00',
						updatedBefore: '2050-01-31T08:00:00',
						name: String(contact.name),
						phoneNumber: String(contact.phoneNumberFormatted),
					},
					options: {
						includeContactDetails: true,
						ignoreEmptyFilters: false,
						orderBy: 'CreatedAt',
						orderDirection: 'ASCENDING',
					},
				}),
				credential,
			});
			return items;
		};

		const [{ json: simple }, ...more] = await list('simplified');
		assert.deepEqual(more, []);
		assert.equal(simple.contactId, contactId);
		assert.equal(simple.contactName, contact.name);
		assert.equal((simple.contactDetails as { phonenumber: string }).phonenumber, contact.phoneNumber);
		assert.ok(Object.keys(simple).length <= 10);
		const [{ json: raw }] = await list('raw');
		assert.equal(raw.companyId, sandbox.account.companyId);
	});

	it('gives all contacts of one, and no details unless asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sequence] = sequencesOf(sandbox);

		const { items } = await run({
			parameters: { resource: 'sequence', operation: 'getContacts', sequenceId: byId(sequence.id), returnAll: true },
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => String(json.contactId)).toSorted(),
			[...sequence.contacts.keys()].toSorted(),
		);
		assert.equal('contactDetails' in items[0].json, false);
	});

	it('finds them by name in the editor', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchSequences', credential, {
			filter: 'recuperacao',
		});

		assert.deepEqual(results, [{ name: 'Recuperação de orçamento', value: sequencesOf(sandbox)[1].id }]);
	});
});
