// Items that travel together: what becomes of each when the service refuses a request, or answers strangely.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential, type Run } from './workflow.mts';

const WELCOME = '1a2b3_boas_vindas';
const CHANNEL = '11988887777';

const welcome = (from: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'message',
	operation: 'sendTemplate',
	to: '={{ $json.phone }}',
	from: byId(from),
	templateId: byId(WELCOME),
	specifyParameters: 'pairs',
	parameterPairs: { entries: [{ name: "={{ $json.parameter ?? 'nome' }}", value: '={{ $json.name }}' }] },
	...more,
});
const channelOf = ({ account }: Sandbox) => [...account.channels.keys()][0];

const phone = (place: number) => String(5541960000000 + place);
/** People with a name, which the template wants; for those at the given places it is called wrongly, which the service refuses. */
const people = (count: number, wrong: number[] = []) =>
	Array.from({ length: count }, (_, place) => ({
		phone: phone(place),
		name: `Cliente ${place}`,
		parameter: wrong.includes(place) ? 'apelido' : 'nome',
	}));

const save: INodeParameters = {
	resource: 'contact',
	operation: 'upsert',
	name: '={{ $json.name }}',
	phoneNumber: '={{ $json.phone }}',
	additionalFields: { email: '={{ $json.email }}' },
	options: { matchNinthDigit: false },
};
/** People to be saved; those at the given places have an address that the service refuses. */
const addresses = (count: number, wrong: number[] = []) =>
	people(count).map((person, place) => ({
		...person,
		email: wrong.includes(place) ? 'sem-arroba' : `pessoa.${place}@example.com`,
	}));

/** Runs the node so that the other items go on when one fails. */
const attempt = async (credential: Credential, parameters: INodeParameters, items: IDataObject[]) =>
	await run({ parameters, items, credential, onError: 'continueErrorOutput' });

const messagesTo = ({ account }: Sandbox, place: number) => account.counts.messages.get(phone(place)) ?? 0;
const operationsOf = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);
const outcomes = ({ items, failed }: Run) => ({
	done: items.map(({ pairedItem }) => (pairedItem as { item: number }).item),
	failed: failed
		.filter(({ json }) => (json.details as IDataObject).outcome !== 'unknown')
		.map(({ pairedItem }) => (pairedItem as { item: number }).item),
	unknown: failed
		.filter(({ json }) => (json.details as IDataObject).outcome === 'unknown')
		.map(({ pairedItem }) => (pairedItem as { item: number }).item),
});
const numbers = (count: number) => [...Array(count).keys()];

describe('a service that takes a batch entry by entry', { concurrency: true }, () => {
	it('and refuses it at the 71st has written to everybody once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.piecemealBatches = true;

		const result = await attempt(credential, welcome(channelOf(sandbox)), people(100, [70]));

		assert.deepEqual(outcomes(result), {
			done: numbers(100).filter((place) => place !== 70),
			failed: [70],
			unknown: [],
		});
		for (const place of numbers(100)) assert.equal(messagesTo(sandbox, place), place === 70 ? 0 : 1);
		for (const { json, pairedItem } of result.items) {
			const message = sandbox.account.messages.get(String(json.id));
			assert.match(String(message?.text), new RegExp(`Olá Cliente ${String((pairedItem as { item: number }).item)},`));
		}
	});

	it('gets at most two requests more for each entry: the question and one more try', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.piecemealBatches = true;

		await attempt(credential, welcome(channelOf(sandbox)), people(100, [70, 90, 91]));

		const count = (operation: string) => operationsOf(sandbox).filter((each) => each === operation).length;
		assert.deepEqual([count('sendTemplateBatch'), count('sendGetMessageStatus'), count('sendTemplate')], [1, 100, 30]);
	});

	it('leaves unknown whom it cannot be asked about, and they are not written to again', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.piecemealBatches = true;
		sandbox.faults.add({ kind: 'errorInOk', path: '/chat/v1/send/message/*' });

		const result = await attempt(credential, welcome(channelOf(sandbox)), people(20, [12]));

		assert.deepEqual(outcomes(result), { done: [], failed: [], unknown: numbers(20) });
		assert.match(String(result.failed[0].json.error), /^It is not known whether this took effect/);
		for (const place of numbers(20)) assert.equal(messagesTo(sandbox, place), place < 12 ? 1 : 0);
	});

	it('tells nothing by a Sender ID that was given to an older message', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const parameters = welcome(channelOf(sandbox), { options: { senderId: '={{ $json.phone }}' } });
		await run({ parameters, items: people(3), credential });
		for (const message of sandbox.account.messages.values()) message.createdAt = '2024-01-01T00:00:00.000Z';

		const result = await run({
			parameters,
			items: people(4, [3]),
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(outcomes(result), { done: [], failed: [3], unknown: [0, 1, 2] });
		for (const place of numbers(3)) assert.equal(messagesTo(sandbox, place), 1);
	});

	it('and of what can be saved twice leaves nothing out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.quirks.piecemealBatches = true;

		const result = await attempt(credential, save, addresses(100, [70]));

		assert.deepEqual(outcomes(result), {
			done: numbers(100).filter((place) => place !== 70),
			failed: [70],
			unknown: [],
		});
	});
});

