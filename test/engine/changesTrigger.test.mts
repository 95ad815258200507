import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Account } from '../../sandbox/account.mts';
import { cardChanged } from '../../sandbox/cards.mts';
import { Clock } from '../../sandbox/clock.mts';
import { Random } from '../../sandbox/random.mts';
import { SEED } from '../random.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.mts';
import { PollingWorkflow } from './changesNode.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId } from './workflow.mts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** An account whose time stands still but for what the test lets pass. */
async function accountFor(t: TestContext, options: SandboxOptions = {}) {
	const start = Date.UTC(2030, 0, 15, 12);
	return await sandboxFor(t, { clock: new Clock(() => start), ...options });
}

const idsOf = (items: readonly IDataObject[]) => items.map(({ id }) => String(id)).toSorted();

/** Changes a contact, as somebody does at the platform. */
function rename(sandbox: Sandbox, id: string, name: string) {
	const contact = sandbox.account.contacts.get(id);
	assert.ok(contact);
	contact.name = name;
	contact.updatedAt = sandbox.account.clock.iso();
}

const contactIds = ({ account }: Sandbox) =>
	[...account.contacts.values()].filter(({ status }) => status === 'ACTIVE').map(({ id }) => id);

const contacts = { record: 'contact', output: 'raw' };

