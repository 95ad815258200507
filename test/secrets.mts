// Where secrets have got to: what tests in real n8n look for when they are over.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ReceivedRequest, Sandbox } from '../sandbox/sandbox.mts';
import type { N8n } from '../harness/n8n/n8n.mts';
import { isN8n1 } from '../harness/n8n/version.mts';

/** Something that was kept, printed or sent, and what to call it. */
export interface Trace {
	/** E.g. `the table execution_data`. */
	readonly place: string;
	readonly content: Buffer;
}

/** A row of n8n's database. */
export interface Row {
	readonly table: string;
	readonly columns: Readonly<Record<string, unknown>>;
}

/** Something that only some may know. */
interface Secret {
	readonly name: string;
	readonly value: string;
	/** Whether it may be there. */
	mayBeIn(place: string): boolean;
}

/**
 * Every way in which a secret may be written somewhere: as it is, encoded for an address or a JSON text, in hexadecimal
 * digits, in base64 wherever in the encoded text it stands.
 */
export function writingsOf(secret: string): string[] {
	const bytes = Buffer.from(secret, 'utf8');
	// Of three bytes base64 makes four characters, so what it makes of a secret depends on how many bytes stand before it; the
	// characters at both ends depend on its neighbors too.
	const inBase64 = [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const first = Math.ceil((before * 4) / 3);
		return encoded.slice(first, Math.floor(((before + bytes.length) * 4) / 3));
	});
	const forUrls = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
	const encoded = encodeURIComponent(secret);
	const inJson = JSON.stringify(secret).slice(1, -1);
	return [
		...new Set([secret, encoded, encodeURIComponent(encoded), inJson, bytes.toString('hex'), ...inBase64, ...forUrls]),
	];
}

/** Whether a secret stands in a content, in whichever writing. */
export const holds = (content: Buffer, secret: string): boolean =>
	writingsOf(secret).some((writing) => content.includes(writing));

const PRINTED = 'what n8n printed';
/** Each column of the database by itself. */
const columnOf = (table: string, column: string) => `the column ${column} of the table ${table}`;
const STATIC_DATA = columnOf('workflow_entity', 'staticData');
const EXECUTIONS = columnOf('execution_data', 'data');
/** n8n 1.x keeps the workflow with its static data there, if it was activated through the public API. */
const WORKFLOW_OF_EXECUTIONS = isN8n1 ? [columnOf('execution_data', 'workflowData')] : [];
/** In queue mode n8n keeps there, with their workflows, the webhooks that the editor listens for. */
const TEST_WEBHOOKS = 'the test webhooks in Redis';
/** What the database's rows are in; they are looked at by themselves. */
const isDatabase = (place: string) => /^the file .*\.sqlite(-\w+)?$/.test(place);

/**
 * Looks over a whole run of n8n with the account that it works with.
 *
 * Of the secrets, the API key may be nowhere. Those in addresses, which others are given to call, may be where they are kept:
 * a trigger's with the workflow, that of a wait with the execution that waits, that of an upload nowhere.
 */
export class Watch {
	private readonly sandbox: Sandbox;
	/** The requests and deliveries of before each reset of the account, as text. */
	private readonly traffic: string[] = [];

	/** @param sandbox from its beginning */
	constructor(sandbox: Sandbox) {
		this.sandbox = sandbox;
		const reset = sandbox.reset.bind(sandbox);
		sandbox.reset = () => {
			this.note();
			reset();
		};
	}

	/**
	 * Looks for the secrets.
	 *
	 * @param installations of n8n, which no longer run
	 * @param rows of a database elsewhere than in their user folders
	 * @param others traces of other programs
	 * @returns which secret was found where; empty if none was
	 */
	async findings(
		installations: readonly N8n[],
		rows: readonly Row[] = [],
		others: readonly Trace[] = [],
	): Promise<string[]> {
		this.note();
		const secrets = this.secrets();
		const traces = [...this.traffic.map(traceOfTraffic), ...rows.flatMap(tracesOfRow), ...others];
		for (const { output, userFolder } of installations) {
			traces.push({ place: PRINTED, content: Buffer.from(output) });
			traces.push(...(await tracesOfFolder(userFolder)));
		}
		const found = traces.flatMap(({ place, content }) =>
			secrets
				.filter(({ value, mayBeIn }) => !mayBeIn(place) && holds(content, value))
				.map(({ name }) => `${name} is in ${place}`),
		);
		return [...new Set(found)];
	}

