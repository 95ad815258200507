import type { Workbench } from './workbench';

/** The ID of the panel that a card is on. @throws NodeApiError if there is no such card */
export async function panelOfCard({ send }: Workbench<'GET /crm/v2/panel/card/{id}'>, cardId: string): Promise<string> {
	const { panelId = '' } = await send({ endpoint: 'GET /crm/v2/panel/card/{id}', path: { id: cardId } });
	return panelId;
}
