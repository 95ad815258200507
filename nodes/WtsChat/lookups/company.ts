import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { ask, matches } from './ask';
import { whole } from './choices';

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
	return sorted((await whole(this, { endpoint: 'GET /chat/v1/sequence' })).map(choiceOf));
}

const portfolios = async (context: ILoadOptionsFunctions) =>
	(await whole(context, { endpoint: 'GET /core/v1/portfolio' })).map(choiceOf);

const choiceOf = ({ id = '', name }: { id?: string; name?: string | null }) => ({ name: name ?? id, value: id });

const listOf = (results: INodeListSearchItems[]): INodeListSearchResult => ({ results: sorted(results) });

const sorted = <Choice extends { name: string }>(choices: Choice[]): Choice[] =>
	choices.toSorted((a, b) => a.name.localeCompare(b.name));
