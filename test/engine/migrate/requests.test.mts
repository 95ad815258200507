// Nodes of other packages, converted, in n8n's engine against the sandbox: what is sent is what the old node's description
// says, or the difference that the table names.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nothing } from '../../unit/migrate/account.mts';
import { convertHttp, convertOne, FRONTCRM, nameOf, WTS } from '../../unit/migrate/convertOne.mts';
import { frontcrmNodes } from '../../unit/migrate/frontcrmNodes.mts';
import { httpCases } from '../../unit/migrate/httpRequests.mts';
import { uploads, whole, withoutFileId, written } from '../../unit/migrate/requests.mts';
import { wtsNodes } from '../../unit/migrate/wtsNodes.mts';
import { sandboxFor } from '../sandboxed.mts';
import { run } from '../workflow.mts';
import { namesIn } from './account.mts';

const FILE = { data: Buffer.from('%PDF-1.4').toString('base64'), mimeType: 'application/pdf', fileName: 'nota.pdf' };

for (const [packageName, oldType, table] of [
	['n8n-nodes-wts', WTS, wtsNodes],
	['n8n-nodes-frontcrm', FRONTCRM, frontcrmNodes],
] as const) {
	describe(`requests of converted nodes of ${packageName}`, () => {
		for (const old of table) {
			const { sends } = old;
			if (!sends) continue;
			it(nameOf(old), async (t) => {
				const { sandbox, credential } = await sandboxFor(t);
				const of = await namesIn(sandbox);
				const { parameters } = convertOne(oldType, old, of);
				const { error } = await run({ parameters, items: [{ json: {}, binary: { data: FILE } }], credential });
				assert.equal(error && `${error.message}: ${error.description ?? ''}`, undefined);

				const expected = whole(sends(of));
				const requests = sandbox.requests.map(written);
				const sent = requests.find(({ method, path }) => method === expected.method && path === expected.path);
				assert.ok(sent, JSON.stringify(requests));
				assert.deepEqual(uploads(expected) ? withoutFileId(sent) : sent, expected);
				// Beside it, things are only looked up, or a file is uploaded.
				const others = requests.filter(({ method }) => method !== 'GET').filter((request) => request !== sent);
				assert.ok(uploads(expected) || others.length === 0, JSON.stringify(others));
			});
		}
	});
}

describe('requests of converted HTTP Request nodes', () => {
	for (const { asks, sends = asks, differs } of httpCases) {
		const { method, path } = asks(nothing);
		it(`${method} ${path}${differs ? ' in other words' : ''}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const of = await namesIn(sandbox);
			const { parameters, change } = convertHttp(asks(of));
			assert.equal(change.remarks[0]?.code, 'converted');

			const { error } = await run({ parameters, credential });

			assert.equal(error && `${error.message}: ${error.description ?? ''}`, undefined);
			const expected = whole(sends(of));
			const requests = sandbox.requests.map(written);
			assert.deepEqual(
				requests.find((request) => request.method === expected.method && request.path === expected.path),
				expected,
			);
		});
	}
});
