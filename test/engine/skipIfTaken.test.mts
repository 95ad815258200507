// Sends that leave a conversation alone which somebody has taken, or completed, since the workflow started.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import type { Session } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { built } from '../built.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, callTool, run } from './workflow.mts';

const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');

const PHONE = '5541977770000';
const LOOK = 'GET /chat/v2/session/{id}';

/** The operations that have the option. */
const writing = everyOperation.filter(({ operation }) =>
	fieldsOf(operation).some(({ options = [] }) =>
		options.some((option) => 'name' in option && option.name === 'skipIfTaken'),
	),
);

/** A conversation in which the contact has just written. */
function talk(sandbox: Sandbox, phoneNumber = PHONE): Session {
	const session = sandbox.account.sessions.get(sandbox.receive({ phoneNumber, text: 'Oi' }).sessionId);
	assert.ok(session);
	return session;
}

async function talkFor(t: TestContext) {
	const { sandbox, credential } = await sandboxFor(t);
	return { sandbox, credential, session: talk(sandbox) };
}

/** Lets somebody of the team take a session. @returns the user */
function take({ account }: Sandbox, session: Session): string {
	const [{ userId }] = account.agents.values();
	Object.assign(session, { userId, status: 'IN_PROGRESS' });
	return userId;
}

const answer = (options: INodeParameters = { skipIfTaken: true }, more: INodeParameters = {}): INodeParameters => ({
	resource: 'message',
	operation: 'sendText',
	sendTo: 'session',
	sessionId: byId('={{ $json.sessionId }}'),
	text: 'Olá!\n\nTudo bem?',
	options,
	...more,
});

/** What the contact of a session has got. */
const gotten = ({ messages }: Session) =>
	messages.filter(({ direction }) => direction === 'TO_HUB').map(({ text }) => text);
const asked = ({ requests }: Sandbox) => requests.map(({ operation }) => operation);
const contents = (items: Array<{ json: IDataObject }>) => items.map(({ json }) => json);

const taken = ({ id, userId }: Session) => ({
	success: false,
	skipped: true,
	reason: 'A user looks after the session',
	sessionId: id,
	userId,
});

