import type { IDataObject } from 'n8n-workflow';
import { heldBySteering, type Field, type Values } from '../fields/field';
import { skipped } from '../fields/result';
import type { Service } from '../transport/service';

const SESSION = 'GET /chat/v2/session/{id}';

/**
 * Looks once more at the session that is to be written in, where the user wants that.
 * @param fields of the operation
 * @returns what comes out instead if it is to be left alone; undefined if it may be written in, or nothing is written in any
 * @throws NodeApiError if the session cannot be read
 */
export async function skippedAsTaken(
	fields: readonly Field[],
	values: Values,
	{ send }: Service<typeof SESSION>,
): Promise<IDataObject | undefined> {
	const sessionId = fields
		.filter(({ writtenIn }) => writtenIn)
		.map(({ name }) => values[name])
		.find((id) => typeof id === 'string');
	if (sessionId === undefined || heldBySteering(fields, values, 'skipIfTaken') !== true) return undefined;
	const { status, userId } = await send({ endpoint: SESSION, path: { id: sessionId } });
	if (status === 'COMPLETED') return skipped('The session is completed', { sessionId });
	if (userId) return skipped('A user looks after the session', { sessionId, userId });
	return undefined;
}
