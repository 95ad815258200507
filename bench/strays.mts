// What does it cost that the service refuses requests at random (HTTP 429)? Simulated; see README.md.
import { leastTime, MINUTE, simulate, usedOf } from './simulation.mts';

const SHARES = [0, 0.002, 0.01, 0.05];
const percent = (part: number) => `${Number((part * 100).toFixed(1))} %`;
const seedsUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

console.log('One process, one job: time ÷ the least time that the limits allow (mean, and worst of all runs)');
for (const [items, runs] of [
	[1_000, 20],
	[10_000, 5],
]) {
	const ratios: string[] = [];
	for (const strays of SHARES) {
		const times: number[] = [];
		for (const seed of seedsUpTo(runs)) {
			const { taken } = await simulate({ processes: 1, items, minutes: 24 * 60, strays, seed });
			times.push((taken[items - 1]?.at ?? NaN) / leastTime(items));
		}
		const mean = times.reduce((sum, time) => sum + time) / times.length;
		ratios.push(`${percent(strays)} at random: ${mean.toFixed(2)} (${Math.max(...times).toFixed(2)})`);
	}
	console.log(`${String(items).padStart(6)} requests: ${ratios.join(', ')}`);
}

console.log('Several processes, endless work for an hour: limits used (the worst of three runs)');
for (const processes of [2, 10, 50]) {
	const used: string[] = [];
	for (const strays of SHARES) {
		const courses = await Promise.all(seedsUpTo(3).map((seed) => simulate({ processes, minutes: 60, strays, seed })));
		used.push(`${percent(strays)} at random: ${percent(Math.min(...courses.map((course) => usedOf(course, 0, 60))))}`);
	}
	console.log(`${String(processes).padStart(6)} processes: ${used.join(', ')}`);
}

console.log(
	'All but one stop after half an hour, 1 % at random: minutes until the one has sent 90 % of the limit in five minutes',
);
for (const processes of [2, 10]) {
	const minutes: string[] = [];
	for (const seed of seedsUpTo(3)) {
		const course = await simulate({ processes, minutes: 90, othersStopAt: 30, strays: 0.01, seed });
		const times = course.taken.filter(({ process }) => process === 0).map(({ at }) => at);
		const back = times.find((at, index) => at > 30 * MINUTE && index >= 899 && at - times[index - 899] < 5 * MINUTE);
		minutes.push(back === undefined ? 'not within an hour' : (back / MINUTE - 30).toFixed(1));
	}
	console.log(`${String(processes).padStart(6)} processes: ${minutes.join(', ')}`);
}
