import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ChainedNode } from './chain.mts';

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
		if (typeof address !== 'object' || address === null) throw new Error('The collector does not listen');
		collector.url = `http://127.0.0.1:${address.port}/`;
		return collector;
	}

	/** A node that sends each of its items here. */
	get node(): ChainedNode {
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
