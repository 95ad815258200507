import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type { INode } from 'n8n-workflow';
import type * as ListModule from '../../../nodes/WtsChat/transport/list.ts';
import type * as PagingModule from '../../../nodes/WtsChat/transport/paging.ts';
import type { List, Listing, Page } from '../../../nodes/WtsChat/transport/paging.ts';
import type { ServiceRequest } from '../../../nodes/WtsChat/transport/request.ts';
import { built } from '../../built.mts';

const { PAGE_SIZE, pageOf, recordsOf } = built<typeof PagingModule>('nodes/WtsChat/transport/paging');
const { counted } = built<typeof ListModule>('nodes/WtsChat/transport/list');

const { NodeApiError, OperationalError } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');

const NODE: INode = { id: '1', name: 'WTS Chat', type: 'wtsChat', typeVersion: 1, position: [0, 0], parameters: {} };

const records = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

type Answer = (pageNumber: number, pageSize: number, name: string) => Page;

/** Reads a list to its end. @returns the records that came, and the pages that were asked for */
async function read(limit: number, answer: Answer, names: readonly string[] = ['PageNumber']) {
	const asked: Array<[pageNumber: number, pageSize: number, name: string]> = [];
	const moving: string[] = [];
	const came: Listing[] = [];
	const list: List = {
		names,
		fetch: async (name, pageNumber, pageSize) => {
			asked.push([pageNumber, pageSize, name]);
			return answer(pageNumber, pageSize, name);
		},
		moves: (name) => moving.push(name),
	};
	for await (const record of recordsOf(list, limit)) came.push(record);
	return {
		came,
		ids: came.map(({ id }) => id),
		asked: asked.map(([page, size]) => [page, size]),
		names: asked,
		moving,
	};
}

/** A service with so many records, of which so many of a page come again on the next one. */
const service =
	(count: number, overlap = 0) =>
	(pageNumber: number, pageSize: number): Page => {
		const step = Math.max(1, pageSize - overlap);
		const from = (pageNumber - 1) * step;
		return { records: records(count).slice(from, from + pageSize), more: from + pageSize < count };
	};

const idsOf = (listings: readonly Listing[]) => listings.map(({ id }) => id);

/** The error with which the reading of a list ends. */
async function failureOf(answer: Answer, names?: readonly string[]) {
	try {
		await read(Infinity, answer, names);
	} catch (error) {
		assert.ok(error instanceof OperationalError);
		return error;
	}
	return assert.fail('it came to an end');
}

