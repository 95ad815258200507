import type { components } from '../../contract/crm.d.ts';
import { find, userGiven, type Account, type Card, type Panel, type PanelStep } from '../account.mts';
import { addCard, cardAdded, cardChanged, cardView } from '../cards.mts';
import { writeTime } from '../clock.mts';
import { mergeCustomFields } from '../custom-fields.mts';
import { formError } from '../errors.mts';
import { mergeMetadata } from '../metadata.mts';
import { containsText, fromQuery, page, withinDates } from '../paging.mts';
import { cardOrders, findPanel } from '../panels.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

/** Finds a card. @throws ServiceError 404 when there is none */
export const findCard = (account: Account, id: string): Card => find(account.cards, id, 'Cartão não encontrado');

/** The step that a card is put into, with its panel; an archived one takes none, which is an assumption. */
function findStep(account: Account, stepId: string): { panel: Panel; step: PanelStep } {
	for (const panel of account.panels.values()) {
		const step = panel.steps.find(({ id, archived }) => id === stepId && !archived);
		if (step !== undefined) return { panel, step };
	}
	throw formError('Etapa não encontrada');
}

/** The place behind the last card of a step. */
const endOf = (account: Account, stepId: string): number =>
	Math.max(
		0,
		...[...account.cards.values()].filter((card) => card.stepId === stepId).map(({ position }) => position + 1),
	);

/** Ids of the panel's tags named by id, else by name. */
function tagIdsOf(
	panel: Panel,
	{ tagIds, tagNames }: { tagIds?: string[] | null; tagNames?: string[] | null },
): string[] {
	return (tagIds ?? tagNames ?? []).map((wanted) => {
		const tag = panel.tags.find(({ id, name }) => (tagIds == null ? name : id) === wanted);
		if (tag === undefined) throw formError(`Etiqueta não encontrada: ${wanted}`);
		return tag.id;
	});
}

function changeTags(held: string[], ids: string[], operation: Operation): string[] {
	if (operation === 'ReplaceAll') return [...new Set(ids)];
	if (operation === 'DeleteIfExists') return held.filter((id) => !ids.includes(id));
	return [...new Set([...held, ...ids])];
}

type Operation = NonNullable<NonNullable<Schemas['PublicReqUpdatePanelCardOptionsDTO']['upsertTagOperation']>>;

function knownContacts(account: Account, ids: readonly string[] | null | undefined): string[] {
	for (const id of ids ?? []) if (!account.contacts.has(id)) throw formError('Contato não encontrado');
	return [...new Set(ids)];
}

function knownSession(account: Account, sessionId: string | null | undefined): string | null {
	if (sessionId != null && !account.sessions.has(sessionId)) throw formError('Conversa não encontrada');
	return sessionId ?? null;
}

const time = (moment: string | null | undefined): string | null =>
	moment == null ? null : writeTime(Date.parse(moment));

/** Won and lost are for sales panels, as are the lost reasons that go with the latter (observed.md §8). */
function setStatus(panel: Panel, card: Card, { status, lostReasonId }: Changes): void {
	if (status == null) return;
	if (panel.type !== 'SALES' && (status === 'WON' || status === 'LOST' || lostReasonId != null))
		throw formError('Ganho, perda e motivo de perda existem somente em painéis de vendas');
	if (lostReasonId != null && !panel.lostReasons.some(({ id }) => id === lostReasonId))
		throw formError('Motivo de perda não encontrado');
	card.status = status;
	card.lostReasonId = status === 'LOST' ? (lostReasonId ?? null) : null;
}

type Changes = Schemas['PublicReqUpdatePanelCardDTO'];

/** What each name in `fields` changes; a value that is not named there is ignored (observed.md §8). */
const updates: Record<
	NonNullable<Changes['fields']>[number],
	(account: Account, panel: Panel, card: Card, changes: Changes) => void
> = {
	StepId: (account, panel, card, { stepId }) => {
		const { step } = findStep(account, stepId ?? '');
		// Tags, custom fields and number belong to the panel; that a card cannot leave it is an assumption.
		if (step.panelId !== panel.id) throw formError('A etapa pertence a outro painel');
		if (card.stepId === step.id) return;
		card.position = endOf(account, step.id);
		card.stepId = step.id;
	},
	Title: (_account, _panel, card, { title }) => {
		if ((title ?? '') === '') throw formError('Informe o título do cartão');
		card.title = title ?? null;
	},
	Description: (_account, _panel, card, { description }) => void (card.description = description ?? null),
	Position: (_account, _panel, card, { position }) => void (card.position = position ?? 0),
	DueDate: (_account, _panel, card, { dueDate }) => void (card.dueDate = time(dueDate)),
	ResponsibleUserId: (account, _panel, card, { responsibleUserId }) =>
		void (card.responsibleUserId =
			responsibleUserId == null ? null : userGiven(account, responsibleUserId, card.responsibleUserId)),
	TagIds: (_account, panel, card, changes) =>
		void (card.tagIds = changeTags(
			card.tagIds,
			tagIdsOf(panel, changes),
			changes.options?.upsertTagOperation ?? 'ReplaceAll',
		)),
	ContactIds: (account, _panel, card, { contactIds }) => void (card.contactIds = knownContacts(account, contactIds)),
	SessionId: (account, _panel, card, { sessionId }) => void (card.sessionId = knownSession(account, sessionId)),
	MonetaryAmount: (_account, _panel, card, { monetaryAmount }) => void (card.monetaryAmount = monetaryAmount ?? null),
	// Named in the contract, but no value goes with it; cards are archived by their status.
	Archived: () => undefined,
	CustomFields: (account, panel, card, { customFields }) =>
		void (card.customFields = mergeCustomFields(account, 'PANEL', card.customFields, customFields, panel.id)),
	Metadata: (_account, _panel, card, { metadata }) => void (card.metadata = mergeMetadata(card.metadata, metadata)),
	Status: (_account, panel, card, changes) => setStatus(panel, card, changes),
};

