import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { file, fileIdOrUrl, fileReference, kindByAddress, kindOfType } from '../../fields/file';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipient } from '../../fields/recipient';
import {
	dispatchOf,
	fileSendOptions,
	fromIfWanted,
	generalCall,
	generalEndpoints,
	waitForOutcome,
} from '../../fields/send';
import { explainRefusal } from '../../steps/refusal';
import { uploadAs } from '../../steps/upload';
import { DISPATCHES } from './captionedSend';

export const sendFile = operation({
	name: 'Send File',
	value: 'sendFile',
	action: 'Send file message',
	description: 'Send any file to a contact as what it is: a picture, sound, video or document',
	endpoint: [...Object.values(DISPATCHES), ...generalEndpoints],
	properties: [
		...recipient,
		fromIfWanted,
		...file,
		{
			displayName: 'Send As',
			name: 'sendAs',
			type: 'options',
			options: [
				{ name: 'Audio', value: 'AUDIO', description: 'Without a caption' },
				{
					name: 'Detect',
					value: 'detect',
					description:
						'By the type of the binary data, or by how the URL ends; what neither tells goes out as a document',
				},
				{ name: 'Document', value: 'DOCUMENT', description: 'Kept as it is, to be downloaded' },
				{ name: 'Image', value: 'IMAGE' },
				{ name: 'Video', value: 'VIDEO' },
			],
			default: 'detect',
			description: 'What the contact gets to see; a caption goes with all but sounds',
		},
		waitForOutcome,
		fileSendOptions,
	],
	prepare: async (parameters, workbench) => {
		const { fileSource, binaryPropertyName, sendAs, options } = parameters;
		const detects = sendAs === 'detect' && fileSource === 'binary';
		const kind = detects ? kindOfType(workbench.typeOf(binaryPropertyName)) : kindOf(parameters);
		if (kind === 'AUDIO' && options.text) {
			workbench.tell('Sounds go out without their caption: channels show none. Send it as a text of its own.');
		}
		return {
			sendAs: detects ? (kind ?? 'DOCUMENT') : sendAs,
			...(await uploadAs(kind ?? 'DOCUMENT')(parameters, workbench)),
		};
	},
	request: (parameters) => {
		const { fileSource, sendAs, options } = parameters;
		const kind = kindOf(parameters);
		const text = kind === 'AUDIO' ? undefined : options.text;
		// The general endpoints go by the file alone.
		const isAsTold = fileSource !== 'url' || sendAs === 'detect' || sendAs === kindByAddress(fileIdOrUrl(parameters));
		const general =
			isAsTold || parameters.waitForOutcome
				? generalCall(parameters, { ...fileReference(parameters), text })
				: undefined;
		if (general) return general;
		if (kind === undefined && fileSource === 'id') {
			throw new UserError("'Send As' has to say what the file is", {
				description: "Of a file ID alone nobody knows: choose 'Audio', 'Document', 'Image' or 'Video'.",
			});
		}
		const body = { ...dispatchOf(parameters), fileIdOrUrl: fileIdOrUrl(parameters) };
		if (kind === 'AUDIO') return { endpoint: DISPATCHES.AUDIO, body };
		return { endpoint: DISPATCHES[kind ?? 'DOCUMENT'], body: { ...body, text } };
	},
	explain: explainRefusal,
	output: sentMessage,
	simplify: sentSummary,
});

/** What a file goes out as; undefined if that is to be detected, and cannot be. */
function kindOf({
	sendAs,
	...given
}: { sendAs: 'detect' | keyof typeof DISPATCHES } & Parameters<typeof fileIdOrUrl>[0]) {
	if (sendAs !== 'detect') return sendAs;
	return given.fileSource === 'url' ? kindByAddress(fileIdOrUrl(given)) : undefined;
}
