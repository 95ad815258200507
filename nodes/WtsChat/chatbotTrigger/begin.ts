import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { bytesAllowed } from '../fields/download';
import { withUsableValues } from '../fields/usableValues';
import { ANSWER_HEADER, GIVEN_ELSEWHERE, keepBlock, quoted, type Block } from '../steps/block';
import { isWaitedFor } from '../steps/callers';
import { filesIn, filesToBegin } from '../steps/files';
import { machineClock } from '../transport/clock';
import { isNewToN8n } from '../trigger/duplicates';
import { parametersOf } from '../values/parameters';
import { identityOf } from './call';
import { properties } from './properties';
import { isTakenHere } from './receive';

/** For how many milliseconds a second call counts as the same: at least so many, at most twice as many. */
const SAME_FOR = 5_000;

/**
 * What the workflow begins with: the call that started the execution. The block that waits for an answer is kept with the
 * execution, for the operation 'Chatbot: Respond'.
 * @returns the call, with its files if the user wants them, and `fileError` for those that could not be downloaded; nothing
 * if another process of n8n has taken the same call before
 */
export async function begin(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const [item] = context.getInputData();
	const read = (name: string, otherwise: unknown): unknown => context.getNodeParameter(name, 0, otherwise);
	const { respond, otherwiseResponse, options } = parametersOf(context, properties, read);
	const { call, ...content } = item.json;
	const { responseKeys, answerUntil } = content;
	const block: Block = {
		respond,
		responseKeys: Array.isArray(responseKeys) ? responseKeys.map(String) : [],
		until: Date.parse(String(answerUntil)),
		isAnswered: false,
		...(typeof call === 'string' && isWaitedFor(call) && { call }),
	};
	if (!(await isFirst(context, content, call))) {
		await leaveUnanswered(context, block);
		return [];
	}
	keepBlock(context, block);
	tellUnknownKey(context, otherwiseResponse.trim(), block.responseKeys);
	const { messages } = content as { messages?: IDataObject };
	const files = options.downloadFiles && messages ? filesIn(messages) : [];
	const { binary, fileError } = await filesToBegin(context, files, bytesAllowed(options.largestFile));
	const json = withUsableValues({ ...content, ...(fileError !== undefined && { fileError }) });
	return [{ ...item, json, ...(binary && { binary }), pairedItem: { item: 0 } }];
}

/** Whether this execution is the first one of its call. */
async function isFirst(context: IExecuteFunctions, content: IDataObject, call: unknown): Promise<boolean> {
	const identity = identityOf(content);
	if (identity === undefined || isTakenHere(call)) return true;
	const now = Math.floor(Date.now() / SAME_FOR);
	const isNew = await Promise.all([now, now - 1].map((time) => isNewToN8n(context, `${identity} ${time}`)));
	return isNew.every(Boolean);
}

/** Gives no answer to a call that another execution answers. */
async function leaveUnanswered(context: IExecuteFunctions, { respond, until }: Block): Promise<void> {
	if (respond === 'responseNode') {
		await context.sendResponse({ headers: { [ANSWER_HEADER]: GIVEN_ELSEWHERE }, statusCode: 200 });
	}
	// n8n would answer by the last node as soon as the execution ends, so it lasts until the time to answer is over.
	if (respond === 'lastNode') await machineClock.sleep(until - Date.now(), context.getExecutionCancelSignal());
}

/** Tells the user if the response that is given in place of an answer is none of the block's keys. */
function tellUnknownKey(context: IExecuteFunctions, key: string, keys: readonly string[]): void {
	if (key === '' || keys.length === 0 || keys.includes(key)) return;
	context.addExecutionHints({
		message: `The block has no key “${key}”, which stands in 'Response If There Is No Answer'. It has ${quoted(keys)}.`,
		location: 'outputPane',
	});
}
