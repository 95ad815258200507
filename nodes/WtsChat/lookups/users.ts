import { membersOf, users, type Choice } from './choices';
import { chosenValue, idOfChoice } from './chosen';
import type { Found } from './editorLists';

/** The members of the department that another field picks; all users if none does. */
export const usersOfChosenDepartment: Found<Choice[]> = async (directory, context) => {
	const all = await users(directory);
	const department = chosenValue(context, 'departmentId') ?? chosenValue(context, 'department') ?? '';
	// An expression has no value before a run.
	if (department === '' || department.startsWith('=')) return all;
	const members = await membersOf(directory, await idOfChoice(directory, 'department', department));
	return all.filter(({ id }) => members.has(id));
};
