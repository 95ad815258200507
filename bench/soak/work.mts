// The kinds of work that the soak does, each a workflow of its own and a round of it that is done again and again. Here those
// that somebody asks n8n for; those that begin when a contact writes stand in conversations.mts.
import { chain, webhook } from '../../harness/n8n/chain.mts';
import {
	accountOf,
	answering,
	byId,
	call,
	countsOf,
	digest,
	numberOf,
	openSessions,
	receive,
	tell,
	wtsChat,
	type Bench,
	type Customer,
	type Work,
} from './bench.mts';
import { answerChatbot, answerContacts, askContacts, joinMessages } from './conversations.mts';
import { Fates, toldBy, type ItemOut } from './fates.mts';
import { pictureOf } from './pictures.mts';

/** All kinds of work, to be made before anything begins. */
export const allWork = async (bench: Bench): Promise<Work[]> => [
	completeSessions(bench),
	completeInBoth(bench),
	sendMessages(bench),
	keepContacts(bench),
	readSessions(bench),
	await downloadFiles(bench),
	await answerContacts(bench),
	askContacts(bench),
	joinMessages(bench),
	await answerChatbot(bench),
];

/** Fifty sessions are completed by their IDs. */
function completeSessions(bench: Bench): Work {
	const { shop } = bench;
	const fates = new Fates();
	const workflow = answering(
		'complete',
		'sessionIds',
		wtsChat(shop.credential, {
			resource: 'session',
			operation: 'complete',
			sessionId: byId('={{ $json.sessionIds }}'),
		}),
	);
	const round = async () => {
		const sessionIds = await openSessions(shop, 50);
		await tell(fates, sessionIds, call<ItemOut[]>(bench, 'complete', { sessionIds }));
	};
	const check = async () => {
		const { completions } = await countsOf(shop);
		fates.checkDone((id) => completions[id] ?? 0);
	};
	return { name: 'Session: Complete', every: 10_000, workflow, fates, round, check };
}

/** Twenty sessions of each of two accounts are completed in one run, in turns. */
function completeInBoth(bench: Bench): Work {
	const { shop, clinic, byItem } = bench;
	const fates = new Fates();
	const workflow = answering(
		'both',
		'sessions',
		wtsChat(byItem, {
			resource: 'session',
			operation: 'complete',
			sessionId: byId('={{ $json.sessions.id }}'),
		}),
	);
	/** Two accounts may have sessions of the same ID. */
	const keyOf = (customer: Customer, id: string) => `${customer.account.url} ${id}`;
	const round = async () => {
		const [ofShop, ofClinic] = await Promise.all([openSessions(shop, 20), openSessions(clinic, 20)]);
		const sessions = ofShop.flatMap((id, index) => [
			{ customer: shop, id },
			{ customer: clinic, id: ofClinic[index] ?? '' },
		]);
		const items = sessions.map(({ customer, id }) => ({ id, account: accountOf(customer) }));
		const keys = sessions.map(({ customer, id }) => keyOf(customer, id));
		await tell(fates, keys, call<ItemOut[]>(bench, 'both', { sessions: items }));
	};
	const check = async () => {
		const times = new Map<string, number>();
		for (const customer of [shop, clinic]) {
			const { completions } = await countsOf(customer);
			for (const [id, count] of Object.entries(completions)) times.set(keyOf(customer, id), count);
		}
		fates.checkDone((key) => times.get(key) ?? 0);
	};
	return { name: 'Session: Complete, two accounts', every: 20_000, workflow, fates, round, check };
}

/** Twenty contacts get a text each. */
function sendMessages(bench: Bench): Work {
	const { shop } = bench;
	const fates = new Fates();
	const workflow = answering(
		'send',
		'numbers',
		wtsChat(shop.credential, {
			resource: 'message',
			operation: 'sendText',
			sendTo: 'recipient',
			to: '=+{{ $json.numbers }}',
			text: 'Olá! O seu pedido chegou.',
		}),
	);
	const round = async () => {
		const sessionIds = await openSessions(shop, 20);
		const numbers = await Promise.all(sessionIds.map(async (id) => await numberOf(shop, id)));
		await tell(fates, numbers, call<ItemOut[]>(bench, 'send', { numbers }));
	};
	const check = async () => {
		const { messages } = await countsOf(shop);
		const timesSent = (number: string) => messages[number] ?? 0;
		fates.checkDone(timesSent);
		fates.checkFailed(timesSent);
		fates.checkOnce(timesSent);
	};
	return { name: 'Message: Send Text', every: 10_000, workflow, fates, round, check };
}

