import {
	BaseError,
	UserError,
	type IBinaryData,
	type IExecuteFunctions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { machineClock, type Clock } from '../transport/clock';
import { retryDelay } from '../transport/retry';

/** A file that anybody can download who has its address, which may be a secret. */
export interface PublicFile {
	address: string;
	/** Its name; found from the answer or the address if left out. */
	name?: string;
	/** Its type, e.g. "image/jpeg"; found from the answer or the name if left out. */
	mimeType?: string;
}

/** What a download needs of n8n: its store of binary data, and no item. */
export type Storing = Pick<IExecuteFunctions, 'helpers' | 'getExecutionCancelSignal'>;

type Stored = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/** As much of a stream as is used here; `map` gives a stream in its turn. */
interface Stream {
	map(each: (chunk: Uint8Array) => Uint8Array): unknown;
	destroy(): unknown;
}

/** Its host does not give a file: the address has expired, or the file is gone. Asked anew, the service may tell another one. */
export class AddressRefused extends UserError {}

/**
 * Hosts that only a network of somebody's own knows: a name without a dot, as containers have, or with an ending for such
 * networks, and an address in digits, as no host of the service has.
 */
const INSIDE =
	/^(?:[^.]+|.+\.(?:corp|home|home\.arpa|internal|intranet|lan|local|localdomain|localhost|private)|[\d.]+|\[.*\])$/;
const HERE = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** A host, in one writing. */
const hostOf = (address: string) =>
	URL.canParse(address) ? new URL(address).hostname.replace(/\.$/, '').replace(HERE, 'localhost') : undefined;

/**
 * Sees to it that nobody who can write the address of a file reads what only the network of this n8n can reach.
 * @param root where the service is; files may be there too, as in a sandbox
 * @throws AddressRefused if the address leads inside, as far as it says so itself
 */
export function refuseInside({ address, name }: PublicFile, root: string): void {
	const host = hostOf(address);
	if (host === undefined || !INSIDE.test(host) || host === hostOf(root)) return;
	throw new AddressRefused(`${subjectOf(name)}: its address leads into a network of your own`, {
		description:
			'Files of the service have addresses that anybody on the internet can reach. Nothing was asked for there.',
	});
}

const subjectOf = (name: string | undefined) => `The file ${name ? `'${name}' ` : ''}could not be downloaded`;

const MOST_TRIES = 3;
/** How long a download may take altogether, in milliseconds: files may be large and lines slow. */
const TIME_LIMIT = 10 * 60_000;
/** After this time without a byte nothing more is expected, in milliseconds. */
const LONGEST_SILENCE = 60_000;
/** How often is looked whether time is up, in milliseconds. */
const LOOK = 5_000;

const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/**
 * Downloads a file into n8n's store of binary data, as a stream. It is asked for without any credential, only at the
 * host that the address names, and again where that host fails, gives nothing or falls silent, or the connection fails.
 * @param largest how many bytes it may have
 * @throws AddressRefused if the host does not give it; UserError that says what else is in the way, without the address;
 * the signal's reason when the execution is cancelled
 */
export async function download(
	context: Storing,
	file: PublicFile,
	largest: number,
	clock: Clock = machineClock,
): Promise<IBinaryData> {
	const { address, name } = file;
	const subject = subjectOf(name);
	if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
		const description = 'The address must begin with https:// or http://.';
		throw new UserError(`${subject}: its address is none`, { description });
	}
	for (let attempt = 1; ; attempt++) {
		const outcome = await attemptDownload(context, file, largest, clock);
		if ('stored' in outcome) return outcome.stored;
		const { why, description, kind } = outcome;
		if (kind === 'refused') throw new AddressRefused(`${subject}: ${why}`, { description });
		if (kind === 'final' || attempt === MOST_TRIES) throw new UserError(`${subject}: ${why}`, { description });
		await clock.sleep(retryDelay(attempt, Math.random()), context.getExecutionCancelSignal());
	}
}

type Outcome = { stored: IBinaryData } | { why: string; description: string; kind: 'refused' | 'final' | 'passing' };

