import { OperationalError, type IDataObject } from 'n8n-workflow';
import { collection } from '../../fields/collection';
import { tagNames, tagsOf } from '../../fields/contact';
import { completionFields, farewellParametersOf } from '../../fields/completion';
import { isoOf } from '../../fields/date';
import type { Parameters } from '../../fields/field';
import { stepwise } from '../operation';
import type { Workbench } from '../../steps/workbench';
import { idle, silenceOf } from '../../fields/idle';
import { created } from '../../fields/list';
import { channels, department, portfolio, tags, user } from '../../fields/pick';
import { OPEN, reactivateOnNewMessage, uncompletedStatuses } from '../../fields/session';
import {
	classificationAfter,
	completed,
	completingInTurn,
	completionEndpoints,
	FAILED_AT,
	farewellTo,
	type Done,
} from '../../steps/completion';
import { oldestSessions } from '../../steps/oldestSessions';
import type { Session } from '../../steps/openSession';
import { DETAILS, objectionTo, queryOf, type Selection } from '../../steps/selection';

const endpoints = [
	'GET /chat/v2/session',
	'GET /core/v1/portfolio/{id}/contact',
	...completionEndpoints,
] as const;
type Tools = Workbench<(typeof endpoints)[number]>;

const properties = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description:
			'Whether to only list the conversations that would be completed, without changing anything. Turn it off when the list is right.',
	},
	...idle,
	{
		displayName: 'Maximum',
		name: 'maximum',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		required: true,
		default: 100,
		description: 'Max number of conversations to complete, those first that were opened first',
	},
	reactivateOnNewMessage,
	{
		...collection.filters([
			channels,
			...created,
			{ ...department, description: 'Only conversations that this team looks after' },
			{
				...portfolio,
				displayName: 'In Portfolio',
				name: 'inPortfolio',
				description: 'Only conversations of its contacts',
			},
			{
				displayName: 'Include Groups',
				name: 'includeGroups',
				type: 'boolean',
				default: false,
				description: 'Whether the conversations of groups are completed too',
			},
			{
				...portfolio,
				displayName: 'Not in Portfolio',
				name: 'notInPortfolio',
				description: 'Only conversations of contacts that are not in it',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'multiOptions',
				options: uncompletedStatuses,
				default: [...OPEN],
				description: 'Only conversations in one of these statuses; by default in all but Hidden',
			},
			{ ...tagNames, description: 'Only conversations whose contact has one of the tags with these names' },
			tags,
			{
				...user,
				description:
					"Only conversations that this person looks after. By ID, it is the agent's user ID or the agent ID.",
			},
		]),
		name: 'selection',
	},
	collection.options([
		...completionFields,
		{
			displayName: 'Summarize',
			name: 'summarize',
			type: 'boolean',
			default: false,
			description:
				'Whether to return one item that says how many conversations ended how, in place of one for each. It comes out too if there are none.',
		},
	]),
] as const;
type Given = Parameters<typeof properties>;

/** What became of a session, and what was done for it before. */
interface Outcome extends Omit<Done, 'note'> {
	outcome: 'completed' | 'failed' | 'skipped' | 'wouldComplete';
	reason: string;
	note?: Done['note'] | 'wouldAdd';
}

export const completeMany = stepwise({
	name: 'Complete Many',
	value: 'completeMany',
	action: 'Complete many sessions',
	description:
		'Conclude all conversations in which nobody has written for a while, or that match other filters, with a farewell and a note if wanted',
	endpoint: endpoints,
	properties,
	// One after the other, so that what one item completes the next does not look at any more.
	target: ({ options }) => {
		farewellParametersOf(options);
		return 'all sessions';
	},
	execute: async (given, workbench) => {
		const found = await completedSessions(given, workbench);
		// A summary is never empty, so by itself the engine could not tell that nothing was found.
		const corrected = found.length === 0 ? await workbench.corrected(given) : undefined;
		const items = corrected ? await completedSessions(corrected, workbench) : found;
		if (given.dryRun) workbench.tell(dryRunOf(items.filter(({ outcome }) => outcome === 'wouldComplete').length));
		return given.options.summarize === true ? [summaryOf(items)] : items;
	},
	example: (record) => ({
		...itemOf(record('GET /chat/v2/session'), {
			outcome: 'completed',
			reason: 'text',
			classification: { category: 'INFO', categoryDescription: 'text', amount: 0 },
			note: 'added',
			farewell: 'sent',
		}),
		...summaryOf([]),
		leftAlone: [{ sessionId: 'text', outcome: 'skipped', reason: 'text' }],
	}),
});

