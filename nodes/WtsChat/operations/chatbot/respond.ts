import { UserError, type IDataObject } from 'n8n-workflow';
import { stepwise } from '../operation';
import { answerMessages, answerMessagesOf, type AnswerMessage } from '../../fields/answerMessages';
import { collection } from '../../fields/collection';
import { dynamicQuestion, dynamicQuestionOf } from '../../fields/dynamicQuestion';
import { blockKeys, responseKey } from '../../fields/responseKey';
import { save, savedBy } from '../../fields/save';
import { quoted } from '../../steps/block';

const forWebhooks = { show: { blockType: ['webhook'] } };

export const respond = stepwise({
	name: 'Respond',
	value: 'respond',
	action: 'Respond to chatbot',
	description: 'Answer the block of a chatbot that waits at WTS Chat Chatbot Trigger',
	endpoint: [],
	properties: [
		{
			displayName: 'Block',
			name: 'blockType',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Dynamic Question',
					value: 'dynamicQuestion',
					description: 'It asks the contact what you give it, with choices',
				},
				{ name: 'Webhook', value: 'webhook', description: 'It sends messages, keeps data and takes a way' },
			],
			default: 'webhook',
			description: "The kind of the chatbot's block that waits",
		},
		{ ...blockKeys, displayOptions: forWebhooks },
		{ ...responseKey, displayOptions: forWebhooks },
		{ ...answerMessages, displayOptions: forWebhooks },
		...dynamicQuestion,
		...save,
		collection.options([
			{
				displayName: 'If No Chatbot Waits',
				name: 'ifNoneWaits',
				type: 'options',
				options: [
					{
						name: 'Do Nothing',
						value: 'nothing',
						description: 'The output shows the answer that would have been given',
					},
					{ name: 'Return an Error', value: 'error' },
				],
				default: 'error',
				description:
					'What to do if no chatbot waits for an answer of this execution, or it has one already, such as in a run by hand',
			},
		]),
	],
	// A block takes one answer.
	target: () => 'block',
	execute: async ({ blockType, response, messages, options, ...parameters }, workbench) => {
		const isQuestion = blockType === 'dynamicQuestion';
		// One answer is made of all items.
		if (isQuestion && parameters.choicesFrom === 'items' && workbench.itemIndex > 0) return [];
		const drafts = isQuestion ? [] : answerMessagesOf(messages);
		const answerWith = (sent: AnswerMessage[]): IDataObject => {
			if (isQuestion) return dynamicQuestionOf(parameters, workbench.items());
			return {
				...(response !== undefined && { response }),
				...(sent.length > 0 && { messages: sent }),
				...savedBy(parameters),
			};
		};
		const answer = answerWith(drafts);
		const block = await workbench.attempt(async () => workbench.block());
		if (!('value' in block)) {
			if (options.ifNoneWaits === 'nothing') return [{ answered: false, ...answer }];
			throw block.error;
		}
		const { responseKeys } = block.value;
		if (!isQuestion && response !== undefined && responseKeys.length > 0 && !responseKeys.includes(response)) {
			throw unknownKey(response, responseKeys);
		}
		const uploaded: AnswerMessage[] = [];
		for (const draft of drafts) {
			const isFile = 'binaryPropertyName' in draft;
			uploaded.push(isFile ? { fileId: (await workbench.upload(draft.binaryPropertyName, 'UNDEFINED')).id } : draft);
		}
		const given = answerWith(uploaded);
		await block.value.answer(given);
		return [{ answered: true, ...given }];
	},
	example: () => ({
		answered: true,
		response: '',
		messages: [{ text: '', fileUrl: '', fileId: '', template: { id: '' } }],
		metadata: {},
		contact: {},
		text: '',
		type: '',
		options: [{ text: '', description: '', url: '' }],
	}),
});

const unknownKey = (response: string, keys: readonly string[]) =>
	new UserError('The response is none of the keys of the block', {
		description: `“${response}” was given. The block that waits has ${quoted(keys)}.`,
	});
