// Whatever an expression gives a field, the item ends in a request inside the contract, or in an error that says what is
// wrong with it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { sampleOf } from '../sample.mts';
import { addNote } from './crm.mts';
import { everyRequest, fillingsOf, type Place } from './everyOperation.mts';
import { everyProperty, fieldsOf } from './fields.mts';
import { credentialFor } from './sandboxed.mts';
import { run, type Run } from './workflow.mts';

/** What expressions give of data that somebody did not expect. */
const VALUES = [
	null,
	undefined,
	'',
	' ',
	0,
	-1,
	2.5,
	Number.NaN,
	false,
	true,
	[],
	{},
	[null],
	[{ a: 1 }],
	['nonsense'],
	{ a: 1 },
	'nonsense',
	'INVALID',
	'2026-02-30',
] as unknown as Array<IDataObject[string]>;

const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };

// What a program says of itself, not of what was filled in; “…” is what was given.
const INTERNAL =
	/Cannot (read|set)|is not (a function|iterable|defined)|URI malformed|undefined|\[object|NaN|Unexpected/;
const withoutQuotes = (text: string) => text.replace(/“[^”]*”/g, '');
/** What is called otherwise in messages: a custom field, which has a name of its own, and what is missing altogether. */
const KNOWN_AS = /^Campo|^Nothing to change is given/;

/** Asserts that what failed says why, and of which item. */
function assertTold(
	{ items, status, error }: Run,
	{ field }: Place,
	labels: ReadonlySet<string>,
	values: readonly unknown[],
): Set<number> {
	assert.ok(status === 'success' || status === 'waiting', error?.message);
	const failed = new Set<number>();
	for (const { json, pairedItem } of items.filter((item) => 'error' in item.json && 'details' in item.json)) {
		const { item } = pairedItem as { item: number };
		const { description, httpCode } = json.details as IDataObject;
		const told = `${String(json.error)} ${String(description)}`;
		assert.doesNotMatch(withoutQuotes(told), INTERNAL, `${String(values[item])}: ${told}`);
		// What is wrong may be another field, beside which this one makes no sense.
		const isNamed =
			told.startsWith(field.displayName.replaceAll(' ', '')) ||
			[...labels].some((label) => told.includes(`'${label}'`)) ||
			KNOWN_AS.test(told);
		assert.ok(httpCode !== undefined || isNamed, `${field.displayName}: ${told}`);
		failed.add(item);
	}
	return failed;
}

describe('whatever an expression gives a field', () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox();
		// What looks a note up among those of its card finds one that has a file.
		for (const card of sandbox.account.cards.values()) addNote(sandbox, card);
	});
	after(async () => {
		await sandbox.close();
	});

	for (const [index, { name, resource, operation }] of everyRequest.entries()) {
		it(name, async () => {
			const credential = credentialFor(sandbox);
			const tried = new Set<string>();
			const labels = new Set(
				[...everyProperty(fieldsOf(resource, operation.value))].map(({ property }) => property.displayName),
			);
			for (const { places } of await fillingsOf(resource, operation.value, credential)) {
				for (const place of places) {
					// The schema of the output depends on it, which the seam to the engine checks by what is typed there.
					if (tried.has(place.name) || place.name === 'output') continue;
					tried.add(place.name);
					const given = sampleOf(VALUES, 3, index + tried.size);
					// One that waits for a reply takes one item at a time.
					for (const values of operation.value === 'sendAndWait' ? given.map((value) => [value]) : [given]) {
						sandbox.requests.length = 0;
						sandbox.departures.length = 0;
						const result = await run({
							parameters: place.filledWith('={{ $json.value }}'),
							items: values.map((value) => ({ json: { value }, binary: { data: file } })),
							credential,
							onError: 'continueRegularOutput',
						});
						const failed = assertTold(result, place, labels, values);
						if (failed.size < values.length)
							assert.notEqual(sandbox.requests.length, 0, `${place.name}: nothing was sent`);
						// Which events there are the account knows better than the contract.
						if (place.field.name !== 'events') assert.deepEqual(sandbox.departures, [], place.name);
					}
				}
			}
			assert.ok(tried.size > 0 || operation.properties.length === 0);
		});
	}
});