type Copied = NonNullable<NonNullable<Schemas['PublicReqDuplicateOptionsPanelCardDTO']['fields']>>[number];

export const card = {
	cardGet: (account, { path, query }) => cardView(account, findCard(account, path.id), query.IncludeDetails),

	// An id that matches nothing gives no cards, a user's that is really an agent's among them (observed.md §2, §8).
	cardList: (account, { query }) => {
		const { PanelId, StepId, ContactId, ResponsibleUserId, TextFilter, Statuses } = query;
		const matches = [...account.cards.values()].filter(
			(card) =>
				card.panelId === PanelId &&
				(StepId === undefined || card.stepId === StepId) &&
				(ContactId === undefined || card.contactIds.includes(ContactId)) &&
				(ResponsibleUserId === undefined || card.responsibleUserId === ResponsibleUserId) &&
				(TextFilter === undefined ||
					[card.title, card.description, card.key].some((text) => containsText(text, TextFilter))) &&
				(Statuses === undefined || Statuses.includes(card.status)) &&
				withinDates(card, query),
		);
		return page(account, matches, fromQuery(query), cardOrders, (card) =>
			cardView(account, card, query.IncludeDetails),
		);
	},

	cardCreate: (account, { body }) => {
		const { panel, step } = findStep(account, body.stepId);
		const card = addCard(account, panel, step.id, {
			title: body.title,
			description: body.description ?? null,
			position: body.position ?? endOf(account, step.id),
			dueDate: time(body.dueDate),
			responsibleUserId: body.responsibleUserId == null ? null : userGiven(account, body.responsibleUserId, null),
			tagIds: tagIdsOf(panel, body),
			contactIds: knownContacts(account, body.contactIds),
			sessionId: knownSession(account, body.sessionId),
			monetaryAmount: body.monetaryAmount ?? null,
			customFields: mergeCustomFields(account, 'PANEL', {}, body.customFields, panel.id),
			metadata: mergeMetadata({}, body.metadata),
		});
		cardAdded(account, card);
		return cardView(account, card);
	},

	cardUpdate: (account, { path, body }) => {
		const card = findCard(account, path.id);
		const panel = findPanel(account, card.panelId);
		// On a copy, so that a refusal leaves the card as it was.
		const changed = { ...card };
		const named: readonly string[] = body.fields ?? [];
		// In the table's order: the step first, which brings the card to its end unless a position is given.
		for (const [field, change] of Object.entries(updates))
			if (named.includes(field)) change(account, panel, changed, body);
		const moved = changed.stepId !== card.stepId;
		Object.assign(card, changed);
		if (named.length > 0) cardChanged(account, card, moved);
		return cardView(account, card);
	},

	cardDuplicate: (account, { path, body: { copyToStepId, options } }) => {
		const original = findCard(account, path.id);
		const { panel, step } = findStep(account, copyToStepId ?? original.stepId);
		const fields = options?.fields ?? [];
		const copies = (...names: Copied[]) =>
			fields.length === 0 || fields.includes('All') || names.some((name) => fields.includes(name));
		// Tags and custom fields belong to the panel and do not go to another one, which is an assumption.
		const stays = panel.id === original.panelId;
		const copy = addCard(account, panel, step.id, {
			title: original.title ?? '',
			description: original.description,
			position: endOf(account, step.id),
			dueDate: copies('DueDate') ? original.dueDate : null,
			tagIds: copies('Tags') && stays ? [...original.tagIds] : [],
			monetaryAmount: copies('MonetaryAmount', 'Amount') ? original.monetaryAmount : null,
			contactIds: copies('Contacts') ? [...original.contactIds] : [],
			responsibleUserId: copies('ResponsibleUser') ? original.responsibleUserId : null,
			customFields: copies('CustomFields') && stays ? { ...original.customFields } : {},
		});
		if (copies('Notes'))
			copy.notes = original.notes.map((note) => ({ ...note, id: account.id(), cardId: copy.id, panelId: panel.id }));
		cardAdded(account, copy);
		if (options?.archiveOriginalCard === true) {
			original.status = 'ARCHIVED';
			cardChanged(account, original, false);
		}
		return cardView(account, copy);
	},
} satisfies Handlers;
