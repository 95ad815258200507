import { UserError } from 'n8n-workflow';
import type { Answer } from '../../../../contract';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import type { Workbench } from '../../steps/workbench';
import { ifNotFound } from '../../fields/result';
import { sessionId, withContractFields } from '../../fields/session';
import { filesIn, nameOfFile } from '../../steps/files';
import { wordsOf, type Message } from '../../steps/message';
import { entriesOf, momentOf, transcriptOf, type Entry } from '../../steps/transcript';

const SESSION = 'GET /chat/v2/session/{id}';
const MESSAGES = 'GET /chat/v1/session/{id}/message';
const NOTES = 'GET /chat/v1/session/{id}/note';
const AGENTS = 'GET /core/v1/agent';

/** Less has no room for one message and the word that others are left out. */
const FEWEST_CHARACTERS = 200;

export const getTranscript = stepwise({
	name: 'Get Transcript',
	value: 'getTranscript',
	action: 'Get transcript of session',
	description:
		'Read a whole conversation in its order, as one text that an AI model can take and as a list of messages',
	endpoint: [SESSION, MESSAGES, NOTES, AGENTS],
	properties: [
		{ ...sessionId, description: 'The conversation to read' },
		collection.options([
			ifNotFound,
			{
				displayName: 'Include Internal Notes',
				name: 'includeNotes',
				type: 'boolean',
				default: false,
				description: 'Whether notes of the team are in it too, which the contact does not see',
			},
			{
				displayName: 'Maximum Characters',
				name: 'maximumCharacters',
				type: 'number',
				typeOptions: { minValue: FEWEST_CHARACTERS, numberPrecision: 0 },
				default: 20000,
				description:
					'How long the text may be, as a model takes only so much; of what is too much, the earliest is left out, and the text says so',
			},
			{
				displayName: 'Maximum Messages',
				name: 'maximumMessages',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 100,
				description: 'How many messages to read at the most, the latest ones',
			},
		]),
	],
	target: ({ sessionId }) => sessionId,
	execute: async ({ sessionId, options }, workbench) => {
		const session = await workbench.find({
			endpoint: SESSION,
			path: { id: sessionId },
			query: { includeDetails: ['AgentDetails', 'ContactDetails'] },
		});
		if (!session) {
			if (options.ifNotFound === 'nothing') return [];
			throw new UserError('The account has no session with this ID', {
				description: "Check 'Session ID': it may be mistyped, deleted, or belong to another account.",
			});
		}
		const most = options.maximumMessages ?? Infinity;
		const { reader, timezone } = workbench;
		const mostCharacters = Math.min(options.maximumCharacters ?? Infinity, reader?.characters ?? Infinity);
		const messages: Message[] = [];
		let more = false;
		for (const endpoint of options.includeNotes ? ([MESSAGES, NOTES] as const) : ([MESSAGES] as const)) {
			const read = await latest(workbench, endpoint, sessionId, most, mostCharacters);
			messages.push(...read.messages);
			more ||= read.more;
		}
		const kept = messages.toSorted((a, b) => momentOf(a) - momentOf(b)).slice(-most);
		more ||= kept.length < messages.length;
		const { contactDetails, agentDetails } = session;
		const entries = entriesOf(kept, {
			contact: contactDetails?.name || contactDetails?.phonenumberFormatted || contactDetails?.instagram || undefined,
			agents: await namesOfAgents(workbench, kept, agentDetails),
			timezone,
		});
		const { text, shown } = transcriptOf(entries, more, mostCharacters);
		return [
			{
				...factsOf(withContractFields(session)),
				timezone,
				transcript: text,
				messageCount: shown.length,
				truncated: more || shown.length < kept.length,
				// A model would read everything twice.
				...(!reader && { messages: shown.map(dataOf) }),
			},
		];
	},
	example: (record) => {
		const message = record(MESSAGES);
		const entries = entriesOf([message], { contact: undefined, agents: new Map(), timezone: 'UTC' });
		return {
			...factsOf(record('GET /chat/v2/session/{id}')),
			timezone: 'UTC',
			transcript: 'text',
			messageCount: 1,
			truncated: true,
			messages: entries.map(dataOf),
		};
	},
});

/** What is told of the session beside what was written in it. */
const factsOf = ({ id, number, status, contactId, contactDetails, startAt, endAt }: Answer<typeof SESSION>) => ({
	sessionId: id,
	number,
	status,
	contactId,
	contactName: contactDetails?.name,
	startAt,
	endAt,
});

/** An entry as the output has it. */
const dataOf = ({ message, role, author, time, words }: Entry) => ({
	id: message.id,
	createdAt: message.createdAt,
	time,
	role,
	author,
	type: message.type,
	text: words,
	files: filesIn({ ...message }).map((file) => ({
		name: nameOfFile(file),
		mimeType: file.mimeType ?? null,
		url: file.address,
	})),
	templateId: message.templateId,
	replyTo: message.refId,
});

/**
 * The latest messages or notes of a session.
 * @param most how many at the most
 * @param mostCharacters more are not read once their texts are longer than this
 * @returns them, and whether there are earlier ones
 */
async function latest(
	workbench: Workbench<typeof MESSAGES | typeof NOTES>,
	endpoint: typeof MESSAGES | typeof NOTES,
	id: string,
	most: number,
	mostCharacters: number,
): Promise<{ messages: Message[]; more: boolean }> {
	const query = { OrderBy: 'CreatedAt', OrderDirection: 'DESCENDING' } as const;
	const messages: Message[] = [];
	let characters = 0;
	let before = Infinity;
	// The service's word is not taken for the order: where it gives another one, all are read.
	let latestFirst = true;
	for await (const message of workbench.list({ endpoint, path: { id }, query }, 'PageNumber')) {
		// Should notes be among the messages too, they are not taken twice, nor where nobody wants them.
		if ((message.type === 'NOTE') !== (endpoint === NOTES)) continue;
		latestFirst &&= momentOf(message) <= before;
		before = momentOf(message);
		if (latestFirst && (messages.length === most || characters > mostCharacters)) {
			return { messages: messages.toReversed(), more: true };
		}
		messages.push(message);
		characters += wordsOf(message).length;
	}
	return { messages: messages.toReversed(), more: false };
}

/** The names of the agents who wrote something; they are asked for only where the session does not tell them. */
async function namesOfAgents(
	workbench: Workbench<typeof AGENTS>,
	messages: readonly Message[],
	ofSession: Answer<typeof SESSION>['agentDetails'],
): Promise<ReadonlyMap<string, string>> {
	const names = new Map<string, string>();
	const add = ({ userId, name }: { userId?: string; name?: string | null }) => {
		if (userId && name) names.set(userId, name);
	};
	if (ofSession) add(ofSession);
	if (messages.some(({ userId }) => userId && !names.has(userId))) {
		(await workbench.sendOnce({ endpoint: AGENTS })).forEach(add);
	}
	return names;
}
