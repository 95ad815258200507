// What the kinds of work of the soak share: what they are done with, and what their workflows are made of.
import { setTimeout as wait } from 'node:timers/promises';
import { chain, webhook, type ChainedNode } from '../../harness/n8n/chain.mts';
import type { Collector } from '../../harness/n8n/collector.mts';
import type { Credential, Workflow } from '../../harness/n8n/n8n.mts';
import type { BenchAccount } from '../account.mts';
import { toldBy, type Fates, type ItemOut } from './fates.mts';

/** After so long without any news, what was waited for counts as lost, in milliseconds. */
const LOST_AFTER = 180_000;

/** An account, and the credential by which n8n works in it. */
export interface Customer {
	readonly account: BenchAccount;
	readonly credential: Credential;
}

/** What the work is done with. */
export interface Bench {
	readonly shop: Customer;
	readonly clinic: Customer;
	/** A credential whose key and address come from the item, as `accountOf` gives them. */
	readonly byItem: Credential;
	/** Where n8n takes webhooks, without a slash at its end. */
	readonly webhooks: string;
	/** Gets what executions that waited have to tell. */
	readonly replies: Collector<Reply>;
}

/** What comes out for a session when its contact has written, or could not be asked. */
export interface Reply extends ItemOut {
	readonly sessionId: string;
	readonly replied?: boolean;
	/** Why not all of what was written could be joined, or no file be had. */
	readonly missing?: string | null;
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

/** What an item says of its account, for the credential `byItem`. */
export const accountOf = ({ account: { url, key } }: Customer) => ({ url, key });

/** A value of a picker. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The node under test; a failed item leaves it among the others. */
export const wtsChat = ({ id, name }: Credential, parameters: object): ChainedNode => ({
	name: 'WTS Chat',
	type: 'n8n-nodes-wts-chat.wtsChat',
	typeVersion: 1,
	parameters,
	credentials: { wtsApi: { id, name } },
	onError: 'continueRegularOutput',
});

/** Adds the SHA-256 of an item's file as `digest`; an item without a file goes on without. */
export const digest: ChainedNode = {
	name: 'Crypto',
	type: 'n8n-nodes-base.crypto',
	typeVersion: 1,
	parameters: { action: 'hash', type: 'SHA256', binaryData: true, dataPropertyName: 'digest' },
	onError: 'continueRegularOutput',
};

/** Adds fields by expressions. */
export const addFields = (fields: Readonly<Record<string, string>>): ChainedNode => ({
	name: 'Add Fields',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		includeOtherFields: true,
		assignments: {
			assignments: Object.entries(fields).map(([name, value]) => ({ id: name, name, type: 'string', value })),
		},
		options: { ignoreConversionErrors: true },
	},
});

/** A workflow that takes the items of a list in the body of its webhook, and answers what comes out for them. */
export const answering = (path: string, list: string, ...nodes: ChainedNode[]): Omit<Workflow, 'id'> => ({
	name: path,
	...chain(
		webhook(path, { responseMode: 'lastNode', responseData: 'allEntries' }),
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: `body.${list}`, options: { destinationFieldName: list } },
		},
		...nodes,
	),
});

/** Calls a workflow by its webhook. @returns what it answers, which the caller knows the shape of */
export async function call<Answer>({ webhooks }: Bench, path: string, body: object): Promise<Answer> {
	const response = await fetch(`${webhooks}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(2 * LOST_AFTER),
	});
	if (!response.ok) throw new Error(`n8n answered ${response.status} to ${path}: ${await response.text()}`);
	return (await response.json()) as Answer;
}

/** Writes down what was told of each item, those first for which nothing comes. */
export async function tell<Out extends ItemOut>(
	fates: Fates,
	items: readonly string[],
	answer: Promise<Out[]>,
): Promise<Out[]> {
	for (const item of items) fates.told.set(item, 'lost');
	const out = await answer;
	for (const [index, item] of items.entries()) fates.told.set(item, toldBy(out[index]));
	return out;
}

export async function openSessions({ account }: Customer, count: number): Promise<string[]> {
	return (await account.control<{ sessionIds: string[] }>('POST', '/sessions', { count })).sessionIds;
}

/** Lets a contact write. */
export const receive = async ({ account }: Customer, message: object) =>
	await account.control<{ id: string; sessionId: string }>('POST', '/messages', message);

export const countsOf = async ({ account }: Customer) =>
	await account.control<Record<'completions' | 'messages', Record<string, number>>>('GET', '/counts');

export async function numberOf({ account }: Customer, sessionId: string): Promise<string> {
	const session = await account.control<{ contact: { phoneNumber: string } }>('GET', `/sessions/${sessionId}`);
	// The sandbox's people are Brazilians, whose numbers are shown without the country code.
	return `55${session.contact.phoneNumber.replace(/\D/g, '')}`;
}

/** A message as far as the soak looks at it. */
export interface Message {
	readonly direction: 'FROM_HUB' | 'TO_HUB';
	readonly text: string | null;
	readonly details: { readonly file?: { readonly publicUrl: string } | null };
}

export async function messagesOf({ account }: Customer, sessionId: string): Promise<Message[]> {
	return (await account.control<{ items: Message[] }>('GET', `/messages?sessionId=${sessionId}`)).items;
}

/** What a session's contact got. */
export const answersIn = async (customer: Customer, sessionId: string): Promise<Message[]> =>
	(await messagesOf(customer, sessionId)).filter(({ direction }) => direction === 'TO_HUB');

/** Whether something comes true before it counts as lost. */
export async function comesTrue(isTrue: () => boolean | Promise<boolean>): Promise<boolean> {
	const giveUpAt = performance.now() + LOST_AFTER;
	while (!(await isTrue())) {
		if (performance.now() > giveUpAt) return false;
		await wait(250);
	}
	return true;
}
