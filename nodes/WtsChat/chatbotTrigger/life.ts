import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

const ANSWERING = { resource: 'chatbot', operation: 'respond' };
const OF_N8N = 'n8n-nodes-base.respondToWebhook';

/**
 * Checks that the chatbot will get an answer by the workflow that is about to listen.
 * @throws NodeOperationError if the workflow is to answer, and nothing in it does
 */
export function refuseSilent(context: IHookFunctions): void {
	// Who tries the trigger out may look at what comes first.
	if (context.getActivationMode() === 'manual') return;
	if (context.getNodeParameter('respond', 'responseNode') !== 'responseNode') return;
	const followers = context.getChildNodes(context.getNode().name, { includeNodeParameters: true });
	const answers = followers.some(
		({ parameters, disabled }) =>
			!disabled && parameters?.resource === ANSWERING.resource && parameters.operation === ANSWERING.operation,
	);
	if (answers) return;
	const isOfN8n = followers.some(({ type }) => type === OF_N8N);
	throw new NodeOperationError(
		context.getNode(),
		isOfN8n ? "n8n's Respond to Webhook cannot answer this trigger" : 'Nothing in this workflow answers the chatbot',
		{
			description:
				"Add the node WTS Chat with the operation 'Chatbot: Respond' behind this trigger, or choose under 'Respond' that it is answered at once or by the last node.",
		},
	);
}
