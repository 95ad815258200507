import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

const upsert = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'contact',
	operation: 'upsert',
	name: '={{ $json.name }}',
	phoneNumber: '={{ $json.phone }}',
	...more,
	// The look-ups of numbers with two forms have tests of their own.
	options: { matchNinthDigit: false, ...Object(more.options) },
});

/** People that no seed knows, each with a phone number and an email address. */
const people = (count: number) =>
	Array.from({ length: count }, (_, place) => ({
		name: `Pessoa ${place}`,
		phone: `(47) 9${String(71_000_000 + place)}`,
		email: `pessoa.${place}@example.com`,
	}));

const withEmail = { additionalFields: { email: '={{ $json.email }}' } };

/** The name that the account holds for each of these phone numbers. */
const namesOf = ({ account }: Sandbox, items: Array<{ phone: string }>) =>
	items.map(
		({ phone }) => account.contacts.get(account.contactsByPhone.get(`55${phone.replace(/\D/g, '')}`) ?? '')?.name,
	);

const operationsOf = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);

/** Lets the service answer batches of contacts in another way; the contacts themselves are saved as always. */
function answerBatches(
	t: TestContext,
	change: (saved: ReturnType<NonNullable<typeof handlers.contactSaveBatch>>) => typeof saved,
): void {
	const save = handlers.contactSaveBatch;
	assert.ok(save);
	handlers.contactSaveBatch = (...request) => change(save(...request));
	t.after(() => {
		handlers.contactSaveBatch = save;
	});
}

describe('1,000 contacts to create or update', () => {
	it('are ten requests, and each has its own answer', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const items = people(1_000);

		const result = await run({ parameters: upsert(withEmail), items, credential });

		assert.equal(result.status, 'success');
		assert.deepEqual(operationsOf(sandbox), Array<string>(10).fill('contactSaveBatch'));
		assert.deepEqual(
			result.items.map(({ json, pairedItem }) => [json.name, json.email, pairedItem]),
			items.map(({ name, email }, item) => [name, email, { item }]),
		);
		assert.deepEqual(
			namesOf(sandbox, items),
			items.map(({ name }) => name),
		);
	});

	it('have their own answers in whatever order the service gives them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.shuffledBatches = true;
		const items = people(1_000);

		const result = await run({ parameters: upsert(), items, credential });

		assert.deepEqual(
			result.items.map(({ json }) => json.name),
			items.map(({ name }) => name),
		);
		assert.equal(sandbox.requests.length, 10);
	});

	it('are all saved but the seven bad ones among them, which have their own errors', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const bad = [0, 99, 100, 357, 358, 640, 999];
		const items = people(1_000).map((person, place) =>
			bad.includes(place) ? { ...person, email: 'sem-arroba' } : person,
		);
		const good = items.filter((_, place) => !bad.includes(place));

		const { items: saved, failed } = await run({
			parameters: upsert(withEmail),
			items,
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			saved.map(({ json, pairedItem }) => [json.name, pairedItem]),
			good.map((person) => [person.name, { item: items.indexOf(person) }]),
		);
		assert.deepEqual(
			failed.map(({ json, pairedItem }) => [json.name, json.error, Object(json.details).text, pairedItem]),
			bad.map((item) => [items[item].name, 'WTS Chat did not accept this request', 'E-mail inválido', { item }]),
		);
		assert.deepEqual(
			namesOf(sandbox, good),
			good.map(({ name }) => name),
		);
		assert.deepEqual(
			namesOf(
				sandbox,
				bad.map((item) => items[item]),
			),
			bad.map(() => undefined),
		);
		// Each bad one is found by halving its hundred, which takes at most 2 × 7 requests.
		assert.ok(sandbox.requests.length <= 10 + bad.length * 14, `${sandbox.requests.length} requests`);
	});

	it('go one by one if wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const items = people(50);

		const result = await run({ parameters: upsert({ options: { oneByOne: true } }), items, credential });

		assert.deepEqual(
			result.items.map(({ json }) => json.name),
			items.map(({ name }) => name),
		);
		assert.deepEqual(operationsOf(sandbox), Array<string>(50).fill('contactCreate'));
	});
});

