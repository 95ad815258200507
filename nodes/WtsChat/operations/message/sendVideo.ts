import { operation } from '../operation';
import { file, fileIdOrUrl, fileReference } from '../../fields/file';
import { explainRefusal } from '../../steps/refusal';
import { uploadAs } from '../../steps/upload';
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

export const sendVideo = operation({
	name: 'Send Video',
	value: 'sendVideo',
	action: 'Send video message',
	description: 'Send a video to a contact, by phone number or in a session',
	endpoint: ['POST /chat/v1/send/video', ...generalEndpoints],
	properties: [...recipient, fromIfWanted, ...file, waitForOutcome, fileSendOptions],
	prepare: uploadAs('VIDEO'),
	request: (parameters) => {
		const { text } = parameters.options;
		return (
			generalCall(parameters, { ...fileReference(parameters), text }) ?? {
				endpoint: 'POST /chat/v1/send/video',
				body: { ...dispatchOf(parameters), fileIdOrUrl: fileIdOrUrl(parameters), text },
			}
		);
	},
	explain: explainRefusal,
	output: sentMessage,
	simplify: sentSummary,
});
