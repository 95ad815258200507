import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first, objects, open } from './caller.mts';

const hour = 60 * 60 * 1000;
const template = '7e8f9_retomada';

test('a scheduled message comes due with the clock, and shows what becomes of it', async (t) => {
	const { sandbox, call } = await open(t);
	const [channel] = sandbox.account.channels.values();
	const contact = first(sandbox.account.contacts, ({ phoneNumber }) => phoneNumber !== null);
	const { status, body } = await call('POST', '/chat/v1/scheduled-message', {
		to: contact.phoneNumber,
		from: channel.id,
		type: 'TEMPLATE',
		templateId: template,
		scheduling: new Date(sandbox.clock.now() + hour).toISOString(),
	});
	assert.equal(status, 200);
	const read = async () => (await call('GET', `/chat/v1/scheduled-message/${String(body.id)}`)).body.status;
	const statuses = [await read()];
	for (const wait of [hour - 1, 1, 1000, 1000]) {
		sandbox.advance(wait);
		statuses.push(await read());
	}
	assert.deepEqual(statuses, ['SCHEDULED', 'SCHEDULED', 'PROCESSED', 'SENT', 'DELIVERED']);
	assert.deepEqual(sandbox.departures, []);
});

test('what breaks a rule is not scheduled, and makes no contact', async (t) => {
	const { sandbox, call } = await open(t);
	const [channel] = sandbox.account.channels.values();
	const { size } = sandbox.account.contacts;
	const request = {
		to: '5548999990001',
		from: channel.id,
		type: 'TEMPLATE',
		templateId: template,
		scheduling: new Date(sandbox.clock.now() + hour).toISOString(),
	};
	const wrong = [
		{ scheduling: new Date(sandbox.clock.now()).toISOString() },
		{ templateId: 'nothing' },
		{ templateId: null },
		{ from: 'nothing' },
		{ to: '123' },
		{ department: { name: 'Nenhum' } },
		{ type: 'CHATBOT' },
	];
	for (const part of wrong) {
		const { body } = await call('POST', '/chat/v1/scheduled-message', { ...request, ...part });
		assert.equal(body.key, 'FORM_ERROR', JSON.stringify(part));
	}
	assert.equal(sandbox.account.contacts.size, size);
	assert.equal(sandbox.account.scheduledMessages.size, 0);
});

test('a batch of cancellations is carried out as a whole or not at all', async (t) => {
	const { sandbox, call } = await open(t);
	const [channel] = sandbox.account.channels.values();
	const ids: string[] = [];
	for (const hours of [1, 2, 3]) {
		const scheduling = new Date(sandbox.clock.now() + hours * hour).toISOString();
		const request = { to: '5548999990001', from: channel.id, type: 'TEMPLATE', templateId: template, scheduling };
		ids.push(String((await call('POST', '/chat/v1/scheduled-message', request)).body.id));
	}
	sandbox.advance(hour);
	const statuses = () => ids.map((id) => sandbox.account.scheduledMessages.get(id)?.status);
	assert.equal((await call('POST', '/chat/v1/scheduled-message/batch-cancel', ids)).body.key, 'FORM_ERROR');
	assert.deepEqual(statuses(), ['PROCESSED', 'SCHEDULED', 'SCHEDULED']);
	const { list } = await call('POST', '/chat/v1/scheduled-message/batch-cancel', ids.slice(1));
	assert.deepEqual(
		list.map(({ id }) => id),
		ids.slice(1),
	);
	assert.deepEqual(statuses(), ['PROCESSED', 'CANCELED', 'CANCELED']);
});

test('a batch puts known contacts and new numbers into a sequence, and takes out whom it picks', async (t) => {
	const { sandbox, call } = await open(t);
	const sequence = first(sandbox.account.sequences);
	const contact = first(sandbox.account.contacts, ({ id }) => !sequence.contacts.has(id));
	const path = `/chat/v1/sequence/${sequence.id}/contact/batch`;
	const { body } = await call('POST', path, {
		contactIds: [contact.id, '00000000-0000-4000-8000-000000000000'],
		phoneNumbers: ['5548999990001'],
	});
	assert.equal(body.totalItems, 2);
	const [known, made] = objects(body.items).map(({ contactId }) => String(contactId));
	assert.equal(known, contact.id);
	assert.equal(sandbox.account.contacts.get(made)?.phoneNumber, '+55|48999990001');
	const { size } = sequence.contacts;
	assert.equal((await call('DELETE', path, { contactIds: [known], phoneNumbers: ['5548999990001'] })).status, 200);
	assert.equal(sequence.contacts.size, size - 2);
	assert.equal((await call('DELETE', path, {})).body.key, 'FORM_ERROR');
	assert.deepEqual(sandbox.departures, []);
});
