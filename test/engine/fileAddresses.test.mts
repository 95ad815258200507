// Where the address of a file is given, the service fetches it; n8n itself never does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { everyRequest, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

/** Fields that hold addresses, by their names. */
const isAddress = (name: string) => /urls?$/i.test(name);

describe('the addresses that are filled in', () => {
	const seen = new Set<string>();
	for (const { name: what, resource, operation } of everyRequest) {
		it(`are passed on as they are, and asked by nobody here: ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const fillings = (await fillingsOf(resource, operation.value, credential)).map(({ places }) =>
				places.filter(({ field }) => isAddress(field.name)),
			);
			const names = new Set(fillings.flatMap((places) => places.map(({ name }) => name)));
			if (names.size === 0) return;
			for (const name of names) seen.add(name);
			const asked: string[] = [];
			const server = createServer(({ method, url }, response) => {
				asked.push(`${method} ${url}`);
				response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7');
			});
			await once(server.listen(0, '127.0.0.1'), 'listening');
			t.after(() => server.closeAllConnections());
			t.after(() => server.close());
			const address = server.address();
			assert.ok(typeof address === 'object' && address !== null);
			const url = `http://127.0.0.1:${address.port}/segunda%20via.pdf?x=1&y=%2F`;
			// What the account would call back is its own doing.
			sandbox.deliveries.close();
			const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };

			for (const name of names) {
				sandbox.requests.length = 0;
				for (const place of fillings.flatMap((places) => places.filter((candidate) => candidate.name === name)))
					await run({ parameters: place.filledWith(url), items: [{ json: {}, binary: { data: file } }], credential });
				assert.ok(
					sandbox.requests.some(({ body }) => JSON.stringify(body ?? '').includes(JSON.stringify(url))),
					`${name} was not passed on`,
				);
			}
			assert.deepEqual(asked, []);
			sandbox.departures.length = 0;
		});
	}

	it('are those of files, callbacks, pictures and subscriptions', (t) => {
		t.diagnostic([...seen].join(', '));
		const inCollections = ['additionalFields.fileUrl', 'additionalFields.fileUrls', 'updateFields.fileUrl'];
		for (const name of ['fileUrl', 'url', 'options.callbackUrl', ...inCollections]) assert.ok(seen.has(name), name);
	});
});
