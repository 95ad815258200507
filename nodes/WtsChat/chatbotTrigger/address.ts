import type { INode, INodeParameters, IWebhookDescription } from 'n8n-workflow';
import { isId } from '../fields/id';

/**
 * Where newer n8n finds how to read a field of a webhook's description without its engine for expressions, which takes
 * longer for one than all else that a call needs (n8n-workflow, webhook-description-fields). Older n8n passes over it.
 */
const RESOLVERS = Symbol.for('n8n.webhookDescriptionResolvers');

/** A field that an expression gives in the editor, and what is the same to n8n itself. */
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
 * The trigger's address: `…/webhook/<node ID>/<beginning of the webhook ID>?token=<rest of it>`. n8n makes both IDs by
 * chance: that of the node anew for each copy, so that copies do not get in each other's way; that of the webhook also
 * where others were made up by hand.
 *
 * n8n shows an address as a whole, but finds a webhook by the path alone. So one of the two is shown and, having no
 * method, never served; the other one is served and not shown.
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

/** What whoever calls the trigger has to know; undefined if its IDs were made up, so that it could be guessed. */
export const tokenOf = ({ webhookId }: INode): string | undefined =>
	webhookId !== undefined && isId(webhookId) ? webhookId.slice(IN_PATH + 1) : undefined;
