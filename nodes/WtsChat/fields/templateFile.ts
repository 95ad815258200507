import type { INodeProperties } from 'n8n-workflow';
import { file, fileIdOrUrl, type FileParameters } from './file';
import { shownWith } from './shown';

/** The file of a template that has an image, video or document at its top. */
export const templateFile = [
	{
		displayName: 'Attach File',
		name: 'attachFile',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether the template has an image, video or document at its top, which has to be given',
	} as const satisfies INodeProperties,
	...shownWith({ attachFile: [true] }, file),
] as const;

export type TemplateFile = FileParameters & { attachFile: boolean };

/**
 * Sees that a file can be sent, as far as that can be seen before it is uploaded.
 * @throws UserError if its address is none that anybody can download it at
 */
export function checkTemplateFile(parameters: TemplateFile): void {
	if (parameters.attachFile) fileIdOrUrl(parameters);
}
