import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Contact } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { leaveOut, sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const contact = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'contact',
	operation,
	...more,
});
const byPhone = (value: string) => ({ __rl: true, mode: 'phoneNumber', value });

const stored = ({ account }: Sandbox, id: unknown): Contact => {
	const found = account.contacts.get(String(id));
	assert.ok(found, `the account has no contact ${String(id)}`);
	return found;
};
/** A contact of the account with a phone number. */
const someone = ({ account }: Sandbox): Contact => {
	for (const found of account.contacts.values()) {
		if (found.phoneNumber !== null && found.status === 'ACTIVE' && found.tagIds.length > 0) return found;
	}
	throw new Error('there is none');
};
const tagIds = ({ account }: Sandbox) => [...account.tags.keys()];
/** The IDs of what a contact is in. */
const holding = (records: Map<string, { contacts: Map<string, unknown> }>, { id }: Contact) =>
	[...records].filter(([, { contacts }]) => contacts.has(id)).map(([key]) => key);
const entries = (values: Record<string, string>) => ({
	entries: Object.entries(values).map(([name, value]) => ({ name, value })),
});
const bodyOf = ({ requests }: Sandbox, index = 0) => requests.at(index)?.body as Record<string, unknown>;

describe('creating contacts', () => {
	it('keeps everything that a contact can have', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { portfolios, sequences } = sandbox.account;
		const [portfolioId] = portfolios.keys();
		const [sequenceId] = sequences.keys();
		const [first, second] = tagIds(sandbox);

		const { items } = await run({
			parameters: contact('create', {
				name: 'Zélia Nóbrega',
				phoneNumber: '(55) 99988-7766',
				additionalFields: {
					annotation: 'Prefere ligações à tarde.',
					email: 'zelia@example.com',
					instagram: 'zelia.nobrega',
					metadata: entries({ crmId: '4711', origem: 'feira' }),
					portfolioIds: [portfolioId],
					sequenceIds: [sequenceId],
					tagIds: [first, second],
				},
			}),
			credential,
		});

		const made = stored(sandbox, items[0].json.id);
		assert.deepEqual(
			[made.name, made.phoneNumber, made.annotation, made.email, made.instagram],
			['Zélia Nóbrega', '+55|55999887766', 'Prefere ligações à tarde.', 'zelia@example.com', 'zelia.nobrega'],
		);
		assert.deepEqual(made.metadata, { crmId: '4711', origem: 'feira' });
		assert.deepEqual(made.tagIds, [first, second]);
		assert.deepEqual(holding(portfolios, made), [portfolioId]);
		assert.deepEqual(holding(sequences, made), [sequenceId]);
		assert.equal(items[0].json.phoneNumber, '+55|55999887766');
	});

	it('takes numbers where it wants text, as spreadsheets hold them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: contact('create', {
				name: '={{ $json.number }}',
				phoneNumber: '={{ $json.phone }}',
				additionalFields: {
					annotation: '={{ $json.number }}',
					metadata: { entries: [{ name: 'crmId', value: '={{ $json.number }}' }] },
				},
			}),
			items: [{ number: 4711, phone: 5547971000001 }],
			credential,
		});

		const { name, phoneNumber, annotation, metadata } = stored(sandbox, items[0].json.id);
		assert.deepEqual([name, phoneNumber, annotation, metadata], ['4711', '+55|47971000001', '4711', { crmId: '4711' }]);
	});

	it('takes tags and portfolios by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: contact('create', {
				name: 'Zélia',
				additionalFields: { tagNames: ['Cliente VIP', 'Pós-venda'], portfolioNames: ['Contas-chave'] },
			}),
			credential,
		});

		const made = stored(sandbox, items[0].json.id);
		assert.deepEqual(
			made.tagIds.map((id) => sandbox.account.tags.get(id)?.name),
			['Cliente VIP', 'Pós-venda'],
		);
		assert.deepEqual(
			holding(sandbox.account.portfolios, made).map((id) => sandbox.account.portfolios.get(id)?.name),
			['Contas-chave'],
		);
	});

	it('sends nothing but what was filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		await run({ parameters: contact('create', { name: 'Zélia' }), credential });

		assert.deepEqual(bodyOf(sandbox), { name: 'Zélia', options: { upsert: false, getIfExists: false } });
	});

	for (const things of ['tag', 'portfolio']) {
		it(`takes ${things}s in both ways`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { tags, portfolios } = sandbox.account;
			const [, one, other] = [...(things === 'tag' ? tags : portfolios).values()];

			await run({
				parameters: contact('create', {
					name: 'Zélia',
					additionalFields: { [`${things}Ids`]: [one.id], [`${things}Names`]: [String(other.name).toUpperCase()] },
				}),
				credential,
			});

			assert.deepEqual((sandbox.requests.at(-1)?.body as IDataObject)[`${things}Ids`], [one.id, other.id]);
		});
	}

	it('needs a name or an address', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: contact('create', { additionalFields: { email: '' } }),
			credential,
		});

		assert.equal(error?.message, 'The contact has neither a name nor an address');
		assert.deepEqual(sandbox.requests, []);
	});

	it('names the item with a bad phone number before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: contact('create', { phoneNumber: '={{ $json.phone }}' }),
			items: [{ phone: '11 98888-7777' }, { phone: '98888-7777' }],
			credential,
		});

		assert.match(error?.message ?? '', /^The phone number is not complete/);
		assert.equal(error?.context?.itemIndex, 1);
		assert.deepEqual(sandbox.requests, []);
	});

	it('refuses a contact that exists, or answers it unchanged', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const known = someone(sandbox);
		const before = structuredClone(known);
		const create = async (options: INodeParameters) =>
			await run({
				parameters: contact('create', { name: 'Outro nome', phoneNumber: known.phoneNumber, options }),
				credential,
			});

		const refused = await create({});
		assert.match(refused.error?.description ?? '', /Já existe um contato com estes dados/);
		await create({ ifExists: 'error' });
		const { items } = await create({ ifExists: 'get' });

		assert.equal(items[0].json.id, known.id);
		assert.deepEqual(known, before);
	});

	for (const [operation, options] of [
		['create', {}],
		['create', { ifExists: 'get' }],
		['upsert', {}],
		['findOrCreate', {}],
	] as const) {
		it(`writes again what the service leaves out without a word: ${operation} ${JSON.stringify(options)}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			leaveOut(t, ['annotation', 'email', 'instagram', 'tagIds', 'portfolioIds', 'metadata']);
			const [tag] = tagIds(sandbox);
			const [portfolio] = sandbox.account.portfolios.keys();

			const { items } = await run({
				parameters: contact(operation, {
					name: 'Zélia',
					phoneNumber: '+55 47 97100-0001',
					options,
					additionalFields: {
						annotation: 'Só à tarde',
						email: 'zelia@example.com',
						instagram: 'zelia',
						metadata: entries({ origem: 'feira' }),
						portfolioIds: [portfolio],
						tagIds: [tag],
					},
				}),
				credential,
			});

			const made = stored(sandbox, items[0].json.id);
			assert.deepEqual(
				[made.annotation, made.email, made.instagram, made.metadata, made.tagIds],
				['Só à tarde', 'zelia@example.com', 'zelia', { origem: 'feira' }, [tag]],
			);
			assert.deepEqual(holding(sandbox.account.portfolios, made), [portfolio]);
			assert.equal(sandbox.requests.filter(({ method }) => method === 'PUT').length, 1);
			assert.equal(items[0].json.email, 'zelia@example.com');
		});
	}
});

describe('creating or updating a contact', () => {
	const upsert = (more: INodeParameters) => contact('upsert', more);

	it('creates one that is not there', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const size = sandbox.account.contacts.size;

		const { items } = await run({
			parameters: upsert({
				name: 'Zélia',
				phoneNumber: '+55 (55) 99988-7766',
				additionalFields: { annotation: 'Nova' },
			}),
			credential,
		});

		assert.equal(sandbox.account.contacts.size, size + 1);
		const { name, phoneNumber, annotation } = stored(sandbox, items[0].json.id);
		assert.deepEqual([name, phoneNumber, annotation], ['Zélia', '+55|55999887766', 'Nova']);
	});

	it('puts it into portfolios and sequences, and takes portfolios and tags by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { portfolios, sequences } = sandbox.account;
		const known = someone(sandbox);
		known.tagIds = [];
		for (const { contacts } of [...portfolios.values(), ...sequences.values()]) contacts.delete(known.id);
		const [portfolioId] = portfolios.keys();
		const [sequenceId] = sequences.keys();

		await run({
			parameters: upsert({
				phoneNumber: known.phoneNumber,
				additionalFields: { portfolioIds: [portfolioId], sequenceIds: [sequenceId], tagNames: ['Pós-venda'] },
			}),
			credential,
		});
		assert.deepEqual(holding(portfolios, known), [portfolioId]);
		assert.deepEqual(holding(sequences, known), [sequenceId]);
		assert.deepEqual(
			known.tagIds.map((id) => sandbox.account.tags.get(id)?.name),
			['Pós-venda'],
		);

		await run({
			parameters: upsert({
				phoneNumber: known.phoneNumber,
				additionalFields: { portfolioNames: ['Contas-chave'] },
			}),
			credential,
		});
		assert.deepEqual(
			holding(portfolios, known).map((id) => portfolios.get(id)?.name),
			['Contas-chave'],
		);
	});

	it('changes of one that is there what was given and nothing else', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const known = someone(sandbox);
		known.email = 'antes@example.com';
		known.metadata = { crmId: '1', plano: 'ouro' };
		const { name, tagIds: held } = structuredClone(known);
		const extra = tagIds(sandbox).find((id) => !held.includes(id)) ?? '';

		const { items } = await run({
			parameters: upsert({
				phoneNumber: known.phoneNumber,
				additionalFields: {
					annotation: 'Ligou hoje',
					metadata: entries({ crmId: '2', plano: '' }),
					tagIds: [extra],
				},
			}),
			credential,
		});

		assert.equal(items[0].json.id, known.id);
		assert.deepEqual([known.name, known.email, known.annotation], [name, 'antes@example.com', 'Ligou hoje']);
		assert.deepEqual(known.metadata, { crmId: '2' });
		assert.deepEqual(known.tagIds, [...held, extra]);
		assert.deepEqual((bodyOf(sandbox, -1).options as { upsertFields: string[] }).upsertFields.toSorted(), [
			'Annotation',
			'Metadata',
			'PhoneNumber',
			'Tags',
		]);
	});

	it('clears what was added and left empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const known = someone(sandbox);
		Object.assign(known, { email: 'antes@example.com', annotation: 'Antes', instagram: 'antes' });
		const { name } = known;

		await run({
			parameters: upsert({
				name: '',
				phoneNumber: known.phoneNumber,
				additionalFields: { annotation: '', email: '', instagram: '' },
			}),
			credential,
		});

		assert.deepEqual([known.name, known.email, known.annotation, known.instagram], [name, null, null, null]);
	});

	for (const [tagOperation, wanted] of [
		['InsertIfNotExists', ['held', 'given']],
		['DeleteIfExists', ['held']],
		['ReplaceAll', ['given']],
	] as const) {
		it(`treats the tags as wanted: ${tagOperation}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const known = someone(sandbox);
			const [held, given] = tagIds(sandbox);
			known.tagIds = tagOperation === 'DeleteIfExists' ? [held, given] : [held];

			await run({
				parameters: upsert({
					phoneNumber: known.phoneNumber,
					additionalFields: { tagIds: [given] },
					options: { tagOperation },
				}),
				credential,
			});

			assert.deepEqual(
				known.tagIds,
				wanted.map((which) => ({ held, given })[which]),
			);
		});
	}

	it('finds it by Instagram name and email address too', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const known = someone(sandbox);
		Object.assign(known, { email: 'ana@example.com', instagram: 'ana.silva' });

		const { items } = await run({
			parameters: upsert({
				name: '={{ $json.name }}',
				additionalFields: { email: '={{ $json.email }}', instagram: '={{ $json.instagram }}' },
				options: { oneByOne: true },
			}),
			items: [
				{ name: 'Ana', email: 'ana@example.com', instagram: 'ana.silva' },
				{ name: 'Ana Silva', email: 'ana@example.com', instagram: 'ana.silva' },
			],
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[known.id, known.id],
		);
		assert.equal(known.name, 'Ana Silva');
	});

	it('needs an address to find it by', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({ parameters: upsert({ name: 'Ana' }), credential });

		assert.equal(error?.message, 'The contact has no address to be found by');
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('getting a contact', () => {
	it('finds the same one by ID and by phone number in three writings, also with the area code 55', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const made = await run({
			parameters: contact('create', { name: 'Zélia', phoneNumber: '55 99988-7766' }),
			credential,
		});
		const id = String(made.items[0].json.id);
		sandbox.requests.length = 0;

		const { items } = await run({
			parameters: contact('get', { contactId: byPhone('={{ $json.picked }}') }),
			items: [id, '(55) 99988-7766', '+55 55 99988-7766', '5555999887766', '+55|55999887766'].map((picked) => ({
				picked,
			})),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			Array<string>(5).fill(id),
		);
		assert.deepEqual(
			new Set(sandbox.requests.map(({ path }) => path)),
			new Set([`/core/v1/contact/${id}`, '/core/v1/contact/phonenumber/5555999887766']),
		);
	});

	it('finds it in the list', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = someone(sandbox);

		const { items } = await run({
			parameters: contact('get', { contactId: { __rl: true, mode: 'list', value: id, cachedResultName: 'Ana' } }),
			credential,
		});

		assert.equal(items[0].json.id, id);
	});

	for (const picked of ['by ID', 'by phone number']) {
		it(`brings the details that are wanted (${picked})`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const known = someone(sandbox);
			const contactId = picked === 'by ID' ? byId(known.id) : byPhone(known.phoneNumber ?? '');

			const { items } = await run({
				parameters: contact('get', {
					contactId,
					output: 'raw',
					options: { includeDetails: ['CustomFields', 'Portfolios', 'Tags'] },
				}),
				credential,
			});

			assert.deepEqual(items[0].json.tagIds, known.tagIds);
			assert.deepEqual(items[0].json.customFields, known.customFields);
			assert.deepEqual(items[0].json.portfolioIds, holding(sandbox.account.portfolios, known));
			assert.equal(items[0].json.companyId, known.companyId);
		});
	}

	it('is simple by default', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: contact('get', { contactId: byId(someone(sandbox).id) }), credential });

		assert.ok(Object.keys(items[0].json).length <= 13);
		assert.equal('companyId' in items[0].json, false);
	});

	for (const unknown of [UNKNOWN_ID, '+55 11 90000-0000']) {
		it(`says so when there is no ${unknown}, or returns nothing if wanted`, async (t) => {
			const { credential } = await sandboxFor(t);

			const failed = await run({ parameters: contact('get', { contactId: byPhone(unknown) }), credential });
			const nothing = await run({
				parameters: contact('get', { contactId: byPhone(unknown), options: { ifNotFound: 'nothing' } }),
				credential,
			});

			assert.equal(failed.error?.message, 'WTS Chat does not know what was asked for');
			assert.equal(failed.error?.httpCode, '500');
			assert.deepEqual([nothing.status, nothing.items.length], ['success', 0]);
		});
	}

	it('shows what it is tagged with without being asked, and never an empty list that is none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const tagged = [...account.contacts.values()].find(({ tagIds }) => tagIds.length > 0);
		assert.ok(tagged);
		const tagNames = tagged.tagIds.map((id) => account.tags.get(id)?.name);
		const only = async (operation: string, more: INodeParameters = {}) => {
			const { items } = await run({ parameters: contact(operation, more), credential });
			return items.find(({ json }) => json.id === tagged.id)?.json ?? assert.fail(operation);
		};
		const contactId = byId(tagged.id);
		const number = { phoneNumber: tagged.phoneNumber ?? '' };
		for (const [operation, more] of [
			['get', { contactId }],
			['getAll', { returnAll: true }],
			['search', { returnAll: true }],
			['findOrCreate', number],
		] as const)
			assert.deepEqual((await only(operation, more)).tagNames, tagNames, operation);
		const names = { name: 'Outro nome' };
		const changes: Array<[string, INodeParameters]> = [
			['get', { contactId, options: { includeDetails: ['Portfolios'] } }],
			['upsert', { ...number, ...names }],
			['findOrCreate', { ...number, ...names, ifFound: 'always' }],
			['update', { contactId, updateFields: names }],
		];
		for (const [operation, more] of changes) {
			const { tagNames: shown = tagNames } = await only(operation, more);
			assert.deepEqual(shown, tagNames, operation);
		}
	});

	it('takes nothing that is neither an ID nor reaches a contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: contact('get', { contactId: byId('={{ $json.email }}') }),
			items: [{ email: 'ana' }],
			credential,
		});

		assert.equal(error?.message, 'The contact is neither an ID nor a phone number');
		assert.match(error?.description ?? '', /“ana” was given\. The ID of a contact looks like .*, a phone/);
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('getting many contacts', () => {
	it('returns all active ones without filters', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: contact('getAll', { returnAll: true }), credential });

		const active = [...sandbox.account.contacts.values()].filter(({ status }) => status === 'ACTIVE');
		assert.deepEqual(items.map(({ json }) => String(json.id)).toSorted(), active.map(({ id }) => id).toSorted());
	});

	it('asks for every filter, detail and order by a key of its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: contact('getAll', {
				limit: 3,
				output: 'raw',
				filters: {
					createdAfter: '2020-01-01T00:00:00',
					createdBefore: '2100-01-01T00:00:00',
					updatedAfter: '2020-01-01T00:00:00',
					updatedBefore: '2100-01-01T00:00:00',
					status: 'ARCHIVED',
				},
				options: { includeDetails: ['Tags', 'Portfolios'], orderBy: 'Name', orderDirection: 'ASCENDING' },
			}),
			credential,
		});

		assert.deepEqual([...new URLSearchParams(sandbox.requests[0].query)].toSorted(), [
			['CreatedAt.After', '2020-01-01T03:00:00.000Z'],
			['CreatedAt.Before', '2100-01-01T03:00:00.000Z'],
			['IncludeDetails', 'Portfolios'],
			['IncludeDetails', 'Tags'],
			['OrderBy', 'Name'],
			['OrderDirection', 'ASCENDING'],
			['PageNumber', '1'],
			['PageSize', '3'],
			['Status', 'ARCHIVED'],
			['UpdatedAt.After', '2020-01-01T03:00:00.000Z'],
			['UpdatedAt.Before', '2100-01-01T03:00:00.000Z'],
		]);
		assert.equal(items.length, 3);
		for (const { json } of items) {
			assert.equal(json.status, 'ARCHIVED');
			assert.deepEqual(json.tagIds, stored(sandbox, json.id).tagIds);
		}
	});
});

