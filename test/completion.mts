import type { Credential, Workflow } from '../harness/n8n/n8n.mts';

/** A workflow that completes the sessions that a request to its webhook `complete` names, as `sessionIds`. */
export function completion({ id, name }: Credential): Omit<Workflow, 'id'> {
	const next = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		name: 'Complete sessions',
		nodes: [
			{
				id: '1',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: crypto.randomUUID(),
				parameters: { httpMethod: 'POST', path: 'complete', responseMode: 'onReceived', options: {} },
			},
			{
				id: '2',
				name: 'Split Out',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [220, 0],
				parameters: { fieldToSplitOut: 'body.sessionIds', options: { destinationFieldName: 'sessionId' } },
			},
			{
				id: '3',
				name: 'Complete Session',
				type: 'n8n-nodes-wts-chat.wtsChat',
				typeVersion: 1,
				position: [440, 0],
				parameters: {
					resource: 'session',
					operation: 'complete',
					sessionId: { __rl: true, mode: 'id', value: '={{ $json.sessionId }}' },
					reactivateOnNewMessage: false,
					options: {},
				},
				credentials: { wtsApi: { id, name } },
			},
		],
		connections: { Webhook: next('Split Out'), 'Split Out': next('Complete Session') },
	};
}
