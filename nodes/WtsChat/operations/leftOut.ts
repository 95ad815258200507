import type { Endpoint } from '../../../contract';

/** Endpoints that no operation uses, since they only repeat a newer one, and why. */
export const leftOut: Partial<Record<Endpoint, string>> = {
	'GET /chat/v1/message': 'The messages of a session, which GET /chat/v1/session/{id}/message lists in the same way.',
	'POST /chat/v1/message/send':
		'The older way of sending without waiting: the dispatches of each kind (/chat/v1/send/…) take all that it takes and more, and have a limit of their own.',
};
