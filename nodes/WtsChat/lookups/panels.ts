import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Answer, Listed, Request } from '../../../contract';
import { stepsInOrder } from '../fields/panel';
import { ask, matches } from './ask';
import { search, source, whole } from './choices';
import { chosen, chosenValue } from './chosen';
import { nameOf } from './results';

type Panel = Answer<'GET /crm/v1/panel/{id}'>;
type Card = Answer<'GET /crm/v2/panel/card/{id}'>;

/** Panels by title; the service does the searching. */
export async function searchPanels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const panels = panelsInUse({ Title: filter?.trim() }, ({ id, title, key }) => [
		{ name: title ?? key ?? '', value: id ?? '' },
	]);
	return await search(this, [panels], paginationToken);
}

/** Steps of the chosen panel, in its order; of all panels where the operation takes none. */
export async function searchSteps(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await steps(this, chosen(this, 'panelId', 'panel'), filter, paginationToken);
}

/** Steps of the chosen card's own panel; of all panels where the card is known only when the workflow runs. */
export async function searchStepsOfCard(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await steps(this, await panelOfCard(this), filter, paginationToken);
}

/** Steps of a panel, or of all panels. */
async function steps(
	context: ILoadOptionsFunctions,
	panelId: string | undefined,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	if (panelId !== undefined) return { results: stepsOf(await panel(context, panelId, 'Steps'), filter) };
	const panels = panelsInUse({ IncludeDetails: ['Steps'] }, (each) => stepsOf(each, filter, each.title));
	return await search(context, [panels], paginationToken);
}

/** The ID of the chosen card's panel; undefined if the card is known only when the workflow runs. */
async function panelOfCard(context: ILoadOptionsFunctions): Promise<string | undefined> {
	if (chosenValue(context, 'cardId')?.startsWith('=')) return undefined;
	const id = chosen(context, 'cardId', 'card') ?? '';
	return (await ask(context, { endpoint: 'GET /crm/v2/panel/card/{id}', path: { id } })).panelId;
}

function stepsOf(panel: Panel, filter?: string, panelTitle?: string | null): INodeListSearchItems[] {
	return stepsInOrder(panel)
		.filter(({ title, archived }) => !archived && matches(filter, title, panelTitle))
		.map(({ id, title }) => ({ name: nameOf(panelTitle, title), value: id ?? '' }));
}

/**
 * Cards of the chosen panel that are not archived, latest change first; of one panel after the other where the
 * operation takes none. The service does the searching.
 */
export async function searchCards(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const panelId = chosen(this, 'panelId', 'panel');
	const ids =
		panelId === undefined ? (await whole(this, { endpoint: 'GET /crm/v2/panel' })).map(({ id = '' }) => id) : [panelId];
	const cardsOf = (id: string) =>
		source(
			{
				endpoint: 'GET /crm/v2/panel/card',
				query: {
					PanelId: id,
					TextFilter: filter?.trim(),
					Statuses: ['OPEN', 'WON', 'LOST'],
					IncludeDetails: ['PanelTitle', 'StepTitle'],
					OrderBy: 'UpdatedAt',
					OrderDirection: 'DESCENDING',
				},
			},
			(card) => [{ name: nameOfCard(card), value: card.id ?? '' }],
		);
	return await search(this, ids.map(cardsOf), paginationToken);
}

const nameOfCard = ({ key, title, panelTitle, stepTitle }: Card) => nameOf(key, title, panelTitle, stepTitle);

/** Reasons for which cards of the chosen panel can be lost. */
export async function searchLostReasons(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const panel = { id: chosen(this, 'panelId', 'panel') };
	return await search(this, [lostReasonsOf(panel, filter)], paginationToken);
}

/** The same for the chosen card's own panel; for all sales panels where the card is known only when the workflow runs. */
export async function searchLostReasonsOfCard(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const id = await panelOfCard(this);
	const panels =
		id === undefined
			? (await whole(this, { endpoint: 'GET /crm/v2/panel', query: { Type: 'SALES' } })).filter(isInUse)
			: [{ id }];
	return await search(
		this,
		panels.map((panel) => lostReasonsOf(panel, filter)),
		paginationToken,
	);
}

/** The reasons of a panel; with its title, if that is given. */
const lostReasonsOf = ({ id = '', title }: Pick<Panel, 'id' | 'title'>, filter: string | undefined) =>
	source({ endpoint: 'GET /crm/v1/panel/{id}/lost-reason', path: { id } }, (reason) =>
		matches(filter, reason.description, title)
			? [{ name: nameOf(title, reason.description) || (reason.id ?? ''), value: reason.id ?? '' }]
			: [],
	);

/** Tags of the chosen panel. */
export async function getPanelTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { tags } = await panel(this, chosen(this, 'panelId', 'panel') ?? '', 'Tags');
	return (tags ?? [])
		.map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

const panel = async (context: ILoadOptionsFunctions, id: string, detail: 'Steps' | 'Tags') =>
	await ask(context, { endpoint: 'GET /crm/v1/panel/{id}', path: { id }, query: { IncludeDetails: [detail] } });

const isInUse = ({ archived }: Pick<Panel, 'archived'>) => !archived;

const panelsInUse = (
	query: NonNullable<Request<'GET /crm/v2/panel'>['query']>,
	choicesOf: (panel: Listed<'GET /crm/v2/panel'>) => INodeListSearchItems[],
) => source({ endpoint: 'GET /crm/v2/panel', query }, (panel) => (isInUse(panel) ? choicesOf(panel) : []));

/** Notes of the chosen card, latest first, by their text. */
export async function searchCardNotes(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const notes = source(
		{
			endpoint: 'GET /crm/v1/panel/card/{cardId}/note',
			path: { cardId: chosen(this, 'cardId', 'card') ?? '' },
			query: { OrderBy: 'CreatedAt', OrderDirection: 'DESCENDING' },
		},
		({ id, text, createdAt }) =>
			matches(filter, text) ? [{ name: nameOf(text, createdAt?.slice(0, 10)), value: id ?? '' }] : [],
	);
	return await search(this, [notes], paginationToken);
}
