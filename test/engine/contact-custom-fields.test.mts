import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import type { CustomField } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { fieldsOf } from './fields.mts';
import { leaveCustomFieldsOut, sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

const contactFields = async (credential: Credential) =>
	await lookUp<ResourceMapperFields>('resourceMapping', 'getContactCustomFields', credential);

/** A resource mapper as the editor saves it. */
async function mapped(credential: Credential, value: Record<string, unknown>): Promise<INodeParameters> {
	const { fields } = await contactFields(credential);
	return { mappingMode: 'defineBelow', value, schema: fields } as unknown as INodeParameters;
}

/** Changes the account's definition of a custom field. */
function define({ account }: Sandbox, key: string, change: Partial<CustomField>): void {
	const field = [...account.customFields.values()].find((candidate) => candidate.key === key);
	assert.ok(field);
	Object.assign(field, change);
}

const filled = {
	cidade: 'Olinda',
	cpf: '123.456.789-09',
	'data-de-nascimento': '1990-04-12',
	pedidos: 3,
	'aceita-promocoes': true,
	'origem-do-lead': 'Anúncio',
	interesses: ['Cozinha', 'Jardim'],
};

describe('custom fields of contacts in the editor', () => {
	it('come with their types, choices, groups and required marks', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		define(sandbox, 'cpf', { required: true });

		const { fields, emptyFieldsNotice } = await contactFields(credential);

		assert.deepEqual(
			fields.map(({ id, displayName, type, required }) => [id, displayName, type, required]),
			[
				['cidade', 'Endereço: Cidade', 'string', false],
				['cep', 'Endereço: CEP', 'string', false],
				['cpf', 'CPF', 'string', true],
				['data-de-nascimento', 'Data de nascimento', 'dateTime', false],
				['pedidos', 'Pedidos', 'number', false],
				['aceita-promocoes', 'Aceita promoções', 'boolean', false],
				['origem-do-lead', 'Origem do lead', 'options', false],
				['interesses', 'Interesses', 'array', false],
			],
		);
		assert.deepEqual(
			fields.find(({ id }) => id === 'origem-do-lead')?.options,
			['Indicação', 'Anúncio', 'Loja física'].map((name) => ({ name, value: name })),
		);
		assert.equal(emptyFieldsNotice, 'The account has no custom fields for contacts.');
	});

	it('have a type for every kind of field that the service knows', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const kinds: Array<[CustomField['type'], string]> = [
			['TEXT', 'string'],
			['FLOAT', 'number'],
			['TIME', 'time'],
			['DATETIME', 'dateTime'],
		];
		for (const [type, expected] of kinds) {
			define(sandbox, 'cpf', { type });
			const { fields } = await contactFields(credential);
			assert.equal(fields.find(({ id }) => id === 'cpf')?.type, expected);
		}
	});

	it('are in the order of the platform', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		define(sandbox, 'interesses', { position: -1 });
		define(sandbox, 'endereco', { position: 100 });
		define(sandbox, 'cep', { position: 0 });

		const { fields } = await contactFields(credential);

		assert.deepEqual(
			fields.map(({ id }) => id),
			['interesses', 'cpf', 'data-de-nascimento', 'pedidos', 'aceita-promocoes', 'origem-do-lead', 'cep', 'cidade'],
		);
	});

	it('tell when there are none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.account.customFields.clear();

		assert.deepEqual(await contactFields(credential), {
			fields: [],
			emptyFieldsNotice: 'The account has no custom fields for contacts.',
		});
	});

	it('are insisted on for new contacts and left alone for others', () => {
		const modeOf = (operation: string) =>
			fieldsOf('contact', operation).find(({ type }) => type === 'resourceMapper')?.typeOptions?.resourceMapper?.mode;

		assert.deepEqual(['create', 'upsert', 'update', 'search'].map(modeOf), ['add', 'add', 'map', 'map']);
	});
});

