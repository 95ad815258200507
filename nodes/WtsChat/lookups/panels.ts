import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { matches } from './ask';
import { card, inUse, joined, lostReason, panelWith, steps as stepsOf, type Choice } from './choices';
import { chosen, chosenValue } from './chosen';
import type { Directory } from './directory';
import { source, type Found, type Source } from './editorLists';

/** Steps of the chosen panel, in its order; of all panels where the operation takes none. */
export const steps = async (directory: Directory, context: ILoadOptionsFunctions, filter?: string) =>
	await stepsOfPanel(directory, await chosen(context, directory, 'panelId', 'panel'), filter);

/** Steps of the chosen card's own panel; of all panels where the card is known only when the workflow runs. */
export const stepsOfCard = async (directory: Directory, context: ILoadOptionsFunctions, filter?: string) =>
	await stepsOfPanel(directory, await panelOfCard(directory, context), filter);

async function stepsOfPanel(directory: Directory, panelId: string | undefined, filter: string | undefined) {
	const found = (choices: Choice[]) => choices.filter(({ name, also = [] }) => matches(filter, name, ...also));
	if (panelId !== undefined) return { all: found(stepsOf(await panelWith(directory, panelId, 'Steps'))) };
	return [
		source({ endpoint: 'GET /crm/v2/panel', query: { IncludeDetails: ['Steps'] } }, (panel) =>
			inUse(panel) ? found(stepsOf(panel, panel.title)) : [],
		),
	];
}

/** The ID of the chosen card's panel; undefined if the card is known only when the workflow runs. */
async function panelOfCard(directory: Directory, context: ILoadOptionsFunctions): Promise<string | undefined> {
	if (chosenValue(context, 'cardId')?.startsWith('=')) return undefined;
	const id = (await chosen(context, directory, 'cardId', 'card')) ?? '';
	return (await directory.get({ endpoint: 'GET /crm/v2/panel/card/{id}', path: { id } })).panelId;
}

/**
 * Cards of the chosen panel that are not archived, latest change first; of one panel after the other where the
 * operation takes none. The service does the searching.
 */
export const cards: Found<Source[]> = async (directory, context, filter) => {
	const panelId = await chosen(context, directory, 'panelId', 'panel');
	const ids =
		panelId === undefined
			? (await directory.list({ endpoint: 'GET /crm/v2/panel' })).map(({ id = '' }) => id)
			: [panelId];
	return ids.map((id) =>
		source(
			{
				endpoint: 'GET /crm/v2/panel/card',
				query: {
					PanelId: id,
					TextFilter: filter,
					Statuses: ['OPEN', 'WON', 'LOST'],
					IncludeDetails: ['PanelTitle', 'StepTitle'],
					OrderBy: 'UpdatedAt',
					OrderDirection: 'DESCENDING',
				},
			},
			(record) => [card(record)],
		),
	);
};

/** Reasons for which cards of the chosen panel can be lost. */
export const lostReasons: Found<Source[]> = async (directory, context, filter) => [
	lostReasonsOf({ id: await chosen(context, directory, 'panelId', 'panel') }, filter),
];

/** The same for the chosen card's own panel; for all sales panels where the card is known only when the workflow runs. */
export const lostReasonsOfCard: Found<Source[]> = async (directory, context, filter) => {
	const id = await panelOfCard(directory, context);
	const panels =
		id === undefined
			? (await directory.list({ endpoint: 'GET /crm/v2/panel', query: { Type: 'SALES' } })).filter(inUse)
			: [{ id }];
	return panels.map((panel) => lostReasonsOf(panel, filter));
};

/** The reasons of a panel; with its title, if that is given. */
const lostReasonsOf = ({ id = '', title }: { id?: string; title?: string | null }, filter: string | undefined) =>
	source({ endpoint: 'GET /crm/v1/panel/{id}/lost-reason', path: { id } }, (reason) =>
		matches(filter, reason.description, title) ? [lostReason(reason, title)] : [],
	);

/** Notes of the chosen card, latest first, by their text. */
export const cardNotes: Found<Source[]> = async (directory, context, filter) => [
	source(
		{
			endpoint: 'GET /crm/v1/panel/card/{cardId}/note',
			path: { cardId: (await chosen(context, directory, 'cardId', 'card')) ?? '' },
			query: { OrderBy: 'CreatedAt', OrderDirection: 'DESCENDING' },
		},
		({ id = '', text, createdAt }) =>
			matches(filter, text) ? [{ id, name: joined(text, createdAt?.slice(0, 10)) }] : [],
	),
];
