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
import { credentialFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

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

/** Nothing that depends on the moment. */
const timeless = (requests: ReturnType<typeof sentBy>) =>
	JSON.parse(
		JSON.stringify(requests)
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