describe('what is to be written in a session', () => {
	it('stays unsent by every such operation, once a user has it', async (t) => {
		const { sandbox, credential, session } = await talkFor(t);
		take(sandbox, session);
		const binary = { data: { data: 'AAAA', mimeType: 'application/pdf', fileName: 'a.pdf' } };
		for (const { name, resource, operation } of writing) {
			const fillings = await fillingsOf(resource, operation.value, credential);
			const intoSession = fillings.filter(({ parameters }) => parameters.sendTo === 'session');
			assert.ok(intoSession.length > 0, name);
			for (const { parameters } of intoSession) {
				const options = { ...(parameters.options as INodeParameters), skipIfTaken: true };
				sandbox.requests.length = 0;
				const { error, items } = await run({
					parameters: { ...parameters, sessionId: byId(session.id), options },
					items: [{ json: {}, binary }],
					credential,
				});
				assert.equal(error, undefined, name);
				assert.deepEqual(contents(items), [taken(session)], name);
				assert.deepEqual(asked(sandbox), ['sessionGet'], name);
			}
		}
		assert.deepEqual(writing.map(({ operation }) => operation.value).toSorted(), [
			'sendAndWait',
			'sendAndWaitForDelivery',
			'sendAudio',
			'sendDocument',
			'sendFile',
			'sendImage',
			'sendTemplate',
			'sendText',
			'sendTextOrTemplate',
			'sendVideo',
		]);
		assert.deepEqual(gotten(session), []);
	});

	it('goes out while nobody has it, at the price of one request', async (t) => {
		const { sandbox, credential, session } = await talkFor(t);
		const { items } = await run({ parameters: answer(), items: [{ sessionId: session.id }], credential });
		assert.equal(items[0].json.status, 'QUEUED');
		assert.deepEqual(gotten(session), ['Olá!\n\nTudo bem?']);
		assert.deepEqual(
			sandbox.requests.map(({ method, path }) => `${method} ${path}`),
			[LOOK.replace('{id}', session.id), `POST /chat/v1/session/${session.id}/message`],
		);
	});

	it('stays unsent once it is completed', async (t) => {
		const { credential, session } = await talkFor(t);
		session.status = 'COMPLETED';
		const { items } = await run({ parameters: answer(), items: [{ sessionId: session.id }], credential });
		const { id: sessionId } = session;
		const reason = 'The session is completed';
		assert.deepEqual(contents(items), [{ success: false, skipped: true, reason, sessionId }]);
		assert.deepEqual(gotten(session), []);
	});

	it('is looked at item by item, right before it is written', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessions = ['5541977770001', '5541977770002', '5541977770003'].map((phone) => talk(sandbox, phone));
		take(sandbox, sessions[1]);
		const { items } = await run({
			parameters: answer({ skipIfTaken: '={{ $json.skip }}', ifEmpty: 'skip' }),
			items: [
				...sessions.map(({ id }) => ({ sessionId: id, skip: true })),
				{ skip: true },
				{ sessionId: sessions[1].id, skip: false },
			],
			credential,
		});
		assert.deepEqual(
			contents(items).map(({ skipped, reason }) => skipped && reason),
			[undefined, 'A user looks after the session', undefined, 'SessionID is empty', undefined],
		);
		assert.deepEqual(
			sessions.map((session) => gotten(session).length),
			[1, 1, 1],
		);
		// Between the first text and the second somebody takes the session.
		const [first] = sessions;
		const messages = first.messages.push.bind(first.messages);
		first.messages.push = (...more) => {
			take(sandbox, first);
			return messages(...more);
		};
		const twice = await run({
			parameters: answer(),
			items: [{ sessionId: first.id }, { sessionId: first.id }],
			credential,
		});
		assert.deepEqual(
			contents(twice.items).map(({ skipped }) => skipped),
			[undefined, true],
		);
	});

	it('is looked at where the session is that of a phone number', async (t) => {
		const { sandbox, credential, session } = await talkFor(t);
		const sessionId = { __rl: true, mode: 'phoneNumber', value: '+55 41 97777-0000' };
		const send = async () => (await run({ parameters: answer(undefined, { sessionId }), credential })).items;
		assert.equal((await send())[0].json.sessionId, session.id);
		take(sandbox, session);
		assert.deepEqual(contents(await send()), [taken(session)]);
		assert.equal(gotten(session).length, 1);
	});

	it('is looked at in the account of its item', async (t) => {
		const [one, other] = [await sandboxFor(t, { key: 'pn_one' }), await sandboxFor(t, { key: 'pn_other' })];
		const [free, held] = [talk(one.sandbox), talk(other.sandbox)];
		take(other.sandbox, held);
		const { items } = await run({
			parameters: answer(),
			items: [
				{ sessionId: free.id, key: one.sandbox.key, url: one.sandbox.url },
				{ sessionId: held.id, key: other.sandbox.key, url: other.sandbox.url },
			],
			credential: { ...one.credential, apiKey: '={{ $json.key }}', baseUrl: '={{ $json.url }}' },
		});
		assert.deepEqual(
			contents(items).map(({ skipped }) => skipped),
			[undefined, true],
		);
		assert.deepEqual([gotten(free).length, gotten(held).length], [1, 0]);
	});

	it('tells a model why it stays unsent', async (t) => {
		const { sandbox, credential, session } = await talkFor(t);
		take(sandbox, session);
		const sessionId = byId("={{ $fromAI('sessionId', '', 'string') }}");
		const parameters = answer(undefined, { sessionId });
		const [called] = await callTool({ parameters, credential, calls: [{ sessionId: session.id }] });
		assert.deepEqual(JSON.parse(called), [taken(session)]);
		const { items } = await run({
			parameters: answer(),
			items: [{ sessionId: session.id }],
			credential,
			asTool: true,
		});
		assert.deepEqual(contents(items), [taken(session)]);
	});

	it('stays unsent where the session cannot be read', async (t) => {
		const { sandbox, credential, session } = await talkFor(t);
		sandbox.faults.add({ kind: 'formError', path: `/chat/v2/session/${session.id}`, text: 'Não deu' });
		const { error } = await run({ parameters: answer(), items: [{ sessionId: session.id }], credential });
		assert.match(String(error?.description), /Não deu/);
		assert.deepEqual(gotten(session), []);
	});

	it('is not looked at without the option, nor where it goes to a phone number', async (t) => {
		const { sandbox, credential, session } = await talkFor(t);
		take(sandbox, session);
		const items = [{ sessionId: session.id }];
		await run({ parameters: answer({}), items, credential });
		await run({ parameters: answer(undefined, { sendTo: 'recipient', to: `+${PHONE}` }), items, credential });
		assert.equal(gotten(session).length, 2);
		assert.ok(!asked(sandbox).includes('sessionGet'));
	});
});
