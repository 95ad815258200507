import type { Account } from './account.mts';

/** The answers of a batch: in the order of the request, or in one of the service's own if that quirk is on. */
export function batchAnswers<T>(account: Account, list: T[]): T[] {
	if (!account.quirks.shuffledBatches) return list;
	const keyed = list.map((entry) => ({ entry, key: account.random.next() }));
	return keyed.toSorted((a, b) => a.key - b.key).map(({ entry }) => entry);
}