describe('searching contacts', () => {
	/** What to fill in, the body that must arrive, and which contacts are found. */
	const filters: Record<
		string,
		(sandbox: Sandbox) => [filters: INodeParameters, body: Record<string, unknown>, fits: (found: Contact) => boolean]
	> = {
		'created between': ({ account }) => {
			const [{ createdAt }] = account.contacts.values();
			const filters = { createdAfter: createdAt, createdBefore: createdAt };
			const moment = new Date(createdAt).toISOString();
			return [
				filters,
				{ createdAt: { after: moment, before: moment } },
				(found) => Date.parse(found.createdAt) === Date.parse(createdAt),
			];
		},
		'updated after': () => [
			{ updatedAfter: '2020-01-01T00:00:00', updatedBefore: '2100-01-01T00:00:00' },
			{ updatedAt: { after: '2020-01-01T03:00:00.000Z', before: '2100-01-01T03:00:00.000Z' } },
			() => true,
		],
		email: (sandbox) => {
			const [email] = [...sandbox.account.contacts.values()].flatMap((found) => found.email ?? []);
			return [{ email }, { email }, (found) => found.email === email];
		},
		instagram: (sandbox) => {
			const [instagram] = [...sandbox.account.contacts.values()].flatMap((found) => found.instagram ?? []);
			return [{ instagram }, { instagram }, (found) => found.instagram === instagram];
		},
		metadata: () => [
			{ metadata: entries({ crmId: '1018' }) },
			{ metadata: { crmId: '1018' } },
			(found) => found.metadata.crmId === '1018',
		],
		name: () => [{ name: 'Conceição' }, { name: 'Conceição' }, ({ name }) => name?.includes('Conceição') === true],
		origin: () => [
			{ origin: 'CREATED_BY_USER' },
			{ origin: 'CREATED_BY_USER' },
			({ origin }) => origin === 'CREATED_BY_USER',
		],
		'phone number': (sandbox) => {
			const { phoneNumber, phoneNumberFormatted } = someone(sandbox);
			return [
				{ phoneNumber: phoneNumberFormatted },
				{ phoneNumber: phoneNumber?.replace(/\D/g, '') },
				(found) => found.phoneNumber === phoneNumber,
			];
		},
		portfolios: ({ account }) => {
			const portfolioIds = [...account.portfolios.keys()].slice(0, 2);
			return [
				{ portfolioIds },
				{ portfolioIds },
				(found) => holding(account.portfolios, found).some((id) => portfolioIds.includes(id)),
			];
		},
		'portfolio names': ({ account }) => [
			{ portfolioNames: ['Contas-chave'] },
			{
				portfolioIds: [...account.portfolios.values()]
					.filter(({ name }) => name === 'Contas-chave')
					.map(({ id }) => id),
			},
			(found) => holding(account.portfolios, found).some((id) => account.portfolios.get(id)?.name === 'Contas-chave'),
		],
		status: () => [{ status: 'BLOCKED' }, { status: 'BLOCKED' }, ({ status }) => status === 'BLOCKED'],
		tags: (sandbox) => {
			const wanted = tagIds(sandbox).slice(0, 2);
			return [{ tagIds: wanted }, { tagIds: wanted }, (found) => found.tagIds.some((id) => wanted.includes(id))];
		},
		'tag names': ({ account }) => [
			{ tagNames: ['Cliente VIP'] },
			{ tagIds: [...account.tags.values()].filter(({ name }) => name === 'Cliente VIP').map(({ id }) => id) },
			(found) => found.tagIds.some((id) => account.tags.get(id)?.name === 'Cliente VIP'),
		],
		text: () => [
			{ textFilter: 'gonçalves' },
			{ textFilter: 'gonçalves' },
			({ name }) => /gon[cç]alves/i.test(name ?? ''),
		],
	};
	for (const [filter, given] of Object.entries(filters)) {
		it(`finds those that fit by ${filter}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [values, body, fits] = given(sandbox);

			const { items } = await run({
				parameters: contact('search', { returnAll: true, filters: values }),
				credential,
			});

			const { pageNumber, pageSize, ...arrived } = bodyOf(
				sandbox,
				sandbox.requests.findIndex(({ path }) => path.endsWith('/contact/filter')),
			);
			const includeDetails = ['CustomFields', 'Portfolios', 'Tags'];
			assert.deepEqual({ createdAt: {}, updatedAt: {}, ...body, includeDetails }, arrived);
			assert.deepEqual([pageNumber, pageSize], [1, 100]);
			const status = values.status ?? 'ACTIVE';
			const wanted = [...sandbox.account.contacts.values()].filter((found) => found.status === status && fits(found));
			assert.ok(wanted.length > 0);
			assert.deepEqual(items.map(({ json }) => String(json.id)).toSorted(), wanted.map(({ id }) => id).toSorted());
		});
	}

	it('adds filters up, brings details and keeps the order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [tagId] = tagIds(sandbox);

		const { items } = await run({
			parameters: contact('search', {
				limit: 4,
				output: 'raw',
				filters: { tagIds: [tagId], origin: 'CREATED_FROM_HUB' },
				options: {
					includeDetails: ['CustomFields', 'Portfolios', 'Tags'],
					orderBy: 'name',
					orderDirection: 'ASCENDING',
				},
			}),
			credential,
		});

		assert.equal(items.length, 4);
		const names = items.map(({ json }) => String(json.name));
		assert.deepEqual(
			names,
			names.toSorted((a, b) => (a < b ? -1 : 1)),
		);
		for (const { json } of items) {
			assert.equal(json.origin, 'CREATED_FROM_HUB');
			assert.ok((json.tagIds as string[]).includes(tagId));
			assert.deepEqual(json.customFields, stored(sandbox, json.id).customFields);
		}
	});

	it('pages through the body and drops nothing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 250 });

		const { items } = await run({ parameters: contact('search', { returnAll: true }), credential });

		const active = [...sandbox.account.contacts.values()].filter(({ status }) => status === 'ACTIVE');
		assert.equal(new Set(items.map(({ json }) => json.id)).size, active.length);
		assert.deepEqual(
			sandbox.requests.map(({ body }) => (body as { pageNumber: number }).pageNumber),
			Array.from({ length: Math.ceil(active.length / 100) }, (_, page) => page + 1),
		);
	});

	it('ignores filters that were added and left empty, if that is wished', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: contact('search', {
				returnAll: true,
				filters: { name: '', email: '', tagIds: [], tagNames: [], portfolioIds: [], phoneNumber: '', metadata: {} },
				options: { orderBy: '', ignoreEmptyFilters: true },
			}),
			credential,
		});

		const active = [...sandbox.account.contacts.values()].filter(({ status }) => status === 'ACTIVE');
		assert.equal(items.length, active.length);
	});

	it('is sent again when its answer is lost, since it only reads', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'reset', nth: 1 });

		const { items } = await run({ parameters: contact('search', { limit: 1 }), credential });

		assert.equal(items.length, 1);
		assert.equal(sandbox.requests.length, 2);
	});
});

describe('updating a contact', () => {
	const update = (contactId: INodeParameters[string], more: INodeParameters) =>
		contact('update', { contactId, ...more });

	for (const way of ['by ID', 'by phone number']) {
		it(`changes all that was added and nothing else (${way})`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { portfolios, sequences } = sandbox.account;
			const known = someone(sandbox);
			const { origin, createdAt } = known;
			const [portfolioId] = [...portfolios.keys()].slice(-1);
			const [sequenceId] = [...sequences.keys()].slice(-1);
			const [first] = tagIds(sandbox);
			const picked = way === 'by ID' ? byId(known.id) : byPhone(known.phoneNumberFormatted ?? '');

			const { items } = await run({
				parameters: update(picked, {
					updateFields: {
						annotation: 'Mudou-se',
						email: 'novo@example.com',
						instagram: 'novo.nome',
						metadata: entries({ crmId: '99' }),
						name: 'Novo Nome',
						phoneNumber: '+55 21 99999-1234',
						pictureUrl: 'https://example.com/novo.jpg',
						portfolioIds: [portfolioId],
						sequenceIds: [sequenceId],
						status: 'ARCHIVED',
						tagIds: [first],
						utm: {
							parts: {
								campaign: 'verão',
								content: 'banner',
								headline: 'Frete grátis',
								medium: 'cpc',
								referralUrl: 'https://example.com',
								source: 'instagram',
								term: '',
							},
						},
					},
					options: { tagOperation: 'ReplaceAll' },
				}),
				credential,
			});

			assert.equal(items[0].json.id, known.id);
			const { annotation, email, instagram, name, phoneNumber, pictureUrl, status } = known;
			assert.deepEqual(
				{ annotation, email, instagram, name, phoneNumber, pictureUrl, status },
				{
					annotation: 'Mudou-se',
					email: 'novo@example.com',
					instagram: 'novo.nome',
					name: 'Novo Nome',
					phoneNumber: '+55|21999991234',
					pictureUrl: 'https://example.com/novo.jpg',
					status: 'ARCHIVED',
				},
			);
			assert.equal(known.metadata.crmId, '99');
			assert.deepEqual(known.tagIds, [first]);
			assert.deepEqual(known.utm, {
				campaign: 'verão',
				content: 'banner',
				headline: 'Frete grátis',
				medium: 'cpc',
				referralUrl: 'https://example.com',
				source: 'instagram',
				term: null,
			});
			assert.deepEqual(holding(portfolios, known), [portfolioId]);
			assert.ok(holding(sequences, known).includes(sequenceId));
			assert.deepEqual([known.origin, known.createdAt], [origin, createdAt]);
		});
	}

	it('takes tags and portfolios by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const known = someone(sandbox);
		known.tagIds = [];

		await run({
			parameters: update(byId(known.id), {
				updateFields: { tagNames: ['Pós-venda'], portfolioNames: ['Contas-chave'] },
			}),
			credential,
		});

		assert.deepEqual(
			known.tagIds.map((id) => account.tags.get(id)?.name),
			['Pós-venda'],
		);
		assert.deepEqual(
			holding(account.portfolios, known).map((id) => account.portfolios.get(id)?.name),
			['Contas-chave'],
		);
	});

	it('sends nothing but what was added', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = someone(sandbox);

		await run({ parameters: update(byId(id), { updateFields: { name: 'Ana' } }), credential });

		assert.deepEqual(bodyOf(sandbox), {
			name: 'Ana',
			fields: ['Name'],
			options: { tagsOperation: 'InsertIfNotExists' },
		});
	});

	it('clears what was added and left empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { portfolios } = sandbox.account;
		const known = someone(sandbox);
		const [{ contacts }] = portfolios.values();
		contacts.set(known.id, { ...[...contacts.values()][0], contactId: known.id });
		Object.assign(known, {
			annotation: 'Antes',
			email: 'antes@example.com',
			instagram: 'antes',
			pictureUrl: 'https://example.com/antes.jpg',
			metadata: { crmId: '1', plano: 'ouro' },
			utm: { source: 'facebook' },
		});

		await run({
			parameters: update(byId(known.id), {
				updateFields: {
					annotation: '',
					email: '',
					instagram: '',
					metadata: entries({ crmId: '' }),
					name: '',
					phoneNumber: '',
					pictureUrl: '',
					portfolioIds: [],
					tagIds: [],
					utm: {},
				},
				options: { tagOperation: 'ReplaceAll' },
			}),
			credential,
		});

		const { annotation, email, instagram, name, phoneNumber, pictureUrl } = known;
		assert.deepEqual([annotation, email, instagram, name, pictureUrl], [null, null, null, null, null]);
		assert.equal(phoneNumber, null);
		assert.deepEqual(known.metadata, { plano: 'ouro' });
		assert.deepEqual(known.tagIds, []);
		assert.deepEqual(holding(portfolios, known), []);
		assert.deepEqual(new Set(Object.values(known.utm)), new Set([null]));
	});

	it('changes one contact in the order of the items', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 3 });
		const known = someone(sandbox);

		await run({
			parameters: update(byId(known.id), { updateFields: { name: '={{ $json.name }}' } }),
			items: Array.from({ length: 20 }, (_, place) => ({ name: `Nome ${place}` })),
			credential,
		});

		assert.equal(known.name, 'Nome 19');
		assert.deepEqual(
			sandbox.requests.map(({ body }) => (body as { name: string }).name),
			Array.from({ length: 20 }, (_, place) => `Nome ${place}`),
		);
	});
});

describe('tags of a contact', () => {
	const updateTags = (more: INodeParameters) => contact('updateTags', more);

	for (const way of ['by ID', 'by phone number']) {
		it(`come, go and are replaced (${way})`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const known = someone(sandbox);
			const [first, second, third] = tagIds(sandbox);
			known.tagIds = [first];
			const contactId = way === 'by ID' ? byId(known.id) : byPhone(known.phoneNumberFormatted ?? '');
			const change = async (tagOperation: string, ...given: string[]) =>
				await run({ parameters: updateTags({ contactId, tagOperation, tagIds: given }), credential });

			const { items } = await change('InsertIfNotExists', first, second);
			assert.deepEqual(known.tagIds, [first, second]);
			assert.deepEqual(items[0].json.tagIds, [first, second]);

			await change('DeleteIfExists', first);
			assert.deepEqual(known.tagIds, [second]);

			await change('ReplaceAll', third, first);
			assert.deepEqual(known.tagIds, [third, first]);

			await change('ReplaceAll');
			assert.deepEqual(known.tagIds, []);
		});
	}

	it('are taken by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const known = someone(sandbox);
		known.tagIds = [];

		await run({
			parameters: updateTags({ contactId: byId(known.id), options: { tagNames: ['Cliente VIP'] } }),
			credential,
		});

		assert.deepEqual(
			known.tagIds.map((id) => sandbox.account.tags.get(id)?.name),
			['Cliente VIP'],
		);
	});

	it('must be given', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contactId = byId(someone(sandbox).id);

		const none = await run({ parameters: updateTags({ contactId }), credential });

		assert.equal(none.error?.message, 'No tags are given');
		assert.deepEqual(sandbox.requests, []);
	});
});
