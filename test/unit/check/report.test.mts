import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { loadContract } from '../../../contract/checker.mts';
import { ask } from '../../../check/ask.mts';
import { lineOf } from '../../../check/inquiry.mts';
import { MOST_REQUESTS, plan } from '../../../check/plan.mts';
import { faultKinds, type FaultKind } from '../../../sandbox/faults.mts';
import { documentedWindows } from '../../../sandbox/limits.mts';
import type { Quirks } from '../../../sandbox/account.mts';
import { checkAndReport, comparing, json, open, standIn, standsIn, textOf, valuesIn, type Report } from './checked.mts';

const everyQuirk: Partial<Quirks> = {
	pageOnly: true,
	overlappingEntries: 7,
	ignoreFilters: true,
	ignoreUnknownUsers: true,
	datesWithoutZone: true,
	otherShapes: true,
	shuffledBatches: true,
	piecemealBatches: true,
};

/** The row of a table that begins with this. */
const rowOf = ({ text }: Report, beginning: string): string =>
	text.split('\n').find((line) => line.startsWith(`| ${beginning}`)) ?? `no row ${beginning}`;

/** Names of fields and values of enums: what the contract itself says, whatever an account holds. */
async function wordsOfContract(): Promise<Set<string>> {
	const texts = await Promise.all(
		['auth', 'chat', 'core', 'crm'].map((service) =>
			readFile(new URL(`../../../contract/${service}.yaml`, import.meta.url), 'utf8'),
		),
	);
	return new Set(texts.join('\n').match(/[A-Za-z][\w.]*/g));
}

describe('The plan of a check', () => {
	it('only reads, and has no more than 60 requests', () => {
		assert.ok(plan.length <= MOST_REQUESTS && MOST_REQUESTS === 60, String(plan.length));
		const writing = plan.filter(({ method, path }) => method !== 'GET' && path !== '/core/v1/contact/filter');
		assert.deepEqual(writing.map(lineOf), []);
		assert.equal(new Set(plan.map(({ name }) => name)).size, plan.length);
	});

	it('asks each operation of the contract that reads, but for the one that makes an address to upload to', async () => {
		const { operations } = await loadContract();
		const reading = operations.filter(
			({ method, id }) => (method === 'GET' && id !== 'fileGetUploadUrl') || id === 'contactFilter',
		);
		const asked = plan
			.filter(({ isReading }) => isReading)
			.map(({ method, path }) => comparing.operationOf(method, path)?.id);
		assert.deepEqual(asked.sort(), reading.map(({ id }) => id).sort());
	});
});

