import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type * as PagingModule from '../../../nodes/WtsChat/transport/paging.ts';
import type { Page } from '../../../nodes/WtsChat/transport/paging.ts';
import { built } from '../../built.mts';

const { PAGE_SIZE, pageOf, recordsOf } = built<typeof PagingModule>('nodes/WtsChat/transport/paging');

const records = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

/** Reads a list to its end. @returns the ids that came, and the pages that were asked for */
async function read(limit: number, answer: (pageNumber: number, pageSize: number) => Page) {
	const asked: Array<[pageNumber: number, pageSize: number]> = [];
	const ids: unknown[] = [];
	const fetchPage = async (pageNumber: number, pageSize: number) => {
		asked.push([pageNumber, pageSize]);
		return answer(pageNumber, pageSize);
	};
	for await (const { id } of recordsOf(fetchPage, limit)) ids.push(id);
	return { ids, asked };
}

/** A service with so many records, of which so many of a page come again on the next one. */
const service =
	(count: number, overlap = 0) =>
	(pageNumber: number, pageSize: number): Page => {
		const step = Math.max(1, pageSize - overlap);
		const from = (pageNumber - 1) * step;
		return { records: records(count).slice(from, from + pageSize), more: from + pageSize < count };
	};

describe('reading a list', () => {
	it('gives each record once, in order, up to the limit, whatever overlaps', async () => {
		const counts = fc.integer({ min: 0, max: 450 });
		const limits = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(Infinity));
		await fc.assert(
			fc.asyncProperty(counts, limits, fc.integer({ min: 0, max: 40 }), async (count, limit, overlap) => {
				const { ids } = await read(limit, service(count, overlap));
				assert.deepEqual(
					ids,
					records(Math.min(count, limit)).map(({ id }) => id),
				);
			}),
		);
	});

	it('keeps to one size of page, no larger than the limit', async () => {
		const { asked } = await read(250, service(1_000));
		assert.deepEqual(asked, [
			[1, PAGE_SIZE],
			[2, PAGE_SIZE],
			[3, PAGE_SIZE],
		]);
		assert.deepEqual((await read(7, service(1_000))).asked, [[1, 7]]);
	});

	it('asks for no page after the last one', async () => {
		assert.equal((await read(Infinity, service(200))).asked.length, 2);
		assert.equal((await read(Infinity, service(0))).asked.length, 1);
	});

	it('asks for a page only when the ones before have been taken', async () => {
		let asked = 0;
		const fetchPage = async (pageNumber: number, pageSize: number) => {
			asked++;
			return service(1_000)(pageNumber, pageSize);
		};
		for await (const { id } of recordsOf(fetchPage, Infinity)) if (id === 150) break;
		assert.equal(asked, 2);
	});

	it('says so when the page number is ignored', async () => {
		const stuck = (_: number, pageSize: number) => ({ records: records(pageSize), more: true });
		await assert.rejects(read(Infinity, stuck), (error: Error & { description?: string }) => {
			assert.equal(error.message, 'The service gives the same page of the list again and again');
			assert.match(error.description ?? '', /page 2 .*the 100 records that came/);
			return true;
		});
		assert.equal((await read(100, stuck)).ids.length, 100);
	});

	it('says so when the pages come to an end that is none', async () => {
		await assert.rejects(
			read(Infinity, () => ({ records: [], more: true })),
			/again and again/,
		);
	});

	it('gives all records that have no id', async () => {
		const nameless = Array.from({ length: 3 }, () => ({ name: 'x' }));
		assert.equal((await read(Infinity, () => ({ records: nameless, more: false }))).ids.length, 3);
	});

	it('passes on what fails', async () => {
		await assert.rejects(
			read(Infinity, () => {
				throw new Error('no answer');
			}),
			/no answer/,
		);
	});
});

describe('a page', () => {
	const items = records(15);
	const cases: Array<[what: string, answer: unknown, page: Page]> = [
		['a bare list', items, { records: items, more: false }],
		['items and whether there are more', { items, hasMorePages: true, totalPages: 1 }, { records: items, more: true }],
		['items and that there are no more', { items, hasMorePages: false }, { records: items, more: false }],
		['items and the count of pages', { items, totalPages: 3 }, { records: items, more: true }],
		['items of the last page', { items, totalPages: 2 }, { records: items, more: false }],
		['items and the count of pages by its other name', { items, countPages: 3 }, { records: items, more: true }],
		['a full page, and nothing more said', { items }, { records: items, more: true }],
		['less than a full page', { items: records(14) }, { records: records(14), more: false }],
		['no items', { items: null, hasMorePages: false }, { records: [], more: false }],
		['no body', undefined, { records: [], more: false }],
	];
	for (const [what, answer, page] of cases) {
		it(`is read from ${what}`, () => assert.deepEqual(pageOf(answer, 2, 15), page));
	}
});
