import { operation } from '../operation';
import { file, fileIdOrUrl, fileReference } from '../../fields/file';
import { explainRefusal } from '../../steps/refusal';
import { uploadAs } from '../../steps/upload';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipient } from '../../fields/recipient';
import {
	dispatchOf,
	fromIfWanted,
	generalCall,
	generalEndpoints,
	sendOptions,
	waitForOutcome,
} from '../../fields/send';

export const sendAudio = operation({
	name: 'Send Audio',
	value: 'sendAudio',
	action: 'Send audio message',
	description: 'Send a sound or voice recording to a contact, by phone number or in a session',
	endpoint: ['POST /chat/v1/send/audio', ...generalEndpoints],
	properties: [...recipient, fromIfWanted, ...file, waitForOutcome, sendOptions],
	prepare: uploadAs('AUDIO'),
	request: (parameters) =>
		generalCall(parameters, fileReference(parameters)) ?? {
			endpoint: 'POST /chat/v1/send/audio',
			body: { ...dispatchOf(parameters), fileIdOrUrl: fileIdOrUrl(parameters) },
		},
	explain: explainRefusal,
	output: sentMessage,
	simplify: sentSummary,
});
