import type { components } from '../contract/crm.d.ts';
import { agentByUser, type Account, type Card, type CardNote, type Panel, type PanelStep } from './account.mts';

type Schemas = components['schemas'];

/** Adds a card without telling the subscriptions; it gets the panel's next number and readable key. */
export function addCard(
	account: Account,
	panel: Panel,
	stepId: string,
	given: Partial<Card> & { title: string },
): Card {
	const now = account.clock.iso();
	const number = panel.nextCardNumber++;
	const card: Card = {
		createdAt: now,
		updatedAt: now,
		companyId: account.companyId,
		position: 0,
		description: null,
		dueDate: null,
		tagIds: [],
		sessionId: null,
		monetaryAmount: null,
		responsibleUserId: null,
		contactIds: [],
		customFields: {},
		metadata: {},
		status: 'OPEN',
		lostReasonId: null,
		notes: [],
		...given,
		id: account.id(),
		panelId: panel.id,
		stepId,
		key: `${panel.key ?? ''}-${number}`,
		number,
	};
	account.cards.set(card.id, card);
	return card;
}

/** Tells the subscriptions of a new card; the step that it is born in is no change of step (observed.md §4). */
export function cardAdded(account: Account, card: Card): void {
	account.outbox.emit('PANEL_CARD_NEW', () => cardContent(account, card));
}

/** Marks a card as changed and tells the subscriptions; a move is told as such and as a change (observed.md §4). */
export function cardChanged(account: Account, card: Card, moved: boolean): void {
	card.updatedAt = account.clock.iso();
	if (moved) account.outbox.emit('PANEL_CARD_STEP_CHANGE', () => cardContent(account, card));
	account.outbox.emit('PANEL_CARD_UPDATE', () => cardContent(account, card));
}

/** Puts a note on a card and tells the subscriptions. */
export function addCardNote(account: Account, card: Card, note: CardNote): void {
	card.notes.push(note);
	account.outbox.emit('PANEL_CARD_NOTE_NEW', () => note);
}

/** Whether a card that is still open should be done by now. */
export const isOverdue = (account: Account, { dueDate, status }: Card): boolean =>
	status === 'OPEN' && dueDate !== null && Date.parse(dueDate) < account.clock.now();

/** The phase that a step is for its panel's cards. */
const phaseOf = ({ isInitial, isFinal }: PanelStep) => (isInitial ? 'INITIAL' : isFinal ? 'FINAL' : 'NONE');

/** What may be asked for with a card. */
export type CardDetail =
	| 'PanelTitle'
	| 'StepTitle'
	| 'StepPhase'
	| 'ResponsibleUser'
	| 'Contacts'
	| 'CustomFields'
	| 'LostReason';

const allDetails: readonly CardDetail[] = [
	'PanelTitle',
	'StepTitle',
	'StepPhase',
	'ResponsibleUser',
	'Contacts',
	'CustomFields',
	'LostReason',
];

/** What webhooks carry of a card; title, step title and contacts are read there (observed.md §4), the rest is assumed. */
const cardContent = (account: Account, card: Card) => cardView(account, card, allDetails);

/** A card as the API answers it. */
export function cardView(
	account: Account,
	card: Card,
	details: readonly CardDetail[] = [],
): Schemas['PublicPanelCardDTOV2'] {
	const { lostReasonId, notes, customFields, ...shown } = card;
	const wanted = (detail: CardDetail) => details.includes(detail);
	const panel = account.panels.get(card.panelId);
	const step = panel?.steps.find(({ id }) => id === card.stepId);
	const agent = card.responsibleUserId === null ? undefined : agentByUser(account, card.responsibleUserId);
	const lostReason = panel?.lostReasons.find(({ id }) => id === lostReasonId);
	return {
		...shown,
		isOverdue: isOverdue(account, card),
		panelTitle: wanted('PanelTitle') ? (panel?.title ?? null) : null,
		stepTitle: wanted('StepTitle') ? (step?.title ?? null) : null,
		stepPhase: wanted('StepPhase') && step !== undefined ? phaseOf(step) : null,
		customFields: wanted('CustomFields') ? customFields : null,
		// Contacts expand to id and name only (observed.md §8).
		contacts: wanted('Contacts')
			? card.contactIds.map((id) => ({ id, name: account.contacts.get(id)?.name ?? null }))
			: null,
		...(wanted('ResponsibleUser') && agent !== undefined
			? { responsibleUser: { id: agent.userId, name: agent.name } }
			: {}),
		...(wanted('LostReason') && lostReason !== undefined
			? { lostReason: { id: lostReason.id, name: lostReason.description } }
			: {}),
	};
}
