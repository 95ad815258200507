import * as n8n from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData, IWorkflowBase } from 'n8n-workflow';
import { meantBy } from '../fields/meant';
import { isFromContact } from '../steps/message';
import { connect } from '../transport/connect';
import { isRecord } from '../transport/record';
import { explained } from '../transport/words';
import { sleepUntil, waitUntil } from '../waiting/alarm';
import { claimed } from './duplicates';
import { byMoment, predecessorsOf, thoughtFrom, writtenOf, type Joining, type Written } from './thought';

/** What an execution knows of the thought whose end it waits for. n8n stores it while the execution sleeps. */
export type Wait = {
	/** The event that brought its first message, as the workflow would begin with it. */
	begun: IDataObject;
	/** The ID of the execution that waits for it, which is what its messages are claimed for. */
	execution: string;
	/** When that event came in, in milliseconds since 1970. */
	receivedAt: number;
	/** When its last message was written that is known, by the service's clock. */
	lastAt: number;
	/** When that was seen. */
	seenAt: number;
	/** When to look next. */
	lookAt: number;
	/** How often the execution has slept. */
	sleeps: number;
	/** Whether it goes on after a thought that was cut, whose messages are not part of it. */
	isCut: boolean;
	/** Whether it has already left the thought to the executions of earlier messages, for a while. */
	hasYielded: boolean;
	/** Whether somebody tries the workflow out: then messages that were joined before may be joined again. */
	isTrial: boolean;
	/** What the trigger wants to know again at the end. */
	memory: IDataObject;
};

/** How the first message of a thought came in. */
export type Received = {
	/** In milliseconds since 1970. */
	at: number;
	/** Whether it is the first one since a thought was cut that had lasted too long. */
	sinceCut: boolean;
};

/** What was joined. */
export interface Thought {
	begun: IDataObject;
	memory: IDataObject;
	/** Its messages, as the service shows them, in their order. */
	messages: IDataObject[];
	/** Why what followed the first message could not be read. */
	joinError?: string;
}

/** What messages are joined for. */
export interface Purpose {
	joining: Joining;
	/** Whether a message of the contact is one of those that are joined. */
	admits(message: IDataObject): boolean;
	/** Makes of a thought what the workflow begins with; undefined if it is not wanted after all. */
	complete(thought: Thought): Promise<INodeExecutionData | undefined>;
}

/** How long the service may take until a message that it has sent an event of is in its lists, in milliseconds. */
const LISTED_WITHIN = 500;
/**
 * How long an execution leaves the thought to the execution of each earlier message, in milliseconds. If none of them has
 * taken it by then, it takes all of it. The times differ, so that no two take it at once, and none at the moment when n8n
 * wakes the first one by itself (alarm.ts).
 */
const YIELDED_FOR = 6_000;
/** To how many earlier messages an execution yields at the most: hardly ever are the executions of more of them gone. */
const MOST_YIELDED_TO = 4;
/** An execution that looks so much too late, in milliseconds, may meet those that have yielded to it. */
const LATE = YIELDED_FOR / 2;
/** How many messages are read at the most; a thought is not longer. */
const MOST_LISTED = 500;
/** The outputs of the node in the workflow that waits: the first is the end, the second looks again, those from here on sleep. */
const SLEEPS_FROM = 2;
/** How many nodes of that workflow sleep, in turns. Few thoughts need more looks. */
const SLEEPERS = 10;

/** The wait that the node runs for, in the workflow that waits; undefined anywhere else. */
export function waitIn([item]: INodeExecutionData[]): Wait | undefined {
	const wait = item?.json.wait;
	return isRecord(wait) && isRecord(wait.begun) ? (wait as Wait) : undefined;
}

/** The moment until which the node is to sleep, in milliseconds since 1970; undefined if it does not run for that. */
export function sleepIn([item]: INodeExecutionData[]): number | undefined {
	const moment = item?.json.sleepUntil;
	return typeof moment === 'number' ? moment : undefined;
}