/** Finds the sessions that are meant, and completes them. @returns an item for each */
async function completedSessions(given: Given, workbench: Tools): Promise<IDataObject[]> {
	const selection = await selectionOf(given, workbench);
	const sessions: Session[] = [];
	const doubtful: IDataObject[] = [];
	// All are found before the first is completed: a list that one changes while reading it loses entries.
	for await (const session of oldestSessions(workbench, queryOf(selection))) {
		const objection = objectionTo(session, selection);
		if (objection === undefined) sessions.push(session);
		else if (objection.isDoubt) doubtful.push(itemOf(session, { outcome: 'skipped', reason: objection.reason }));
		if (sessions.length >= given.maximum) break;
	}
	if (given.dryRun) {
		return [...doubtful, ...sessions.map((session) => itemOf(session, prospectOf(session, given, selection)))];
	}
	const items = new Array<IDataObject>(sessions.length);
	await workbench.sideBySide(
		[...sessions.keys()],
		(place) => sessions[place].id,
		async (place) => {
			const session = sessions[place];
			items[place] = await completingInTurn(
				workbench,
				session.id ?? '',
				async () => await completedIfMeant(session, given, selection, workbench),
			);
		},
	);
	return [...doubtful, ...items];
}

/** @throws UserError if the idle time is none, NodeApiError if a portfolio cannot be read */
async function selectionOf(given: Given, workbench: Tools): Promise<Selection> {
	const {
		status = OPEN,
		includeGroups = false,
		inPortfolio,
		notInPortfolio,
		tagIds,
		tagNames,
		...filters
	} = given.selection;
	const silence = silenceOf(given, Date.now());
	const contactsOf = async (id: string | undefined) =>
		id === undefined ? undefined : await contactsOfPortfolio(workbench, id);
	return {
		...filters,
		...tagsOf({ tagIds, tagNames }),
		statuses: status,
		includeGroups,
		silence,
		onlyContacts: await contactsOf(inPortfolio),
		notContacts: await contactsOf(notInPortfolio),
	};
}

async function contactsOfPortfolio(workbench: Tools, id: string): Promise<Set<string>> {
	const contactIds = new Set<string>();
	const call = {
		endpoint: 'GET /core/v1/portfolio/{id}/contact',
		path: { id },
		query: { Type: 'PageNumber' },
	} as const;
	for await (const { contactId } of workbench.list(call, 'Page')) {
		if (!contactId) throw portfolioUnknown();
		contactIds.add(contactId.toLowerCase());
	}
	return contactIds;
}

const portfolioUnknown = () =>
	new OperationalError('It is not known who is in the portfolio', {
		description: 'The list of its contacts has an entry that does not say which contact it is. Nothing was done.',
	});

const dryRunOf = (count: number) =>
	`Dry Run is on: nothing was changed, and ${count === 1 ? '1 conversation' : `${count} conversations`} would have been completed. Turn it off to complete them.`;

/** What would become of a session. */
function prospectOf(session: Session, { options }: Given, selection: Selection): Outcome {
	const farewell = farewellTo(session, options);
	return {
		outcome: 'wouldComplete',
		reason: sentences(`${becauseOf(session, selection)}, and Dry Run is on`, farewell && farewell.obstacle),
		classification: classificationAfter(options),
		note: options.note?.trim() ? 'wouldAdd' : undefined,
		farewell: farewell?.prospect,
	};
}

