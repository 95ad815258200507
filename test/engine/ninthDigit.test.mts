import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Contact } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import { addToSequence } from '../../sandbox/sequences.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

const LONG = '+55 11 98888-7777';
const SHORT = '+55 11 8888-7777';
const byPhone = (value: string) => ({ __rl: true, mode: 'phoneNumber', value });
const known = ({ account }: Sandbox, phoneNumber: string): Contact =>
	addContact(account, { name: 'Zélia Nóbrega', phoneNumber });
/** Gives the account a tag called "Zelador". */
function nameTag({ account }: Sandbox): void {
	const [tag] = account.tags.values();
	assert.ok(tag);
	tag.name = 'Zelador';
}

/** What was asked for, but for the tags, which are read where one is given by its name. */
const operations = ({ requests }: Sandbox) =>
	requests.map(({ operation }) => operation).filter((operation) => operation !== 'tagList');

/** What is done to a contact by its phone number, and the operation of the service. */
const acts = (phone: string): Array<[operation: string, parameters: INodeParameters]> => [
	['contactGetByPhone', { resource: 'contact', operation: 'get', contactId: byPhone(phone) }],
	[
		'contactUpdateByPhone',
		{ resource: 'contact', operation: 'update', contactId: byPhone(phone), updateFields: { name: 'Zélia Nóbrega' } },
	],
	[
		'contactUpdateTagsByPhone',
		{ resource: 'contact', operation: 'updateTags', contactId: byPhone(phone), options: { tagNames: ['Zelador'] } },
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

describe('a contact with a Brazilian mobile number that is kept in the other form', () => {
	const members = (resource: string, operation: string, id: string, phones: string[]) => ({
		parameters: {
			...{ resource, operation, [`${resource}Id`]: { __rl: true, mode: 'id', value: id } },
			contactId: byPhone('={{ $json.phone }}'),
		},
		items: phones.map((phone) => ({ phone })),
	});
	const [ana, bia] = [
		{ kept: SHORT, given: LONG },
		{ kept: '+55 11 97777-6666', given: '11 7777-6666' },
	];

	for (const resource of ['portfolio', 'sequence']) {
		it(`comes into a ${resource} and goes, alone and together, and nobody becomes a second contact`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			const contacts = [ana, bia].map(({ kept }) => known(sandbox, kept).id);
			const { size } = account.contacts;
			const [group] = (resource === 'portfolio' ? account.portfolios : account.sequences).values();
			const isIn = () => contacts.map((id) => group.contacts.has(id));
			for (const phones of [[ana.given, bia.given], [ana.given]]) {
				const expected = phones.length === 2 ? [true, true] : [true, false];
				const added = await run({ ...members(resource, 'addContact', group.id, phones), credential });
				assert.equal(added.error, undefined);
				assert.deepEqual(
					added.items.map(({ json }) => json.contactId),
					contacts.slice(0, phones.length),
				);
				assert.deepEqual(isIn(), expected);
				const removed = await run({ ...members(resource, 'removeContact', group.id, phones), credential });
				assert.equal(removed.error, undefined);
				assert.deepEqual(isIn(), [false, false]);
			}
			assert.equal(account.contacts.size, size);
		});

		it(`is an error where a number that nobody has is to leave a ${resource}, also among others`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			known(sandbox, ana.kept);
			const [group] = (resource === 'portfolio' ? account.portfolios : account.sequences).values();
			const { items } = await run({
				...members(resource, 'removeContact', group.id, [ana.given, '11 96666-5555', ana.kept]),
				credential,
				onError: 'continueRegularOutput',
			});
			assert.deepEqual(
				items.map(({ json }) => json.error ?? json.success),
				[true, 'No contact has this phone number', true],
			);
		});
	}

	it('comes into a sequence as one contact, in either form, if the account has none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { size } = sandbox.account.contacts;
		const [{ id }] = sandbox.account.sequences.values();
		const { items } = await run({ ...members('sequence', 'addContact', id, [SHORT, LONG]), credential });
		assert.equal(items[0].json.contactId, items[1].json.contactId);
		assert.equal(sandbox.account.contacts.size, size + 1);
		const made = sandbox.account.contacts.get(String(items[0].json.contactId));
		assert.equal(made?.phoneNumber, '+55|11988887777');
	});

	it('is found by filters of lists', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const contact = known(sandbox, SHORT);
		const [sequence] = account.sequences.values();
		addToSequence(account, sequence, contact);
		const schedule: INodeParameters = {
			...{ resource: 'scheduledMessage', operation: 'create', to: SHORT, scheduling: '2040-02-05T10:00:00' },
			from: { __rl: true, mode: 'id', value: [...account.channels.keys()][0] },
			templateId: { __rl: true, mode: 'id', value: '1a2b3_boas_vindas' },
			...{ specifyParameters: 'json', parametersJson: { nome: 'Zélia' } },
		};
		assert.equal((await run({ parameters: schedule, credential })).error, undefined);
		const lists: INodeParameters[] = [
			{ resource: 'scheduledMessage', operation: 'getAll', filters: { contactId: byPhone(LONG) } },
			{
				...{
					resource: 'sequence',
					operation: 'getContacts',
					sequenceId: { __rl: true, mode: 'id', value: sequence.id },
				},
				filters: { phoneNumber: LONG },
			},
		];
		for (const parameters of lists) {
			const { items } = await run({ parameters, credential });
			assert.deepEqual(
				items.map(({ json }) => json.contactId),
				[contact.id],
			);
			const counted = await run({ parameters: { ...parameters, options: { countOnly: true } }, credential });
			assert.deepEqual(counted.items[0].json, { count: 1 });
		}
	});

	it('exists, where it is to be created', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = known(sandbox, SHORT);
		const { size } = sandbox.account.contacts;
		const create = (phoneNumber: string, ifExists: string) =>
			run({
				parameters: {
					...{ resource: 'contact', operation: 'create', name: 'Ana', phoneNumber },
					options: { ifExists },
				},
				credential,
			});

		const refused = await create(LONG, 'error');
		assert.match(refused.error?.description ?? '', /Já existe um contato/);
		const found = await create(LONG, 'get');
		assert.equal(found.items[0].json.id, contact.id);
		assert.equal(sandbox.account.contacts.size, size);
		const made = await create('11 97777-6666', 'error');
		assert.equal(made.items[0].json.phoneNumber, '+55|11977776666');
	});

	it('is made once, though two executions are about to find or create it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 20 });
		const { size } = sandbox.account.contacts;
		const runs = await Promise.all(
			[LONG, SHORT].map((phoneNumber) =>
				run({ parameters: { resource: 'contact', operation: 'findOrCreate', phoneNumber, name: 'Ana' }, credential }),
			),
		);
		assert.deepEqual(
			runs.map(({ items }) => items[0].json.created),
			[true, false],
		);
		assert.equal(runs[0].items[0].json.id, runs[1].items[0].json.id);
		assert.equal(sandbox.account.contacts.size, size + 1);
	});
});

