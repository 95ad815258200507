import { UserError, type IDataObject } from 'n8n-workflow';
import { collection } from '../../fields/collection';
import { contactIdentity, contactOrPhone } from '../../fields/contact';
import { instantOf, momentOf } from '../../fields/date';
import type { Parameters } from '../../fields/field';
import { plain } from '../../fields/name';
import { skipped } from '../../fields/result';
import { additionalFields, content, scheduledContentOf } from '../../fields/scheduledMessage';
import { channelOf, fromUnlessOnly } from '../../fields/send';
import { cleanParameters } from '../../fields/template';
import { channelToSendFrom } from '../../steps/channel';
import {
	addressOf,
	createReminder,
	findReminder,
	hasFailed,
	isPending,
	moveReminder,
	reminderEndpoints,
	removeReminder,
	type Scheduled,
	type Wanted,
} from '../../steps/reminder';
import type { Workbench } from '../../steps/workbench';
import { stepwise } from '../operation';

const properties = [
	{ ...contactOrPhone, description: 'Who is to be reminded; a phone number may be one that no contact has yet' },
	{
		displayName: 'Reminder Key',
		name: 'reminderKey',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. visit 4711',
		description:
			'A name of your own for what the reminder is about. For a contact and a key there is one reminder: it is created, and moved when this runs again.',
	},
	{
		displayName: 'Date',
		name: 'date',
		type: 'dateTime',
		default: '',
		description:
			'When that takes place which is reminded of, in the timezone of the workflow. An empty one (an empty text or null from an expression) removes the reminder.',
		whenEmptied: 'clear',
	},
	{
		displayName: 'Remind Before',
		name: 'remindBefore',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1,
		description: 'How long before the date the reminder goes out; 0 for the date itself',
	},
	{
		displayName: 'Unit',
		name: 'remindUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
			{ name: 'Weeks', value: 'weeks' },
		],
		default: 'days',
		description: "What 'Remind Before' is counted in",
	},
	{
		displayName: 'If That Is in the Past',
		name: 'ifPast',
		type: 'options',
		options: [
			{ name: 'Return an Error', value: 'error', description: 'A reminder that is pending stays as it is' },
			{
				name: 'Send at Once',
				value: 'send',
				description: 'It goes out within two minutes, once for each date, also if it cannot be delivered',
			},
			{ name: 'Skip', value: 'skip', description: 'There is no reminder then; one that is pending is removed' },
		],
		default: 'error',
		description:
			'What to do if the time at which the reminder would go out has passed. One that has gone out for this date already stays as it is, and one that could not be delivered is not sent again; an empty date makes it forgotten.',
	},
	fromUnlessOnly,
	...content,
	collection.options([
		...additionalFields,
		cleanParameters,
		{
			displayName: 'Time of Day',
			name: 'timeOfDay',
			type: 'string',
			default: '',
			placeholder: 'e.g. 09:00',
			description:
				'At what time of its day the reminder goes out, by the clock of the timezone of the workflow, such as for dates without a time',
			whenEmptied: 'refuse',
		},
	]),
] as const;
type Given = Parameters<typeof properties>;

/** What is to go out at once is put so far ahead, in milliseconds: clocks differ, and the service takes no past. */
const AT_ONCE = 2 * 60_000;

const endpoints = [...reminderEndpoints, 'GET /chat/v1/channel'] as const;

export const setReminder = stepwise({
	name: 'Set Reminder',
	value: 'setReminder',
	action: 'Set reminder',
	description:
		'Keep one pending reminder for a contact and a key of your own: it is created, moved when this runs again, and removed by an empty date',
	endpoint: endpoints,
	properties,
	target: (given) => {
		// Looked at before anything is sent; what is removed needs no values for a template.
		if (given.date) scheduledContentOf(given, given.options);
		timeOfDayOf(given);
		return turnOf(given);
	},
	// Another execution may be about to set the same one.
	execute: async (given, workbench) =>
		await workbench.inTurn(turnOf(given), async () => await reminded(given, workbench)),
	example: (record) => contentOf('moved', 'text', record('POST /chat/v1/scheduled-message'), 'UTC', 'text'),
});

type Outcome = 'alreadySent' | 'created' | 'failed' | 'moved' | 'none' | 'removed' | 'skipped' | 'updated';

/** What one reminder is known by, as far as it can be told before anything is asked for. */
const turnOf = ({ contactId, reminderKey }: Given) => `reminder ${contactIdentity(contactId)} ${plain(reminderKey)}`;

