// The kinds of work that begin when a contact writes.
import { setTimeout as wait } from 'node:timers/promises';
import { prepareExample } from '../../harness/examples.mts';
import { chain, webhook } from '../../harness/n8n/chain.mts';
import { chatbotAddress } from '../../harness/n8n/chatbotAddress.mts';
import {
	addFields,
	answersIn,
	byId,
	call,
	comesTrue,
	countsOf,
	digest,
	messagesOf,
	openSessions,
	receive,
	wtsChat,
	type Bench,
	type Work,
} from './bench.mts';
import { Fates, toldBy } from './fates.mts';
import { digestAt, pictureOf } from './pictures.mts';

/** Somebody writes and is answered by the example, which then completes the session. */
export async function answerContacts({ shop }: Bench): Promise<Work> {
	const fates = new Fates();
	const { id: _, ...workflow } = await prepareExample('contact-writes-answer-complete', shop.credential, {});
	let contacts = 0;
	const round = async () => {
		const phoneNumber = `55219400${String(contacts++).padStart(5, '0')}`;
		const { sessionId } = await receive(shop, { phoneNumber, name: 'Íris', text: 'Olá' });
		// What became of it is seen when all is done: the executions go on side by side.
		fates.told.set(sessionId, 'lost');
	};
	const check = async () => {
		const { completions } = await countsOf(shop);
		const answers = new Map<string, number>();
		for (const id of fates.told.keys()) {
			answers.set(id, (await answersIn(shop, id)).length);
			// Where the answer failed or its fate is not known, the execution has ended with that error.
			fates.told.set(id, completions[id] ? 'done' : 'unknown');
		}
		fates.checkDone((id) => answers.get(id) ?? 0);
		fates.checkOnce((id) => answers.get(id) ?? 0);
	};
	return { name: 'WTS Chat Trigger, answer, complete', every: 10_000, workflow, fates, round, check };
}

/** A contact is asked something, and the execution sleeps until the reply. */
export function askContacts(bench: Bench): Work {
	const { shop, replies } = bench;
	const fates = new Fates();
	const ask = wtsChat(shop.credential, {
		resource: 'message',
		operation: 'sendAndWait',
		sendTo: 'session',
		sessionId: byId('={{ $json.body.sessionId }}'),
		message: 'Tudo certo?',
	});
	const keepSession = addFields({ sessionId: "={{ $('Webhook').first().json.body.sessionId }}" });
	const workflow = { name: 'ask', ...chain(webhook('ask'), ask, keepSession, replies.node) };
	const round = async () => {
		const [sessionId = ''] = await openSessions(shop, 1);
		fates.told.set(sessionId, 'lost');
		await call<object>(bench, 'ask', { sessionId });
		const heard = () => replies.items.find((reply) => reply.sessionId === sessionId);
		const isAsked = async () => heard() !== undefined || (await messagesOf(shop, sessionId)).length > 1;
		if (!(await comesTrue(isAsked))) return;
		// n8n takes a moment to put the execution to sleep; a person needs longer to read.
		await wait(2_000);
		if (heard() === undefined) await receive(shop, { sessionId, text: 'Sim' });
		if (!(await comesTrue(() => heard() !== undefined))) return;
		fates.told.set(sessionId, toldBy(heard()));
		if (heard()?.replied === false) fates.untrue.add(sessionId);
	};
	return { name: 'Message: Send and Wait for Reply', every: 20_000, workflow, fates, round, check: async () => {} };
}

/** What a contact writes in a row. */
const LINES = ['Oi', 'tudo bem?', 'queria saber o preço', 'deste aqui'];

/**
 * A contact writes in several messages, the last one with a picture, and gets back what the trigger has joined: all lines
 * in one message, with the picture.
 */