/** A hundred contacts of a thousand are created or updated, which travels in one request. */
function keepContacts(bench: Bench): Work {
	const { shop } = bench;
	const fates = new Fates();
	let rounds = 0;
	const workflow = answering(
		'contacts',
		'numbers',
		wtsChat(shop.credential, {
			resource: 'contact',
			operation: 'upsert',
			name: '=Cliente {{ $json.numbers.slice(-4) }}',
			phoneNumber: '=+{{ $json.numbers }}',
		}),
	);
	const round = async () => {
		const first = (rounds++ % 10) * 100;
		const numbers = Array.from({ length: 100 }, (_, index) => `55119300${String(first + index).padStart(5, '0')}`);
		await tell(fates, numbers, call<ItemOut[]>(bench, 'contacts', { numbers }));
	};
	const check = async () => {
		const found = new Map<string, number>();
		for (const number of fates.told.keys()) {
			const { total } = await shop.account.control<{ total: number }>('GET', `/contacts?search=${number}&count=1`);
			found.set(number, total);
		}
		const timesThere = (number: string) => found.get(number) ?? 0;
		fates.checkDone(timesThere);
		fates.checkOnce(timesThere);
	};
	return { name: 'Contact: Create or Update', every: 20_000, workflow, fates, round, check };
}

/** All sessions that were completed long before the soak began are read, over several pages. */
function readSessions(bench: Bench): Work {
	const { shop } = bench;
	const fates = new Fates();
	const createdBefore = new Date(Date.now() - 60 * 60_000).toISOString();
	const workflow = {
		name: 'read',
		...chain(
			webhook('read', { responseMode: 'lastNode', responseData: 'allEntries' }),
			wtsChat(shop.credential, {
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
		const items = await call<Array<ItemOut & { id: string }>>(bench, 'read', {});
		const ids = items.map(({ id }) => id).sort();
		before ??= ids;
		const round = `round ${++rounds}`;
		fates.told.set(round, toldBy(items[0]));
		if (items[0]?.error === undefined && ids.join() !== before.join()) fates.untrue.add(round);
	};
	return { name: 'Session: Get Many', every: 20_000, workflow, fates, round, check: async () => {} };
}

/** So many files are fetched in a round. */
const FILES = 20;

/** Twenty files that contacts sent before the soak began are fetched by the IDs of their messages. */
async function downloadFiles(bench: Bench): Promise<Work> {
	const { clinic } = bench;
	const fates = new Fates();
	const workflow = answering(
		'download',
		'messageIds',
		wtsChat(clinic.credential, {
			resource: 'message',
			operation: 'downloadFile',
			fileOf: 'message',
			messageId: '={{ $json.messageIds }}',
		}),
		digest,
	);
	const pictures = Array.from({ length: FILES }, (_, index) => pictureOf(index));
	const sessionIds = await openSessions(clinic, FILES);
	const messageIds: string[] = [];
	for (const [index, { file }] of pictures.entries()) {
		messageIds.push((await receive(clinic, { sessionId: sessionIds[index], file })).id);
	}
	let rounds = 0;
	const round = async () => {
		const files = `round ${++rounds}`;
		const keys = pictures.map((_, index) => `${files}, file ${index}`);
		const out = await tell(fates, keys, call<Array<ItemOut & { digest?: string }>>(bench, 'download', { messageIds }));
		for (const [index, { digest }] of pictures.entries()) {
			if (toldBy(out[index]) === 'done' && out[index]?.digest !== digest) fates.untrue.add(keys[index] ?? '');
		}
	};
	return { name: 'Message: Download File', every: 20_000, workflow, fates, round, check: async () => {} };
}
