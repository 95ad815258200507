import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import type { Service } from '../../../nodes/WtsChat/transport/service.ts';
import type * as ReplyModule from '../../../nodes/WtsChat/waiting/reply.ts';
import { built } from '../../built.mts';

const { earlyReply, missedReplies, receiveReply } = built<typeof ReplyModule>('nodes/WtsChat/waiting/reply');

const ASKED_AT = '2030-01-01T00:00:00.0000000Z';

/** A service with some messages and sessions; it notes what is written, and who was asked. */
function serviceWith({ messages = [], sessions = {} }: { messages?: IDataObject[]; sessions?: IDataObject }) {
	const written: IDataObject[] = [];
	const asked: string[] = [];
	const send = async ({ endpoint, path, body }: { endpoint: string; path?: { id?: string }; body?: IDataObject }) => {
		asked.push(endpoint);
		if (endpoint === 'POST /chat/v1/session/{id}/message') written.push({ sessionId: path?.id, ...body });
		if (endpoint === 'GET /chat/v1/message/{id}') return messages.find(({ id }) => id === path?.id);
		return sessions[path?.id ?? ''] ?? {};
	};
	const steps = {
		send,
		sendOnce: send,
		find: send,
		attempt: async (work: () => Promise<unknown>) => ({ value: await work() }),
		pause: async () => {},
		async *list() {
			yield* messages;
		},
	};
	return { written, asked, steps: steps as unknown as Service };
}

let questions = 0;

const questionWith = (more: Partial<ReplyModule.Question> = {}): ReplyModule.Question => ({
	sessionId: 'session',
	messageId: `question ${++questions}`,
	askedAt: ASKED_AT,
	waitUntil: '2030-01-02T00:00:00.000Z',
	addressee: {},
	wayBack: { subscriptionId: '' },
	form: { type: 'choice', choices: ['Sim', 'Não'] },
	isApproval: false,
	isReview: false,
	ifReplyDoesNotFit: 'askAgain',
	askAgainText: 'Só sim ou não, por favor.',
	read: [],
	...more,
});

let messages = 0;

const messageWith = (more: IDataObject): IDataObject => ({
	id: `message ${++messages}`,
	createdAt: '2030-01-01T00:00:05.0000000Z',
	type: 'TEXT',
	direction: 'FROM_HUB',
	sessionId: 'session',
	...more,
});

const eventWith = (more: IDataObject) => ({ eventType: 'MESSAGE_RECEIVED', content: messageWith(more) });

const contentOf = (resumption: object): IDataObject =>
	'content' in resumption ? (resumption.content as IDataObject) : assert.fail('it sleeps on');

describe('a reply in another session', () => {
	const sessions = {
		session: { contactId: 'ana', channelId: 'whatsapp' },
		next: { contactId: 'ana', channelId: 'whatsapp' },
		elsewhere: { contactId: 'ana', channelId: 'instagram' },
		foreign: { contactId: 'bia', channelId: 'whatsapp' },
		unknown: {},
	};

	it('counts if it is of the same contact on the same channel, and the conversation goes on there', async () => {
		const { steps } = serviceWith({ sessions });
		const content = contentOf(await receiveReply(eventWith({ sessionId: 'next', text: 'sim' }), questionWith(), steps));
		assert.equal(content.choice, 'Sim');
		assert.equal(content.sessionId, 'next');
	});

	it('is asked again there', async () => {
		const { steps, written } = serviceWith({ sessions });
		const question = questionWith();
		await receiveReply(eventWith({ sessionId: 'next', text: 'talvez' }), question, steps);
		assert.deepEqual(written, [{ sessionId: 'next', text: question.askAgainText }]);
	});

	for (const sessionId of ['elsewhere', 'foreign', 'unknown', 'gone']) {
		it(`does not count if the session is ${sessionId}`, async () => {
			const { steps } = serviceWith({ sessions });
			const resumption = await receiveReply(eventWith({ sessionId, text: 'sim' }), questionWith(), steps);
			assert.deepEqual(resumption, { taken: false });
		});
	}
});

