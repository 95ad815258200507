import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { addresseeOf } from '../../fields/message';
import { recipientOf } from '../../fields/phone';
import {
	additionalFields,
	content,
	scheduledContentOf,
	scheduledSummary,
	scheduling,
	to,
} from '../../fields/scheduledMessage';
import { channelOf, fromUnlessOnly } from '../../fields/send';
import { channelToSendFrom } from '../../steps/channel';
import { cleanParameters } from '../../fields/template';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create scheduled message',
	description: 'Have a template sent to a contact, or a chatbot started, at a later time',
	endpoint: 'POST /chat/v1/scheduled-message',
	properties: [
		to,
		fromUnlessOnly,
		...content,
		{ ...scheduling, required: true },
		collection.additionalFields([
			...additionalFields,
			cleanParameters,
			{
				displayName: 'Input Binary Field',
				name: 'binaryPropertyName',
				type: 'string',
				default: 'data',
				placeholder: 'e.g. data',
				hint: 'The name of the input binary field containing the file to be uploaded',
				description: 'The image, video or document of the template, from the item',
			},
		]),
	],
	lookUp: async ({ from }, service) => ({ from: await channelToSendFrom(service, from) }),
	prepare: async ({ additionalFields }, { upload }) => {
		const { binaryPropertyName } = additionalFields;
		if (!binaryPropertyName) return {};
		return { additionalFields: { ...additionalFields, fileId: (await upload(binaryPropertyName, 'UNDEFINED')).id } };
	},
	request: ({ to, from, scheduling, additionalFields, ...content }) => ({
		body: {
			to: recipientOf(to),
			from: channelOf(from),
			...scheduledContentOf(content, additionalFields),
			scheduling,
		},
	}),
	output: (scheduled, { to }) => ({ ...addresseeOf({ sendTo: 'recipient', to }), ...scheduled }),
	simplify: [...scheduledSummary, 'recipient', 'to'],
});
