import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Clock } from '../../sandbox/clock.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { fieldsOf } from './fields.mts';
import { everyOperation } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential, type RunOptions } from './workflow.mts';

const MINUTE = 60_000;

const sessions = (options: INodeParameters = {}, more: INodeParameters = {}): INodeParameters => ({
	resource: 'session',
	operation: 'getAll',
	returnAll: true,
	...more,
	options: { onlyChanged: true, ...options },
});

/** The runs of a published workflow, one after the other, on an account whose time stands still. */
async function workflowFor(t: TestContext, parameters: INodeParameters) {
	const start = Date.UTC(2030, 0, 15, 12);
	const { sandbox, credential } = await sandboxFor(t, { clock: new Clock(() => start) });
	const stored = { staticData: {} as IDataObject };
	const runs = async (more: Partial<RunOptions> = {}) => await run({ parameters, credential, stored, ...more });
	const ids = async (more: Partial<RunOptions> = {}) => {
		const { items, error } = await runs(more);
		assert.equal(error, undefined);
		return items.map(({ json }) => String(json.id)).toSorted();
	};
	return { sandbox, credential, stored, runs, ids };
}

function touch({ account }: Sandbox, id: string) {
	const session = account.sessions.get(id);
	assert.ok(session);
	session.updatedAt = account.clock.iso();
}

const all = ({ account }: Sandbox) => [...account.sessions.keys()].toSorted();

