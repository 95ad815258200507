import type { Answer } from '../../../contract';
import { addresseeOf } from '../fields/message';
import { recipientOf } from '../fields/phone';
import type { recipient } from '../fields/recipient';
import { fileIdOrUrl, fileReference } from '../fields/file';
import { channelOf, dispatchOf, sessionOptionsOf, type sendOptions } from '../fields/send';
import { chosenTemplate, type textOrTemplate } from '../fields/textOrTemplate';
import type { Parameters } from '../fields/field';
import type { Service } from '../transport/service';
import { explainRefusal, refusalEndpoints } from './refusal';
import { templateFileOf } from './upload';
import type { Workbench } from './workbench';

/** What sending a message and following it needs of the service. */
export const deliveryEndpoints = [
	'POST /chat/v1/send/text',
	'POST /chat/v1/send/template',
	'GET /chat/v1/send/message/{id}',
	'POST /chat/v1/session/{id}/message',
	'GET /chat/v1/message/{id}/status',
	...refusalEndpoints,
] as const;

/** How far a message has come, in whichever form the service tells it. */
export type Delivery = {
	id: string;
	sessionId: string | null;
	/** Of what went to a recipient: as it was given, and as it was sent. */
	recipient?: string;
	to?: string;
	/** Of what went into a session, if it is known. */
	contactId?: string;
	status: string;
	failedReason: string | null;
	senderId: string | null;
	createdAt: string | null;
	updatedAt: string | null;
	sentAt: string | null;
};

/** A message that was sent. What goes to a recipient and what goes into a session is asked for at different places. */
export type Tracked = { sentTo: 'recipient' | 'session'; delivery: Delivery };

type Given = Parameters<[...typeof recipient, ...typeof textOrTemplate]> & {
	options: Parameters<[typeof sendOptions]>['options'] & { cleanParameters?: boolean };
};

/**
 * Sends a text or template without waiting for its delivery.
 * @throws NodeApiError if the service does not take it, UserError if a template has no channel to go out on
 */
export async function sendTracked(workbench: Workbench, given: Given): Promise<Tracked> {
	const { sendTo, to, sessionId, from, message: text, options } = given;
	const template = chosenTemplate(given);
	const file = template && (await templateFileOf(given, workbench));
	if (sendTo === 'session') {
		const content = template ? { ...template, ...(file && fileReference(file)) } : { text };
		const sent = await workbench.send({
			endpoint: 'POST /chat/v1/session/{id}/message',
			path: { id: sessionId },
			body: { ...content, refId: options.refId || undefined },
		});
		const delivery = deliveryOf(sent);
		return {
			sentTo: 'session',
			delivery: { ...addresseeOf(given), ...delivery, sessionId: delivery.sessionId ?? sessionId },
		};
	}
	if (template) {
		const body = {
			...template,
			fileIdOrUrl: file && fileIdOrUrl(file),
			to: recipientOf(to),
			from: channelOf(from) ?? '',
			senderId: options.senderId || undefined,
			options: sessionOptionsOf(options),
		};
		return sentToRecipient(await workbench.send({ endpoint: 'POST /chat/v1/send/template', body }), to);
	}
	const body = { ...dispatchOf({ ...given, waitForOutcome: false }), text };
	const sent = await workbench.attempt(async () => await workbench.send({ endpoint: 'POST /chat/v1/send/text', body }));
	if ('value' in sent) return sentToRecipient(sent.value, to);
	throw sent.refused ? await explainRefusal(sent.error, given, workbench) : sent.error;
}

/**
 * A message that was sent to a recipient, to be followed.
 * @param to as it was written
 */
export const sentToRecipient = (sent: Answer<'GET /chat/v1/send/message/{id}'>, to: string): Tracked => ({
	sentTo: 'recipient',
	delivery: { ...addresseeOf({ sendTo: 'recipient', to }), ...deliveryOf(sent) },
});

/** Asks how far a message has come; what cannot be had now is as it was. */
export async function followed(
	service: Service<'GET /chat/v1/message/{id}/status' | 'GET /chat/v1/send/message/{id}'>,
	{ sentTo, delivery }: Tracked,
): Promise<Tracked> {
	const path = { id: delivery.id };
	const latest = await service.attempt(async () =>
		sentTo === 'session'
			? deliveryOf(await service.send({ endpoint: 'GET /chat/v1/message/{id}/status', path }))
			: deliveryOf(await service.send({ endpoint: 'GET /chat/v1/send/message/{id}', path })),
	);
	if ('failure' in latest) return { sentTo, delivery };
	// Only the answer to the sending tells some of it.
	const told = Object.entries(latest.value).filter(([, value]) => value !== null);
	return { sentTo, delivery: { ...delivery, ...Object.fromEntries(told), id: delivery.id } };
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * Asks how far a message has come, with growing pauses, until it is known what became of it or the time is up.
 * @param end milliseconds since 1970
 */
export async function followedUntil(
	service: Service<'GET /chat/v1/message/{id}/status' | 'GET /chat/v1/send/message/{id}'>,
	message: Tracked,
	end: number,
): Promise<Tracked> {
	let latest = message;
	for (let pause = FIRST_PAUSE; !isKnown(latest) && Date.now() < end; pause *= 2) {
		await service.pause(Math.max(0, Math.min(pause, LONGEST_PAUSE, end - Date.now())));
		latest = await followed(service, latest);
	}
	return latest;
}

const OUTCOMES: Record<string, string> = { DELIVERED: 'delivered', READ: 'read', FAILED: 'failed', DELETED: 'deleted' };

/** Whether it is known what became of a message; one that was sent may still fail. */
export const isKnown = ({ delivery: { status } }: Tracked): boolean => Object.hasOwn(OUTCOMES, status);

/** The content of the item for a message. */
export const outcomeOf = ({ delivery }: Tracked) => ({ outcome: OUTCOMES[delivery.status] ?? 'noNews', ...delivery });

type Told =
	| Answer<'POST /chat/v1/session/{id}/message'>
	| Answer<'GET /chat/v1/message/{id}/status'>
	| Answer<'GET /chat/v1/send/message/{id}'>;

function deliveryOf(told: Told): Delivery {
	const reason = 'failedReason' in told ? told.failedReason : 'failureReason' in told ? told.failureReason : undefined;
	return {
		id: told.id ?? '',
		sessionId: told.sessionId ?? null,
		status: told.status ?? 'PROCESSING',
		failedReason: reason ?? null,
		senderId: ('senderId' in told ? told.senderId : undefined) ?? null,
		createdAt: told.createdAt ?? null,
		updatedAt: told.updatedAt ?? null,
		sentAt: ('sentAt' in told ? told.sentAt : undefined) ?? null,
	};
}

/** What comes out for a message, for the output schema. */
export const exampleMessage: Tracked = {
	sentTo: 'recipient',
	delivery: {
		id: '',
		sessionId: '',
		recipient: '',
		to: '',
		contactId: '',
		status: '',
		failedReason: '',
		senderId: '',
		createdAt: '',
		updatedAt: '',
		sentAt: '',
	},
};
