/** What stands before several processes of n8n that take requests to webhooks, and gives each of them its share. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export class Balancer implements AsyncDisposable {
	/** Its address, without a slash at its end. */
	url = '';
	/** Those that it gives the requests to in turn, by the same kind of address; one that does not answer is passed over. */
	targets: readonly string[] = [];
	private turn = 0;
	private readonly server = createServer((request, response) => {
		this.pass(request, response).catch(() => response.destroy());
	});

	/** Starts one without targets. */
	static async start(): Promise<Balancer> {
		const balancer = new Balancer();
		const { server } = balancer;
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		const address = server.address();
		if (typeof address !== 'object' || address === null) throw new Error('The balancer does not listen');
		balancer.url = `http://127.0.0.1:${address.port}`;
		return balancer;
	}

	private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { method = 'GET', url = '/', headers } = request;
		const body = await buffer(request);
		const type = headers['content-type'];
		for (let tries = 0; tries < this.targets.length; tries++) {
			const target = this.targets[this.turn++ % this.targets.length];
			try {
				const answer = await fetch(`${target}${url}`, {
					method,
					headers: type === undefined ? {} : { 'content-type': type },
					body: body.length > 0 ? body : undefined,
				});
				const content = Buffer.from(await answer.arrayBuffer());
				response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
				response.end(content);
				return;
			} catch {
				// It has been stopped; the next one takes the request.
			}
		}
		response.writeHead(503).end();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}
