import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Account } from '../../../check/ask.mts';
import { check, type Checked, type CheckOptions } from '../../../check/check.mts';
import { Comparing } from '../../../check/compare.mts';
import { report } from '../../../check/report.mts';
import { loadContract } from '../../../contract/checker.mts';
import { Clock } from '../../../sandbox/clock.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox.mts';

export const comparing = new Comparing(await loadContract());

/** A check without its pauses, and the report on it. */
export interface Report extends Checked {
	text: string;
	/** Milliseconds that it would have waited, in order. */
	waits: number[];
}

/** Checks an account, without the pauses, and writes the report. */
export async function checkAndReport(account: Account, options: Partial<CheckOptions> = {}): Promise<Report> {
	const waits: number[] = [];
	const wait = async (milliseconds: number) => void waits.push(milliseconds);
	const checked = await check(account, { wait, ...options });
	return { ...checked, waits, text: textOf(checked, account.root) };
}

/** The report as it is written for a day on which nothing else happens. */
export const textOf = (checked: Checked, root: string): string =>
	report(checked, { comparing, root, version: '0.1.0', date: new Date('2026-11-27T12:00:00Z') });

/** A sandbox of a test's own whose time stands still. */
export async function open(t: TestContext, options: SandboxOptions = {}): Promise<Sandbox & { root: string }> {
	const start = Date.parse('2026-11-27T12:00:00Z');
	const sandbox = await startSandbox({ clock: new Clock(() => start), ...options });
	t.after(() => sandbox.close());
	return Object.assign(sandbox, { root: sandbox.url });
}

/** A request that a stand-in got. */
export interface Got {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
}

/** What a stand-in answers: a status, a body, headers. */
export interface Given {
	status?: number;
	body?: string;
	headers?: Record<string, string>;
}

export const json = (value: unknown, status = 200): Given => ({
	status,
	body: JSON.stringify(value),
	headers: { 'content-type': 'application/json' },
});

/** A server that answers as the sandbox never would. */
export async function standIn(t: TestContext, answer: (got: Got) => Given): Promise<{ account: Account; got: Got[] }> {
	const got: Got[] = [];
	const server = createServer(async (request, response) => {
		const { method = '', url = '', headers } = request;
		const received = { method, url, headers, body: await text(request) };
		got.push(received);
		const { status = 200, body = '', headers: given = {} } = answer(received);
		response.writeHead(status, given).end(body);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.after(() => {
		server.close();
		server.closeAllConnections();
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The stand-in listens on no port');
	return { account: { root: `http://127.0.0.1:${address.port}`, key: 'pn_standIn' }, got };
}

/** All texts, numbers and keys in what was answered, whatever they are. */
export function valuesIn({ answers }: Checked): Set<string> {
	const values = new Set<string>();
	const collect = (value: unknown): void => {
		if (typeof value === 'string' || typeof value === 'number') values.add(String(value));
		else if (Array.isArray(value)) value.forEach(collect);
		else if (typeof value === 'object' && value !== null)
			for (const [name, inner] of Object.entries(value)) {
				values.add(name);
				collect(inner);
			}
	};
	for (const { outcome } of answers.all) {
		if (outcome.kind !== 'answered') continue;
		collect(outcome.body);
		for (const refusal of outcome.refusals) collect(refusal.body);
	}
	values.delete('');
	return values;
}

const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

/** Whether a value stands in a text as a word or words of its own. */
export function standsIn(text: string, value: string): boolean {
	for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
		const [before, after] = [text[at - 1], text[at + value.length]];
		if (!(isLetter(before) && isLetter(value[0])) && !(isLetter(after) && isLetter(value.at(-1)))) return true;
	}
	return false;
}
