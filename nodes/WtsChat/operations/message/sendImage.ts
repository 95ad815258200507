import { captionedSend } from './captionedSend';

export const sendImage = captionedSend('IMAGE', {
	name: 'Send Image',
	value: 'sendImage',
	action: 'Send image message',
	description: 'Send a picture to a contact, by phone number or in a session',
});
