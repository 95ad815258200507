// The node's setting "Retry On Fail": n8n calls the node again with all its items when it has failed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyOperation } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, callTool, run, shared } from './workflow.mts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const text: INodeParameters = {
	resource: 'message',
	operation: 'sendText',
	sendTo: 'session',
	sessionId: byId('={{ $json.id }}'),
	// Another text at each try, as with a time in it.
	text: '=Olá {{ Math.random() }}',
};
const note: INodeParameters = {
	resource: 'sessionNote',
	operation: 'create',
	sessionId: byId('={{ $json.id }}'),
	text: '=Nota {{ $json.id }}',
};

/** Sessions that have been written nothing into. */
const sessionsOf = (sandbox: Sandbox, count: number) => sandbox.seedSessions({ count }).map((id) => ({ id }));

/** How many messages of ours each session holds. */
const textsIn = ({ account }: Sandbox, sessions: Array<{ id: string }>) =>
	sessions.map(
		({ id }) => account.sessions.get(id)?.messages.filter(({ text }) => text?.startsWith('Olá 0.') === true).length,
	);
const notesIn = ({ account }: Sandbox, sessions: Array<{ id: string }>) =>
	sessions.map(({ id }) => account.sessions.get(id)?.notes.length);

const operationsOf = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);

describe('three tries', { concurrency: true }, () => {
	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
		it(`write once into each of three sessions, when a fourth does not exist (${onError})`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const sessions = sessionsOf(sandbox, 3);

			const result = await run({
				parameters: text,
				items: [{ id: UNKNOWN }, ...sessions],
				credential,
				retryOnFail: true,
				onError,
			});

			assert.deepEqual(textsIn(sandbox, sessions), [1, 1, 1]);
			assert.equal(sandbox.requests.filter(({ path }) => path.includes(UNKNOWN)).length, 3);
			if (onError === 'stopWorkflow') {
				assert.match(result.error?.description ?? '', /3 of 4 items had been carried out.*\.$/);
				assert.equal(result.error?.description?.split('had been carried out').length, 2);
				return;
			}
			assert.equal(result.status, 'success');
			const done = result.items.filter(({ json }) => !('error' in json));
			assert.deepEqual(
				done.map(({ pairedItem }) => pairedItem),
				[{ item: 1 }, { item: 2 }, { item: 3 }],
			);
		});
	}

	it('repeat only those of a list in one item that a passing error has struck', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [portfolio] = sandbox.account.portfolios.values();
		const ids = [...sandbox.account.contacts.keys()].filter((id) => !portfolio.contacts.has(id)).slice(0, 4);
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/portfolio/*/contact', nth: 3 });

		const { status, items } = await run({
			parameters: {
				resource: 'portfolio',
				operation: 'addContact',
				portfolioId: byId(portfolio.id),
				contactId: byId('={{ $json.ids }}'),
				options: { oneByOne: true },
			},
			items: [{ ids }],
			credential,
			retryOnFail: true,
		});

		assert.equal(status, 'success');
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.contactId, pairedItem]),
			ids.map((id) => [id, { item: 0 }]),
		);
		const asked = sandbox.requests.map(({ body }) => String(Object(body).contactId));
		assert.equal(asked.length, 5);
		assert.deepEqual([...new Set(asked)].toSorted(), ids.toSorted());
	});

	it('repeat only what a passing error has struck, and put out the results of the first', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = sessionsOf(sandbox, 20);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/session/*/note', nth: 20 });

		const { status, items } = await run({ parameters: note, items: sessions, credential, retryOnFail: true });

		assert.equal(status, 'success');
		assert.deepEqual(notesIn(sandbox, sessions), Array(20).fill(1));
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.sessionId, pairedItem]),
			sessions.map(({ id }, item) => [id, { item }]),
		);
		assert.equal(sandbox.requests.length, 21);
	});

	it('do not repeat what may have taken effect', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = sessionsOf(sandbox, 3);
		sandbox.faults.add({ kind: 'reset', path: `/chat/v1/session/${sessions[1].id}/note`, when: 'after' });

		const { error } = await run({ parameters: note, items: sessions, credential, retryOnFail: true });

		assert.match(error?.message ?? '', /^It is not known whether this took effect/);
		assert.deepEqual(notesIn(sandbox, sessions), [1, 1, 1]);
	});

	it('do not send a batch again of which nobody knows, nor one that was sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'reset', path: '/chat/v1/send/template/batch', when: 'after', nth: 2 });
		const phones = Array.from({ length: 250 }, (_, place) => String(5541960000000 + place));

		const { items, failed } = await run({
			parameters: {
				resource: 'message',
				operation: 'sendTemplate',
				to: '={{ $json.phone }}',
				from: byId([...sandbox.account.channels.keys()][0]),
				templateId: byId('1a2b3_boas_vindas'),
				templateParameters: { mappingMode: 'defineBelow', value: { nome: 'Íris' }, matchingColumns: [], schema: [] },
			},
			// The first of all fails, for which n8n tries again.
			items: [{ phone: 'nobody' }, ...phones.map((phone) => ({ phone }))],
			credential,
			retryOnFail: true,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(operationsOf(sandbox), Array(3).fill('sendTemplateBatch'));
		assert.equal(items.length, 150);
		assert.equal(failed.length, 101);
		for (const phone of phones) assert.equal(sandbox.account.counts.messages.get(phone), 1);
	});

	it('do not begin again where the first of two requests was carried out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		// The service leaves the custom fields out, and refuses them when they are sent again.
		const create = handlers.contactCreate;
		assert.ok(create);
		handlers.contactCreate = (...request) => ({ ...create(...request), customFields: {} });
		t.after(() => {
			handlers.contactCreate = create;
		});
		sandbox.faults.add({ kind: 'formError', method: 'PUT' });
		const { size } = sandbox.account.contacts;

		const { error } = await run({
			parameters: {
				resource: 'contact',
				operation: 'create',
				name: 'Ana',
				customFields: {
					mappingMode: 'defineBelow',
					value: { cpf: '123' },
					matchingColumns: [],
					schema: [{ id: 'cpf', displayName: 'CPF', type: 'string', required: false, display: true }],
				},
			},
			credential,
			retryOnFail: true,
		});

		assert.match(error?.message ?? '', /^This item was carried out in part, and was not tried again/);
		assert.match(error?.description ?? '', /What went wrong: WTS Chat did not accept this request/);
		assert.equal(sandbox.account.contacts.size, size + 1);
	});

	it('do not repeat an operation of several steps of which nobody knows', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = sessionsOf(sandbox, 2);
		sandbox.faults.add({ kind: 'reset', method: 'POST', path: `/chat/v1/session/${sessions[0].id}/*`, when: 'after' });

		const { items } = await run({
			parameters: { ...text, operation: 'sendTextOrTemplate', templateId: byId('1a2b3_boas_vindas') },
			items: sessions,
			credential,
			retryOnFail: true,
			onError: 'continueRegularOutput',
		});

		assert.match(String(items[0].json.error), /^It is not known whether this took effect/);
		assert.deepEqual(textsIn(sandbox, sessions), [1, 1]);
	});

	it('read again what could not be read', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = sessionsOf(sandbox, 3);
		sandbox.faults.add({ kind: 'formError', nth: 2 });

		const { items } = await run({
			parameters: { resource: 'session', operation: 'get', sessionId: byId('={{ $json.id }}') },
			items: sessions,
			credential,
			retryOnFail: true,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			sessions.map(({ id }) => id),
		);
		assert.equal(sandbox.requests.length, 4);
	});
});

