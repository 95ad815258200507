import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const NUMBER = '+55 41 97777-0000';

/** A contact who has just written, so that files may be sent. */
async function talk(t: TestContext) {
	const { sandbox, credential } = await sandboxFor(t);
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Oi' });
	return { sandbox, credential, sessionId };
}

const sending = (more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation: 'sendFile',
	to: NUMBER,
	...more,
});

/** The message that came of it, and how it was sent. */
function sentIn({ account, requests }: Sandbox, sessionId: string) {
	const message = account.sessions.get(sessionId)?.messages.at(-1);
	const request = requests.at(-1);
	return {
		type: message?.type,
		text: message?.text,
		file: message?.details.file?.name,
		path: request?.path.replace(/[0-9a-f-]{36}/, '…'),
	};
}

const binary = (mimeType: string, fileName: string) => ({
	json: {} as IDataObject,
	binary: { data: { data: Buffer.from('content').toString('base64'), mimeType, fileName } },
});

describe('Send File', () => {
	for (const [mimeType, name, type] of [
		['image/jpeg', 'a.jpg', 'IMAGE'],
		['audio/ogg; codecs=opus', 'a.ogg', 'AUDIO'],
		['application/ogg', 'a.ogg', 'AUDIO'],
		['video/mp4', 'a.mp4', 'VIDEO'],
		['application/pdf', 'a.pdf', 'DOCUMENT'],
		['image/svg+xml', 'a.svg', 'DOCUMENT'],
		['text/csv', 'a.csv', 'DOCUMENT'],
	] as const) {
		it(`sends binary data of the type ${mimeType} as ${type.toLowerCase()}`, async (t) => {
			const { sandbox, credential, sessionId } = await talk(t);
			const parameters = sending({ fileSource: 'binary', options: { text: 'Veja' } });
			const { error, items, hints } = await run({ parameters, items: [binary(mimeType, name)], credential });
			assert.equal(error, undefined);
			assert.deepEqual(sentIn(sandbox, sessionId), {
				type,
				text: type === 'AUDIO' ? null : 'Veja',
				file: name,
				path: `/chat/v1/send/${type.toLowerCase()}`,
			});
			assert.equal(
				hints.some(({ message }) => message.includes('caption')),
				type === 'AUDIO',
			);
			const stored = [...sandbox.account.files.values()].at(-1);
			assert.equal(stored?.type, type);
			assert.equal(items[0].json.to, '+5541977770000');
		});
	}

	for (const [end, kind] of [
		['foto.JPG?x=1', 'image'],
		['voz.opus', 'audio'],
		['v.mp4', 'video'],
		['nota.pdf', 'document'],
		['download?id=5', 'document'],
	] as const) {
		it(`sends what is at …/${end} as ${kind}`, async (t) => {
			const { sandbox, credential } = await talk(t);
			const { error } = await run({ parameters: sending({ fileUrl: `https://example.com/${end}` }), credential });
			assert.equal(error, undefined);
			assert.equal(sandbox.requests.at(-1)?.path, `/chat/v1/send/${kind}`);
		});
	}

	it('sends as it is told, whatever the file is', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const parameters = sending({ fileSource: 'binary', sendAs: 'DOCUMENT' });
		await run({ parameters, items: [binary('image/png', 'a.png')], credential });
		assert.deepEqual(sentIn(sandbox, sessionId), {
			type: 'DOCUMENT',
			text: null,
			file: 'a.png',
			path: '/chat/v1/send/document',
		});
		const byUrl = {
			sendTo: 'session',
			sessionId: byId(sessionId),
			fileUrl: 'https://example.com/a.png',
			sendAs: 'DOCUMENT',
		};
		await run({ parameters: sending(byUrl), credential });
		assert.deepEqual(sentIn(sandbox, sessionId), {
			type: 'DOCUMENT',
			text: null,
			file: 'a.png',
			path: '/chat/v1/send/document',
		});
	});

	it('goes into a session, and waits for the outcome', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const into = { sendTo: 'session', sessionId: byId(sessionId) };
		const parameters = sending({ ...into, fileSource: 'binary', options: { text: 'Veja' } });
		await run({ parameters, items: [binary('image/png', 'a.png')], credential });
		assert.deepEqual(sentIn(sandbox, sessionId), {
			type: 'IMAGE',
			text: 'Veja',
			file: 'a.png',
			path: '/chat/v1/session/…/message',
		});
		await run({
			parameters: sending({ ...into, fileUrl: 'https://example.com/a.pdf', waitForOutcome: true }),
			credential,
		});
		assert.deepEqual(sentIn(sandbox, sessionId), {
			type: 'DOCUMENT',
			text: null,
			file: 'a.pdf',
			path: '/chat/v1/session/…/message/sync',
		});
	});

	it('of a file ID alone asks what it is, before anything is sent', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const uploaded = await run({
			parameters: { resource: 'file', operation: 'upload' },
			items: [binary('image/png', 'a.png')],
			credential,
		});
		const fileId = String(uploaded.items[0].json.id);
		sandbox.requests.length = 0;
		const { error } = await run({ parameters: sending({ fileSource: 'id', fileId }), credential });
		assert.equal(error?.message, "'Send As' has to say what the file is");
		assert.deepEqual(sandbox.requests, []);
		await run({ parameters: sending({ fileSource: 'id', fileId, sendAs: 'IMAGE' }), credential });
		assert.equal(sentIn(sandbox, sessionId).type, 'IMAGE');
	});

	it('takes all that the other sends take', async (t) => {
		const { sandbox, credential, sessionId } = await talk(t);
		const [channel] = sandbox.account.channels.values();
		const parameters = everyField('message', 'sendFile', {
			sendTo: 'recipient',
			to: NUMBER,
			from: byId(channel.id),
			fileSource: 'url',
			fileUrl: 'https://example.com/a.jpg',
			sendAs: 'detect',
			waitForOutcome: false,
			options: {
				text: 'Veja',
				botKey: '',
				refId: '',
				callbackUrl: '',
				senderId: 'arquivo-1',
				delayTyping: 1,
				enableBot: false,
				forceStartSession: false,
				hiddenSession: false,
				user: byId([...sandbox.account.agents.values()][0].userId),
				department: byId([...sandbox.account.departments.values()][0].id),
			},
		});
		const { error } = await run({ parameters, credential });
		assert.equal(error, undefined);
		assert.equal(sentIn(sandbox, sessionId).type, 'IMAGE');
		assert.equal(sandbox.account.sessions.get(sessionId)?.messages.at(-1)?.senderId, 'arquivo-1');
	});

	it('names the field of an item that has no file, and sends the others', async (t) => {
		const { sandbox, credential } = await talk(t);
		const items = [{ json: {}, binary: {} }, binary('image/png', 'a.png')];
		const result = await run({
			parameters: sending({ fileSource: 'binary' }),
			items,
			credential,
			onError: 'continueErrorOutput',
		});
		assert.equal(result.items.length, 1);
		assert.match(String(result.failed[0].json.error), /data/);
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'sendImage').length, 1);
	});
});
