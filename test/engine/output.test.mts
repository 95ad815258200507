// What comes out is chosen in the same way everywhere: what most people need, all as the service writes it, or some fields.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyOperation } from './everyOperation.mts';
import { fieldsOf, isChoice } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential } from './workflow.mts';

const namesOf = ({ options = [] }: INodeProperties) => options.filter(isChoice).map(({ value }) => String(value));

/** The operations that let the user choose, and the fields that can be chosen. */
const choosing = everyOperation.flatMap(({ name, resource, operation: { value } }) => {
	const selection = fieldsOf(resource, value).find((field) => field.name === 'outputFields');
	return selection ? [{ name, resource, operation: value, names: namesOf(selection) }] : [];
});

async function outputOf(credential: Credential, parameters: INodeParameters) {
	const { items, error } = await run({ parameters, credential });
	assert.equal(error, undefined);
	return items.map(({ json }) => json);
}

/** A session in which the contact has just written. */
function openSession(sandbox: Sandbox) {
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const session = sandbox.account.sessions.get(id);
	assert.ok(session);
	return session;
}

const sessionOf = (id: string, more: INodeParameters) => ({
	resource: 'session',
	operation: 'get',
	sessionId: byId(id),
	...more,
});

describe('the choice of what comes out', () => {
	it('is there for all that gives a session, contact, card or message', () => {
		assert.ok(choosing.length >= 45, String(choosing.length));
		const names = new Set(choosing.map(({ name }) => name));
		const usual =
			'session complete,session getAll,contact updateTags,card create,message sendText,message sendTemplate,message sendOtp';
		for (const name of usual.split(',')) assert.ok(names.has(name), name);
	});

	for (const { name, resource, operation, names } of choosing) {
		it(`offers each field of ${name} once, and by default the simple output`, () => {
			assert.equal(new Set(names).size, names.length);
			assert.ok(!names.includes('*') && !names.includes(''));
			assert.ok(names.includes('id') || names.includes('name'), names.join());
			const output = fieldsOf(resource, operation).find((field) => field.name === 'output');
			assert.equal(output?.default, 'simplified');
		});
	}
});

describe('selected fields', () => {
	it('come in the order in which they were chosen, and are null where a record has none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = openSession(sandbox);
		const outputFields = ['status', 'endAt', 'id'];
		session.endAt = null;

		const [json] = await outputOf(credential, sessionOf(session.id, { output: 'selectedFields', outputFields }));

		assert.deepEqual(Object.entries(json), [
			['status', session.status],
			['endAt', null],
			['id', session.id],
		]);
	});

	it('come by an expression too, in any case, also as one text', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, number } = openSession(sandbox);
		for (const outputFields of ['={{ "ID, number" }}', '={{ ["id", "number"] }}']) {
			const [json] = await outputOf(credential, sessionOf(id, { output: 'selectedFields', outputFields }));
			assert.deepEqual(json, { id, number });
		}
	});

	it('that do not exist, or none at all, are an error before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const failing = async (outputFields: string | string[]) => {
			const { id } = openSession(sandbox);
			const { error } = await run({
				parameters: sessionOf(id, { output: 'selectedFields', outputFields }),
				credential,
			});
			return String(error?.message);
		};
		assert.match(await failing('={{ ["id", "nome"] }}'), /^Fields is none of the choices/);
		assert.match(await failing('={{ [] }}'), /^Fields is empty! Fill in the Fields field/);
		assert.equal(sandbox.requests.length, 0);
	});

	it('take no harm from what the other outputs leave in the node', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = openSession(sandbox);
		const [json] = await outputOf(credential, sessionOf(id, { output: 'simplified', outputFields: ['nonsense'] }));
		assert.equal(json.id, id);
	});
});

describe('a session', () => {
	it('has its dates with milliseconds and its link; raw they are as the service writes them', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = openSession(sandbox);
		session.startAt = '2026-01-31T12:00:00.1234567Z';
		session.lastInteractionDate = '2026-01-31T12:00:00-03:00';
		session.endAt = '0001-01-01T00:00:00Z';

		const [simple] = await outputOf(credential, sessionOf(session.id, {}));
		const [raw] = await outputOf(credential, sessionOf(session.id, { output: 'raw' }));

		const { startAt, lastInteractionDate, endAt, previewUrl } = simple;
		assert.deepEqual(
			{ startAt, lastInteractionDate, endAt, previewUrl },
			{
				startAt: '2026-01-31T12:00:00.123Z',
				lastInteractionDate: '2026-01-31T15:00:00.000Z',
				endAt: null,
				previewUrl: raw.previewUrl,
			},
		);
		assert.ok(previewUrl);
		assert.equal(raw.startAt, session.startAt);
	});

	it('that was completed keeps every field that the service answers', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = openSession(sandbox);
		const complete = { resource: 'session', operation: 'complete', sessionId: byId(id) };

		const [simple] = await outputOf(credential, complete);
		const [raw] = await outputOf(credential, { ...complete, output: 'raw' });
		const [chosen] = await outputOf(credential, {
			...complete,
			output: 'selectedFields',
			outputFields: ['success', 'sessionId', 'status'],
		});

		assert.equal(simple.success, true);
		assert.equal(simple.sessionId, id);
		assert.deepEqual(
			Object.keys(raw).filter((name) => !(name in simple)),
			[],
		);
		assert.match(String(simple.endAt), /T\d\d:\d\d:\d\d\.\d{3}Z$/);
		assert.deepEqual(chosen, { success: true, sessionId: id, status: 'COMPLETED' });
	});
});

