/** All that has begun under a name in this process and has not ended. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Does something when all else under the same name, begun in this process before it, has ended.
 * @param name of the work and its account
 * @param signal aborted when nobody waits for it any more
 * @throws what `work` does; the signal's reason if it is aborted before the turn comes
 */
export async function inTurn<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
	const before = underWay.get(name) ?? Promise.resolve();
	let end = () => {};
	const own = new Promise<void>((resolve) => {
		end = resolve;
	});
	// The next one waits for all before it, also if this one gives up while it waits.
	const both = Promise.all([before, own]);
	underWay.set(name, both);
	void both.then(() => {
		if (underWay.get(name) === both) underWay.delete(name);
	});
	try {
		await unlessAborted(before, signal);
		return await work();
	} finally {
		end();
	}
}

async function unlessAborted(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const abort = () => reject(signal?.reason);
		signal?.addEventListener('abort', abort);
		void before.then(() => {
			signal?.removeEventListener('abort', abort);
			resolve();
		});
	});
}
