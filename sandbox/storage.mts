import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Account, StoredFile } from './account.mts';
import type { Answer } from './http.mts';

/** Where the file store answers, outside the API: `PUT` takes an upload by its tempFileId, `GET` gives a file back. */
export const storagePath = '/_storage/';
/** What makes an address good for an upload, as in a pre-signed address of S3. */
export const signatureParameter = 'X-Amz-Signature';
/** What makes one good for a download, as a content delivery network has it: whoever gets the message may have it. */
const [dateParameter, readingParameter] = ['Signed', 'Signature'];

/** How long an address to read a file by is good, in milliseconds; an assumption (observed.md §4: it is signed, its time not seen). */
const lifetime = 60 * 60_000;
/** For so long the same address is told, so that what shows a file need not load it anew. */
const sameFor = 10 * 60_000;

const signature = (account: Account, id: string, date: string) =>
	createHmac('sha256', account.companyId).update(`${id} ${date}`).digest('hex');

/** An address by which anybody can read a file for some time; it is made whenever somebody asks for it. */
export function readingAddress(account: Account, { id }: StoredFile): string {
	const date = String(Math.floor(account.clock.now() / sameFor) * sameFor);
	const address = new URL(`${account.origin}${storagePath}${id}`);
	address.searchParams.set(dateParameter, date);
	address.searchParams.set(readingParameter, signature(account, id, date));
	return address.href;
}

function mayRead(account: Account, id: string, query: string): boolean {
	const given = new URLSearchParams(query);
	const date = given.get(dateParameter) ?? '';
	const isSigned = given.get(readingParameter) === signature(account, id, date);
	return isSigned && account.clock.now() < Number(date) + sameFor + lifetime;
}

const refusal = (status: number, code: string): Answer => ({
	status,
	body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`),
	headers: { 'content-type': 'application/xml' },
});

/** The part of a file that is asked for, as players of sounds and videos do; all of it if none is. */
function partOf(content: Buffer, range: string | undefined, headers: Record<string, string>): Answer {
	const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
	const [first, last] = [Number(from), Math.min(to === '' ? Infinity : Number(to), content.length - 1)];
	if (from === '' || first > last) return { status: 200, body: content, headers };
	const contentRange = { 'content-range': `bytes ${first}-${last}/${content.length}` };
	return { status: 206, body: content.subarray(first, last + 1), headers: { ...headers, ...contentRange } };
}

/**
 * Answers a request to the file store as a pre-signed S3 address does: it takes no Authorization header, for an upload
 * wants a Content-Length and the content type that was announced (observed.md §6), and gives a file only for a time.
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
		if (headers.authorization !== undefined) return refusal(400, 'InvalidArgument');
		if (file?.content == null) return refusal(404, 'NoSuchKey');
		if (!mayRead(account, file.id, query)) return refusal(403, 'AccessDenied');
		const contentType = file.mimeType ?? 'application/octet-stream';
		return partOf(file.content, headers.range, { 'content-type': contentType, 'accept-ranges': 'bytes' });
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
