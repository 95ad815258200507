import type { Declaration } from '../fields/field';
import { panelId, stepLocator } from '../fields/panel';
import { CHOOSE } from '../fields/locator';
import { channels, department, tags } from '../fields/pick';
import { sessionStatuses } from '../fields/session';
import { whereAny } from './events';
import { firstMessageOnly } from './switches';

// A filter is offered where it has something to say about one of the events that are chosen.
const ALL_BUT_CARDS = whereAny('MESSAGE_', 'SESSION_', 'CONTACT_', 'PAYMENT_');
const CARDS = whereAny('PANEL_CARD_');
const MESSAGES = whereAny('MESSAGE_');
const MESSAGES_AND_SESSIONS = whereAny('MESSAGE_', 'SESSION_');
const SESSIONS = whereAny('SESSION_');

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
			displayOptions: MESSAGES_AND_SESSIONS,
			description:
				'Only messages and sessions of these channels; other events are not affected. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			...tags,
			displayOptions: ALL_BUT_CARDS,
			displayName: 'Contact Tag Names or IDs',
			description: `Only events of contacts that have one of these tags, and their messages and sessions; cards are not affected. For a message it costs two requests, none more with Add Details. ${CHOOSE}.`,
		},
		{
			...department,
			displayOptions: MESSAGES_AND_SESSIONS,
			description: 'Only messages and sessions that this team looks after; other events are not affected',
		},
		{
			displayName: 'Except Contacts',
			name: 'exceptContacts',
			displayOptions: ALL_BUT_CARDS,
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. +55 11 98888-7777',
			description:
				'Not what these contacts do and write: IDs or phone numbers with country code, with commas or lines between them. For a message it costs one request, two with phone numbers, none more with Add Details.',
		},
		{ ...firstMessageOnly, displayOptions: MESSAGES },
		{
			displayName: 'Looked After By',
			name: 'lookedAfter',
			displayOptions: MESSAGES_AND_SESSIONS,
			type: 'options',
			options: [
				{ name: 'Anybody or Nobody', value: '' },
				{ name: 'Nobody', value: 'nobody', description: 'Sessions that no agent has taken' },
				{ name: 'Somebody', value: 'somebody', description: 'Sessions that an agent has taken' },
			],
			default: '',
			description:
				'Only messages and sessions of which a person looks after the session, or nobody does; other events are not affected. For a message it costs one request, none more with Add Details.',
		},
		{
			displayName: 'Message Types',
			name: 'messageTypes',
			displayOptions: MESSAGES,
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
			displayOptions: CARDS,
			description: 'Only events of cards on this CRM board and of their notes; other events are not affected',
		},
		{
			displayName: 'Session Statuses',
			name: 'sessionStatuses',
			displayOptions: SESSIONS,
			type: 'multiOptions',
			options: [...sessionStatuses],
			default: [],
			description: 'Only events of sessions that now have one of these statuses; other events are not affected',
		},
		{
			...stepLocator({
				displayName: 'Step',
				name: 'stepId',
				description: 'Only events of cards that now are in this step and of their notes; other events are not affected',
			}),
			displayOptions: CARDS,
		},
		{
			displayName: 'Text Contains',
			name: 'textContains',
			displayOptions: MESSAGES,
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. preço, quanto custa',
			description:
				'Only messages with one of these words or phrases, with commas or lines between them; case and accents do not matter. With Join Messages all that was written in a row counts. Other events are not affected.',
		},
		{
			displayName: 'Text Matches',
			name: 'textMatches',
			displayOptions: MESSAGES,
			type: 'string',
			default: '',
			placeholder: 'e.g. pedido\\s*#?\\d+',
			description:
				'Only messages that a regular expression finds something in, whatever the case. With Join Messages all that was written in a row counts. Other events are not affected.',
		},
	],
} satisfies Declaration;
