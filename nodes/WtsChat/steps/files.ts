import { UserError, type IBinaryKeyData, type IDataObject } from 'n8n-workflow';
import { nameWithExtension } from '../fields/file';
import { AddressRefused, download, type PublicFile, type Storing } from './download';
import { isRecord } from '../transport/record';
import type { Service } from '../transport/service';
import { asThrown, explained } from '../transport/words';

/** A file that a message or a note has, as far as it says so. */
export interface AttachedFile {
	/** The message that has it, which tells where it is now if its address has expired. */
	messageId?: string;
	id?: string;
	address?: string;
	name?: string;
	mimeType?: string;
}

const textIn = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * The files of a message, in any shape in which the service and our nodes show one: in its `details` as in the API and in
 * events, as `file` and `files`, or the address alone. Any field may be missing or be something else.
 */
export function filesIn(message: IDataObject): AttachedFile[] {
	// A note is not among the messages.
	const messageId = message.type === 'NOTE' ? undefined : textIn(message.id);
	const { file, files, fileAsLink } = isRecord(message.details) ? message.details : message;
	const found = [file, ...[files].flat(), isRecord(fileAsLink) && fileAsLink.file]
		.filter(isRecord)
		.map((one) => ({ ...attached(one), messageId: textIn(one.messageId) ?? messageId }));
	const fileUrl = textIn(message.fileUrl);
	if (found.length === 0 && fileUrl) {
		const { fileId, fileName, mimeType } = message;
		return [{ ...attached({ id: fileId, name: fileName, mimeType, publicUrl: fileUrl }), messageId }];
	}
	// One that a message names as its own may be among its files too.
	const keyOf = ({ id, address }: AttachedFile) => id ?? address;
	return found.filter((one, index) => {
		const key = keyOf(one);
		return key === undefined || found.findIndex((other) => keyOf(other) === key) === index;
	});
}

function attached({
	id,
	fileId,
	name,
	url,
	publicUrl,
	publicUrlDownload,
	mimeType,
	extension,
}: IDataObject): AttachedFile {
	const type = textIn(mimeType);
	const given = textIn(name);
	return {
		id: textIn(id) ?? textIn(fileId),
		address: textIn(publicUrl) ?? textIn(url) ?? textIn(publicUrlDownload),
		name: given && nameWithExtension(given, type ?? '', textIn(extension)),
		mimeType: type,
	};
}

/** What a file is called, by its address if it has no name; undefined if nobody knows. */
export const nameOfFile = ({ name, address = '' }: AttachedFile): string | undefined =>
	name ?? (URL.canParse(address) ? textIn(new URL(address).pathname.split('/').at(-1)) : undefined);

/** Messages that are nothing without a file. */
export const FILE_TYPES: ReadonlySet<string> = new Set(['AUDIO', 'DOCUMENT', 'IMAGE', 'STICKER', 'VIDEO']);

/** The files of a message, also one that the message has by what it says, but does not tell of: the service is asked where it is. */
export function filesToFetch(message: IDataObject): AttachedFile[] {
	const told = filesIn(message);
	const { type, fileId, filesIds } = message;
	const ids = [fileId, ...[filesIds].flat()].map(textIn).filter((id) => id !== undefined);
	const hasOne = ids.length > 0 || FILE_TYPES.has(textIn(type)?.toUpperCase() ?? '');
	return told.length === 0 && hasOne ? [{ messageId: textIn(message.id), id: ids.at(0) }] : told;
}

/**
 * The messages that an item of any of our nodes holds: those of an event, of several that came together, of a chatbot's
 * call, of a transcript, or the item itself.
 */
export function messagesIn(item: IDataObject): IDataObject[] {
	const { messages, message, content } = item;
	if (Array.isArray(messages)) return messages.filter(isRecord);
	// What a chatbot's block joins, with the message that came last.
	if (isRecord(messages)) return [{ ...(isRecord(message) ? message : {}), ...messages }];
	return [isRecord(content) ? content : item];
}

