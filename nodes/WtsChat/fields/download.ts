import type { INodeProperties } from 'n8n-workflow';

/** In megabytes. */
const USUAL_LARGEST = 50;

export const largestFile = {
	displayName: 'Largest File',
	name: 'largestFile',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: USUAL_LARGEST,
	hint: 'In megabytes',
	description: 'Files that are larger are not downloaded',
} as const satisfies INodeProperties;

/** Lets a trigger bring what the contact sent. */
export const downloadFiles = {
	displayName: 'Download Files',
	name: 'downloadFiles',
	type: 'boolean',
	default: false,
	description:
		"Whether to fetch what the contact sent, such as pictures and voice messages: the first file comes as 'data', the next ones as 'data2' and so on. Files that cannot be had do not stop the workflow; 'fileError' says why.",
} as const satisfies INodeProperties;

/** The size that goes with it. */
export const largestDownload = {
	...largestFile,
	displayOptions: { show: { downloadFiles: [true] } },
} as const satisfies INodeProperties;

/** How many bytes a file may have. An expression may bring nothing, or no number: then it is as many as usual. */
export const bytesAllowed = (megabytes: unknown): number => (Number(megabytes) || USUAL_LARGEST) * 1_000_000;
