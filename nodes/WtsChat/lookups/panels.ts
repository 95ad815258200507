import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Answer } from '../../../contract';
import { stepsInOrder } from '../fields/panel';
import { PAGE_SIZE } from '../transport/paging';
import { ask, matches } from './ask';
import { chosen } from './chosen';
import { nameOf, pageAfter } from './results';

type Panel = Answer<'GET /crm/v1/panel/{id}'>;
type Card = Answer<'GET /crm/v2/panel/card/{id}'>;

/** Panels by title. */
export async function searchPanels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await panels(this, [], pageNumber);
	return {
		results: (page.items ?? [])
			.filter(({ title, key, archived }) => !archived && matches(filter, title, key))
			.map(({ id, title, key }) => ({ name: title ?? key ?? '', value: id ?? '' })),
		paginationToken: pageAfter(page, pageNumber),
	};
}

/** Steps of the chosen panel, in its order; of all panels where the operation takes none. */
export async function searchSteps(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const panelId = chosen(this, 'panelId', 'panel');
	if (panelId !== undefined) return { results: stepsOf(await panel(this, panelId, 'Steps'), filter) };
	const { items } = await panels(this, ['Steps'], 1);
	return { results: (items ?? []).flatMap((each) => stepsOf(each, filter, each.title)) };
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
	const ids = panelId === undefined ? ((await panels(this, [], 1)).items ?? []).map(({ id = '' }) => id) : [panelId];
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

const nameOfCard = ({ key, title, panelTitle, stepTitle }: Card) => nameOf(key, title, panelTitle, stepTitle);

/** Reasons for which cards of the chosen panel can be lost. */
export async function searchLostReasons(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await ask(this, {
		endpoint: 'GET /crm/v1/panel/{id}/lost-reason',
		path: { id: chosen(this, 'panelId', 'panel') ?? '' },
		query: { PageNumber: pageNumber, PageSize: PAGE_SIZE },
	});
	return {
		results: (page.items ?? [])
			.filter(({ description }) => matches(filter, description))
			.map(({ id, description }) => ({ name: description ?? id ?? '', value: id ?? '' })),
		paginationToken: pageAfter(page, pageNumber),
	};
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

const panels = async (context: ILoadOptionsFunctions, details: Array<'Steps'>, pageNumber: number) =>
	await ask(context, {
		endpoint: 'GET /crm/v2/panel',
		query: { IncludeDetails: details, PageNumber: pageNumber, PageSize: PAGE_SIZE },
	});

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
