import type { INode, INodeParameters, IWebhookDescription } from 'n8n-workflow';
import { isId } from '../fields/id';

/**
 * Under this key newer n8n finds functions that give the fields of a webhook's description, and uses them in place of the
 * expressions (n8n-workflow, webhook-description-fields). To evaluate one expression takes longer than all else that a call
 * needs. Older n8n ignores the key.
 */
const RESOLVERS = Symbol.for('n8n.webhookDescriptionResolvers');

/** A field of a webhook's description: as an expression, and as the function that gives the same. */
interface Field {
	template: string;
	resolve(parameters: INodeParameters): unknown;
}

/** Fields of a webhook's description. */
const described = <Name extends string>(fields: Record<Name, Field>) => ({
	...(Object.fromEntries(Object.entries<Field>(fields).map(([name, { template }]) => [name, template])) as Record<
		Name,
		string
	>),
	[RESOLVERS]: fields,
});

/** How many characters of the webhook ID stand in the path; the rest is the token. */
const IN_PATH = 8;

/**
 * The trigger's address: `…/webhook/<node ID>/<beginning of the webhook ID>?token=<rest of it>`. n8n makes both IDs at
 * random: the node's anew for each copy, so that copies have different addresses; the webhook's also where somebody wrote the
 * other IDs of a workflow by hand.
 *
 * n8n shows an address as a whole, but finds a webhook by the path alone. So there are two: the first is shown, and is never
 * served, since it has no method; the second is served, and is not shown.
 */
export const webhooks: IWebhookDescription[] = [
	{
		name: 'setup',
		httpMethod: '',
		isFullPath: true,
		ndvHideMethod: true,
		...described({
			path: {
				template: `={{ $nodeId + "/" + $webhookId.slice(0, ${IN_PATH}) + "?token=" + $webhookId.slice(${IN_PATH + 1}) }}`,
				resolve: () => 'shown',
			},
		}),
	},
	{
		name: 'default',
		httpMethod: 'POST',
		isFullPath: true,
		ndvHideUrl: true,
		path: `={{ $nodeId + "/" + $webhookId.slice(0, ${IN_PATH}) }}`,
		...described({
			responseMode: { template: '={{ $parameter["respond"] }}', resolve: ({ respond }) => respond },
		}),
	},
];

/** The token in the trigger's address; undefined if the webhook ID was written by hand, so that it could be guessed. */
export const tokenOf = ({ webhookId }: INode): string | undefined =>
	webhookId !== undefined && isId(webhookId) ? webhookId.slice(IN_PATH + 1) : undefined;
