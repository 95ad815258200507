import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { fc } from '../random.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor, type TriggerWorkflow, type WebhookRequest } from './triggerNode.mts';
import { byId } from './workflow.mts';

const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

/** An active workflow with all filters set, and one with none of them; nothing has to be asked for either. */
async function activeWorkflows(t: TestContext): Promise<TriggerWorkflow[]> {
	const { sandbox, credential } = await sandboxFor(t);
	const filters = {
		channelIds: [ID],
		departmentId: byId(ID),
		messageTypes: ['TEXT'],
		sessionStatuses: ['PENDING'],
		exceptContacts: ID,
		firstMessageOnly: true,
		lookedAfter: 'nobody',
		tagIds: [ID],
		textContains: 'oi',
		textMatches: 'o+',
	};
	const events = ['MESSAGE_RECEIVED'];
	const triggers = [
		await triggerFor(t, { credential, parameters: { events, onlyFromContacts: false, addDetails: false } }),
		await triggerFor(t, {
			credential,
			parameters: { events, filters, onlyFromContacts: true, options: { rawBody: true } },
		}),
	];
	for (const trigger of triggers) await trigger.activate();
	// Sessions that a filter asks for are refused at once, so that no run waits for another try.
	sandbox.faults.add({ kind: 'formError', path: '/chat/*' });
	return triggers;
}

const known = [
	'id',
	'sessionId',
	'contactId',
	'channelId',
	'departmentId',
	'direction',
	'type',
	'status',
	'updatedAt',
	'contactDetails',
	'phonenumber',
	'tags',
	'tagsId',
	'customFieldValues',
	'createdAt',
	'details',
	'fileId',
	'fileUrl',
	'text',
	'__proto__',
	'constructor',
	'toString',
];
/** What comes out of JSON and cannot be made a text: `String` throws for it. */
const unprintable = fc.constantFrom({ toString: 0 }, { toString: null, valueOf: null });
const value = fc.oneof(
	fc.anything({ withNullPrototype: true, withBigInt: false, withDate: false }),
	fc.jsonValue(),
	fc.constantFrom('TO_HUB', 'FROM_HUB', 'TEXT', 'PENDING', ID, '', null, 0, true),
	unprintable,
	fc.array(unprintable, { maxLength: 2 }),
);
const record = fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string()), value);
const content = fc.oneof(value, record);
const eventType = fc.oneof(
	value,
	fc.constantFrom('MESSAGE_RECEIVED', 'MESSAGE_SENT', 'SESSION_UPDATE', 'CONTACT_TAG_UPDATE', 'MESSAGE_', 'NEW'),
);
const body = fc.oneof(
	value,
	fc.record({ eventType, date: value, content, changeMetadata: value }, { requiredKeys: [] }),
	fc.record({ eventType: fc.constantFrom('MESSAGE_RECEIVED', 'SESSION_NEW', 'CONTACT_UPDATE'), content }),
);
const headers = fc.oneof(
	fc.constant({ 'content-type': 'application/json' }),
	fc.dictionary(fc.constantFrom('content-type', 'content-length', 'host', 'x-token'), fc.oneof(fc.string(), value)),
);
const query = fc.dictionary(fc.oneof(fc.constantFrom('token', 'Token', 'token[]'), fc.string()), value);
const rawBody = fc.option(fc.uint8Array({ maxLength: 20 }).map(Buffer.from), { nil: undefined });
const request = fc.record({ body, headers, query, rawBody }) satisfies fc.Arbitrary<WebhookRequest>;

test('whatever comes without the token is answered 401, and starts nothing', async (t) => {
	const triggers = await activeWorkflows(t);
	await fc.assert(
		fc.asyncProperty(request, fc.constantFrom(...triggers), async (sent, trigger) => {
			fc.pre(sent.query.token !== trigger.memory.token);
			assert.deepEqual(await trigger.receive(sent), { status: 401, workflowData: undefined });
		}),
		{ numRuns: 2_000 },
	);
});

test('whatever comes with the token has a clear answer, and starts an execution only if it is an event', async (t) => {
	const triggers = await activeWorkflows(t);
	const seen = new Set<number>();
	let executions = 0;
	await fc.assert(
		fc.asyncProperty(request, fc.constantFrom(...triggers), async (sent, trigger) => {
			const { token } = trigger.memory;
			const { status, workflowData } = await trigger.receive({ ...sent, query: { ...sent.query, token } });
			assert.ok([200, 400, 413, 415].includes(status), String(status));
			seen.add(status);
			if (!workflowData) return;
			assert.equal(status, 200);
			const [[{ json }, ...more], ...others] = workflowData as [[{ json: Record<string, unknown> }]];
			assert.deepEqual([...more, ...others], []);
			assert.equal(typeof json.event, 'string');
			assert.equal(typeof json.content, 'object');
			executions++;
		}),
		{ numRuns: 2_000 },
	);
	for (const status of [200, 400, 415]) assert.ok(seen.has(status), String(status));
	assert.ok(executions > 100, String(executions));
});

test('an execution that an event has started ends well, whatever the event holds', async (t) => {
	const { sandbox, credential } = await sandboxFor(t);
	const parameters = {
		events: ['MESSAGE_RECEIVED', 'SESSION_NEW', 'CONTACT_UPDATE'],
		filters: { exceptContacts: '+5511911112222', tagIds: [ID], textContains: 'oi' },
		options: { downloadFiles: true, resumeWaiting: true },
	};
	const triggers = [
		await triggerFor(t, { credential, parameters }),
		await triggerFor(t, { credential, parameters: { ...parameters, filters: {}, onlyFromContacts: false } }),
	];
	for (const trigger of triggers) await trigger.activate();
	sandbox.faults.add({ kind: 'formError', path: '/*' });
	const event = fc.record({ eventType: fc.constantFrom(...parameters.events), content: record });
	await fc.assert(
		fc.asyncProperty(event, fc.constantFrom(...triggers), async (sent, trigger) => {
			const headers = { 'Content-Type': 'application/json' };
			const body = JSON.stringify(sent);
			await fetch(`${trigger.address}?token=${trigger.memory.token}`, { method: 'POST', headers, body });
			await trigger.rest();
			for (const { status } of trigger.executions.splice(0)) assert.equal(status, 'success');
		}),
		{ numRuns: 500 },
	);
});

test('a body as deep as a body can be is no trouble', async (t) => {
	const [trigger] = await activeWorkflows(t);
	assert.ok(trigger);
	const depth = 150_000;
	for (const field of ['id', 'updatedAt', 'status', 'text', 'metadata']) {
		const deep =
			field === 'metadata'
				? `${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`
				: `${'['.repeat(depth)}${']'.repeat(depth)}`;
		const record = field === 'id' ? '' : `"id":"${field}",`;
		const text = `{"eventType":"SESSION_NEW","content":{${record}"${field}":${deep}}}`;
		const { status, workflowData } = await trigger.receive({
			query: { token: trigger.memory.token },
			headers: { 'content-type': 'application/json' },
			body: JSON.parse(text),
			rawBody: Buffer.from(text),
		});
		assert.equal(status, 200);
		assert.ok(workflowData);
	}
});
