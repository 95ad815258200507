import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from './account.mts';
import type { Answer } from './http.mts';

/** Where the file store answers, outside the API: `PUT` takes an upload by its tempFileId, `GET` gives a file back. */
export const storagePath = '/_storage/';
/** What makes an address good for an upload, as in a pre-signed address of S3. */
export const signatureParameter = 'X-Amz-Signature';

const refusal = (status: number, code: string): Answer => ({
	status,
	body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`),
	headers: { 'content-type': 'application/xml' },
});

/**
 * Answers a request to the file store as a pre-signed S3 address does: it takes no Authorization header, wants a
 * Content-Length, and the content type that was announced (observed.md §6).
 */
export function answerStorage(
	account: Account,
	method: string,
	path: string,
	query: string,
	headers: IncomingHttpHeaders,
	content: Buffer,
): Answer {
	const file = account.files.get(path.slice(storagePath.length));
	if (method === 'GET') {
		if (file?.content == null) return refusal(404, 'NoSuchKey');
		const contentType = file.mimeType ?? 'application/octet-stream';
		return { status: 200, body: file.content, headers: { 'content-type': contentType } };
	}
	if (method !== 'PUT') return refusal(405, 'MethodNotAllowed');
	if (headers.authorization !== undefined) return refusal(400, 'InvalidArgument');
	if (headers['content-length'] === undefined) return refusal(411, 'MissingContentLength');
	const announced = file?.mimeType ?? headers['content-type'];
	const signature = new URLSearchParams(query).get(signatureParameter);
	if (file === undefined || file.saved || signature !== file.signature || headers['content-type'] !== announced)
		return refusal(403, 'SignatureDoesNotMatch');
	file.content = content;
	file.size = content.length;
	return { status: 200 };
}