/** A wait that begins with the first message of a thought. */
export function waitFrom(
	context: IExecuteFunctions,
	begun: IDataObject,
	{ at: receivedAt, sinceCut }: Received,
	joining: Joining,
	memory: IDataObject,
): Wait {
	const { at } = firstOf(begun);
	return {
		begun,
		execution: context.getExecutionId(),
		receivedAt,
		lastAt: at,
		seenAt: receivedAt,
		lookAt: receivedAt + joining.quiet + LISTED_WITHIN,
		sleeps: 0,
		isCut: sinceCut,
		hasYielded: false,
		isTrial: context.getMode() === 'manual',
		memory,
	};
}

/**
 * Waits for the end of a thought.
 *
 * When n8n wakes an execution, it goes on with the node after the one that slept, and runs no code of that one. So the wait is
 * a sub-workflow, in which this node follows itself as often as necessary. Before 2.41, n8n does not pass on what comes out of
 * such a workflow; there the node itself waits, and also where somebody tries the workflow out.
 * @returns what the workflow begins with; nothing if it is not wanted, or another execution has it
 */
export async function waitedFor(
	context: IExecuteFunctions,
	wait: Wait,
	purpose: Purpose,
): Promise<INodeExecutionData[]> {
	if (!wait.isTrial && 'WAIT_FOR_SUB_EXECUTION' in n8n) {
		const { data } = await context.executeWorkflow(
			{ code: waitingWorkflow(context) },
			[{ json: { wait } }],
			undefined,
			{
				parentExecution: {
					executionId: context.getExecutionId(),
					workflowId: String(context.getWorkflow().id),
					shouldResume: true,
				},
			},
		);
		return data[0] ?? [];
	}
	for (let next = wait; ; ) {
		await waitUntil(context, next.lookAt);
		const found = await look(context, next, purpose);
		if (!('again' in found)) return found.items;
		next = found.again;
	}
}

/**
 * The sub-workflow that waits: this node looks, sleeps in another node, and looks again, until it has something to give out.
 *
 * After a crash n8n may think that the sub-workflow has ended, although it has just been woken and goes on. It then hands what
 * the last node gave out to the execution that waits. If that node has not given anything out yet, n8n leaves the execution
 * waiting, which is right. So each sleep has a node of its own.
 */