describe('what all entries of a batch have in common', { concurrency: true }, () => {
	it('is found to be refused by five of them, and nothing more of 1,000 messages is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const result = await attempt(
			credential,
			welcome(channelOf(sandbox), { templateId: byId('0ffff_unknown') }),
			people(1_000),
		);

		assert.deepEqual(outcomes(result), { done: [], failed: numbers(1_000), unknown: [] });
		// One batch, the question about each of its entries, and five that are sent alone.
		assert.equal(sandbox.requests.length, 1 + 100 + 5);
		for (const { json } of result.failed)
			assert.equal((json.details as IDataObject).text, 'Modelo de mensagem não encontrado para este canal');
	});

	it('is found to be refused by five of them, and nothing more of 1,000 contacts is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'formError', path: '/core/v*/contact*', text: 'Conta bloqueada' });

		const result = await attempt(credential, save, addresses(1_000));

		assert.deepEqual(outcomes(result).failed, numbers(1_000));
		assert.equal(sandbox.requests.length, 1 + 5);
	});

	it('is not blamed for single entries that are refused with the same words', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const wrong = [0, 25, 49, 50, 74, 99];
		const right = numbers(100).filter((place) => !wrong.includes(place));

		const sent = await attempt(credential, welcome(channelOf(sandbox)), people(100, wrong));
		const saved = await attempt(credential, save, addresses(100, wrong));

		assert.deepEqual(outcomes(sent), { done: right, failed: wrong, unknown: [] });
		assert.deepEqual(outcomes(saved), { done: right, failed: wrong, unknown: [] });
	});

	for (const wrong of [[99], [3, 4, 5], numbers(50).map((place) => 2 * place)]) {
		it(`needs few requests more for ${wrong.length} wrong contacts of 100`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);

			const items = addresses(100, wrong);
			await run({ parameters: save, items, credential, onError: 'continueErrorOutput' });

			// It is halved: two requests more for each refused one, of which each wrong entry makes at most one on every level.
			const { length } = sandbox.requests;
			assert.ok(length <= 1 + 5 + 2 * wrong.length * Math.ceil(Math.log2(100)), String(length));
		});
	}
});

