// How well do several n8n processes share one account, of which none knows of the others? Simulated; see README.md.
import { leastTime, MINUTE, refusedOf, simulate, usedOf } from './simulation.mts';

const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
const SEEDS = [1, 2, 3];

/** By then the processes, which all begin in the same second, have found their shares. */
const SETTLED = 5;

console.log('Endless work for an hour: limits used, requests refused (the worst of three runs)');
for (const processes of [1, 2, 3, 5, 10, 20, 35, 50]) {
	const courses = await Promise.all(SEEDS.map((seed) => simulate({ processes, minutes: 60, seed })));
	const used = Math.min(...courses.map((course) => usedOf(course, 0, 60)));
	const refused = Math.max(...courses.map((course) => refusedOf(course)));
	const refusedLater = Math.max(...courses.map((course) => refusedOf(course, SETTLED)));
	console.log(
		`${String(processes).padStart(4)} processes: ${percent(used)} used, ${percent(refused)} refused, ` +
			`${percent(refusedLater)} after the first ${SETTLED} minutes`,
	);
}

console.log('With a client that takes half of the limits and does not stop for a 429');
for (const processes of [1, 2, 5]) {
	const course = await simulate({ processes, minutes: 60, greedyEvery: 600 });
	const own = course.taken.filter(({ process }) => process >= 0).length / course.taken.length;
	console.log(
		`${String(processes).padStart(4)} processes: ${percent(usedOf(course, 0, 60))} used, ${percent(own)} of it ours, ` +
			`${percent(refusedOf(course))} of ours refused`,
	);
}

console.log('All but one stop after half an hour: minutes until the one has sent 90 % of the limit in five minutes');
for (const processes of [2, 10, 50]) {
	const minutes: string[] = [];
	for (const seed of SEEDS) {
		const course = await simulate({ processes, minutes: 60, othersStopAt: 30, seed });
		const of = course.taken.filter(({ process }) => process === 0);
		const back = of.findIndex(
			({ at }, index) => at > 30 * MINUTE && index >= 899 && at - of[index - 899].at < 5 * MINUTE,
		);
		minutes.push(back === -1 ? 'never' : (of[back].at / MINUTE - 30).toFixed(1));
	}
	console.log(`${String(processes).padStart(4)} processes: ${minutes.join(', ')}`);
}

console.log('Short jobs on a fresh account: time ÷ the least time that the limits allow');
for (const [processes, items] of [
	[2, 500],
	[2, 450],
	[4, 250],
	[5, 200],
	[10, 100],
]) {
	const times: string[] = [];
	for (const seed of SEEDS) {
		const { taken } = await simulate({ processes, items, minutes: 30, seed });
		times.push(((taken.at(-1)?.at ?? NaN) / leastTime(processes * items)).toFixed(2));
	}
	console.log(`${String(processes).padStart(4)} × ${items} requests: ${times.join(', ')}`);
}