	/** Takes down what the account has received and sent. */
	private note(): void {
		const { requests, deliveries } = this.sandbox;
		for (const { method, path, query, body } of requests)
			this.traffic.push(textOf('request', { method, path, query, body }));
		for (const { url, body } of deliveries.records) this.traffic.push(textOf('delivery', { url, body }));
	}

	private secrets(): Secret[] {
		const inAddresses = new Map<string, Secret>();
		for (const [, parameter, value] of this.traffic.join('\n').matchAll(SECRET_IN_ADDRESS)) {
			inAddresses.set(value, { value, ...KINDS[parameter] });
		}
		return [{ name: 'The API key', value: this.sandbox.key, mayBeIn: () => false }, ...inAddresses.values()];
	}
}

/** Secrets of addresses, as they stand in the account's requests. */
const SECRET_IN_ADDRESS = /\b(token|key|X-Amz-Signature)=([0-9a-f]{32,})\b/g;
const KINDS: Record<string, Omit<Secret, 'value'>> = {
	token: { name: "A trigger's token", mayBeIn: isKeptIn(STATIC_DATA, TEST_WEBHOOKS, ...WORKFLOW_OF_EXECUTIONS) },
	key: { name: 'The key of a wait', mayBeIn: isKeptIn(EXECUTIONS) },
	'X-Amz-Signature': { name: 'The address of an upload', mayBeIn: isKeptIn() },
};

/** Whether a place is where n8n keeps something, or the account, which was told it or told it itself. */
function isKeptIn(...kept: string[]): (place: string) => boolean {
	const places = ['a request', 'a delivery', ...kept];
	return (place) => places.includes(place) || (kept.length > 0 && isDatabase(place));
}

type Message = Pick<ReceivedRequest, 'method' | 'path' | 'query' | 'body'> | { url: string; body: unknown };
const textOf = (kind: 'request' | 'delivery', message: Message) => JSON.stringify({ kind, message });
const traceOfTraffic = (text: string): Trace => ({
	place: `a ${(JSON.parse(text) as { kind: string }).kind}`,
	content: Buffer.from(text),
});

/**
 * Parts what was said to a Redis into traces.
 *
 * @param said as `listenTo` tells it: a command in each line
 */
export function tracesOfRedis(said: string): Trace[] {
	const keepsTestWebhooks = /"hset" "n8n:cache:test-webhooks"/i;
	const commands = Object.groupBy(said.split('\n'), (command) =>
		keepsTestWebhooks.test(command) ? TEST_WEBHOOKS : 'what n8n said to Redis',
	);
	return Object.entries(commands).map(([place, lines = []]) => ({ place, content: Buffer.from(lines.join('\n')) }));
}

function tracesOfRow({ table, columns }: Row): Trace[] {
	return Object.entries(columns).map(([column, value]) => ({
		place: columnOf(table, column),
		content: value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(JSON.stringify(value ?? null)),
	}));
}

/** All files of a user folder, and what its database holds: in the file, long texts stand in pieces. */
async function tracesOfFolder(folder: string): Promise<Trace[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
	const traces = await Promise.all(
		files.map(async (file) => ({
			place: `the file ${path.relative(folder, file)}`,
			content: await readFile(file),
		})),
	);
	const databases = files.filter((file) => file.endsWith('.sqlite'));
	return [...traces, ...databases.flatMap((file) => rowsOf(file).flatMap(tracesOfRow))];
}

function rowsOf(file: string): Row[] {
	using database = new DatabaseSync(file);
	const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
	return tables.flatMap(({ name }) => {
		const table = String(name);
		const rows = database.prepare(`SELECT * FROM "${table}"`).all();
		return rows.map((columns) => ({ table, columns }));
	});
}
