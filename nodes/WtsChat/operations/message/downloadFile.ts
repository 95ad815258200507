import { UserError, type IDataObject } from 'n8n-workflow';
import { stepwise } from '../operation';
import { cardId } from '../../fields/card';
import { collection } from '../../fields/collection';
import { bytesAllowed, largestFile } from '../../fields/download';
import type { Parameters } from '../../fields/field';
import { messageId } from '../../fields/message';
import { cardNoteId } from '../../fields/note';
import { errorStopsRun, ifNotFound } from '../../fields/result';
import {
	among,
	fetchFile,
	fieldFor,
	filesIn,
	filesToFetch,
	messagesIn,
	placeInMessage,
	placeNow,
	type AttachedFile,
} from '../../steps/files';
import { transcriptionIn } from '../../steps/message';
import type { Workbench } from '../../steps/workbench';

const MESSAGE = 'GET /chat/v1/message/{id}';
const NOTES = 'GET /crm/v1/panel/card/{cardId}/note';
type Endpoint = typeof MESSAGE | typeof NOTES;

/** How long a voice message may take to be written down, and after which time it is asked for again, in milliseconds. */
const LONGEST_TRANSCRIPTION = 30_000;
const LOOK_AGAIN = 2_000;

const properties = [
	// What can be filled in depends on it, so it cannot vary from item to item.
	{
		displayName: 'File Of',
		name: 'fileOf',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Card Note', value: 'cardNote', description: 'A note on a card of the CRM' },
			{ name: 'Message by ID', value: 'message' },
			{
				name: 'Message of the Item',
				value: 'item',
				description:
					'What comes in from a trigger of this package, from Message: Get or Get Many, or from a transcript, as it is; not what others can send here',
			},
		],
		default: 'item',
		description: 'What has the file',
	},
	{ ...messageId, form: 'id', displayOptions: { show: { fileOf: ['message'] } } },
	{ ...cardId, displayOptions: { show: { fileOf: ['cardNote'] } } },
	{ ...cardNoteId, displayOptions: { show: { fileOf: ['cardNote'] } } },
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in; of several files the next ones are numbered, as data2',
	},
	collection.options([
		{
			displayName: 'If There Is No File',
			name: 'ifNoFile',
			type: 'options',
			options: [
				{ name: 'Go On Without', value: 'goOn', description: 'The item comes out with no file, as for a text message' },
				{ name: 'Return an Error', value: 'error', description: errorStopsRun },
			],
			default: 'error',
			description: 'What to do with a message or note that has no file',
		},
		ifNotFound,
		largestFile,
		{
			displayName: 'Wait for Transcription',
			name: 'waitForTranscription',
			type: 'boolean',
			default: false,
			description:
				'Whether to wait up to 30 seconds until the service has written down what a voice message says, on accounts where it does so',
		},
	]),
] as const;

type Given = Parameters<typeof properties>;

/** What has the files, as far as it is known. */
interface Source {
	about: { messageId: unknown; sessionId: unknown; noteId: unknown; cardId: unknown; type: unknown };
	messages: IDataObject[];
	files: AttachedFile[];
	/** Tells where a file is now. @param index its place among those of its message */
	place(file: AttachedFile, index: number): Promise<AttachedFile | undefined>;
}

export const downloadFile = stepwise({
	name: 'Download File',
	value: 'downloadFile',
	action: 'Download file of message',
	description: 'Fetch what a contact sent, such as a picture, voice message or document, as binary data',
	endpoint: [MESSAGE, NOTES],
	properties,
	// It only reads.
	target: () => undefined,
	// Where n8n keeps files in its memory or its database, each one is held as a whole for a moment.
	width: 4,
	execute: async (parameters, workbench) => {
		const source = await sourceOf(parameters, workbench);
		if (!source) return [];
		const { ifNoFile, largestFile: largest, waitForTranscription } = parameters.options;
		const { files, messages, about } = source;
		if (files.length === 0 && ifNoFile !== 'goOn') throw noFile(parameters);
		const brought = [];
		for (const [index, file] of files.entries()) {
			const binaryProperty = fieldFor(index, parameters.binaryPropertyName.trim());
			const stored = await fetchFile(
				file,
				async (place) => await workbench.download(place, bytesAllowed(largest), binaryProperty),
				async () => await source.place(file, placeInMessage(files, file)),
			);
			const { fileName = null, mimeType, bytes = null } = stored;
			brought.push({ binaryProperty, name: fileName, mimeType, size: bytes });
		}
		const transcriptions = [];
		for (const message of messages) {
			const isSound = typeof message.type === 'string' && message.type.toUpperCase() === 'AUDIO';
			const text = isSound && waitForTranscription ? await transcriptionOf(workbench, message) : heardIn(message);
			if (text) transcriptions.push(text);
		}
		const texts = messages.map(({ text }) => text).filter((text) => typeof text === 'string' && text !== '');
		return [contentOf(about, texts.join('\n'), transcriptions.join('\n'), brought)];
	},
	example: () =>
		contentOf({ messageId: 'text', sessionId: 'text', noteId: 'text', cardId: 'text', type: 'text' }, 'text', 'text', [
			{ binaryProperty: 'text', name: 'text', mimeType: 'text', size: 1 },
		]),
});

