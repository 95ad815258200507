import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

describe('listing channels', () => {
	it('gives all of the account', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: { resource: 'channel', operation: 'getAll', returnAll: true },
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[...sandbox.account.channels.keys()],
		);
	});

	for (const [channelType, ending] of [
		['Instagram', 'Instagram'],
		['Messenger', 'Messenger'],
		['Whatsapp', '_WhatsApp'],
	]) {
		it(`gives those of the type ${channelType}, up to the limit`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const wanted = [...sandbox.account.channels.values()].filter(({ type }) => type.endsWith(ending));

			const { items } = await run({
				parameters: everyField('channel', 'getAll', {
					returnAll: false,
					limit: 2,
					filters: { channelType },
					options: { ignoreEmptyFilters: false },
				}),
				credential,
			});

			assert.ok(wanted.length > 0);
			assert.deepEqual(
				items.map(({ json }) => json.id),
				wanted.slice(0, 2).map(({ id }) => id),
			);
		});
	}
});