describe('a voice message', () => {
	const audio = { type: 'AUDIO', text: null };

	it('is read as it was written down', async () => {
		const { steps } = serviceWith({});
		const details = { transcription: { text: 'Sim.', processing: false, error: false } };
		const content = contentOf(await receiveReply(eventWith({ ...audio, details }), questionWith(), steps));
		assert.equal(content.choice, 'Sim');
		assert.equal(content.text, 'Sim.');
	});

	it('is waited for while it is being written down', async () => {
		const event = eventWith({ ...audio, details: { transcription: { text: null, processing: true, error: false } } });
		const later = { ...event.content, details: { transcription: { text: 'não', processing: false, error: false } } };
		const { steps } = serviceWith({ messages: [later] });
		const content = contentOf(await receiveReply(event, questionWith(), steps));
		assert.equal(content.choice, 'Não');
		assert.deepEqual(content.reply, later);
	});

	it('does not fit a choice when it cannot be written down, and is not asked for again and again', async () => {
		const details = { transcription: { text: null, processing: false, error: true } };
		const { steps, asked } = serviceWith({});
		const resumption = await receiveReply(eventWith({ ...audio, details }), questionWith(), steps);
		assert.deepEqual(resumption, { taken: true });
		assert.deepEqual(asked, ['POST /chat/v1/session/{id}/message']);
	});
});

describe('what came before the execution slept', () => {
	const text = (time: string, words: string) => messageWith({ createdAt: `2030-01-01T00:00:${time}Z`, text: words });
	const before = messageWith({ createdAt: '2029-12-31T23:59:59.0000000Z', text: 'sim' });
	const own = messageWith({ direction: 'TO_HUB', text: 'sim' });

	it('is the reply if it fits, whatever the order of the list', async () => {
		const { steps, written } = serviceWith({
			messages: [text('09.0', 'não'), text('05.0', 'oi?'), text('07.0', 'sim'), before, own],
		});
		const content = contentOf(await earlyReply(questionWith(), steps));
		assert.equal(content.choice, 'Sim');
		assert.equal(written.length, 1);
	});

	it('is told from what came before by the time in UTC, wherever n8n is and whether the service says so or not', async () => {
		const { TZ } = process.env;
		process.env.TZ = 'America/Sao_Paulo';
		try {
			for (const askedAt of ['2030-01-01T00:00:00', ASKED_AT]) {
				for (const zone of ['', 'Z']) {
					const late = messageWith({ createdAt: `2029-12-31T23:59:59${zone}`, text: 'não' });
					const reply = messageWith({ createdAt: `2030-01-01T00:00:05${zone}`, text: 'sim' });
					const { steps } = serviceWith({ messages: [late, reply] });
					const content = contentOf(await earlyReply(questionWith({ askedAt }), steps));
					assert.equal(content.choice, 'Sim', `${askedAt} ${reply.createdAt}`);
				}
			}
		} finally {
			if (TZ === undefined) delete process.env.TZ;
			else process.env.TZ = TZ;
		}
	});

	it('is asked again once only, though it comes as an event too', async () => {
		const message = text('05.0', 'talvez');
		const { steps, written } = serviceWith({ messages: [before, own, message] });
		const question = questionWith();
		const found = await earlyReply(question, steps);
		assert.deepEqual(found, { read: [message.id] });
		assert.ok('read' in found);

		await receiveReply({ eventType: 'MESSAGE_RECEIVED', content: message }, question, steps);
		const asleep = { ...question, read: found.read };
		await receiveReply({ eventType: 'MESSAGE_RECEIVED', content: message }, asleep, steps);

		assert.equal(written.length, 1);
		assert.deepEqual(await missedReplies(asleep, steps), []);
	});

	it('is brought later as it would have been sent', async () => {
		const message = text('05.0', 'sim');
		const { steps } = serviceWith({ messages: [before, own, message] });
		const missed = await missedReplies(questionWith(), steps);
		assert.deepEqual(missed, [{ eventType: 'MESSAGE_RECEIVED', content: message }]);
	});
});

describe('asking again', () => {
	it('is done at most three times, and once for an event that comes twice', async () => {
		const { steps, written } = serviceWith({});
		const question = questionWith();
		for (let count = 1; count <= 5; count++) {
			const event = eventWith({ text: 'talvez' });
			await receiveReply(event, question, steps);
			await receiveReply(event, question, steps);
			assert.equal(written.length, Math.min(count, 3));
		}
	});

	it('is not remembered for good: of so many questions, only the latest', async () => {
		const { steps, written } = serviceWith({});
		const first = questionWith();
		const askedAgain = async (question: ReplyModule.Question) => {
			const { length } = written;
			await receiveReply(eventWith({ text: 'talvez' }), question, steps);
			return written.length > length;
		};
		for (let count = 0; count < 3; count++) assert.ok(await askedAgain(first));
		assert.ok(!(await askedAgain(first)));
		for (let count = 0; count < 30_000; count++) await askedAgain(questionWith());
		assert.ok(await askedAgain(first));
	});
});
