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

export const sendImage = operation({
	name: 'Send Image',
	value: 'sendImage',
	action: 'Send image message',
	description: 'Send a picture to a contact, by phone number or in a session',
	endpoint: ['POST /chat/v1/send/image', ...generalEndpoints],
	properties: [...recipient, fromIfWanted, ...file, waitForOutcome, fileSendOptions],
	prepare: uploadAs('IMAGE'),
	request: (parameters) => {
		const { text } = parameters.options;
		return (
			generalCall(parameters, { ...fileReference(parameters), text }) ?? {
				endpoint: 'POST /chat/v1/send/image',
				body: { ...dispatchOf(parameters), fileIdOrUrl: fileIdOrUrl(parameters), text },
			}
		);
	},
	explain: explainRefusal,
	output: sentMessage,
	simplify: sentSummary,
});
