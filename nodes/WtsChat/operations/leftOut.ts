import type { Endpoint } from '../../../contract';

/** Endpoints that no operation uses, since they only repeat a newer one, and why. */
export const leftOut: Partial<Record<Endpoint, string>> = {
	'POST /chat/v1/message/send':
		'The older way of sending without waiting: the dispatches of each kind (/chat/v1/send/…) take all that it takes and more, and have a limit of their own.',
};
