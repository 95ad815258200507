// The kinds of work that the soak does, each a workflow of its own and a round of it that is done again and again.
import { setTimeout as wait } from 'node:timers/promises';
import { prepareExample } from '../../harness/examples.mts';
import { chain, webhook, type ChainedNode } from '../../harness/n8n/chain.mts';
import type { Collector } from '../../harness/n8n/collector.mts';
import type { Credential, Workflow } from '../../harness/n8n/n8n.mts';
import type { BenchAccount } from '../account.mts';
import { Fates, toldBy, type ItemOut } from './fates.mts';

/** After so long without any news, what was waited for counts as lost, in milliseconds. */
const LOST_AFTER = 180_000;

/** What the work is done with. */
export interface Bench {
	readonly account: BenchAccount;
	readonly credential: Credential;
	/** Where n8n takes webhooks, without a slash at its end. */
	readonly webhooks: string;
	/** Gets what executions that waited have to tell. */
	readonly replies: Collector<Reply>;
}

/** What comes out when a contact has replied, or could not be asked. */
export interface Reply extends ItemOut {
	readonly sessionId: string;
	readonly replied?: boolean;
}

export interface Work {
	readonly name: string;
	/** Milliseconds from the beginning of one round to that of the next. */
	readonly every: number;
	readonly workflow: Omit<Workflow, 'id'>;
	readonly fates: Fates;
	/** Does it once more. */
	round(): Promise<void>;
	/** Holds what the node told against what the account knows, when all is done. */
	check(): Promise<void>;
}

/** All kinds of work. */
export const allWork = async (bench: Bench): Promise<Work[]> => [
	completeSessions(bench),
	sendMessages(bench),
	keepContacts(bench),
	readSessions(bench),
	await answerContacts(bench),
	askContacts(bench),
];

/** Fifty sessions are completed by their IDs. */
function completeSessions(bench: Bench): Work {
	const fates = new Fates();
	const workflow = answering(
		'complete',
		'sessionIds',
		wtsChat(bench, {
			resource: 'session',
			operation: 'complete',
			sessionId: byId('={{ $json.sessionIds }}'),
		}),
	);
	const round = async () => {
		const sessionIds = await openSessions(bench, 50);
		await tell(fates, sessionIds, call(bench, 'complete', { sessionIds }));
	};
	const check = async () => {
		const { completions } = await countsOf(bench);
		fates.checkDone((id) => completions[id] ?? 0);
	};
	return { name: 'Session: Complete', every: 5_000, workflow, fates, round, check };
}

/** Twenty contacts get a text each. */
function sendMessages(bench: Bench): Work {
	const fates = new Fates();
	const workflow = answering(
		'send',
		'numbers',
		wtsChat(bench, {
			resource: 'message',
			operation: 'sendText',
			sendTo: 'recipient',
			to: '=+{{ $json.numbers }}',
			text: 'Olá! O seu pedido chegou.',
		}),
	);
	const round = async () => {
		const sessionIds = await openSessions(bench, 20);
		const numbers = await Promise.all(sessionIds.map(async (id) => await numberOf(bench, id)));
		await tell(fates, numbers, call(bench, 'send', { numbers }));
	};
	const check = async () => {
		const { messages } = await countsOf(bench);
		const timesSent = (number: string) => messages[number] ?? 0;
		fates.checkDone(timesSent);
		fates.checkFailed(timesSent);
		fates.checkOnce(timesSent);
	};
	return { name: 'Message: Send Text', every: 3_000, workflow, fates, round, check };
}

/** A hundred contacts of a thousand are created or updated, which travels in one request. */
function keepContacts(bench: Bench): Work {
	const fates = new Fates();
	let rounds = 0;
	const workflow = answering(
		'contacts',
		'numbers',
		wtsChat(bench, {
			resource: 'contact',
			operation: 'upsert',
			name: '=Cliente {{ $json.numbers.slice(-4) }}',
			phoneNumber: '=+{{ $json.numbers }}',
		}),
	);
	const round = async () => {
		const first = (rounds++ % 10) * 100;
		const numbers = Array.from({ length: 100 }, (_, index) => `55119300${String(first + index).padStart(5, '0')}`);
		await tell(fates, numbers, call(bench, 'contacts', { numbers }));
	};
	const check = async () => {
		const found = new Map<string, number>();
		for (const number of fates.told.keys()) {
			const { total } = await bench.account.control<{ total: number }>('GET', `/contacts?search=${number}&count=1`);
			found.set(number, total);
		}
		const timesThere = (number: string) => found.get(number) ?? 0;
		fates.checkDone(timesThere);
		fates.checkOnce(timesThere);
	};
	return { name: 'Contact: Create or Update', every: 10_000, workflow, fates, round, check };
}

/** All sessions that were completed long before the soak began are read, over several pages. */
function readSessions(bench: Bench): Work {
	const fates = new Fates();
	const createdBefore = new Date(Date.now() - 60 * 60_000).toISOString();
	const workflow = {
		name: 'read',
		...chain(
			webhook('read', { responseMode: 'lastNode', responseData: 'allEntries' }),
			wtsChat(bench, {
				resource: 'session',
				operation: 'getAll',
				returnAll: true,
				filters: { status: ['COMPLETED'], createdBefore },
			}),
		),
	};
	let before: string[] | undefined;
	let rounds = 0;
	const round = async () => {
		const items = (await call(bench, 'read', {})) as Array<ItemOut & { id: string }>;
		const ids = items.map(({ id }) => id).sort();
		before ??= ids;
		const round = `round ${++rounds}`;
		fates.told.set(round, toldBy(items[0]));
		if (items[0]?.error === undefined && ids.join() !== before.join()) fates.untrue++;
	};
	return { name: 'Session: Get Many', every: 10_000, workflow, fates, round, check: async () => {} };
}

