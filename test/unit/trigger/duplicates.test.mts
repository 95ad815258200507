import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fc } from '../../random.mts';
import type { IExecuteFunctions } from 'n8n-workflow';
import type * as DuplicatesModule from '../../../nodes/WtsChat/trigger/duplicates.ts';
import { built, builtAnew } from '../../built.mts';

const { RecordedEvents } = built<typeof DuplicatesModule>('nodes/WtsChat/trigger/duplicates');

/** A list in n8n's database: it is read, then written as a whole, and other processes do the same in between. */
class Database {
	list: readonly string[] = [];
	calls = 0;

	record = async (entries: string[]): Promise<string[]> => {
		this.calls++;
		const read = this.list;
		await Promise.resolve();
		this.list = [...new Set([...read, ...entries])];
		return entries.filter((entry) => read.includes(entry));
	};
}

test('each event is new to one execution only, however many come at once', async () => {
	const events = fc.array(fc.integer({ min: 0, max: 20 }).map(String), { maxLength: 100 });
	await fc.assert(
		fc.asyncProperty(events, async (sequence) => {
			const { record } = new Database();
			const recorded = new RecordedEvents();
			const answers = sequence.map(async (event, index) => await recorded.isNew(event, String(index), record));
			const isFirst = sequence.map((event, index) => sequence.indexOf(event) === index);
			assert.deepEqual(await Promise.all(answers), isFirst);
		}),
	);
});

test('events that come while n8n’s database is asked are asked about together', async () => {
	const database = new Database();
	const recorded = new RecordedEvents();
	await Promise.all(Array.from({ length: 100 }, (_, index) => recorded.isNew(String(index), 'one', database.record)));
	assert.ok(database.calls <= 2, String(database.calls));
});

test('an event is known after a restart, and to other processes', async () => {
	const { record } = new Database();
	assert.equal(await new RecordedEvents().isNew('event', '1', record), true);
	assert.equal(await new RecordedEvents().isNew('event', '2', record), false);
});

test('an execution that n8n starts again goes on with its event', async () => {
	const { record } = new Database();
	assert.equal(await new RecordedEvents().isNew('event', '1', record), true);
	assert.equal(await new RecordedEvents().isNew('event', '1', record), true);
	assert.equal(await new RecordedEvents().isNew('event', '2', record), false);
});

test('what another process has overwritten is recorded again with the next event', async () => {
	const { record } = new Database();
	const [one, other] = [new RecordedEvents(), new RecordedEvents()];
	// Both read the empty list; what is written first is lost.
	await Promise.all([one.isNew('lost', '1', record), other.isNew('kept', '2', record)]);
	assert.equal(await other.isNew('lost', '3', record), true);

	await Promise.all([one.isNew('lost too', '4', record), other.isNew('kept too', '5', record)]);
	await one.isNew('next', '6', record);
	assert.equal(await other.isNew('lost too', '7', record), false);
});

test('of two processes that record an event in the same moment, one has it, whatever else comes meanwhile', async () => {
	const { record } = new Database();
	const [one, other] = [new RecordedEvents(), new RecordedEvents()];
	await Promise.all([one.isNew('both', '1', record, false), other.isNew('both', '2', record, false)]);
	await one.isNew('next of the one', '3', record);
	await other.isNew('next of the other', '4', record);
	const answers = [await one.isNew('both', '1', record), await other.isNew('both', '2', record)];
	assert.deepEqual(answers.toSorted(), [false, true]);
	assert.equal(await new RecordedEvents().isNew('both', '5', record), false);
});

test('of two processes that claim messages at once, one has them, though the other one is slow to write them down', async () => {
	let list: readonly string[] = [];
	/** A process with its own memory, which takes so long from reading the list to writing it. */
	const processWith = async (executionId: string, slowness: number) => {
		const { claimed } = builtAnew<typeof DuplicatesModule>('nodes/WtsChat/trigger/duplicates');
		const context = {
			getWorkflow: () => ({ id: 'workflow' }),
			getNode: () => ({ id: 'trigger' }),
			getExecutionId: () => executionId,
			getExecutionCancelSignal: () => undefined,
			helpers: {
				checkProcessedAndRecord: async (entries: string[]) => {
					const read = list;
					await wait(slowness);
					list = [...new Set([...read, ...entries])];
					return { processed: entries.filter((entry) => read.includes(entry)) };
				},
			},
		} as unknown as IExecuteFunctions;
		return await claimed(context, ['message'], { isContested: true });
	};
	const answers = await Promise.all([processWith('1', 1), processWith('2', 900)]);
	assert.deepEqual(answers.flat().toSorted(), [false, true]);
});

test('where n8n’s database fails, one of those that wait is told why, and the next event asks anew', async () => {
	const recorded = new RecordedEvents();
	const fail = async () => await Promise.reject(new Error('Database is not ready'));
	await assert.rejects(recorded.isNew('one', '1', fail), { message: 'Database is not ready' });
	assert.equal(await recorded.isNew('one', '2', new Database().record), true);
});
