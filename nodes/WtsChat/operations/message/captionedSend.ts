import { operation, type Presentation } from '../operation';
import { file, fileIdOrUrl, fileReference } from '../../fields/file';
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

/** The endpoints that send a file as what it is. */
export const DISPATCHES = {
	AUDIO: 'POST /chat/v1/send/audio',
	DOCUMENT: 'POST /chat/v1/send/document',
	IMAGE: 'POST /chat/v1/send/image',
	VIDEO: 'POST /chat/v1/send/video',
} as const;

/** Declares the operation that sends files of a kind to which captions go. */
export const captionedSend = (kind: 'DOCUMENT' | 'IMAGE' | 'VIDEO', presentation: Presentation) =>
	operation({
		...presentation,
		endpoint: [DISPATCHES[kind], ...generalEndpoints],
		properties: [...recipient, fromIfWanted, ...file, waitForOutcome, fileSendOptions],
		prepare: uploadAs(kind),
		request: (parameters) => {
			const { text } = parameters.options;
			return (
				generalCall(parameters, { ...fileReference(parameters), text }) ?? {
					endpoint: DISPATCHES[kind],
					body: { ...dispatchOf(parameters), fileIdOrUrl: fileIdOrUrl(parameters), text },
				}
			);
		},
		explain: explainRefusal,
		output: sentMessage,
		simplify: sentSummary,
	});