describe('the trigger for changes', () => {
	it('begins with what changes after the activation', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts);
		assert.deepEqual(await workflow.activate(), []);
		assert.deepEqual(await workflow.poll(), []);
		sandbox.advance(MINUTE);
		const [one, other] = contactIds(sandbox);
		rename(sandbox, one, 'Ana Nova');
		rename(sandbox, other, 'Bia Nova');

		const items = await workflow.poll();

		assert.deepEqual(idsOf(items), [one, other].toSorted());
		assert.equal(items.find(({ id }) => id === one)?.name, 'Ana Nova');
		assert.deepEqual(await workflow.poll(), []);
	});

	it('brings a record in its latest state, once however often it changed', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts);
		await workflow.activate();
		const [id] = contactIds(sandbox);
		for (const name of ['Um', 'Dois', 'Três']) {
			sandbox.advance(MINUTE);
			rename(sandbox, id, name);
		}

		const items = await workflow.poll();

		assert.deepEqual(
			items.map(({ name }) => name),
			['Três'],
		);
		sandbox.advance(1);
		rename(sandbox, id, 'Quatro');
		assert.equal((await workflow.poll())[0].name, 'Quatro');
	});

	it('brings what is there already too, as many at once as is wanted, and goes on', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, { ...contacts, alsoExisting: true, mostRecords: 70 });
		const came = [await workflow.activate()];
		while (came.at(-1)?.length) came.push(await workflow.poll());

		assert.ok(came.length > 3);
		assert.ok(came.every((items) => items.length <= 70));
		assert.deepEqual(idsOf(came.flat()), contactIds(sandbox).toSorted());
	});

	it('loses and repeats nothing when n8n was off for a day, with all that it had not stored', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts);
		await workflow.activate();
		const [one, other, third] = contactIds(sandbox);
		sandbox.advance(MINUTE);
		rename(sandbox, one, 'Antes');
		assert.equal((await workflow.poll()).length, 1);
		for (let minute = 0; minute < 20; minute++) {
			sandbox.advance(MINUTE);
			assert.deepEqual(await workflow.poll(), []);
		}
		sandbox.advance(DAY / 2);
		rename(sandbox, other, 'Durante');
		sandbox.advance(DAY / 2);

		const items = await workflow.restart();

		assert.deepEqual(idsOf(items), [other]);
		rename(sandbox, third, 'Depois');
		assert.deepEqual(idsOf(await workflow.poll()), [third]);
	});

	it('begins where the last good run ended, whatever fails', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, { ...contacts, mostRecords: 5_000 });
		await workflow.activate();
		sandbox.advance(MINUTE);
		const ids = contactIds(sandbox);
		for (const [place, id] of ids.entries()) {
			if (place % 3 === 0) sandbox.advance(1);
			rename(sandbox, id, 'Novo');
		}
		const before = JSON.stringify(workflow.memory);
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/contact', nth: 2 });
		await assert.rejects(workflow.poll());
		assert.equal(JSON.stringify(workflow.memory), before);

		assert.deepEqual(idsOf(await workflow.poll()), ids.toSorted());
	});

	it('does not run twice at the same time', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts);
		await workflow.activate();
		sandbox.advance(MINUTE);
		const [id] = contactIds(sandbox);
		rename(sandbox, id, 'Novo');

		const both = await Promise.all([workflow.poll(), workflow.poll()]);

		assert.deepEqual(idsOf(both.flat()), [id]);
	});

	it('brings nothing twice where the workflow is published anew while it looks, and loses nothing', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts);
		await workflow.activate();
		const [one, other, third] = contactIds(sandbox);
		sandbox.advance(MINUTE);
		rename(sandbox, one, 'Novo');
		const underWay = workflow.poll();
		assert.deepEqual(await workflow.activate(), []);
		assert.deepEqual(idsOf(await underWay), [one]);

		assert.deepEqual(await workflow.poll(), []);
		sandbox.advance(MINUTE);
		rename(sandbox, other, 'Novo');
		assert.deepEqual(idsOf(await workflow.poll()), [other]);

		// One that fails hands nothing over.
		sandbox.advance(MINUTE);
		rename(sandbox, third, 'Novo');
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/contact', nth: 1 });
		const failing = assert.rejects(workflow.poll());
		assert.deepEqual(await workflow.activate(), []);
		await failing;
		assert.deepEqual(idsOf(await workflow.poll()), [third]);
	});

	it('begins anew when the filters change, and when they come back', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, { record: 'session', output: 'raw' });
		await workflow.activate();
		sandbox.advance(MINUTE);
		sandbox.seedSessions({ count: 3 });

		assert.deepEqual(await workflow.activate({ filters: { status: ['PENDING'] } }), []);
		sandbox.advance(MINUTE);
		const [pending] = sandbox.seedSessions({ count: 1, status: 'PENDING' });
		sandbox.seedSessions({ count: 1, status: 'IN_PROGRESS' });
		assert.deepEqual(idsOf(await workflow.poll()), [pending]);
	});

	describe('with the credential of another account', () => {
		const other = async (t: TestContext) => await accountFor(t, { seed: 2 });

		it('begins anew, with what is there already if it is wanted', async (t) => {
			const [one, two] = [await accountFor(t), await other(t)];
			for (const alsoExisting of [false, true]) {
				const credential = { ...one.credential };
				const workflow = new PollingWorkflow(credential, { ...contacts, alsoExisting });
				await workflow.activate();
				Object.assign(credential, two.credential);

				assert.deepEqual(idsOf(await workflow.poll()), alsoExisting ? contactIds(two.sandbox).toSorted() : []);

				two.sandbox.advance(MINUTE);
				const [id] = contactIds(two.sandbox);
				rename(two.sandbox, id, `Nova ${alsoExisting}`);
				assert.deepEqual(idsOf(await workflow.poll()), [id]);
			}
		});

		it('goes on where it was, if it is another key of the same account', async (t) => {
			for (const alsoExisting of [false, true]) {
				const { sandbox, credential } = await accountFor(t);
				const workflow = new PollingWorkflow(credential, { ...contacts, alsoExisting });
				await workflow.activate();
				sandbox.advance(MINUTE);
				const [id] = contactIds(sandbox);
				rename(sandbox, id, 'Nova');
				// For the node it is the address and the key that make an account.
				credential.baseUrl = credential.baseUrl.replace('127.0.0.1', 'localhost');

				assert.deepEqual(idsOf(await workflow.poll()), [id]);
				assert.deepEqual(await workflow.poll(), []);
			}
		});
	});

	it('brings what is there already where that is switched on later, and goes on where it is switched off', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts);
		await workflow.activate();
		assert.deepEqual(idsOf(await workflow.activate({ alsoExisting: true })), contactIds(sandbox).toSorted());
		assert.deepEqual(await workflow.poll(), []);
		sandbox.advance(MINUTE);
		const [id] = contactIds(sandbox);
		rename(sandbox, id, 'Nova');
		assert.deepEqual(idsOf(await workflow.activate({ alsoExisting: false })), [id]);
	});

	it('is refused for a workflow of which n8n would remember nothing', async (t) => {
		const { credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, contacts, 'an-id-of-more-than-21-letters');
		await assert.rejects(workflow.activate(), { message: 'n8n cannot remember what has changed since the last time' });
		assert.ok((await workflow.fetchTestEvent()).length > 0);
	});

	it('takes names in filters, which cost nothing from run to run', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const [department, other] = sandbox.account.departments.values();
		const workflow = new PollingWorkflow(credential, {
			record: 'session',
			filters: { departmentId: { __rl: true, mode: 'name', value: department.name ?? '' } },
		});
		await workflow.activate();
		sandbox.advance(MINUTE);
		const [id] = sandbox.seedSessions({ count: 1, departmentId: department.id });
		sandbox.seedSessions({ count: 1, departmentId: other.id });
		sandbox.requests.length = 0;

		assert.deepEqual(idsOf(await workflow.poll()), [id]);
		assert.deepEqual(
			sandbox.requests.map(({ path }) => path),
			['/chat/v2/session'],
		);
	});

	it("finds the sessions of a user by the agent's ID", async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const [agent] = sandbox.account.agents.values();
		const workflow = new PollingWorkflow(credential, { record: 'session', filters: { userId: byId(agent.id ?? '') } });
		await workflow.activate();
		sandbox.advance(MINUTE);
		const [id] = sandbox.seedSessions({ count: 1 });
		const session = sandbox.account.sessions.get(id);
		assert.ok(session);
		session.userId = agent.userId ?? null;

		assert.deepEqual(idsOf(await workflow.poll()), [id]);
	});

	it('refuses a filter that holds nothing, and names the field', async (t) => {
		const { credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, { record: 'session', filters: { departmentId: byId('') } });
		await assert.rejects(workflow.activate(), {
			message: 'Department is empty! Fill in the Department field',
			description: "'Department' holds nothing.",
		});
	});

	for (const record of ['card', 'cardNote']) {
		it(`wants one board for changes of ${record}`, async (t) => {
			const { sandbox, credential } = await accountFor(t);
			const workflow = new PollingWorkflow(credential, { record, panelId: byId('') });
			await assert.rejects(workflow.activate(), { message: 'Panel is empty! Fill in the Panel field' });
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('shows some of the latest in the editor, and remembers nothing of it', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const [id] = contactIds(sandbox);
		sandbox.advance(MINUTE);
		rename(sandbox, id, 'Por último');
		for (const record of ['contact', 'session', 'message']) {
			const items = await new PollingWorkflow(credential, { record, output: 'raw' }).fetchTestEvent();
			assert.equal(items.length, 5, record);
			if (record === 'contact') assert.equal(items[0].id, id);
		}
	});

	it('says so in the editor if there is nothing to show', async (t) => {
		const { credential } = await accountFor(t, { empty: true });
		const workflow = new PollingWorkflow(credential, { record: 'session' });
		await assert.rejects(workflow.fetchTestEvent(), /nothing to show as an example/);
		assert.deepEqual(await workflow.activate(), []);
	});

	it('shows what the operation shows that lists the records', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const follow = async (more: INodeParameters) => {
			const workflow = new PollingWorkflow(credential, { record: 'session', ...more });
			await workflow.activate();
			sandbox.advance(MINUTE);
			sandbox.seedSessions({ count: 1 });
			return (await workflow.poll())[0];
		};
		const simple = await follow({});
		assert.match(String(simple.updatedAt), /\.\d{3}Z$/);
		assert.equal('contactDetails' in simple, false);
		const detailed = await follow({ options: { includeDetails: ['ContactDetails'] } });
		assert.ok(detailed.contactDetails);
		const selected = await follow({ output: 'selectedFields', outputFields: ['id', 'status'] });
		assert.deepEqual(Object.keys(selected), ['id', 'status']);
	});

	for (const [what, quirks] of Object.entries({
		'knows pages by the other name': { pageOnly: true, overlappingEntries: 7 },
		'does not narrow lists down': { ignoreFilters: true },
		'leaves out the zone of dates': { datesWithoutZone: true },
		'has other shapes': { otherShapes: true },
	})) {
		it(`works with an account that ${what}`, async (t) => {
			const { sandbox, credential } = await accountFor(t, { quirks });
			const workflow = new PollingWorkflow(credential, contacts);
			assert.deepEqual(await workflow.activate(), []);
			sandbox.advance(MINUTE);
			const ids = contactIds(sandbox);
			for (const id of ids) rename(sandbox, id, 'Novo');

			assert.deepEqual(idsOf(await workflow.poll()), ids.toSorted());
			assert.deepEqual(await workflow.poll(), []);
		});
	}
});

