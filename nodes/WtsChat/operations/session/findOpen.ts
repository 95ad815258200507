import { UserError } from 'n8n-workflow';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import { contactIdentity, contactOrPhone } from '../../fields/contact';
import { channels } from '../../fields/pick';
import { ifNotFound } from '../../fields/result';
import { includeSessionDetails, OPEN, sessionSummary, sessionWith } from '../../fields/session';
import { contactIdOf } from '../../steps/contact';
import { newestOpenSession } from '../../steps/openSession';

export const findOpen = stepwise({
	name: 'Find Open',
	value: 'findOpen',
	action: 'Find open session of contact',
	description: 'Find the conversation that a contact has open, by the ID or phone number of the contact',
	endpoint: ['GET /core/v1/contact/phonenumber/{phone}', 'GET /chat/v2/session'],
	properties: [
		{
			...contactOrPhone,
			description: 'The contact whose conversation is looked for; the newest one if there are several',
		},
		collection.options([
			{
				...channels,
				description: `Only conversations on these channels. ${channels.description}`,
				whenEmptied: 'refuse',
			},
			ifNotFound,
			includeSessionDetails,
			{
				displayName: 'Include Hidden',
				name: 'includeHidden',
				type: 'boolean',
				default: false,
				description:
					'Whether a conversation counts too that a sent message opened and that is hidden until the contact answers',
			},
		]),
	],
	target: ({ contactId }) => contactIdentity(contactId),
	execute: async ({ contactId: picked, options }, workbench) => {
		const contactId = await contactIdOf(workbench, picked);
		const session =
			contactId &&
			(await newestOpenSession(workbench, contactId, {
				Status: options.includeHidden ? [...OPEN, 'HIDDEN'] : [...OPEN],
				ChannelsId: options.channelIds,
				IncludeDetails: options.includeDetails,
			}));
		if (session) return [sessionWith(session, options.includeDetails)];
		if (options.ifNotFound === 'nothing') return [];
		throw new UserError(contactId ? 'The contact has no open session' : 'No contact has this phone number', {
			description:
				"Whom to look for stands in 'Contact'. The next message opens a new session. To go on without an item here, set the option 'If Not Found' to 'Return Nothing'.",
		});
	},
	example: (record) => sessionWith(record('GET /chat/v2/session'), undefined),
	simplify: sessionSummary,
});
