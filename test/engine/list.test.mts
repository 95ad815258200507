import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { isWhole } from '../sample.mts';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const getMany = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'session',
	operation: 'getAll',
	...more,
});

/** The query of a request as it came, without the paging. */
/** What a list was asked for by; names of tags are looked up before. */
const queryOf = ({ requests }: Sandbox) => {
	const [asked] = requests.filter(({ path }) => path !== '/core/v1/tag');
	return [...new URLSearchParams(asked.query)].filter(([name]) => !name.startsWith('Page'));
};

const pagingOf = ({ requests }: Sandbox) =>
	requests.map(({ query }) => {
		const parameters = new URLSearchParams(query);
		return `${parameters.get('PageNumber')} of ${parameters.get('PageSize')}`;
	});

const first = <Value,>(values: Iterable<Value>): Value => {
	for (const value of values) return value;
	throw new Error('there is none');
};

describe('getting a session', () => {
	it('answers the session, and nothing more was asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });

		const { items } = await run({
			parameters: { resource: 'session', operation: 'get', sessionId: byId(id) },
			credential,
		});

		assert.equal(items[0].json.id, id);
		assert.equal('contactDetails' in items[0].json, false);
		assert.deepEqual(
			sandbox.requests.map(({ path, query }) => path + query),
			[`/chat/v2/session/${id}`],
		);
	});

	it('asks for every detail chosen by a key of its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		const includeDetails = [
			'AgentDetails',
			'ChannelDetails',
			'ChannelTypeDetails',
			'ClassificationDetails',
			'ContactDetails',
			'DepartmentsDetails',
		];

		const { items } = await run({
			parameters: { resource: 'session', operation: 'get', sessionId: byId(id), options: { includeDetails } },
			credential,
		});

		assert.deepEqual(
			queryOf(sandbox),
			includeDetails.map((detail) => ['includeDetails', detail]),
		);
		const { contactId } = sandbox.account.sessions.get(id) ?? {};
		assert.equal((items[0].json.contactDetails as { id: string }).id, contactId);
	});
});

