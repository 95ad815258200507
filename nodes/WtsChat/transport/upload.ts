import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { Client } from './client';

/** What the service does with a file; DOCUMENT is kept as it is, IMAGE and VIDEO are converted (observed.md §6). */
export type FileType = 'UNDEFINED' | 'PDF' | 'EXCEL' | 'WORD' | 'IMAGE' | 'AUDIO' | 'VIDEO' | 'DOCUMENT';

// Each try asks for an address of its own: one that was used once may not be used again (observed.md §6).
const MOST_TRIES = 3;

/**
 * Brings a file of an input item to the service: asks for an address, puts the content there, saves it. The content
 * is streamed where n8n keeps it outside of its memory.
 * @param binaryProperty name of the item's binary property
 * @param type what the service is to do with it
 * @returns the service's record of the file; its `id` can be used in any number of requests
 * @throws NodeOperationError if the item has no such file or its storage does not take it, NodeApiError if the
 * service does not
 */
export async function uploadFile(
	context: IExecuteFunctions,
	client: Client,
	itemIndex: number,
	binaryProperty: string,
	type: FileType,
): Promise<{ id: string } & Record<string, unknown>> {
	const { fileName = 'file', mimeType, id } = context.helpers.assertBinaryData(itemIndex, binaryProperty);
	const content = async () =>
		id === undefined
			? await context.helpers.getBinaryDataBuffer(itemIndex, binaryProperty)
			: await context.helpers.getBinaryStream(id);
	const size =
		id === undefined
			? (await context.helpers.getBinaryDataBuffer(itemIndex, binaryProperty)).length
			: (await context.helpers.getBinaryMetadata(id)).fileSize;

	let refusal = '';
	for (let tries = 1; tries <= MOST_TRIES; tries++) {
		const address = (await client.send({
			endpoint: 'GET /core/v2/file',
			query: { Type: type, Name: fileName, MimeType: mimeType },
		})) as { tempFileId?: string; urlUpload?: string | null } | undefined;
		if (!address?.tempFileId || !address.urlUpload) break;
		const status = await put(context, address.urlUpload, await content(), mimeType, size);
		if (status >= 200 && status < 300) {
			const file = (await client.send({ endpoint: 'POST /core/v2/file', body: { tempFileId: address.tempFileId } })) as
				| ({ id?: string } & Record<string, unknown>)
				| undefined;
			if (file?.id) return { ...file, id: file.id };
		}
		refusal = ` (HTTP ${status})`;
	}
	throw new NodeOperationError(context.getNode(), `The file '${fileName}' could not be stored${refusal}`, {
		itemIndex,
		description: `The service gave an address for the file but did not take it there. Check that the file is not empty and of a kind that the service takes, then run it again. [item ${itemIndex}]`,
	});
}

/** Puts the content to its storage, which is not the service: the API key must not go there. @returns the HTTP status */
async function put(
	context: IExecuteFunctions,
	url: string,
	body: Buffer | NodeJS.ReadableStream,
	mimeType: string,
	size: number,
): Promise<number> {
	const response = (await context.helpers.httpRequest({
		method: 'PUT',
		url,
		body: body as Buffer,
		headers: { 'Content-Type': mimeType, 'Content-Length': String(size) },
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		abortSignal: context.getExecutionCancelSignal(),
	})) as { statusCode: number };
	return response.statusCode;
}
