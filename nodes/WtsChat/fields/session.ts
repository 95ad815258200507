import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { collection } from './collection';
import { tagsOf } from './contact';
import { fieldsFilled, includeDetails, withAskedDetails } from './details';
import type { Field, Parameters } from './field';
import { locatorWithLink } from './locator';
import { channels, contact, department, tags, user } from './pick';

// By ID first, since it nearly always comes from an earlier node.
export const sessionId = locatorWithLink({
	displayName: 'Session ID',
	name: 'sessionId',
	description: 'The conversation to work on',
	picks: 'session',
	mode: 'id',
});

export const reactivateOnNewMessage = {
	displayName: 'Reactivate On New Message',
	name: 'reactivateOnNewMessage',
	type: 'boolean',
	default: false,
	description: 'Whether a new message of the contact opens this session again instead of starting a new one',
} as const satisfies INodeProperties;

export const stopBotInExecution = {
	displayName: 'Stop Bot in Execution',
	name: 'stopBotInExecution',
	type: 'boolean',
	default: false,
	description: 'Whether to stop the chatbot that is running in the session, so that it does not go on writing',
} as const satisfies INodeProperties;

/** The options of what is done to a session that know no others. */
export const stopBotOptions = collection.options([stopBotInExecution]);

const sessionDetails = {
	Agent: ['AgentDetails', 'agentDetails'],
	Channel: ['ChannelDetails', 'channelDetails'],
	'Channel Type': ['ChannelTypeDetails', 'channelType'],
	Classification: ['ClassificationDetails', 'classification'],
	Contact: ['ContactDetails', 'contactDetails'],
	Department: ['DepartmentsDetails', 'departmentDetails'],
} as const;

export const includeSessionDetails = includeDetails('Related records to add to each session', sessionDetails);

/**
 * A session with the contract's fields, also where an account calls some of them otherwise: `departmentsDetails`, a list,
 * `classificationDetails` and `closedAt` (observed.md §5). What the service says stays in it.
 */
export function withContractFields<Session extends object>(session: Session): Session {
	const fields = new Map<string, unknown>(Object.entries(session));
	const [department] = [fields.get('departmentsDetails')].flat();
	const classification = fields.get('classificationDetails');
	const others: Record<string, unknown> = {
		departmentDetails: department,
		classification:
			typeof classification === 'object' && classification !== null ? classificationOf(classification) : undefined,
		endAt: fields.get('closedAt'),
	};
	const missing = Object.entries(others).filter(([name, value]) => value !== undefined && fields.get(name) == null);
	return { ...session, ...Object.fromEntries(missing) };
}

function classificationOf({ name, ...rest }: { name?: unknown }) {
	return { categoryName: name, ...rest };
}

/** A session as it comes out: the details are left out that were not asked for. */
export const sessionWith = (session: object, asked: readonly string[] | undefined): IDataObject =>
	withAskedDetails(withContractFields(session), asked, sessionDetails);

/**
 * A session as an action on it comes out: what the service keeps back is left out, since its null is no word on whether the
 * session has it, such as a classification (observed.md §5).
 */
export const changedSession = (session: object, sessionId: string): IDataObject => ({
	success: true,
	sessionId,
	...sessionWith(session, undefined),
});

/** What is left of a session in simple output, besides the details that were asked for. */
export const sessionSummary = [
	'id',
	'number',
	'title',
	'status',
	'createdAt',
	'startAt',
	'endAt',
	'updatedAt',
	'contactId',
	'channelId',
	'departmentId',
	'userId',
	'lastInteractionDate',
	'windowStatus',
	'previewUrl',
	...fieldsFilled(sessionDetails),
] as const;

/** What is left of a session in simple output after something was done to it. */
export const changedSessionSummary = ['success', 'sessionId', ...sessionSummary] as const;

/** The statuses of a session that can be completed. */
export const uncompletedStatuses = [
	{ name: 'Hidden', value: 'HIDDEN', description: 'Opened by a message sent, not shown until the contact answers' },
	{ name: 'In Progress', value: 'IN_PROGRESS', description: 'With an agent' },
	{ name: 'Pending', value: 'PENDING', description: 'Waiting in the queue' },
	{ name: 'Started', value: 'STARTED', description: 'Just opened, or with the chatbot' },
] as const;

/** The statuses that a session goes through. */
export const sessionStatuses = [
	{ name: 'Completed', value: 'COMPLETED', description: 'Concluded' },
	...uncompletedStatuses,
] as const;

/** The statuses of sessions that somebody sees and has to work on. */
export const OPEN = ['STARTED', 'PENDING', 'IN_PROGRESS'] as const;

const statusFilter = {
	displayName: 'Status',
	name: 'status',
	type: 'multiOptions',
	options: sessionStatuses,
	default: [],
	description: 'Only sessions in one of these statuses',
} as const satisfies Field;

const typeFilter = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	options: [
		{ name: 'Group', value: 'GROUP' },
		{ name: 'Individual', value: 'INDIVIDUAL' },
	],
	default: 'INDIVIDUAL',
	description: 'Only conversations with one contact, or only those of groups',
} as const satisfies Field;

/** What lists of sessions and reports on them are narrowed down by. */
export const sessionFilters = [channels, contact, department, statusFilter, tags, typeFilter, user] as const;

/** The query of `sessionFilters`. */
export const sessionQuery = (filters: Partial<Parameters<typeof sessionFilters>> & { tagNames?: string[] }) => ({
	Status: filters.status,
	DepartmentId: filters.departmentId,
	UserId: filters.userId,
	TagsId: tagsOf(filters).tagIds,
	ChannelsId: filters.channelIds,
	ContactId: filters.contactId,
	Type: filters.type,
});
