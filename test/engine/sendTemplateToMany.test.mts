// A campaign: a template to everybody in a list, once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Account, Message } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import { addToPortfolio } from '../../sandbox/portfolios.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential, type Run, type RunOptions } from './workflow.mts';

// What a channel has to refuse a message in, and pauses between readings of a status.
quicken(50);

const WELCOME = '1a2b3_boas_vindas';
const MINE = '+55 11 95555-4444';
const DAY = 24 * 60 * 60_000;

const campaign = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'message',
	operation: 'sendTemplateToMany',
	campaign: 'Volta às aulas',
	to: '={{ $json.phone }}',
	from: byId('11988887777'),
	templateId: byId(WELCOME),
	specifyParameters: 'item',
	dryRun: false,
	...more,
});

const phone = (place: number) => String(5541960000000 + place);
const people = (count: number) =>
	Array.from({ length: count }, (_, place) => ({ phone: phone(place), nome: `Cliente ${place}` }));

/** An account, and how to send in it from its first channel. */
async function accountFor(t: TestContext) {
	const { sandbox, credential } = await sandboxFor(t);
	const from = byId([...sandbox.account.channels.keys()][0]);
	const send = async (items: IDataObject[], more: INodeParameters = {}, options: Partial<RunOptions> = {}) =>
		await run({ parameters: campaign({ from, ...more }), items, credential, ...options });
	return { sandbox, credential, from, send };
}

const rowsOf = ({ items, status, error }: Run) => {
	assert.equal(status, 'success', error?.message);
	return items.map(({ json }) => json);
};
const outcomes = (result: Run) => rowsOf(result).map(({ outcome }) => outcome);
const counted = (result: Run) =>
	Object.entries(Object.groupBy(outcomes(result), String)).map(([outcome, rows = []]) => [outcome, rows.length]);
const messagesTo = ({ account }: Sandbox, number: string) => account.counts.messages.get(number) ?? 0;
const sentTo = (sandbox: Sandbox, count: number) =>
	Array.from({ length: count }, (_, place) => messagesTo(sandbox, phone(place)));
const operationsOf = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);
const sendsOf = (sandbox: Sandbox) =>
	operationsOf(sandbox).filter((operation) => operation?.startsWith('sendTemplate')).length;

/** The messages that were sent since, by what they say. */
const textsIn = ({ account }: Sandbox, before: ReadonlySet<string>) =>
	[...account.messages.values()].filter(({ id }) => !before.has(id)).map(({ text }) => text);

/**
 * Lets the channel of one account refuse messages after it has taken them, until the test is over.
 * @returns what ends it
 */
function failing(t: TestContext, ours: Account, isWrong: (message: Message, place: number) => boolean): () => void {
	const { sendTemplate, sendTemplateBatch } = handlers;
	let place = 0;
	const changed = Object.entries({ sendTemplate, sendTemplateBatch }).map(([name, handler]) => [
		name,
		(account: Account, request: never) => {
			const before = new Set(account.messages.keys());
			const answer = handler?.(account, request);
			for (const message of account === ours ? account.messages.values() : []) {
				if (before.has(message.id) || !isWrong(message, place++)) continue;
				message.failure = 'O número não tem WhatsApp';
				message.upcoming = ['FAILED'];
			}
			return answer;
		},
	]);
	Object.assign(handlers, Object.fromEntries(changed));
	const restore = () => void Object.assign(handlers, { sendTemplate, sendTemplateBatch });
	t.after(restore);
	return restore;
}

