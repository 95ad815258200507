import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import type { Contact } from '../../sandbox/account.mts';
import { addContact, contactByPhone } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { leaveCustomFieldsOut, sandboxFor } from './sandboxed.mts';
import { lookUp, run, type Credential } from './workflow.mts';

const findOrCreate = (more: INodeParameters): INodeParameters => ({
	resource: 'contact',
	operation: 'findOrCreate',
	...more,
});

/** A contact that the account has already. */
const known = ({ account }: Sandbox, more: Partial<Contact> = {}): Contact =>
	addContact(account, { name: 'Zélia Nóbrega', phoneNumber: '+55|11988887777', ...more });

/** The account's contacts in both forms of the number. */
const withNumber = ({ account }: Sandbox) =>
	[...account.contacts.values()].filter(({ phoneNumber }) => /^\+55\|119?88887777$/.test(phoneNumber ?? ''));

const operations = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);

/** Custom fields as the editor saves them. */
async function mapped(credential: Credential, value: Record<string, unknown>): Promise<INodeParameters> {
	const { fields } = await lookUp<ResourceMapperFields>('resourceMapping', 'getContactCustomFields', credential);
	return { mappingMode: 'defineBelow', value, schema: fields } as unknown as INodeParameters;
}

/** All that can be filled in, with every option. */
async function everything({ account }: Sandbox, credential: Credential, ifFound: string) {
	const [portfolioId] = account.portfolios.keys();
	const [sequenceId] = account.sequences.keys();
	const [tagId] = account.tags.keys();
	return {
		parameters: everyField('contact', 'findOrCreate', {
			phoneNumber: '(11) 98888-7777',
			name: 'Zélia de Souza',
			specifyCustomFields: 'fields',
			customFields: await mapped(credential, { cidade: 'Olinda' }),
			ifFound,
			additionalFields: {
				annotation: 'Prefere ligações à tarde.',
				email: 'zelia@example.com',
				instagram: 'zelia.souza',
				metadata: {},
				metadataJson: { crmId: 4711 },
				portfolioIds: [portfolioId],
				portfolioNames: [],
				sequenceIds: [sequenceId],
				tagIds: [tagId],
				tagNames: [],
			},
			output: 'simplified',
			options: { includeDetails: ['CustomFields', 'Tags'], tagOperation: 'InsertIfNotExists', writeByField: {} },
		}),
		portfolioId,
		sequenceId,
		tagId,
	};
}

