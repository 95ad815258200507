import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { addToPortfolio } from '../../sandbox/portfolios.mts';
import type { SandboxOptions } from '../../sandbox/sandbox.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

/** The lists whose answer says how many records there are: those that come in pages. */
const lists = everyOperation.filter(
	({ operation: { declared } }) => 'paging' in declared && declared.paging !== undefined && declared.paging !== 'whole',
);

const hasCount = (resource: string, operation: string) =>
	fieldsOf(resource, operation, 'options').some(({ name }) => name === 'countOnly');

const counting = (parameters: INodeParameters, more: INodeParameters = {}): INodeParameters => ({
	...parameters,
	options: { countOnly: true, ...more },
});

const sessions: INodeParameters = { resource: 'session', operation: 'getAll' };

describe('counting only', () => {
	it('is offered by every list in pages, and by no other operation', () => {
		assert.ok(lists.length > 12);
		assert.deepEqual(
			everyOperation.filter(({ resource, operation }) => hasCount(resource, operation.value)).map(({ name }) => name),
			lists.map(({ name }) => name),
		);
	});

	for (const { name, resource, operation } of lists) {
		it(`takes one request and gives the number of what is there: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [portfolio] = sandbox.account.portfolios.values();
			for (const contact of sandbox.account.contacts.values()) addToPortfolio(sandbox.account, portfolio, contact);
			const [filling] = await fillingsOf(resource, operation.value, credential);
			const parameters = { ...filling.parameters, filters: {} };
			const all = await run({ parameters: { ...parameters, returnAll: true, options: {} }, credential });
			sandbox.requests.length = 0;

			const { items } = await run({ parameters: counting(parameters), credential });

			assert.deepEqual(
				items.map(({ json, pairedItem }) => ({ json, pairedItem })),
				[{ json: { count: all.items.length }, pairedItem: { item: 0 } }],
			);
			assert.equal(sandbox.requests.length, 1);
		});
	}

	it('counts what the filters leave, whatever limit and output are', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const pending = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'PENDING');
		assert.ok(pending.length > 1);

		for (const more of [{ limit: 1 }, { output: 'raw' }, { output: 'selectedFields', outputFields: ['id'] }]) {
			const parameters = counting({ ...sessions, ...more, filters: { status: ['PENDING'] } });
			const { items } = await run({ parameters, credential });
			assert.deepEqual(items[0].json, { count: pending.length });
		}
	});

	it('gives zero as a count, for each item its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [one, other] = sandbox.account.departments.keys();
		const numberIn = (id: string) =>
			[...sandbox.account.sessions.values()].filter(({ departmentId }) => departmentId === id).length;
		const nowhere = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

		const { items } = await run({
			parameters: counting({
				...sessions,
				filters: { departmentId: { __rl: true, mode: 'id', value: '={{ $json.department }}' } },
			}),
			items: [one, nowhere, other].map((department) => ({ json: { department } })),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.count),
			[numberIn(one), 0, numberIn(other)],
		);
	});

	it("finds the user by the agent's ID too, of whom the service counts none", async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const held = [...sandbox.account.sessions.values()].find(({ userId }) => userId !== null);
		const agent = [...sandbox.account.agents.values()].find(({ userId }) => userId === held?.userId);
		const count = [...sandbox.account.sessions.values()].filter(({ userId }) => userId === held?.userId).length;

		const { items } = await run({
			parameters: counting({ ...sessions, filters: { userId: { __rl: true, mode: 'id', value: agent?.id ?? '' } } }),
			credential,
		});

		assert.deepEqual(items[0].json, { count });
	});

	const others: Record<string, SandboxOptions> = {
		'says no total, by reading the list': { quirks: { pageOnly: true } },
		'says no total and whose pages overlap': { quirks: { pageOnly: true, overlappingEntries: 7 } },
		'has other shapes': { quirks: { otherShapes: true } },
	};
	for (const [what, options] of Object.entries(others)) {
		it(`counts for an account that ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { sessions: 250, ...options });

			const { items } = await run({ parameters: counting(sessions), credential });

			assert.deepEqual(items[0].json, { count: sandbox.account.sessions.size });
		});
	}

	it('takes what an expression gives for a switch, and nothing for no', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({ parameters: counting(sessions, { countOnly: '={{ "true" }}' }), credential });
		assert.deepEqual(items[0].json, { count: sandbox.account.sessions.size });

		const parameters = counting({ ...sessions, limit: 2 }, { countOnly: '={{ $json.missing }}' });
		const listed = await run({ parameters, credential });
		assert.equal(listed.items.length, 2);
	});
});