describe('the changes of what belongs to others', () => {
	/** Activates, lets something happen, and returns what came. */
	async function after(
		t: TestContext,
		parameters: (sandbox: Sandbox) => INodeParameters,
		happen: (sandbox: Sandbox) => void,
	): Promise<{ items: IDataObject[]; workflow: PollingWorkflow; sandbox: Sandbox }> {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, { output: 'raw', ...parameters(sandbox) });
		assert.deepEqual(await workflow.activate(), []);
		sandbox.advance(MINUTE);
		happen(sandbox);
		const items = await workflow.poll();
		assert.deepEqual(await workflow.poll(), []);
		return { items, workflow, sandbox };
	}

	it('are messages of sessions, the earliest first', async (t) => {
		const { items } = await after(
			t,
			() => ({ record: 'message' }),
			(sandbox) => {
				for (const text of ['Bom dia!', 'Tudo bem?']) {
					for (const phoneNumber of ['5511987654321', '5511987654322']) {
						sandbox.receive({ phoneNumber, text });
						sandbox.advance(1_000);
					}
				}
			},
		);
		assert.deepEqual(
			items.map(({ text }) => text),
			['Bom dia!', 'Bom dia!', 'Tudo bem?', 'Tudo bem?'],
		);
	});

	it('are messages of one channel or department, if it is so wished', async (t) => {
		let wanted = '';
		const { items } = await after(
			t,
			({ account }) => ({ record: 'message', filters: { channelIds: [[...account.channels.keys()][1]] } }),
			(sandbox) => {
				for (const [place, channelId] of [...sandbox.account.channels.keys()].slice(0, 2).entries()) {
					sandbox.receive({ phoneNumber: `551198765432${place}`, text: `canal ${place}`, channelId });
				}
				wanted = 'canal 1';
			},
		);
		assert.deepEqual(
			items.map(({ text }) => text),
			[wanted],
		);
	});

	it('are notes of cards, with a change of the card', async (t) => {
		const { items } = await after(
			t,
			({ account }) => ({ record: 'cardNote', panelId: byId([...account.panels.keys()][0]) }),
			({ account }) => {
				const [panel] = account.panels.keys();
				const card = [...account.cards.values()].find(({ panelId }) => panelId === panel);
				assert.ok(card);
				note(account, card.id, 'Ligar amanhã');
				cardChanged(account, card, false);
			},
		);
		assert.deepEqual(
			items.map(({ text }) => text),
			['Ligar amanhã'],
		);
	});

	it('are cards of a panel', async (t) => {
		let id = '';
		const { items } = await after(
			t,
			({ account }) => ({ record: 'card', panelId: byId([...account.panels.keys()][0]) }),
			({ account }) => {
				const [panel, other] = account.panels.keys();
				for (const panelId of [panel, other]) {
					const card = [...account.cards.values()].find((one) => one.panelId === panelId);
					assert.ok(card);
					cardChanged(account, card, false);
					if (panelId === panel) id = card.id;
				}
			},
		);
		assert.deepEqual(idsOf(items), [id]);
	});

	it('are notes of sessions, with a change of the session', async (t) => {
		const { items } = await after(
			t,
			() => ({ record: 'sessionNote' }),
			({ account }) => {
				const session = [...account.sessions.values()].find(({ status }) => status === 'IN_PROGRESS');
				assert.ok(session && handlers.sessionNoteCreate);
				handlers.sessionNoteCreate(account, {
					path: { id: session.id },
					query: undefined as never,
					body: { text: 'VIP' },
				});
				session.updatedAt = account.clock.iso();
			},
		);
		assert.deepEqual(
			items.map(({ text }) => text),
			['VIP'],
		);
	});

	it('go on after a run that was too large, without a second look', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const workflow = new PollingWorkflow(credential, {
			record: 'message',
			output: 'raw',
			alsoExisting: true,
			mostRecords: 200,
		});
		const came = [await workflow.activate()];
		while (came.at(-1)?.length) came.push(await workflow.poll());
		const ofPeople = [...sandbox.account.messages.values()].filter(({ type, sessionId }) => {
			const session = sandbox.account.sessions.get(sessionId);
			return type !== 'NOTE' && session?.lastInteractionDate !== null;
		});
		assert.ok(came.length > 4);
		assert.deepEqual(idsOf(came.flat()), idsOf(ofPeople.map(({ id }) => ({ id }))));
	});
});

