// Nodes of other packages, converted, in n8n's engine against the sandbox: what is sent is what the old node's description
// says, or the difference that the table names.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ReceivedRequest, Sandbox } from '../../../sandbox/sandbox.mts';
import { convertOne, FRONTCRM, nameOf, WTS, type OldType } from '../../unit/migrate/convertOne.mts';
import { frontcrmNodes } from '../../unit/migrate/frontcrmNodes.mts';
import { wtsNodes, type Expected, type OldNode } from '../../unit/migrate/wtsNodes.mts';
import { sandboxFor } from '../sandboxed.mts';
import { run } from '../workflow.mts';
import { namesIn } from './account.mts';

const FILE = { data: Buffer.from('%PDF-1.4').toString('base64'), mimeType: 'application/pdf', fileName: 'nota.pdf' };

/** A request as the table writes it: what is given several times is a list. */
function written({ method, path, query, body }: ReceivedRequest): Expected {
	const search = new URLSearchParams(query);
	const values = Object.fromEntries(
		[...new Set(search.keys())].map((name) => {
			const all = search.getAll(name);
			return [name, all.length === 1 ? String(all[0]) : all];
		}),
	);
	return { method, path, query: values, body: body ?? undefined };
}

/** What a converted node sends for one item, beside what it looks up. */
async function sentBy(t: TestContext, oldType: OldType, old: OldNode) {
	const { sandbox, credential } = await sandboxFor(t);
	const of = await namesIn(sandbox);
	const { parameters } = convertOne(oldType, old, of);
	const { error } = await run({ parameters, items: [{ json: {}, binary: { data: FILE } }], credential });
	return { error, of, requests: requestsOf(sandbox) };
}

const requestsOf = ({ requests }: Sandbox) => requests.filter(({ path }) => !path.startsWith('/_sandbox')).map(written);

for (const [packageName, oldType, table] of [
	['n8n-nodes-wts', WTS, wtsNodes],
	['n8n-nodes-frontcrm', FRONTCRM, frontcrmNodes],
] as const) {
	describe(`requests of converted nodes of ${packageName}`, () => {
		for (const old of table.filter(({ sends }) => sends)) {
			it(nameOf(old), async (t) => {
				const { of, requests, error } = await sentBy(t, oldType, old);
				const wanted = old.sends?.(of);
				assert.ok(wanted);
				assert.equal(error && `${error.message}: ${error.description ?? ''}`, undefined);
				const uploaded = JSON.stringify(wanted).includes('UPLOADED');
				const expected = { query: {}, body: undefined, ...wanted };
				const same = requests.filter(({ method, path }) => method === wanted.method && path === wanted.path);
				assert.equal(same.length > 0, true, JSON.stringify(requests));
				const [sent] = same;
				assert.ok(sent);
				if (uploaded) {
					const { fileIdOrUrl } = sent.body as { fileIdOrUrl: string };
					assert.match(fileIdOrUrl, /^[0-9a-f-]{36}$/);
					sent.body = { ...(sent.body as object), fileIdOrUrl: 'UPLOADED' };
				}
				assert.deepEqual(sorted(sent), sorted(expected));
				const others = requests.filter((request) => request !== sent && !uploaded);
				assert.deepEqual(
					others.filter(({ method }) => method !== 'GET'),
					[],
				);
			});
		}
	});
}

/** The fields of an update are told in any order. */
function sorted(request: Expected): Expected {
	const { body } = request;
	if (typeof body !== 'object' || body === null || !('fields' in body) || !Array.isArray(body.fields)) return request;
	return { ...request, body: { ...body, fields: body.fields.toSorted() } };
}
