import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { sentMessage } from '../../fields/message';
import { phoneDigits } from '../../fields/phone';
import { anyPhone } from '../../fields/recipient';
import { callbackUrl, channelOf, fromUnlessOnly, senderId } from '../../fields/send';
import { channelToSendFrom } from '../../steps/channel';
import { authenticationTemplate } from '../../fields/template';

export const sendOtp = operation({
	name: 'Send One-Time Password',
	value: 'sendOtp',
	action: 'Send one-time password',
	description:
		'Send a code to a WhatsApp number, to check that it belongs to the person; the output says which code, and PENDING, which is no proof of delivery',
	endpoint: 'POST /chat/v1/send/otp',
	properties: [
		fromUnlessOnly,
		anyPhone,
		collection.options([
			callbackUrl,
			{
				displayName: 'Code',
				name: 'code',
				type: 'string',
				default: '',
				placeholder: 'e.g. 48213',
				description: 'The code to send; five digits by chance if left out',
			},
			senderId,
			authenticationTemplate,
		]),
	],
	lookUp: async ({ from }, service) => ({ from: await channelToSendFrom(service, from) }),
	request: ({ from, to, options }) => ({
		body: {
			// Empty until it was looked up.
			from: channelOf(from) ?? '',
			to: phoneDigits(to),
			code: options.code || undefined,
			templateId: options.templateId,
			callbackUrl: options.callbackUrl || undefined,
			senderId: options.senderId || undefined,
		},
	}),
	output: (sent, { to }) => sentMessage(sent, { sendTo: 'recipient', to }),
	simplify: [
		'id',
		'createdAt',
		'code',
		'recipient',
		'to',
		'status',
		'senderId',
		'statusUrl',
		'channelId',
		'templateId',
		'sentAt',
		'receivedAt',
		'failedReason',
	],
});