describe('creating or updating contacts', () => {
	const save = {
		resource: 'contact',
		operation: 'upsert',
		name: '={{ $json.name }}',
		phoneNumber: '={{ $json.phone }}',
	};
	/** People of whom the account has none; the look-up of each is one request. */
	const strangers = (count: number) =>
		Array.from({ length: count }, (_, place) => ({ name: `Pessoa ${place}`, phone: `47 9${71_000_000 + place}` }));

	it('updates whom the account keeps in the other form, makes one of both forms, and still travels together', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [short, long] = [known(sandbox, SHORT), known(sandbox, '+55 11 97777-6666')];
		const before = sandbox.account.contacts.size;
		const people = [
			{ name: 'Ana', phone: LONG },
			{ name: 'Bia', phone: '11 7777-6666' },
			{ name: 'Caio', phone: '11 96666-5555' },
			{ name: 'Caio Lima', phone: '11 6666-5555' },
			{ name: 'Davi', phone: '11 3333-4444' },
		];
		const { items, error } = await run({ parameters: save, items: people, credential });
		assert.equal(error, undefined);
		assert.deepEqual([short.name, long.name], ['Ana', 'Bia']);
		assert.equal(sandbox.account.contacts.size, before + 2);
		assert.equal(items[2].json.id, items[3].json.id);
		const made = sandbox.account.contacts.get(String(items[2].json.id));
		assert.deepEqual([made?.name, made?.phoneNumber], ['Caio Lima', '+55|11966665555']);
		assert.ok(operations(sandbox).includes('contactSaveBatch'));
	});

	for (const [what, first, second] of [
		['with it first', '11 96666-5555', '11 6666-5555'],
		['without it first', '11 6666-5555', '11 96666-5555'],
	]) {
		it(`makes one contact of both forms, ${what}, also one by one`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
			const before = sandbox.account.contacts.size;
			const { items } = await run({
				parameters: { ...save, options: { oneByOne: true } },
				items: [
					{ name: 'Caio', phone: first },
					{ name: 'Caio Lima', phone: second },
				],
				credential,
			});
			assert.equal(items[0].json.id, items[1].json.id);
			assert.equal(sandbox.account.contacts.size, before + 1);
			assert.equal(sandbox.account.contacts.get(String(items[0].json.id))?.name, 'Caio Lima');
		});
	}

	it('prefers the form that was given where each has a contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [short, long] = [known(sandbox, SHORT), known(sandbox, LONG)];
		await run({ parameters: save, items: [{ name: 'Ana', phone: LONG }], credential });
		await run({ parameters: save, items: [{ name: 'Bia', phone: SHORT }], credential });
		assert.deepEqual([long.name, short.name], ['Ana', 'Bia']);
	});

	it('asks once for a number with two forms, twice where one given with the digit is kept without it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		known(sandbox, SHORT);
		known(sandbox, '+55 11 97777-6666');
		for (const [phone, lookUps] of [
			['11 96666-5555', 1],
			['11 7777-6666', 1],
			['11 97777-6666', 1],
			[SHORT, 1],
			[LONG, 2],
			['11 3333-4444', 0],
			['+351 912 345 678', 0],
		] as const) {
			sandbox.requests.length = 0;
			const { error } = await run({ parameters: save, items: [{ name: 'Ana', phone }], credential });
			assert.equal(error, undefined);
			assert.equal(sandbox.requests.length - 1, lookUps, phone);
		}
	});

	it('takes the number as it is given, without a look-up, if that is switched off', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		known(sandbox, SHORT);
		const before = sandbox.account.contacts.size;
		const parameters = { ...save, options: { matchNinthDigit: false } };
		await run({ parameters, items: [{ name: 'Ana', phone: LONG }], credential });
		assert.equal(sandbox.account.contacts.size, before + 1);
		assert.deepEqual(operations(sandbox), ['contactCreate']);
	});

	it('looks for contacts side by side, and saves them when all were looked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 300 });
		const arrived: number[] = [];
		const find = handlers.contactGetByPhone;
		assert.ok(find);
		handlers.contactGetByPhone = (...request) => {
			arrived.push(sandbox.requests.length);
			return find(...request);
		};
		t.after(() => {
			handlers.contactGetByPhone = find;
		});
		const { items } = await run({ parameters: save, items: strangers(20), credential });
		assert.equal(items.length, 20);
		assert.ok(arrived[0] > 1, 'the first look-up was answered before a second one came');
		assert.deepEqual(operations(sandbox), [...Array<string>(20).fill('contactGetByPhone'), 'contactSaveBatch']);
	});

	it('fails alone where its look-up fails, and is not saved', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const people = strangers(5);
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/contact/phonenumber/554771000002' });
		const before = sandbox.account.contacts.size;
		const { items, failed } = await run({
			parameters: save,
			items: people,
			credential,
			onError: 'continueErrorOutput',
		});
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.name, pairedItem]),
			[0, 1, 3, 4].map((item) => [people[item].name, { item }]),
		);
		assert.deepEqual(
			failed.map(({ pairedItem }) => pairedItem),
			[{ item: 2 }],
		);
		assert.equal(sandbox.account.contacts.size, before + 4);
	});

	it('saves nobody where a look-up fails and On Error is to stop', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/contact/phonenumber/554771000002' });
		const before = sandbox.account.contacts.size;
		const { error } = await run({ parameters: save, items: strangers(5), credential });
		assert.equal(error?.context?.itemIndex, 2);
		assert.match(error?.description ?? '', /0 of 5 items had been carried out/);
		assert.equal(sandbox.account.contacts.size, before);
	});

	it('looks for nobody before all items have been checked', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { error } = await run({ parameters: save, items: [...strangers(3), { name: 'Ana', phone: '' }], credential });
		assert.equal(error?.message, 'The contact has no address to be found by');
		assert.deepEqual(sandbox.requests, []);
	});
});