describe('The report on an account', () => {
	it('finds nothing where all is as in the contract, and asks by the contract but for what is open', async (t) => {
		const sandbox = await open(t);
		const found = await checkAndReport(sandbox);
		assert.match(found.text, /answers were held against the contract, none differs/);
		assert.match(found.text, /## Differences from the contract\n\nNone\./);
		assert.deepEqual(
			sandbox.departures.filter(({ by }) => by === 'sandbox'),
			[],
		);
		const departing = sandbox.departures.map(({ path, problems }) => `${path} ${problems.join()}`);
		const known = ['PageSize', 'Page ', 'pagesize', 'Status', 'path/id', 'IncludeDetails'];
		assert.deepEqual(
			departing.filter((line) => !known.some((word) => `${line} `.includes(word))),
			[],
		);
		assert.equal(sandbox.requests.length, found.sent);
	});

	it('for the sandbox is the example in docs/', async (t) => {
		const sandbox = await open(t);
		const [session] = sandbox.seedSessions({ count: 1 });
		const { text } = await checkAndReport(sandbox, { write: { sessionId: session, mayI: async () => true } });
		const example = new URL('../../../docs/check-live-sandbox.md', import.meta.url);
		if (process.env.WRITE_EXAMPLE) await (await import('node:fs/promises')).writeFile(example, text);
		assert.equal(text, await readFile(example, 'utf8'), 'WRITE_EXAMPLE=1 writes it anew');
	});

	it('names what an account with every quirk does otherwise', async (t) => {
		const sandbox = await open(t, { quirks: everyQuirk });
		const found = await checkAndReport(sandbox);
		const paging = rowOf(found, 'Is it `PageNumber` or `Page`');
		assert.match(
			paging,
			/contacts: `PageNumber` is ignored; with `Page` the second page overlaps the first; a page tells `countPages`\./,
		);
		assert.match(paging, /sessions: `PageNumber` is ignored/);
		assert.match(rowOf(found, 'May several values be joined'), /taken, and ignored/);
		for (const row of [
			'tagList | `[].createdAt` | of another format | time without a zone of 27 |',
			'contactList | `countPages` | a field that the contract does not know | whole number |',
			'sessionList | `items[].departmentsDetails` | a field that the contract does not know | list of 1 |',
			'sessionGet | `closedAt` | a field that the contract does not know |',
			'sessionListMessages | `items[].origin` | a value that is none of the contract’s | word in capitals of 6 |',
		])
			assert.match(rowOf(found, row), /^\| \w/, row);
		assert.match(found.text, /contactList \|.*`totalItems`, `totalPages`, `hasMorePages`/);
		assert.match(found.text, /sessionList \|.*`items\[\]\.endAt`/);
	});

	it('with the other quirk of paging says that no name turns the page', async (t) => {
		const found = await checkAndReport(await open(t, { quirks: { ignorePageNumber: true } }));
		assert.match(rowOf(found, 'Is it `PageNumber`'), /contacts: `PageNumber` is ignored; `Page` is ignored/);
	});

	it('tells which name turns the page', async (t) => {
		const verdicts: Array<[quirks: Partial<Quirks>, verdict: RegExp]> = [
			[{}, /contacts: `PageNumber` turns the page; `Page` is refused with 400/],
			[{ pageOnly: true }, /contacts: `PageNumber` is ignored; `Page` turns the page; a page tells `countPages`/],
			[{ overlappingEntries: 1 }, /contacts: with `PageNumber` the second page overlaps the first/],
		];
		for (const [quirks, verdict] of verdicts)
			assert.match(rowOf(await checkAndReport(await open(t, { quirks })), 'Is it `PageNumber`'), verdict);
	});

	it('tells whether accents matter in a search, and whether it is one at all', async (t) => {
		const contacts = [
			{ id: 'a', name: 'José Árvore' },
			{ id: 'b', name: 'Ana' },
		];
		const searches: Array<[finds: (name: string, asked: string) => boolean, verdict: RegExp]> = [
			[(name, asked) => name.includes(asked), /accents matter/],
			[(name, asked) => name.replace('é', 'e').includes(asked.replace('é', 'e')), /accents do not matter/],
			[() => true, /the search is ignored/],
			[() => false, /not even with its accents/],
		];
		for (const [finds, verdict] of searches) {
			const { account } = await standIn(t, ({ url, body }) => {
				if (url === '/core/v1/tag') return json([]);
				const asked = url.endsWith('/filter') ? String(JSON.parse(body).name) : undefined;
				return json({ items: contacts.filter(({ name }) => asked === undefined || finds(name, asked)) });
			});
			assert.match(rowOf(await checkAndReport(account), 'Do accents matter'), verdict);
		}
	});

	it('holds none of the values that were read', async (t) => {
		const words = await wordsOfContract();
		// What the report says anyway, though there is nothing to read.
		const { text: own } = await checkAndReport(await open(t, { empty: true }));
		for (const quirks of [{}, everyQuirk]) {
			const sandbox = await open(t, { quirks });
			const [session] = sandbox.seedSessions({ count: 1 });
			const found = await checkAndReport(sandbox, { write: { sessionId: session, mayI: async () => true } });
			const values = [...valuesIn(found), sandbox.key, session];
			// Small numbers are lengths and counts too.
			const telling = values.filter((value) => !words.has(value) && !/^\d{1,3}$/.test(value) && !standsIn(own, value));
			assert.ok(telling.length > 2_000, `only ${telling.length} values`);
			for (const name of ['closedAt', 'departmentsDetails', 'classificationDetails', 'countPages'])
				telling.splice(telling.indexOf(name) >>> 0, 1);
			assert.deepEqual(
				telling.filter((value) => standsIn(found.text, value)),
				[],
			);
			// The search finds what is there.
			for (const value of telling.slice(0, 500)) assert.ok(standsIn(`${found.text} ${value}.`, value), value);
		}
	});

	it('holds nothing either of what stands where words of the platform are expected', async (t) => {
		const mark = 'Zuleica';
		const entry = {
			id: mark, name: `${mark} Ávila`, status: mark.toUpperCase(), key: mark, [`${mark} Souza`]: 1, '5511987654321': 1,
			'zuleica@example.com': [mark], customFields: { [mark]: mark }, metadata: { [mark]: { [mark]: mark } }, phoneNumber: '+55|11987654321',
			type: mark, utm: { [`${mark} `]: mark }, directLinks: { [mark]: 5 },
		}; // prettier-ignore
		const failure = {
			error: true,
			httpStatusCode: mark,
			key: `${mark} gone`,
			text: mark,
			[`a ${mark}`]: mark,
			id: { value: mark },
		};
		const headers = { 'retry-after': mark, 'x-limit-1234567': mark, 'content-type': `text/${mark}` };
		let count = 0;
		const { account } = await standIn(t, () => {
			count += 1;
			if (count % 5 === 0) return { ...json(failure, 500), headers };
			if (count % 11 === 0) return { ...json(failure, 429), headers };
			if (count % 7 === 0) return { body: `<html>${mark}`, headers };
			return json(count % 2 === 0 ? [entry, null, mark] : { items: [entry], totalItems: 987_654, [mark.repeat(8)]: 1 });
		});
		const found = await checkAndReport(account);
		assert.equal(found.givenUp, undefined);
		assert.doesNotMatch(found.text, /zuleica|98765/i);
		const told = found.answers.all.flatMap(({ inquiry, outcome }) => {
			const operation = inquiry.isReading ? comparing.operationOf(inquiry.method, inquiry.path) : undefined;
			return operation && outcome.kind === 'answered' ? comparing.newWords(operation, outcome) : [];
		});
		assert.ok(
			told.some((word) => word.includes(mark.toUpperCase())),
			'the terminal is told',
		);
	});
});

describe('A check of what is no account as the sandbox has it', () => {
	it('ends at once, without the key, at a web page', async (t) => {
		const { account, got } = await standIn(t, () => ({
			body: '<!doctype html><p>Olá',
			headers: { 'content-type': 'text/html' },
		}));
		const { givenUp, text } = await checkAndReport(account);
		assert.match(String(givenUp), /not the API/);
		assert.equal(got.length, 2);
		assert.match(text, /\*\*Given up: What answers there is not the API/);
		assert.ok(!text.includes(account.key));
	});

	it('ends at once where the key is refused, or refused as a wrong path is', async (t) => {
		for (const status of [401, 404, 200]) {
			const { account, got } = await standIn(t, () =>
				json({ error: true, key: 'ERROR_UNAUTHORIZED', text: 'Acesso negado' }, status),
			);
			assert.match(String((await checkAndReport(account)).givenUp), /key was refused/);
			assert.equal(got.length, 2);
		}
	});

	it('ends at once where nobody answers', async () => {
		const { givenUp } = await checkAndReport({ root: 'http://127.0.0.1:9', key: 'pn_x' });
		assert.match(String(givenUp), /Nothing answers there: the connection failed/);
	});

	it('breaks off where answers stop coming, and reports what it has', async (t) => {
		const sandbox = await open(t);
		sandbox.faults.add({ kind: 'reset', path: '/core/v1/contact*' });
		sandbox.faults.add({ kind: 'reset', path: '/chat/*' });
		const { givenUp, text, sent } = await checkAndReport(sandbox);
		assert.match(String(givenUp), /does not answer any more/);
		assert.ok(sent < plan.length / 2, String(sent));
		assert.match(text, /`GET \/core\/v1\/tag` \| taken \(200\)/);
		assert.match(text, /`GET \/core\/v1\/contact\/custom-field` \| the connection failed \(\w+\)/);
	});

	it('waits for no answer for ever', async (t) => {
		const sandbox = await open(t);
		for (const kind of ['hang', 'hangInBody', 'drip'] as const) {
			sandbox.faults.add({ kind, path: '/core/v1/tag', times: 1 });
			const pace = { wait: async () => {}, left: 1, patience: 50 };
			const outcome = await ask(sandbox, plan[0], {}, pace);
			assert.deepEqual(outcome, { kind: 'failed', reason: 'no answer within 0.05 seconds' });
		}
	});

	const answering = (Object.keys(faultKinds) as FaultKind[]).filter(
		(kind) => !['hang', 'hangInBody', 'drip'].includes(kind),
	);
	for (const kind of answering) {
		it(`comes to its end where half of the requests meet the fault ${kind}`, async (t) => {
			const sandbox = await open(t, { quirks: everyQuirk });
			sandbox.faults.add({ kind, probability: 0.5, text: 'Zuleica', body: '{"Zuleica Souza":"Zuleica","error":true}' });
			const { text } = await checkAndReport(sandbox);
			assert.match(text, /## Refused for speed/);
			assert.ok(!text.includes('Zuleica') && !text.includes(sandbox.key));
		});
	}

	it('follows no redirect', async (t) => {
		const other = await standIn(t, () => json([]));
		const { account } = await standIn(t, () => ({ status: 302, headers: { location: other.account.root } }));
		assert.match(String((await checkAndReport(account)).givenUp), /not the API/);
		assert.deepEqual(other.got, []);
	});

	it('goes on with a key that may read a part only, and names the part that it may not', async (t) => {
		const sandbox = await open(t);
		sandbox.faults.add({ kind: 'errorInOk', path: '/chat/*' });
		const found = await checkAndReport(sandbox);
		const row = rowOf(found, 'What may a key not do?');
		assert.match(row, /refused: channels, chatbots, templates, sequences, sessions/);
		assert.doesNotMatch(row, /contacts|panels/);
		assert.match(rowOf(found, '`GET /chat/v2/session/{id}'), /not sent: the account shows no session/);
	});

	it('skips what an empty account has nothing to ask with', async (t) => {
		const { account, got } = await standIn(t, ({ url }) =>
			json(/tag|agent|event|subscription|channel$|custom-field/.test(url) ? [] : { items: [] }),
		);
		const { text, sent } = await checkAndReport(account);
		assert.equal(got.length, sent);
		assert.match(text, /not sent: the account shows no contact with a phone number/);
		assert.match(text, /Do accents matter in a search for contacts\? \| not told/);
	});

	it('tells a field of another type, one that is null, and one that is new', async (t) => {
		const { account } = await standIn(t, ({ url }) => {
			if (url === '/core/v1/tag')
				return json([{ id: 5, name: 'VIP', color: 'MAUVE', createdAt: 'yesterday', fresh: { a: 1 } }, { id: 7 }]);
			return json([]);
		});
		const found = await checkAndReport(account);
		assert.match(rowOf(found, 'tagList | `[].id` |'), /of another type \| whole number \| 2/);
		assert.match(rowOf(found, 'tagList | `[].color` |'), /none of the contract’s \| word in capitals of 5 \| 1/);
		assert.match(rowOf(found, 'tagList | `[].createdAt` |'), /of another format \| word of 9 \| 1/);
		assert.match(rowOf(found, 'tagList | `[].fresh` |'), /does not know \| object \| 1/);
		assert.match(rowOf(found, 'tagList | `[].updatedAt`'), /updatedAt/);
		assert.match(rowOf(found, 'sessionList | `(the whole)`'), /of another type \| list of 0/);
	});

	for (const body of ['', 'null', '"x"', '5', '[null]', '{"items":[null,5]}', '{"items":{}}', '{"id":', '[[[]]]']) {
		it(`takes ${body === '' ? 'nothing' : body} for every answer`, async (t) => {
			let count = 0;
			const { account } = await standIn(t, () =>
				++count <= 2 ? json([]) : { body, headers: { 'content-type': 'application/json' } },
			);
			const { text, givenUp } = await checkAndReport(account);
			assert.equal(givenUp, undefined);
			assert.match(text, /answers were held against the contract/);
		});
	}
});

describe('The pace of a check', () => {
	it('keeps far within the limits', async (t) => {
		const { waits, sent } = await checkAndReport(await open(t));
		assert.equal(waits.length, sent);
		const [, fiveSeconds] = documentedWindows.general;
		assert.ok(Math.min(...waits) * fiveSeconds.count >= 4 * fiveSeconds.length);
	});

	it('waits as long as a 429 says, up to a minute, asks again, and reports the headers', async (t) => {
		const sandbox = await open(t);
		sandbox.faults.add({ kind: 'tooManyRequests', path: '/core/v1/agent', times: 1, retryAfter: 7 });
		sandbox.faults.add({ kind: 'tooManyRequests', path: '/core/v2/department', times: 1, retryAfter: 7000 });
		sandbox.faults.add({ kind: 'tooManyRequests', path: '/crm/v2/panel', times: 1 });
		const found = await checkAndReport(sandbox);
		assert.deepEqual(
			found.waits.filter((wait) => wait > 1_000),
			[7_000, 60_000, 10_000],
		);
		assert.match(rowOf(found, 'Which headers does a 429 have?'), /these came: `retry-after`/);
		assert.match(rowOf(found, 'What does the body of a 429'), /`httpStatusCode`.*key `TOO_MANY_REQUESTS`/);
		assert.match(found.text, /\| `retry-after`: digits of 1 \|/);
		assert.match(rowOf(found, '`GET /core/v1/agent`'), /taken \(200\)/);
	});

	it('sends no more than 60 requests, however many are refused', async (t) => {
		let count = 0;
		const { account, got } = await standIn(t, () => (++count <= 2 ? json([]) : { status: 429 }));
		const { sent, text } = await checkAndReport(account);
		assert.equal(got.length, MOST_REQUESTS);
		assert.equal(sent, MOST_REQUESTS);
		assert.match(text, /not sent: no request was left/);
	});
});

describe('The writing part of a check', () => {
	it('asks before each request, and completes the session twice', async (t) => {
		const sandbox = await open(t);
		const [session] = sandbox.seedSessions({ count: 1 });
		const asked: string[] = [];
		const found = await checkAndReport(sandbox, {
			write: {
				sessionId: session,
				mayI: async (inquiry) =>
					asked.push(`${sandbox.account.counts.completions.get(session) ?? 0} ${lineOf(inquiry)}`) > 0,
			},
		});
		const line = 'PUT /chat/v1/session/{id}/complete {"reactivateOnNewMessage":false,"stopBotInExecution":false}';
		assert.deepEqual(asked, [`0 ${line}`, `1 ${line}`]);
		assert.equal(sandbox.account.counts.completions.get(session), 2);
		assert.match(
			rowOf(found, 'What comes when a session is completed'),
			/the first time taken \(200\), the second time taken \(200\); its end (stays as it was|moves)/,
		);
	});

	it('sends nothing that is not wanted, and nothing at all unless told', async (t) => {
		const sandbox = await open(t);
		const [session] = sandbox.seedSessions({ count: 1 });
		const found = await checkAndReport(sandbox, { write: { sessionId: session, mayI: async () => false } });
		assert.match(found.text, /not sent: it was not wanted/);
		await checkAndReport(sandbox);
		assert.deepEqual(
			sandbox.requests.filter(({ method, operation }) => method !== 'GET' && operation !== 'contactFilter'),
			[],
		);
		assert.match(
			textOf(found, sandbox.url),
			/What comes when a session is completed that is completed already\? \| not told/,
		);
	});

	it('is not come to where the check was given up', async (t) => {
		const { account, got } = await standIn(t, () => ({ status: 502, body: '<html>' }));
		await checkAndReport(account, { write: { sessionId: 'x', mayI: async () => assert.fail('it was asked') } });
		assert.equal(got.length, 2);
	});
});