/** Downloads a file once. @throws the signal's reason when the execution is cancelled */
async function attemptDownload(context: Storing, file: PublicFile, largest: number, clock: Clock): Promise<Outcome> {
	const cancel = context.getExecutionCancelSignal();
	const timeIsUp = new AbortController();
	const ended = new AbortController();
	const began = clock.now();
	let heard = began;
	let size = 0;
	let overflow: Outcome | undefined;
	const watch = async () => {
		while (clock.now() - began < TIME_LIMIT && clock.now() - heard < LONGEST_SILENCE) {
			await clock.sleep(LOOK, ended.signal);
		}
		timeIsUp.abort();
	};
	watch().catch(() => {});
	try {
		const response = (await context.helpers.httpRequest({
			method: 'GET',
			url: file.address,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			abortSignal: cancel ? AbortSignal.any([cancel, timeIsUp.signal]) : timeIsUp.signal,
		})) as IN8nHttpFullResponse;
		const stream = response.body as unknown as Stream;
		const objection = objectionTo(response, file, largest);
		if (objection) {
			stream.destroy();
			return objection;
		}
		const counted = stream.map((chunk) => {
			heard = clock.now();
			size += chunk.length;
			if (size <= largest) return chunk;
			overflow = tooLarge(largest);
			throw new Error(overflow.why);
		});
		const { name, mimeType } = describedBy(response, file);
		const stored = await context.helpers.prepareBinaryData(counted as Stored, name, mimeType);
		if (size > 0) return { stored };
		return { why: 'it is empty', description: 'Ask whoever sent it to send it again.', kind: 'passing' };
	} catch (error) {
		cancel?.throwIfAborted();
		if (overflow) return overflow;
		if (timeIsUp.signal.aborted) {
			const description = 'Nothing more came from where it is, or it came too slowly.';
			return { why: 'it took too long', description, kind: clock.now() - began < TIME_LIMIT ? 'passing' : 'final' };
		}
		return lossOf(error);
	} finally {
		ended.abort();
	}
}

/** What an answer has against being the file. */
function objectionTo(
	{ statusCode: status, headers }: IN8nHttpFullResponse,
	{ mimeType }: PublicFile,
	largest: number,
): Outcome | undefined {
	if (REFUSALS.has(status)) {
		return { why: `HTTP ${status}`, description: 'Its address has expired, or the file is gone.', kind: 'refused' };
	}
	if (status >= 300 && status < 400) {
		const description = 'Its address leads to another one, and only the host that the service named is asked.';
		return { why: `HTTP ${status}, a redirect, which is not followed`, description, kind: 'final' };
	}
	if (status !== 200) {
		const kind = status === 408 || status === 429 || status >= 500 ? 'passing' : 'final';
		return { why: `HTTP ${status}`, description: 'The host that keeps it has trouble. Run it again later.', kind };
	}
	if (typeOf(headers) === 'text/html' && mimeType && !mimeType.startsWith('text/')) {
		const description = 'Something between this n8n and the internet, such as a proxy, answers in its place.';
		return { why: 'a web page came in its place', description, kind: 'final' };
	}
	return Number(headers['content-length'] ?? 0) > largest ? tooLarge(largest) : undefined;
}

const tooLarge = (largest: number) =>
	({
		why: `it has more than ${Math.round(largest / 1_000_000)} MB`,
		description: "Allow larger ones by the option 'Largest File'.",
		kind: 'final',
	}) as const;

/** What a disk says that takes nothing more. */
const FULL: ReadonlySet<string> = new Set(['EACCES', 'EDQUOT', 'EMFILE', 'ENOENT', 'ENOSPC', 'EROFS']);

/** Why nothing came, or only a part of it, or n8n did not keep it. */
function lossOf(error: unknown): Outcome {
	const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
	const ofN8n = error instanceof BaseError ? error.message : code !== undefined && FULL.has(code) ? code : undefined;
	if (ofN8n !== undefined) {
		return { why: ofN8n, description: "This is about n8n's own store of files.", kind: 'final' };
	}
	const description = 'Nothing answers at its address, or this n8n cannot reach it.';
	return { why: code ?? 'the connection failed', description, kind: 'passing' };
}

/** Its name and type, as far as anybody knows them: who sent it, the answer, or the address. */
function describedBy({ headers }: IN8nHttpFullResponse, { address, name, mimeType }: PublicFile) {
	const [, announced] = /\bfilename="?([^";]+)/i.exec(String(headers['content-disposition'] ?? '')) ?? [];
	const known = [name, announced, new URL(address).pathname].map(lastPart).find((part) => part !== '') ?? 'file';
	const answered = typeOf(headers);
	const type = mimeType || (/^(application|binary)\/octet-stream$/.test(answered) ? '' : answered);
	// Of a name without an extension n8n would take it for a text.
	return { name: known, mimeType: type || (known.includes('.') ? undefined : 'application/octet-stream') };
}

const typeOf = (headers: IN8nHttpFullResponse['headers']) =>
	String(headers['content-type'] ?? '')
		.split(';')[0]
		.trim()
		.toLowerCase();

/** A name that is no path. */
function lastPart(path = ''): string {
	const part = path.split(/[\\/]/).at(-1) ?? '';
	try {
		return path.startsWith('/') ? decodeURIComponent(part) : part;
	} catch {
		return part;
	}
}
