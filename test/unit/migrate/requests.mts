// Requests as the tables of old nodes write them.
import type { ReceivedRequest } from '../../../sandbox/sandbox.mts';
import type { Expected } from './wtsNodes.mts';

/** Stands in a table for the ID of a file that is uploaded first. */
const UPLOADED = 'UPLOADED';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A request that came in: what its query gives several times is a list, and the fields of an update come in any order. */
export function written({ method, path, query, body }: ReceivedRequest): Expected {
	const search = new URLSearchParams(query);
	const values = Object.fromEntries(
		[...new Set(search.keys())].map((name) => {
			const all = search.getAll(name);
			return [name, all.length === 1 ? String(all[0]) : all];
		}),
	);
	return inOrder({ method, path, query: values, body: body ?? undefined });
}

/** A request of a table, whole. */
export const whole = (expected: Expected): Expected => inOrder({ query: {}, body: undefined, ...expected });

/** Whether a request of a table sends a file that is uploaded first. */
export const uploads = (expected: Expected): boolean => JSON.stringify(expected).includes(UPLOADED);

/** The same with what the table writes for the ID of an uploaded file. */
export function withoutFileId(request: Expected): Expected {
	const { fileIdOrUrl, ...body } = request.body as { fileIdOrUrl?: unknown };
	return ID.test(String(fileIdOrUrl)) ? { ...request, body: { ...body, fileIdOrUrl: UPLOADED } } : request;
}

function inOrder(request: Expected): Expected {
	const { body } = request;
	if (typeof body !== 'object' || body === null || !('fields' in body) || !Array.isArray(body.fields)) return request;
	return { ...request, body: { ...body, fields: body.fields.toSorted() } };
}
