import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

const getMany = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'customField',
	operation: 'getAll',
	returnAll: true,
	...more,
});

describe('custom fields', () => {
	for (const [entityType, path] of [
		['CONTACT', '/core/v1/contact/custom-field'],
		['PANEL', '/core/v1/custom-field'],
	]) {
		it(`are listed for ${entityType}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);

			const { items } = await run({ parameters: getMany({ entityType }), credential });

			const stored = [...sandbox.account.customFields.values()].filter((field) => field.entityType === entityType);
			assert.deepEqual(
				items.map(({ json }) => json.key),
				stored.map(({ key }) => key),
			);
			assert.ok(items.length > 0);
			assert.deepEqual(
				sandbox.requests.map((request) => request.path),
				[path],
			);
			assert.equal('companyId' in items[0].json, false);
		});
	}

	it('come inside their groups on request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const contacts = await run({ parameters: getMany({ options: { nestedList: true } }), credential });
		const panels = await run({
			parameters: getMany({ entityType: 'PANEL', options: { nestedList: true } }),
			credential,
		});

		const group = contacts.items.find(({ json }) => json.key === 'endereco')?.json;
		assert.deepEqual(
			(group?.children as Array<{ key: string }>).map(({ key }) => key),
			['cidade', 'cep'],
		);
		assert.equal(panels.items.length, 1);
		assert.deepEqual(
			sandbox.requests.map(({ query }) => query),
			['NestedList=true', 'EntityType=PANEL&NestedList=true'],
		);
	});

	it('come as they are without simplifying, and no more than wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: getMany({ returnAll: false, limit: 1, output: 'raw' }), credential });

		assert.equal(items.length, 1);
		const [stored] = sandbox.account.customFields.values();
		assert.deepEqual(items[0].json, { ...structuredClone(stored), children: null });
	});
});