const contentOf = (about: Source['about'], text: string, transcription: string, files: IDataObject[]) => ({
	...(about as IDataObject),
	text: text || null,
	transcription: transcription || null,
	files,
});

/** Finds what has the files. @returns undefined if it does not exist, and the user wants nothing then */
async function sourceOf(parameters: Given, workbench: Workbench<Endpoint>): Promise<Source | undefined> {
	switch (parameters.fileOf) {
		case 'cardNote':
			return await noteSource(parameters, workbench);
		case 'message':
			return await messageSource(parameters, workbench);
		default:
			return itemSource(workbench);
	}
}

async function messageSource(
	{ messageId: id, options }: Given,
	workbench: Workbench<Endpoint>,
): Promise<Source | undefined> {
	const found = await workbench.find({ endpoint: MESSAGE, path: { id } });
	if (!found) {
		if (options.ifNotFound === 'nothing') return undefined;
		throw unknown('message', messageId);
	}
	const message: IDataObject = { ...found };
	const { sessionId, type } = message;
	return {
		about: { messageId: id, sessionId, noteId: null, cardId: null, type },
		messages: [message],
		files: filesIn(message),
		place: placeNow(workbench),
	};
}

async function noteSource(
	{ cardId: card, noteId, options }: Given,
	workbench: Workbench<Endpoint>,
): Promise<Source | undefined> {
	const note = await noteOf(workbench, card, noteId);
	if (!note) {
		if (options.ifNotFound === 'nothing') return undefined;
		throw unknown('note on this card', cardNoteId);
	}
	return {
		about: { messageId: null, sessionId: null, noteId, cardId: card, type: 'NOTE' },
		messages: [note],
		files: filesIn(note),
		place: async (file, index) => among(filesIn((await noteOf(workbench, card, noteId)) ?? {}), file, index),
	};
}

/** A note of a card, which the service does not tell but among the others. */
async function noteOf(
	workbench: Workbench<Endpoint>,
	cardId: string,
	noteId: string,
): Promise<IDataObject | undefined> {
	for await (const note of workbench.list({ endpoint: NOTES, path: { cardId } }, 'PageNumber')) {
		if (note.id === noteId) return { ...note };
	}
	return undefined;
}

function itemSource(workbench: Workbench<Endpoint>): Source {
	const item = workbench.items()[workbench.itemIndex];
	const messages = messagesIn(item);
	const [only = {}] = messages.length === 1 ? messages : [];
	const { session } = item as { session?: { id?: unknown } | null };
	const files = messages.flatMap((message) => (message.cardId ? filesIn(message) : filesToFetch(message)));
	return {
		about: {
			messageId: only.cardId ? null : (only.id ?? null),
			sessionId: only.sessionId ?? item.sessionId ?? session?.id ?? null,
			noteId: only.cardId ? (only.id ?? null) : null,
			cardId: only.cardId ?? null,
			type: only.type ?? null,
		},
		messages,
		files,
		place: async (file, index) => {
			if (typeof only.cardId === 'string') {
				return among(filesIn((await noteOf(workbench, only.cardId, String(only.id))) ?? {}), file, index);
			}
			return await placeNow(workbench)(file, index);
		},
	};
}

/** What is known of what a voice message says. */
function heardIn({ details, transcription }: IDataObject): string | undefined {
	const text = transcriptionIn(details)?.text ?? transcription;
	return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Waits until the service has written down what a voice message says. @returns undefined if it does not, or takes too long */
async function transcriptionOf(workbench: Workbench<Endpoint>, message: IDataObject): Promise<string | undefined> {
	const known = heardIn(message);
	const { id } = message;
	if (known !== undefined || typeof id !== 'string') return known;
	for (let waited = 0; ; waited += LOOK_AGAIN) {
		const { details } = await workbench.send({ endpoint: MESSAGE, path: { id } });
		const { text, processing } = details?.transcription ?? {};
		if (text || !processing) return text || undefined;
		if (waited >= LONGEST_TRANSCRIPTION) break;
		await workbench.pause(LOOK_AGAIN);
	}
	workbench.tell('The service has not written down yet what a voice message says.');
	return undefined;
}

const noFile = ({ fileOf }: Given) =>
	fileOf === 'item'
		? new UserError('The item has no message with a file', {
				description:
					"Connect a node that gives messages with files, or choose 'Message by ID' under 'File Of'. Where some messages have no file, set the option 'If There Is No File' to 'Go On Without'.",
			})
		: new UserError(`This ${fileOf === 'message' ? 'message' : 'note'} has no file`, {
				description: "Where that may be, set the option 'If There Is No File' to 'Go On Without'.",
			});

const unknown = (what: string, { displayName }: { displayName: string }) =>
	new UserError(`The account has no ${what} with this ID`, {
		description: `Check '${displayName}': it may be mistyped, deleted, or belong to another account.`,
	});
