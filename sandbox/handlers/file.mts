import { announceFile, saveFile } from '../files.mts';
import type { Handlers } from '../handler.mts';

export const file = {
	fileGetUploadUrl: (account, { query }) => {
		const { file, urlUpload } = announceFile(account, {
			name: query.Name,
			type: query.Type,
			mimeType: query.MimeType,
		});
		return { tempFileId: file.tempFileId, urlUpload };
	},

	fileSave: (account, { body }) => {
		const { tempFileId, createdAt, content, saved, signature, ...shown } = saveFile(account, body.tempFileId);
		return shown;
	},
} satisfies Handlers;
