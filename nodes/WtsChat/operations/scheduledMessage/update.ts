import { operation } from '../operation';
import { chatbot } from '../../fields/chatbot';
import { collection } from '../../fields/collection';
import { publicAddress } from '../../fields/file';
import { recipientOf } from '../../fields/phone';
import { anyRecipient } from '../../fields/recipient';
import {
	additionalFields,
	messageTypes,
	parameterChanges,
	scheduledMessageId,
	scheduledSummary,
	scheduling,
} from '../../fields/scheduledMessage';
import { channelOf, from } from '../../fields/send';
import { parametersGiven, template } from '../../fields/template';
import { neededChanges } from '../../fields/update';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update scheduled message',
	description: 'Change what a scheduled message sends, to whom or when, as long as it has not gone out',
	endpoint: 'PUT /chat/v1/scheduled-message/{id}',
	properties: [
		scheduledMessageId,
		collection.updateFields([
			...additionalFields,
			chatbot,
			from,
			...parameterChanges,
			scheduling,
			template,
			{ ...anyRecipient, required: undefined },
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: messageTypes,
				default: 'TEMPLATE',
				description: 'What happens at the time; the template or chatbot goes with it',
			},
		]),
	],
	request: ({ scheduledMessageId, updateFields }) => {
		const { parameterPairs, parametersJson, fileId, fileUrl, departmentId, to, from, ...values } = updateFields;
		const fields = neededChanges(updateFields, {
			botKey: 'BotId',
			departmentId: 'Department',
			fileId: 'TemplateParams',
			fileUrl: 'TemplateParams',
			from: 'From',
			hiddenSession: 'HiddenSession',
			parameterPairs: 'TemplateParams',
			parametersJson: 'TemplateParams',
			scheduling: 'Scheduling',
			templateId: 'TemplateId',
			to: 'To',
			type: 'Type',
		});
		return {
			path: { id: scheduledMessageId },
			body: {
				fields,
				...values,
				to: to && recipientOf(to),
				from: from && channelOf(from),
				department: departmentId === undefined ? undefined : { id: departmentId },
				templateParams: fields.includes('TemplateParams')
					? {
							parameters: parametersGiven({ rows: parameterPairs, json: parametersJson }),
							fileId: fileId || undefined,
							fileUrl: fileUrl ? publicAddress(fileUrl) : undefined,
						}
					: undefined,
			},
		};
	},
	simplify: scheduledSummary,
});