describe('a contact', () => {
	it('has its dates, and its number as other programs take it beside that of the service', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = openSession(sandbox);
		const contact = sandbox.account.contacts.get(session.contactId);
		assert.ok(contact);
		contact.phoneNumber = '+55|11988887777';
		contact.metadata = { createdAt: '2026-01-31', phoneNumber: '+55|11988887777' };

		const [json] = await outputOf(credential, { resource: 'contact', operation: 'get', contactId: byId(contact.id) });

		assert.equal(json.phoneNumber, '+55|11988887777');
		assert.equal(json.phoneNumberE164, '+5511988887777');
		assert.equal(json.createdAt, new Date(contact.createdAt).toISOString());
		assert.deepEqual(json.metadata, contact.metadata);

		const [{ contactDetails }] = await outputOf(
			credential,
			sessionOf(session.id, { options: { includeDetails: ['ContactDetails'] } }),
		);
		assert.equal((contactDetails as { phoneNumberE164?: string }).phoneNumberE164, '+5511988887777');
	});
});

describe('a message that is sent', () => {
	it('says whom it went to, in one way of writing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const digits = sandbox.account.contacts.get(openSession(sandbox).contactId)?.phoneNumber?.replace(/\D/g, '') ?? '';
		const [json] = await outputOf(credential, {
			resource: 'message',
			operation: 'sendText',
			to: `(${digits.slice(2, 4)}) ${digits.slice(4)}`,
			text: 'Olá',
		});
		assert.equal(json.to, `+${digits}`);
		assert.ok(json.id && json.status);
		assert.equal('companyId' in json, false);
	});

	const SENDS: Array<[string, INodeParameters]> = [
		['sendText', { text: 'Olá' }],
		['sendImage', { fileSource: 'url', fileUrl: 'http://127.0.0.1:9/foto.png' }],
		['sendAndWaitForDelivery', { message: 'Olá' }],
		['sendAndWait', { message: 'Tudo bem?' }],
	];
	for (const [operation, more] of SENDS) {
		it(`says by ${operation} whose session it went into, where the contact picked it, and nothing of what is not known`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { id, contactId } = openSession(sandbox);
			const { phoneNumber } = sandbox.account.contacts.get(contactId) ?? {};
			const into = { resource: 'message', operation, sendTo: 'session', ...more };
			const [byPhone] = await outputOf(credential, {
				...into,
				sessionId: { __rl: true, mode: 'phoneNumber', value: String(phoneNumber) },
			});
			assert.deepEqual([byPhone.sessionId, byPhone.contactId], [id, contactId]);
			for (const name of ['recipient', 'to']) assert.equal(name in byPhone, false, name);
			assert.ok(!('contactId' in (await outputOf(credential, { ...into, sessionId: byId(id) }))[0]));
		});
	}

	for (const [operation, more] of SENDS) {
		it(`says by ${operation} whom it went to, as it was given and as it was sent`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { contactId } = openSession(sandbox);
			const digits = sandbox.account.contacts.get(contactId)?.phoneNumber?.replace(/\D/g, '') ?? '';
			const to = `(${digits.slice(2, 4)}) ${digits.slice(4)}`;
			const [json] = await outputOf(credential, { resource: 'message', operation, to, ...more });
			assert.deepEqual([json.recipient, json.to], [to, `+${digits}`]);
			assert.ok(!('contactId' in json) || json.contactId === contactId);
		});
	}

	it('has the address of its file, as has the same message of the session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, messages } = openSession(sandbox);
		const [sent] = await outputOf(credential, {
			resource: 'message',
			operation: 'sendImage',
			sendTo: 'session',
			sessionId: byId(id),
			fileSource: 'url',
			fileUrl: 'http://127.0.0.1:9/foto.png',
		});
		const held = messages.find((message) => message.id === sent.id);
		assert.ok(held?.details?.file);
		const [read] = await outputOf(credential, {
			resource: 'message',
			operation: 'get',
			messageId: held.id,
		});
		assert.equal(read.fileUrl, held.details.file.publicUrl);
		assert.ok(read.fileUrl);
		assert.equal('to' in sent, false);
		assert.equal('contactId' in sent, false);
	});
});
