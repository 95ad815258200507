import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { binaryPropertyName } from '../../fields/file';
import { addresseeOf } from '../../fields/message';
import { recipientOf } from '../../fields/phone';
import { anyRecipient } from '../../fields/recipient';
import {
	additionalFields,
	content,
	scheduledContentOf,
	scheduledSummary,
	scheduling,
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
		anyRecipient,
		fromUnlessOnly,
		...content,
		{ ...scheduling, required: true },
		collection.additionalFields([
			...additionalFields,
			cleanParameters,
			{
				...binaryPropertyName,
				required: undefined,
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