describe('only what changed since the last run', () => {
	it('is offered by the lists whose records change', () => {
		const offering = everyOperation.filter(({ resource, operation }) =>
			fieldsOf(resource, operation.value, 'options').some(({ name }) => name === 'onlyChanged'),
		);
		assert.deepEqual(offering.map(({ name }) => name).toSorted(), [
			'card getAll',
			'cardNote getAll',
			'contact getAll',
			'message getAll',
			'session getAll',
			'sessionNote getAll',
		]);
	});

	it('is all of it at first, then what has changed', async (t) => {
		const { sandbox, ids } = await workflowFor(t, sessions());
		assert.deepEqual(await ids(), all(sandbox));
		assert.deepEqual(await ids(), []);
		sandbox.advance(MINUTE);
		const [one, other] = all(sandbox);
		touch(sandbox, one);
		touch(sandbox, other);
		const [added] = sandbox.seedSessions({ count: 1 });

		assert.deepEqual(await ids(), [one, other, added].toSorted());
		assert.deepEqual(await ids(), []);
	});

	it('goes on from a limit with the next run', async (t) => {
		const { sandbox, ids } = await workflowFor(t, sessions({}, { returnAll: false, limit: 150 }));
		const came = [await ids(), await ids(), await ids(), await ids()];
		assert.deepEqual(came.flat().toSorted(), all(sandbox));
		assert.ok(came.every(({ length }) => length <= 150));
	});

	it('stays where it was when the node fails, whichever item it was', async (t) => {
		const { sandbox, stored, runs, ids } = await workflowFor(
			t,
			sessions({}, { filters: { departmentId: byId('={{ $json.department }}') } }),
		);
		const [one, other] = [...sandbox.account.departments.keys()];
		const items = [{ department: one }, { department: other }];
		sandbox.faults.add({ kind: 'formError', path: '/chat/v2/session', nth: 2 });
		const { status } = await runs({ items });
		assert.equal(status, 'error');
		assert.deepEqual(stored.staticData, { 'node:WTS Chat': {} });

		const found = await ids({ items });
		const wanted = [...sandbox.account.sessions.values()].filter(
			({ departmentId }) => departmentId === one || departmentId === other,
		);
		assert.deepEqual(found, wanted.map(({ id }) => id).toSorted());
		assert.deepEqual(await ids({ items }), []);
	});

	it('stays where it was for the items that fail, where others go on', async (t) => {
		const { sandbox, runs, ids } = await workflowFor(
			t,
			sessions({}, { filters: { departmentId: byId('={{ $json.department }}') } }),
		);
		const [one, other] = [...sandbox.account.departments.keys()];
		const items = [{ department: one }, { department: other }];
		sandbox.faults.add({ kind: 'formError', path: '/chat/v2/session', nth: 1 });
		const first = await runs({ items, onError: 'continueRegularOutput' });
		const failed = first.items.findIndex(({ json }) => 'error' in json);
		assert.notEqual(failed, -1);

		const again = await ids({ items });
		const seen = new Set(first.items.map(({ json }) => json.id));
		assert.ok(again.length > 0 && again.every((id) => !seen.has(id)));
	});

	it('loses nothing with Retry On Fail', async (t) => {
		const { sandbox, ids } = await workflowFor(
			t,
			sessions({}, { filters: { departmentId: byId('={{ $json.department }}') } }),
		);
		const items = [...sandbox.account.departments.keys()].slice(0, 2).map((department) => ({ department }));
		sandbox.faults.add({ kind: 'formError', path: '/chat/v2/session', nth: 2 });

		assert.ok((await ids({ items, retryOnFail: true })).length > 0);
		assert.deepEqual(await ids({ items }), []);
	});

	it('comes once, though several items ask for the same', async (t) => {
		const { sandbox, ids } = await workflowFor(t, sessions());
		assert.deepEqual(await ids({ items: [{}, {}, {}] }), all(sandbox));
	});

	it('is remembered for each account by itself', async (t) => {
		const first = await sandboxFor(t);
		const second = await sandboxFor(t);
		const stored = { staticData: {} };
		const credential: Credential = {
			...first.credential,
			apiKey: '={{ $json.key }}',
			baseUrl: '={{ $json.url }}',
		};
		const items = [first, second].map(({ sandbox }) => ({ key: sandbox.key, url: sandbox.url }));
		const both = await run({ parameters: sessions(), credential, stored, items });
		assert.equal(both.items.length, first.sandbox.account.sessions.size + second.sandbox.account.sessions.size);
		const [one] = first.sandbox.seedSessions({ count: 1 });
		const [other] = second.sandbox.seedSessions({ count: 1 });

		const again = await run({ parameters: sessions(), credential, stored, items });

		assert.deepEqual(
			again.items.map(({ json }) => json.id),
			[one, other],
		);
		assert.ok(!JSON.stringify(stored).includes(first.sandbox.key));
	});

	it('is refused for a workflow of which n8n would remember nothing, but for a run by hand', async (t) => {
		const { runs } = await workflowFor(t, sessions());
		const id = 'an-id-of-more-than-21-letters';
		const { error, items } = await runs({ id });
		assert.equal(error?.message, 'n8n cannot remember what has changed since the last run');
		assert.deepEqual(items, []);
		assert.equal((await runs({ id, stored: undefined })).error, undefined);
	});

	it('is not remembered of a run by hand, which says so', async (t) => {
		const { sandbox, credential } = await workflowFor(t, sessions());
		for (const _ of [1, 2]) {
			const { items, hints } = await run({ parameters: sessions(), credential });
			assert.equal(items.length, sandbox.account.sessions.size);
			assert.match(hints[0].message, /n8n remembers nothing of a run by hand/);
		}
	});

	it('comes whole again after the time for a full read', async (t) => {
		const { sandbox, stored, ids } = await workflowFor(t, sessions({ fullReadEvery: 24 }));
		await ids();
		assert.deepEqual(await ids(), []);
		// As if it had been begun a day earlier.
		const text = JSON.stringify(stored.staticData).replace(
			/"fullAt":(\d+)/,
			(_, at) => `"fullAt":${Number(at) - 86_400_000}`,
		);
		stored.staticData = JSON.parse(text) as IDataObject;

		assert.deepEqual(await ids(), all(sandbox));
		assert.deepEqual(await ids(), []);
	});

	it('begins anew where what is remembered cannot be read', async (t) => {
		const { sandbox, stored, ids } = await workflowFor(t, sessions());
		await ids();
		const text = JSON.stringify(stored.staticData).replace('"mark":{', '"mark":[],"other":{');
		stored.staticData = JSON.parse(text) as IDataObject;
		assert.deepEqual(await ids(), all(sandbox));
	});

	for (const [name, more] of Object.entries({
		'Updated After': { filters: { updatedAfter: '2030-01-01' } },
		'Updated Before': { filters: { updatedBefore: '2030-01-01' } },
		'Sort By': { options: { onlyChanged: true, orderBy: 'CreatedAt' } },
		'Sort Direction': { options: { onlyChanged: true, orderDirection: 'DESCENDING' } },
		'Count Only': { options: { onlyChanged: true, countOnly: true } },
	})) {
		it(`does not go together with ${name}`, async (t) => {
			const { sandbox, runs } = await workflowFor(t, { ...sessions(), ...more });
			const { error } = await runs();
			assert.equal(error?.message, `'${name}' does not go together with 'Only What Changed Since Last Run'`);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('is to be had of messages, contacts, cards and notes', async (t) => {
		const { sandbox, credential } = await workflowFor(t, sessions());
		const { account } = sandbox;
		const [panel] = account.panels.keys();
		const session = [...account.sessions.values()].find(
			({ messages, notes }) => messages.length > 1 && notes.length > 0,
		);
		const card = [...account.cards.values()].find(({ notes }) => notes.length > 0);
		const lists: INodeParameters[] = [
			{ resource: 'message', sessionId: byId(session?.id ?? '') },
			{ resource: 'contact' },
			{ resource: 'card', panelId: byId(panel) },
			...(session ? [{ resource: 'sessionNote', sessionId: byId(session.id) }] : []),
			...(card ? [{ resource: 'cardNote', cardId: byId(card.id) }] : []),
		];
		for (const list of lists) {
			const stored = { staticData: {} };
			const parameters = { ...list, operation: 'getAll', returnAll: true, options: { onlyChanged: true } };
			const first = await run({ parameters, credential, stored });
			assert.ok(first.items.length > 0, String(list.resource));
			const second = await run({ parameters, credential, stored });
			assert.deepEqual([second.status, second.items.length], ['success', 0], String(list.resource));
		}
	});
});