function waitingWorkflow(context: IExecuteFunctions): IWorkflowBase {
	const { id, name, type, typeVersion, parameters, credentials } = context.getNode();
	const nodeOf = (what: string, nodeType: string): INode => ({
		id: what,
		name: `${name}: ${what}`,
		type: nodeType,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const begin = nodeOf('begin', 'n8n-nodes-base.executeWorkflowTrigger');
	const end = nodeOf('end', 'n8n-nodes-base.noOp');
	const look: INode = { id, name, type, typeVersion, position: [0, 0], parameters, credentials };
	const sleepers = Array.from({ length: SLEEPERS }, (_, place): INode => {
		const what = `sleep ${place + 1}`;
		// n8n runs the node that is further up first, so it sleeps before it looks.
		return { ...look, id: what, name: `${name}: ${what}`, position: [0, -100] };
	});
	const to = ({ name: node }: INode) => [{ node, type: n8n.NodeConnectionTypes.Main, index: 0 }];
	const now = new Date();
	const workflow = context.getWorkflow();
	return {
		id: String(workflow.id),
		name: workflow.name ?? name,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes: [begin, look, end, ...sleepers],
		connections: { [begin.name]: { main: [to(look)] }, [name]: { main: [end, look, ...sleepers].map(to) } },
		// It is kept after its end: a restart may come before the execution that waits for it has taken the result.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all', callerPolicy: 'workflowsFromSameOwner' },
	};
}

/**
 * What the node does in the sub-workflow: it looks whether the thought has ended.
 * @returns its outputs: the end, or another look after a sleep
 */
export async function lookAgain(
	context: IExecuteFunctions,
	wait: Wait,
	purpose: Purpose,
): Promise<INodeExecutionData[][]> {
	const found = Date.now() < wait.lookAt ? { again: wait } : await look(context, wait, purpose);
	if (!('again' in found)) return [found.items];
	const { again } = found;
	const outputs: INodeExecutionData[][] = Array.from({ length: SLEEPS_FROM + SLEEPERS }, () => []);
	outputs[1] = [{ json: { wait: { ...again, sleeps: again.sleeps + 1 } } }];
	outputs[SLEEPS_FROM + (again.sleeps % SLEEPERS)] = [{ json: { sleepUntil: again.lookAt } }];
	return outputs;
}

/** Sleeps. It gives out nothing, so that the workflow begins with nothing if somebody ends the execution meanwhile. */
export async function sleep(context: IExecuteFunctions, moment: number): Promise<INodeExecutionData[][]> {
	await sleepUntil(context, moment);
	return [[]];
}

/** Reads what the contact has written meanwhile. */
async function look(
	context: IExecuteFunctions,
	wait: Wait,
	purpose: Purpose,
): Promise<{ again: Wait } | { items: INodeExecutionData[] }> {
	const { begun, receivedAt, memory } = wait;
	const { joining } = purpose;
	const known = firstOf(begun);
	const read = await readSince(context, known, purpose);
	const listed = 'messages' in read ? read.messages : [];
	const first = listed.find(({ id }) => id === known.id) ?? known;
	const thought = thoughtFrom(first, listed, joining);

	const now = Date.now();
	const { at: lastAt } = thought[thought.length - 1];
	const seenAt = lastAt > wait.lastAt ? now : wait.seenAt;
	// The time between the first message and the last one is taken from the service's clock.
	const isQuietAt = Math.min(receivedAt + lastAt - first.at, seenAt) + joining.quiet;
	const lookAt = Math.min(isQuietAt, receivedAt + joining.most) + LISTED_WITHIN;
	if (now < lookAt) return { again: { ...wait, lastAt, seenAt, lookAt } };

	const predecessors = wait.isCut ? [] : predecessorsOf(first, listed, joining);
	if (predecessors.length > 0 && !wait.hasYielded && !wait.isTrial) {
		const yieldedFor = YIELDED_FOR * Math.min(predecessors.length, MOST_YIELDED_TO);
		return { again: { ...wait, lastAt, seenAt, lookAt: now + yieldedFor, hasYielded: true } };
	}
	// A message of the same moment as the first one may be in both lists.
	const whole = [...new Set([...predecessors, ...thought])].sort(byMoment);
	const isOurs = await claimsOf(context, wait, whole, wait.hasYielded || now > wait.lookAt + LATE);
	const messages = whole.filter(isOurs).map(({ message }) => message);
	if (messages.length === 0) return { items: [] };
	const item = await purpose.complete({
		begun,
		memory,
		messages,
		...('failure' in read && { joinError: read.failure }),
	});
	return { items: item ? [item] : [] };
}

/** Claims the messages that were read. @returns tells whether a message is this execution's */
async function claimsOf(
	context: IExecuteFunctions,
	{ isTrial, execution }: Wait,
	read: readonly Listed[],
	isContested: boolean,
): Promise<(message: Listed) => boolean> {
	if (isTrial) return () => true;
	const ids = read.map(({ id }) => id);
	const areOurs = await claimed(context, ids, { execution, isContested });
	const ours = new Set(ids.filter((_, place) => areOurs[place]));
	return ({ id }) => ours.has(id);
}

type Listed = Written & { message: IDataObject };

function firstOf({ content }: IDataObject): Listed {
	const message = isRecord(content) ? content : {};
	const written = writtenOf(message);
	if (!written) throw new Error('A message without a time cannot begin a thought');
	return { ...written, message };
}

/** What the contact wrote in the session of a message since then, and as long before it as a thought may last. */
async function readSince(
	context: IExecuteFunctions,
	first: Listed,
	{ joining, admits }: Purpose,
): Promise<{ messages: Listed[] } | { failure: string }> {
	const path = { id: String(first.message.sessionId) };
	const query = { 'CreatedAt.After': new Date(first.at - joining.most).toISOString() };
	const messages: Listed[] = [];
	try {
		const service = await connect(context);
		const call = { endpoint: 'GET /chat/v1/session/{id}/message', path, query } as const;
		for await (const listed of service.list(call, 'PageNumber', MOST_LISTED, meantBy(call))) {
			const message: IDataObject = { ...listed };
			const written = writtenOf(message);
			if (written && isFromContact(message) && admits(message)) messages.push({ ...written, message });
		}
		return { messages };
	} catch (error) {
		// The workflow starts with the messages that are known already.
		context.getExecutionCancelSignal()?.throwIfAborted();
		return { failure: explained(error) };
	}
}
