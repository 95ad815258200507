import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Contact, Session } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

/** A new session in which a chatbot runs, and its contact. */
function talkTo(sandbox: Sandbox): { session: Session; contact: Contact; bot: string } {
	const [id = ''] = sandbox.seedSessions({ count: 1, status: 'STARTED' });
	const session = sandbox.account.sessions.get(id);
	const contact = sandbox.account.contacts.get(session?.contactId ?? '');
	const [bot] = sandbox.account.chatbots.keys();
	assert.ok(session && contact && bot);
	session.botId = bot;
	return { session, contact, bot };
}

const userOf = ({ account }: Sandbox, index: number) => String([...account.agents.values()][index].userId);
const departmentOf = ({ account }: Sandbox, index: number) => [...account.departments.keys()][index];
const tagOf = ({ account }: Sandbox, index: number) => [...account.tags.keys()][index];
const operations = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);
const notesOf = ({ notes }: Session) => notes.map(({ text }) => text);

const handOver = (session: Session, more: INodeParameters): INodeParameters => ({
	resource: 'session',
	operation: 'handOver',
	sessionId: byId(session.id),
	...more,
});

describe('handing a session over', () => {
	it('gives it to a department, where it waits, and then adds note and tags', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session, contact } = talkTo(sandbox);
		contact.tagIds = [tagOf(sandbox, 1)];
		session.userId = userOf(sandbox, 0);

		const { items } = await run({
			parameters: everyField('session', 'handOver', {
				sessionId: byId(session.id),
				handOverTo: 'department',
				departmentId: byId(departmentOf(sandbox, 2)),
				options: { note: 'Quer cancelar o pedido.', tagIds: [tagOf(sandbox, 3)], tagNames: [] },
			}),
			credential,
		});

		assert.deepEqual(
			[session.departmentId, session.userId, session.status, session.botId],
			[departmentOf(sandbox, 2), null, 'PENDING', null],
		);
		assert.deepEqual(notesOf(session), ['Quer cancelar o pedido.']);
		assert.deepEqual(contact.tagIds, [tagOf(sandbox, 1), tagOf(sandbox, 3)]);
		assert.deepEqual(operations(sandbox), ['sessionTransfer', 'sessionNoteCreate', 'contactUpdateTags']);
		const { success, sessionId, done, problems, id, status, departmentId } = items[0].json;
		assert.deepEqual(
			{ success, sessionId, done, problems, id, status, departmentId },
			{
				success: true,
				sessionId: session.id,
				done: ['department', 'note', 'tags'],
				problems: [],
				id: session.id,
				status: 'PENDING',
				departmentId: departmentOf(sandbox, 2),
			},
		);
	});

	it('gives it to a department, and there to a person', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session, contact } = talkTo(sandbox);

		const { items } = await run({
			parameters: everyField('session', 'handOver', {
				sessionId: byId(session.id),
				handOverTo: 'departmentAndUser',
				departmentId: byId(departmentOf(sandbox, 1)),
				userId: byId(userOf(sandbox, 2)),
				options: { note: '', tagIds: [], tagNames: ['Pós-venda'] },
			}),
			credential,
		});

		assert.deepEqual(
			[session.departmentId, session.userId, session.status, session.botId],
			[departmentOf(sandbox, 1), userOf(sandbox, 2), 'IN_PROGRESS', null],
		);
		assert.deepEqual(notesOf(session), []);
		assert.deepEqual(operations(sandbox), ['tagList', 'sessionTransfer', 'sessionAssign', 'contactUpdateTags']);
		assert.ok(contact.tagIds.some((id) => sandbox.account.tags.get(id)?.name === 'Pós-venda'));
		assert.deepEqual(items[0].json.done, ['department', 'user', 'tags']);
		assert.equal(items[0].json.userId, userOf(sandbox, 2), 'the session as it is in the end');
	});

	it('gives it to a person and leaves its department', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);
		session.departmentId = departmentOf(sandbox, 3);

		const { items } = await run({
			parameters: everyField('session', 'handOver', {
				sessionId: byId(session.id),
				handOverTo: 'user',
				userId: byId(userOf(sandbox, 1)),
				options: { note: 'Cliente antigo.', tagIds: [], tagNames: [] },
			}),
			credential,
		});

		assert.deepEqual(
			[session.departmentId, session.userId, session.status, session.botId],
			[departmentOf(sandbox, 3), userOf(sandbox, 1), 'IN_PROGRESS', null],
		);
		assert.deepEqual(notesOf(session), ['Cliente antigo.']);
		assert.deepEqual(items[0].json.done, ['user', 'note']);
	});

	it('leaves the bot at work and adds nothing when nobody can be put in its place', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session, contact, bot } = talkTo(sandbox);
		const tags = [...contact.tagIds];

		for (const to of [
			{ handOverTo: 'department', departmentId: byId(UNKNOWN_ID) },
			{ handOverTo: 'user', userId: byId(UNKNOWN_ID) },
			{ handOverTo: 'departmentAndUser', departmentId: byId(UNKNOWN_ID), userId: byId(userOf(sandbox, 1)) },
		]) {
			const { error } = await run({
				parameters: handOver(session, { ...to, options: { note: 'Nota', tagNames: ['Pós-venda'] } }),
				credential,
			});
			assert.match(error?.description ?? '', /Departamento não encontrado|Usuário não encontrado/);
		}

		assert.deepEqual([session.status, session.botId, session.userId], ['STARTED', bot, null]);
		assert.deepEqual([notesOf(session), contact.tagIds], [[], tags]);
		assert.equal(operations(sandbox).filter((operation) => !operation?.endsWith('List')).length, 3);
	});

	it('says of a completed session what the service says', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);
		session.status = 'COMPLETED';

		const { error } = await run({
			parameters: handOver(session, { departmentId: byId(departmentOf(sandbox, 0)), options: { note: 'Nota' } }),
			credential,
		});

		assert.match(error?.description ?? '', /A conversa já foi concluída/);
		assert.deepEqual(notesOf(session), []);
	});

	it('leaves it with the department when the person cannot be assigned, and says so', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);

		const { status, items } = await run({
			parameters: handOver(session, {
				handOverTo: 'departmentAndUser',
				departmentId: byId(departmentOf(sandbox, 1)),
				userId: byId(UNKNOWN_ID),
				options: { note: 'Quer falar com a Júlia.' },
			}),
			credential,
		});

		assert.equal(status, 'success');
		assert.deepEqual(
			[session.departmentId, session.userId, session.status, session.botId],
			[departmentOf(sandbox, 1), null, 'PENDING', null],
		);
		assert.deepEqual(notesOf(session), ['Quer falar com a Júlia.']);
		const { success, done, problems, departmentId } = items[0].json;
		assert.deepEqual([success, done, departmentId], [true, ['department', 'note'], departmentOf(sandbox, 1)]);
		const [problem, ...others] = problems as Array<{ step: string; reason: string }>;
		assert.deepEqual(others, []);
		assert.equal(problem.step, 'user');
		assert.match(problem.reason, /Usuário não encontrado/);
	});

	it('gives it to the person whose agent ID stands where the user ID is wanted, and asks once a run who that is', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);
		const [other] = sandbox.seedSessions({ count: 1 });
		const [, agent] = sandbox.account.agents.values();

		const { items } = await run({
			parameters: handOver(session, {
				sessionId: '={{ $json.id }}',
				handOverTo: 'departmentAndUser',
				departmentId: byId(departmentOf(sandbox, 1)),
				userId: byId(agent.id),
				options: { note: 'Quer falar com a Júlia.' },
			}),
			items: [{ id: session.id }, { id: other }],
			credential,
		});

		for (const { json } of items) {
			assert.deepEqual([json.done, json.problems], [['department', 'user', 'note'], []]);
			assert.deepEqual([json.userId, json.status], [agent.userId, 'IN_PROGRESS']);
		}
		assert.deepEqual(
			[session.departmentId, session.userId, notesOf(session)],
			[departmentOf(sandbox, 1), agent.userId, ['Quer falar com a Júlia.']],
		);
		const sent = operations(sandbox).toSorted();
		assert.deepEqual(
			sent.filter((operation) => ['sessionTransfer', 'agentList'].includes(String(operation))),
			['agentList', 'sessionTransfer', 'sessionTransfer'],
		);
	});

	it('tells what went wrong with note and tags without hiding that the hand-over stands', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);
		sandbox.faults.add({ kind: 'reset', path: '*/note' });

		const { status, items } = await run({
			parameters: handOver(session, {
				departmentId: byId(departmentOf(sandbox, 1)),
				options: { note: 'Nota', tagIds: [UNKNOWN_ID] },
			}),
			credential,
		});

		assert.equal(status, 'success');
		assert.deepEqual([session.status, session.botId], ['PENDING', null]);
		const { success, done, problems } = items[0].json;
		assert.deepEqual([success, done], [true, ['department']]);
		const [note, tags] = problems as Array<{ step: string; reason: string }>;
		assert.deepEqual([note.step, tags.step], ['note', 'tags']);
		assert.match(note.reason, /It is not known whether this took effect/);
		assert.match(tags.reason, /Etiqueta não encontrada/);
		assert.equal(operations(sandbox).filter((operation) => operation === 'sessionNoteCreate').length, 1);
	});

	it('hands over once more when the answer is lost, and adds the note once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);
		sandbox.faults.add({ kind: 'reset', path: '*/transfer', when: 'after', times: 1 });

		const { items } = await run({
			parameters: handOver(session, { departmentId: byId(departmentOf(sandbox, 1)), options: { note: 'Nota' } }),
			credential,
		});

		assert.deepEqual(items[0].json.done, ['department', 'note']);
		assert.deepEqual([session.status, notesOf(session)], ['PENDING', ['Nota']]);
	});

	it('takes the items of one session in their order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const { session } = talkTo(sandbox);
		const others = sandbox.seedSessions({ count: 8 });

		const { items } = await run({
			parameters: {
				resource: 'session',
				operation: 'handOver',
				sessionId: '={{ $json.id }}',
				departmentId: '={{ $json.department }}',
				options: { note: '={{ $json.note }}' },
			},
			items: others.flatMap((id, index) => [
				{ id: session.id, department: departmentOf(sandbox, index % 4), note: `Nota ${index}` },
				{ id, department: departmentOf(sandbox, 0), note: '' },
			]),
			credential,
		});

		assert.deepEqual(
			notesOf(session),
			others.map((_, index) => `Nota ${index}`),
		);
		assert.equal(session.departmentId, departmentOf(sandbox, 3));
		assert.deepEqual(
			items.map(({ json }) => json.sessionId),
			others.flatMap((id) => [session.id, id]),
		);
	});

	it('asks for a department, and for tags that there are, before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talkTo(sandbox);
		const departmentId = byId(departmentOf(sandbox, 0));
		const options = { tagNames: ['There is no such tag'] };

		const missing = await run({ parameters: handOver(session, {}), credential });
		const unknown = await run({ parameters: handOver(session, { departmentId, options }), credential });

		assert.equal(missing.error?.message, 'Department is empty! Fill in the Department field');
		assert.equal(unknown.error?.message, 'No tag has this name');
		assert.match(unknown.error?.description ?? '', /The tags are .*“Cliente VIP”.* The field is 'Tag Names'/);
		assert.deepEqual(operations(sandbox), ['tagList']);
	});
});