describe('Send Template to Many', () => {
	it('by default sends nothing, and tells who would be sent the message', async (t) => {
		const { sandbox, credential, from } = await accountFor(t);
		const { dryRun, ...parameters } = campaign({ from, testRecipient: MINE });

		const result = await run({ parameters, items: people(3), credential });

		assert.deepEqual(outcomes(result), ['wouldSend', 'wouldSend', 'wouldSend']);
		assert.match(result.hints[0].message, /^Dry Run is on: nothing was sent\. 3 people would be sent the message/);
		assert.equal(sendsOf(sandbox), 0);
		assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
	});

	it('tells in a dry run of whom a value for the template is missing, and of a template that is not there', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const parameters = { specifyParameters: 'json', parametersJson: '={{ $json.values }}', dryRun: true };
		const [one, other, third] = people(3);
		const items = [
			{ ...one, values: { nome: 'Ana' } },
			{ ...other, values: { name: 'Bia' } },
			{ ...third, values: '' },
		];
		assert.deepEqual(
			rowsOf(await send(items, parameters)).map(({ outcome, reason }) => [outcome, reason]),
			[
				['wouldSend', 'Dry Run is on'],
				['wouldSend', 'Dry Run is on. No value is given for “nome” of the template, so it may be refused'],
				['wouldSend', 'Dry Run is on. No value is given for “nome” of the template, so it may be refused'],
			],
		);
		const { error } = await send(items, { ...parameters, templateId: byId('9f9f9_nao_existe') });
		assert.equal(error?.message, 'The account has no template with this ID');
		assert.equal(sendsOf(sandbox), 0);
	});

	it('goes out on the only channel of the account where none is given', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const { channels } = sandbox.account;
		const [own, ...others] = channels.keys();

		const several = await send(people(1), { from: byId('') });
		assert.equal(several.error?.message, 'From is empty! Fill in the From field');
		assert.equal(sendsOf(sandbox), 0);

		for (const id of others) channels.delete(id);
		assert.deepEqual(outcomes(await send(people(2), { from: byId('') })), ['sent', 'sent']);
		const { body } = sandbox.requests.find(({ operation }) => operation?.startsWith('sendTemplate')) ?? assert.fail();
		assert.equal(Object(body).from, own);
	});

	it('sends to nobody twice from two executions at once', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const list = people(40);

		const results = await Promise.all([send(list), send(list.toReversed())]);

		assert.deepEqual(sentTo(sandbox, 40), Array(40).fill(1));
		assert.deepEqual(
			results.map((result) => counted(result)).toSorted(),
			[[['sent', 40]], [['skipped', 40]]],
		);
	});

	it('sends to 250 people in their order, in few requests, and gives a row for each', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const list = people(250);

		const result = await send(list);

		const rows = rowsOf(result);
		assert.deepEqual(sentTo(sandbox, 250), Array(250).fill(1));
		assert.deepEqual(
			rows.map(({ to, outcome, campaign: name }) => [to, outcome, name]),
			list.map(({ phone: number }) => [`+${number}`, 'sent', 'Volta às aulas']),
		);
		assert.deepEqual(
			result.items.map(({ pairedItem }) => pairedItem),
			list.map((_, item) => ({ item })),
		);
		for (const { messageId, to, senderId } of rows) {
			const message = sandbox.account.messages.get(String(messageId));
			assert.equal(message?.senderId, senderId);
			const session = sandbox.account.sessions.get(message?.sessionId ?? '');
			const contact = sandbox.account.contacts.get(session?.contactId ?? '');
			assert.equal(contact?.phoneNumber?.replace('|', ''), to);
		}
		// 10, 20, 40, 80, 100.
		assert.equal(sendsOf(sandbox), 5);
		assert.match(result.hints.at(-1)?.message ?? '', /^250 people were sent the message$/);
	});

	it('sends to nobody twice when it is repeated, and tells how far each message has come', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const list = people(30);
		await send(list.slice(0, 20));

		// Another spelling of the name, and of the numbers.
		const result = await send(
			list.map((person) => ({ ...person, phone: person.phone.replace(/^55(\d\d)9/, '($1) ') })),
			{ campaign: ' volta às aulas '.normalize('NFD') },
		);

		assert.deepEqual(counted(result), [
			['skipped', 20],
			['sent', 10],
		]);
		assert.equal(
			[...sandbox.account.counts.messages.values()].reduce((sum, count) => sum + count),
			30,
		);
		const [row] = rowsOf(result);
		assert.match(String(row.reason), /^It was sent before in this campaign at 20/);
		assert.equal(row.status, 'SENT');
		assert.ok(row.messageId);
	});

	it('sends the same template to the same people again under another name', async (t) => {
		const { sandbox, send } = await accountFor(t);
		await send(people(2));
		await send(people(2), { campaign: 'Volta às aulas 2' });

		assert.deepEqual(sentTo(sandbox, 2), [2, 2]);
	});

	it('sends to each person once, however the number is written, and passes over what is none', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const numbers = ['+55 (41) 96000-0001', '41 6000-0001', 'unknown', null, undefined, 5541960000001, '41960000002'];

		const result = await send(numbers.map((number) => ({ phone: number, nome: 'Ana' })));

		const rows = rowsOf(result);
		assert.deepEqual(
			rows.map(({ to, outcome }) => [to, outcome]),
			[
				['+5541960000001', 'sent'],
				['+554160000001', 'skipped'],
				['unknown', 'skipped'],
				['', 'skipped'],
				['', 'skipped'],
				['+5541960000001', 'skipped'],
				['+5541960000002', 'sent'],
			],
		);
		assert.equal(rows[1].reason, 'The same person is in the list further up');
		assert.match(String(rows[2].reason), /holds something that is not a digit/);
		assert.match(String(rows[3].reason), /^Recipient is empty/);
		assert.deepEqual(
			['5541960000001', '554160000001', '5541960000002'].map((number) => messagesTo(sandbox, number)),
			[1, 0, 1],
		);
	});

	it('fails where there is nobody to send to, and sends nothing', async (t) => {
		const { sandbox, send } = await accountFor(t);

		const noNumbers = await send([{ telefone: phone(1) }, { telefone: phone(2) }]);
		assert.match(noNumbers.error?.message ?? '', /^Nobody can be sent to: Recipient is empty/);
		const noNames = await send([{ phone: phone(1) }, { phone: phone(2) }]);
		assert.match(noNames.error?.message ?? '', /^Nobody can be sent to: The template parameter “nome” is empty/);
		assert.equal(sendsOf(sandbox), 0);
	});

	it('takes parameters from the fields of the item that have their names, whatever the spelling', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const before = new Set(sandbox.account.messages.keys());

		const result = await send(
			[
				{ phone: phone(1), nome: 'Ana', 'Número_do Pedido': 4711 },
				{ phone: phone(2), Nome: 'Bia', 'numero do pedido': '4712' },
				{ phone: phone(3), nome: 'Cris' },
			],
			{ templateId: byId('4c5d6_pedido_enviado') },
		);

		assert.deepEqual(outcomes(result), ['sent', 'sent', 'skipped']);
		assert.match(String(rowsOf(result)[2].reason), /^The template parameter “número do pedido” is empty/);
		assert.deepEqual(textsIn(sandbox, before), [
			'Ana, seu pedido 4711 saiu para entrega.',
			'Bia, seu pedido 4712 saiu para entrega.',
		]);
	});

	it('sends a test first, and to the others once it was delivered', async (t) => {
		const { sandbox, send } = await accountFor(t);

		const result = await send([...people(3), { phone: '(11) 95555-4444', nome: 'Eu' }], { testRecipient: MINE });

		assert.deepEqual(outcomes(result), ['sent', 'sent', 'sent', 'skipped']);
		assert.equal(rowsOf(result)[3].reason, 'It is the recipient of the test');
		assert.equal(messagesTo(sandbox, '5511955554444'), 1);
		const sends = operationsOf(sandbox).filter((operation) => operation?.startsWith('send'));
		const status = 'sendGetMessageStatus';
		assert.deepEqual(sends.slice(0, 7), [
			...Array(3).fill(status),
			'sendTemplate',
			status,
			status,
			'sendTemplateBatch',
		]);

		await send(people(3), { testRecipient: MINE });
		assert.equal(messagesTo(sandbox, '5511955554444'), 1, 'nobody is left, so no test is needed');
	});

	for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
		it(`sends nothing to the list where the test is not delivered (${onError})`, async (t) => {
			const { sandbox, send } = await accountFor(t);
			failing(t, sandbox.account, () => true);

			const retryOnFail = onError === 'stopWorkflow';
			const result = await send(people(3), { testRecipient: MINE }, { onError, retryOnFail });

			assert.deepEqual(sentTo(sandbox, 3), [0, 0, 0]);
			assert.equal(messagesTo(sandbox, '5511955554444'), 1);
			if (onError === 'stopWorkflow') {
				assert.match(result.error?.description ?? '', /O número não tem WhatsApp/);
				return;
			}
			assert.deepEqual(
				result.failed.map(({ json }) => json.error),
				Array(3).fill('The test was not delivered, so nothing was sent to the list'),
			);
		});
	}

	it('leaves out who has a tag or is in a portfolio, whatever the writing and the status of the contact', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const { account } = sandbox;
		const tag = { ...[...account.tags.values()][0], id: randomUUID(), name: 'Não quer receber' };
		account.tags.set(tag.id, tag);
		const [portfolio] = account.portfolios.values();
		portfolio.contacts.clear();
		const tagged = addContact(account, { name: 'A', phoneNumber: '+55|4160000000' });
		tagged.tagIds = [tag.id];
		const archived = addContact(account, { name: 'B', phoneNumber: '+55|41960000001' });
		archived.tagIds = [tag.id];
		archived.status = 'ARCHIVED';
		const held = addContact(account, { name: 'C', phoneNumber: '+55|41960000002' });
		addToPortfolio(account, portfolio, held);

		for (const ignoreFilters of [false, true]) {
			sandbox.quirks.ignoreFilters = ignoreFilters;
			const result = await send(people(4), {
				campaign: `Campanha ${ignoreFilters}`,
				options: { skipTagIds: [tag.name], skipPortfolioIds: [portfolio.id] },
			});

			assert.deepEqual(outcomes(result), ['skipped', 'skipped', 'skipped', 'sent']);
			assert.deepEqual(
				rowsOf(result).map(({ reason }) => reason),
				[
					'The contact has a tag that is left out',
					'The contact has a tag that is left out',
					'The contact is in a portfolio that is left out',
					'',
				],
			);
		}
	});

	it('leaves out who got the template in the last days, whoever sent it', async (t) => {
		const { sandbox, credential, from, send } = await accountFor(t);
		const single = { resource: 'message', operation: 'sendTemplate', from, templateId: byId(WELCOME) };
		const given = { specifyParameters: 'pairs', parameterPairs: { entries: [{ name: 'nome', value: 'Ana' }] } };
		await run({ parameters: { ...single, ...given, to: phone(0) }, credential });
		sandbox.advance(5 * DAY);
		await run({ parameters: { ...single, ...given, to: phone(1) }, credential });
		const heal = failing(t, sandbox.account, () => true);
		await run({ parameters: { ...single, ...given, to: phone(2) }, credential });
		sandbox.advance(DAY);
		heal();
		const { now } = Date;
		t.mock.method(Date, 'now', () => now() + 6 * DAY);

		const result = await send(people(4), { options: { skipReceivedDays: 3 } });
		assert.deepEqual(outcomes(result), ['sent', 'skipped', 'sent', 'sent']);
		assert.match(String(rowsOf(result)[1].reason), /^This template was sent to the person at 20/);
	});

	it('sends to the maximum of people, and goes on with the others in the next run', async (t) => {
		const { sandbox, send } = await accountFor(t);
		const options = { maximum: 15 };

		const first = await send(people(40), { options });
		const second = await send(people(40), { options });

		assert.deepEqual(counted(first), [
			['sent', 15],
			['skipped', 25],
		]);
		assert.equal(rowsOf(first)[20].reason, 'The maximum of 15 for one run is reached');
		assert.deepEqual(outcomes(second), [
			...Array(15).fill('skipped'),
			...Array(15).fill('sent'),
			...Array(10).fill('skipped'),
		]);
		assert.deepEqual(sentTo(sandbox, 40), [...Array(30).fill(1), ...Array(10).fill(0)]);
	});

	it('tells of each whom the service refuses, and sends to the others', async (t) => {
		const { sandbox, send } = await accountFor(t);
		sandbox.quirks.shuffledBatches = true;
		sandbox.quirks.piecemealBatches = true;
		const name = (place: number) => (place === 7 ? 'apelido' : 'nome');

		const result = await send(
			people(12).map((person, place) => ({ ...person, parameter: name(place) })),
			{
				specifyParameters: 'pairs',
				parameterPairs: { entries: [{ name: '={{ $json.parameter }}', value: '={{ $json.nome }}' }] },
			},
		);

		assert.deepEqual(
			outcomes(result),
			people(12).map((_, place) => (place === 7 ? 'refused' : 'sent')),
		);
		assert.match(String(rowsOf(result)[7].reason), /O parâmetro "nome" do modelo não foi informado/);
		assert.deepEqual(
			sentTo(sandbox, 12),
			people(12).map((_, place) => (place === 7 ? 0 : 1)),
		);
	});

	it('fails where the service refuses all for the same reason, after a few', async (t) => {
		const { sandbox, send } = await accountFor(t);

		const result = await send(people(300), { templateId: byId('99999_nenhum'), specifyParameters: 'pairs' });

		assert.equal(result.status, 'error');
		assert.match(result.error?.description ?? '', /Modelo de mensagem não encontrado/);
		assert.ok(sendsOf(sandbox) <= 6, `${sendsOf(sandbox)} sends`);
	});

	it('fails where the account cannot be asked, and may be tried again', async (t) => {
		const { sandbox, send } = await accountFor(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/send/message/*', text: 'Falha', times: 2 });

		const result = await send(people(2), {}, { retryOnFail: true });

		assert.deepEqual(outcomes(result), ['sent', 'sent']);
		assert.deepEqual(sentTo(sandbox, 2), [1, 1]);
	});

	it('does not send to whom it cannot ask about', async (t) => {
		const { sandbox, send } = await accountFor(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/send/message/*', text: 'Falha', nth: 2 });

		const result = await send(people(5));

		assert.deepEqual(counted(result), [
			['sent', 4],
			['failed', 1],
		]);
		assert.equal(sentTo(sandbox, 5).filter((count) => count === 0).length, 1);
	});

	for (const [options, sent] of [
		[{ stopAfterFailures: 4 }, 10],
		[{ stopAtShare: 30 }, 10],
		[{ stopAfterFailures: 9 }, 30],
		[{}, 40],
	] as const) {
		it(`stops after as many failures as is said: ${JSON.stringify(options)}`, async (t) => {
			const { sandbox, send } = await accountFor(t);
			failing(t, sandbox.account, (_, place) => place % 3 === 0);

			const result = await send(people(40), { options });

			assert.equal(sentTo(sandbox, 40).filter((count) => count === 1).length, sent);
			const rows = rowsOf(result);
			const isWatched = Object.keys(options).length > 0;
			assert.equal(rows.filter(({ outcome }) => outcome === 'failed').length, isWatched ? Math.ceil(sent / 3) : 0);
			if (!isWatched) return;
			assert.equal(rows[0].reason, 'The channel did not deliver it: O número não tem WhatsApp');
			assert.match(String(rows[39].reason), /^Nothing more was sent after \d+ of \d+ had failed$/);
			assert.match(result.hints.at(-1)?.message ?? '', /left out, \d+ failed\. Nothing more was sent/);
		});
	}

	it('tells of what nobody knows, and a later run finds it out', async (t) => {
		const { sandbox, send } = await accountFor(t);
		sandbox.faults.add({ kind: 'reset', when: 'after', path: '/chat/v1/send/template/batch', nth: 2 });

		const first = await send(people(32));
		const second = await send(people(32));

		assert.deepEqual(counted(first), [
			['sent', 12],
			['unknown', 20],
		]);
		assert.match(String(rowsOf(first)[11].reason), /It is not known whether this took effect/);
		assert.deepEqual(counted(second), [['skipped', 32]]);
		assert.deepEqual(sentTo(sandbox, 32), Array(32).fill(1));
	});

	it('keeps two accounts apart in one run', async (t) => {
		const [one, other] = [await accountFor(t), await accountFor(t)];
		const items = people(6).map((person, place) => {
			const { sandbox, from } = place % 2 === 0 ? one : other;
			return { ...person, phone: phone(Math.floor(place / 2)), url: sandbox.url, key: sandbox.key, from: from.value };
		});
		const credential: Credential = {
			...one.credential,
			apiKey: '={{ $json.key }}',
			baseUrl: '={{ $json.url }}',
		};

		const result = await run({ parameters: campaign({ from: byId('={{ $json.from }}') }), items, credential });

		assert.deepEqual(outcomes(result), Array(6).fill('sent'));
		assert.deepEqual(sentTo(one.sandbox, 3), [1, 1, 1]);
		assert.deepEqual(sentTo(other.sandbox, 3), [1, 1, 1]);
		assert.deepEqual(
			rowsOf(result).map(({ to }) => to),
			items.map(({ phone: number }) => `+${number}`),
		);
	});

	it('wants one set of settings for a campaign', async (t) => {
		const { sandbox, send } = await accountFor(t);

		const result = await send(people(2), { testRecipient: '={{ $json.phone }}' });

		assert.equal(result.error?.message, 'A campaign has one set of settings');
		assert.match(result.error?.description ?? '', /^'Test Recipient' differs between items/);
		assert.equal(sendsOf(sandbox), 0);
	});

	it('warns where the service does not find messages by their Sender ID', async (t) => {
		const { sandbox, send } = await accountFor(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/send/message/*', text: 'Mensagem não encontrada' });

		const result = await send(people(2));

		assert.deepEqual(outcomes(result), ['sent', 'sent']);
		assert.match(result.hints.at(-1)?.message ?? '', /^The service does not find what was sent by its Sender ID/);
	});

	it('asks for whatever every field says', async (t) => {
		const { sandbox, credential, from } = await accountFor(t);
		const [agent] = sandbox.account.agents.values();
		const [department] = sandbox.account.departments.values();
		const [portfolio] = sandbox.account.portfolios.values();
		const [tag] = sandbox.account.tags.values();

		const result = await run({
			credential,
			items: people(1),
			parameters: everyField('message', 'sendTemplateToMany', {
				campaign: 'Todos os campos',
				to: '={{ $json.phone }}',
				from,
				templateId: byId(WELCOME),
				specifyParameters: 'pairs',
				parameterPairs: { entries: [{ name: 'nome', value: ' Ana \n Lúcia ' }] },
				testRecipient: MINE,
				dryRun: false,
				options: {
					callbackUrl: `${sandbox.url}/_sandbox/state`,
					cleanParameters: true,
					department: byId(department.id),
					enableBot: true,
					fileUrl: 'https://example.com/oferta.pdf',
					forceStartSession: true,
					hiddenSession: true,
					maximum: 10,
					sessionMetadata: {},
					sessionMetadataJson: { campanha: 'agosto' },
					skipPortfolioIds: [portfolio.id],
					skipReceivedDays: 30,
					skipTagIds: [tag.id],
					stopAfterFailures: 3,
					stopAtShare: 50,
					testMinutes: 3,
					user: byId(String(agent.userId)),
				},
			}),
		});

		assert.deepEqual(outcomes(result), ['sent']);
		const sought = sandbox.requests.filter(({ operation }) => operation === 'contactFilter');
		assert.deepEqual(
			sought.map(({ body }) => body),
			[{ tagIds: [tag.id] }, { portfolioIds: [portfolio.id] }].flatMap((filter) =>
				['ACTIVE', 'ARCHIVED', 'BLOCKED'].map((status) => ({
					...filter,
					status,
					includeDetails: ['tagIds' in filter ? 'Tags' : 'Portfolios'],
					pageNumber: 1,
					pageSize: 100,
				})),
			),
		);
		const sent = sandbox.requests.filter(({ operation }) => operation === 'sendTemplate');
		assert.deepEqual(
			sent.map(({ body }) => ({ ...(body as object), senderId: undefined })),
			[MINE, `+${phone(0)}`].map((to) => ({
				to: to.replace(/\D/g, ''),
				from: from.value,
				templateId: WELCOME,
				parameters: { nome: 'Ana Lúcia' },
				senderId: undefined,
				fileIdOrUrl: 'https://example.com/oferta.pdf',
				callbackUrl: `${sandbox.url}/_sandbox/state`,
				sessionMetadata: { campanha: 'agosto' },
				options: {
					enableBot: true,
					forceStartSession: true,
					hiddenSession: true,
					user: { id: agent.userId },
					department: { id: department.id },
				},
			})),
		);
	});
});
