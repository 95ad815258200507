import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { tokenOf } from './address';

/** The operation that answers a chatbot. */
const RESPOND = { resource: 'chatbot', operation: 'respond' };
const RESPOND_TO_WEBHOOK = 'n8n-nodes-base.respondToWebhook';

/**
 * Checks that nobody can guess the address of the trigger that is about to listen.
 * @throws NodeOperationError if the ID that it comes from was made up by whoever wrote the workflow
 */
export function refuseGuessable(context: IHookFunctions): void {
	if (tokenOf(context.getNode()) !== undefined) return;
	throw new NodeOperationError(context.getNode(), 'The address of this trigger is not secret', {
		description:
			'Whoever wrote this workflow has made up an ID of the trigger. Delete the trigger and add it again: n8n then makes a new one by chance.',
	});
}

/**
 * Checks that the chatbot will get an answer by the workflow that is about to listen.
 * @throws NodeOperationError if the workflow is to answer, and nothing in it does
 */
export function refuseSilent(context: IHookFunctions): void {
	// Somebody who only tries the trigger out need not have built the answer yet.
	if (context.getActivationMode() === 'manual') return;
	if (context.getNodeParameter('respond', 'responseNode') !== 'responseNode') return;
	const followers = context.getChildNodes(context.getNode().name, { includeNodeParameters: true });
	const answers = followers.some(
		({ parameters, disabled }) =>
			!disabled && parameters?.resource === RESPOND.resource && parameters.operation === RESPOND.operation,
	);
	if (answers) return;
	const isOfN8n = followers.some(({ type }) => type === RESPOND_TO_WEBHOOK);
	throw new NodeOperationError(
		context.getNode(),
		isOfN8n ? "n8n's Respond to Webhook cannot answer this trigger" : 'Nothing in this workflow answers the chatbot',
		{
			description:
				"Add the node WTS Chat with the operation 'Chatbot: Respond' behind this trigger, or choose under 'Respond' that it is answered at once or by the last node.",
		},
	);
}
