import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type * as ChangesModule from '../../../nodes/WtsChat/steps/changes.ts';
import type { ChangingList, Mark, NestedLists, NestedMark } from '../../../nodes/WtsChat/steps/changes.ts';
import type { Listing } from '../../../nodes/WtsChat/transport/paging.ts';
import { Random } from '../../../sandbox/random.mts';
import { SEED } from '../../random.mts';
import { built } from '../../built.mts';
import { ChangingService, NoAnswer, USUAL, type Ways } from './changingService.mts';

const { BEGINNING, changesSince, markAt, nestedChangesSince, nestedMarkAt } =
	built<typeof ChangesModule>('nodes/WtsChat/steps/changes');

const { OperationalError } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');

type Row = Listing & { id?: string };
const row = (record: Listing): Row => ({ ...record, id: String(record.id) });

async function* rows(records: AsyncIterable<Listing>): AsyncGenerator<Row> {
	for await (const record of records) yield row(record);
}

const dateOf = ({ updatedAt }: Row) => updatedAt;

const listOf = (service: ChangingService): ChangingList<Row> => ({
	list: (span) => rows(service.list(span)),
	dateOf,
});

const listsOf = (service: ChangingService): NestedLists<Row, Row> => ({
	owners: (since) => ({
		list: (span) => rows(service.ownersSince(since, span)),
		dateOf: ({ createdAt }) => createdAt,
	}),
	newest: async () => await service.newestOwner(),
	recordsOf: (owner, since) => rows(service.recordsOfOwner(String(owner.id), since)),
	dateOf,
});

/** What keeps a table up to date, as a workflow does: it remembers the mark as JSON, and only of a run that went well. */
class Follower {
	readonly table = new Map<string, string>();
	readonly #came = new Set<string>();
	largestMark = 0;
	failures = 0;
	mark: NestedMark = BEGINNING;
	readonly #read: (mark: NestedMark, most: number) => Promise<{ records: Row[]; mark: NestedMark; isAll: boolean }>;

	constructor(read: Follower['read']) {
		this.#read = read;
	}

	get read() {
		return this.#read;
	}

