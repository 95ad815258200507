import type { TestContext } from 'node:test';
import { Clock } from '../../../sandbox/clock.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox.mts';

/** An answer with its body read as JSON where it is any. */
export interface Answered {
	status: number;
	headers: Headers;
	/** The body's fields; empty when it is no object. */
	body: Record<string, unknown>;
	/** The body as a list; empty when it is none. */
	list: Record<string, unknown>[];
	text: string;
}

/** A sandbox of a test's own, with the calls that tests make. */
export interface Caller {
	sandbox: Sandbox;
	/** Sends a request with the key. */
	call(method: string, path: string, body?: unknown): Promise<Answered>;
	/** Sends a request to the control API. */
	control(method: string, path: string, body?: unknown): Promise<Answered>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries of a list, as far as they are objects. */
export const objects = (value: unknown): Record<string, unknown>[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

/** The fields of an object; none when it is no object. */
export const fields = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

async function send(url: string, method: string, headers: Record<string, string>, body: unknown): Promise<Answered> {
	const response = await fetch(url, {
		method,
		headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
	const json: unknown = isJson ? JSON.parse(text) : undefined;
	return { status: response.status, headers: response.headers, body: fields(json), list: objects(json), text };
}

/** Starts a sandbox for one test; its time stands still unless the test moves it. */
export async function open(test: TestContext, options: SandboxOptions = {}): Promise<Caller> {
	const start = Date.parse('2030-05-15T15:00:00Z');
	const sandbox = await startSandbox({ clock: new Clock(() => start), ...options });
	test.after(() => sandbox.close());
	const authorization = `Bearer ${sandbox.key}`;
	return {
		sandbox,
		call: (method, path, body) => send(sandbox.url + path, method, { authorization }, body),
		control: (method, path, body) => send(`${sandbox.url}/_sandbox${path}`, method, {}, body),
	};
}

/**
 * The first record that fits.
 * @throws when there is none
 */
export function first<T>(records: Map<string, T>, fits: (record: T) => boolean = () => true): T {
	for (const record of records.values()) if (fits(record)) return record;
	throw new Error('The seed has no such record');
}
