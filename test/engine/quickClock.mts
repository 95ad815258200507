import type * as ClockModule from '../../nodes/WtsChat/transport/clock.ts';
import { built } from '../built.mts';

const { machineClock } = built<typeof ClockModule>('nodes/WtsChat/transport/clock');
const { now, sleep } = machineClock;

/**
 * Lets time pass faster for what the package waits for in this process: pauses between tries, the account's limits, time
 * limits. What it waits for is the same, as is what it does meanwhile.
 * @param times how many of its seconds pass in one of the machine's
 */
export function quicken(times: number): void {
	machineClock.now = () => now() * times;
	machineClock.sleep = async (milliseconds, signal) => await sleep(milliseconds / times, signal);
}
