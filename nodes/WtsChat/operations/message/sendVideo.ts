import { captionedSend } from './captionedSend';

export const sendVideo = captionedSend('VIDEO', {
	name: 'Send Video',
	value: 'sendVideo',
	action: 'Send video message',
	description: 'Send a video to a contact, by phone number or in a session',
});