describe('finding or creating a contact', () => {
	it('creates one that nobody has, with all that it is given', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { parameters, portfolioId, sequenceId, tagId } = await everything(sandbox, credential, 'never');

		const { items } = await run({ parameters, credential });

		const [made, ...others] = withNumber(sandbox);
		assert.deepEqual(others, []);
		assert.equal(made.phoneNumber, '+55|11988887777');
		assert.deepEqual(
			[made.name, made.annotation, made.email, made.instagram, made.tagIds, made.customFields, made.metadata],
			[
				'Zélia de Souza',
				'Prefere ligações à tarde.',
				'zelia@example.com',
				'zelia.souza',
				[tagId],
				{ cidade: 'Olinda' },
				{ crmId: '4711' },
			],
		);
		assert.ok(sandbox.account.portfolios.get(portfolioId)?.contacts.has(made.id));
		assert.ok(sandbox.account.sequences.get(sequenceId)?.contacts.has(made.id));
		const { created, id, phoneNumber, ...more } = items[0].json;
		assert.deepEqual([created, id, phoneNumber], [true, made.id, '+55|11988887777']);
		assert.ok(!('companyId' in more), 'it is simple');
	});

	it('changes nothing of one that exists, unless asked to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = known(sandbox, { customFields: { cidade: 'Recife' } });
		const before = structuredClone(contact);
		const { parameters } = await everything(sandbox, credential, 'never');
		sandbox.requests.length = 0;

		const { items } = await run({ parameters, credential });

		assert.deepEqual(sandbox.account.contacts.get(contact.id), before);
		assert.deepEqual(operations(sandbox), ['contactListCustomFields', 'contactGetByPhone']);
		const { created, id, name, customFields } = items[0].json;
		assert.deepEqual([created, id, name, customFields], [false, contact.id, 'Zélia Nóbrega', { cidade: 'Recife' }]);
	});

	it('puts given tags on one that exists, and changes nothing else, where nothing is chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = known(sandbox, { tagIds: [] });
		const { ...before } = contact;
		const [tagId] = sandbox.account.tags.keys();
		const found = async (additionalFields: INodeParameters) =>
			await run({
				parameters: findOrCreate({ phoneNumber: '11 98888-7777', name: 'Outra', additionalFields }),
				credential,
			});

		await found({ email: 'outra@example.com' });
		assert.deepEqual(contact, before);
		await found({ email: 'outra@example.com', tagIds: [tagId] });
		assert.deepEqual(contact, { ...before, tagIds: [tagId], updatedAt: contact.updatedAt });
	});

	it('updates one that exists when asked to, and leaves what was not filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, otherTag = ''] = sandbox.account.tags.keys();
		const contact = known(sandbox, { tagIds: [otherTag], customFields: { cpf: '1' }, metadata: { origem: 'feira' } });
		const { parameters, tagId } = await everything(sandbox, credential, 'always');

		const { items } = await run({ parameters, credential });

		assert.deepEqual(
			[contact.name, contact.email, contact.phoneNumber, contact.tagIds, contact.customFields, contact.metadata],
			[
				'Zélia de Souza',
				'zelia@example.com',
				'+55|11988887777',
				[otherTag, tagId],
				{ cpf: '1', cidade: 'Olinda' },
				{ origem: 'feira', crmId: '4711' },
			],
		);
		assert.deepEqual([items[0].json.created, items[0].json.name], [false, 'Zélia de Souza']);

		await run({
			parameters: findOrCreate({
				phoneNumber: '(11) 98888-7777',
				additionalFields: { tagNames: ['Inadimplente'], portfolioNames: ['Contas-chave'] },
				ifFound: 'always',
				options: { tagOperation: 'ReplaceAll' },
			}),
			credential,
		});
		assert.deepEqual(
			[contact.name, contact.tagIds.map((id) => sandbox.account.tags.get(id)?.name)],
			['Zélia de Souza', ['Inadimplente']],
		);
		assert.deepEqual(
			[...sandbox.account.portfolios.values()]
				.filter(({ contacts }) => contacts.has(contact.id))
				.map(({ name }) => name),
			['Contas-chave'],
		);
	});

	it('puts only the tags on one that exists, and fills in only what it lacks, as asked', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, otherTag = ''] = sandbox.account.tags.keys();
		const contact = known(sandbox, {
			email: 'zelia@loja.example',
			tagIds: [otherTag],
			customFields: { cpf: '1', cidade: null },
			metadata: { crmId: '1', origem: '' },
		});
		const { parameters, tagId, portfolioId, sequenceId } = await everything(sandbox, credential, 'tags');

		await run({ parameters, credential });
		assert.deepEqual(
			[contact.name, contact.email, contact.tagIds, contact.customFields, contact.annotation],
			['Zélia Nóbrega', 'zelia@loja.example', [otherTag, tagId], { cpf: '1', cidade: null }, null],
		);

		contact.tagIds = [otherTag];
		const metadata = { entries: ['crmId', 'origem', 'plano'].map((name) => ({ name, value: 'novo' })) };
		const { items } = await run({
			parameters: {
				...parameters,
				ifFound: 'ifEmpty',
				additionalFields: { ...(parameters.additionalFields as INodeParameters), metadata, metadataJson: '{}' },
				options: { includeDetails: ['Tags'] },
			},
			credential,
		});
		assert.deepEqual(
			[contact.name, contact.email, contact.annotation, contact.instagram, contact.tagIds],
			['Zélia Nóbrega', 'zelia@loja.example', 'Prefere ligações à tarde.', 'zelia.souza', [otherTag, tagId]],
		);
		assert.deepEqual(
			[contact.customFields, contact.metadata],
			[
				{ cpf: '1', cidade: 'Olinda' },
				{ crmId: '1', origem: 'novo', plano: 'novo' },
			],
		);
		assert.ok(sandbox.account.portfolios.get(portfolioId)?.contacts.has(contact.id));
		assert.ok(!sandbox.account.sequences.get(sequenceId)?.contacts.has(contact.id), 'sequences are for new contacts');
		assert.deepEqual([items[0].json.created, items[0].json.id], [false, contact.id]);
	});

	it('writes field by field what the option says, whatever holds for the others', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = known(sandbox, { email: 'zelia@loja.example', customFields: { cpf: '1' } });
		const { parameters } = await everything(sandbox, credential, 'always');
		const byField = (entries: Array<[string, string]>) => ({
			writeByField: { entries: entries.map(([field, write]) => ({ field, write })) },
		});

		const { items } = await run({
			parameters: {
				...parameters,
				options: {
					includeDetails: ['Tags'],
					...byField([
						['name', 'never'],
						['email', 'ifEmpty'],
						['instagram', 'ifEmpty'],
						['tagIds', 'never'],
					]),
				},
			},
			credential,
		});
		assert.deepEqual(
			[contact.name, contact.email, contact.instagram, contact.tagIds, contact.customFields],
			['Zélia Nóbrega', 'zelia@loja.example', 'zelia.souza', [], { cpf: '1', cidade: 'Olinda' }],
		);
		assert.deepEqual(items[0].json.name, 'Zélia Nóbrega');

		sandbox.requests.length = 0;
		const unchanged = await run({
			parameters: findOrCreate({
				phoneNumber: '(11) 98888-7777',
				name: 'Outra',
				options: { includeDetails: ['Tags'], ...byField([['name', 'ifEmpty']]) },
			}),
			credential,
		});
		assert.deepEqual(operations(sandbox), ['contactGetByPhone']);
		assert.equal(unchanged.items[0].json.name, 'Zélia Nóbrega');
		assert.ok(!('customFields' in unchanged.items[0].json), 'what was fetched to compare is not shown');

		const { error } = await run({
			parameters: findOrCreate({ phoneNumber: '(11) 98888-7777', options: byField([['sequenceIds', 'ifEmpty']]) }),
			credential,
		});
		assert.equal(error?.message, 'Sequences cannot be written only if empty');
	});

	for (const body of ['', '{}']) {
		it(`gives the contact as it is after an update that is answered with “${body}”`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { id } = known(sandbox, {});
			sandbox.faults.add({ kind: 'otherBody', body, method: 'PUT' });

			const { items } = await run({
				parameters: findOrCreate({
					phoneNumber: '(11) 98888-7777',
					additionalFields: { email: 'zelia@example.com' },
					ifFound: 'always',
				}),
				credential,
			});

			const [{ json }] = items;
			assert.deepEqual([json.created, json.id, json.email], [false, id, 'zelia@example.com']);
		});
	}

	it('sends nothing more for one that exists when there is nothing to update it with', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = known(sandbox);

		const { items } = await run({
			parameters: findOrCreate({ phoneNumber: '11 98888-7777', ifFound: 'always' }),
			credential,
		});

		assert.deepEqual([items[0].json.created, items[0].json.id], [false, contact.id]);
		assert.deepEqual(operations(sandbox), ['contactGetByPhone']);
	});

	for (const [kept, written] of [
		['+55|11988887777', '(11) 8888-7777'],
		['+55|1188887777', '+55 11 98888-7777'],
	]) {
		it(`finds ${kept} by ${written}, and keeps it as it is`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const contact = known(sandbox, { phoneNumber: kept });

			const { items } = await run({
				parameters: findOrCreate({ phoneNumber: written, name: 'Zélia', ifFound: 'always' }),
				credential,
			});

			assert.deepEqual([items[0].json.created, items[0].json.id], [false, contact.id]);
			assert.deepEqual([contact.name, contact.phoneNumber], ['Zélia', kept]);
			assert.equal(withNumber(sandbox).length, 1);
		});
	}

	it('makes one contact of many items with one number, however it is written', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const writings = ['(11) 98888-7777', '5511988887777', '+55 11 8888-7777', '011 98888-7777', '+55|11988887777'];

		const { items } = await run({
			parameters: findOrCreate({ phoneNumber: '={{ $json.phone }}', name: '={{ $json.name }}' }),
			items: [...writings, '(11) 97777-0000', ...writings].map((phone, index) => ({ phone, name: `Zélia ${index}` })),
			credential,
		});

		const [made, ...others] = withNumber(sandbox);
		assert.deepEqual(others, []);
		const other = contactByPhone(sandbox.account, '5511977770000');
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.created, json.id, json.name, pairedItem]),
			[...Array(11).keys()].map((item) =>
				item === 5 ? [true, other?.id, 'Zélia 5', { item }] : [item === 0, made.id, 'Zélia 0', { item }],
			),
		);
	});

	it('gives the contact that somebody else has made in the meantime', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const create = handlers.contactCreate;
		assert.ok(create);
		handlers.contactCreate = (account, request) => {
			known(sandbox);
			return create(account, request);
		};
		t.after(() => {
			handlers.contactCreate = create;
		});

		const { items } = await run({
			parameters: findOrCreate({ phoneNumber: '(11) 98888-7777', name: 'Zélia' }),
			credential,
		});

		assert.equal(withNumber(sandbox).length, 1);
		assert.deepEqual([items[0].json.created, items[0].json.name], [false, 'Zélia Nóbrega']);
	});

	it('finds the contact that it made when the answer is lost, and does not make it twice', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'reset', method: 'POST', path: '/core/v1/contact', when: 'after', times: 1 });

		const { items } = await run({
			parameters: findOrCreate({ phoneNumber: '(11) 98888-7777', name: 'Zélia' }),
			credential,
		});

		const [made, ...others] = withNumber(sandbox);
		assert.deepEqual(others, []);
		assert.deepEqual([items[0].json.created, items[0].json.id], [true, made.id]);
	});

	it('sets the custom fields of a new contact where the service leaves them out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		leaveCustomFieldsOut(t);

		const { items } = await run({
			parameters: findOrCreate({
				phoneNumber: '(11) 98888-7777',
				customFields: await mapped(credential, { cidade: 'Olinda' }),
			}),
			credential,
		});

		assert.deepEqual(withNumber(sandbox)[0].customFields, { cidade: 'Olinda' });
		assert.deepEqual([items[0].json.created, items[0].json.customFields], [true, { cidade: 'Olinda' }]);
	});

	it('keeps what it knows of a new contact whose custom fields are set without a word', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		leaveCustomFieldsOut(t);
		sandbox.faults.add({ kind: 'emptyBody', method: 'PUT' });

		const { items } = await run({
			parameters: findOrCreate({
				phoneNumber: '(11) 98888-7777',
				customFields: await mapped(credential, { cidade: 'Olinda' }),
			}),
			credential,
		});

		const [{ json }] = items;
		assert.deepEqual(
			[json.created, json.id, json.customFields],
			[true, withNumber(sandbox)[0].id, { cidade: 'Olinda' }],
		);
	});

	it('says what the service says when it does not take the contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		known(sandbox, { phoneNumber: '+55|11970001111', email: 'zelia@example.com' });

		const { error } = await run({
			parameters: findOrCreate({
				phoneNumber: '(11) 98888-7777',
				additionalFields: { email: 'zelia@example.com' },
			}),
			credential,
		});

		assert.equal(error?.message, 'WTS Chat did not accept this request');
		assert.match(error?.description ?? '', /Já existe um contato com estes dados/);
		assert.deepEqual(withNumber(sandbox), []);
	});

	for (const [why, values, message] of [
		['a number that is none', { phone: '12' }, 'The phone number is not complete'],
		['no number', { phone: ' ' }, 'PhoneNumber is empty! Fill in the PhoneNumber field'],
	] as const) {
		it(`names the item with ${why}, before anything is sent for any item`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);

			const { error } = await run({
				parameters: findOrCreate({ phoneNumber: '={{ $json.phone }}' }),
				items: [{ phone: '(11) 98888-7777' }, structuredClone(values)],
				credential,
			});

			assert.ok(error?.message.startsWith(message), error?.message);
			assert.equal(error?.context?.itemIndex, 1);
			assert.deepEqual(sandbox.requests, []);
		});
	}
});
