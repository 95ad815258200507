import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import { stepsInOrder } from '../fields/panel';
import { PAGE_SIZE, pageOf, recordsOf } from '../transport/paging';
import { ask, matches } from './ask';
import { chosen, chosenValue } from './chosen';
import { nameOf, pageAfter } from './results';

type Panel = Answer<'GET /crm/v1/panel/{id}'>;
type Card = Answer<'GET /crm/v2/panel/card/{id}'>;

/** Panels by title; the service does the searching. */
export async function searchPanels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await panels(this, { Title: filter?.trim() }, pageNumber);
	return {
		results: inUse(page).map(({ id, title, key }) => ({ name: title ?? key ?? '', value: id ?? '' })),
		paginationToken: pageAfter(page, pageNumber),
	};
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
	const pageNumber = Number(paginationToken ?? 1);
	const page = await panels(context, { IncludeDetails: ['Steps'] }, pageNumber);
	return {
		results: inUse(page).flatMap((each) => stepsOf(each, filter, each.title)),
		paginationToken: pageAfter(page, pageNumber),
	};
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

/** Where a search for cards goes on: the panel's place among all panels, and the page of its cards. */
interface Place {
	panel: number;
	page: number;
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
	const ids = panelId === undefined ? await idsOfPanels(this) : [panelId];
	const place: Place = paginationToken ? (JSON.parse(paginationToken) as Place) : { panel: 0, page: 1 };
	const results: INodeListSearchItems[] = [];
	while (place.panel < ids.length && results.length < PAGE_SIZE / 4) {
		const page = await ask(this, {
			endpoint: 'GET /crm/v2/panel/card',
			query: {
				PanelId: ids[place.panel],
				TextFilter: filter?.trim(),
				Statuses: ['OPEN', 'WON', 'LOST'],
				IncludeDetails: ['PanelTitle', 'StepTitle'],
				OrderBy: 'UpdatedAt',
				OrderDirection: 'DESCENDING',
				PageNumber: place.page,
				PageSize: PAGE_SIZE,
			},
		});
		results.push(...(page.items ?? []).map((card) => ({ name: nameOfCard(card), value: card.id ?? '' })));
		if (page.hasMorePages) place.page++;
		else Object.assign(place, { panel: place.panel + 1, page: 1 });
	}
	return { results, paginationToken: place.panel < ids.length ? JSON.stringify(place) : undefined };
}

async function idsOfPanels(context: ILoadOptionsFunctions): Promise<string[]> {
	const all = recordsOf(
		async (pageNumber, pageSize) => pageOf(await panels(context, {}, pageNumber), pageNumber, pageSize),
		Infinity,
	);
	const ids: string[] = [];
	for await (const { id } of all) ids.push(String(id));
	return ids;
}

const nameOfCard = ({ key, title, panelTitle, stepTitle }: Card) => nameOf(key, title, panelTitle, stepTitle);

/** Reasons for which cards of the chosen panel can be lost. */
export async function searchLostReasons(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await lostReasons(this, chosen(this, 'panelId', 'panel') ?? '', pageNumber);
	return { results: reasonsOf(page, filter), paginationToken: pageAfter(page, pageNumber) };
}

/** The same for the chosen card's own panel; for all sales panels where the card is known only when the workflow runs. */
export async function searchLostReasonsOfCard(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const panelId = await panelOfCard(this);
	if (panelId !== undefined) {
		const page = await lostReasons(this, panelId, pageNumber);
		return { results: reasonsOf(page, filter), paginationToken: pageAfter(page, pageNumber) };
	}
	const page = await panels(this, { Type: 'SALES' }, pageNumber);
	const results = [];
	for (const { id = '', title } of inUse(page)) {
		results.push(...reasonsOf(await lostReasons(this, id, 1), filter, title));
	}
	return { results, paginationToken: pageAfter(page, pageNumber) };
}

const lostReasons = async (context: ILoadOptionsFunctions, id: string, pageNumber: number) =>
	await ask(context, {
		endpoint: 'GET /crm/v1/panel/{id}/lost-reason',
		path: { id },
		query: { PageNumber: pageNumber, PageSize: PAGE_SIZE },
	});

function reasonsOf(
	{ items }: Answer<'GET /crm/v1/panel/{id}/lost-reason'>,
	filter?: string,
	panelTitle?: string | null,
): INodeListSearchItems[] {
	return (items ?? [])
		.filter(({ description }) => matches(filter, description, panelTitle))
		.map(({ id, description }) => ({ name: nameOf(panelTitle, description) || (id ?? ''), value: id ?? '' }));
}

/** Tags of the chosen panel. */
export async function getPanelTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { tags } = await panel(this, chosen(this, 'panelId', 'panel') ?? '', 'Tags');
	return (tags ?? [])
		.map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

const panel = async (context: ILoadOptionsFunctions, id: string, detail: 'Steps' | 'Tags') =>
	await ask(context, { endpoint: 'GET /crm/v1/panel/{id}', path: { id }, query: { IncludeDetails: [detail] } });

const panels = async (
	context: ILoadOptionsFunctions,
	query: NonNullable<Request<'GET /crm/v2/panel'>['query']>,
	pageNumber: number,
) =>
	await ask(context, {
		endpoint: 'GET /crm/v2/panel',
		query: { ...query, PageNumber: pageNumber, PageSize: PAGE_SIZE },
	});

const inUse = ({ items }: Answer<'GET /crm/v2/panel'>) => (items ?? []).filter(({ archived }) => !archived);

/** Notes of the chosen card, latest first, by their text. */
export async function searchCardNotes(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await ask(this, {
		endpoint: 'GET /crm/v1/panel/card/{cardId}/note',
		path: { cardId: chosen(this, 'cardId', 'card') ?? '' },
		query: { OrderBy: 'CreatedAt', OrderDirection: 'DESCENDING', PageNumber: pageNumber, PageSize: PAGE_SIZE },
	});
	return {
		results: (page.items ?? [])
			.filter(({ text }) => matches(filter, text))
			.map(({ id, text, createdAt }) => ({ name: nameOf(text, createdAt?.slice(0, 10)), value: id ?? '' })),
		paginationToken: pageAfter(page, pageNumber),
	};
}
