// Workflows in a running n8n, by its REST interface.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { N8nServer } from '../../scripts/n8n/server.mts';

/** How long n8n may take for anything before a test gives up on it: far longer than it needs on a busy machine. */
const PATIENCE = 180_000;

/** A workflow, as n8n answers it. */
export interface Saved {
	readonly id: string;
	readonly versionId: string;
}

/** An execution, as n8n lists it. */
export interface Execution {
	readonly id: string;
	readonly status: string;
	readonly mode: string;
}

/** Waits until something is so. n8n may be asked in vain meanwhile: it answers 503 while its database keeps it waiting. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
	const end = performance.now() + patience;
	const isSoNow = async () => {
		try {
			return await isSo();
		} catch (error) {
			if (error instanceof Error && error.message.startsWith('n8n answered 503')) return false;
			throw error;
		}
	};
	while (!(await isSoNow())) {
		if (performance.now() > end) throw new Error(`Waited in vain until ${what}`);
		await wait(100);
	}
}

export async function save(server: N8nServer, workflow: object): Promise<Saved> {
	return (await server.request('POST', '/workflows', workflow)) as Saved;
}

/** Activates a workflow and waits until n8n has stored what belongs to it. */
export async function publish(server: N8nServer, { id, versionId }: Saved): Promise<void> {
	await server.request('POST', `/workflows/${id}/activate`, { versionId });
	await until('the workflow is published', async () => {
		const { status } = (await server.request('GET', `/workflows/${id}/publication-status`)) as { status: string };
		assert.notEqual(status, 'failed');
		return status === 'published';
	});
}

/** The executions of a workflow, of which it asks for a thousand at the most. */
export async function executionsOf(server: N8nServer, { id }: Saved): Promise<Execution[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const page = await server.request('GET', `/executions?limit=1000&filter=${filter}`);
	return (page as { results: Execution[] }).results;
}

/** What n8n has stored of an execution, as text. */
export async function storedOf(server: N8nServer, { id }: Execution): Promise<string> {
	const { data } = (await server.request('GET', `/executions/${id}`)) as { data: string };
	return data;
}

/** Nodes one after the other, as a workflow holds them. */
export function chain(
	...nodes: Array<{ name: string; type: string; typeVersion: number; parameters: object }>
): object {
	const links = nodes
		.slice(1)
		.map((node, index) => [nodes[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }]);
	return {
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
		nodes: nodes.map((node, index) => ({ ...node, id: `node-${index}`, position: [index * 220, 0] })),
		connections: Object.fromEntries(links),
	};
}

/** Takes what workflows send it. */
export class Collector<Item> implements AsyncDisposable {
	/** All that came, in order. */
	readonly items: Item[] = [];
	/** Where to send it, by POST as JSON. */
	url = '';
	private readonly server = createServer(async (request, response) => {
		this.items.push((await json(request)) as Item);
		response.end('{}');
	});

	static async start<Item>(): Promise<Collector<Item>> {
		const collector = new Collector<Item>();
		const { server } = collector;
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		const address = server.address();
		assert.ok(typeof address === 'object' && address !== null);
		collector.url = `http://127.0.0.1:${address.port}/`;
		return collector;
	}

	/** A node that sends each of its items here. */
	get node() {
		return {
			name: 'Tell',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: this.url,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify($json) }}',
				options: {},
			},
		};
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}
