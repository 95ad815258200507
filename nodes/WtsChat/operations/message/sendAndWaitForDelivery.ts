import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import type { Service } from '../../transport/service';
import { recipient } from '../../fields/recipient';
import { replyTo, senderId, sessionOptions, toRecipient } from '../../fields/send';
import { chosenTemplate, cleanTemplateParameters, textOrTemplate } from '../../fields/textOrTemplate';
import { endOfWait, waitAtMost } from '../../fields/waiting';
import { templateChannel } from '../../steps/channel';
import {
	deliveryEndpoints,
	exampleMessage,
	followed,
	followedUntil,
	isKnown,
	outcomeOf,
	sendTracked,
	type Tracked,
} from '../../steps/delivery';
import { STATUS_EVENT, subscribe, subscriptionEndpoints, unsubscribe } from '../../waiting/wayBack';
import { eventOf } from '../../waiting/event';

/** How long the status is asked for before the execution sleeps, in milliseconds. */
const AWAKE = 20_000;

/** What an execution remembers of a message while it waits for news. */
type Memory = { message: Tracked; subscription: { subscriptionId: string } };

export const sendAndWaitForDelivery = stepwise({
	name: 'Send and Wait for Delivery',
	value: 'sendAndWaitForDelivery',
	action: 'Send message and wait for delivery',
	description: 'Send a message and tell whether it was delivered or read, or why it failed',
	endpoint: [...deliveryEndpoints, ...subscriptionEndpoints],
	properties: [
		...recipient,
		...textOrTemplate,
		...waitAtMost({
			amount: 10,
			unit: 'minutes',
			description: 'After this time the output says that there is no news of the message',
		}),
		collection.options([...sessionOptions, cleanTemplateParameters, replyTo, { ...senderId, ...toRecipient }]),
	],
	target: (parameters) => {
		// Looked at before anything is sent.
		chosenTemplate(parameters);
		endOfWait(parameters);
		return parameters.sendTo === 'session' ? parameters.sessionId : parameters.to;
	},
	lookUp: templateChannel,
	execute: async (parameters, workbench) => {
		const { waiting } = workbench;
		const until = endOfWait(parameters);
		let message = await sendTracked(workbench, parameters);
		const follow = async (end: number) => {
			message = await followedUntil(workbench, message, end);
			return isKnown(message) || Date.now() >= until.getTime();
		};

		// The only item of a run lets the execution sleep, which holds no worker; several wait here.
		const isOver = await follow(waiting ? Math.min(Date.now() + AWAKE, until.getTime()) : until.getTime());
		if (isOver || !waiting) return [outcomeOf(message)];

		const subscribed = await workbench.attempt(
			async () => await subscribe(workbench, waiting.address, until, STATUS_EVENT),
		);
		if ('failure' in subscribed) {
			// The message is out, so the item has not failed, even where the service could not reach this n8n.
			await follow(until.getTime());
			return [outcomeOf(message)];
		}
		const subscription = subscribed.value;
		// It may have been delivered before the service took the subscription.
		message = await followed(workbench, message);
		const content = outcomeOf(message);
		const afterwards = async (service: Service) => await unsubscribe(service, subscription);
		if (isKnown(message)) {
			await afterwards(workbench);
			return [content];
		}
		const { sessionId } = message.delivery;
		const missed = async () => [{ eventType: STATUS_EVENT, content: { sessionId } }];
		await waiting.sleep(until, { message, subscription }, content, { missed, afterwards });
		return [content];
	},
	resume: async (body, { message, subscription }: Memory, service) => {
		const event = eventOf(body);
		const { sessionId } = message.delivery;
		const isOther = sessionId !== null && event?.content.sessionId !== sessionId;
		if (event?.eventType !== STATUS_EVENT || isOther) return { taken: false };
		// Whoever calls, the service itself is asked.
		const latest = await followed(service, message);
		if (!isKnown(latest)) return { taken: false };
		await unsubscribe(service, subscription);
		return { content: outcomeOf(latest) };
	},
	example: () => outcomeOf(exampleMessage),
});
