import type { INodeProperties } from 'n8n-workflow';
import { fieldsByChoice } from '../operations';
import { kinds } from './records';

export const alsoExisting = {
	displayName: 'Also Existing Records',
	name: 'alsoExisting',
	type: 'boolean',
	default: false,
	description:
		'Whether the first runs bring what is there already, as for a table that is to hold all of it. Otherwise it begins with what changes after the activation.',
} as const satisfies INodeProperties;

export const mostRecords = {
	displayName: 'Most Records at Once',
	name: 'mostRecords',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 1000,
	description:
		'After so many records, or so many sessions or cards that were looked into, a run ends, and the next one goes on there',
} as const satisfies INodeProperties;

/** The node's parameters. */
export const properties = (): INodeProperties[] => [
	{
		displayName:
			'Each run brings what is new or has changed since the last one, each record in its latest state. Deletions are not noticed. If you choose another record, filter or account, it begins anew.',
		name: 'changesNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Record',
		name: 'record',
		type: 'options',
		noDataExpression: true,
		options: kinds.map(({ name, value, description }) => ({ name, value, description })),
		default: 'session',
		description: 'What to look at',
	},
	alsoExisting,
	mostRecords,
	...fieldsByChoice('record', kinds),
];
