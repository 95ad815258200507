// Lists are sorted by what the editor offers, and the service is asked for just that.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { fieldsOf, isChoice } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

/** The order that the service was asked for, as far as it is said. */
function askedOrder({ requests }: Sandbox) {
	const [{ query, body }] = requests;
	const inQuery = new URLSearchParams(query);
	const { orderBy, orderDirection } = (body ?? {}) as { orderBy?: string; orderDirection?: string };
	const by = inQuery.get('OrderBy') ?? inQuery.get('OrderByDesc') ?? orderBy;
	// One list has a parameter of its own for each direction.
	const direction = inQuery.has('OrderByDesc') ? 'DESCENDING' : (inQuery.get('OrderDirection') ?? orderDirection);
	return { by, direction };
}

const sorted = everyOperation.flatMap(({ name, resource, operation: { value } }) => {
	const field = fieldsOf(resource, value, 'options').find((option) => option.name === 'orderBy');
	return field ? [{ name, resource, operation: value, field }] : [];
});

describe('what a list is sorted by', () => {
	it('can be chosen in many lists', () => {
		assert.ok(sorted.length >= 16, String(sorted.length));
	});

	for (const { name, resource, operation, field } of sorted) {
		it(`is what the service is asked for: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [{ parameters }] = await fillingsOf(resource, operation, credential);
			const choices = (field.options ?? []).filter(isChoice);
			assert.ok(field.type === 'options' && choices.length >= 2);
			for (const { name: label, value: orderBy } of choices) {
				for (const given of [String(orderBy), `={{ "${label}" }}`]) {
					sandbox.requests.length = 0;
					const options = { orderBy: given };
					const { error } = await run({ parameters: { ...parameters, limit: 2, options }, credential });
					assert.equal(error, undefined, `${String(orderBy)}: ${String(error?.description)}`);
					assert.equal(askedOrder(sandbox).by, orderBy);
				}
			}
		});

		it(`is said whole: of two options the one that is not added is what the editor shows for it: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [{ parameters }] = await fillingsOf(resource, operation, credential);
			const askedFor = async (options: INodeParameters) => {
				sandbox.requests.length = 0;
				const { error } = await run({ parameters: { ...parameters, limit: 2, options }, credential });
				assert.equal(error, undefined);
				return askedOrder(sandbox);
			};
			const ascending = operation === 'getContacts' && resource === 'portfolio' ? undefined : 'ASCENDING';

			assert.deepEqual(await askedFor({ orderBy: 'UpdatedAt' }), { by: 'UpdatedAt', direction: ascending });
			assert.deepEqual(await askedFor({ orderDirection: 'DESCENDING' }), { by: 'CreatedAt', direction: 'DESCENDING' });
			assert.deepEqual(await askedFor({}), { by: undefined, direction: undefined });
		});
	}
});
