import { UserError, type IExecuteFunctions } from 'n8n-workflow';
import type { WaitingBlock } from '../steps/workbench';
import { ANSWER_HEADER, keepBlock, keptBlock, stillWaits, type Block } from '../steps/block';

const N8NS_WEBHOOK = 'n8n-nodes-base.webhook';

/**
 * The block that waits for an answer of this execution.
 * @throws UserError that says why none does
 */
export function waitingBlock(context: IExecuteFunctions): WaitingBlock {
	const block = keptBlock(context);
	if (!block) throw noBlock(context);
	if (block.respond !== 'responseNode') throw answeredOtherwise(block.respond);
	if (block.isAnswered) throw answeredAlready();
	refuseLate(context, block);
	return {
		responseKeys: block.responseKeys,
		answer: async (body) => {
			// What comes before it may have taken its time, such as an upload.
			refuseLate(context, block);
			if (typeof context.sendResponse !== 'function') throw noBlock(context);
			keepBlock(context, { ...block, isAnswered: true });
			await context.sendResponse({
				...(Object.keys(body).length > 0 && { body }),
				headers: { [ANSWER_HEADER]: '1' },
				statusCode: 200,
			});
		},
	};
}

function noBlock(context: IExecuteFunctions): UserError {
	const parents = context.getParentNodes(context.getNode().name);
	if (parents.some(({ type }) => type === N8NS_WEBHOOK)) {
		return new UserError("n8n's Webhook node is not answered by this operation", {
			description:
				"Put the node WTS Chat Chatbot Trigger in its place, and its URL into the chatbot's block; or answer with n8n's node Respond to Webhook.",
		});
	}
	return new UserError('No chatbot waits for an answer', {
		description:
			"This execution was not started by a chatbot's webhook block at WTS Chat Chatbot Trigger; a step run by hand, a sub-workflow and a tool of an agent cannot answer one. To go on without an error here, set the option 'If No Chatbot Waits' to 'Do Nothing'.",
	});
}

function answeredOtherwise(respond: 'lastNode' | 'onReceived'): UserError {
	const how = respond === 'onReceived' ? 'at once' : 'by the last node';
	return new UserError(`The trigger answers the chatbot ${how}`, {
		description: "Set 'Respond' in WTS Chat Chatbot Trigger to “By 'Chatbot: Respond'”, or take this node away.",
	});
}

const answeredAlready = () =>
	new UserError('The chatbot has its answer already', {
		description:
			"A block takes one answer: put all messages into one 'Chatbot: Respond', and let the workflow come to it once, with one item.",
	});

/** @throws UserError if the chatbot has gone on without the workflow's answer, as far as it can be known */
function refuseLate(context: IExecuteFunctions, block: Block): void {
	const longest = "the 'Longest Time to Answer' of WTS Chat Chatbot Trigger";
	const answerFirst = 'Let the workflow answer first and do what takes long afterwards';
	if (Date.now() > block.until)
		throw tooLate(`It went on when ${longest} was over. ${answerFirst}, or enter a longer time there.`);
	if (stillWaits(context, block)) return;
	throw tooLate(
		block.call === undefined
			? `It went on when the execution fell asleep, as in a long Wait: n8n's queue mode holds no caller meanwhile. ${answerFirst}.`
			: `It went on by itself before ${longest} was over, or n8n was restarted. ${answerFirst}, and enter a shorter time there.`,
	);
}

const tooLate = (description: string) => new UserError('The chatbot has not waited for this answer', { description });
