import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** An answer before it is sent: a Buffer or a stream goes out as it is, any other body as JSON. */
export interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
}

/** A body that came in. */
export interface ParsedBody {
	/** Undefined when there was none, the text when it is no JSON. */
	body: unknown;
	/** Why it is no JSON. */
	problem?: string;
}

/** Splits a request's target into path and query, the latter without its question mark. */
export function splitTarget(target: string): { path: string; query: string } {
	const at = target.indexOf('?');
	return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** Reads the whole content of a request. */
export async function readContent(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/**
 * Reads a JSON body. The samples of the documentation say `application/*+json`, plain `application/json` works
 * everywhere (observed.md §6).
 */
export function parseBody(content: Buffer, contentType: string | undefined): ParsedBody {
	if (content.length === 0) return { body: undefined };
	const text = content.toString('utf8');
	if (!/^application\/([^;]+\+)?json\s*(;|$)/i.test(contentType ?? ''))
		return { body: text, problem: `body has the content type ${contentType ?? '(none)'}, not application/json` };
	try {
		const body: unknown = JSON.parse(text);
		return { body };
	} catch {
		return { body: text, problem: 'body is no JSON' };
	}
}

/** Sends an answer. */
export function write(response: ServerResponse, { status, body, headers = {} }: Answer): void {
	if (body instanceof Readable) {
		response.writeHead(status, headers);
		response.once('close', () => body.destroy());
		body.once('close', () => response.end());
		body.pipe(response);
		return;
	}
	const isJson = body !== undefined && !Buffer.isBuffer(body);
	const content = Buffer.isBuffer(body) ? body : Buffer.from(isJson ? JSON.stringify(body) : '');
	response.writeHead(status, {
		...(isJson ? { 'content-type': 'application/json; charset=utf-8' } : {}),
		...headers,
		'content-length': content.length,
	});
	response.end(content);
}