	/** @returns whether there was no more */
	async run(most: number): Promise<boolean> {
		try {
			const { records, mark, isAll } = await this.#read(this.mark, most);
			const text = JSON.stringify(mark);
			this.largestMark = Math.max(this.largestMark, text.length);
			this.mark = JSON.parse(text) as NestedMark;
			assert.equal(new Set(records.map(({ id }) => id)).size, records.length, 'a record came twice in one run');
			for (const { id, updatedAt } of records) {
				const state = `${String(id)} ${String(updatedAt)}`;
				assert.ok(!this.#came.has(state), `${state} came twice`);
				this.#came.add(state);
				this.table.set(String(id), String(updatedAt));
			}
			return isAll;
		} catch (error) {
			// A list that changes too fast to be read whole is told as such.
			if (!(error instanceof NoAnswer || error instanceof OperationalError)) throw error;
			this.failures++;
			return false;
		}
	}

	/** Runs until there is no more. */
	async catchUp(most: number): Promise<void> {
		for (let runs = 1; !(await this.run(most)); runs++) assert.ok(runs < 500, 'it does not come to an end');
	}
}

const following = (service: ChangingService) =>
	new Follower(async (mark, most) => await changesSince(listOf(service), mark, most, service.clock));

const followingNested = (service: ChangingService) =>
	new Follower(async (mark, most) => await nestedChangesSince(listsOf(service), mark, most));

/** A while in which the service changes, with runs every minute, some of which fail, and a day without any. */
async function live(service: ChangingService, follower: Follower, random: Random, runs = 25) {
	service.failing = 0.02;
	for (let done = 0; done < runs; done++) {
		service.pass(done === 10 ? 86_400 : random.integer(1, 90));
		if (random.next() < 0.3) service.change(random.integer(1, 400));
		if (random.next() < 0.2) service.create(random.integer(1, 300));
		await follower.run(random.pick([50, 300, 1_000, 5_000]));
	}
	service.settle();
	await follower.catchUp(700);
	assert.ok(await follower.run(700));
}

/** That the table holds what the service does; what was removed there may still be in it. */
function assertUpToDate(follower: Follower, service: ChangingService, what: string) {
	const wrong = [...service.states].filter(([id, state]) => follower.table.get(id) !== state);
	assert.deepEqual(wrong, [], `${what}, with SEED=${SEED}`);
}

const SERVICES: Record<string, Partial<Ways>> = {
	'does as documented': {},
	'does not count the ends of a span in': { excludesEnds: true },
	'takes spans in seconds': { readsSeconds: true },
	'says nothing of how much there is': { saysNoTotal: true },
	'does not keep to the order': { ignoresOrder: true },
	'does not keep to spans': { ignoresSpans: true },
};

describe('what has changed in a list of 5,000 that changes', () => {
	for (const [what, ways] of Object.entries(SERVICES)) {
		it(`comes whole, and each state once, where the service ${what}`, async () => {
			const random = new Random(SEED);
			const service = new ChangingService(random, { ...USUAL, ...ways });
			// Where all of it is read each time, that takes long.
			const isReadWhole = ways.ignoresOrder || ways.ignoresSpans;
			service.create(isReadWhole || ways.readsSeconds ? 1_000 : 5_000);
			const follower = following(service);

			await live(service, follower, random);

			assertUpToDate(follower, service, what);
			assert.ok(follower.failures > 0);
		});
	}

	it('comes whole where thousands change within the time that is read again, and show late', async () => {
		const random = new Random(110452340);
		const service = new ChangingService(random, USUAL);
		service.create(5_000);
		const follower = following(service);
		await live(service, follower, random);
		assertUpToDate(follower, service, 'busy');
	});

	it('is remembered by little', async () => {
		const random = new Random(SEED);
		const service = new ChangingService(random, USUAL);
		service.create(5_000);
		service.change(5_000);
		const follower = following(service);

		await live(service, follower, random);

		// Entries of 21 characters for what has changed within some minutes.
		assert.ok(follower.largestMark < 5_500 * 21, `${follower.largestMark} characters`);
		service.pass(3_600);
		service.change(1);
		await follower.catchUp(700);
		assert.ok(JSON.stringify(follower.mark).length < 3_000 * 21);
	});

	it('comes whole whichever request of a run fails', async () => {
		const requests = async (dies: number) => {
			const service = new ChangingService(new Random(SEED), USUAL);
			service.isBusy = false;
			service.create(800);
			const follower = following(service);
			await follower.catchUp(500);
			service.pass(600);
			service.change(400);
			const before = service.requests;
			service.dies = before + dies;
			await follower.run(5_000);
			assert.equal(follower.failures, dies < 100 ? 1 : 0);
			const made = service.requests - before;
			service.settle();
			await follower.catchUp(5_000);
			assertUpToDate(follower, service, `request ${dies} failed`);
			return made;
		};
		const count = await requests(Infinity);
		assert.ok(count > 5);
		for (let dies = 0; dies < count; dies++) await requests(dies);
	});

	it('costs one request where nothing has changed for a while', async () => {
		const service = new ChangingService(new Random(SEED), USUAL);
		service.isBusy = false;
		service.create(300);
		const follower = following(service);
		await follower.catchUp(1_000);
		service.pass(600);
		service.change(1);
		service.settle();
		await follower.catchUp(1_000);
		service.pass(600);
		const before = service.requests;

		assert.ok(await follower.run(1_000));

		assert.equal(service.requests - before, 1);
	});
});

describe('a beginning at the present', () => {
	it('leaves out what was there, and nothing that changes afterwards', async () => {
		const random = new Random(SEED);
		const service = new ChangingService(random, USUAL);
		service.isBusy = false;
		service.create(1_000);
		service.change(300);
		service.pass(300);
		const follower = following(service);
		follower.mark = await markAt(listOf(service), await service.newest());
		const before = service.states;
		service.isBusy = true;

		await live(service, follower, random, 10);

		const wrong = [...service.states].filter(([id, state]) =>
			before.get(id) === state ? follower.table.has(id) : follower.table.get(id) !== state,
		);
		assert.deepEqual(wrong, [], `SEED=${SEED}`);
	});

	it('of an empty list is the beginning', async () => {
		const service = new ChangingService(new Random(SEED), USUAL);
		service.isBusy = false;
		assert.deepEqual(await markAt(listOf(service), await service.newest()), BEGINNING);
		assert.deepEqual(await nestedMarkAt(listsOf(service)), BEGINNING);
		const { records, isAll } = await nestedChangesSince(listsOf(service), BEGINNING, 10);
		assert.deepEqual([records, isAll], [[], true]);
	});

	it('leaves out what belongs to others', async () => {
		const random = new Random(SEED);
		const service = new ChangingService(random, USUAL);
		service.isBusy = false;
		service.create(1_000);
		service.pass(300);
		const follower = followingNested(service);
		follower.mark = await nestedMarkAt(listsOf(service));
		await follower.run(5_000);
		assert.equal(follower.table.size, 0);
		service.change(20);
		service.settle();

		await follower.catchUp(5_000);

		assert.ok(follower.table.size > 10 && follower.table.size <= 20);
	});
});

describe('what has changed among what belongs to others', () => {
	for (const [what, ways] of Object.entries(SERVICES)) {
		it(`comes whole, and each state once, where the service ${what}`, async () => {
			const random = new Random(SEED);
			const service = new ChangingService(random, { ...USUAL, ...ways });
			service.create(2_000, 300);
			const follower = followingNested(service);

			await live(service, follower, random);

			assertUpToDate(follower, service, what);
			assert.ok(follower.failures > 0);
		});
	}

	it('is read in parts, none of which looks into the same ones again', async () => {
		const service = new ChangingService(new Random(SEED), USUAL);
		service.isBusy = false;
		service.create(1_000, 100);
		service.pass(600);
		const follower = followingNested(service);
		const looked: string[] = [];
		const lists = listsOf(service);
		let mark: NestedMark = BEGINNING;
		do {
			const changes = await nestedChangesSince(
				{
					...lists,
					recordsOf: (owner, since) => {
						looked.push(String(owner.id));
						return lists.recordsOf(owner, since);
					},
				},
				mark,
				150,
			);
			({ mark } = changes);
		} while (mark.stretch);
		assert.equal(looked.length, new Set(looked).size);
		assert.equal(follower.failures, 0);
	});
});

describe('a record without a date that can be read', () => {
	const undated: Mark = BEGINNING;
	it('comes once as long as it stays', async () => {
		const records = [{ id: 'a', updatedAt: '0001-01-01T00:00:00' }, { id: 'b' }];
		const list: ChangingList<Row> = { list: () => rows(each(records)), dateOf };
		const first = await changesSince(list, undated, 100);
		assert.deepEqual(
			first.records.map(({ id }) => id),
			['a', 'b'],
		);
		assert.deepEqual((await changesSince(list, first.mark, 100)).records, []);
	});
});

async function* each(records: Listing[]) {
	yield* records;
}
