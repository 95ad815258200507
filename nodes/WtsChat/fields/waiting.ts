import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Parameters } from './field';

export const waitAmount = {
	displayName: 'Wait at Most',
	name: 'waitAtMost',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 24,
	description: 'After this time the workflow goes on without',
} as const satisfies INodeProperties;

export const waitUnit = {
	displayName: 'Unit',
	name: 'waitUnit',
	type: 'options',
	options: [
		{ name: 'Days', value: 'days' },
		{ name: 'Hours', value: 'hours' },
		{ name: 'Minutes', value: 'minutes' },
	],
	default: 'hours',
} as const satisfies INodeProperties;

/** How long an execution waits. */
export const waitAtMost = [waitAmount, waitUnit] as const;

type WaitAtMost = Parameters<typeof waitAtMost>;

const MINUTE = 60_000;
const lengths = { minutes: MINUTE, hours: 60 * MINUTE, days: 24 * 60 * MINUTE };
const LONGEST_DAYS = 30;

/**
 * When a wait that begins now is over.
 * @throws UserError if it is no possible length
 */
export function endOfWait({ waitAtMost, waitUnit }: WaitAtMost): Date {
	const length = waitAtMost * lengths[waitUnit];
	if (!(length >= MINUTE && length <= LONGEST_DAYS * lengths.days)) {
		throw new UserError("'Wait at Most' is not possible", {
			description: `An execution can wait from a minute to ${LONGEST_DAYS} days.`,
		});
	}
	return new Date(Date.now() + length);
}
