import { operation } from '../operation';
import type { Answer } from '../../../../contract';
import type { Parameters } from '../../fields/field';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipient } from '../../fields/recipient';
import { BETWEEN_PARTS, partsOf, sendFollowing } from '../../steps/parts';
import { explainRefusal } from '../../steps/refusal';
import { fieldsIn } from '../../transport/record';
import {
	dispatchOf,
	fromIfWanted,
	generalCall,
	generalEndpoints,
	sendTextOptions,
	text,
	waitForOutcome,
} from '../../fields/send';

const properties = [...recipient, fromIfWanted, text, waitForOutcome, sendTextOptions] as const;

const endpoints = ['POST /chat/v1/send/text', ...generalEndpoints] as const;
type Given = Parameters<typeof properties>;
type Sent = Answer<(typeof endpoints)[number]>;

export const sendText = operation({
	name: 'Send Text',
	value: 'sendText',
	action: 'Send text message',
	description: 'Write to a contact, by phone number or in a session; on WhatsApp within 24 hours of their last message',
	endpoint: endpoints,
	properties,
	request: (parameters) => callFor(parameters, messagesOf(parameters)[0]),
	complete: async (first, parameters, service) => {
		if (!isSplit(parameters)) return first;
		const texts = messagesOf(parameters);
		const { delayTyping = 0 } = parameters.options;
		const sent = await sendFollowing<Sent>(
			service,
			first,
			texts.length,
			async (index) => await service.send(callFor(following(parameters, index), texts[index])),
			({ id = '' }, index) => `“${begun(texts[index])}” (${id})`,
			BETWEEN_PARTS + delayTyping * 1_000,
		);
		const parts = sent.map(({ id, status }, index) => ({ id, status, text: texts[index] }));
		const whole = { ...sent[sent.length - 1], parts };
		return whole;
	},
	explain: explainRefusal,
	output: (sent, parameters) => ({
		...sentMessage(sent, parameters),
		...(isSplit(parameters) && {
			parts: fieldsIn(sent).parts ?? [{ id: sent.id, status: sent.status, text: parameters.text }],
		}),
	}),
	simplify: [...sentSummary, 'parts'],
});

const isSplit = ({ waitForOutcome, options }: Pick<Given, 'options' | 'waitForOutcome'>): boolean =>
	options.splitIntoMessages === true && !waitForOutcome;

const messagesOf = (parameters: Given): string[] =>
	isSplit(parameters) ? partsOf(parameters.text) : [parameters.text];

const callFor = (parameters: Given, text: string) =>
	generalCall(parameters, { text }) ?? {
		endpoint: endpoints[0],
		body: { ...dispatchOf(parameters), text },
	};

/** A part goes into the session that the first one went into, answers nothing by itself, and has a Sender ID of its own. */
const following = (parameters: Given, index: number): Given => {
	const { senderId, ...options } = parameters.options;
	return {
		...parameters,
		options: {
			...options,
			forceStartSession: undefined,
			refId: undefined,
			...(senderId && { senderId: `${senderId}-${index + 1}` }),
		},
	};
};

const begun = (text: string) => (text.length > 40 ? `${text.slice(0, 40).replace(/[\uD800-\uDBFF]$/, '')}…` : text);
