import { membersOf, users, type Choice } from './choices';
import { chosenValue, idOfChoice } from './chosen';
import type { Found } from './editorLists';

/** The users who are members of the department that is chosen beside them, or all. */
export const usersOfChosenDepartment: Found<Choice[]> = async (directory, context) => {
	const all = await users(directory);
	const department = chosenValue(context, 'departmentId') ?? chosenValue(context, 'department') ?? '';
	// Which it is may not be known before a run.
	if (department === '' || department.startsWith('=')) return all;
	const members = await membersOf(directory, await idOfChoice(directory, 'department', department));
	return members ? all.filter((user) => members.has(user.id)) : all;
};
