// A chatbot's webhook blocks: what is posted to n8n, and how its answer is carried out (observed.md §4). Chatbots of the
// sandbox consist of nothing else.
import { known, tagNames, type Account, type Contact, type Message, type Session } from './account.mts';
import { answerOf, questionOf, type BlockAnswer, type Choice, type Question } from './block-answers.mts';
import { contactChanged } from './contacts.mts';
import { mergeCustomFields } from './custom-fields.mts';
import { mergeMetadata } from './metadata.mts';
import { addMessage, deliver } from './messages.mts';
import { carryOut, planSend } from './sending.mts';
import { sessionChanged } from './sessions.mts';

/** Where a way leads that leads to no block: the chatbot ends, and the session waits for an agent. */
export const END = 'END';

/** A block that asks an address what to do. */
export interface Block {
	/** What it is known by within its chatbot. */
	key: string;
	/** DYNAMIC_QUESTION: what it gets is a question, whose choices the contact sees. */
	type: 'WEBHOOK' | 'DYNAMIC_QUESTION';
	url: string;
	/** Whether it waits until the contact writes before it asks. The first block always does. */
	listens: boolean;
	/** Where each of its response keys leads: to the key of a block, or END. */
	ways: Record<string, string>;
	/** Where the main way leads, which it goes without a response key: to the key of a block, or END. */
	next: string;
	/** What the platform joins of what a contact writes within so many milliseconds. */
	tolerance: number;
	/** How many milliseconds it waits for an answer. */
	patience: number;
}

/** One call of a block, and what became of it. */
export interface BlockCall {
	sessionId: string;
	block: string;
	body: unknown;
	/** The status that came back; null while it is under way, and if none came. */
	status: number | null;
	/** The text that came back. */
	answer: string | null;
	/** Where the chatbot went; null while it is under way. */
	way: string | null;
	/** What was wrong with the answer, one sentence each; the chatbot goes its main way then. */
	problems: string[];
	/** Milliseconds that it took. */
	duration: number | null;
}

/** How far a conversation has come in its chatbot. */
export interface Talk {
	block: string;
	/** What the contact has written since the last call. */
	heard: Message[];
	/** The question that the contact is to answer. */
	question: Question | null;
	/** What was asked and answered so far. */
	questions: Record<string, { text: string; answer: string }>;
	/** Counts what the contact writes, to know whether more came within the tolerance. */
	turn: number;
	isCalling: boolean;
}

/** What the platform joins, and how long it waits, unless the block says otherwise; assumptions (not seen). */
export const usualBlock = {
	type: 'WEBHOOK',
	listens: false,
	ways: {},
	next: END,
	tolerance: 2_000,
	patience: 30_000,
} as const;

/**
 * Gives a chatbot its blocks, the one that it begins with first; conversations that run in it begin anew.
 * @throws RangeError when the chatbot is unknown, or a way leads to no block
 */
export function setBlocks(account: Account, chatbotId: string, blocks: Block[]): void {
	known(account.chatbots, chatbotId, 'chatbot');
	const places = new Set([END, ...blocks.map(({ key }) => key)]);
	if (places.size !== blocks.length + 1) throw new RangeError('Two blocks have the same key');
	for (const { ways, next } of blocks) {
		const astray = [next, ...Object.values(ways)].find((place) => !places.has(place));
		if (astray !== undefined) throw new RangeError(`No block ${astray}`);
	}
	account.blocks.set(chatbotId, blocks);
	for (const session of account.sessions.values()) if (session.botId === chatbotId) account.talks.delete(session.id);
}

/** Lets the chatbot of a session, if it has blocks, hear what the contact wrote. A new session gets a reactive chatbot. */
export function hear(account: Account, message: Message): void {
	const session = known(account.sessions, message.sessionId, 'session');
	if (session.botId === null && session.messages.length === 1) {
		session.botId = reactiveBot(account, session);
		if (session.botId !== null) session.status = 'STARTED';
	}
	const blocks = account.blocks.get(session.botId ?? '');
	const [first] = blocks ?? [];
	if (first === undefined || session.status === 'IN_PROGRESS') return;
	const talk: Talk = account.talks.get(session.id) ?? {
		block: first.key,
		heard: [],
		question: null,
		questions: {},
		turn: 0,
		isCalling: false,
	};
	account.talks.set(session.id, talk);
	talk.heard.push(message);
	talk.turn += 1;
	if (talk.isCalling) return;
	const block = blockOf(account, session, talk);
	if (block === undefined) return;
	if (talk.question !== null) return choose(account, session, talk, block, talk.question, message);
	askLater(account, session, talk, block);
}