export function joinMessages({ clinic, replies }: Bench): Work {
	const fates = new Fates();
	const digests = new Map<string, string>();
	const { id, name } = clinic.credential;
	const trigger = {
		name: 'WTS Chat Trigger',
		type: 'n8n-nodes-wts-chat.wtsChatTrigger',
		typeVersion: 1,
		webhookId: crypto.randomUUID(),
		parameters: {
			events: ['MESSAGE_RECEIVED'],
			addDetails: false,
			joinMessages: true,
			// Those who talk to the chatbot are nobody's.
			filters: { lookedAfter: 'somebody' },
			options: { downloadFiles: true },
		},
		credentials: { wtsApi: { id, name } },
	};
	const sendBack = wtsChat(clinic.credential, {
		resource: 'message',
		operation: 'sendFile',
		sendTo: 'session',
		sessionId: byId('={{ $json.content.sessionId }}'),
		fileSource: 'binary',
		options: { text: '={{ $json.text }}' },
	});
	const begun = "$('WTS Chat Trigger').first().json";
	const keep = addFields({
		sessionId: `={{ ${begun}.content.sessionId }}`,
		missing: `={{ ${begun}.joinError ?? ${begun}.fileError }}`,
	});
	const workflow = { name: 'join', ...chain(trigger, sendBack, keep, replies.node) };
	let pictures = 0;
	const round = async () => {
		const [sessionId = ''] = await openSessions(clinic, 1);
		const picture = pictureOf(pictures++);
		fates.told.set(sessionId, 'lost');
		digests.set(sessionId, picture.digest);
		for (const [index, text] of LINES.entries()) {
			const isLast = index === LINES.length - 1;
			await receive(clinic, { sessionId, text, ...(isLast && { file: picture.file }) });
			if (!isLast) await wait(700);
		}
	};
	const check = async () => {
		const answers = new Map<string, number>();
		for (const sessionId of fates.told.keys()) {
			const reply = replies.items.find((each) => each.sessionId === sessionId);
			fates.told.set(sessionId, reply?.missing ? 'failed' : toldBy(reply));
			const [first, ...more] = await answersIn(clinic, sessionId);
			answers.set(sessionId, first ? 1 + more.length : 0);
			if (!first || reply?.missing) continue;
			const isWhole = first.text === LINES.join('\n');
			const isPicture = (await digestAt(first.details.file?.publicUrl ?? '')) === digests.get(sessionId);
			if (!isWhole || !isPicture) fates.untrue.add(sessionId);
		}
		fates.checkDone((sessionId) => answers.get(sessionId) ?? 0);
		fates.checkOnce((sessionId) => answers.get(sessionId) ?? 0);
	};
	return { name: 'WTS Chat Trigger joins, sends back', every: 20_000, workflow, fates, round, check };
}

/** A call of a chatbot's block, as the sandbox has it. */
interface BlockCall {
	readonly sessionId: string;
	/** Null while it is under way. */
	readonly way: string | null;
	readonly problems: string[];
}

/** A chatbot's webhook block asks n8n about a picture that a contact sent; the contact gets the picture's digest. */
export async function answerChatbot({ clinic, webhooks }: Bench): Promise<Work> {
	const fates = new Fates();
	const digests = new Map<string, string>();
	const ids = { id: crypto.randomUUID(), webhookId: crypto.randomUUID() };
	const trigger = {
		name: 'WTS Chat Chatbot Trigger',
		type: 'n8n-nodes-wts-chat.wtsChatChatbotTrigger',
		typeVersion: 2,
		parameters: { otherwiseResponse: 'OTHERWISE', options: { downloadFiles: true } },
	};
	const respond = wtsChat(clinic.credential, {
		resource: 'chatbot',
		operation: 'respond',
		response: 'KNOWN',
		messages: { entries: [{ type: 'text', text: '={{ $json.digest ?? "?" }}' }] },
	});
	const { nodes, ...rest } = chain(trigger, digest, respond);
	const workflow = { name: 'chatbot', ...rest, nodes: [{ ...nodes[0], ...ids }, ...nodes.slice(1)] };
	const chatbots = await clinic.account.control<Array<{ id: string; type: string }>>('GET', '/chatbots');
	const chatbot = chatbots.find(({ type }) => type === 'Reactive');
	const block = {
		key: 'ask',
		url: chatbotAddress(webhooks, ids),
		listens: true,
		ways: { KNOWN: 'END', OTHERWISE: 'END' },
	};
	await clinic.account.control('PUT', `/chatbots/${chatbot?.id}`, { blocks: [block] });
	let contacts = 0;
	const round = async () => {
		const phoneNumber = `55419400${String(contacts).padStart(5, '0')}`;
		const { file, digest } = pictureOf(contacts++);
		const { sessionId } = await receive(clinic, { phoneNumber, name: 'Íris', text: 'O que é isto?', file });
		fates.told.set(sessionId, 'lost');
		digests.set(sessionId, digest);
	};
	const check = async () => {
		const calls = await clinic.account.control<BlockCall[]>('GET', '/block-calls');
		const answers = new Map<string, number>();
		for (const sessionId of fates.told.keys()) {
			const texts = (await answersIn(clinic, sessionId)).map(({ text }) => text);
			answers.set(sessionId, texts.length);
			const asked = calls.find((each) => each.sessionId === sessionId);
			// A call that nothing usable came back to leaves the contact without an answer.
			if (!asked?.way || asked.problems.length > 0) continue;
			fates.told.set(sessionId, texts.length === 0 || texts[0] === '?' ? 'failed' : 'done');
			if (texts.some((text) => text !== '?' && text !== digests.get(sessionId))) fates.untrue.add(sessionId);
		}
		fates.checkOnce((sessionId) => answers.get(sessionId) ?? 0);
	};
	return { name: 'WTS Chat Chatbot Trigger, Respond', every: 10_000, workflow, fates, round, check };
}