function note(account: Account, cardId: string, text: string) {
	assert.ok(handlers.cardNoteCreate);
	handlers.cardNoteCreate(account, { path: { cardId }, query: undefined as never, body: { text } });
}

describe('5,000 records that change', () => {
	it('are in a table that is kept up to date, each state once', async (t) => {
		const random = new Random(SEED);
		const { sandbox, credential } = await accountFor(t);
		const { account } = sandbox;
		sandbox.seedSessions({ count: 5_000 });
		const table = new Map<string, string>();
		const states = new Set<string>();
		const workflow = new PollingWorkflow(credential, {
			record: 'session',
			output: 'selectedFields',
			outputFields: ['id', 'status', 'updatedAt'],
			alsoExisting: true,
			mostRecords: 2_000,
		});
		const upsert = (items: readonly IDataObject[]) => {
			for (const { id, updatedAt, status } of items) {
				const state = JSON.stringify([id, updatedAt]);
				assert.ok(!states.has(state), `${state} came twice, SEED=${SEED}`);
				states.add(state);
				table.set(String(id), String(status));
			}
		};
		upsert(await workflow.activate());
		const ids = [...account.sessions.keys()];
		for (let run = 0; run < 15; run++) {
			sandbox.advance(run === 8 ? DAY : random.integer(1, 2 * MINUTE));
			const status = random.pick(['PENDING', 'IN_PROGRESS', 'COMPLETED'] as const);
			for (let changed = random.integer(0, 500); changed > 0; changed--) {
				const session = account.sessions.get(random.pick(ids));
				assert.ok(session);
				if (random.next() < 0.2) sandbox.advance(1);
				session.status = status;
				session.updatedAt = account.clock.iso();
			}
			if (random.next() < 0.2) sandbox.faults.add({ kind: 'formError', path: '/chat/v2/session', nth: 2, times: 1 });
			if (random.next() < 0.1) upsert(await workflow.restart().catch(() => []));
			upsert(await workflow.poll().catch(() => []));
			sandbox.faults.clear();
		}
		for (let runs = 0, items = await workflow.poll(); items.length > 0; items = await workflow.poll()) {
			upsert(items);
			assert.ok(++runs < 20);
		}

		const wrong = [...account.sessions.values()].filter(({ id, status }) => table.get(id) !== status);
		assert.deepEqual(wrong, [], `SEED=${SEED}`);
		assert.equal(table.size, account.sessions.size);
		// n8n writes it into each execution.
		assert.ok(JSON.stringify(workflow.memory).length < 120_000);
	});
});
