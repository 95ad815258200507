import type { FileParameters, FileType } from '../fields/file';
import type { TemplateFile } from '../fields/templateFile';
import type { Workbench } from './workbench';

/**
 * Makes the preparation that uploads the file if it is binary data of the item: afterwards it is one with an ID.
 * @param type what the service is to do with it
 */
export const uploadAs =
	(type: FileType) =>
	async ({ fileSource, binaryPropertyName }: FileParameters, { upload }: Workbench): Promise<Partial<FileParameters>> =>
		fileSource === 'binary' ? { fileSource: 'id', fileId: (await upload(binaryPropertyName, type)).id } : {};

/**
 * The file of a template, uploaded if it is binary data of the item.
 * @returns what `fileReference` and `fileIdOrUrl` take; undefined if the template has none
 */
export const templateFileOf = async (
	parameters: TemplateFile,
	workbench: Workbench,
): Promise<FileParameters | undefined> =>
	parameters.attachFile ? { ...parameters, ...(await uploadAs('UNDEFINED')(parameters, workbench)) } : undefined;