/** The choices that a session's contact sees now. */
export const choicesOf = (account: Account, sessionId: string): Choice[] =>
	account.talks.get(sessionId)?.question?.options ?? [];

function reactiveBot(account: Account, session: Session): string | null {
	const bots = [...account.chatbots.values()];
	const isMeant = ({ id, type, channelIds }: (typeof bots)[number]) =>
		type === 'Reactive' && account.blocks.has(id) && channelIds?.includes(session.channelId) !== false;
	return bots.find(isMeant)?.id ?? null;
}

const blockOf = (account: Account, { botId }: Session, talk: Talk): Block | undefined =>
	account.blocks.get(botId ?? '')?.find(({ key }) => key === talk.block);

/** Asks once the contact has written nothing more for the block's tolerance. */
function askLater(account: Account, session: Session, talk: Talk, block: Block): void {
	const { turn } = talk;
	account.schedule.add(account.clock.now() + block.tolerance, () => {
		if (account.talks.get(session.id) === talk && talk.turn === turn && !talk.isCalling)
			ask(account, session, talk, block);
	});
}

function ask(account: Account, session: Session, talk: Talk, block: Block): void {
	const contact = known(account.contacts, session.contactId, 'contact');
	const call: BlockCall = {
		sessionId: session.id,
		block: block.key,
		body: callBody(account, session, contact, talk, block),
		status: null,
		answer: null,
		way: null,
		problems: [],
		duration: null,
	};
	account.blockCalls.push(call);
	talk.isCalling = true;
	const heard = talk.heard.length;
	account.outbox.ask(block.url, call.body, block.patience, ({ status, text, problem, duration }) => {
		Object.assign(call, { status, answer: text, duration });
		talk.isCalling = false;
		talk.heard.splice(0, heard);
		// An agent may have taken over, or the session may have ended, meanwhile.
		if (account.talks.get(session.id) !== talk || session.botId === null || session.status === 'IN_PROGRESS') {
			call.way = 'NOWHERE';
			return;
		}
		if (problem !== null) call.problems.push(problem);
		else if (status !== 200) call.problems.push(`The status is ${status}`);
		const isGood = call.problems.length === 0;
		if (block.type === 'DYNAMIC_QUESTION') {
			const question = isGood ? questionOf(text ?? '', call.problems) : undefined;
			if (question) askContact(account, session, talk, block, question, call);
			else go(account, session, talk, (call.way = block.next));
			return;
		}
		const answer = (isGood && answerOf(text ?? '', Object.keys(block.ways), call.problems)) || {};
		follow(account, session, contact, answer, call);
		go(account, session, talk, (call.way = block.ways[answer.response ?? ''] ?? block.next));
	});
}

/** Stores and sends what an answer says. */
function follow(account: Account, session: Session, contact: Contact, answer: BlockAnswer, call: BlockCall): void {
	if (answer.metadata) session.metadata = mergeMetadata(session.metadata, answer.metadata);
	if (answer.contact) {
		const { metadata, name, email, instagram, annotation, ...customFields } = answer.contact;
		Object.assign(
			contact,
			...Object.entries({ name, email, instagram, annotation }).flatMap(([field, value]) =>
				value === undefined ? [] : [{ [field]: value }],
			),
		);
		contact.customFields = mergeCustomFields(account, 'CONTACT', contact.customFields, customFields);
		for (const key of Object.keys(customFields))
			if (![...account.customFields.values()].some((field) => field.key === key))
				call.problems.push(`The account has no custom field ${key}`);
		if (metadata) contact.metadata = mergeMetadata(contact.metadata, metadata as Record<string, unknown>);
		contactChanged(account, contact);
	}
	if (answer.metadata) sessionChanged(account, session);
	for (const message of answer.messages ?? []) {
		try {
			const planned = planSend(
				account,
				{ sessionId: session.id },
				{
					text: message.text,
					file: message.fileUrl ?? message.fileId,
					templateId: message.template?.id,
					parameters: message.template?.parameters,
				},
			);
			carryOut(account, { ...planned, message: { ...planned.message, origin: 'BOT' } });
		} catch (error) {
			call.problems.push(error instanceof Error ? error.message : String(error));
		}
	}
}