/** The name of the binary field for one of several files: "data", "data2", "data3" … */
export const fieldFor = (index: number, first = 'data'): string => (index === 0 ? first : `${first}${index + 1}`);

/** Tells where the file of a message is now; undefined if nobody knows. */
export const placeNow =
	({ send }: Pick<Service<'GET /chat/v1/message/{id}'>, 'send'>) =>
	async (file: AttachedFile, index: number): Promise<AttachedFile | undefined> => {
		const { messageId } = file;
		if (messageId === undefined) return undefined;
		const message = await send({ endpoint: 'GET /chat/v1/message/{id}', path: { id: messageId } });
		return among(filesIn({ ...message }), file, index);
	};

/** The place of a file among those of its message: what several messages hold may be put together. */
export const placeInMessage = (files: readonly AttachedFile[], file: AttachedFile): number =>
	files.filter(({ messageId }) => messageId === file.messageId).indexOf(file);

/** The same file among those that were read anew; by its place if it has no ID. */
export const among = (files: readonly AttachedFile[], { id }: AttachedFile, index: number): AttachedFile | undefined =>
	files.find((file) => file.id !== undefined && file.id === id) ?? files[index];

/**
 * Downloads a file; where its host refuses it, as where its address has expired, the service is asked for another
 * address, once.
 * @param store downloads what is at an address
 * @param place tells where the file is now
 * @throws what `store` and `place` throw
 */
export async function fetchFile<Stored>(
	file: AttachedFile,
	store: (file: PublicFile) => Promise<Stored>,
	place: () => Promise<AttachedFile | undefined>,
): Promise<Stored> {
	if (file.address === undefined) {
		const now = await place();
		if (now?.address === undefined) throw nowhere(file);
		return await store({ ...now, address: now.address });
	}
	const { address, name, mimeType } = file;
	try {
		return await store({ address, name, mimeType });
	} catch (error) {
		if (!(error instanceof AddressRefused)) throw asThrown(error);
		const now = await place().catch((failure: unknown) => {
			throw withoutNewAddress(error, failure);
		});
		if (now?.address === undefined || now.address === address) throw asThrown(error);
		return await store({ address: now.address, name: now.name ?? name, mimeType: now.mimeType ?? mimeType });
	}
}

const withoutNewAddress = ({ message, description }: AddressRefused, failure: unknown) =>
	new UserError(message, { description: `${description} A new address could not be had: ${explained(failure)}` });

const nowhere = ({ name }: AttachedFile) =>
	new UserError(`The service does not say where the file ${name ? `'${name}' ` : ''}is`, {
		description: 'Its message may have been deleted, or it is still on its way.',
	});

/**
 * Downloads files into the binary fields `data`, `data2`, `data3` …; one that cannot be had does not cost the others.
 * @param largest how many bytes each may have
 * @param service is asked where a file is whose address has expired
 * @returns the files, and why some of them are missing
 * @throws the signal's reason when the execution is cancelled
 */
export async function filesToBegin(
	context: Storing,
	files: readonly AttachedFile[],
	largest: number,
	service?: () => Promise<Pick<Service<'GET /chat/v1/message/{id}'>, 'send'>>,
): Promise<{ binary?: IBinaryKeyData; fileError?: string }> {
	const binary: IBinaryKeyData = {};
	const failures: string[] = [];
	for (const [index, file] of files.entries()) {
		try {
			const place = async () => service && (await placeNow(await service())(file, placeInMessage(files, file)));
			binary[fieldFor(index)] = await fetchFile(file, async (one) => await download(context, one, largest), place);
		} catch (error) {
			context.getExecutionCancelSignal()?.throwIfAborted();
			failures.push(explained(error));
		}
	}
	return {
		...(Object.keys(binary).length > 0 && { binary }),
		...(failures.length > 0 && { fileError: failures.join(' ') }),
	};
}
