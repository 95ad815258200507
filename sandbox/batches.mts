import type { Account } from './account.mts';

/**
 * Carries a batch out: as a whole or not at all, which is an assumption, or entry by entry if that quirk is on.
 * @param check what an entry must pass before it is carried out
 * @throws what `check` throws for the first entry that breaks a rule
 */
export function carryOutBatch<Entry, Checked, Done>(
	account: Account,
	entries: readonly Entry[],
	check: (entry: Entry) => Checked,
	carryOut: (checked: Checked) => Done,
): Done[] {
	if (account.quirks.piecemealBatches) return entries.map((entry) => carryOut(check(entry)));
	return entries.map((entry) => check(entry)).map((checked) => carryOut(checked));
}

/** The answers of a batch: in the order of the request, or in one of the service's own if that quirk is on. */
export function batchAnswers<T>(account: Account, list: T[]): T[] {
	if (!account.quirks.shuffledBatches) return list;
	const keyed = list.map((entry) => ({ entry, key: account.random.next() }));
	return keyed.toSorted((a, b) => a.key - b.key).map(({ entry }) => entry);
}
