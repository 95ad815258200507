import { UserError, type IDataObject } from 'n8n-workflow';
import type { Answer } from '../../../../contract';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import type { Service } from '../../transport/service';
import { fileReference } from '../../fields/file';
import { addresseeOf } from '../../fields/message';
import { recipient } from '../../fields/recipient';
import { answerFormOf, askingAgain, response, responseOptions, withChoices } from '../../fields/response';
import { callWithOutcome, generalEndpoints, replyTo, sessionOptions, type OutcomeEndpoint } from '../../fields/send';
import { chosenTemplate, cleanTemplateParameters, textOrTemplate } from '../../fields/textOrTemplate';
import { endOfWait, waitAtMost } from '../../fields/waiting';
import { templateChannel } from '../../steps/channel';
import { explainRefusal, refusalEndpoints } from '../../steps/refusal';
import { templateFileOf } from '../../steps/upload';
import {
	contentWithoutReply,
	earlyReply,
	exampleContent,
	missedReplies,
	receiveReply,
	replyEndpoints,
	type Question,
} from '../../waiting/reply';
import {
	closeWayBack,
	openWayBack,
	tieToSession,
	wayBackEndpoints,
	type WayBack,
	type WayBackEndpoint,
} from '../../waiting/wayBack';
import { machineClock } from '../../transport/clock';

/** Nobody answers faster than this, in milliseconds. */
const QUICKEST_REPLY = 500;

export const sendAndWait = stepwise({
	name: 'Send and Wait for Reply',
	// By this value n8n knows the operation, and makes a tool of it by which people review what AI agents want to do.
	value: 'sendAndWait',
	action: 'Send message and wait for reply',
	description: 'Ask a contact something; the workflow goes on when they have answered or the time is up',
	endpoint: [...generalEndpoints, ...replyEndpoints, ...wayBackEndpoints, ...refusalEndpoints],
	properties: [
		...recipient,
		...textOrTemplate,
		...response,
		...waitAtMost({ amount: 24, unit: 'hours', description: 'After this time the workflow goes on without a reply' }),
		collection.options([...responseOptions, cleanTemplateParameters, replyTo, ...sessionOptions]),
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
		if (!waiting) {
			throw new UserError('Only one item at a time can wait for a reply', {
				description:
					"An execution waits for one reply. Put a 'Loop Over Items' node before this one, or call a sub-workflow for each item.",
			});
		}
		const form = answerFormOf(parameters);
		const until = endOfWait(parameters);
		const { message, options } = parameters;
		const text = options.listChoices === false ? message : withChoices(message, form);
		const template = chosenTemplate(parameters);
		const { address, isReview } = waiting;
		const ifReplyDoesNotFit = options.ifReplyDoesNotFit ?? 'askAgain';
		const askAgainText =
			options.askAgainText?.trim() || askingAgain(form, parameters.language, template ? undefined : text);

		const file = template && (await templateFileOf(parameters, workbench));
		const call = callWithOutcome(parameters, template ? { ...template, ...(file && fileReference(file)) } : { text });

		let wayBack = await openWayBack(workbench, address, until);
		let sessionId = parameters.sendTo === 'session' ? parameters.sessionId : undefined;
		let isAsked = false;
		try {
			// A reply can come as soon as the question is out.
			if (sessionId) wayBack = await tieToSession(workbench, wayBack, sessionId, until);
			const sendingSince = machineClock.now();
			const sending = await workbench.attempt(async () => await workbench.send<OutcomeEndpoint>(call));
			if ('error' in sending) {
				throw sending.refused ? await explainRefusal(sending.error, parameters, workbench) : sending.error;
			}
			const sent = sending.value;
			const mayBeAnswered = machineClock.now() - sendingSince > QUICKEST_REPLY;
			if (sent.status === 'FAILED') throw undelivered(sent);
			if (!sessionId) {
				sessionId = await sessionOf(workbench, sent);
				wayBack = await tied(workbench, wayBack, sessionId, until);
			}
			const question: Question = {
				sessionId,
				messageId: sent.id ?? '',
				askedAt: sent.createdAt ?? new Date().toISOString(),
				waitUntil: until.toISOString(),
				addressee: { ...addresseeOf(parameters), ...contactOfNote(wayBack) },
				wayBack,
				form,
				isApproval: parameters.responseType === 'approval',
				isReview,
				ifReplyDoesNotFit,
				askAgainText,
				read: [],
			};
			// A reply that was faster than the answer to the sending. What comes later than this is brought when it sleeps.
			const early = mayBeAnswered
				? await workbench.attempt(async () => await earlyReply(question, workbench))
				: undefined;
			const found = early && 'value' in early ? early.value : { read: [] };
			if ('content' in found) {
				isAsked = true;
				return [found.content];
			}
			question.read = found.read;
			const content = contentWithoutReply(question);
			await waiting.sleep(until, question, content, {
				missed: async (service) => await missedReplies(question, service),
				afterwards: async (service) => await closeWayBack(service, question.wayBack),
			});
			isAsked = true;
			return [content];
		} finally {
			if (!isAsked) await closeWayBack(workbench, wayBack);
		}
	},
	resume: async (body, question: Question, service) => await receiveReply(body, question, service),
	example: (record) => exampleContent({ ...record('POST /chat/v1/message/send-sync') } as IDataObject),
});

/** The contact at whom the way back is noted. */
const contactOfNote = (wayBack: WayBack): { contactId?: string } =>
	'note' in wayBack && wayBack.note ? { contactId: wayBack.note.contactId } : {};

/**
 * The session that a question went into.
 * @throws UserError if nobody knows it: then no reply could be told from others
 */
async function sessionOf(
	service: Service<'GET /chat/v1/message/{id}'>,
	{ id = '', sessionId }: Answer<OutcomeEndpoint>,
): Promise<string> {
	if (sessionId) return sessionId;
	const path = { id };
	const asked = await service.attempt(async () => await service.send({ endpoint: 'GET /chat/v1/message/{id}', path }));
	if ('value' in asked && asked.value.sessionId) return asked.value.sessionId;
	throw sentInVain('WTS Chat does not say in which session.');
}

/** @throws UserError if the reply has no way back */
async function tied(service: Service<WayBackEndpoint>, ...[wayBack, sessionId, until]: [WayBack, string, Date]) {
	const attempt = await service.attempt(async () => await tieToSession(service, wayBack, sessionId, until));
	if ('value' in attempt) return attempt.value;
	throw sentInVain(attempt.failure);
}

const sentInVain = (reason: string) =>
	new UserError('The message was sent, but its reply cannot be waited for', {
		description: `${reason} Look in the platform before you send it again.`,
	});

const undelivered = (sent: object) =>
	new UserError('The message could not be delivered', {
		description: 'failedReason' in sent && sent.failedReason ? String(sent.failedReason) : undefined,
	});
