// Whatever an operation picks is given by its name as well as by its ID: the same is sent. A name that nothing has, or that
// several have, is an error that says what there is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { INodeParameters, INodeProperties, NodeParameterValueType } from 'n8n-workflow';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import type { Field } from '../../nodes/WtsChat/fields/field.ts';
import type { Kind } from '../../nodes/WtsChat/fields/kinds.ts';
import type { Account } from '../../sandbox/account.mts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { built } from '../built.mts';
import { everyOperation, fillingsOf, type Place } from './everyOperation.mts';
import { quicken } from './quickClock.mts';
import { credentialFor, sandboxFor } from './sandboxed.mts';
import { byId, callTool, run } from './workflow.mts';

const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');

/** The fields of an operation that pick something, by where they stand. */
function picksOf(fields: readonly Field[], within = ''): Array<[place: string, kind: Kind]> {
	return fields.flatMap(({ name, picks, type, options = [] }): Array<[string, Kind]> => {
		const place = within + name;
		if (picks) return [[place, picks]];
		if (type === 'collection') return picksOf(options as Field[], `${place}.`);
		if (type !== 'fixedCollection') return [];
		return (options as Array<{ values: Field[] }>).flatMap(({ values }) => picksOf(values, `${place}.`));
	});
}

const named = <Record extends { name?: string | null }>(records: Map<string, Record>, name: string): Record => {
	const found = [...records.values()].find((record) => record.name === name);
	assert.ok(found, name);
	return found;
};

const sales = ({ panels }: Account) => [...panels.values()].find(({ type }) => type === 'SALES')!;
const salesChannel = ({ channels }: Account) => [...channels.values()][0];
const cardOn = (account: Account, panelId = sales(account).id) =>
	[...account.cards.values()].find((card) => card.panelId === panelId && card.status === 'OPEN')!;
/** A contact with one open session. */
const talking = (account: Account) => {
	const open = [...account.sessions.values()].filter(({ status }) =>
		['STARTED', 'PENDING', 'IN_PROGRESS'].includes(status),
	);
	const session = open.find(
		({ contactId }) =>
			open.filter((other) => other.contactId === contactId).length === 1 &&
			account.contacts.get(contactId)?.phoneNumber?.startsWith('+55|'),
	)!;
	return { session, contact: account.contacts.get(session.contactId)! };
};

/** Something of each kind: what requests hold for it, and what somebody may call it. */
const EXAMPLES: Readonly<Record<Kind, (account: Account) => [id: string, name: string]>> = {
	agent: ({ agents }) => [named(agents, 'Júlia Araújo').id, 'julia araujo'],
	card: (account) => [cardOn(account).id, String(cardOn(account).key).toLowerCase()],
	channel: ({ channels }) => [
		[...channels.values()].find(({ identity }) => identity.displayName === 'Aurora Loja Centro')!.id,
		'aurora loja centro',
	],
	chatbot: ({ chatbots }) => [named(chatbots, 'Confirmação de visita').key, 'confirmacao de VISITA'],
	contact: (account) => {
		const { id, phoneNumber } = talking(account).contact;
		return [id, String(phoneNumber).replace('|', ' ')];
	},
	contactOrPhone: ({ contacts }) => {
		const { id, instagram } = [...contacts.values()].find(
			(contact) => contact.instagram && contact.status === 'ACTIVE',
		)!;
		return [id, `@${String(instagram).replace('@', '')}`];
	},
	namedContact: ({ contacts }) => {
		const { id, name } = [...contacts.values()].find(
			({ name: own, status }) =>
				status === 'ACTIVE' && [...contacts.values()].filter(({ name }) => name === own).length === 1,
		)!;
		return [id, String(name).toUpperCase()];
	},
	department: ({ departments }) => [named(departments, 'Suporte Técnico').id, 'suporte tecnico'],
	lostReason: (account) => [sales(account).lostReasons[1].id, 'PRAZO DE ENTREGA'],
	panel: (account) => [sales(account).id, 'vendas'],
	panelTag: (account) => [sales(account).tags[1].id, 'garantia'],
	portfolio: ({ portfolios }) => {
		const [{ id, name }] = portfolios.values();
		return [id, String(name).toUpperCase()];
	},
	sender: (account) => EXAMPLES.channel(account),
	sequence: ({ sequences }) => [named(sequences, 'Recuperação de orçamento').id, 'recuperacao de orcamento'],
	session: (account) => {
		const { session, contact } = talking(account);
		return [session.id, String(contact.phoneNumber).replace('|', ' ')];
	},
	step: (account) => [sales(account).steps.find(({ title }) => title === 'Negociação')!.id, 'negociacao'],
	tag: ({ tags }) => [named(tags, 'Pós-venda').id, 'pos-venda'],
	template: () => ['7e8f9_retomada', 'Retomada'],
	user: ({ agents }) => [named(agents, 'Júlia Araújo').userId, 'julia araujo'],
};

