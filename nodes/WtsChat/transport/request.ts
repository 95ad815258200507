import { isReading } from './gate';
import type { Query } from './url';

/** A request to the service, as its contract describes it. */
export interface ServiceRequest {
	/** Method and path template, e.g. "PUT /chat/v1/session/{id}/complete". */
	endpoint: string;
	path?: Readonly<Record<string, unknown>>;
	query?: Query;
	body?: unknown;
	/** Whether it may be carried out twice; if left out, everything but a POST that changes something may. */
	repeatable?: boolean;
}

/** Whether a request is idempotent: it may be carried out twice without harm. */
export const isRepeatable = ({ endpoint, repeatable }: ServiceRequest): boolean =>
	repeatable ?? (!endpoint.startsWith('POST ') || isReading(endpoint));
