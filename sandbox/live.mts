import { PassThrough, type Readable } from 'node:stream';

/** How long changes are gathered before they are told, in milliseconds, so that ten thousand cost a few words only. */
const gathering = 100;

/** Tells whoever listens that something has changed, as server-sent events; what has changed they read themselves. */
export class Live {
	#listeners = new Set<PassThrough>();
	#timer: NodeJS.Timeout | undefined;

	/** A feed of its own for one listener; it ends with the listener's connection or with `close`. */
	feed(): Readable {
		const feed = new PassThrough();
		this.#listeners.add(feed);
		feed.once('close', () => this.#listeners.delete(feed));
		// Sent at once, so that the listener knows it is connected; after a break it comes back in a second.
		feed.write('retry: 1000\n\n');
		return feed;
	}

	/** To be called with each change that can be seen from outside; it is told a moment later. */
	changed(): void {
		if (this.#listeners.size === 0) return;
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			for (const feed of this.#listeners) feed.write('event: change\ndata:\n\n');
		}, gathering);
	}

	/** Ends all feeds. */
	close(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		for (const feed of this.#listeners) feed.destroy();
	}
}
