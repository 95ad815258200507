import type { Declaration } from '../fields/field';
import { panelId, stepLocator } from '../fields/panel';
import { channels, department } from '../fields/pick';
import { sessionStatuses } from '../fields/session';

/** What the trigger lets through. */
export const filters = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			...channels,
			description:
				'Only messages and sessions of these channels; other events are not affected. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			...department,
			description: 'Only messages and sessions that this team looks after; other events are not affected',
		},
		{
			displayName: 'Message Types',
			name: 'messageTypes',
			type: 'multiOptions',
			options: [
				{ name: 'Audio', value: 'AUDIO' },
				{ name: 'Buttons', value: 'BUTTONS' },
				{ name: 'Contact', value: 'CONTACT' },
				{ name: 'Document', value: 'DOCUMENT' },
				{ name: 'Image', value: 'IMAGE' },
				{ name: 'List', value: 'LIST' },
				{ name: 'Location', value: 'LOCATION' },
				{ name: 'Note', value: 'NOTE' },
				{ name: 'Sticker', value: 'STICKER' },
				{ name: 'Text', value: 'TEXT' },
				{ name: 'Track', value: 'TRACK' },
				{ name: 'Transition', value: 'TRANSITION' },
				{ name: 'Video', value: 'VIDEO' },
			],
			default: [],
			description: 'Only messages of these types; other events are not affected',
		},
		{
			...panelId,
			description: 'Only events of cards on this CRM board and of their notes; other events are not affected',
		},
		{
			displayName: 'Session Statuses',
			name: 'sessionStatuses',
			type: 'multiOptions',
			options: [...sessionStatuses],
			default: [],
			description: 'Only events of sessions that now have one of these statuses; other events are not affected',
		},
		stepLocator({
			displayName: 'Step',
			name: 'stepId',
			description: 'Only events of cards that now are in this step and of their notes; other events are not affected',
		}),
	],
} satisfies Declaration;
