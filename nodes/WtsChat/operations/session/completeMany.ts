import { OperationalError, type IDataObject } from 'n8n-workflow';
import type { Request } from '../../../../contract';
import { collection } from '../../fields/collection';
import type { Parameters } from '../../fields/field';
import { stepwise } from '../operation';
import type { Workbench } from '../../steps/workbench';
import { idle, silenceOf } from '../../fields/idle';
import { createdAfter, createdBefore } from '../../fields/list';
import { channels, department, portfolio, tags, user } from '../../fields/pick';
import { OPEN, reactivateOnNewMessage, stopBotInExecution, uncompletedStatuses } from '../../fields/session';
import { byPairs, parameterPairs, template, templateParametersOf } from '../../fields/template';
import { oldestSessions } from '../../steps/oldestSessions';
import type { Session } from '../../steps/openSession';
import { DETAILS, objectionTo, queryOf, type Selection } from '../../steps/selection';
import { isOpen, windowOf } from '../../steps/window';

const INTO_SESSION = 'POST /chat/v1/session/{id}/message';

const endpoints = [
	'GET /chat/v2/session',
	'GET /core/v1/portfolio/{id}/contact',
	'GET /chat/v2/session/{id}',
	'POST /chat/v1/session/{id}/note',
	INTO_SESSION,
	'PUT /chat/v1/session/{id}/complete',
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
			createdAfter,
			createdBefore,
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
		{
			displayName: 'Farewell',
			name: 'farewell',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. We are closing this conversation. Write to us again at any time!',
			description:
				"Text to send to the contact before, only where the messaging window is open: on official WhatsApp channels within 24 hours of the contact's last message. If it cannot be sent, the conversation is completed all the same.",
		},
		{
			...template,
			displayName: 'Farewell Template',
			name: 'farewellTemplate',
			description:
				'Approved template to send in place of the farewell where the messaging window is closed, or where there is no text. It must be one of the channel that the conversation is on.',
		},
		{
			...parameterPairs,
			displayName: 'Farewell Template Parameters',
			name: 'farewellTemplateParameters',
			description: `${parameterPairs.description}; the same for all conversations`,
		},
		{
			displayName: 'Note',
			name: 'note',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Closed automatically after a day without a message',
			description:
				'Internal note to add first, which the team sees and the contact does not. If it cannot be added, the conversation is left as it is.',
		},
		stopBotInExecution,
	]),
] as const;
type Given = Parameters<typeof properties>;

/** What became of a session, and of the note and the farewell for it. */
interface Outcome {
	outcome: 'completed' | 'failed' | 'skipped' | 'wouldComplete';
	reason: string;
	note?: 'added' | 'notConfirmed' | 'wouldAdd';
	farewell?: 'notConfirmed' | 'sent' | 'sentAsTemplate' | Farewell['prospect'];
}

/** The channel needs a moment to take the farewell before the session is gone, in milliseconds (observed.md §5). */
const FAREWELL_LEAD = 500;

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
			workbench.tell(dryRunOf(sessions.length));
			return [...doubtful, ...sessions.map((session) => itemOf(session, prospectOf(session, given, selection)))];
		}
		const items = new Array<IDataObject>(sessions.length);
		await workbench.sideBySide(
			[...sessions.keys()],
			(place) => sessions[place].id,
			async (place) => {
				items[place] = await completed(sessions[place], given, selection, workbench);
			},
		);
		return [...doubtful, ...items];
	},
	example: (record) =>
		itemOf(record('GET /chat/v2/session'), { outcome: 'completed', reason: 'text', note: 'added', farewell: 'sent' }),
});

/** @throws UserError if the idle time is none, NodeApiError if a portfolio cannot be read */
async function selectionOf(given: Given, workbench: Tools): Promise<Selection> {
	const { status = OPEN, includeGroups = false, inPortfolio, notInPortfolio, ...filters } = given.selection;
	const silence = silenceOf(given, Date.now());
	const contactsOf = async (id: string | undefined) =>
		id === undefined ? undefined : await contactsOfPortfolio(workbench, id);
	return {
		...filters,
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
		note: options.note?.trim() ? 'wouldAdd' : undefined,
		farewell: farewell?.prospect,
	};
}

/**
 * Looks at a session again, and completes it if it still belongs to the selection: note, farewell, complete.
 *
 * Without its note a session is left alone, since the next run can begin anew and at worst adds it twice. A farewell
 * that fails holds nothing up: if its fate is unknown the contact may have read it, and must not get it again.
 *
 * @returns the item that says what became of it
 * @throws when the execution is cancelled
 */