/**
 * Looks at a session again, and completes it if it still belongs to the selection.
 * @returns the item that says what became of it
 * @throws when the execution is cancelled
 */
async function completedIfMeant(
	known: Session,
	given: Given,
	selection: Selection,
	workbench: Tools,
): Promise<IDataObject> {
	const path = { id: known.id ?? '' };
	const includeDetails = [...DETAILS];
	const looked = await workbench.attempt(
		async () => await workbench.find({ endpoint: 'GET /chat/v2/session/{id}', path, query: { includeDetails } }),
	);
	if ('failure' in looked) {
		const reason = sentences('It could not be looked at again, so nothing was done', looked.failure);
		return itemOf(known, { outcome: 'failed', reason });
	}
	const session = looked.value;
	if (!session) return itemOf(known, { outcome: 'skipped', reason: 'It does not exist any more' });
	if (session.id?.toLowerCase() !== known.id?.toLowerCase()) {
		return itemOf(known, { outcome: 'skipped', reason: 'What it is now is not known, so it was left as it is' });
	}
	const objection = objectionTo(session, selection);
	if (objection !== undefined) return itemOf(session, { outcome: 'skipped', reason: objection.reason });
	const completion = await completed(workbench, path.id, given, session);
	const { done, withoutFarewell } = completion;
	if ('failedAt' in completion) {
		const reason = sentences(FAILED_AT[completion.failedAt], completion.failure, withoutFarewell);
		return itemOf(session, { outcome: 'failed', reason, ...done });
	}
	const reason = sentences(becauseOf(session, selection), withoutFarewell);
	return itemOf({ ...session, status: 'COMPLETED' }, { outcome: 'completed', reason, ...done });
}

/** Why a session is completed. */
function becauseOf(session: Session, { silence }: Selection): string {
	if (!silence) return 'It matches the filters';
	const { of } = silence;
	const written = of === 'contact' ? session.lastMessageIn : session.lastInteractionDate;
	const whose = of === 'contact' ? 'The last message of the contact' : 'The last message';
	if (written) return `${whose} is of ${isoOf(written)}`;
	return `There is no message since it was opened on ${isoOf(session.createdAt ?? '')}`;
}

/** Puts sentences together, as far as they are there; one alone stays without a period. */
function sentences(...parts: Array<string | false | undefined>): string {
	const said = parts.filter((part): part is string => Boolean(part));
	return said.length === 1 ? said[0] : said.map((part) => (part.endsWith('.') ? part : `${part}.`)).join(' ');
}

const itemOf = (session: Session, { outcome, reason, classification, note, farewell }: Outcome): IDataObject => ({
	outcome,
	reason,
	sessionId: session.id,
	number: session.number,
	contactId: session.contactId,
	contactName: session.contactDetails?.name ?? session.title,
	channelId: session.channelId,
	departmentId: session.departmentId,
	userId: session.userId,
	status: session.status,
	lastInteractionDate: session.lastInteractionDate,
	lastMessageIn: session.lastMessageIn,
	windowStatus: session.windowStatus,
	...(classification && { classification }),
	...(note && { note }),
	...(farewell && { farewell }),
});

/** How many conversations ended how, and why some were left alone. */
function summaryOf(items: readonly IDataObject[]): IDataObject {
	const count = (outcome: Outcome['outcome']) => items.filter((item) => item.outcome === outcome).length;
	return {
		conversations: items.length,
		completed: count('completed'),
		wouldComplete: count('wouldComplete'),
		skipped: count('skipped'),
		failed: count('failed'),
		farewellsSent: items.filter(({ farewell }) => farewell === 'sent' || farewell === 'sentAsTemplate').length,
		leftAlone: items
			.filter(({ outcome }) => outcome === 'skipped' || outcome === 'failed')
			.map(({ sessionId, outcome, reason }) => ({ sessionId, outcome, reason })),
	};
}
