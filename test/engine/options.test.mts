// Options that the engine adds to all operations that have a field for them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import type { Field } from '../../nodes/WtsChat/fields/field.ts';
import type { Contact } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { openSession } from '../../sandbox/sessions.mts';
import { built } from '../built.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

// Some of them wait.
quicken(20);

const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');

const PHONE = '+55 11 97777-6655';
const operations = ({ requests }: Sandbox) => requests.splice(0).map(({ operation }) => operation);

/** A contact with three open sessions on three channels; the one in the middle was opened last. */
function talkative({ account }: Sandbox) {
	const contact = addContact(account, { name: 'Zélia Nóbrega', phoneNumber: '+55|11977776655' });
	const sessions = [...account.channels.values()].slice(0, 3).map((channel, index) => {
		const createdAt = new Date(account.clock.now() - [3, 1, 2][index] * 60_000).toISOString();
		return openSession(account, contact, channel, { createdAt, status: 'IN_PROGRESS' });
	});
	return { contact, latest: sessions[1] };
}

const withSession = everyOperation.filter(({ operation }) =>
	fieldsOf(operation).some(({ picks }: Field) => picks === 'session'),
);

describe('several open sessions of a contact', () => {
	it('can be chosen from by an option in each operation that takes a session', () => {
		assert.ok(withSession.length > 15);
		for (const { operation, name } of withSession) {
			const options = fieldsOf(operation).find((field) => field.name === 'options')?.options as Field[];
			assert.ok(
				options.some((option) => option.name === 'ifSeveralSessions'),
				name,
			);
		}
	});

	for (const { name, resource, operation } of withSession) {
		it(`are an error, and by option the latest is taken: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { latest } = talkative(sandbox);
			const filling = (await fillingsOf(resource, operation.value, credential)).find(
				({ parameters }) => 'sessionId' in parameters && (parameters.sendTo ?? 'session') === 'session',
			);
			assert.ok(filling);
			const parametersWith = (options: INodeParameters) => ({
				...filling.parameters,
				sessionId: { __rl: true, mode: 'phoneNumber', value: PHONE },
				options: { ...(filling.parameters.options as INodeParameters), ...options },
			});
			const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };
			const items = [{ json: {}, binary: { data: file } }];
			sandbox.requests.splice(0);

			const several = await run({ parameters: parametersWith({}), items, credential });

			assert.match(several.error?.message ?? '', /^Several open sessions have this phone number/);
			assert.match(several.error?.description ?? '', /'If Several Sessions' takes the one that was opened last/);
			assert.deepEqual(operations(sandbox), ['contactGetByPhone', 'sessionList']);

			await run({ parameters: parametersWith({ ifSeveralSessions: 'latest' }), items, credential });

			const [, , ...others] = sandbox.requests.splice(0);
			const told = others.map(({ path, query, body }) => `${path} ${query} ${JSON.stringify(body ?? '')}`).join('\n');
			assert.ok(told.includes(latest.id), told);
			assert.ok(!told.includes('ifSeveralSessions'), told);
		});
	}

	it('are no matter where the session is given by its ID, and the option may come from an expression', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { latest, contact } = talkative(sandbox);
		const [first] = [...sandbox.account.sessions.values()].filter(({ contactId }) => contactId === contact.id);
		const get = async (sessionId: string, option: string) => {
			const { items, error } = await run({
				parameters: {
					...{ resource: 'session', operation: 'get', sessionId: '={{ $json.id }}' },
					options: { ifSeveralSessions: `={{ $json.option }}` },
				},
				items: [{ id: sessionId, option }],
				credential,
			});
			return error?.message ?? items[0].json.id;
		};

		assert.equal(await get(first.id, 'latest'), first.id);
		assert.deepEqual(operations(sandbox), ['sessionGet']);
		assert.equal(await get(PHONE, 'latest'), latest.id);
		assert.match(String(await get(PHONE, 'error')), /^Several open sessions/);
		assert.equal(await get(PHONE, 'newest'), 'IfSeveralSessions is none of the choices');
	});
});

describe('no open session of a contact', () => {
	const NOBODY = '+55 11 3222-1100';
	/** A contact whose only session has ended. */
	const silent = ({ account }: Sandbox) => {
		const contact = addContact(account, { name: 'Zélia Nóbrega', phoneNumber: '+55|11977776655' });
		openSession(account, contact, [...account.channels.values()][0], { status: 'COMPLETED' });
	};

	for (const { name, resource, operation } of withSession) {
		it(`is an error, and by option the item is passed over: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			silent(sandbox);
			const filling = (await fillingsOf(resource, operation.value, credential)).find(
				({ parameters }) => 'sessionId' in parameters && (parameters.sendTo ?? 'session') === 'session',
			);
			assert.ok(filling);
			const parametersWith = (options: INodeParameters) => ({
				...filling.parameters,
				sessionId: { __rl: true, mode: 'phoneNumber', value: '={{ $json.phone }}' },
				options: { ...(filling.parameters.options as INodeParameters), ...options },
			});
			const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };
			const items = [PHONE, NOBODY].map((phone) => ({ json: { phone }, binary: { data: file } }));
			sandbox.requests.splice(0);

			for (const [place, message] of [
				/^The contact has no open session/,
				/^No contact has this phone number/,
			].entries()) {
				const { error } = await run({ parameters: parametersWith({}), items: [items[place]], credential });
				assert.match(error?.message ?? '', message);
				assert.match(error?.description ?? '', /The option 'If None Is Open' passes over such items/);
			}
			assert.deepEqual(operations(sandbox), ['contactGetByPhone', 'sessionList', 'contactGetByPhone']);

			const passed = await run({ parameters: parametersWith({ ifNoneOpen: 'skip' }), items, credential });

			assert.equal(passed.error, undefined);
			assert.deepEqual(
				passed.items.map(({ json, pairedItem }) => [json, pairedItem]),
				['The contact has no open session', 'No contact has this phone number, email address or Instagram name'].map(
					(reason, item) => [{ success: false, skipped: true, reason }, { item }],
				),
			);
			assert.deepEqual(operations(sandbox).toSorted(), ['contactGetByPhone', 'contactGetByPhone', 'sessionList']);
		});
	}

	it('is none though the service lists those of others, of which it takes no notice that nobody wants them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		silent(sandbox);
		const { sessionList, cardList } = handlers;
		assert.ok(sessionList && cardList);
		const paging = ({ PageNumber, PageSize }: { PageNumber?: number; PageSize?: number }) => ({ PageNumber, PageSize });
		handlers.sessionList = (account, { query, ...request }) =>
			sessionList(account, { ...request, query: paging(query) });
		handlers.cardList = (account, { query, ...request }) =>
			cardList(account, { ...request, query: { ...paging(query), PanelId: query.PanelId } });
		t.after(() => void Object.assign(handlers, { sessionList, cardList }));
		const completed = () =>
			[...sandbox.account.sessions.values()].filter(({ status }) => status === 'COMPLETED').length;
		const before = completed();
		const byContact = { __rl: true, mode: 'phoneNumber', value: PHONE };
		const messageOf = async (parameters: INodeParameters) => (await run({ parameters, credential })).error?.message;
		const options = { ifSeveralSessions: 'latest' };

		assert.equal(
			await messageOf({ resource: 'session', operation: 'complete', sessionId: byContact, options }),
			'The contact has no open session',
		);
		assert.equal(
			await messageOf({ resource: 'session', operation: 'findOpen', contactId: byContact }),
			'The contact has no open session',
		);
		assert.match(
			String(await messageOf({ resource: 'card', operation: 'get', cardId: byContact })),
			/^No card has this/,
		);
		assert.equal(completed(), before);
	});

	it('does not hold the others up, and several are an error all the same', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		silent(sandbox);
		const [id] = sandbox.seedSessions({ count: 1 });
		const { items } = await run({
			parameters: {
				...{ resource: 'session', operation: 'complete', sessionId: '={{ $json.session }}' },
				options: { ifNoneOpen: '={{ $json.option }}' },
			},
			items: [
				{ session: PHONE, option: 'skip' },
				{ session: id, option: 'skip' },
				{ session: PHONE, option: 'error' },
				{ session: PHONE },
				{ session: NOBODY, option: 'pular' },
			],
			credential,
			onError: 'continueRegularOutput',
		});
		assert.deepEqual(
			items.map(({ json: { success, skipped, error } }) => [success, skipped, error]),
			[
				[false, true, undefined],
				[true, undefined, undefined],
				[undefined, undefined, 'The contact has no open session'],
				[undefined, undefined, 'The contact has no open session'],
				[undefined, undefined, 'IfNoneIsOpen is none of the choices'],
			],
		);

		const many = await sandboxFor(t);
		talkative(many.sandbox);
		const { error } = await run({
			parameters: {
				...{ resource: 'session', operation: 'complete', sessionId: PHONE },
				options: { ifNoneOpen: 'skip' },
			},
			credential: many.credential,
		});
		assert.match(error?.message ?? '', /^Several open sessions/);
	});
});