describe('contacts that travel together', () => {
	it('are created and updated side by side', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const known = [...sandbox.account.contacts.values()].filter(({ phoneNumber }) => phoneNumber !== null).slice(0, 10);
		const held = known.map(({ email, tagIds }) => [email, tagIds]);
		const items = [
			...people(10),
			...known.map(({ phoneNumberFormatted }, place) => ({ name: `Novo nome ${place}`, phone: phoneNumberFormatted })),
		];
		const size = sandbox.account.contacts.size;

		const result = await run({ parameters: upsert(), items, credential });

		assert.equal(sandbox.requests.length, 1);
		assert.equal(sandbox.account.contacts.size, size + 10);
		assert.deepEqual(
			result.items.slice(10).map(({ json }) => json.id),
			known.map(({ id }) => id),
		);
		assert.deepEqual(
			known.map(({ name }) => name),
			items.slice(10).map(({ name }) => name),
		);
		assert.deepEqual(
			known.map(({ email, tagIds }) => [email, tagIds]),
			held,
		);
	});

	it('are known by phone number, Instagram name or email address', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.shuffledBatches = true;
		const items = [
			{ name: 'Um', phone: '+55 47 97100-0001', email: '', instagram: '' },
			{ name: 'Dois', phone: '', email: 'Dois@Example.com', instagram: '' },
			{ name: 'Três', phone: '', email: '', instagram: '@tres' },
			{ name: 'Quatro', phone: '+1 415 555 2671', email: '', instagram: '' },
		];

		const result = await run({
			parameters: upsert({
				additionalFields: { email: '={{ $json.email }}', instagram: '={{ $json.instagram }}' },
			}),
			items,
			credential,
		});

		assert.deepEqual(
			result.items.map(({ json }) => json.name),
			items.map(({ name }) => name),
		);
		// Those without a phone number differ in what an update would change, so they do not travel with the others.
		assert.deepEqual(operationsOf(sandbox), ['contactSaveBatch', 'contactSaveBatch']);
	});

	it('find their answers when the service keeps the number without the ninth digit', async (t) => {
		const { credential } = await sandboxFor(t);
		answerBatches(t, (saved) =>
			saved.map((contact) => ({ ...contact, phoneNumber: contact.phoneNumber?.replace('|479', '|47') })),
		);
		const items = people(3);

		const result = await run({ parameters: upsert(), items, credential });

		assert.deepEqual(
			result.items.map(({ json }) => json.name),
			items.map(({ name }) => name),
		);
	});

	it('are never two writings of one number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const items = [
			{ name: 'Um', phone: '47 97100-0001' },
			{ name: 'Outro', phone: '47 97100-0002' },
			{ name: 'Dois', phone: '+55 (47) 97100-0001' },
			{ name: 'Ainda outro', phone: '47 97100-0003' },
		];

		const result = await run({ parameters: upsert(), items, credential });

		assert.deepEqual(
			result.items.map(({ json }) => json.name),
			items.map(({ name }) => name),
		);
		const batches = sandbox.requests.map(({ body }) => (body as { items: object[] }).items.length);
		assert.deepEqual(batches, [2, 2]);
		assert.deepEqual(namesOf(sandbox, [{ phone: '47971000001' }]), ['Dois']);
	});

	it('keep the order of the items also where one of them is left alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 20 });
		const arrived: number[] = [];
		answerBatches(t, (saved) => {
			arrived.push(sandbox.requests.length);
			return saved;
		});
		const items = [
			{ name: 'Um', phone: '47 97100-0001' },
			{ name: 'Outro', phone: '47 97100-0002' },
			{ name: 'Dois', phone: '+55 (47) 97100-0001' },
		];

		await run({ parameters: upsert(), items, credential });

		assert.deepEqual(operationsOf(sandbox), ['contactSaveBatch', 'contactCreate']);
		assert.deepEqual(arrived, [1]);
		assert.deepEqual(namesOf(sandbox, [{ phone: '47971000001' }]), ['Dois']);
	});

	it('are sent again when the answer is lost, since an update changes nothing the second time', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'reset', when: 'after', nth: 1 });
		const items = people(5);
		const size = sandbox.account.contacts.size;

		const result = await run({ parameters: upsert(), items, credential });

		assert.deepEqual(
			result.items.map(({ json }) => json.name),
			items.map(({ name }) => name),
		);
		assert.deepEqual(operationsOf(sandbox), ['contactSaveBatch', 'contactSaveBatch']);
		assert.equal(sandbox.account.contacts.size, size + 5);
	});

	it('are sent alone when the answer does not speak of them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		answerBatches(t, (saved) => saved.filter(({ name }) => name !== 'Pessoa 1'));
		const items = people(3);

		const result = await run({ parameters: upsert(), items, credential });

		assert.deepEqual(
			result.items.map(({ json, pairedItem }) => [json.name, pairedItem]),
			items.map(({ name }, item) => [name, { item }]),
		);
		assert.deepEqual(operationsOf(sandbox), ['contactSaveBatch', 'contactCreate']);
	});
});
