import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Parameters } from './field';

// What can be filled in depends on it, so it cannot vary from item to item.
const deadline = {
	displayName: 'Deadline',
	name: 'deadline',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'After Time Interval', value: 'afterTimeInterval', description: 'So long after the message was sent' },
		{ name: 'At Specified Time', value: 'atSpecifiedTime', description: 'At a date and time, such as Friday at 18:00' },
	],
	default: 'afterTimeInterval',
	description: 'When the workflow goes on at the latest',
} as const satisfies INodeProperties;

const waitAmount = {
	displayName: 'Wait at Most',
	name: 'waitAtMost',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 24,
	displayOptions: { show: { deadline: ['afterTimeInterval'] } },
} as const satisfies INodeProperties;

const waitUnit = {
	displayName: 'Unit',
	name: 'waitUnit',
	type: 'options',
	options: [
		{ name: 'Days', value: 'days' },
		{ name: 'Hours', value: 'hours' },
		{ name: 'Minutes', value: 'minutes' },
	],
	default: 'hours',
	displayOptions: { show: { deadline: ['afterTimeInterval'] } },
} as const satisfies INodeProperties;

const waitUntil = {
	displayName: 'Wait Until',
	name: 'waitUntil',
	type: 'dateTime',
	required: true,
	default: '',
	description: 'At this time, in the timezone of the workflow, the workflow goes on without',
	displayOptions: { show: { deadline: ['atSpecifiedTime'] } },
} as const satisfies INodeProperties;

/** How long an execution waits. @param usual the length that is offered first, and what it means that it is over */
export const waitAtMost = (usual: {
	amount: number;
	unit: (typeof waitUnit)['options'][number]['value'];
	description: string;
}) =>
	[
		deadline,
		{ ...waitAmount, default: usual.amount, description: usual.description },
		{ ...waitUnit, default: usual.unit },
		waitUntil,
	] as const;

type WaitAtMost = Parameters<ReturnType<typeof waitAtMost>>;

const MINUTE = 60_000;
const lengths = { minutes: MINUTE, hours: 60 * MINUTE, days: 24 * 60 * MINUTE };
const LONGEST_DAYS = 30;

/** How far away a moment is, whatever the timezone it was given in, e.g. "3 hours ago". @param span in milliseconds */
function away(span: number): string {
	const size = Math.abs(span);
	const side = span < 0 ? 'ago' : 'ahead';
	if (size < 2 * MINUTE) return `a moment ${side}`;
	const unit = size >= 2 * lengths.days ? 'days' : size >= 2 * lengths.hours ? 'hours' : 'minutes';
	return `${Math.round(size / lengths[unit])} ${unit} ${side}`;
}

/**
 * When a wait that begins now is over.
 * @param given the date of `waitUntil` in UTC
 * @throws UserError if it is no possible length, or the date has passed
 */
export function endOfWait({ deadline, waitAtMost, waitUnit, waitUntil }: WaitAtMost): Date {
	const now = Date.now();
	const longest = LONGEST_DAYS * lengths.days;
	if (deadline === 'atSpecifiedTime') {
		const end = Date.parse(waitUntil);
		if (end < now + MINUTE) {
			throw new UserError(`'Wait Until' is ${end > now ? 'less than a minute away' : 'in the past'}`, {
				description: `It is ${waitUntil} (UTC), ${away(end - now)}, and nothing was sent. Give a date and time that is still to come, by a minute at least.`,
			});
		}
		if (end > now + longest) {
			throw new UserError("'Wait Until' is too far away", {
				description: `It is ${waitUntil} (UTC), ${away(end - now)}. An execution can wait up to ${LONGEST_DAYS} days.`,
			});
		}
		return new Date(end);
	}
	const length = waitAtMost * lengths[waitUnit];
	if (!(length >= MINUTE && length <= longest)) {
		throw new UserError("'Wait at Most' is not possible", {
			description: `An execution can wait from a minute to ${LONGEST_DAYS} days.`,
		});
	}
	return new Date(now + length);
}
