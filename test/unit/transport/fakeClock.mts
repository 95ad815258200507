import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../nodes/WtsChat/transport/clock.ts';

interface Timer {
	at: number;
	order: number;
	ring: () => void;
}

/** A clock whose hands are turned by the test. */
export class FakeClock implements Clock {
	private time = 0;
	private order = 0;
	private timers: Timer[] = [];

	now() {
		return this.time;
	}

	async sleep(milliseconds: number, signal?: AbortSignal) {
		signal?.throwIfAborted();
		await new Promise<void>((ring, reject) => {
			const timer = { at: this.time + Math.max(0, milliseconds), order: this.order++, ring };
			this.timers.push(timer);
			signal?.addEventListener('abort', () => {
				this.timers = this.timers.filter((other) => other !== timer);
				reject(signal.reason);
			});
		});
	}

	/** Lets time pass until nothing waits for it any more, or until a moment. */
	async run(until = Infinity) {
		for (;;) {
			await turn();
			this.timers.sort((a, b) => a.at - b.at || a.order - b.order);
			const next = this.timers[0];
			if (!next || next.at > until) break;
			this.timers.shift();
			this.time = Math.max(this.time, next.at);
			next.ring();
		}
		if (until !== Infinity) this.time = Math.max(this.time, until);
	}
}
