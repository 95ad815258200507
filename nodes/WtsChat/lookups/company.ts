import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { pageOf, recordsOf, type Page } from '../transport/paging';
import { ask, matches } from './ask';

/** A list in the editor is for choosing; what lies beyond this is found by ID. */
const MOST_CHOICES = 1_000;

/** Agents by name or email. Their value is the ID of the agent, which only the operations on agents take. */
export async function searchAgents(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const agents = await ask(this, { endpoint: 'GET /core/v1/agent' });
	return listOf(
		agents
			.filter(({ name, email }) => matches(filter, name, email))
			.map(({ id, name, email }) => ({ name: [name, email].filter(Boolean).join(' · '), value: id ?? '' })),
	);
}

/** Tags by name. Names need not differ (observed.md §8), so the color stands beside them. */
export async function searchTags(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const tags = await ask(this, { endpoint: 'GET /core/v1/tag' });
	return listOf(
		tags
			.filter(({ name }) => matches(filter, name))
			.map(({ id, name, color }) => ({
				name: [name, color?.replace('_', ' ').toLowerCase()].filter(Boolean).join(' · '),
				value: id ?? '',
			})),
	);
}

/** Portfolios by name. */
export async function searchPortfolios(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return listOf((await portfolios(this)).filter(({ name }) => matches(filter, name)));
}

export async function getPortfolios(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return sorted(await portfolios(this));
}

export async function getSequences(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return sorted(
		await choicesOf(async (PageNumber, PageSize) =>
			pageOf(
				await ask(this, { endpoint: 'GET /chat/v1/sequence', query: { PageNumber, PageSize } }),
				PageNumber,
				PageSize,
			),
		),
	);
}

const portfolios = async (context: ILoadOptionsFunctions) =>
	await choicesOf(async (PageNumber, PageSize) =>
		pageOf(
			await ask(context, { endpoint: 'GET /core/v1/portfolio', query: { PageNumber, PageSize } }),
			PageNumber,
			PageSize,
		),
	);

/** The records of all pages, as far as a list has room for them. */
async function choicesOf(fetchPage: (pageNumber: number, pageSize: number) => Promise<Page>) {
	const choices: Array<{ name: string; value: string }> = [];
	for await (const { id, name } of recordsOf(fetchPage, MOST_CHOICES)) {
		choices.push({ name: String(name ?? id), value: String(id) });
	}
	return choices;
}

const listOf = (results: INodeListSearchItems[]): INodeListSearchResult => ({ results: sorted(results) });

const sorted = <Choice extends { name: string }>(choices: Choice[]): Choice[] =>
	choices.toSorted((a, b) => a.name.localeCompare(b.name));
