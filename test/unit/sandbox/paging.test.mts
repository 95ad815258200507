import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objects, open, type Caller } from './caller.mts';

/** Reads all pages as a caller does that trusts `hasMorePages`. */
async function readAll({ call }: Caller, query: string, ceiling = 60): Promise<string[]> {
	const ids: string[] = [];
	for (let page = 1; page <= ceiling; page++) {
		const { body } = await call('GET', `/chat/v2/session?${query}&PageNumber=${page}`);
		ids.push(...objects(body.items).map(({ id }) => String(id)));
		if (body.hasMorePages !== true) break;
	}
	return ids;
}

test('pages are 15 long unless told, start at 1, newest first, and say so in short lower case', async (t) => {
	const caller = await open(t);
	const { body } = await caller.call('GET', '/chat/v2/session');
	const { items, ...rest } = body;
	const total = caller.sandbox.account.sessions.size;
	assert.equal(objects(items).length, 15);
	assert.deepEqual(rest, {
		totalItems: total,
		totalPages: Math.ceil(total / 15),
		hasMorePages: true,
		pageNumber: 1,
		pageSize: 15,
		orderBy: 'createdat',
		orderDirection: 'desc',
	});
	const dates = objects(items).map(({ createdAt }) => String(createdAt));
	assert.deepEqual(dates, dates.toSorted().toReversed());
});

test('all pages together hold every session once; a page beyond the last is empty', async (t) => {
	const caller = await open(t);
	const { size } = caller.sandbox.account.sessions;
	for (const query of ['PageSize=100', 'PageSize=7&OrderBy=LastInteractionAt&OrderDirection=ASCENDING']) {
		const ids = await readAll(caller, query);
		assert.equal(ids.length, size);
		assert.equal(new Set(ids).size, size);
	}
	const { body } = await caller.call('GET', '/chat/v2/session?PageNumber=1000');
	assert.deepEqual(body.items, []);
	assert.equal(body.hasMorePages, false);
	assert.deepEqual(caller.sandbox.departures, []);
});

test('an order that names no field is refused', async (t) => {
	const { call } = await open(t);
	const { status, body } = await call('GET', '/chat/v2/session?OrderBy=Colour');
	assert.equal(status, 500);
	assert.equal(body.text, "The value 'Colour' is not valid");
});

test('a filter that is a POST pages in its body', async (t) => {
	const { sandbox, call } = await open(t);
	const seen = new Set<unknown>();
	for (let pageNumber = 1; ; pageNumber++) {
		const filter = { pageNumber, pageSize: 50, orderBy: 'Name', orderDirection: 'ASCENDING' };
		const { body } = await call('POST', '/core/v1/contact/filter', filter);
		for (const { id } of objects(body.items)) seen.add(id);
		assert.equal(body.orderDirection, 'asc');
		if (body.hasMorePages !== true) break;
	}
	const active = [...sandbox.account.contacts.values()].filter(({ status }) => status === 'ACTIVE');
	assert.equal(seen.size, active.length);
});

test('on request PageNumber is ignored: page 1 again and again', async (t) => {
	const caller = await open(t);
	await caller.control('PUT', '/quirks', { ignorePageNumber: true });
	const { body } = await caller.call('GET', '/chat/v2/session?PageNumber=3&PageSize=10');
	assert.equal(body.pageNumber, 1);
	assert.equal(body.hasMorePages, true);
	const ids = await readAll(caller, 'PageSize=10', 3);
	assert.equal(ids.length, 30);
	assert.equal(new Set(ids).size, 10);
});

test('on request pages overlap, and still hold every session', async (t) => {
	const caller = await open(t);
	caller.sandbox.quirks.overlappingEntries = 3;
	const ids = await readAll(caller, 'PageSize=20');
	const { size } = caller.sandbox.account.sessions;
	assert.equal(new Set(ids).size, size);
	assert.ok(ids.length > size);
	assert.deepEqual(ids.slice(17, 20), ids.slice(20, 23));
});

test('on request lists know Page only, overlap, and say no more than countPages', async (t) => {
	const caller = await open(t, { quirks: { pageOnly: true, overlappingEntries: 3 } });
	const { size } = caller.sandbox.account.sessions;
	const page = async (query: string) => {
		const { body } = await caller.call('GET', `/chat/v2/session?PageSize=20&${query}`);
		return { ...body, ids: objects(body.items).map(({ id }) => id) };
	};
	const first = await page('PageNumber=1');
	const ignored = await page('PageNumber=2');
	const second = await page('Page=2');

	assert.deepEqual(ignored.ids, first.ids);
	assert.deepEqual(second.ids.slice(0, 3), first.ids.slice(17));
	assert.deepEqual(Object.keys(second).toSorted(), [
		'countPages',
		'ids',
		'items',
		'orderBy',
		'orderDirection',
		'pageNumber',
		'pageSize',
	]);
	assert.equal(Object.entries(second).find(([name]) => name === 'countPages')?.[1], Math.ceil(size / 20));
	const filtered = async (paging: object) => {
		const { body } = await caller.call('POST', '/core/v1/contact/filter', { pageSize: 20, ...paging });
		return objects(body.items).map(({ id }) => id);
	};
	assert.deepEqual(await filtered({ pageNumber: 2 }), await filtered({ pageNumber: 1 }));
	assert.notDeepEqual(await filtered({ page: 2 }), await filtered({ page: 1 }));
	caller.sandbox.reset();
	assert.equal(caller.sandbox.quirks.pageOnly, true);
});

test('on request lists are not narrowed down, and dates come without their zone', async (t) => {
	const { sandbox, call } = await open(t, { quirks: { ignoreFilters: true, datesWithoutZone: true } });
	const { body } = await call('GET', '/chat/v2/session?Status=HIDDEN&PageSize=7&PageNumber=2');
	assert.equal(body.totalItems, sandbox.account.sessions.size);
	assert.equal(body.pageNumber, 2);
	const dates = objects(body.items).map(({ createdAt }) => String(createdAt));
	assert.equal(dates.length, 7);
	for (const date of dates) assert.match(date, /^\d{4}-\d\d-\d\dT[\d:.]+$/);
	const [first] = objects(body.items);
	const one = await call('GET', `/chat/v2/session/${String(first.id)}`);
	assert.equal(one.body.createdAt, first.createdAt);
	assert.deepEqual(sandbox.departures, []);
});
