import type { IDataObject } from 'n8n-workflow';
import type { Declaration } from './field';

/** What the choice *Return an Error* does. n8n's linter wants to see a choice itself beside its default. */
export const errorStopsRun = 'The run stops, or goes on as set under On Error';

/** Lets the user choose what a Get gives when there is nothing to get. */
export const ifNotFound = {
	displayName: 'If Not Found',
	name: 'ifNotFound',
	type: 'options',
	options: [
		{ name: 'Return an Error', value: 'error', description: errorStopsRun },
		{ name: 'Return Nothing', value: 'nothing', description: 'No item comes out for this one' },
	],
	default: 'error',
	description: 'What to do when the service does not know the record',
	steers: 'ifNotFound',
} as const satisfies Declaration;

/** Lets the user pass over items that do not say what to work on, such as that of a form or a search that found nothing. */
export const ifEmpty = {
	displayName: 'If Empty',
	name: 'ifEmpty',
	type: 'options',
	options: [
		{ name: 'Return an Error', value: 'error', description: errorStopsRun },
		{ name: 'Skip the Item', value: 'skip', description: 'Nothing is done, and the item that comes out says so' },
	],
	default: 'error',
	description: 'What to do with an item in which the field is empty that says what to work on, such as Session ID or Contact',
	steers: 'ifEmpty',
} as const satisfies Declaration;

/** Lets the user pass over contacts without a conversation, where the contact's address picks one. */
export const ifNoneOpen = {
	displayName: 'If None Is Open',
	name: 'ifNoneOpen',
	type: 'options',
	options: [
		{ name: 'Return an Error', value: 'error', description: errorStopsRun },
		{ name: 'Skip the Item', value: 'skip', description: 'Nothing is done, and the item that comes out says so' },
	],
	default: 'error',
	description:
		'What to do if the contact, given by phone number, email or Instagram name, has no open session, or the account has no such contact',
	steers: 'ifNoneOpen',
} as const satisfies Declaration;

/** Lets the user choose what happens to a contact with several conversations, where the contact's address picks one. */
export const ifSeveralSessions = {
	displayName: 'If Several Sessions',
	name: 'ifSeveralSessions',
	type: 'options',
	options: [
		{ name: 'Return an Error', value: 'error', description: errorStopsRun },
		{ name: 'Take the Latest', value: 'latest', description: 'The one that was opened last' },
	],
	default: 'error',
	description: 'What to do if the contact, given by phone number, email or Instagram name, has several open sessions',
	steers: 'ifSeveralSessions',
} as const satisfies Declaration;

/** Lets the user leave a conversation alone that a person has taken since the workflow started. */
export const skipIfTaken = {
	displayName: 'Skip If Taken or Completed',
	name: 'skipIfTaken',
	type: 'boolean',
	default: false,
	description:
		'Whether to look at the session once more right before writing in it, which takes a request, and to do nothing if a user looks after it by then or it is completed; the item that comes out says so. For what takes a while, such as the answer of an AI model.',
	steers: 'skipIfTaken',
} as const satisfies Declaration;

/** Lets the user put tags on somebody that the account does not have yet. */
export const createMissingTags = {
	displayName: 'Create Missing Tags',
	name: 'createMissingTags',
	type: 'boolean',
	default: false,
	description:
		'Whether to create tags, in gray, that the account does not have by the given names. Otherwise such a name is an error.',
	steers: 'createMissingTags',
} as const satisfies Declaration;

/** Lets the user send items one by one that would travel together. */
export const oneByOne = {
	displayName: 'Send One by One',
	name: 'oneByOne',
	type: 'boolean',
	default: false,
	description:
		'Whether to use a request for each item. By default up to 100 items that differ only in the recipient and their own values travel in one request, which the limits of the account allow far more often.',
	steers: 'oneByOne',
} as const satisfies Declaration;

/** The output of a deletion. */
export const deleted = (id: string) => ({ deleted: true, id });

/** The output of an item for which nothing was done. */
export const skipped = (reason: string, more: IDataObject = {}): IDataObject => ({
	success: false,
	skipped: true,
	reason,
	...more,
});
