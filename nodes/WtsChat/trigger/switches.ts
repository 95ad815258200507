import { downloadFiles, largestDownload } from '../fields/download';
import type { Declaration } from '../fields/field';

export const onlyFromContacts = {
	displayName: 'Only From Contacts',
	name: 'onlyFromContacts',
	type: 'boolean',
	default: true,
	description:
		'Whether to take only messages that a contact wrote, and their updates, so that what the workflow itself sends does not start it again; other events are not affected',
} as const satisfies Declaration;

export const addDetails = {
	displayName: 'Add Details',
	name: 'addDetails',
	type: 'boolean',
	default: true,
	description:
		'Whether to fetch what the event speaks of: the session with its agent, department, channel and classification by name, the contact with phone number and tags, the card with panel, step and contacts. A message event holds neither the contact nor the phone number. Costs one or two requests for each event.',
} as const satisfies Declaration;

export const joinMessages = {
	displayName: 'Join Messages',
	name: 'joinMessages',
	type: 'boolean',
	default: false,
	description:
		'Whether what a contact writes in a row starts the workflow once, with all of it: the texts joined by lines, the files, and the single messages. Other events are not affected. Costs a request for each time of quiet.',
} as const satisfies Declaration;

export const firstMessageOnly = {
	displayName: 'First Message Only',
	name: 'firstMessageOnly',
	type: 'boolean',
	default: false,
	description:
		'Whether to take only the first message that the contact writes in a session; other events are not affected. Costs one request.',
} as const satisfies Declaration;

export const rawBody = {
	displayName: 'Include Raw Body',
	name: 'rawBody',
	type: 'boolean',
	default: false,
	description: 'Whether to add what the service sent, exactly as it came',
} as const satisfies Declaration;

export const options = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		downloadFiles,
		rawBody,
		largestDownload,
		{
			displayName: 'Resume Waiting Executions',
			name: 'resumeWaiting',
			type: 'boolean',
			default: false,
			description:
				"Whether a reply that a 'Send and Wait for Reply' waits for goes there instead of starting this workflow. With many executions waiting this is much lighter for n8n, which otherwise gets each message once for each of them. Needs the event 'Message Received'.",
		},
	],
} as const satisfies Declaration;

/** What of the trigger is on or off, and what goes with it. */
export const switches = [onlyFromContacts, addDetails, joinMessages, options] as const;
