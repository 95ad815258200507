import type { INodeProperties } from 'n8n-workflow';
import type { Declaration, Parameters } from './field';
import { locator } from './locator';
import { roles } from './membership';
import { channels, department as picked } from './pick';

export const department = { ...picked, description: 'The department to work on' } as const satisfies INodeProperties;

export const departmentName = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Vendas',
	description: 'What the department is called',
} as const satisfies INodeProperties;

/** Users with their parts in the department. */
export const departmentAgents = {
	displayName: 'Agents',
	name: 'agents',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add agent',
	default: {},
	description: 'Users of the account and their parts in the department',
	options: [
		{
			displayName: 'Agent',
			name: 'entries',
			values: [
				...roles,
				{
					...locator({
						displayName: 'User',
						name: 'userId',
						description: "Who it is. By ID, it is the agent's user ID or the agent ID.",
						picks: 'user',
						search: 'searchAllUsers',
					}),
					required: true,
					unanswered: true,
				},
			],
		},
	],
} as const satisfies Declaration;

/** What a department is set to, beside its name and members. */
export const departmentSettings = [
	{
		...channels,
		description: `The only channels that the department serves, if 'Channel Scope' is 'Selected' or not there. ${channels.description}`,
	},
	{
		displayName: 'Channel Scope',
		name: 'channelScope',
		type: 'options',
		options: [
			{ name: 'All', value: 'ALL' },
			{ name: 'None', value: 'NONE' },
			{ name: 'Selected', value: 'SELECTED' },
		],
		default: 'ALL',
		description: "Which channels the department serves; for 'Selected' add 'Channel Names or IDs'",
	},
	{
		displayName: 'Default',
		name: 'isDefault',
		type: 'boolean',
		default: false,
		description: 'Whether new conversations go to this department unless something else is said',
	},
	{
		displayName: 'Distribution Enabled',
		name: 'distributionIsEnabled',
		type: 'boolean',
		default: false,
		description: 'Whether conversations in the queue are given to agents automatically',
	},
	{
		displayName: 'Distribution Limits',
		name: 'distributionConfig',
		type: 'fixedCollection',
		placeholder: 'Add limits',
		default: {},
		description: 'When a conversation that was given to an agent goes on to another one',
		options: [
			{
				displayName: 'Limits',
				name: 'limits',
				values: [
					{
						displayName: 'Expiration Enabled',
						name: 'expirationIsEnabled',
						type: 'boolean',
						default: true,
						description: 'Whether these limits apply',
					},
					{
						displayName: 'Inactivity Time in Minutes',
						name: 'inactivityTimeInMinutes',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 0 },
						default: 0,
						description: 'How long the agent may leave the conversation alone',
					},
					{
						displayName: 'Maximum Duration in Minutes',
						name: 'maximumDurationInMinutes',
						type: 'number',
						typeOptions: { minValue: 0, numberPrecision: 0 },
						default: 0,
						description: 'How long the conversation may stay with the agent',
					},
				],
			},
		],
	},
] as const satisfies INodeProperties[];

export const restriction = {
	displayName: 'Restriction',
	name: 'restrictionType',
	type: 'options',
	options: [
		{ name: 'Department', value: 'DEPARTMENT_RESTRICTION' },
		{ name: 'None', value: 'NONE' },
		{ name: 'User', value: 'USER_RESTRICTION' },
	],
	default: 'NONE',
	description: 'Whose conversations the members of the department are restricted to',
} as const satisfies INodeProperties;

type Settings = Partial<Parameters<[...typeof departmentSettings, typeof restriction]>>;
type Limits = Required<NonNullable<Settings['distributionConfig']>>['limits'];

/** The settings as the service wants them. */
export function settingsOf({
	channelScope,
	channelIds,
	isDefault,
	distributionIsEnabled,
	distributionConfig,
	restrictionType,
}: Omit<Settings, 'distributionConfig'> & { distributionConfig?: { limits?: Partial<Limits> } }) {
	const scope = channelScope ?? (channelIds ? 'SELECTED' : undefined);
	return {
		isDefault,
		distributionIsEnabled,
		distributionConfig: distributionConfig?.limits,
		restrictionType,
		channelsConfig: scope && { scope, channels: scope === 'SELECTED' ? channelIds : undefined },
	};
}