async function reminded(given: Given, workbench: Workbench<(typeof endpoints)[number]>): Promise<IDataObject[]> {
	const { contactId, date, ifPast } = given;
	const { timezone } = workbench;
	const key = given.reminderKey.trim();
	const due = date ? dueOf(given, timezone) : undefined;
	const { contact, noted } = await findReminder(workbench, contactId, key);
	const told = (outcome: Outcome, scheduled?: Scheduled) => [
		contentOf(outcome, key, scheduled ?? { contactId: contact?.id }, timezone),
	];
	const isPast = due !== undefined && due <= Date.now();
	// It has done its work, is about to, or came to nothing: a flow that runs again and again is not to remind again and again.
	if (isPast && noted?.due === due) {
		if (!hasFailed(noted)) return told('alreadySent', noted.scheduled);
		if (ifPast === 'error') throw undelivered(noted.scheduled);
		return told('failed', noted.scheduled);
	}
	if (isPast && ifPast === 'error') throw past(due, timezone);
	const pending = noted && isPending(noted) ? noted : undefined;
	if (due === undefined || (isPast && ifPast === 'skip')) {
		const superfluous = pending ?? (due === undefined && noted && hasFailed(noted) ? noted : undefined);
		if (superfluous) await removeReminder(workbench, superfluous, key);
		const canceled = pending && ({ ...pending.scheduled, status: 'CANCELED' } as const);
		if (due !== undefined) return told('skipped', canceled);
		return told(canceled ? 'removed' : 'none', canceled);
	}
	const moment = isPast ? Date.now() + AT_ONCE : due;
	const from = channelOf(await channelToSendFrom(workbench, given.from));
	const wanted: Wanted = {
		...scheduledContentOf(given, given.options),
		from,
		scheduling: new Date(moment).toISOString(),
	};
	const moved = pending && (await moveReminder(workbench, pending, key, wanted, due));
	if (moved) return told(instantOf(pending.scheduled.scheduling) === moment ? 'updated' : 'moved', moved);
	const to = addressOf(contactId, contact);
	if (to === undefined) {
		throw new UserError('The contact has neither a phone number nor an Instagram name', {
			description: `“${contactId}” was given. Nobody can be reminded there; choose another one in 'Contact', or add a phone number to this one.`,
		});
	}
	return told('created', await createReminder(workbench, to, key, wanted, due, contact));
}

/** "09:00" or "9:30". @throws UserError if it is no time of a day */
function timeOfDayOf({ options: { timeOfDay } }: Pick<Given, 'options'>): { hour: number; minute: number } | undefined {
	if (!timeOfDay) return undefined;
	const [, hour, minute] = /^([01]?\d|2[0-3])[:h]([0-5]\d)$/i.exec(timeOfDay.trim()) ?? [];
	if (hour !== undefined) return { hour: Number(hour), minute: Number(minute) };
	throw new UserError('TimeofDay is no time', {
		description: `“${timeOfDay}” was given for 'Time of Day'. Write it with hours and minutes, e.g. 09:00.`,
	});
}

/**
 * When a reminder goes out, in milliseconds since 1970. A day before is the same time of the day before, also where clocks
 * are changed in between.
 */
function dueOf(given: Given, timezone: string): number {
	const { date, remindBefore, remindUnit } = given;
	const moment = momentOf(date, 'UTC')
		?.setZone(timezone)
		.minus({ [remindUnit]: remindBefore });
	const time = timeOfDayOf(given);
	const due = time ? moment?.set({ ...time, second: 0, millisecond: 0 }) : moment;
	return due?.toMillis() ?? Number.NaN;
}

const shown = (moment: number | undefined, timezone: string) =>
	(moment !== undefined && momentOf(moment, timezone)?.setZone(timezone).toFormat('yyyy-MM-dd HH:mm')) || null;

const past = (due: number, timezone: string) =>
	new UserError('The time of the reminder has passed', {
		description: `It would have gone out at ${shown(due, timezone)} (${timezone}), and nothing was changed. Check 'Date' and 'Remind Before', or choose under 'If That Is in the Past' to send it at once or to skip it.`,
	});

const undelivered = (scheduled: Scheduled) =>
	new UserError('The reminder could not be delivered', {
		description: `${reasonOf(scheduled)} Nothing was sent again. Correct what is in the way, then run this once with an empty 'Date', which makes the reminder forgotten, and again with its own.`,
	});

const reasonOf = ({ failureReason }: Scheduled) =>
	failureReason ? `WTS Chat says: “${failureReason}”.` : 'WTS Chat does not say why.';

/** Why nothing was done; undefined if something was, or there was nothing to do. */
function reasonFor(outcome: Outcome, scheduled: Scheduled): string | undefined {
	if (outcome === 'skipped') return 'The time of the reminder has passed';
	return outcome === 'failed' ? `It could not be delivered. ${reasonOf(scheduled)}` : undefined;
}

function contentOf(
	outcome: Outcome,
	reminderKey: string,
	scheduled: Scheduled,
	timezone: string,
	example?: string,
): IDataObject {
	const { id, contactId, scheduling, status, templateId } = scheduled;
	const moment = instantOf(scheduling);
	const reason = reasonFor(outcome, scheduled);
	return {
		...(reason === undefined ? { success: true } : skipped(reason)),
		outcome,
		reminderKey,
		scheduledMessageId: id ?? null,
		contactId: contactId ?? null,
		scheduling: moment === undefined ? (example ?? null) : new Date(moment).toISOString(),
		sendAt: moment === undefined ? (example ?? null) : shown(moment, timezone),
		status: status ?? null,
		templateId: templateId ?? null,
	};
}
