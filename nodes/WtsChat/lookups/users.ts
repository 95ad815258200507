import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { isId } from '../fields/locator';
import { chosenValue } from './chosen';
import type { Directory } from './directory';
import { departments, users } from './entries';
import type { Entry } from './entry';

/** The users who are members of the department that is chosen beside them, or all. */
export async function usersOfChosenDepartment(context: ILoadOptionsFunctions, directory: Directory): Promise<Entry[]> {
	const chosen = chosenValue(context, 'departmentId') ?? chosenValue(context, 'department');
	const id = await idOfDepartment(directory, chosen);
	const all = await users(directory);
	if (id === undefined) return all;
	const members = await membersOf(directory, id);
	return all.filter((user) => members.has(user.id));
}

/** The user IDs of a department's members. */
async function membersOf(directory: Directory, id: string): Promise<Set<string>> {
	const { agents } = await directory.get({
		endpoint: 'GET /core/v1/department/{id}',
		path: { id },
		query: { includeDetails: 'Agents' },
	});
	return new Set((agents ?? []).flatMap(({ userId }) => userId ?? []));
}

/** A department may be chosen by its name, too; undefined if none is, or it is not known before a run. */
async function idOfDepartment(directory: Directory, chosen = ''): Promise<string | undefined> {
	if (isId(chosen)) return chosen;
	if (chosen === '' || chosen.startsWith('=')) return undefined;
	return (await departments(directory)).find(({ name }) => name === chosen)?.id;
}