describe('reading a list', () => {
	it('gives each record once, in order, up to the limit, whatever overlaps', async () => {
		const counts = fc.integer({ min: 0, max: 450 });
		const limits = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(Infinity));
		await fc.assert(
			fc.asyncProperty(counts, limits, fc.integer({ min: 0, max: 40 }), async (count, limit, overlap) => {
				const { ids } = await read(limit, service(count, overlap));
				assert.deepEqual(ids, idsOf(records(Math.min(count, limit))));
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
		const list: List = {
			names: ['PageNumber'],
			fetch: async (_name, pageNumber, pageSize) => {
				asked++;
				return service(1_000)(pageNumber, pageSize);
			},
		};
		for await (const { id } of recordsOf(list, Infinity)) if (id === 150) break;
		assert.equal(asked, 2);
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

describe('a list that knows the number of a page by one of two names', () => {
	const names = ['PageNumber', 'Page'];
	/** What the service says of the rest of the list, in one of the forms that it may have. */
	type Claims = (pageNumber: number, pageSize: number, count: number, goesOn: boolean) => Omit<Page, 'records'>;
	const claims: Record<string, Claims> = {
		'whether there are more': (_page, _size, _count, more) => ({ more }),
		'all three': (_page, pageSize, total, more) => ({ more, pages: Math.ceil(total / pageSize), total }),
		'a count of pages that takes no notice of what overlaps': (_page, pageSize, count) => ({
			pages: Math.ceil(count / pageSize),
		}),
		'the count of records': (_page, _size, total) => ({ total }),
	};
	for (const [what, say] of Object.entries(claims)) {
		it(`comes out whole and in order where it says ${what}`, async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.constantFrom(...names),
					fc.integer({ min: 0, max: 450 }),
					fc.integer({ min: 0, max: 40 }),
					async (known, count, overlap) => {
						const { ids } = await read(
							Infinity,
							(pageNumber, pageSize, name) => {
								const page = name === known ? pageNumber : 1;
								const { records, more = false } = service(count, overlap)(page, pageSize);
								return { records, ...say(page, pageSize, count, more) };
							},
							names,
						);
						assert.deepEqual(ids, idsOf(records(count)));
					},
				),
			);
		});
	}

	it('is asked by the other name as soon as the second page is the first one again, and by that one from then on', async () => {
		const only =
			(known: string): Answer =>
			(pageNumber, pageSize, name) =>
				service(350)(name === known ? pageNumber : 1, pageSize);

		const { names: asked, moving } = await read(Infinity, only('Page'), names);

		assert.deepEqual(
			asked.map(([page, , name]) => `${name} ${page}`),
			['PageNumber 1', 'PageNumber 2', 'Page 2', 'Page 3', 'Page 4'],
		);
		assert.deepEqual(new Set(moving), new Set(['Page']));
		assert.deepEqual(new Set((await read(Infinity, only('PageNumber'), names)).moving), new Set(['PageNumber']));
	});

	it('is read from its second page on by the other name, though something new came in before', async () => {
		let late = 0;
		const { ids } = await read(
			Infinity,
			(pageNumber, pageSize, name) => {
				if (name === 'PageNumber' && pageNumber === 2) late = 1;
				const all = [...Array.from({ length: late }, () => ({ id: 'late' })), ...records(350)];
				const from = name === 'Page' ? (pageNumber - 1) * pageSize : 0;
				return { records: all.slice(from, from + pageSize), more: from + pageSize < all.length };
			},
			names,
		);
		assert.deepEqual(new Set(ids), new Set(['late', ...idsOf(records(350))]));
	});

	it('says so when neither moves, or when the service does not take the other one', async () => {
		const refusal = new NodeApiError(NODE, {}, { message: 'unknown parameter' });
		refusal.context.kind = 'wrong';
		const ways: Answer[] = [
			(_page, pageSize) => ({ records: records(pageSize), more: true }),
			(_page, pageSize) => ({ records: records(pageSize), pages: 2 }),
			(_page, pageSize) => ({ records: records(pageSize) }),
			(pageNumber, pageSize) => ({ records: records(pageSize), more: pageNumber === 1 }),
			(_page, pageSize, name) => {
				if (name === 'Page') throw refusal;
				return { records: records(pageSize), more: true };
			},
		];
		for (const stuck of ways) {
			const { message, description } = await failureOf(stuck, names);
			assert.equal(message, 'The service gives the same page of the list again and again');
			assert.match(description ?? '', /the 100 records that came. .* set a Limit of at most 100/);
			assert.equal((await read(100, stuck, names)).ids.length, 100);
		}
	});

	it('passes on what fails while the other one is tried', async () => {
		const trouble: Answer = (_page, pageSize, name) => {
			if (name === 'Page') throw new Error('no answer');
			return { records: records(pageSize), more: true };
		};
		await assert.rejects(read(Infinity, trouble, names), /no answer/);
	});
});

describe('a list that changes while it is read', () => {
	type Change = { kind: 'add' | 'remove' | 'toFront'; count: number; at: number };
	const changes = fc.record<Change>({
		kind: fc.constantFrom('add', 'remove', 'toFront'),
		count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 250 })),
		at: fc.nat({ max: 1_000 }),
	});

	/** Reads a list to which this happens, one thing before each page but the first. */
	async function readChanging(count: number, schedule: Array<Change | null>) {
		let all: Listing[] = records(count);
		const stays = new Set(idsOf(all));
		let next = count;
		let asked = 0;
		const { ids } = await read(Infinity, (pageNumber, pageSize) => {
			const change = asked > 0 ? schedule[asked - 1] : undefined;
			asked++;
			if (change) {
				const at = change.at % (all.length + 1);
				const taken = change.kind === 'add' ? [] : all.splice(at, change.count);
				if (change.kind === 'add') all.splice(at, 0, ...Array.from({ length: change.count }, () => ({ id: next++ })));
				if (change.kind === 'toFront') all.unshift(...taken);
				if (change.kind === 'remove') for (const { id } of taken) stays.delete(id);
			}
			const from = (pageNumber - 1) * pageSize;
			const total = all.length;
			return { records: all.slice(from, from + pageSize), more: from + pageSize < total, total };
		});
		return { ids, stays };
	}

	it('gives each record once, and each that is in it all the while', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 600 }),
				// Of several things at once nobody could see that one has gone and another one has come.
				fc.array(fc.option(changes), { maxLength: 12 }),
				async (count, schedule) => {
					try {
						const { ids, stays } = await readChanging(count, schedule);
						assert.equal(new Set(ids).size, ids.length);
						const came = new Set(ids);
						assert.deepEqual(
							[...stays].filter((id) => !came.has(id)),
							[],
						);
					} catch (error) {
						// Where it changes that much at each reading, there may be no end to it but this.
						assert.ok(error instanceof OperationalError && schedule.filter(Boolean).length > 1, String(error));
					}
				},
			),
			{ numRuns: 200 },
		);
	});

	it('comes out whole where it has no firm order', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 101, max: 400 }), fc.integer({ min: 1, max: 9 }), async (count, step) => {
				let asked = 0;
				const { ids } = await read(Infinity, (pageNumber, pageSize) => {
					// Records with the same time stand in another order at each request.
					const all = records(count).map(({ id }) => ({ id: (id + step * asked) % count }));
					asked++;
					const from = (pageNumber - 1) * pageSize;
					return { records: all.slice(from, from + pageSize), more: from + pageSize < count, total: count };
				});
				assert.deepEqual(new Set(ids), new Set(idsOf(records(count))));
				assert.equal(ids.length, count);
			}),
		);
	});

	it('is an error where the service counts more than it gives', async () => {
		let asked = 0;
		const { message, description } = await failureOf((pageNumber, pageSize) => {
			asked++;
			return { ...service(240)(pageNumber, pageSize), total: 250 };
		});
		assert.equal(message, 'The service does not give the whole list');
		assert.match(description ?? '', /there are 250 records, but gives 240 .* Limit of at most 240/);
		assert.equal(asked, 9);
	});

	it('ends where it shrinks whenever it is read', async () => {
		let left = 1_000;
		const { ids } = await read(Infinity, (pageNumber, pageSize) => ({
			...service((left -= 3))(pageNumber, pageSize),
			total: left,
		}));
		assert.equal(new Set(ids).size, ids.length);
	});
});

