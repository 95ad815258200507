import type { OnError } from 'n8n-workflow';
import type { Workflow } from './n8n.mts';

/** A node as a workflow holds it, without its place in it. */
export interface ChainedNode {
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: object;
	readonly credentials?: object;
	readonly webhookId?: string;
	/** The node's setting "On Error". */
	readonly onError?: OnError;
	/** The node's setting "Retry On Fail". */
	readonly retryOnFail?: boolean;
	/** Milliseconds between its tries. */
	readonly waitBetweenTries?: number;
	/** The node's setting "Execute Once". */
	readonly executeOnce?: boolean;
}

/**
 * A webhook below n8n's `/webhook/`.
 *
 * @param path its last part
 * @param parameters more than that, such as when it answers; at once if left out
 */
export const webhook = (path: string, parameters: object = {}): ChainedNode => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { httpMethod: 'POST', path, options: {}, ...parameters },
	webhookId: path,
});

/** The nodes of a workflow, each connected to the next. */
export function chain(...nodes: readonly ChainedNode[]): Omit<Workflow, 'id' | 'name'> {
	const links = nodes
		.slice(1)
		.map((node, index) => [nodes[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }]);
	return {
		nodes: nodes.map((node, index) => ({ ...node, id: `node-${index}`, position: [index * 220, 0] })),
		connections: Object.fromEntries(links),
		// As the editor gives it to new workflows.
		settings: { executionOrder: 'v1' },
	};
}
