import type { IExecuteFunctions } from 'n8n-workflow';
import { isWaitedFor } from './callers';

/** The block of a chatbot whose call started an execution. */
export interface Block {
	/** When it is answered; the names are those of n8n's response modes. */
	respond: 'responseNode' | 'lastNode' | 'onReceived';
	/** The ways that lead on from the block. */
	responseKeys: string[];
	/** When it gets an answer without the workflow, in milliseconds since 1970. */
	until: number;
	isAnswered: boolean;
	/** What its call is known by, where the process that began the execution has its caller too. */
	call?: string;
}

/** Where it is kept: with the execution, so that every node sees it, on whichever worker. */
const KEPT_AS = 'wtsChatBlock';

type Context = Pick<IExecuteFunctions, 'getContext'>;

/** Where the blocks of executions are kept that have not slept since; what n8n reads from its database again is another one. */
const awake = new WeakSet<object>();

/** Keeps the block with the execution. */
export function keepBlock(context: Context, block: Block): void {
	const flow = context.getContext('flow');
	flow[KEPT_AS] = block;
	awake.add(flow);
}

/** The block whose call started the execution; undefined if something else did. */
export function keptBlock(context: Context): Block | undefined {
	return context.getContext('flow')[KEPT_AS] as Block | undefined;
}

/**
 * Whether the caller of a block still waits, as far as it can be known. Where another process has it, n8n answers it when
 * the execution falls asleep.
 */
export const stillWaits = (context: Context, { call }: Block): boolean =>
	call === undefined ? awake.has(context.getContext('flow')) : isWaitedFor(call);

/** What an answer of ours bears on its way through n8n, so that it is told from what n8n itself answers. */
export const ANSWER_HEADER = 'x-wts-chat-answer';
/** What it says where another process of n8n gives the answer, to the same call. */
export const GIVEN_ELSEWHERE = 'elsewhere';

/** Keys of a block, for the user. */
export const quoted = (keys: readonly string[]): string => keys.map((key) => `“${key}”`).join(', ');
