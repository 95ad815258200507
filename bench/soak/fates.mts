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
	untrue = 0;
	/** Done more often than once. */
	doubled = 0;

	/** How many items the node told this of. */
	count(told: Told): number {
		return [...this.told.values()].filter((each) => each === told).length;
	}

	/**
	 * Holds what was told against what is so.
	 * @param timesDone how often an item was done
	 * @param mayRepeat whether doing it again changes nothing, so that the node may
	 */
	check(timesDone: (item: string) => number, mayRepeat: boolean): void {
		for (const [item, told] of this.told) {
			const times = timesDone(item);
			if (times > 1 && !mayRepeat) this.doubled++;
			// What may be repeated can have failed at the last try and been done at an earlier one, whose answer was lost.
			if ((told === 'done' && times === 0) || (told === 'failed' && times > 0 && !mayRepeat)) this.untrue++;
		}
	}
}
