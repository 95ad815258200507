/** How many things are worked on side by side at the most. */
export const WIDTH = 20;

/**
 * Works on many things at once, those with the same target one after the other in their order.
 *
 * @param count how many things; they are known by their index
 * @param targetOf what a thing is aimed at (a session, a contact, a recipient); undefined for nothing in particular
 * @param width how many are worked on side by side at the most
 * @param work does one; a rejection lets no further one begin
 * @param stop called at the first rejection, to end what those that have begun wait for
 * @throws the first rejection of `work`, after all that had begun have ended
 */
export async function runInOrder(
	count: number,
	targetOf: (index: number) => string | undefined,
	width: number,
	work: (index: number) => Promise<void>,
	stop: () => void,
): Promise<void> {
	const queues = new Map<string, number[]>();
	let next = 0;
	let failed = false;
	let failure: unknown;

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
	const lane = async () => {
		while (next < count && !failed) {
			const index = next++;
			const target = targetOf(index);
			if (target === undefined) {
				await attempt(index);
				continue;
			}
			const queue = queues.get(target);
			if (queue) {
				queue.push(index);
				continue;
			}
			const own: number[] = [];
			queues.set(target, own);
			for (let mine: number | undefined = index; mine !== undefined && !failed; mine = own.shift()) {
				await attempt(mine);
			}
			queues.delete(target);
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
	if (failed) throw failure;
}
