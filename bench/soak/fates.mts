// What became of the items of one kind of work: what the node told of them, held against what the account knows.

/** What the node can tell of an item; lost, when it told nothing. */
export type Told = 'done' | 'failed' | 'unknown' | 'lost';

/** An item as it came out of the node: its own content, or what n8n makes of a failure. */
export interface ItemOut {
	readonly error?: string;
	readonly details?: { readonly outcome?: string };
}

/** What the node told of an item by what came out for it. */
export function toldBy(item: ItemOut | undefined): Told {
	if (item === undefined) return 'lost';
	if (item.error === undefined) return 'done';
	return item.details?.outcome === 'unknown' ? 'unknown' : 'failed';
}

/** Counts the items of one kind of work. */
export class Fates {
	/** By what the account knows an item by: what the node told. */
	readonly told = new Map<string, Told>();
	/** Told done and not so, or told failed and done all the same. */
	readonly untrue = new Set<string>();
	/** Done more often than once. */
	readonly doubled = new Set<string>();

	/** Holds the items told done against how often each was. */
	checkDone(timesDone: (item: string) => number): void {
		for (const item of this.items('done')) if (timesDone(item) === 0) this.untrue.add(item);
	}

	/** The same for those told failed, where nothing but the node may have done them. */
	checkFailed(timesDone: (item: string) => number): void {
		for (const item of this.items('failed')) if (timesDone(item) > 0) this.untrue.add(item);
	}

	/** Counts the items that were done more often than once, where that does harm. */
	checkOnce(timesDone: (item: string) => number): void {
		for (const item of this.told.keys()) if (timesDone(item) > 1) this.doubled.add(item);
	}

	/** The items that the node told this of. */
	items(told: Told): string[] {
		return [...this.told].filter(([, each]) => each === told).map(([item]) => item);
	}
}
