/** How many things are worked on side by side at the most: the concurrency of a run. */
export const WIDTH = 20;

/**
 * Works on many things at once, those with a target in common one after the other in their order.
 *
 * @param count how many things; they are known by their index
 * @param targetsOf what a thing is aimed at (a session, a contact, recipients); none for nothing in particular
 * @param width how many are worked on side by side at the most
 * @param work does one; a rejection lets no further one begin
 * @param stop called at the first rejection, to end what those that have begun wait for
 * @throws the first rejection of `work`, after all that had begun have ended
 */
export async function runInOrder(
	count: number,
	targetsOf: (index: number) => readonly string[],
	width: number,
	work: (index: number) => Promise<void>,
	stop: () => void,
): Promise<void> {
	const { predecessors, followers } = linesOf(count, targetsOf);
	/** Those that had to wait for others, which have ended now. */
	const released: number[] = [];
	let next = 0;
	let failed = false;
	let failure: unknown;

	const takeNext = (): number | undefined => {
		if (failed) return undefined;
		const waited = released.shift();
		if (waited !== undefined) return waited;
		// One that still waits for others is taken from `released` later.
		while (next < count && predecessors[next] > 0) next++;
		return next < count ? next++ : undefined;
	};
	const attempt = async (index: number) => {
		try {
			await work(index);
		} catch (error) {
			if (failed) return;
			failed = true;
			failure = error;
			stop();
		}
	};
	await new Promise<void>((resolve) => {
		let busy = 0;
		const goOn = () => {
			while (busy < width) {
				const index = takeNext();
				if (index === undefined) break;
				busy++;
				void attempt(index).then(() => {
					busy--;
					for (const follower of followers[index]) {
						if (--predecessors[follower] === 0 && follower < next) released.push(follower);
					}
					goOn();
				});
			}
			if (busy === 0) resolve();
		};
		goOn();
	});
	if (failed) throw failure;
}

/** For each thing how many it has to wait for, and which ones wait for it: for each target the next one in order. */
function linesOf(count: number, targetsOf: (index: number) => readonly string[]) {
	const predecessors = new Array<number>(count).fill(0);
	const followers = Array.from({ length: count }, (): number[] => []);
	const lastOf = new Map<string, number>();
	for (let index = 0; index < count; index++) {
		for (const target of new Set(targetsOf(index))) {
			const before = lastOf.get(target);
			lastOf.set(target, index);
			if (before === undefined) continue;
			followers[before].push(index);
			predecessors[index]++;
		}
	}
	return { predecessors, followers };
}
