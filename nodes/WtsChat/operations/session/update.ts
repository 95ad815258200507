import { operation } from '../operation';
import { classificationChange } from '../../fields/classification';
import { collection } from '../../fields/collection';
import { metadataChanges, metadataFields } from '../../fields/metadata';
import { department, user } from '../../fields/pick';
import { changedSession, changedSessionSummary, sessionId, sessionStatuses, stopBotOptions } from '../../fields/session';
import { changedParts, neededChanges } from '../../fields/update';
import { sessionWithUser } from '../../steps/user';

const endpoint = 'PUT /chat/v2/session/{id}/partial';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update session',
	description: 'Change attributes of a session: its classification, metadata, number, department, user, status or end',
	endpoint,
	properties: [
		sessionId,
		collection.updateFields([
			classificationChange,
			{
				...department,
				description: 'The team that looks after the conversation. Left empty, none does.',
				whenEmptied: 'clear',
			},
			{
				displayName: 'Ended At',
				name: 'endAt',
				type: 'dateTime',
				default: '',
				description: 'When the session was completed. Left empty, it is cleared.',
				whenEmptied: 'clear',
			},
			{
				displayName: 'Number',
				name: 'number',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2030010100001',
				description: 'The code that the session is known by. Left empty, it is cleared.',
				whenEmptied: 'clear',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: sessionStatuses,
				default: 'PENDING',
				description: 'Where the session stands from now on',
			},
			{ ...user, description: `${user.description} Left empty, nobody does.`, whenEmptied: 'clear' },
			...metadataFields({
				displayName: 'Metadata',
				name: 'metadata',
				description:
					'Names and values of your own that are kept with the session; others stay, and one without a value is removed',
			}),
		]),
		stopBotOptions,
	],
	// The contract knows two more names of fields (ReactivateDisabled, Autocomplete), but no values for them.
	request: ({ sessionId, updateFields: { classification, metadata: rows, metadataJson: json, ...values }, options }) => {
		const changes = { ...values, classification: classification?.details, metadata: metadataChanges({ rows, json }) };
		// The service takes no null for a classification, so that it is cleared by its absence.
		const told = { ...changes, classification: classification && changedParts(classification.details, {}) };
		return { path: { id: sessionId }, body: { fields: neededChanges(told), ...changes, options } };
	},
	complete: async (session, { sessionId, updateFields: { userId: given }, options }, service) => {
		if (!given) return session;
		const path = { id: sessionId };
		return await sessionWithUser(
			service,
			sessionId,
			given,
			session,
			async (userId) => await service.send({ endpoint, path, body: { fields: ['UserId'], userId, options } }),
		);
	},
	output: (session, { sessionId }) => changedSession(session, sessionId),
	simplify: changedSessionSummary,
});
