import type { IExecuteFunctions } from 'n8n-workflow';

/** When the chatbot's block is answered; the names are those of n8n's response modes. */
export const RESPOND = ['responseNode', 'lastNode', 'onReceived'] as const;
export type Respond = (typeof RESPOND)[number];

/** The block of a chatbot whose call started an execution. */
export interface Block {
	respond: Respond;
	/** The ways that lead on from the block. */
	responseKeys: string[];
	/** When it gets an answer without the workflow, in milliseconds since 1970. */
	until: number;
	isAnswered: boolean;
}

/** Where it is kept: with the execution, so that every node sees it, on whichever worker. */
const KEPT_AS = 'wtsChatBlock';

type Context = Pick<IExecuteFunctions, 'getContext'>;

/** Keeps the block with the execution. */
export function keepBlock(context: Context, block: Block): void {
	context.getContext('flow')[KEPT_AS] = block;
}

/** The block whose call started the execution; undefined if something else did. */
export function keptBlock(context: Context): Block | undefined {
	return context.getContext('flow')[KEPT_AS] as Block | undefined;
}

/** What an answer of ours bears on its way through n8n, so that it is told from what n8n itself answers. */
export const ANSWER_HEADER = 'x-wts-chat-answer';
/** What it says where another process of n8n gives the answer, to the same call. */
export const GIVEN_ELSEWHERE = 'elsewhere';
