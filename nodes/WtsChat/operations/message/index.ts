import type { Resource } from '../operation';
import { deleteMessage } from './delete';
import { downloadFile } from './downloadFile';
import { get } from './get';
import { getMany } from './getMany';
import { getStatus } from './getStatus';
import { sendAndWait } from './sendAndWait';
import { sendAndWaitForDelivery } from './sendAndWaitForDelivery';
import { sendAudio } from './sendAudio';
import { sendDocument } from './sendDocument';
import { sendFile } from './sendFile';
import { sendImage } from './sendImage';
import { sendOtp } from './sendOtp';
import { sendTemplate } from './sendTemplate';
import { sendTemplateToMany } from './sendTemplateToMany';
import { sendText } from './sendText';
import { sendTextOrTemplate } from './sendTextOrTemplate';
import { sendTyping } from './sendTyping';
import { sendVideo } from './sendVideo';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'What is written to a contact, or by one',
	operations: [
		deleteMessage,
		downloadFile,
		get,
		getMany,
		getStatus,
		sendAndWaitForDelivery,
		sendAndWait,
		sendAudio,
		sendDocument,
		sendFile,
		sendImage,
		sendOtp,
		sendTemplate,
		sendTemplateToMany,
		sendText,
		sendTextOrTemplate,
		sendTyping,
		sendVideo,
	],
	usual: sendText,
};
