import type { Resource } from '../operation';
import { getUploadUrl } from './getUploadUrl';
import { save } from './save';
import { upload } from './upload';

export const file: Resource = {
	name: 'File',
	value: 'file',
	description: 'A picture, document, sound or video that can be sent',
	operations: [getUploadUrl, save, upload],
	usual: upload,
};
