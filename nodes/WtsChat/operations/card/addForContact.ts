import { NodeApiError, UserError, type IDataObject } from 'n8n-workflow';
import type { Listed, Request } from '../../../../contract';
import { stepwise } from '../operation';
import { cardSummary, cardTitle, cardWith, newCard, newCardFields } from '../../fields/card';
import { collection } from '../../fields/collection';
import { contactIdentity, namedContact } from '../../fields/contact';
import { cardCustomFields } from '../../fields/customFields';
import { instantOf } from '../../fields/date';
import { meantBy } from '../../fields/meant';
import { noteText } from '../../fields/note';
import { panelId, stepLocator, stepsInOrder } from '../../fields/panel';
import { contactIdOf } from '../../steps/contact';
import type { Workbench } from '../../steps/workbench';
import { cardUserEndpoints, cardWithUser } from '../../steps/user';

const LIST = 'GET /crm/v2/panel/card';
const CREATE = 'POST /crm/v2/panel/card';
const NOTE = 'POST /crm/v1/panel/card/{cardId}/note';
const PANEL = 'GET /crm/v1/panel/{id}';

type Card = Listed<typeof LIST>;

export const addForContact = stepwise({
	name: 'Add for Contact',
	value: 'addForContact',
	action: 'Add card for contact',
	description: 'Get the open card that a contact has on a board; where there is none, one is created',
	endpoint: ['GET /core/v1/contact/phonenumber/{phone}', PANEL, LIST, CREATE, NOTE, ...cardUserEndpoints],
	properties: [
		{ ...namedContact, description: 'Whom the card is about' },
		panelId,
		{
			...stepLocator({
				displayName: 'Step',
				name: 'stepId',
				description: 'The column of the board that gets the card, if it is new; the first one if left out',
			}),
			optional: true,
			// Not the first one for an expression that brings none.
			whenEmptied: 'refuse',
		},
		{ ...cardTitle, description: `${cardTitle.description}, if it is new` },
		{
			...noteText,
			displayName: 'Note',
			name: 'note',
			placeholder: 'e.g. Asked for a quote on the website',
			description: 'Is put on the card, whether it is new or was there',
		},
		{ ...collection.additionalFields(newCardFields), description: 'What else the card gets, if it is new' },
		...cardCustomFields,
	],
	// Equal contacts are known once each is an ID, however it was given.
	lookUp: async ({ contactId: picked }, service) => {
		const contactId = await contactIdOf(service, picked);
		if (contactId) return { contactId };
		throw new UserError('No contact has this phone number', {
			description: `“${picked}” was given. Put 'Contact: Find or Create' before this node, and take the ID from there.`,
		});
	},
	target: ({ contactId, panelId }) => `${panelId} ${contactIdentity(contactId)}`,
	execute: async ({ contactId, panelId, stepId, note, ...filledIn }, workbench) => {
		// Another execution may be about to add a card for the same contact.
		const { card, outcome } = await workbench.inTurn(`card ${panelId} ${contactId}`, async () => {
			const find = async () => await newestOpenCard(workbench, panelId, contactId);
			const found = await find();
			if (found) return { card: found, outcome: 'found' };
			const body = {
				...newCard(filledIn),
				stepId: stepId ?? (await firstStep(workbench, panelId)),
				contactIds: [contactId],
			};
			const made = await make(workbench, body, find);
			return { ...made, card: await cardWithUser(workbench, body.responsibleUserId, made.card) };
		});
		const noteId = note ? await withNote(workbench, card, outcome, note) : undefined;
		return [{ outcome, ...cardWith(card), ...(noteId && { noteId }) }];
	},
	example: (record): IDataObject => ({ outcome: 'text', ...record(CREATE), noteId: 'text' }),
	simplify: ['outcome', ...cardSummary, 'noteId'],
});

/** The newest open card of a contact on a board; undefined if there is none. */
async function newestOpenCard(
	workbench: Workbench<typeof LIST>,
	panelId: string,
	contactId: string,
): Promise<Card | undefined> {
	let newest: Card | undefined;
	const query = { PanelId: panelId, ContactId: contactId, Statuses: ['OPEN' as const] };
	const call = { endpoint: LIST, query } as const;
	// The order is not left to the service, nor what is listed.
	for await (const card of workbench.list(call, 'PageNumber', Infinity, meantBy(call))) {
		if (!newest || beganAt(card) > beganAt(newest)) newest = card;
	}
	return newest;
}

const beganAt = ({ createdAt }: Card) => instantOf(createdAt) ?? 0;

async function firstStep({ sendOnce }: Workbench<typeof PANEL>, panelId: string): Promise<string> {
	const panel = await sendOnce({ endpoint: PANEL, path: { id: panelId }, query: { IncludeDetails: ['Steps'] } });
	const first = stepsInOrder(panel).find(({ id, archived }) => id && !archived);
	if (first?.id) return first.id;
	throw new UserError('The panel has no step', {
		description: 'Give the panel a step in the platform, or choose another one.',
	});
}

/** Makes the card. Where that fails, it may be there all the same: the answer was lost, or somebody was faster. */
async function make(
	workbench: Workbench<typeof CREATE>,
	body: Request<typeof CREATE>['body'],
	find: () => Promise<Card | undefined>,
): Promise<{ card: Card; outcome: string }> {
	const made = await workbench.attempt(async () => await workbench.send({ endpoint: CREATE, body }));
	if ('value' in made) return { card: made.value, outcome: 'created' };
	const found = made.refused ? undefined : await find();
	if (!found) throw made.error;
	return { card: found, outcome: 'created' };
}

/** Puts a note on the card. @returns its ID @throws what the request does, with what has become of the card */
async function withNote(
	workbench: Workbench<typeof NOTE>,
	{ id = '', key }: Card,
	outcome: string,
	text: string,
): Promise<string | undefined> {
	const path = { cardId: id };
	const noted = await workbench.attempt(async () => await workbench.send({ endpoint: NOTE, path, body: { text } }));
	if ('value' in noted) return noted.value.id;
	if (noted.error instanceof NodeApiError) {
		const known = `The card ${key ?? id} was ${outcome}; it is the note that failed. Once more, the node finds the card.`;
		noted.error.description = [noted.error.description, known].filter(Boolean).join(' ');
	}
	throw noted.error;
}
