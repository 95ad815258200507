import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, objects, open } from './caller.mts';

const PHONE = '5511988887777';
const content = Buffer.from('%PDF-1.7').toString('base64');
const minute = 60_000;

test('a voice message comes as a sound that can be played', async (t) => {
	const { sandbox, call, control } = await open(t);
	const sent = await control('POST', '/messages', { phoneNumber: PHONE, type: 'AUDIO', text: 'Bom dia!' });
	const { body } = await call('GET', `/chat/v1/message/${String(sent.body.id)}`);
	const { name, mimeType, size, publicUrl } = fields(fields(body.details).file);
	assert.deepEqual([name, mimeType], ['audio.ogg', 'audio/ogg; codecs=opus']);
	const sound = Buffer.from(await (await fetch(String(publicUrl))).arrayBuffer());
	assert.equal(sound.length, size);
	const part = await fetch(String(publicUrl), { headers: { range: 'bytes=2-5' } });
	assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 2-5/${sound.length}`]);
	assert.deepEqual(Buffer.from(await part.arrayBuffer()), sound.subarray(2, 6));
	assert.deepEqual([sound.toString('latin1', 0, 4), sound.toString('latin1', 28, 36)], ['OggS', 'OpusHead']);
	assert.deepEqual(sandbox.departures, []);
});

test('documents, places, contacts and stickers come as what they are', async (t) => {
	const { sandbox, call, control } = await open(t);
	const place = { latitude: -25.4284, longitude: -49.2733, name: 'Loja Centro', address: 'Rua XV, 100' };
	const sent = await control('POST', '/messages', {
		phoneNumber: PHONE,
		messages: [
			{ text: 'Segue', file: { name: 'contrato.pdf', mimeType: 'application/pdf', content } },
			{ location: place },
			{ contact: { name: 'Ana', phoneNumber: '+55 41 97777-0000', email: 'ana@example.com' } },
			{ type: 'STICKER', file: { name: 'oi.webp', content } },
			{ type: 'LOCATION' },
			{ type: 'CONTACT' },
		],
	});
	const ids = sent.body.ids as string[];
	const messages = await Promise.all(ids.map(async (id) => (await call('GET', `/chat/v1/message/${id}`)).body));
	assert.deepEqual(
		messages.map(({ type, text }) => [type, text]),
		[
			['DOCUMENT', 'Segue'],
			['LOCATION', null],
			['CONTACT', null],
			['STICKER', null],
			['LOCATION', null],
			['CONTACT', null],
		],
	);
	const [document, location, contact, sticker, ...examples] = messages.map(({ details }) => fields(details));
	assert.equal(fields(document?.file).name, 'contrato.pdf');
	assert.deepEqual(location?.location, { url: null, ...place });
	assert.deepEqual(contact?.contact, {
		name: 'Ana',
		email: 'ana@example.com',
		phoneNumber: '+55|41977770000',
		phoneNumberFormatted: '(41) 97777-0000',
	});
	assert.equal(fields(sticker?.file).mimeType, 'image/webp');
	assert.equal(typeof fields(examples[0]?.location).latitude, 'number');
	assert.equal(typeof fields(examples[1]?.contact).phoneNumber, 'string');
	assert.equal(new Set(messages.map(({ sessionId }) => sessionId)).size, 1);
	assert.deepEqual(sandbox.departures, []);
});

test('several messages in a row go to the webhooks in their order, and to one session', async (t) => {
	const { sandbox, call, control } = await open(t);
	const events = ['MESSAGE_RECEIVED', 'SESSION_NEW'];
	await call('POST', '/core/v1/webhook/subscription', { name: 'Test', url: 'http://127.0.0.1:9/', events });
	const messages = ['Oi', 'tudo bem?', 'queria um orçamento'].map((text) => ({ text }));
	await control('POST', '/messages', { phoneNumber: '5541977770000', name: 'Ana', messages });
	await sandbox.deliveries.settle();
	const contents = sandbox.deliveries.records.map(({ event, body }) => [event, fields(fields(body).content).text]);
	assert.deepEqual(contents, [
		['SESSION_NEW', undefined],
		...messages.map(({ text }) => ['MESSAGE_RECEIVED', text]),
	]);
});

test('the address of a file is good for an hour, and each reading of the message tells one that is', async (t) => {
	const { sandbox, call, control } = await open(t);
	const file = { name: 'foto.png', mimeType: 'image/png', content };
	const { body: sent } = await control('POST', '/messages', { phoneNumber: PHONE, file });
	const told = async () => {
		const { body } = await call('GET', `/chat/v1/message/${String(sent.id)}`);
		return String(fields(fields(body.details).file).publicUrl);
	};
	const status = async (address: string, headers = {}) => (await fetch(address, { headers })).status;
	const address = await told();
	assert.equal(await told(), address);
	assert.equal(await status(address), 200);
	assert.equal(await status(address, { authorization: `Bearer ${sandbox.key}` }), 400);
	assert.equal(await status(address.replace(/\?.*/, '')), 403);
	assert.equal(await status(`${address.slice(0, -1)}g`), 403);
	sandbox.advance(59 * minute);
	assert.equal(await status(address), 200);
	sandbox.advance(12 * minute);
	assert.equal(await status(address), 403);
	assert.equal(await status(await told()), 200);
	const listed = await control('GET', `/messages?sessionId=${String(sent.sessionId)}`);
	const [shown] = objects(fields(listed.body).items);
	assert.equal(await status(String(fields(fields(shown?.details).file).publicUrl)), 200);
});

for (const [what, body, why] of [
	['nothing', {}, /text is missing/],
	['no text', { type: 'TEXT' }, /text is missing/],
	['a sticker without a file', { type: 'STICKER' }, /sticker needs a file/],
	['a type that no contact sends', { type: 'NOTE', text: 'x' }, /type must be one of/],
	['a list of nothing', { messages: [] }, /messages must be a list/],
	['a list of texts', { messages: ['Oi'] }, /Each message must be an object/],
	['a place with more', { location: { latitude: 1, longitude: 2, height: 3 } }, /Unknown: height/],
	['a contact with no number', { contact: { phoneNumber: 'x' } }, /telefone/],
] as const) {
	test(`a contact that writes ${what} is refused, and no contact comes into being`, async (t) => {
		const { sandbox, control } = await open(t);
		const contacts = sandbox.account.contacts.size;
		const { status, text } = await control('POST', '/messages', { phoneNumber: '5541977770000', ...body });
		assert.equal(status, 400);
		assert.match(text, why);
		assert.equal(sandbox.account.contacts.size, contacts);
	});
}
