import type { Handlers } from '../handler.mts';

export const officeHours = {
	officeHoursGet: (account) => account.officeHours,
} satisfies Handlers;
