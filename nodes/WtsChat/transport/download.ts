import { UserError, type IBinaryData, type IExecuteFunctions, type IN8nHttpFullResponse } from 'n8n-workflow';

/** How long a download may take altogether, in milliseconds. */
const TIME_LIMIT = 60_000;

/** A file that anybody can download. */
export interface PublicFile {
	address: string;
	/** Its name; n8n takes that of the address if left out. */
	name?: string;
	/** Its type, e.g. "image/jpeg"; n8n finds it out if left out. */
	mimeType?: string;
}

type Stored = Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0];

/** As much of a stream as is used here; `map` gives a stream in its turn. */
interface Stream {
	map(each: (chunk: Uint8Array) => Uint8Array): unknown;
	destroy(): unknown;
}

/**
 * Downloads a file from a public address into n8n's store of binary data, as a stream. It is asked for without any
 * credential: whoever has the address gets it.
 * @param largest how many bytes it may have
 * @throws UserError that says what is in the way; the signal's reason when the execution is cancelled
 */
export async function download(
	context: Pick<IExecuteFunctions, 'helpers' | 'getExecutionCancelSignal'>,
	{ address, name, mimeType }: PublicFile,
	largest: number,
): Promise<IBinaryData> {
	const complain = (why: string, description: string) =>
		new UserError(`The file ${name ? `'${name}' ` : ''}could not be downloaded: ${why}`, { description });
	if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
		throw complain('its address is none', 'The address must begin with https:// or http://.');
	}
	const tooLarge = () =>
		complain(
			`it has more than ${Math.round(largest / 1_000_000)} MB`,
			"Allow larger ones by the option 'Largest File'.",
		);
	const cancel = context.getExecutionCancelSignal();
	const timeIsUp = AbortSignal.timeout(TIME_LIMIT);
	let isTooLarge = false;
	try {
		const { statusCode, headers, body } = (await context.helpers.httpRequest({
			method: 'GET',
			url: address,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: TIME_LIMIT,
			abortSignal: cancel ? AbortSignal.any([cancel, timeIsUp]) : timeIsUp,
		})) as IN8nHttpFullResponse;
		const stream = body as unknown as Stream;
		if (statusCode !== 200 || Number(headers['content-length'] ?? 0) > largest) {
			stream.destroy();
			if (statusCode === 200) throw tooLarge();
			throw complain(`HTTP ${statusCode}`, 'The address may have expired, or the file is gone.');
		}
		let size = 0;
		const counted = stream.map((chunk) => {
			size += chunk.length;
			if (size <= largest) return chunk;
			isTooLarge = true;
			throw tooLarge();
		});
		return await context.helpers.prepareBinaryData(counted as Stored, name, mimeType);
	} catch (error) {
		cancel?.throwIfAborted();
		if (isTooLarge) throw tooLarge();
		if (error instanceof UserError)
			throw complain(error.message.replace(/^.*?downloaded: /, ''), error.description ?? '');
		if (timeIsUp.aborted) throw complain('it took too long', `It took more than ${TIME_LIMIT / 1_000} seconds.`);
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'the connection failed';
		throw complain(code, 'Nothing answers at its address, or this n8n cannot reach it.');
	}
}
