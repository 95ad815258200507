// The nodes that are compared, each set up to complete the session of every item.
import type { BenchAccount } from './account.mts';

/** A node as a workflow holds it, without its place in it. */
export interface Candidate {
	name: string;
	type: string;
	typeVersion: number;
	parameters: object;
}

/** The node of this package. */
export const wtsChat: Candidate = {
	name: 'WTS Chat',
	type: 'n8n-nodes-wts-chat.wtsChat',
	typeVersion: 1,
	parameters: {
		resource: 'session',
		operation: 'complete',
		sessionId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		reactivateOnNewMessage: false,
		options: {},
	},
};

/**
 * n8n's HTTP Request node with the same credential.
 * @param account where to
 * @param batching its option of that name, which n8n's documentation advises against rate limits: so many items, then
 * so many milliseconds of pause
 */
export function httpRequest({ url }: BenchAccount, batching?: { batchSize: number; batchInterval: number }): Candidate {
	return {
		name: batching ? `HTTP Request, batching ${batching.batchSize} / ${batching.batchInterval} ms` : 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'PUT',
			url: `=${url}/chat/v1/session/{{ $json.id }}/complete`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'wtsApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{ "reactivateOnNewMessage": false, "stopBotInExecution": false }',
			options: batching ? { batching: { batch: batching } } : {},
		},
	};
}

/** A loop with the same number of requests side by side, by n8n's authenticated helper or by plain fetch. */
export const bareLoop = (plainFetch: boolean): Candidate => ({
	name: plainFetch ? 'bare loop, plain fetch' : "bare loop, n8n's helper",
	type: 'n8n-nodes-bench.bareLoop',
	typeVersion: 1,
	parameters: { sessionId: '={{ $json.id }}', reactivateOnNewMessage: false, plainFetch },
});
