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
	'data-de-nascimento': '1990-04-12T00:00:00',
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
			['contactCreate', 'contactUpdate'],
		);
	});

	it('are kept with contacts that travel together, for each its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: {
				resource: 'contact',
				operation: 'upsert',
				phoneNumber: '={{ $json.phone }}',
				customFields: await mapped(credential, { cidade: '={{ $json.city }}', pedidos: '={{ $json.orders }}' }),
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
			['contactSaveBatch'],
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
		assert.deepEqual(sandbox.requests[1].body, {
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
			'data-de-nascimento': '1990-04-12T03:00:00.000Z',
			interesses: '["Cozinha", "Jardim"]',
		});

		assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, {
			cpf: '12345678909',
			cep: '08:30',
			pedidos: 3,
			'aceita-promocoes': true,
			// Midnight where the workflow runs: the service keeps wall-clock time.
			'data-de-nascimento': '1990-04-12T00:00:00',
			interesses: ['Cozinha', 'Jardim'],
		});
	});

	for (const [key, given, field, expected] of [
		['cep', 'cedo', 'Endereço:CEP', 'a time, e.g. 08:30'],
		['pedidos', 'três', 'Pedidos', 'a number'],
		['aceita-promocoes', 'talvez', 'Aceitapromoções', 'true or false'],
		['data-de-nascimento', 'ontem', 'Datadenascimento', 'a date and time, e.g. 2026-01-31T08:00:00'],
		['origem-do-lead', 'Rádio', 'Origemdolead', 'one of “Indicação”, “Anúncio”, “Loja física”'],
		['interesses', 'Cozinha', 'Interesses', 'a list, e.g. ["one", "two"]'],
	]) {
		it(`are refused before anything is sent if they are of another type: ${key}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			define(sandbox, 'cep', { type: 'TIME' });

			const { error } = await createFrom(credential, { [key]: given });

			assert.equal(error?.message, `${field} is not valid`);
			assert.ok(
				error?.description?.startsWith(`“${given}” was given. It must be ${expected}. `),
				error?.description ?? '',
			);
			assert.deepEqual(
				sandbox.requests.map(({ operation }) => operation),
				['contactListCustomFields'],
			);
		});
	}
});
