import type { Account, Department } from './account.mts';

/** A user's part in a department. */
export interface Membership {
	userId: string;
	isAgent?: boolean;
	isSupervisor?: boolean;
}

/** How a list of memberships changes a department: all others go, the given ones come or change, or the given ones go. */
export type MembershipAction = 'ReplaceAll' | 'Upsert' | 'Remove';

/** Puts a user into a department, or changes the user's part in it. */
export function join(department: Department, { userId, isAgent = true, isSupervisor = false }: Membership): void {
	leave(department, userId);
	department.agents.push({ userId, departmentId: department.id, isAgent, isSupervisor });
}

/** Takes a user out of a department. */
export function leave(department: Department, userId: string): void {
	department.agents = department.agents.filter((member) => member.userId !== userId);
}

/** The departments that a user belongs to. */
export const departmentsOf = (account: Account, userId: string): Department[] =>
	[...account.departments.values()].filter(({ agents }) => agents.some((member) => member.userId === userId));