/** Lets two records of a kind bear one name. @returns the name; undefined where there is no such kind of name */
const TWINS: Readonly<Record<Kind, ((account: Account) => void) | undefined>> = {
	agent: ({ agents }) => rename(agents),
	card: ({ cards }) => {
		for (const card of [...cards.values()].slice(0, 8)) card.title = 'Igual';
	},
	channel: ({ channels }) => {
		for (const { identity } of channels.values()) identity.displayName = 'Igual';
	},
	chatbot: ({ chatbots }) => rename(chatbots),
	contact: undefined,
	contactOrPhone: undefined,
	namedContact: ({ contacts }) => rename(contacts),
	department: ({ departments }) => rename(departments),
	lostReason: (account) => {
		for (const reason of sales(account).lostReasons) reason.description = 'Igual';
	},
	panel: ({ panels }) => {
		for (const panel of panels.values()) panel.title = 'Igual';
	},
	panelTag: (account) => {
		for (const tag of sales(account).tags) tag.name = 'Igual';
	},
	portfolio: ({ portfolios }) => rename(portfolios),
	sender: (account) => TWINS.channel?.(account),
	sequence: ({ sequences }) => rename(sequences),
	session: undefined,
	step: (account) => {
		for (const step of sales(account).steps) step.title = 'Igual';
	},
	tag: ({ tags }) => rename(tags),
	template: ({ templates }) => rename(templates),
	user: ({ agents }) => rename(agents),
};

function rename(records: Map<string, { name?: string | null }>): void {
	for (const record of records.values()) record.name = 'Igual';
}

const UNKNOWN: Partial<Record<Kind, string>> = {
	contact: '+55 11 91111-2222',
	contactOrPhone: '@nobody.at.all',
	session: 'nobody@example.com',
};

/** Whether an option can be added beside what else is filled in. */
const isShown = ({ displayOptions: { show = {} } = {} }: INodeProperties, parameters: INodeParameters) =>
	Object.entries(show).every(
		([name, values]) => !name.startsWith('/') || (values as unknown[]).includes(parameters[name.slice(1)]),
	);

/** Reads what there is, and changes nothing. */
const READS = /^(GET|POST .*\/contact\/filter$)/;
const sentBy = ({ requests }: Sandbox) =>
	requests
		.map(({ method, path, query, body }) => ({ method, path, query, body }))
		// What a node that sleeps looks for comes whenever it wants.
		.filter(({ method, query }) => !(method === 'GET' && /^CreatedAt\.After=/.test(query)));

/** Nothing that depends on the moment, or on chance: the test of a campaign has another ID each time. */
const timeless = (requests: ReturnType<typeof sentBy>) =>
	JSON.parse(
		JSON.stringify(requests)
			.replace(/"senderId":"[\da-f-]{36}"/g, '"senderId":"ID"')
			.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d{4}-\d\d-\d\dT[\d%A]+\.\d+Z/g, 'moment')
			.replace(/[\w:/.]+\/webhook-waiting\/[^"]+/g, 'address'),
	) as typeof requests;

const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };

quicken(20);

