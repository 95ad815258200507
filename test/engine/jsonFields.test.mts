// What has names of somebody's own, given as one object in JSON: custom fields, metadata, parameters of templates.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Contact } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyOperation } from './everyOperation.mts';
import { everyProperty, fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const rows = (values: Record<string, string>) => ({
	entries: Object.entries(values).map(([name, value]) => ({ name, value })),
});

/** Whose values are written. */
function someone({ account }: Sandbox): Contact {
	const [contact] = account.contacts.values();
	Object.assign(contact, { customFields: { cpf: '1' }, metadata: { origem: 'feira', plano: 'ouro' } });
	return contact;
}

const change = (contact: Contact, more: INodeParameters): INodeParameters => ({
	resource: 'contact',
	operation: 'update',
	contactId: byId(contact.id),
	...more,
});

describe('custom fields in one object', () => {
	const filled = {
		cidade: 'Olinda',
		CPF: '123.456.789-09',
		'data-de-nascimento': '12/04/1990',
		pedidos: '3',
		'Aceita promoções': 'true',
		'origem-do-lead': 'anuncio',
		interesses: ['Cozinha', 'Jardim'],
	};
	const kept = {
		cidade: 'Olinda',
		cpf: '123.456.789-09',
		'data-de-nascimento': '1990-04-12',
		pedidos: 3,
		'aceita-promocoes': true,
		'origem-do-lead': 'Anúncio',
		interesses: ['Cozinha', 'Jardim'],
	};
	for (const [what, customFieldsJson] of [
		['an object', '={{ $json.fields }}'],
		['the text of one', JSON.stringify(filled)],
	]) {
		for (const operation of ['create', 'upsert', 'findOrCreate']) {
			it(`are kept by ${operation} as the account has them, given as ${what}`, async (t) => {
				const { sandbox, credential } = await sandboxFor(t);

				const { items } = await run({
					parameters: {
						resource: 'contact',
						operation,
						phoneNumber: '+55 11 98888-7777',
						specifyCustomFields: 'json',
						customFieldsJson,
					},
					items: [{ fields: filled }],
					credential,
				});

				assert.deepEqual(sandbox.account.contacts.get(String(items[0].json.id))?.customFields, kept);
			});
		}
	}

	it('change what is named, and null clears', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = someone(sandbox);
		Object.assign(contact.customFields, { pedidos: 2 });

		await run({
			parameters: change(contact, {
				specifyCustomFields: 'json',
				customFieldsJson: '={{ { cpf: null, cidade: "Olinda", cep: undefined } }}',
			}),
			credential,
		});

		assert.deepEqual(contact.customFields, { pedidos: 2, cidade: 'Olinda' });
	});

	it('are refused where the account has no such field, has it twice, or the value does not fit', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = someone(sandbox);
		const refusal = async (customFieldsJson: IDataObject | string) => {
			const { items } = await run({
				parameters: change(contact, { specifyCustomFields: 'json', customFieldsJson: '={{ $json.fields }}' }),
				items: [{ fields: customFieldsJson }],
				credential,
				onError: 'continueRegularOutput',
			});
			const { error, details } = items[0].json;
			return [error, Object(details).description] as [string, string];
		};

		const [unknown, listing] = await refusal({ cidad: 'Olinda' });
		assert.equal(unknown, 'There is no such custom field');
		assert.match(listing, /“cidad” was given\. There are .*“cidade” \(Endereço: Cidade\)/);
		assert.deepEqual((await refusal({ cpf: '1', CPF: '2' }))[0], 'A custom field is given twice');
		assert.deepEqual((await refusal({ pedidos: 'muitos' }))[0], 'Pedidos is not valid');
		assert.deepEqual((await refusal('Olinda'))[0], 'CustomFields(JSON) is no JSON object');
		assert.deepEqual(contact.customFields, { cpf: '1' });
		assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
	});
});

describe('metadata in one object', () => {
	it('goes with the rows: texts of what they hold, null removes, the others stay', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = someone(sandbox);

		await run({
			parameters: change(contact, {
				updateFields: {
					metadata: rows({ crmId: '4711' }),
					metadataJson: '={{ { pedidos: 3, vip: true, plano: null, nada: undefined } }}',
				},
			}),
			credential,
		});

		assert.deepEqual(contact.metadata, { origem: 'feira', crmId: '4711', pedidos: '3', vip: 'true' });
	});

	it('changes nothing where it has no names in it, as with custom fields', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		for (const empty of ['{}', '={{ {} }}', '={{ $json.nothing }}', '']) {
			const contact = someone(sandbox);
			const before = structuredClone(contact.metadata);
			const parameters = (updateFields: INodeParameters) =>
				change(contact, { specifyCustomFields: 'json', customFieldsJson: empty, updateFields });

			const { error } = await run({ parameters: parameters({ metadataJson: empty, name: 'Ana' }), credential });
			assert.equal(error, undefined, empty);
			assert.deepEqual([contact.name, contact.metadata], ['Ana', before]);

			const alone = await run({ parameters: parameters({ metadataJson: empty }), credential });
			assert.equal(alone.error?.message, 'Nothing to change is given');
		}
	});

	it('is refused where it is given twice, or holds what is no text', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = someone(sandbox);
		const refusal = async (updateFields: INodeParameters) =>
			(await run({ parameters: change(contact, { updateFields }), credential })).error?.message;

		assert.equal(
			await refusal({ metadata: rows({ plano: 'prata' }), metadataJson: '{"plano": "bronze"}' }),
			'The metadata “plano” is given twice',
		);
		assert.equal(
			await refusal({ metadata: { entries: [{ name: 'a', value: '1' }, { name: 'a', value: '2' }] } }),
			'The metadata “a” is given twice',
		);
		assert.equal(
			await refusal({ metadataJson: '{"plano": {"nome": "ouro"}}' }),
			'The metadata “plano” is not a single value',
		);
		assert.equal(await refusal({ metadataJson: '["ouro"]' }), 'Metadata(JSON) is no JSON object');
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('what has names of its own', () => {
	/** Reading is narrowed by rows alone. */
	const READS = ['contact search', 'session getAll'];
	const OF_NAMES = /^(customFields|parameterPairs|farewellTemplateParameters|metadata|(contact|session)Metadata)$/;

	for (const { name, resource, operation } of everyOperation.filter((each) => !READS.includes(each.name))) {
		const held = [...everyProperty(fieldsOf(resource, operation.value))].map(({ property }) => property);
		for (const rowsOf of held.filter((property) => OF_NAMES.test(property.name))) {
			it(`can be given as one object too: ${name}, ${rowsOf.displayName}`, () => {
				assert.ok(
					held.some(({ type, displayName }) => type === 'json' && displayName === `${rowsOf.displayName} (JSON)`),
				);
			});
		}
	}
});
