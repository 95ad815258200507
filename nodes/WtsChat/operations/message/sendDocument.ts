import { captionedSend } from './captionedSend';

export const sendDocument = captionedSend('DOCUMENT', {
	name: 'Send Document',
	value: 'sendDocument',
	action: 'Send document message',
	description: 'Send a file as it is, such as a PDF, to a contact, by phone number or in a session',
});