describe('tries of another run', { concurrency: true }, () => {
	it('of the node in the same execution, with the same items, know nothing of it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = sessionsOf(sandbox, 3);
		await run({ parameters: note, items: sessions, credential, retryOnFail: true, wires: 2 });
		assert.deepEqual(notesIn(sandbox, sessions), [2, 2, 2]);
	});

	it('of the workflow know nothing of it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = sessionsOf(sandbox, 3);
		for (let times = 0; times < 2; times++)
			await run({ parameters: note, items: sessions, credential, retryOnFail: true });
		assert.deepEqual(notesIn(sandbox, sessions), [2, 2, 2]);
	});
});

describe('tries of a tool', { concurrency: true }, () => {
	const said = (sandbox: Sandbox, id: string) =>
		sandbox.account.sessions
			.get(id)
			?.messages.map(({ text }) => text)
			.filter((text) => text?.startsWith('Olá '));

	it('that n8n runs for an agent do not repeat what may have taken effect', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sessionsOf(sandbox, 1);
		sandbox.faults.add({ kind: 'reset', method: 'POST', when: 'after' });

		const { items } = await run({ parameters: text, items: [session], credential, asTool: true, retryOnFail: true });

		assert.match(String(items[0].json.error), /^It is not known whether this took effect/);
		assert.deepEqual(textsIn(sandbox, [session]), [1]);
	});

	it('that an agent calls by itself do not repeat it either, and its next call is another one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ id }] = sessionsOf(sandbox, 1);
		sandbox.faults.add({ kind: 'serverError', method: 'POST', when: 'after', times: 1 });

		const answers = await callTool({
			parameters: {
				resource: 'message',
				operation: 'sendText',
				sendTo: 'session',
				sessionId: byId(id),
				text: "={{ $fromAI('text') }}",
				toolDescription: 'Writes',
			},
			credential,
			retryOnFail: true,
			onError: 'stopWorkflow',
			calls: [{ text: 'Olá um' }, { text: 'Olá dois' }, { text: 'Olá dois' }],
		});

		assert.match(answers[0], /It is not known whether this took effect/);
		assert.deepEqual(said(sandbox, id), ['Olá um', 'Olá dois', 'Olá dois']);
	});
});

// By itself, since all runs share the operation.
describe('tries of an operation that fails in its second half', () => {
	it('say of what was carried out in part in which field it is wrong', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ id }] = sessionsOf(sandbox, 1);
		const { operation } = everyOperation.find(({ name }) => name === 'sessionNote create')!;
		assert.ok(operation.execute);
		const carryOut = operation.execute;
		t.mock.method(operation, 'execute', async (...given: Parameters<typeof carryOut>) => {
			await carryOut(...given);
			throw new shared.UserError('That was wrong', { description: `“Nota ${id}” was given.` });
		});

		const { error } = await run({ parameters: note, items: [{ id }], credential, retryOnFail: true });

		assert.match(
			error?.description ?? '',
			/What went wrong: That was wrong\. “Nota .*” was given\. The field is 'Text'\./,
		);
		assert.deepEqual(notesIn(sandbox, [{ id }]), [1]);
	});
});
