import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Contact } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

const LONG = '+55 11 98888-7777';
const SHORT = '+55 11 8888-7777';
const byPhone = (value: string) => ({ __rl: true, mode: 'phoneNumber', value });
const known = ({ account }: Sandbox, phoneNumber: string): Contact =>
	addContact(account, { name: 'Zélia Nóbrega', phoneNumber });
/** Gives the account a tag called "Lead". */
function nameTag({ account }: Sandbox): void {
	const [tag] = account.tags.values();
	assert.ok(tag);
	tag.name = 'Lead';
}

const operations = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);

/** What is done to a contact by its phone number, and the operation of the service. */
const acts = (phone: string): Array<[operation: string, parameters: INodeParameters]> => [
	['contactGetByPhone', { resource: 'contact', operation: 'get', contactId: byPhone(phone) }],
	[
		'contactUpdateByPhone',
		{ resource: 'contact', operation: 'update', contactId: byPhone(phone), updateFields: { name: 'Zélia Nóbrega' } },
	],
	[
		'contactUpdateTagsByPhone',
		{ resource: 'contact', operation: 'updateTags', contactId: byPhone(phone), options: { tagNames: ['Lead'] } },
	],
	['contactFilter', { resource: 'contact', operation: 'search', filters: { phoneNumber: phone } }],
];

describe('a contact with a Brazilian mobile number', () => {
	for (const [kept, given] of [
		[SHORT, LONG],
		[LONG, SHORT],
	]) {
		it(`kept as ${kept} is found as ${given}, by one request more`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			nameTag(sandbox);
			const contact = known(sandbox, kept);
			for (const [operation, parameters] of acts(given)) {
				sandbox.requests.length = 0;
				const { items, error } = await run({ parameters, credential });
				assert.equal(error, undefined, operation);
				assert.deepEqual(
					items.map(({ json }) => json.id),
					[contact.id],
					operation,
				);
				assert.deepEqual(operations(sandbox), [operation, operation]);
			}
		});
	}

	it('is found by one request if the number is given as it is kept', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		nameTag(sandbox);
		const contact = known(sandbox, LONG);
		for (const [operation, parameters] of acts(LONG)) {
			sandbox.requests.length = 0;
			const { items } = await run({ parameters, credential });
			assert.equal(items[0].json.id, contact.id);
			assert.deepEqual(operations(sandbox), [operation]);
		}
	});

	it('that nobody has is not found, by both forms, and a landline by one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		for (const [phone, requests] of [
			[LONG, 2],
			['+55 11 3333-4444', 1],
		] as const) {
			sandbox.requests.length = 0;
			const parameters = { resource: 'contact', operation: 'get', contactId: byPhone(phone) };
			const { error } = await run({ parameters, credential });
			assert.match(error?.description ?? '', /Contato não encontrado/);
			assert.equal(sandbox.requests.length, requests);
			const none = await run({ parameters: { ...parameters, options: { ifNotFound: 'nothing' } }, credential });
			assert.deepEqual(none.items, []);
		}
	});
});

describe('creating or updating contacts with the option to match the ninth digit', () => {
	const save = {
		resource: 'contact',
		operation: 'upsert',
		name: '={{ $json.name }}',
		phoneNumber: '={{ $json.phone }}',
		options: { matchNinthDigit: true },
	};

	it('updates whom the account keeps in the other form, makes one of both forms, and still travels together', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [short, long] = [known(sandbox, SHORT), known(sandbox, '+55 11 97777-6666')];
		const before = sandbox.account.contacts.size;
		const people = [
			{ name: 'Ana', phone: LONG },
			{ name: 'Bia', phone: '11 7777-6666' },
			{ name: 'Caio', phone: '11 96666-5555' },
			{ name: 'Caio', phone: '11 6666-5555' },
			{ name: 'Davi', phone: '11 3333-4444' },
		];
		const { items, error } = await run({ parameters: save, items: people, credential });
		assert.equal(error, undefined);
		assert.deepEqual([short.name, long.name], ['Ana', 'Bia']);
		assert.equal(sandbox.account.contacts.size, before + 2);
		assert.equal(items[2].json.id, items[3].json.id);
		assert.equal(sandbox.account.contacts.get(String(items[2].json.id))?.phoneNumber, '+55|11966665555');
		assert.ok(operations(sandbox).includes('contactSaveBatch'));
	});

	it('prefers the form that was given where each has a contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [short, long] = [known(sandbox, SHORT), known(sandbox, LONG)];
		await run({ parameters: save, items: [{ name: 'Ana', phone: LONG }], credential });
		await run({ parameters: save, items: [{ name: 'Bia', phone: SHORT }], credential });
		assert.deepEqual([long.name, short.name], ['Ana', 'Bia']);
	});
});
