import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Declaration, Parameters } from './field';

/** What the service does with a file; DOCUMENT is kept as it is, IMAGE and VIDEO are converted (observed.md §6). */
export type FileType = 'UNDEFINED' | 'PDF' | 'EXCEL' | 'WORD' | 'IMAGE' | 'AUDIO' | 'VIDEO' | 'DOCUMENT';

export const binaryPropertyName = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input binary field containing the file to be uploaded',
} as const satisfies INodeProperties;

export const fileType = {
	displayName: 'File Type',
	name: 'fileType',
	type: 'options',
	options: [
		{ name: 'Audio', value: 'AUDIO' },
		{ name: 'Detect', value: 'UNDEFINED', description: 'The service finds it out by itself' },
		{ name: 'Document', value: 'DOCUMENT', description: 'Whatever it is, it is kept as it is' },
		{ name: 'Excel', value: 'EXCEL' },
		{ name: 'Image', value: 'IMAGE', description: 'It is converted so that every platform can show it' },
		{ name: 'PDF', value: 'PDF' },
		{ name: 'Video', value: 'VIDEO', description: 'It is converted so that every platform can show it' },
		{ name: 'Word', value: 'WORD' },
	],
	default: 'DOCUMENT',
	description: 'What the service is to do with the file',
} as const satisfies INodeProperties;

const fileSource = {
	displayName: 'Take File From',
	name: 'fileSource',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Binary Data of the Item',
			value: 'binary',
			description: 'A file that an earlier node has brought; it is uploaded first',
		},
		{ name: 'File ID', value: 'id', description: 'A file that was uploaded before' },
		{ name: 'URL', value: 'url', description: 'A file that anybody can download at this address' },
	],
	default: 'url',
} as const satisfies INodeProperties;

export const fileId = {
	displayName: 'File ID',
	name: 'fileId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
	description: 'The ID that File: Upload returned',
	form: 'id',
} as const satisfies Declaration;

export const fileUrl = {
	displayName: 'File URL',
	name: 'fileUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://example.com/invoice.pdf',
	description: 'Public address of the file',
} as const satisfies Declaration;

/** A file that is sent, and where it comes from. */
export const file = [
	fileSource,
	{ ...binaryPropertyName, displayOptions: { show: { fileSource: ['binary'] } } },
	{ ...fileId, displayOptions: { show: { fileSource: ['id'] } } },
	{ ...fileUrl, displayOptions: { show: { fileSource: ['url'] } } },
] as const satisfies Declaration[];

export type FileParameters = Parameters<typeof file>;

/**
 * The file as the dispatches name it; empty while it has not been uploaded yet.
 * @throws UserError if its address is none that anybody can download it at
 */
export const fileIdOrUrl = ({ fileSource, fileId, fileUrl }: FileParameters) =>
	fileSource === 'url' ? publicAddress(fileUrl) : fileId.trim();

/**
 * The address of a file, without spaces around it.
 * @throws UserError if nobody can download anything there
 */
export function publicAddress(written: string): string {
	const address = written.trim();
	if (/^https?:\/\//i.test(address) && URL.canParse(address)) return address;
	throw new UserError('The file URL is not an address', {
		description: `“${address}” was given. Enter the whole address of the file, with https:// in front, e.g. https://example.com/invoice.pdf.`,
	});
}

/** The file as the general endpoints for messages name it. */
export const fileReference = (parameters: FileParameters) =>
	parameters.fileSource === 'url' ? { fileUrl: fileIdOrUrl(parameters) } : { fileId: fileIdOrUrl(parameters) };

/**
 * A file's name with its extension, by which programs and the service tell its kind; some nodes give the extension
 * apart, and some not at all.
 * @param extension with or without the dot
 */
export function nameWithExtension(name: string, mimeType: string, extension?: string): string {
	const known = extension?.replace(/^\./, '') || EXTENSIONS[mimeType.split(';')[0].trim().toLowerCase()];
	return name.includes('.') || !known ? name : `${name}.${known}`;
}

/** Of what people send to contacts, and n8n knows no extension of. */
const EXTENSIONS: Readonly<Record<string, string>> = {
	'application/msword': 'doc',
	'application/pdf': 'pdf',
	'application/vnd.ms-excel': 'xls',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
	'application/xml': 'xml',
	'application/zip': 'zip',
	'audio/aac': 'aac',
	'audio/mp4': 'm4a',
	'audio/mpeg': 'mp3',
	'audio/ogg': 'ogg',
	'audio/wav': 'wav',
	'image/gif': 'gif',
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
	'text/csv': 'csv',
	'text/plain': 'txt',
	'video/3gpp': '3gp',
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
};

/** What kind of message a file makes. */
export type MessageKind = 'AUDIO' | 'DOCUMENT' | 'IMAGE' | 'VIDEO';

/** Of pictures, sounds and videos those that phones show; others go out as documents. */
const SHOWN = /^(?:image\/(?:bmp|gif|jpe?g|p?jpeg|png|webp)|audio\/|video\/)/;

/** The kind of message that a file of a type makes, e.g. of "image/jpeg". */
export function kindOfType(mimeType: string): MessageKind {
	const type = mimeType.trim().toLowerCase();
	if (type.startsWith('application/ogg')) return 'AUDIO';
	return SHOWN.test(type) ? (type.split('/')[0].toUpperCase() as MessageKind) : 'DOCUMENT';
}

const KINDS_BY_EXTENSION: ReadonlyArray<[RegExp, MessageKind]> = [
	[/\.(?:bmp|gif|jpe?g|png|webp)$/i, 'IMAGE'],
	[/\.(?:aac|amr|m4a|mp3|og[ag]|opus|wav)$/i, 'AUDIO'],
	[/\.(?:3gp|avi|mov|mp4|mpe?g|webm)$/i, 'VIDEO'],
	[/\.(?:csv|docx?|pdf|pptx?|rtf|svg|tiff?|txt|xlsx?|xml|zip)$/i, 'DOCUMENT'],
];

/** The kind of message that a file at an address makes by how it ends; undefined if that does not tell. */
export function kindByAddress(address: string): MessageKind | undefined {
	const { pathname } = new URL(address);
	return KINDS_BY_EXTENSION.find(([ending]) => ending.test(pathname))?.[1];
}
