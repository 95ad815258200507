import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMessage } from '../../../sandbox/messages.mts';
import { fields, first, objects, open } from './caller.mts';

test('on request answers have the shapes that were seen beside the contract', async (t) => {
	const { sandbox, call } = await open(t, { quirks: { otherShapes: true } });
	const { account } = sandbox;
	const closed = [...account.sessions.values()].find(
		({ classification, departmentId }) => classification !== null && departmentId !== null,
	);
	assert.ok(closed);
	const details = ['ContactDetails', 'DepartmentsDetails', 'ClassificationDetails'];
	const { body } = await call(
		'GET',
		`/chat/v2/session/${closed.id}?${details.map((detail) => `includeDetails=${detail}`).join('&')}`,
	);
	assert.equal(body.closedAt, closed.endAt);
	assert.equal(fields(body.classificationDetails).name, closed.classification?.categoryName);
	assert.deepEqual(
		objects(body.departmentsDetails).map(({ id }) => id),
		[closed.departmentId],
	);
	for (const name of ['endAt', 'classification', 'departmentDetails']) assert.ok(!(name in body));

	const contact = [...account.contacts.values()].find(({ phoneNumber }) => phoneNumber !== null);
	const stored = String(contact?.phoneNumber);
	const answered = await call('GET', `/core/v1/contact/phonenumber/${stored.replace(/\D/g, '')}`);
	assert.equal(answered.body.phoneNumber, stored.replace('|', ''));

	const panel = first(account.panels);
	panel.steps = [];
	assert.equal((await call('GET', `/crm/v1/panel/${panel.id}?IncludeDetails=Steps`)).body.steps, null);
	assert.deepEqual(sandbox.departures, []);
});

test('on request what a user sent is told as if a contact had, with the user and an origin of its own', async (t) => {
	const { sandbox, call } = await open(t, { quirks: { otherShapes: true } });
	const url = 'http://127.0.0.1:9/';
	await call('POST', '/core/v1/webhook/subscription', {
		name: 'Test',
		url,
		events: ['MESSAGE_RECEIVED', 'MESSAGE_SENT'],
	});
	const session = first(sandbox.account.sessions);
	const { userId } = first(sandbox.account.agents);
	addMessage(sandbox.account, session, { direction: 'TO_HUB', userId, text: 'Bom dia!' });
	assert.deepEqual(
		sandbox.deliveries.records.map(({ event, body }) => {
			const { direction, origin, userId: by } = fields(fields(body).content);
			return [event, direction, origin, by];
		}),
		[
			['MESSAGE_SENT', 'TO_HUB', 'MANUAL', userId],
			['MESSAGE_RECEIVED', 'FROM_HUB', 'MANUAL', userId],
		],
	);
	await sandbox.deliveries.settle();
});

test('a voice message is written down a second later', async (t) => {
	const { sandbox, call, control } = await open(t);
	const url = 'http://127.0.0.1:9/';
	await call('POST', '/core/v1/webhook/subscription', {
		name: 'Test',
		url,
		events: ['MESSAGE_RECEIVED', 'MESSAGE_UPDATED'],
	});
	const sent = await control('POST', '/messages', { phoneNumber: '5511988887777', type: 'AUDIO', text: 'Bom dia!' });
	const read = async () => (await call('GET', `/chat/v1/message/${String(sent.body.id)}`)).body;
	const before = await read();
	assert.deepEqual([before.type, before.text], ['AUDIO', null]);
	assert.deepEqual(fields(before.details).transcription, { text: null, processing: true, error: false });
	sandbox.advance(1000);
	const after = await read();
	assert.deepEqual(fields(after.details).transcription, { text: 'Bom dia!', processing: false, error: false });
	assert.notEqual(after.updatedAt, before.updatedAt);
	assert.deepEqual(
		sandbox.deliveries.records.map(({ event, body }) => [
			event,
			fields(fields(fields(fields(body).content).details).transcription).text,
		]),
		[
			['MESSAGE_RECEIVED', null],
			['MESSAGE_UPDATED', 'Bom dia!'],
		],
	);
	assert.deepEqual(sandbox.departures, []);
	await sandbox.deliveries.settle();
});

for (const detail of ['Agent', 'Channel', 'Utm', 'PreviewUrl', 'Whatever']) {
	test(`a session is not answered with the detail ${detail}: 500 FORM_ERROR`, async (t) => {
		const { sandbox, call } = await open(t);
		const { id } = first(sandbox.account.sessions);
		const { status, body } = await call('GET', `/chat/v2/session/${id}?includeDetails=${detail}`);
		assert.deepEqual([status, body.key], [500, 'FORM_ERROR']);
	});
}