describe('what is picked', () => {
	let names: Sandbox;
	let ids: Sandbox;
	before(async () => {
		names = await startSandbox();
		ids = await startSandbox();
	});
	after(async () => {
		await names.close();
		await ids.close();
	});

	const covered = new Map<Kind, number>();
	for (const { name, resource, operation } of everyOperation) {
		const picks = new Map(picksOf(fieldsOf(operation)));
		if (picks.size === 0) continue;
		it(`by its name sends what its ID sends: ${name}`, async () => {
			const tried = new Set<string>();
			for (const { parameters, places } of await fillingsOf(resource, operation.value, credentialFor(ids))) {
				for (const place of places) {
					const [where, way = ''] = place.name.split(' (');
					const kind = picks.get(where);
					if (kind === undefined || tried.has(where) || way.startsWith('From List')) continue;
					if (!isShown(place.field, parameters)) continue;
					tried.add(where);
					covered.set(kind, (covered.get(kind) ?? 0) + 1);
					await tryPlace(place, where, kind);
				}
			}
			assert.deepEqual([...tried].toSorted(), [...picks.keys()].toSorted());
		});
	}

	/** One field: by name, by ID, by a name that nothing has, and by one that several have. */
	async function tryPlace(place: Place, where: string, kind: Kind): Promise<void> {
		const send = async (sandbox: Sandbox, value: string) => {
			sandbox.requests.length = 0;
			const parameters = place.filledWith('={{ $json.value }}' as NodeParameterValueType);
			const result = await run({
				parameters: { ...parameters, ...besides(sandbox.account, parameters, where) },
				items: [{ json: { value }, binary: { data: file } }],
				credential: credentialFor(sandbox),
			});
			return { ...result, requests: timeless(sentBy(sandbox)) };
		};
		for (const sandbox of [names, ids]) sandbox.reset();
		const [id, text] = EXAMPLES[kind](ids.account);

		const byName = await send(names, text);
		const byItsId = await send(ids, id);
		// What finds nothing is looked at for an ID of the wrong kind.
		if (['agent', 'chatbot', 'user'].includes(kind)) {
			byItsId.requests = byItsId.requests.filter(({ path }) => !/^\/(core\/v1\/agent|chat\/v1\/chatbot)$/.test(path));
		}
		const known = `${where}: ${byName.error?.message} ${byName.error?.description} | ${byItsId.error?.message}`;
		assert.equal(byName.error?.message, byItsId.error?.message, known);
		const lookedUp = byName.requests.slice(0, byName.requests.length - byItsId.requests.length);
		assert.ok(
			lookedUp.length > 0 && lookedUp.every(({ method, path }) => READS.test(`${method} ${path}`)),
			known + JSON.stringify([byName.requests, byItsId.requests]),
		);
		assert.deepEqual(byName.requests.slice(lookedUp.length), byItsId.requests, known);
		assert.deepEqual([names.departures, ids.departures], [[], []], where);

		const unknown = await send(names, UNKNOWN[kind] ?? 'Não existe nenhum assim');
		assert.match(unknown.error?.message ?? '', /^No .* has this /, where);
		assert.ok(
			unknown.error?.description?.includes(`'${place.field.displayName}'`),
			unknown.error?.description ?? where,
		);
		assert.match(unknown.error?.description ?? '', /\[item 0\]$/, where);
		assert.ok(
			unknown.requests.every(({ method, path }) => READS.test(`${method} ${path}`)),
			where,
		);

		const twins = TWINS[kind];
		if (!twins) return;
		names.reset();
		twins(names.account);
		const ambiguous = await send(names, 'igual');
		assert.match(ambiguous.error?.message ?? '', /^Several .* have this /, where);
		assert.match(ambiguous.error?.description ?? '', /“Igual|“.*Igual/, where);
		assert.match(ambiguous.error?.description ?? '', /\([\w-]+\)/, where);
		const told = kind === 'channel' ? 'phone number or Instagram name or ID' : 'ID';
		assert.ok(ambiguous.error?.description?.includes(`or give its ${told}.`), where);
		assert.ok(
			ambiguous.requests.every(({ method, path }) => READS.test(`${method} ${path}`)),
			where,
		);
	}

	/** What a name depends on: the panel, card and channel that it belongs to. */
	function besides(account: Account, parameters: INodeParameters, where: string): INodeParameters {
		const given = {
			panelId: sales(account).id,
			cardId: cardOn(account).id,
			from: salesChannel(account).id,
		};
		return Object.fromEntries(
			Object.entries(given).flatMap(([field, id]) =>
				field in parameters && field !== where ? [[field, byId(id)]] : [],
			),
		);
	}

	it('is of every kind that there is', () => {
		assert.deepEqual([...covered.keys()].toSorted(), Object.keys(EXAMPLES).toSorted());
	});
});

