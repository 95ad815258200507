import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { isId } from '../fields/locator';
import { ask, matches } from './ask';
import { chosenValue } from './chosen';
import { nameOf } from './results';

// Users are the agents by their user ID, which is what sessions and cards refer to (observed.md §8).

/** Users by name or email: the members of the department that is chosen beside them, or all. */
export async function searchUsers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const members = await membersOfChosenDepartment(this);
	const { results } = await searchAllUsers.call(this, filter);
	return { results: members ? results.filter(({ value }) => members.has(String(value))) : results };
}

/** All users by name or email, whichever department is chosen: for who is to become a member of it. */
export async function searchAllUsers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const agents = await ask(this, { endpoint: 'GET /core/v1/agent' });
	return {
		results: agents
			.filter(({ name, email }) => matches(filter, name, email))
			.map(({ userId, name, email }) => ({ name: nameOf(name, email), value: userId ?? '' }))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}

/** The user IDs of the chosen department's members; undefined if none is chosen, or it is not known before a run. */
async function membersOfChosenDepartment(context: ILoadOptionsFunctions): Promise<Set<string> | undefined> {
	const id = await idOfDepartment(context, chosenValue(context, 'departmentId') ?? chosenValue(context, 'department'));
	if (id === undefined) return undefined;
	const { agents } = await ask(context, {
		endpoint: 'GET /core/v1/department/{id}',
		path: { id },
		query: { includeDetails: 'Agents' },
	});
	return new Set((agents ?? []).flatMap(({ userId }) => userId ?? []));
}

/** A department may be chosen by its name, too. */
async function idOfDepartment(context: ILoadOptionsFunctions, chosen = ''): Promise<string | undefined> {
	if (isId(chosen)) return chosen;
	if (chosen === '' || chosen.startsWith('=')) return undefined;
	const departments = await ask(context, { endpoint: 'GET /core/v2/department' });
	return departments.find(({ name }) => name === chosen)?.id;
}
