// Lists are sorted by what the editor offers, and the service is asked for just that.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { fieldsOf, isChoice } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

const sorted = everyOperation.flatMap(({ name, resource, operation: { value } }) => {
	const field = fieldsOf(resource, value, 'options').find((option) => option.name === 'orderBy');
	return field ? [{ name, resource, operation: value, field }] : [];
});

describe('what a list is sorted by', () => {
	it('is chosen in every list of pages', () => {
		assert.equal(sorted.length, 16);
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
					const [{ query, body }] = sandbox.requests;
					const asked = new URLSearchParams(query).get('OrderBy') ?? (body as { orderBy?: string } | undefined)?.orderBy;
					assert.equal(asked, orderBy);
				}
			}
		});
	}
});