describe('filters of a list of sessions', () => {
	/** What to set, given the account, and the query that must arrive. */
	const filters: Record<string, (sandbox: Sandbox) => [value: INodeParameters[string], arrives: string[][]]> = {
		activeAfter: () => ['2026-01-31T08:00:00', [['ActiveAt.After', '2026-01-31T11:00:00.000Z']]],
		activeBefore: () => ['2026-01-31T08:00:00', [['ActiveAt.Before', '2026-01-31T11:00:00.000Z']]],
		channelIds: ({ account }) => {
			const ids = [...account.channels.keys()].slice(0, 2);
			return [ids, ids.map((id) => ['ChannelsId', id])];
		},
		contactId: ({ account }) => [byId(first(account.contacts.keys())), [['ContactId', first(account.contacts.keys())]]],
		createdAfter: () => ['2026-01-31T08:00:00', [['CreatedAt.After', '2026-01-31T11:00:00.000Z']]],
		createdBefore: () => ['2026-01-31T08:00:00', [['CreatedAt.Before', '2026-01-31T11:00:00.000Z']]],
		departmentId: ({ account }) => [
			{ __rl: true, mode: 'list', value: first(account.departments.keys()) },
			[['DepartmentId', first(account.departments.keys())]],
		],
		endedAfter: () => ['2026-01-31T08:00:00', [['EndAt.After', '2026-01-31T11:00:00.000Z']]],
		endedBefore: () => ['2026-01-31T08:00:00', [['EndAt.Before', '2026-01-31T11:00:00.000Z']]],
		lastInteractionAfter: () => ['2026-01-31T08:00:00', [['LastInteractionAt.After', '2026-01-31T11:00:00.000Z']]],
		lastInteractionBefore: () => ['2026-01-31T08:00:00', [['LastInteractionAt.Before', '2026-01-31T11:00:00.000Z']]],
		metadata: () => [
			{
				entries: [
					{ name: 'pedido', value: '4711' },
					{ name: 'origem & destino', value: 'São Paulo/SP' },
				],
			},
			[
				['Metadata[pedido]', '4711'],
				['Metadata[origem & destino]', 'São Paulo/SP'],
			],
		],
		status: () => [
			['PENDING', 'IN_PROGRESS'],
			[
				['Status', 'PENDING'],
				['Status', 'IN_PROGRESS'],
			],
		],
		tagIds: ({ account }) => {
			const ids = [...account.tags.keys()].slice(0, 2);
			return [ids, ids.map((id) => ['TagsId', id])];
		},
		tagNames: ({ account }) => {
			const tags = [...account.tags.values()].slice(2, 4);
			return [tags.map(({ name }) => String(name)), tags.map(({ id }) => ['TagsId', String(id)])];
		},
		type: () => ['GROUP', [['Type', 'GROUP']]],
		updatedAfter: () => ['2026-01-31T08:00:00', [['UpdatedAt.After', '2026-01-31T11:00:00.000Z']]],
		updatedBefore: () => ['2026-01-31T08:00:00', [['UpdatedAt.Before', '2026-01-31T11:00:00.000Z']]],
		userId: ({ account }) => [
			byId(first(account.agents.values()).userId ?? ''),
			[['UserId', first(account.agents.values()).userId ?? '']],
		],
	};
	const options: typeof filters = {
		includeDetails: () => [
			['ContactDetails', 'AgentDetails'],
			[
				['IncludeDetails', 'ContactDetails'],
				['IncludeDetails', 'AgentDetails'],
			],
		],
		countOnly: () => [true, []],
		fullReadEvery: () => [12, []],
		ignoreEmptyFilters: () => [true, []],
		onlyChanged: () => [
			true,
			[
				['OrderBy', 'UpdatedAt'],
				['OrderDirection', 'ASCENDING'],
			],
		],
		orderBy: () => [
			'LastInteractionAt',
			[
				['OrderBy', 'LastInteractionAt'],
				['OrderDirection', 'ASCENDING'],
			],
		],
		orderDirection: () => [
			'DESCENDING',
			[
				['OrderBy', 'CreatedAt'],
				['OrderDirection', 'DESCENDING'],
			],
		],
	};

	it('are all tried here', () => {
		const namesIn = (collection: string) => fieldsOf('session', 'getAll', collection).map(({ name }) => name);
		assert.deepEqual(Object.keys(filters).toSorted(), namesIn('filters').toSorted());
		assert.deepEqual(Object.keys(options).toSorted(), namesIn('options').toSorted());
	});

	for (const [collection, table] of Object.entries({ filters, options })) {
		for (const [name, example] of Object.entries(table)) {
			it(`send ${name} as the contract has it`, async (t) => {
				const { sandbox, credential } = await sandboxFor(t);
				const [value, arrives] = example(sandbox);

				const { status } = await run({ parameters: getMany({ [collection]: { [name]: value } }), credential });

				assert.equal(status, 'success');
				assert.deepEqual(queryOf(sandbox), arrives);
			});
		}
	}

	it('send all of them together', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const examples = Object.entries(filters).map(([name, example]) => [name, ...example(sandbox)] as const);

		const { status } = await run({
			parameters: getMany({ filters: Object.fromEntries(examples.map(([name, value]) => [name, value])) }),
			credential,
		});

		assert.equal(status, 'success');
		assert.deepEqual(queryOf(sandbox).toSorted(), examples.flatMap(([, , arrives]) => arrives).toSorted());
	});

	it('leave out what was added but not filled in, if that is wished', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const empty = { createdAfter: '', departmentId: { __rl: true, mode: 'list', value: '' }, status: [], metadata: {} };

		await run({
			parameters: getMany({ filters: empty, options: { ignoreEmptyFilters: true, orderBy: '', includeDetails: [] } }),
			credential,
		});

		assert.deepEqual(queryOf(sandbox), []);
	});

	it('come from expressions, for each item its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = [...sandbox.account.departments.keys()].slice(0, 2);

		const { items } = await run({
			parameters: getMany({
				returnAll: true,
				filters: { departmentId: byId('={{ $json.department }}'), status: '={{ $json.status }}' },
			}),
			items: ids.map((department) => ({ department, status: ['IN_PROGRESS'] })),
			credential,
		});

		const wanted = ids.map(
			(id) =>
				[...sandbox.account.sessions.values()].filter(
					({ departmentId, status }) => departmentId === id && status === 'IN_PROGRESS',
				).length,
		);
		assert.ok(wanted.every((count) => count > 0));
		// The sessions of the first item come first, each linked to the item that found it.
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.departmentId, pairedItem]),
			wanted.flatMap((count, item) => Array.from({ length: count }, () => [ids[item], { item }])),
		);
	});

	const dates: Record<string, [INodeParameters[string], string]> = {
		'without a zone, meant in the zone of the workflow': ['2026-01-31T08:00:00', '2026-01-31T11:00:00.000Z'],
		'without a time, from the day that begins in the zone of the workflow': ['2026-01-31', '2026-01-31T03:00:00.000Z'],
		'in UTC': ['2026-01-31T08:00:00.000Z', '2026-01-31T08:00:00.000Z'],
		'with an offset': ['2026-01-31T08:00:00+02:00', '2026-01-31T06:00:00.000Z'],
		'from an expression that gives a DateTime': [
			'={{ DateTime.fromISO("2026-01-31T08:00:00").plus({ hours: 1 }) }}',
			'2026-01-31T12:00:00.000Z',
		],
		'with the day first': ['05/02/2026', '2026-02-05T03:00:00.000Z'],
		'of milliseconds': ['={{ 1769850000000 }}', '2026-01-31T09:00:00.000Z'],
		'from an expression that gives a Date': ['={{ new Date("2026-01-31T08:00:00Z") }}', '2026-01-31T08:00:00.000Z'],
	};
	for (const [form, [createdAfter, arrives]] of Object.entries(dates)) {
		it(`bring a date to UTC: one ${form}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);

			await run({ parameters: getMany({ filters: { createdAfter } }), credential });

			assert.deepEqual(queryOf(sandbox), [['CreatedAt.After', arrives]]);
		});
	}

	it('name the item whose date is none, before anything is sent for any item', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: getMany({ filters: { createdAfter: '={{ $json.since }}' } }),
			items: [{ since: '2026-01-31' }, { since: 'anteontem' }],
			credential,
		});

		assert.equal(error?.message, 'CreatedAfter is not a date');
		assert.match(
			error?.description ?? '',
			/“anteontem” was given for 'Created After'. Enter a date.*31\/01\/2026.*\[item 1\]/,
		);
		assert.deepEqual(sandbox.requests, []);
	});

	it('of which a spreadsheet gives the number of the day are told what they would be', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		for (const createdAfter of [46058, '46058.5']) {
			const { error } = await run({
				parameters: getMany({ filters: { createdAfter: '={{ $json.since }}' } }),
				items: [{ since: createdAfter }],
				credential,
			});
			assert.match(error?.description ?? '', /“46058.*A spreadsheet counts days so, and this would be 2026-02-05/);
		}
		assert.deepEqual(sandbox.requests, []);
	});

	it('narrow the list down', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 3 });
		Object.assign(sandbox.account.sessions.get(id) ?? {}, { metadata: { pedido: '4711' } });

		const { items } = await run({
			parameters: getMany({ filters: { metadata: { entries: [{ name: 'pedido', value: '4711' }] } } }),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[id],
		);
	});
});

describe('paging through a list of sessions', () => {
	it('returns every session once, each its own item, with Return All', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.seedSessions({ count: 1_000 });

		const { items } = await run({ parameters: getMany({ returnAll: true }), credential });

		const ids = [...sandbox.account.sessions.keys()];
		assert.equal(items.length, ids.length);
		assert.deepEqual(items.map(({ json }) => json.id as string).toSorted(), ids.toSorted());
		for (const { pairedItem } of items) assert.deepEqual(pairedItem, { item: 0 });
		const pages = Math.ceil(ids.length / 100);
		assert.deepEqual(
			pagingOf(sandbox),
			Array.from({ length: pages }, (_, index) => `${index + 1} of 100`),
		);
	});

	const limits: Array<[limit: number, pages: string[]]> = [
		[1, ['1 of 1']],
		[50, ['1 of 50']],
		[100, ['1 of 100']],
		[250, ['1 of 100', '2 of 100', '3 of 100']],
	];
	for (const [limit, pages] of limits) {
		it(`returns ${limit} sessions with Limit ${limit}, and asks for no more pages than that takes`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			sandbox.seedSessions({ count: 300 });

			const { items } = await run({ parameters: getMany({ limit }), credential });

			assert.equal(new Set(items.map(({ json }) => json.id)).size, limit);
			assert.equal(items.length, limit);
			assert.deepEqual(pagingOf(sandbox), pages);
		});
	}

	it('returns 50 sessions where nothing is set', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 100 });

		const { items } = await run({ parameters: getMany(), credential });

		assert.equal(items.length, 50);
		assert.deepEqual(pagingOf(sandbox), ['1 of 50']);
	});

	it('returns no items where there are none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { status, items } = await run({
			parameters: getMany({ returnAll: true, filters: { contactId: byId('11111111-2222-4333-8444-555555555555') } }),
			credential,
		});

		assert.equal(status, 'success');
		assert.deepEqual(items, []);
		assert.equal(sandbox.requests.length, 1);
	});

	it('keeps the order that the service gives', async (t) => {
		const { credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: getMany({ returnAll: true, options: { orderBy: 'Number', orderDirection: 'ASCENDING' } }),
			credential,
		});

		const numbers = items.map(({ json }) => String(json.number));
		assert.ok(numbers.length > 100);
		assert.deepEqual(numbers, numbers.toSorted());
	});

	it('says so when the service ignores the page number, and names the item', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 200 });
		sandbox.quirks.ignorePageNumber = true;

		const { error } = await run({ parameters: getMany({ returnAll: true }), credential });

		assert.equal(error?.message, 'The service gives the same page of the list again and again');
		assert.match(error?.description ?? '', /page 3 .* 100 records .* set a Limit of at most 100/);
		assert.equal(error?.context?.itemIndex, 0);
		assert.deepEqual(
			sandbox.requests.map(({ query }) => query.replace('&PageSize=100', '')),
			['PageNumber=1', 'PageNumber=2', 'Page=2', 'PageNumber=3'],
		);
	});

	it('still returns one page from a service that ignores the page number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 200 });
		sandbox.quirks.ignorePageNumber = true;

		const { status, items } = await run({ parameters: getMany({ limit: 100 }), credential });

		assert.equal(status, 'success');
		assert.equal(items.length, 100);
	});

	it('drops what comes again on the next page', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 300 });
		sandbox.quirks.overlappingEntries = 7;

		const { items } = await run({ parameters: getMany({ returnAll: true }), credential });

		const ids = [...sandbox.account.sessions.keys()];
		assert.deepEqual(items.map(({ json }) => json.id as string).toSorted(), ids.toSorted());
	});

	it('goes on after a page that failed once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 200 });
		sandbox.faults.add({ kind: 'serverError', nth: 3 });

		const { items } = await run({ parameters: getMany({ returnAll: true }), credential });

		assert.equal(items.length, sandbox.account.sessions.size);
		assert.deepEqual(pagingOf(sandbox).slice(2, 4), ['3 of 100', '3 of 100']);
	});

	const many = isWhole ? 50_000 : 5_000;
	it(`returns ${many} sessions`, async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: many });
		const { size } = sandbox.account.sessions;

		const { items } = await run({ parameters: getMany({ returnAll: true }), credential });

		assert.equal(items.length, size);
		assert.equal(new Set(items.map(({ json }) => json.id)).size, size);
		assert.equal(sandbox.requests.length, Math.ceil(size / 100));
	});
});