/** Goes to where a way leads. */
function go(account: Account, session: Session, talk: Talk, place: string): void {
	const block = account.blocks.get(session.botId ?? '')?.find(({ key }) => key === place);
	if (block === undefined) {
		session.botId = null;
		session.status = 'PENDING';
		account.talks.delete(session.id);
		sessionChanged(account, session);
		return;
	}
	talk.block = block.key;
	if (block.listens && talk.heard.length === 0) return;
	if (block.listens) askLater(account, session, talk, block);
	else ask(account, session, talk, block);
}

function askContact(
	account: Account,
	session: Session,
	talk: Talk,
	block: Block,
	question: Question,
	call: BlockCall,
): void {
	talk.question = question;
	call.way = block.key;
	const numbered = question.options.map(({ text }, index) => `${index + 1}. ${text}`);
	const text = [question.text, ...(question.type === 'NUMBERS' ? numbered : [])].filter(Boolean).join('\n');
	const type = question.type === 'NUMBERS' ? 'TEXT' : question.type;
	const message = addMessage(account, session, { direction: 'TO_HUB', origin: 'BOT', type, text: text || '…' });
	deliver(account, message);
}

/** Takes what the contact wrote as the answer to a question; what is none of the choices is asked for again. */
function choose(
	account: Account,
	session: Session,
	talk: Talk,
	block: Block,
	question: Question,
	message: Message,
): void {
	const said = message.text?.trim().toLowerCase() ?? '';
	const byNumber = question.type === 'NUMBERS' ? question.options[Number(said) - 1] : undefined;
	const choice = byNumber ?? question.options.find(({ text }) => text.toLowerCase() === said);
	if (choice === undefined) {
		const again = addMessage(account, session, { direction: 'TO_HUB', origin: 'BOT', text: 'Escolha uma das opções.' });
		deliver(account, again);
		return;
	}
	talk.question = null;
	talk.questions[block.key] = { text: question.text, answer: choice.text };
	go(account, session, talk, block.next);
}

/** What a block posts (observed.md §4): custom fields stand among the fixed ones of the contact. */
function callBody(account: Account, session: Session, contact: Contact, talk: Talk, block: Block): object {
	const channel = known(account.channels, session.channelId, 'channel');
	const last = session.messages.findLast(({ direction }) => direction === 'FROM_HUB');
	const fileOf = ({ details: { file }, fileId }: Message) =>
		file
			? {
					publicUrl: file.publicUrl ?? null,
					mimeType: file.mimeType ?? null,
					id: file.id ?? fileId,
					name: file.name ?? null,
				}
			: [];
	return {
		responseKeys: Object.keys(block.ways),
		sessionId: session.id,
		session: {
			id: session.id,
			createdAt: session.createdAt,
			departmentId: session.departmentId,
			userId: session.userId,
			number: session.number,
			utm: session.utm,
		},
		channel: {
			id: channel.id,
			key: channel.number,
			platform: channel.type.endsWith('WhatsApp') ? 'WhatsApp' : channel.type,
			displayName: channel.identity?.displayName ?? null,
		},
		contact: {
			id: contact.id,
			name: contact.name,
			'first-name': contact.name?.split(' ')[0] ?? null,
			phonenumber: contact.phoneNumber,
			'display-phonenumber': contact.phoneNumberFormatted,
			email: contact.email,
			instagram: contact.instagram,
			annotation: contact.annotation,
			tags: tagNames(account, contact),
			...contact.customFields,
			metadata: contact.metadata,
		},
		questions: talk.questions,
		menus: {},
		templates: {},
		metadata: session.metadata,
		lastMessage: last ? messageBody(last) : null,
		lastContactMessage: last ? messageBody(last) : null,
		lastMessagesAggregated: {
			text: talk.heard.flatMap(({ text }) => text ?? []).join('\n'),
			files: talk.heard.flatMap(fileOf),
		},
	};
}

function messageBody({ id, createdAt, type, text, fileId, details: { file } }: Message): object {
	if (!file) return { id, createdAt, type, text, fileId };
	const { publicUrl, extension, mimeType, name, size } = file;
	return { id, createdAt, type, text, fileId, file: { publicUrl, extension, mimeType, name, size } };
}