/** Somebody writes and is answered by the example, which then completes the session. */
async function answerContacts(bench: Bench): Promise<Work> {
	const fates = new Fates();
	const { id: _, ...workflow } = await prepareExample('contact-writes-answer-complete', bench.credential, {});
	let contacts = 0;
	const round = async () => {
		const phoneNumber = `55219400${String(contacts++).padStart(5, '0')}`;
		const { sessionId } = await receive(bench, { phoneNumber, name: 'Íris', text: 'Olá' });
		// What became of it is seen when all is done: the executions go on side by side.
		fates.told.set(sessionId, 'lost');
	};
	const check = async () => {
		const { completions } = await countsOf(bench);
		const answers = new Map<string, number>();
		for (const id of fates.told.keys()) answers.set(id, (await textsOf(bench, id)).length - 1);
		for (const id of fates.told.keys()) {
			// Where the answer failed or its fate is not known, the execution has ended with that error.
			fates.told.set(id, completions[id] ? 'done' : 'unknown');
		}
		fates.checkDone((id) => answers.get(id) ?? 0);
		fates.checkOnce((id) => answers.get(id) ?? 0);
	};
	return { name: 'WTS Chat Trigger, answer, complete', every: 3_000, workflow, fates, round, check };
}

/** A contact is asked something, and the execution sleeps until the reply. */
function askContacts(bench: Bench): Work {
	const fates = new Fates();
	const ask = wtsChat(bench, {
		resource: 'message',
		operation: 'sendAndWait',
		sendTo: 'session',
		sessionId: byId('={{ $json.body.sessionId }}'),
		message: 'Tudo certo?',
	});
	const keepSession = {
		name: 'Keep Session',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			includeOtherFields: true,
			assignments: {
				assignments: [
					{ id: '1', name: 'sessionId', type: 'string', value: "={{ $('Webhook').first().json.body.sessionId }}" },
				],
			},
		},
	};
	const workflow = { name: 'ask', ...chain(webhook('ask'), ask, keepSession, bench.replies.node) };
	const round = async () => {
		const [sessionId = ''] = await openSessions(bench, 1);
		fates.told.set(sessionId, 'lost');
		await call(bench, 'ask', { sessionId });
		const heard = () => bench.replies.items.find((reply) => reply.sessionId === sessionId);
		const isAsked = async () => heard() !== undefined || (await textsOf(bench, sessionId)).length > 1;
		if (!(await comesTrue(isAsked))) return;
		// n8n takes a moment to put the execution to sleep; a person needs longer to read.
		await wait(2_000);
		if (heard() === undefined) await receive(bench, { sessionId, text: 'Sim' });
		if (!(await comesTrue(() => heard() !== undefined))) return;
		fates.told.set(sessionId, toldBy(heard()));
		if (heard()?.replied === false) fates.untrue++;
	};
	return { name: 'Message: Send and Wait for Reply', every: 20_000, workflow, fates, round, check: async () => {} };
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The node under test; a failed item leaves it among the others. */
const wtsChat = ({ credential: { id, name } }: Bench, parameters: object): ChainedNode => ({
	name: 'WTS Chat',
	type: 'n8n-nodes-wts-chat.wtsChat',
	typeVersion: 1,
	parameters,
	credentials: { wtsApi: { id, name } },
	onError: 'continueRegularOutput',
});

/** A workflow that takes the items of a list in the body of its webhook, and answers what comes out for them. */
const answering = (path: string, list: string, node: ChainedNode): Omit<Workflow, 'id'> => ({
	name: path,
	...chain(
		webhook(path, { responseMode: 'lastNode', responseData: 'allEntries' }),
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: `body.${list}`, options: { destinationFieldName: list } },
		},
		node,
	),
});

async function call({ webhooks }: Bench, path: string, body: object): Promise<unknown> {
	const response = await fetch(`${webhooks}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(2 * LOST_AFTER),
	});
	if (!response.ok) throw new Error(`n8n answered ${response.status} to ${path}: ${await response.text()}`);
	return await response.json();
}

/** Writes down what was told of each item, those first for which nothing comes. */
async function tell(fates: Fates, items: readonly string[], answer: Promise<unknown>): Promise<void> {
	for (const item of items) fates.told.set(item, 'lost');
	const out = (await answer) as ItemOut[];
	for (const [index, item] of items.entries()) fates.told.set(item, toldBy(out[index]));
}

async function openSessions({ account }: Bench, count: number): Promise<string[]> {
	return (await account.control<{ sessionIds: string[] }>('POST', '/sessions', { count })).sessionIds;
}

const receive = async ({ account }: Bench, message: object) =>
	await account.control<{ sessionId: string }>('POST', '/messages', message);

const countsOf = async ({ account }: Bench) =>
	await account.control<Record<'completions' | 'messages', Record<string, number>>>('GET', '/counts');

async function numberOf({ account }: Bench, sessionId: string): Promise<string> {
	const session = await account.control<{ contact: { phoneNumber: string } }>('GET', `/sessions/${sessionId}`);
	// The sandbox's people are Brazilians, whose numbers are shown without the country code.
	return `55${session.contact.phoneNumber.replace(/\D/g, '')}`;
}

async function textsOf({ account }: Bench, sessionId: string) {
	return (await account.control<{ items: unknown[] }>('GET', `/messages?sessionId=${sessionId}`)).items;
}

/** Whether something comes true before it counts as lost. */
async function comesTrue(isTrue: () => boolean | Promise<boolean>): Promise<boolean> {
	const giveUpAt = performance.now() + LOST_AFTER;
	while (!(await isTrue())) {
		if (performance.now() > giveUpAt) return false;
		await wait(250);
	}
	return true;
}