describe('tags that are not there', () => {
	const withTags = everyOperation.filter(({ operation }) =>
		fieldsOf(operation).some(({ options = [], mayCreate }) =>
			[mayCreate, ...(options as Field[]).map((option) => option.mayCreate)].includes(true),
		),
	);

	/** Parameters that put tags on a contact, by the operation. */
	const ways: Record<string, (contact: Contact, sessionId: string, tags: string[]) => INodeParameters> = {
		'contact create': (_, __, tagNames) => ({ name: 'Ana', additionalFields: { tagNames } }),
		'contact upsert': ({ phoneNumber }, _, tagIds) => ({ phoneNumber, additionalFields: { tagIds } }),
		'contact findOrCreate': (_, __, tagNames) => ({ phoneNumber: '+5511911112222', additionalFields: { tagNames } }),
		'contact update': ({ id }, _, tagIds) => ({ contactId: byId(id), updateFields: { tagIds } }),
		'contact updateTags': ({ id }, _, tagIds) => ({ contactId: byId(id), tagIds }),
		'session handOver': (_, sessionId, tagNames) => ({
			...{ sessionId: byId(sessionId), departmentId: { __rl: true, mode: 'name', value: 'Vendas' } },
			options: { tagNames },
		}),
	};

	it('can be created in each operation that puts tags on a contact', () => {
		const names = withTags.map(({ name }) => name);
		assert.deepEqual(names.toSorted(), Object.keys(ways).toSorted());
	});

	for (const [name, parametersOf] of Object.entries(ways)) {
		it(`are an error, and by option are created once: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			const { contact, latest } = talkative(sandbox);
			const [resource, operation] = name.split(' ');
			const given = ['Novo cliente', 'pos-venda', 'Feira 2026'];
			const own = parametersOf(contact, latest.id, given);
			const parameters = (options: INodeParameters) => ({
				...{ resource, operation, ...own },
				options: { ...(own.options as INodeParameters | undefined), ...options },
			});
			const count = account.tags.size;

			const missing = await run({ parameters: parameters({}), credential });
			assert.equal(missing.error?.message, 'No tag has this name');
			assert.match(missing.error?.description ?? '', /The option 'Create Missing Tags' creates it\./);
			assert.equal(account.tags.size, count);

			const made = await run({ parameters: parameters({ createMissingTags: true }), credential });

			assert.equal(made.error, undefined);
			const created = [...account.tags.values()].slice(count);
			assert.deepEqual(
				created.map(({ name: tag, color }) => [tag, color]),
				[
					['Novo cliente', 'GRAY_600'],
					['Feira 2026', 'GRAY_600'],
				],
			);
			const wanted = created.map(({ id }) => id);
			assert.ok([...account.contacts.values()].some(({ tagIds }) => wanted.every((id) => tagIds.includes(id))));
			// They are there now.
			await run({ parameters: parameters({ createMissingTags: true }), credential });
			assert.equal(account.tags.size, count + 2);
		});
	}

	it('are created once for all items, in whatever case and accents, in each account', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 3 });
		const other = await sandboxFor(t);
		const counts = [sandbox, other.sandbox].map(({ account }) => account.tags.size);
		const items = [...Array(20).keys()].flatMap((index) =>
			[sandbox, other.sandbox].map(({ account, key, url }) => ({
				id: [...account.contacts.keys()][index],
				tag: ['Verão', 'verao', 'VERÃO'][index % 3],
				key,
				url,
			})),
		);

		const { error } = await run({
			parameters: {
				...{ resource: 'contact', operation: 'updateTags', contactId: byId('={{ $json.id }}') },
				tagIds: '={{ $json.tag }}',
				options: { createMissingTags: true },
			},
			items,
			credential: { ...credential, apiKey: '={{ $json.key }}', baseUrl: '={{ $json.url }}' },
		});

		assert.equal(error, undefined);
		for (const [place, { account }] of [sandbox, other.sandbox].entries()) {
			assert.equal(account.tags.size, counts[place] + 1);
		}
	});

	it('are created as they stand in a list, commas in them too, while one text is taken apart', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { contact } = talkative(sandbox);
		const count = sandbox.account.tags.size;
		const given = (tags: unknown, options: INodeParameters) =>
			run({
				parameters: {
					...{ resource: 'contact', operation: 'updateTags', contactId: byId(contact.id) },
					tagIds: '={{ $json.tags }}',
					options: { tagNames: ['={{ $json.tags }}'], ...options },
				},
				items: [{ tags } as IDataObject],
				credential,
			});

		const { error } = await given(['VIP, SP', 'lead'], {});
		assert.match(error?.description ?? '', /^“VIP, SP” was given\./);
		for (const tags of [['VIP, SP', 'Feira 2026'], '["Sul, RS"]', 'Norte, Sul', ['VIP, SP']]) {
			assert.equal((await given(tags, { createMissingTags: true })).error, undefined);
		}

		assert.deepEqual(
			[...sandbox.account.tags.values()].slice(count).map(({ name }) => name),
			['VIP, SP', 'Feira 2026', 'Sul, RS', 'Norte', 'Sul'],
		);
	});

	it('are not created to be taken off, nor where filters are about them, nor twice where several have the name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { contact } = talkative(sandbox);
		const count = sandbox.account.tags.size;
		const updateTags = { resource: 'contact', operation: 'updateTags', contactId: byId(contact.id) };
		const options = { createMissingTags: true };
		const messageOf = async (parameters: INodeParameters) => (await run({ parameters, credential })).error?.message;

		assert.equal(
			await messageOf({ ...updateTags, tagIds: ['Novo'], tagOperation: 'DeleteIfExists', options }),
			'No tag has this name',
		);
		assert.equal(await messageOf({ ...updateTags, tagIds: ['lead'], options }), 'Several tags have this name');
		sandbox.faults.add({ kind: 'formError', text: 'Limite de etiquetas', path: '/core/v1/tag', method: 'POST' });
		assert.equal(await messageOf({ ...updateTags, tagIds: ['Novo'], options }), 'WTS Chat did not accept this request');
		assert.equal(sandbox.account.tags.size, count);
	});

	it('are created once, though two executions are about to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 20 });
		const { account } = sandbox;
		const count = account.tags.size;
		const contacts = [...account.contacts.values()].slice(0, 2);

		const runs = await Promise.all(
			contacts.map(async ({ id }, index) => {
				const updateTags = { resource: 'contact', operation: 'updateTags', contactId: byId(id) };
				const tagIds = [['Verão', 'verao'][index]];
				return await run({ parameters: { ...updateTags, tagIds, options: { createMissingTags: true } }, credential });
			}),
		);

		assert.deepEqual(
			runs.map(({ error }) => error),
			[undefined, undefined],
		);
		const [created, ...more] = [...account.tags.values()].slice(count);
		assert.deepEqual(more, []);
		assert.ok(contacts.every(({ tagIds }) => tagIds.includes(created.id)));
	});
});
