import { NodeOperationError, UserError, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';
import { nameWithExtension, type FileType } from '../fields/file';
import type { Client } from '../transport/client';
import { machineClock } from '../transport/clock';
import { isUnknown } from '../transport/failure';
import { retryDelay } from '../transport/retry';
import { asThrown } from '../transport/words';

/** A file of an input item. */
export interface ItemFile {
	itemIndex: number;
	/** Name of the item's binary property. */
	binaryProperty: string;
	/** What the service is to do with it. */
	type: FileType;
	/** Its name with an extension; the one it has in the item if left out. */
	name?: string;
}

// Each try asks for an address of its own: one that was used once may not be used again (observed.md §6).
const MOST_TRIES = 3;
/** The storage gets more time than the service, in milliseconds, since files may be large and lines slow. */
const TIME_LIMIT = 10 * 60_000;

/**
 * Brings a file to the service's storage: asks for an address and puts the content there, streamed where n8n keeps it
 * outside of its memory. It is of use once it has been saved.
 * @returns the ID to save it by
 * @throws NodeOperationError if the item has no such file, it is empty or the storage does not take it, NodeApiError if
 * the service gives no address
 */
export async function storeFile(context: IExecuteFunctions, client: Client, file: ItemFile): Promise<string> {
	const { itemIndex, binaryProperty, type } = file;
	const binary = binaryOf(context, itemIndex, binaryProperty);
	const { mimeType } = binary;
	const name = file.name || nameWithExtension(binary.fileName || 'file', mimeType, binary.fileExtension);
	const { size, read } = await fileIn(context, itemIndex, binaryProperty, binary);
	const fail = (why: string, advice: string) =>
		new NodeOperationError(context.getNode(), `The file '${name}' ${why}`, {
			itemIndex,
			description: `${advice} [item ${itemIndex}]`,
		});
	if (size === 0) throw fail('is empty', 'Check the node that it comes from.');

	let refusal = 'no address';
	for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
		if (attempt > 1)
			await machineClock.sleep(retryDelay(attempt - 1, Math.random()), context.getExecutionCancelSignal());
		const address = await client.send({
			endpoint: 'GET /core/v2/file',
			query: { Type: type, Name: name, MimeType: mimeType },
		});
		if (!address.tempFileId || !address.urlUpload) continue;
		const outcome = await put(context, address.urlUpload, await read(), mimeType, size);
		if (outcome === 'stored') return address.tempFileId;
		refusal = outcome;
	}
	throw fail(
		'could not be stored',
		`The service's storage for files did not take it (${refusal}). Check that it is of a kind that the service takes, and that this n8n can reach the internet, then run it again.`,
	);
}

/** What n8n knows of a file of an input item. @throws UserError if the item has none there */
export function binaryOf(context: IExecuteFunctions, itemIndex: number, binaryProperty: string): IBinaryData {
	try {
		const binary = context.helpers.assertBinaryData(itemIndex, binaryProperty);
		// Of a name such as "constructor" n8n finds what every object has.
		if (typeof binary.data === 'string') return binary;
	} catch (error) {
		// n8n's own words do not say which parameter they are about.
		if (!(error instanceof NodeOperationError)) throw asThrown(error);
	}
	throw new UserError(`The item has no binary field '${binaryProperty}'`, {
		description: `“${binaryProperty}” was given. Enter the name of a binary field that the item has, such as data, and check that the node before this one gives a file.`,
	});
}

/**
 * Stores a file of an input item and saves it.
 * @returns the service's record of the file; its `id` can be used in any number of requests
 * @throws what `storeFile` throws, NodeApiError if the service does not save it
 */
export async function uploadFile(context: IExecuteFunctions, client: Client, file: ItemFile): Promise<{ id: string }> {
	const tempFileId = await storeFile(context, client, file);
	try {
		// To save it once more would harm nobody.
		const { id = '' } = await client.sendRepeatable({ endpoint: 'POST /core/v2/file', body: { tempFileId } });
		return { id };
	} catch (error) {
		if (!isUnknown(error)) throw asThrown(error);
		// A file that nobody knows by an ID is as good as none.
		throw new NodeOperationError(context.getNode(), 'The service did not say under which ID it saved the file', {
			itemIndex: file.itemIndex,
			description: `Run it again. [item ${file.itemIndex}]`,
		});
	}
}

/** @returns the size of a file in bytes, and how to read it, which can be done again */
async function fileIn(
	context: IExecuteFunctions,
	itemIndex: number,
	binaryProperty: string,
	{ id }: IBinaryData,
): Promise<{ size: number; read(): Promise<Buffer | NodeJS.ReadableStream> }> {
	if (id !== undefined) {
		const { fileSize } = await context.helpers.getBinaryMetadata(id);
		return { size: fileSize, read: async () => await context.helpers.getBinaryStream(id) };
	}
	const content = await context.helpers.getBinaryDataBuffer(itemIndex, binaryProperty);
	return { size: content.length, read: async () => content };
}

/**
 * Puts the content to its storage, which is not the service: the API key must not go there, and the address, which
 * lets anybody write there, must not show.
 * @returns "stored", or why it is not
 * @throws the signal's reason when the execution is cancelled
 */
async function put(
	context: IExecuteFunctions,
	url: string,
	body: Buffer | NodeJS.ReadableStream,
	mimeType: string,
	size: number,
): Promise<string> {
	const signal = context.getExecutionCancelSignal();
	try {
		const { statusCode } = (await context.helpers.httpRequest({
			method: 'PUT',
			url,
			body: body as Buffer,
			headers: { 'Content-Type': mimeType, 'Content-Length': String(size) },
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// To follow it, the whole content would be kept in memory.
			disableFollowRedirect: true,
			timeout: TIME_LIMIT,
			abortSignal: signal,
		})) as { statusCode: number };
		if (statusCode >= 200 && statusCode < 300) return 'stored';
		return statusCode >= 300 && statusCode < 400
			? `HTTP ${statusCode}, a redirect, which is not followed`
			: `HTTP ${statusCode}`;
	} catch (error) {
		signal?.throwIfAborted();
		return error instanceof Error && 'code' in error ? String(error.code) : 'the connection failed';
	}
}
