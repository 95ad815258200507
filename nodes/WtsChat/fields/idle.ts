import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Parameters } from './field';

const LENGTHS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** For how long nothing was written in a conversation: a number, its unit, and whose messages count. */
export const idle = [
	{
		displayName: 'Idle For',
		name: 'idleFor',
		type: 'number',
		typeOptions: { minValue: 0 },
		required: true,
		default: 20,
		description:
			'Only conversations in which nobody has written for so long. A farewell in your own words needs less than 24 hours: official WhatsApp channels take none later than that after the last message of the contact. With 0 also conversations in which somebody is writing right now.',
	},
	{
		displayName: 'Idle Unit',
		name: 'idleUnit',
		type: 'options',
		options: [
			{ name: 'Minutes', value: 'minutes' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Days', value: 'days' },
		],
		default: 'hours',
		description: "What 'Idle For' is counted in",
	},
	{
		displayName: 'Idle Since',
		name: 'idleSince',
		type: 'options',
		options: [
			{
				name: 'Last Message of Anyone',
				value: 'lastInteraction',
				description: 'Neither the contact nor the team nor a chatbot has written since',
			},
			{
				name: 'Last Message of the Contact',
				value: 'lastMessageIn',
				description: 'The contact has not written since, whatever the team and chatbots wrote',
			},
		],
		default: 'lastInteraction',
		description: 'Whose messages count',
	},
] as const satisfies INodeProperties[];

/** Nobody, or not the contact, has written since this moment, in milliseconds since 1970. */
export interface Silence {
	of: 'anyone' | 'contact';
	since: number;
}

/**
 * The silence that `idle` asks for.
 * @param now milliseconds since 1970
 * @returns undefined if any conversation will do
 * @throws UserError if it is not a length of time
 */
export function silenceOf({ idleFor, idleUnit, idleSince }: Parameters<typeof idle>, now: number): Silence | undefined {
	const length = idleFor * LENGTHS[idleUnit];
	if (length > now) {
		throw new UserError("'Idle For' is not a length of time", {
			description: `“${idleFor} ${idleUnit}” was given, which is longer than the service can look back.`,
		});
	}
	return length === 0 ? undefined : { of: idleSince === 'lastMessageIn' ? 'contact' : 'anyone', since: now - length };
}