describe('names', () => {
	const transferTo = (department: string): INodeParameters => ({
		resource: 'session',
		operation: 'transfer',
		sessionId: byId('={{ $json.id }}'),
		type: 'DEPARTMENT',
		newDepartmentId: byId(department),
	});
	const open = ({ account }: Sandbox, count: number) =>
		[...account.sessions.values()].filter(({ status }) => status === 'PENDING').slice(0, count);
	const asked = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);

	it('are read once a run, whatever the number of items; IDs cost no request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = open(sandbox, 12);
		const [first] = sandbox.account.departments.values();
		const given = ['Vendas', 'VENDAS', 'suporte tecnico', first.id.toUpperCase(), 'Financeiro', ' vendas '];
		const items = sessions.map(({ id }, index) => ({ id, department: given[index % given.length] }));

		for (const time of [1, 2]) {
			sandbox.requests.length = 0;
			const result = await run({ parameters: transferTo('={{ $json.department }}'), items, credential });
			assert.equal(result.error, undefined);
			assert.equal(asked(sandbox).filter((name) => name === 'departmentList').length, 1, `run ${time}`);
			assert.equal(asked(sandbox).length, 1 + items.length);
		}

		sandbox.requests.length = 0;
		await run({ parameters: transferTo(first.id), items, credential });
		assert.deepEqual(new Set(asked(sandbox)), new Set(['sessionTransfer']));
		assert.equal(asked(sandbox).length, items.length);
	});

	it('are read anew by each run', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = open(sandbox, 1);
		const [one, other] = sandbox.account.departments.values();
		for (const department of [one, other]) {
			for (const each of [one, other]) each.name = each === department ? 'Plantão' : 'Other';
			await run({ parameters: transferTo('plantao'), items: [{ id: session.id }], credential });
			assert.equal(session.departmentId, department.id);
		}
	});

	it('are those of the account of each item', async (t) => {
		const [one, other] = [await sandboxFor(t, { key: 'pn_one' }), await sandboxFor(t, { key: 'pn_other', seed: 7 })];
		const { apiKey, baseUrl, ...limits } = one.credential;
		const sandboxes = [one.sandbox, other.sandbox];
		const items = Array.from({ length: 6 }, (_, index) => {
			const sandbox = sandboxes[index % 2];
			const { id } = open(sandbox, 6)[index];
			return { key: sandbox.key, url: sandbox.url, id };
		});

		const { error } = await run({
			parameters: transferTo('vendas'),
			items,
			credential: { apiKey: '={{ $json.key }}', baseUrl: '={{ $json.url }}', ...limits },
		});

		assert.equal(error, undefined);
		const departments = items.map(
			({ id }, index) => sandboxes[index % 2].account.sessions.get(String(id))?.departmentId,
		);
		const expected = sandboxes.map(({ account }) => named(account.departments, 'Vendas').id);
		assert.notEqual(expected[0], expected[1]);
		assert.deepEqual(
			departments,
			[0, 1, 2].flatMap(() => expected),
		);
		for (const sandbox of sandboxes) {
			assert.deepEqual(asked(sandbox).toSorted(), ['departmentList', ...Array<string>(3).fill('sessionTransfer')]);
		}
	});

	it('that are wrong fail their item alone where the others go on, and nothing at all is sent where they do not', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = open(sandbox, 3);
		const items = sessions.map(({ id }, index) => ({ id, department: ['Vendas', 'Vendaz', 'Financeiro'][index] }));
		const parameters = transferTo('={{ $json.department }}');

		const stopped = await run({ parameters, items, credential });
		assert.equal(stopped.error?.message, 'No department has this name');
		assert.match(stopped.error?.description ?? '', /“Vendaz” was given.*“Vendas”.*'Department'.*\[item 1\]/);
		assert.deepEqual(asked(sandbox), ['departmentList']);

		const goneOn = await run({ parameters, items, credential, onError: 'continueRegularOutput' });
		assert.deepEqual(
			goneOn.items.map(({ json }) => json.success ?? json.error),
			[true, 'No department has this name', true],
		);
	});

	it('that are not there are listed, ten at the most, those first that look like what was meant', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { departments } = sandbox.account;
		const [first] = departments.values();
		for (let index = 0; index < 30; index++) {
			const id = sandbox.account.id();
			departments.set(id, { ...first, id, name: `Loja ${index}`, isDefault: false });
		}
		const [{ id }] = open(sandbox, 1);
		const { error } = await run({ parameters: transferTo('Vendas Sul'), items: [{ id }], credential });
		assert.match(error?.description ?? '', /The departments are “Vendas”, (“[^”]+”, ){8}“[^”]+” and 24 more\./);
	});

	it('are found on every page of a list', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { sequences } = sandbox.account;
		const [first] = sequences.values();
		for (let index = 0; index < 250; index++) {
			const id = sandbox.account.id();
			sequences.set(id, { ...first, id, name: `Sequência ${index}` });
		}
		const parameters = {
			resource: 'sequence',
			operation: 'getContacts',
			sequenceId: byId('SEQUENCIA 249'),
		};
		const { error } = await run({ parameters, credential });
		assert.equal(error, undefined);
		assert.match(sandbox.requests.at(-1)?.path ?? '', new RegExp([...sequences.keys()].at(-1) ?? ''));
	});

	it('of two users are told apart by the department that is picked beside', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { agents, departments } = sandbox.account;
		const department = named(departments, 'Financeiro');
		const isMember = ({ userId }: { userId: string }) => department.agents.some((member) => member.userId === userId);
		const namesakes = [[...agents.values()].find(isMember)!, [...agents.values()].find((agent) => !isMember(agent))!];
		for (const agent of namesakes) agent.name = 'Ana Leão';
		const [session] = open(sandbox, 1);

		const { error } = await run({
			parameters: {
				resource: 'session',
				operation: 'handOver',
				sessionId: byId(session.id),
				handOverTo: 'departmentAndUser',
				departmentId: byId('financeiro'),
				userId: byId('ana leao'),
			},
			credential,
		});

		assert.equal(error, undefined);
		assert.equal(session.userId, namesakes[0].userId);
	});

	it('let an agent hand over to Vendas, which reads what there is where it was wrong', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = open(sandbox, 1);
		const note = 'Quer um orçamento.';
		const answers = await callTool({
			parameters: {
				resource: 'session',
				operation: 'handOver',
				sessionId: byId("={{ $fromAI('sessionId', 'Of the conversation') }}"),
				handOverTo: 'department',
				departmentId: byId("={{ $fromAI('department', 'The team, by its name') }}"),
				options: { note: "={{ $fromAI('note', 'What the team should know') }}" },
			},
			calls: [
				{ sessionId: session.id, department: 'Comercial', note },
				{ sessionId: session.id, department: 'Vendas', note },
			],
			credential,
		});
		assert.match(answers[0], /No department has this name.*“Comercial” was given.*“Vendas”/);
		assert.equal(session.departmentId, named(sandbox.account.departments, 'Vendas').id, answers[1]);
		assert.deepEqual(
			session.notes.map(({ text }) => text),
			[note],
		);
	});
});

