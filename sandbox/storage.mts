import type { Account } from './account.mts';

/** Where the file store answers: `PUT <storagePath><tempFileId>` takes a content, `GET` gives it back. */
export const storagePath = '/_storage/';

/**
 * Keeps the bytes of an upload, as the pre-signed address of a file does (observed.md §6).
 * @returns whether the address is one that was given out
 */
export function storeContent(account: Account, tempFileId: string, content: Buffer): boolean {
	const file = account.files.get(tempFileId);
	if (file === undefined) return false;
	file.content = content;
	file.size = content.length;
	return true;
}
