import { machineClock, type Clock } from '../transport/clock';
import { LatestEntries } from '../waiting/latestEntries';

/** How long after a call the same call gets the same answer, in milliseconds. While the answer is awaited, it always does. */
const LIFETIME = 5_000;
/** How many answers are remembered. */
const REMEMBERED = 10_000;

/** The answers that calls wait for or have just got, each under what its call is known by. */
export class PendingAnswers {
	private readonly answers = new LatestEntries<{ calledAt: number; isGiven: boolean; answer: Promise<string> }>(
		REMEMBERED,
	);
	private readonly clock: Pick<Clock, 'now'>;

	constructor(clock: Pick<Clock, 'now'> = machineClock) {
		this.clock = clock;
	}

	/** The answer to the same call; undefined if there was none lately. */
	find(call: string): Promise<string> | undefined {
		const known = this.answers.get(call);
		if (!known || (known.isGiven && this.clock.now() - known.calledAt > LIFETIME)) return undefined;
		return known.answer;
	}

	/** Takes note of a call and the answer that it will get. */
	add(call: string, answer: Promise<string>): void {
		const entry = { calledAt: this.clock.now(), isGiven: false, answer };
		void answer.then(() => {
			entry.isGiven = true;
		});
		this.answers.set(call, entry);
	}
}