describe('an ID of the wrong kind', () => {
	it('an agent where the user is wanted: what finds nothing or is refused is done once more with the right one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const agent = [...account.agents.values()].find(({ userId }) =>
			[...account.sessions.values()].some((session) => session.userId === userId),
		)!;
		const [session] = [...account.sessions.values()].filter(({ status }) => status === 'PENDING');
		const byMistake = byId(agent.id);
		const asked = () => sandbox.requests.splice(0).map(({ operation }) => operation);

		const listed = await run({
			parameters: { resource: 'session', operation: 'getAll', returnAll: true, filters: { userId: byMistake } },
			credential,
		});
		assert.ok(listed.items.length > 0);
		assert.deepEqual(new Set(listed.items.map(({ json }) => json.userId)), new Set([agent.userId]));
		assert.deepEqual(asked().slice(0, 3), ['sessionList', 'agentList', 'sessionList']);

		const assigned = await run({
			parameters: { resource: 'session', operation: 'assignUser', sessionId: byId(session.id), userId: byMistake },
			credential,
		});
		assert.equal(assigned.error, undefined);
		assert.equal(session.userId, agent.userId);
		assert.deepEqual(asked(), ['sessionAssign', 'agentList', 'sessionAssign']);
	});

	it('tells once, beside an empty list, that it could not be looked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [agent] = sandbox.account.agents.values();
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/agent' });
		const { items, hints } = await run({
			parameters: { resource: 'session', operation: 'getAll', returnAll: true, filters: { userId: byId(agent.id) } },
			items: [{}, {}],
			credential,
		});
		assert.equal(items.length, 0);
		const [{ message }, ...more] = hints;
		assert.match(message, /^Nothing was found, and it could not be checked whether an ID is of the wrong kind, .*did not accept this request/);
		assert.deepEqual(more, []);
	});

	it('a user where the agent is wanted, and the ID of a chatbot where its key is', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, agent] = sandbox.account.agents.values();
		const got = await run({
			parameters: { resource: 'agent', operation: 'get', agentId: byId(agent.userId) },
			credential,
		});
		assert.equal(got.items[0]?.json.id, agent.id);

		const chatbot = named(sandbox.account.chatbots, 'Pesquisa de satisfação');
		const started = await run({
			parameters: {
				resource: 'chatbot',
				operation: 'start',
				botKey: { __rl: true, mode: 'key', value: chatbot.id },
				to: '+55 11 98888-7777',
				waitForOutcome: true,
				from: byId(EXAMPLES.sender(sandbox.account)[0]),
			},
			credential,
		});
		assert.equal(started.error, undefined);
	});

	it('leaves an error as it is where the ID is none of those either, and asks once a run', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'PENDING').slice(0, 3);
		const { items } = await run({
			parameters: {
				resource: 'session',
				operation: 'assignUser',
				sessionId: byId('={{ $json.id }}'),
				userId: byId('11111111-2222-4333-8444-555555555555'),
			},
			items: sessions.map(({ id }) => ({ id })),
			credential,
			onError: 'continueRegularOutput',
		});
		for (const { json } of items) assert.equal(json.error, 'WTS Chat does not know what was asked for');
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'agentList').length, 1);
	});
});
