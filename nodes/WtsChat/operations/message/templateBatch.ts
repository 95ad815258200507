import { randomUUID } from 'crypto';
import { batchForm } from '../batch';
import { wasSent } from '../../fields/send';

/** How templates to several recipients travel together. */
export const templateBatch = batchForm({
	single: 'POST /chat/v1/send/template',
	endpoint: 'POST /chat/v1/send/template/batch',
	size: 100,
	split: ({ body: { from, templateId, options, sessionId, senderId, ...entry } }) => {
		// A file that is yet to be uploaded has no ID, and a batch has no place for a session.
		if (sessionId || entry.fileIdOrUrl === '') return undefined;
		return { shared: { from, templateId, options }, entry: { ...entry, senderId: senderId ?? randomUUID() } };
	},
	join: (shared, messages) => ({ body: { ...shared, messages } }),
	identityOf: ({ senderId }) => senderId,
	results: ({ results }) => results ?? [],
	identitiesOf: ({ senderId }) => [senderId],
	inquiry: {
		request: ({ senderId }) => ({ endpoint: 'GET /chat/v1/send/message/{id}', path: { id: senderId } }),
		wasTaken: wasSent,
	},
});