describe('custom fields of cards in the editor', () => {
	const panelFields = async (credential: Credential, panelId: INodeParameters[string]) =>
		await lookUp<ResourceMapperFields>('resourceMapping', 'getPanelCustomFields', credential, {
			parameters: { resource: 'panel', operation: 'getCustomFields', panelId },
		});

	it('are those of the chosen panel', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales, repairs] = [...sandbox.account.panels.keys()];

		const { fields } = await panelFields(credential, byId(sales));
		assert.deepEqual(
			fields.map(({ id, displayName, type }) => [id, displayName, type]),
			[['desconto', 'Desconto', 'number']],
		);
		assert.deepEqual(await panelFields(credential, byId(repairs)), {
			fields: [],
			emptyFieldsNotice: 'The panel has no custom fields.',
		});
	});

	it('wait until a panel is chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		for (const panelId of [byId(''), byId('={{ $json.panelId }}')]) {
			const { fields, emptyFieldsNotice } = await panelFields(credential, panelId);
			assert.deepEqual(fields, []);
			assert.match(emptyFieldsNotice ?? '', /^Choose a panel/);
		}
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('custom fields of contacts', () => {
	it('are kept with a new contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'create',
				name: 'Zélia',
				customFields: await mapped(credential, filled),
			},
			credential,
		});

		assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, filled);
	});

	it('are set in a second request where the service leaves them out of a new contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		leaveCustomFieldsOut(t);

		const { items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'create',
				name: 'Zélia',
				customFields: await mapped(credential, filled),
			},
			credential,
		});

		assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, filled);
		assert.deepEqual(items[0].json.customFields, filled);
		assert.deepEqual(
			sandbox.requests.slice(1).map(({ operation }) => operation),
			['contactListCustomFields', 'contactCreate', 'contactUpdate'],
		);
	});

	for (const count of [1, 3]) {
		it(`are set in a second request where the service leaves them out of ${count} created or updated`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			leaveCustomFieldsOut(t);
			const items = Array.from({ length: count }, (_, place) => ({
				phone: `47 97100-000${place}`,
				city: `Cidade ${place}`,
			}));
			const parameters = {
				resource: 'contact',
				operation: 'upsert',
				phoneNumber: '={{ $json.phone }}',
				customFields: await mapped(credential, { cidade: '={{ $json.city }}' }),
				options: { matchNinthDigit: false },
			};
			const storedIn = (outputs: Array<{ json: IDataObject }>) =>
				outputs.map(({ json }) => sandbox.account.contacts.get(String(json.id))?.customFields);

			const made = await run({ parameters, items, credential });
			const moved = items.map(({ phone }) => ({ phone, city: 'Outra' }));
			const updated = await run({ parameters, items: moved, credential });

			assert.deepEqual(
				storedIn(made.items),
				items.map(() => ({ cidade: 'Outra' })),
			);
			assert.deepEqual(
				made.items.map(({ json }) => json.customFields),
				items.map(({ city }) => ({ cidade: city })),
			);
			assert.deepEqual(
				updated.items.map(({ json }) => json.customFields),
				items.map(() => ({ cidade: 'Outra' })),
			);
			const written = sandbox.requests.filter(({ operation }) => operation === 'contactUpdate');
			assert.equal(written.length, 2 * count);
		});
	}

	it('of a contact that travels with others are told as not set where the second request is refused', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		leaveCustomFieldsOut(t);
		sandbox.faults.add({ kind: 'formError', path: '/core/v2/contact/*', method: 'PUT', times: 1 });

		const { items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'upsert',
				phoneNumber: '={{ $json.phone }}',
				customFields: await mapped(credential, { cidade: 'Olinda' }),
				options: { matchNinthDigit: false },
			},
			items: [{ phone: '47 97100-0001' }, { phone: '47 97100-0002' }],
			credential,
			onError: 'continueRegularOutput',
		});

		const [failed, ...others] = items.filter(({ json }) => json.error);
		assert.ok(failed);
		assert.deepEqual(others, []);
		assert.equal(items.length, 2);
	});

	it('are kept with contacts that travel together, for each its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'upsert',
				phoneNumber: '={{ $json.phone }}',
				customFields: await mapped(credential, { cidade: '={{ $json.city }}', pedidos: '={{ $json.orders }}' }),
				options: { matchNinthDigit: false },
			},
			items: [
				{ phone: '47 97100-0001', city: 'Olinda', orders: 1 },
				{ phone: '47 97100-0002', city: 'Recife', orders: 2 },
			],
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => sandbox.account.contacts.get(String(json.id))?.customFields),
			[
				{ cidade: 'Olinda', pedidos: 1 },
				{ cidade: 'Recife', pedidos: 2 },
			],
		);
		assert.deepEqual(
			sandbox.requests.slice(1).map(({ operation }) => operation),
			['contactListCustomFields', 'contactSaveBatch'],
		);
	});

	it('change where they were filled in, are cleared by an empty text, and stay otherwise', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [known] = sandbox.account.contacts.values();
		known.customFields = { cidade: 'Recife', cep: '50000-000', pedidos: 2 };

		await run({
			parameters: {
				resource: 'contact',
				operation: 'update',
				contactId: byId(known.id),
				customFields: await mapped(credential, {
					cidade: '={{ $json.city }}',
					cep: "={{ '' }}",
					cpf: '={{ $json.nothing }}',
				}),
			},
			items: [{ city: 'Olinda' }],
			credential,
		});

		assert.deepEqual(known.customFields, { cidade: 'Olinda', pedidos: 2 });
		assert.deepEqual(sandbox.requests.at(-1)?.body, {
			customFields: { cidade: 'Olinda', cep: null },
			fields: ['CustomFields'],
			options: { tagsOperation: 'InsertIfNotExists' },
		});
	});

	it('are searched for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [known] = [...sandbox.account.contacts.values()].filter(({ status }) => status === 'ACTIVE');
		known.customFields = { cidade: 'Olinda', pedidos: 77 };

		const { items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'search',
				customFields: await mapped(credential, { cidade: 'Olinda', pedidos: 77 }),
				options: { includeDetails: ['CustomFields'] },
			},
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => [json.id, json.customFields]),
			[[known.id, known.customFields]],
		);
	});

	/** Creates a contact whose custom fields come from expressions, for one item. */
	const createFrom = async (credential: Credential, item: Record<string, unknown>) =>
		await run({
			parameters: {
				resource: 'contact',
				operation: 'create',
				name: 'Zélia',
				customFields: await mapped(
					credential,
					Object.fromEntries(Object.keys(item).map((key) => [key, `={{ $json['${key}'] }}`])),
				),
			},
			items: [{ json: item as IDataObject }],
			credential,
		});

	it('arrive in the types of the account, whatever the expressions deliver', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		define(sandbox, 'cep', { type: 'TIME' });

		const { items } = await createFrom(credential, {
			cpf: 12345678909,
			cep: '08:30',
			pedidos: '3',
			'aceita-promocoes': 'true',
			// The day that is written, though it is the evening before where the workflow runs.
			'data-de-nascimento': '1990-04-12T00:00:00.000Z',
			interesses: '["Cozinha", "Jardim"]',
		});

		assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, {
			cpf: '12345678909',
			cep: '08:30',
			pedidos: 3,
			'aceita-promocoes': true,
			// Midnight where the workflow runs: the service keeps wall-clock time.
			'data-de-nascimento': '1990-04-12',
			interesses: ['Cozinha', 'Jardim'],
		});
	});

	for (const [key, given, field, expected] of [
		['cep', 'cedo', 'Endereço:CEP', 'a time, e.g. 08:30'],
		['cidade', { nome: 'Olinda' }, 'Endereço:Cidade', 'a single text'],
		['cidade', ['Olinda'], 'Endereço:Cidade', 'a single text'],
		['pedidos', 'três', 'Pedidos', 'a whole number'],
		['pedidos', 2.5, 'Pedidos', 'a whole number'],
		['aceita-promocoes', 'talvez', 'Aceitapromoções', 'true or false'],
		['data-de-nascimento', 'ontem', 'Datadenascimento', 'a day, e.g. 2026-01-31 or 31/01/2026'],
		['data-de-nascimento', '30/02/1990', 'Datadenascimento', 'a day, e.g. 2026-01-31 or 31/01/2026'],
		['origem-do-lead', 'Rádio', 'Origemdolead', 'one of “Indicação”, “Anúncio”, “Loja física”'],
		['interesses', ['Cozinha', 'Nada'], 'Interesses', /^a list of some of .*“Cozinha”/],
		['interesses', 2.5, 'Interesses', /^a list of some of .*“Cozinha”/],
		['interesses', 'Nada', 'Interesses', /^a list of some of .*“Cozinha”/],
	] as const) {
		it(`are refused before anything is changed if they are of another type: ${key} ${JSON.stringify(given)}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			define(sandbox, 'cep', { type: 'TIME' });

			const { error } = await createFrom(credential, { [key]: given });

			assert.equal(error?.message, `${field} is not valid`);
			const [, shown, wanted = ''] =
				/^“(.*)” was given\. It must be (.*)\. \[item 0\]$/.exec(error?.description ?? '') ?? [];
			assert.equal(shown, typeof given === 'object' ? JSON.stringify(given) : String(given));
			if (typeof expected === 'string') assert.equal(wanted, expected);
			else assert.match(wanted, expected);
			assert.deepEqual(
				sandbox.requests.map(({ operation }) => operation),
				['contactListCustomFields', 'contactListCustomFields'],
			);
		});
	}

	it('take choices whatever their case and accents, and send them in the spelling of the service', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		for (const interesses of [['cozinha', 'JARDIM'], '["cozinha","jardim"]', 'cozinha, jardim']) {
			const { items, error } = await createFrom(credential, { interesses, 'origem-do-lead': ' anuncio ' });
			assert.equal(error, undefined);
			assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, {
				interesses: ['Cozinha', 'Jardim'],
				'origem-do-lead': 'Anúncio',
			});
		}
	});

	it('are given by their names too, in whatever case and accents, unless several have the name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		for (const city of ['Cidade', 'endereco: cidade', 'cidade']) {
			const { items, error } = await createFrom(credential, { [city]: 'Olinda', 'data de NASCIMENTO': '1990-04-12' });
			assert.equal(error, undefined);
			assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, {
				cidade: 'Olinda',
				'data-de-nascimento': '1990-04-12',
			});
		}
		define(sandbox, 'cep', { name: 'CPF' });
		const { error } = await createFrom(credential, { CPF: '1' });
		assert.equal(error?.message, 'Several custom fields have this name');
		assert.match(error?.description ?? '', /“CPF” was given, and there are the keys “cep”, “cpf”\./);
	});

	it('are refused by a key that the account does not have, which says what there is', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { error } = await createFrom(credential, { cidade: 'Olinda', 'cor-favorita': 'azul' });
		assert.equal(error?.message, 'There is no such custom field');
		assert.match(
			error.description ?? '',
			/^“cor-favorita” was given\. There are .*“cidade” \(Endereço: Cidade\).* \[item 0\]$/,
		);
		assert.ok(sandbox.requests.every(({ operation }) => operation === 'contactListCustomFields'));
	});

	it('go by what the account has when the node runs, not by what the editor stored', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const customFields = await mapped(credential, { cpf: '2', pedidos: 3 });
		define(sandbox, 'cpf', { type: 'INTEGER' });
		define(sandbox, 'pedidos', { type: 'TEXT' });
		const parameters = {
			resource: 'contact',
			operation: 'upsert',
			phoneNumber: '={{ $json.phone }}',
			customFields,
			options: { matchNinthDigit: false },
		};

		const items = ['47 97100-0001', '47 97100-0002', '47 97100-0003'].map((phone) => ({ phone }));
		const done = await run({ parameters, items, credential });

		for (const { json } of done.items) {
			assert.deepEqual(sandbox.account.contacts.get(String(json.id))?.customFields, { cpf: 2, pedidos: '3' });
		}
		assert.deepEqual(
			sandbox.requests.slice(1).map(({ operation }) => operation),
			['contactListCustomFields', 'contactSaveBatch'],
		);
	});

	it('are not mapped by themselves, which the node says instead of leaving them out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const customFields = { ...(await mapped(credential, {})), mappingMode: 'autoMapInputData', value: null };
		const { error } = await run({
			parameters: { resource: 'contact', operation: 'create', name: 'Zélia', customFields },
			items: [{ cidade: 'Olinda' }],
			credential,
		});
		assert.equal(error?.message, 'Fields cannot be mapped automatically');
		assert.equal(sandbox.requests.length, 1);
	});
});

describe('custom fields of cards', () => {
	/** A resource mapper without a schema, as in a workflow that was not made in the editor. */
	const withoutSchema = (value: INodeParameters) => ({ mappingMode: 'defineBelow', value, schema: [] });

	it('are those of the panel, or of any panel if none is chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sales, repairs] = [...sandbox.account.panels.values()];
		const create = async (panelId: string | undefined, value: INodeParameters) =>
			await run({
				parameters: {
					resource: 'card',
					operation: 'create',
					...(panelId && { panelId: byId(panelId) }),
					stepId: byId(String(sales.steps[0].id)),
					title: 'Orçamento',
					customFields: withoutSchema(value),
				},
				credential,
			});

		for (const panelId of [sales.id, undefined]) {
			const { items, error } = await create(panelId, { desconto: '12.5' });
			assert.equal(error, undefined);
			assert.deepEqual(sandbox.account.cards.get(String(items[0].json.id))?.customFields, { desconto: 12.5 });
			const wrong = await create(panelId, { desconto: 'muito' });
			assert.equal(wrong.error?.message, 'Desconto is not valid');
		}
		const elsewhere = await create(repairs.id, { desconto: 12.5 });
		assert.equal(elsewhere.error?.message, 'There is no such custom field');
		assert.match(elsewhere.error.description ?? '', /“desconto” was given\. There are none\./);
	});
});