describe('odd answers', () => {
	const nameless = (count: number, name: (index: number) => string = () => 'x') =>
		Array.from({ length: count }, (_, index) => ({ name: name(index) }));

	it('give all records that have no ID, on however many pages', async () => {
		assert.equal((await read(Infinity, () => ({ records: nameless(3), more: false }))).came.length, 3);
		const { came } = await read(Infinity, (pageNumber) => ({
			records: [...nameless(100, (index) => `${pageNumber}-${index % 7}`), { id: null }],
			more: pageNumber < 3,
		}));
		assert.equal(came.length, 303);
	});

	it('without IDs that repeat a page are an error, and have an end where they go on for ever', async () => {
		const { message } = await failureOf(() => ({ records: nameless(100), more: true }));
		assert.equal(message, 'The service gives the same page of the list again and again');
		const endless = await failureOf((pageNumber) => ({ records: [{ name: `${pageNumber}` }], more: true }));
		assert.equal(endless.message, 'The list does not come to an end');
	});

	it('go on after an empty page, and are an error where nothing follows', async () => {
		const { ids } = await read(Infinity, (pageNumber, pageSize) =>
			pageNumber === 2 ? { records: [], more: true } : service(450)(pageNumber, pageSize),
		);
		assert.deepEqual(ids, idsOf(records(450)).toSpliced(100, 100));
		for (const first of [[], records(100)]) {
			const { message } = await failureOf((pageNumber) => ({ records: pageNumber === 1 ? first : [], more: true }));
			assert.equal(message, 'The service says that the list goes on, but gives nothing more of it');
		}
	});

	it('that contradict themselves are followed as far as something comes', async () => {
		const odd: Array<[what: string, claims: (pageNumber: number) => Omit<Page, 'records'>]> = [
			['no pages, with a full one', () => ({ pages: 0 })],
			['no more, but no pages either', () => ({ more: false, pages: 0 })],
			['no more, but more pages', (pageNumber) => ({ more: false, pages: pageNumber + 1 })],
			['nothing', () => ({})],
		];
		for (const [what, say] of odd) {
			const { ids } = await read(Infinity, (pageNumber, pageSize) => ({
				records: service(300)(pageNumber, pageSize).records,
				...say(pageNumber),
			}));
			assert.deepEqual(ids, idsOf(records(300)), what);
		}
	});

	it('of any kind end in a list without doubles or in an error, after a number of requests', async () => {
		const page = fc.record(
			{
				records: fc.array(fc.record({ id: fc.option(fc.nat({ max: 30 }), { nil: undefined }) }), { maxLength: 6 }),
				more: fc.boolean(),
				pages: fc.nat({ max: 12 }),
				total: fc.nat({ max: 40 }),
			},
			{ requiredKeys: ['records'] },
		);
		await fc.assert(
			fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 8 }), async (answers) => {
				let asked = 0;
				const came: Listing[] = [];
				const list: List = {
					names: ['PageNumber', 'Page'],
					fetch: async () => answers[asked++ % answers.length],
				};
				try {
					for await (const record of recordsOf(list, Infinity)) came.push(record);
				} catch (error) {
					assert.ok(error instanceof OperationalError);
				}
				const ids = idsOf(came).filter((id) => id !== undefined);
				assert.equal(new Set(ids).size, ids.length);
				assert.ok(asked <= 10_001 * 5);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('a page', () => {
	const items = records(15);
	const cases: Array<[what: string, answer: unknown, page: Page]> = [
		['a bare list', items, { records: items, more: false }],
		['what holds a null', [null, ...items], { records: items, more: false }],
		['items and whether there are more', { items, hasMorePages: true }, { records: items, more: true }],
		['the same as a text', { items, hasMorePages: 'true' }, { records: items, more: true }],
		['items and that there are no more', { items, hasMorePages: 'False' }, { records: items, more: false }],
		['items and counts', { items, totalPages: 3, totalItems: 40 }, { records: items, pages: 3, total: 40 }],
		['counts as texts', { items, totalPages: '3', totalItems: '40' }, { records: items, pages: 3, total: 40 }],
		['a count of pages by its other name', { items, countPages: 3 }, { records: items, pages: 3 }],
		['counts that are none', { items, totalPages: -1, totalItems: 'many' }, { records: items }],
		['no items', { items: null, hasMorePages: false }, { records: [], more: false }],
	];
	for (const [what, answer, page] of cases) {
		it(`is read from ${what}`, () => {
			const { more, pages, total, ...rest } = pageOf(answer);
			assert.deepEqual(
				{ ...rest, more, pages, total },
				{ more: undefined, pages: undefined, total: undefined, ...page },
			);
		});
	}

	for (const answer of [undefined, null, '', 'ok', 3, {}, { items: 'none' }, { error: false }]) {
		it(`is not read from ${JSON.stringify(answer)}`, () => {
			assert.throws(() => pageOf(answer), /^Error: The answer of WTS Chat is no list/);
		});
	}
});

describe('counting a list', () => {
	/** Counts a list of so many records. @param told what the service says of each page, beside the records */
	const countOf = async (count: number, told: (page: { length: number; more: boolean }) => object) => {
		let asked = 0;
		const sendUntyped = async ({ query = {} }: ServiceRequest) => {
			asked++;
			const [number, size] = [Number(query.PageNumber), Number(query.PageSize)];
			const items = records(count).slice((number - 1) * size, number * size);
			return { items, ...told({ length: items.length, more: number * size < count }) };
		};
		const request: ServiceRequest = { endpoint: 'GET /chat/v2/session' };
		return [await counted({ pageNames: new Map(), sendUntyped }, request, 'PageNumber'), asked];
	};

	it('takes the count of the service, for one request', async () => {
		for (const count of [0, 1, 250]) {
			assert.deepEqual(await countOf(count, ({ more }) => ({ totalItems: count, hasMorePages: more })), [count, 1]);
		}
	});

	it('takes no count that its own page contradicts', async () => {
		for (const told of [
			({ more }: { more: boolean }) => ({ totalItems: 0, hasMorePages: more }),
			({ length, more }: { length: number; more: boolean }) => ({ totalItems: length, hasMorePages: more }),
		]) {
			assert.equal((await countOf(250, told))[0], 250);
		}
	});
});