describe('the order of what goes to one recipient', { concurrency: true }, () => {
	/** The texts that a recipient got, in their order. */
	const textsTo = ({ account }: Sandbox, digits: string) =>
		[...account.messages.values()]
			.filter(({ sessionId }) => {
				const contact = account.contacts.get(account.sessions.get(sessionId)?.contactId ?? '');
				return contact?.phoneNumber?.replace(/\D/g, '') === digits;
			})
			.map(({ text }) => /Cliente (\d+)/.exec(text ?? '')?.[1])
			.filter((place) => place !== undefined);

	it('is that of the items when some go alone, though a batch is refused', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		// Every person comes three times; every second item goes alone; one of the first batch is wrong.
		const items = numbers(30).map((place) => ({
			phone: phone(place % 10),
			name: `Cliente ${place}`,
			parameter: place === 4 ? 'apelido' : 'nome',
			alone: place % 3 === 1,
		}));

		const result = await run({
			parameters: welcome(channelOf(sandbox), { options: { oneByOne: '={{ $json.alone }}' } }),
			items,
			credential,
			onError: 'continueErrorOutput',
		});

		assert.equal(result.items.length, 29);
		for (const place of numbers(10)) {
			const wanted = [place, place + 10, place + 20].filter((each) => each !== 4).map(String);
			assert.deepEqual(textsTo(sandbox, phone(place)), wanted);
		}
	});

	it('is that of the items when they are of different templates', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const [sales, support] = [...sandbox.account.channels.values()];
		const twin = sandbox.account.templates.get(WELCOME);
		assert.ok(twin);
		sandbox.account.templates.set('twin', { ...twin, id: 'twin', channelId: sales.id });
		assert.ok(support);
		const items = [
			{ phone: phone(0), name: 'Cliente 1', template: WELCOME },
			{ phone: phone(1), name: 'Cliente 2', template: 'twin' },
			{ phone: phone(0), name: 'Cliente 3', template: 'twin' },
			{ phone: phone(1), name: 'Cliente 4', template: WELCOME },
		];

		await run({ parameters: welcome(sales.id, { templateId: byId('={{ $json.template }}') }), items, credential });

		assert.deepEqual(textsTo(sandbox, phone(0)), ['1', '3']);
		assert.deepEqual(textsTo(sandbox, phone(1)), ['2', '4']);
	});

	const spellings: Record<string, { parameters: INodeParameters; spelled: string[]; requests?: number }> = {
		'a session': {
			parameters: { resource: 'sessionNote', operation: 'create', sessionId: byId('={{ $json.to }}') },
			spelled: ['6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10', '6F1B7C1E-8A52-4A1E-9D0A-3F5B2C7D9E10'],
		},
		'a phone number': {
			parameters: { resource: 'message', operation: 'sendText', to: '={{ $json.to }}' },
			spelled: ['+55 11 98888-7777', '551188887777', '(11) 98888-7777'],
			// After the refusal it is looked for why.
			requests: 2,
		},
		'an Instagram name': {
			parameters: { resource: 'message', operation: 'sendText', to: '={{ $json.to }}' },
			spelled: ['@Ana', '@ana'],
		},
		'a recipient of several steps': {
			parameters: { resource: 'contact', operation: 'findOrCreate', phoneNumber: '={{ $json.to }}' },
			spelled: ['+5511988887777', '551188887777'],
		},
		'a contact of a portfolio': {
			parameters: {
				resource: 'portfolio',
				operation: 'addContact',
				portfolioId: byId('6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10'),
				contactId: { __rl: true, mode: 'phoneNumber', value: '={{ $json.to }}' },
				options: { oneByOne: true },
			},
			spelled: ['+5511988887777', '551188887777'],
		},
		'a contact by its email address': {
			parameters: {
				resource: 'contact',
				operation: 'upsert',
				phoneNumber: '={{ $json.phone }}',
				additionalFields: { email: '={{ $json.to }}' },
				options: { oneByOne: true, matchNinthDigit: false },
			},
			spelled: ['Ana@Example.com', 'ana@example.com'],
		},
	};
	for (const [what, { parameters, spelled, requests = 1 }] of Object.entries(spellings)) {
		it(`is that of the items in every spelling of ${what}`, async (t) => {
			const { credential, seen } = await listener(t, async () => {
				await setTimeout(20);
				return { status: 400, body: { error: true, text: 'não válido' } };
			});

			await attempt(
				credential,
				{ text: 'Olá', ...parameters },
				spelled.map((to, place) => ({ to, phone: phone(place) })),
			);

			assert.equal(seen.count, spelled.length * requests);
			assert.equal(seen.most, 1);
		});
	}

	it('holds nobody up for somebody else', async (t) => {
		const refusal = { status: 400, body: { error: true, text: 'não válido' } };
		// The first answer comes when all have asked.
		const all = Promise.withResolvers<void>();
		const { credential, seen } = await listener(t, async () => {
			if (seen.count === 4) all.resolve();
			await all.promise;
			return refusal;
		});
		await attempt(
			credential,
			{ resource: 'message', operation: 'sendText', text: 'Olá', to: '={{ $json.to }}' },
			['@ana', '@bia', '+5511988887777', '+5521988887777'].map((to) => ({ to })),
		);
		assert.equal(seen.most, 4);
	});
});

describe('an answer to a batch that is not as it should be', { concurrency: true }, () => {
	const strange: unknown[] = [
		undefined,
		null,
		{},
		[],
		'ok',
		7,
		{ results: {} },
		{ results: null },
		{ results: [null] },
	];
	strange.push({ results: [7, 'ok', {}, { senderId: 7 }] });
	for (const body of strange) {
		const answer = { status: 200, body };
		it(`leaves each of 250 messages unknown: ${String(JSON.stringify(body))}`, async (t) => {
			const { credential, seen } = await listener(t, () => answer);

			const result = await attempt(credential, welcome(CHANNEL), people(250));

			assert.deepEqual(outcomes(result), { done: [], failed: [], unknown: numbers(250) });
			assert.equal(seen.count, 3);
		});
	}

	for (const body of [null, {}, { results: {} }, [null], [7, { phoneNumber: 7 }]]) {
		it(`is asked for again by each contact alone: ${String(JSON.stringify(body))}`, async (t) => {
			const contact = { id: '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10', name: 'Ana' };
			const { credential, seen } = await listener(t, (path) => ({
				status: 200,
				body: path.endsWith('/batch') ? body : contact,
			}));

			const result = await attempt(credential, save, addresses(30));

			assert.deepEqual(outcomes(result), { done: numbers(30), failed: [], unknown: [] });
			assert.equal(seen.count, 1 + 30);
		});
	}
});

interface RawAnswer {
	status: number;
	body: unknown;
}

/**
 * A server that answers what a real one should not.
 * @param answerTo makes the answer to a path
 * @returns a credential for it, and how many requests came, and how many at once at the most
 */
async function listener(t: TestContext, answerTo: (path: string) => RawAnswer | Promise<RawAnswer>) {
	const seen = { count: 0, now: 0, most: 0 };
	const server = createServer((request, response) => {
		seen.count++;
		seen.most = Math.max(seen.most, ++seen.now);
		request.resume().on('end', async () => {
			const { status, body } = await answerTo(request.url ?? '');
			seen.now--;
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(body === undefined ? '' : JSON.stringify(body));
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.after(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});
	const credential: Credential = {
		apiKey: 'pn_test',
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requestsPer5Seconds: 100_000,
		requestsPer5Minutes: 500_000,
		sendsPer2Minutes: 500_000,
	};
	return { credential, seen };
}
