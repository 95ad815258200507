import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Answer } from './http.mts';

/** Where the page's own files are; the page itself is at `/`. */
export const pagePath = '/_sandbox/page/';

/** Where the page is that converts workflows of other nodes; it is published as this one file, and carries its own policy. */
export const migratePath = '/migrate';

const migratePage = new URL('../docs/migrate.html', import.meta.url);

const folder = new URL('page/', import.meta.url);

const contentTypes: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
};

/** The only files that are ever read, so that no path leads out of the folder. */
const names = new Set(readdirSync(folder).filter((name) => extname(name) in contentTypes));

// Messages come from anybody: nothing in them may run, load or lead anywhere, even if the page failed to escape it.
const ownHeaders = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cache-control': 'no-store',
};
const headers = {
	...ownHeaders,
	'content-security-policy': [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		"media-src 'self'",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	].join('; '),
};

/**
 * Answers a request for the page that shows the account, for one of its files, or for the page that converts workflows.
 * @param path `/`, a file below `pagePath`, or `migratePath`
 */
export async function answerPage(method: string, path: string): Promise<Answer> {
	if (path === migratePath) {
		const body = await readFile(migratePage);
		return { status: 200, headers: { ...ownHeaders, 'content-type': contentTypes['.html'] ?? '' }, body };
	}
	const name = path === '/' ? 'index.html' : path.slice(pagePath.length);
	if (!names.has(name)) return { status: 404, body: { error: `The page has no file ${name}` } };
	if (method !== 'GET') return { status: 405, headers: { allow: 'GET' }, body: { error: 'The page can only be read' } };
	const contentType = contentTypes[extname(name)] ?? '';
	const body = await readFile(new URL(name, folder));
	return { status: 200, headers: { ...headers, 'content-type': contentType }, body };
}
