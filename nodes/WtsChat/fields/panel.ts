import type { Declaration } from './field';
import { locator } from './locator';

export const panelId = locator({
	displayName: 'Panel',
	name: 'panelId',
	description: 'The CRM board to work on',
	picks: 'panel',
});

/** The panel where it only narrows lists: the service does not want to know it, so it may stay empty. */
export const panelOfLists = {
	...panelId,
	optional: true,
	description: 'The CRM board of the card. The lists below show what belongs to it; with IDs alone it is not needed.',
} as const satisfies Declaration;

/** A step of a panel. The list follows `panelId` where the operation has it. */
export const stepLocator = <const Name extends string>(field: {
	displayName: string;
	name: Name;
	description: string;
}) =>
	({
		...locator({ ...field, picks: 'step' }),
		typeOptions: { loadOptionsDependsOn: ['panelId.value'] },
	}) as const satisfies Declaration;

/** Picks something of the panel of the card that `cardId` holds. */
export const ofCardsPanel = <const Name extends string>(field: Parameters<typeof locator<Name>>[0]) =>
	({
		...locator(field),
		typeOptions: { loadOptionsDependsOn: ['cardId.value'] },
	}) as const satisfies Declaration;

/** The steps of a panel by position; the service gives them unsorted (observed.md §8). */
export function stepsInOrder<Step extends { position?: number }>({ steps }: { steps?: Step[] | null }): Step[] {
	return (steps ?? []).toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

/** What is left of a panel in simple output. */
export const panelSummary = [
	'id',
	'title',
	'key',
	'type',
	'description',
	'archived',
	'stepTitles',
	'steps',
	'tags',
	'overdueCardCount',
] as const;
