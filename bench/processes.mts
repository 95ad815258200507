// Several n8n processes on one account, simulated: none knows of the others, the service refuses what is too much.
// How much of the limits do they use together, and how many of their requests are refused?
import type * as PacerModule from '../nodes/WtsChat/transport/pacer.ts';
import { built } from '../test/built.mts';
import { FakeClock } from '../test/unit/transport/fakeClock.mts';

const { Pacer } = built<typeof PacerModule>('nodes/WtsChat/transport/pacer');

const WINDOWS = [
	{ limit: 1_000, length: 300_000 },
	{ limit: 200, length: 5_000 },
];
const LATENCY = 100;
const SIDE_BY_SIDE = 20;

/** The service: sliding windows over what it accepted. */
class Service {
	private accepted: number[] = [];
	private heads = WINDOWS.map(() => 0);

	accept(now: number): boolean {
		const room = WINDOWS.every(({ limit, length }, index) => {
			while (this.accepted[this.heads[index]] <= now - length) this.heads[index]++;
			return this.accepted.length - this.heads[index] < limit;
		});
		if (room) this.accepted.push(now);
		return room;
	}

	countBetween(from: number, to: number): number {
		return this.accepted.filter((time) => time >= from && time < to).length;
	}
}

async function simulate(processes: number, minutes: number) {
	const clock = new FakeClock();
	const service = new Service();
	const end = minutes * 60_000;
	let refused = 0;
	let sent = 0;
	for (let index = 0; index < processes; index++) {
		const pacer = new Pacer(WINDOWS, clock);
		for (let lane = 0; lane < SIDE_BY_SIDE; lane++) {
			void (async () => {
				await clock.sleep(Math.random() * 1_000);
				for (;;) {
					const ticket = pacer.ticket();
					for (;;) {
						const place = await pacer.enter(ticket);
						sent++;
						await clock.sleep(LATENCY / 2);
						const accepted = service.accept(clock.now());
						if (!accepted) refused++;
						await clock.sleep(LATENCY / 2);
						if (accepted) place.answered();
						else place.refused();
						if (accepted) break;
					}
				}
			})();
		}
	}
	await clock.run(end);
	// The least that the limits allow: 1,000 in each five minutes.
	const possible = (minutes / 5) * 1_000;
	return { processes, used: service.countBetween(0, end) / possible, refused: refused / sent };
}

for (const processes of [1, 2, 3, 5, 10, 20, 50]) {
	const { used, refused } = await simulate(processes, 60);
	console.log(
		`${String(processes).padStart(3)} processes: ${(used * 100).toFixed(1)} % of the limits used, ${(refused * 100).toFixed(1)} % of the requests refused`,
	);
}
