// What comes out of the nodes, held against what other programs take: each run of each test is looked at.
import assert from 'node:assert/strict';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

/** More digits than JavaScript, spreadsheets and databases read. */
const LONG_DATE = /\d\d:\d\d:\d\d\.\d{4,}/;
/** A phone number as the service alone writes it. */
const OWN_PHONE = /\+\d{1,3}\|\d{4,14}\b/;
/** What the account names itself, what was asked for as the service sends it, and what the user gave. */
const AS_IT_IS = ['customFields', 'metadata', 'rawBody', 'recipient'];

/**
 * The dates in what came out that have more digits than milliseconds, also within texts, and the phone numbers in the
 * service's own writing that do not have the usual one beside them.
 * @returns a line for each
 */
export function unusableIn(value: unknown, place = ''): string[] {
	if (typeof value === 'string') return LONG_DATE.test(value) ? [`${place}: ${value}`] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, entry]: [string, unknown]) => {
		if (AS_IT_IS.includes(name)) return [];
		const where = Array.isArray(value) ? `${place}[]` : `${place}.${name}`;
		const isAlone = typeof entry === 'string' && OWN_PHONE.test(entry) && !hasE164(value as IDataObject, name);
		return [...(isAlone ? [`${where}: ${entry}`] : []), ...unusableIn(entry, where)];
	});
}

const hasE164 = (record: IDataObject, name: string) =>
	/^\+\d+$/.test(String(record[`${name.replace('honenumber', 'honeNumber')}E164`]));

/** Asserts that other programs can take what came out. */
export function assertUsable(items: readonly INodeExecutionData[], what: string): void {
	assert.deepEqual([...new Set(items.flatMap(({ json }) => unusableIn(json)))], [], what);
}
