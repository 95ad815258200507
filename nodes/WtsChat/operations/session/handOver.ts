import { UserError } from 'n8n-workflow';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import type { Workbench } from '../../steps/workbench';
import { tagNames, tagsOf } from '../../fields/contact';
import { department, tags, user } from '../../fields/pick';
import { noteText } from '../../fields/note';
import { changedSession, changedSessionSummary, sessionId } from '../../fields/session';
import { sessionUserEndpoints, sessionWithUser } from '../../steps/user';

const toDepartment = ['department', 'departmentAndUser'] as const;
const toUser = ['user', 'departmentAndUser'] as const;

/** The bot falls silent with the request that puts somebody in its place, and with no other. */
const stopBot = { stopBotInExecution: true };

export const handOver = stepwise({
	name: 'Hand Over',
	value: 'handOver',
	action: 'Hand over session',
	description: 'Give a conversation from the chatbot or an AI agent to people, with a note that says why',
	endpoint: [
		'PUT /chat/v1/session/{id}/transfer',
		'PUT /chat/v1/session/{id}/assignee',
		'POST /chat/v1/session/{id}/note',
		'POST /core/v1/contact/{id}/tags',
		...sessionUserEndpoints,
	],
	properties: [
		sessionId,
		{
			displayName: 'Hand Over To',
			name: 'handOverTo',
			type: 'options',
			// What can be filled in depends on it, so it cannot vary from item to item.
			noDataExpression: true,
			options: [
				{ name: 'Department', value: 'department', description: 'It waits in the queue until somebody takes it' },
				{
					name: 'Department and User',
					value: 'departmentAndUser',
					description: 'It goes to the department, and there to the person',
				},
				{ name: 'User', value: 'user', description: 'It goes to the person; its department stays' },
			],
			default: 'department',
			description: 'Who is to look after the conversation; the chatbot that runs in it stops',
		},
		{
			...department,
			description: 'The team that gets the conversation',
			displayOptions: { show: { handOverTo: toDepartment } },
		},
		{
			...user,
			description: "The person who gets the conversation. By ID, it is the agent's user ID or the agent ID.",
			displayOptions: { show: { handOverTo: toUser } },
		},
		collection.options([
			{
				...noteText,
				displayName: 'Note',
				name: 'note',
				placeholder: 'e.g. Wants to cancel the order; the bot could not help',
				description: 'What the team should know; the contact does not see it',
			},
			{
				...tagNames,
				description: "Tags to put on the contact by name, instead of 'Tag Names or IDs'",
				mayCreate: true,
			},
			{
				...tags,
				mayCreate: true,
				description:
					'Tags to put on the contact. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		]),
	],
	target: ({ sessionId, options }) => {
		tagsOf(options);
		return sessionId;
	},
	/*
	 * The order is one in which the customer has somebody at every moment:
	 * - The bot is stopped by the very request that hands over. If that fails, nothing has changed: the bot goes on, and
	 *   the item fails.
	 * - The department comes before the user. If the user cannot be assigned, the conversation waits in the department's
	 *   queue, where people see it. The other way round, moving it to the department would take the user off again.
	 * - Note and tags come last: they help the team, but must not keep the customer waiting, and a note on a hand-over
	 *   that then fails would not be true. What goes wrong from here on is told as a problem, since the hand-over stands.
	 */
	execute: async (parameters, workbench) => {
		const { sessionId, handOverTo, departmentId, options } = parameters;
		const { send } = workbench;
		const path = { id: sessionId };
		const transfer = async () =>
			await send({
				endpoint: 'PUT /chat/v1/session/{id}/transfer',
				path,
				body: { type: 'DEPARTMENT', newDepartmentId: departmentId, options: stopBot },
			});
		const assignTo = async (userId: string) =>
			await send({ endpoint: 'PUT /chat/v1/session/{id}/assignee', path, body: { userId, options: stopBot } });
		const assign = async ({ userId }: typeof parameters) =>
			await sessionWithUser(workbench, sessionId, userId, await assignTo(userId), assignTo);

		let session = await (handOverTo === 'user' ? assign(parameters) : transfer());
		const done = [handOverTo === 'user' ? 'user' : 'department'];
		const problems: Array<{ step: string; reason: string }> = [];
		const also = async (step: string, work: () => Promise<unknown>) => {
			const tried = await workbench.attempt(work);
			if ('value' in tried) done.push(step);
			else problems.push({ step, reason: tried.failure });
		};

		if (handOverTo === 'departmentAndUser') {
			await also('user', async () => {
				const assigned = await workbench.attempt(async () => await assign(parameters));
				if ('value' in assigned) return (session = assigned.value);
				const corrected = assigned.refused ? await workbench.corrected(parameters) : undefined;
				if (!corrected) throw assigned.error;
				return (session = await assign(corrected));
			});
		}
		const { note } = options;
		if (note) {
			await also(
				'note',
				async () => await send({ endpoint: 'POST /chat/v1/session/{id}/note', path, body: { text: note } }),
			);
		}
		const contactTags = tagsOf(options);
		if (contactTags.tagIds?.length) {
			await also('tags', async () => await tagContact(workbench, session.contactId, contactTags));
		}
		const { success, ...shown } = changedSession(session, sessionId);
		return [{ success, sessionId, done, problems, ...shown }];
	},
	example: (record) => ({
		success: true,
		sessionId: 'text',
		done: ['text'],
		problems: [{ step: 'text', reason: 'text' }],
		...record('PUT /chat/v1/session/{id}/transfer'),
	}),
	simplify: ['done', 'problems', ...changedSessionSummary],
});

async function tagContact(
	{ send }: Workbench<'POST /core/v1/contact/{id}/tags'>,
	contactId: string | null | undefined,
	tags: ReturnType<typeof tagsOf>,
): Promise<void> {
	if (!contactId) throw new UserError('The conversation has no contact', { description: "So there is nobody to put 'Tag Names or IDs' on." });
	await send({
		endpoint: 'POST /core/v1/contact/{id}/tags',
		path: { id: contactId },
		body: { ...tags, operation: 'InsertIfNotExists' },
	});
}
