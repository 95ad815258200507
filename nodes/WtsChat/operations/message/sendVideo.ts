import { operation } from '../operation';
import { file, fileIdOrUrl, fileReference } from '../../fields/file';
import { uploadAs } from '../../steps/upload';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipient } from '../../fields/recipient';
import { dispatchOf, fileSendOptions, generalCall, generalEndpoints, waitForOutcome } from '../../fields/send';

export const sendVideo = operation({
	name: 'Send Video',
	value: 'sendVideo',
	action: 'Send video message',
	description: 'Send a video to a contact, by phone number or in a session',
	endpoint: ['POST /chat/v1/send/video', ...generalEndpoints],
	properties: [...recipient, ...file, waitForOutcome, fileSendOptions],
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
	output: sentMessage,
	simplify: sentSummary,
});
