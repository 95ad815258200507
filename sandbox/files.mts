import type { Account, StoredFile } from './account.mts';
import { find } from './account.mts';
import { formError, notFound } from './errors.mts';
import { signatureParameter, storagePath } from './storage.mts';

type FileType = StoredFile['type'];

/** The MIME types that a file name's extension stands for, and the types of file that they are. */
const kinds: readonly [extension: RegExp, mimeType: string, type: FileType][] = [
	[/^\.pdf$/, 'application/pdf', 'PDF'],
	[/^\.jpe?g$/, 'image/jpeg', 'IMAGE'],
	[/^\.png$/, 'image/png', 'IMAGE'],
	[/^\.webp$/, 'image/webp', 'IMAGE'],
	[/^\.mp3$/, 'audio/mpeg', 'AUDIO'],
	[/^\.og[ga]$/, 'audio/ogg', 'AUDIO'],
	[/^\.mp4$/, 'video/mp4', 'VIDEO'],
	[/^\.docx$/, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'WORD'],
	[/^\.xlsx$/, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'EXCEL'],
];

/**
 * Announces a file: the first of the three steps of an upload (observed.md §6).
 * @param given its name with an extension, what is to be done with it, and its MIME type, found from the name if left out
 * @returns the file, which has no content yet, and the address that takes it
 * @throws ServiceError when the name has no extension
 */
export function announceFile(
	account: Account,
	given: { name: string; type: FileType; mimeType: string | undefined },
): { file: StoredFile; urlUpload: string } {
	const extension = /\.[^./\\]+$/.exec(given.name)?.[0].toLowerCase();
	if (extension === undefined) throw formError('Informe o nome do arquivo com a extensão');
	const known = kinds.find(([pattern]) => pattern.test(extension));
	const mimeType = given.mimeType ?? known?.[1] ?? 'application/octet-stream';
	const tempFileId = account.id();
	const file: StoredFile = {
		id: account.id(),
		tempFileId,
		createdAt: account.clock.iso(),
		companyId: account.companyId,
		userId: null,
		name: given.name,
		extension,
		mimeType,
		type: given.type === 'UNDEFINED' ? (kinds.find(([, mime]) => mime === mimeType)?.[2] ?? 'UNDEFINED') : given.type,
		key: `${account.companyId}/${tempFileId}${extension}`,
		size: 0,
		content: null,
		saved: false,
		signature: `${account.id()}${account.id()}`.replaceAll('-', ''),
	};
	account.files.set(tempFileId, file);
	const address = new URL(`${account.origin}${storagePath}${tempFileId}`);
	address.searchParams.set(signatureParameter, file.signature);
	return { file, urlUpload: address.href };
}

/**
 * Saves a file that was uploaded: the third step. From here on it is known by its id, for good. Saving it once more
 * answers the same file, which is an assumption.
 * @throws ServiceError when it was not announced, or its content has not come
 */
export function saveFile(account: Account, tempFileId: string): StoredFile {
	const file = find(account.files, tempFileId, 'Arquivo não encontrado');
	if (file.tempFileId !== tempFileId) throw notFound('Arquivo não encontrado');
	if (file.content === null) throw formError('O conteúdo do arquivo ainda não foi enviado');
	file.saved = true;
	account.files.set(file.id, file);
	return file;
}