async function completed(known: Session, given: Given, selection: Selection, workbench: Tools): Promise<IDataObject> {
	const { reactivateOnNewMessage, options } = given;
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

	const done: Pick<Outcome, 'note' | 'farewell'> = {};
	const text = options.note?.trim();
	if (text) {
		const noted = await workbench.attempt(
			async () => await workbench.send({ endpoint: 'POST /chat/v1/session/{id}/note', path, body: { text } }),
		);
		if ('failure' in noted) {
			const reason = sentences('The note could not be added, so the session was left as it is', noted.failure);
			return itemOf(session, { outcome: 'failed', reason, note: 'notConfirmed' });
		}
		done.note = 'added';
	}
	const farewell = await bidFarewell(session, farewellTo(session, options), workbench);
	done.farewell = farewell?.farewell;
	const answer = await workbench.attempt(
		async () =>
			await workbench.send({
				endpoint: 'PUT /chat/v1/session/{id}/complete',
				path,
				body: { reactivateOnNewMessage, stopBotInExecution: options.stopBotInExecution ?? false },
			}),
	);
	if ('failure' in answer) {
		const reason = sentences('It could not be completed', answer.failure, farewell?.reason);
		return itemOf(session, { outcome: 'failed', reason, ...done });
	}
	const reason = sentences(becauseOf(session, selection), farewell?.reason);
	return itemOf({ ...session, status: 'COMPLETED' }, { outcome: 'completed', reason, ...done });
}

/** What would be sent as the farewell, or why nothing can be. */
type Farewell =
	| { message: Request<typeof INTO_SESSION>['body']; prospect: 'wouldSend' | 'wouldSendTemplate'; obstacle?: undefined }
	| { message?: undefined; prospect: 'windowClosed' | 'noTemplates'; obstacle: string };

/** @throws UserError for a value that no template can hold */
const farewellParametersOf = ({ farewellTemplateParameters: parameterPairs = {} }: Given['options']) =>
	templateParametersOf({ ...byPairs, parameterPairs });

/** @returns undefined if no farewell is wanted */
function farewellTo(session: Session, options: Given['options']): Farewell | undefined {
	const text = options.farewell?.trim();
	const templateId = options.farewellTemplate;
	const window = windowOf(session);
	if (text && isOpen(window)) return { message: { text }, prospect: 'wouldSend' };
	if (templateId && window.platform === 'official') {
		return { message: { templateId, parameters: farewellParametersOf(options) }, prospect: 'wouldSendTemplate' };
	}
	if (!text && !templateId) return undefined;
	return isOpen(window)
		? { prospect: 'noTemplates', obstacle: 'Its channel has no templates, so without a farewell' }
		: { prospect: 'windowClosed', obstacle: 'The messaging window is closed, so without a farewell' };
}

async function bidFarewell(session: Session, farewell: Farewell | undefined, workbench: Tools) {
	if (!farewell) return undefined;
	const { message: body, prospect, obstacle } = farewell;
	if (!body) return { farewell: prospect, reason: obstacle };
	const path = { id: session.id ?? '' };
	const sent = await workbench.attempt(async () => await workbench.send({ endpoint: INTO_SESSION, path, body }));
	if ('failure' in sent) {
		return { farewell: 'notConfirmed', reason: sentences('The farewell may not have gone out', sent.failure) } as const;
	}
	await workbench.pause(FAREWELL_LEAD);
	return { farewell: prospect === 'wouldSend' ? 'sent' : 'sentAsTemplate', reason: undefined } as const;
}

/** Why a session is completed. */
function becauseOf(session: Session, { silence }: Selection): string {
	if (!silence) return 'It matches the filters';
	const { of } = silence;
	const written = of === 'contact' ? session.lastMessageIn : session.lastInteractionDate;
	const whose = of === 'contact' ? 'The last message of the contact' : 'The last message';
	return written ? `${whose} is of ${written}` : `There is no message since it was opened on ${session.createdAt}`;
}

/** Puts sentences together, as far as they are there; one alone stays without a period. */
function sentences(...parts: Array<string | false | undefined>): string {
	const said = parts.filter((part): part is string => Boolean(part));
	return said.length === 1 ? said[0] : said.map((part) => (part.endsWith('.') ? part : `${part}.`)).join(' ');
}

const itemOf = (session: Session, { outcome, reason, note, farewell }: Outcome): IDataObject => ({
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
	...(note && { note }),
	...(farewell && { farewell }),
});
