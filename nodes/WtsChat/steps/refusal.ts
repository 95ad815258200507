import { NodeApiError } from 'n8n-workflow';
import type { Parameters } from '../fields/field';
import { meantBy } from '../fields/meant';
import { phoneDigits } from '../fields/phone';
import type { recipient } from '../fields/recipient';
import { channelOf, type fromIfWanted } from '../fields/send';
import { OPEN } from '../fields/session';
import type { Service } from '../transport/service';
import { nameOfChannel } from './channel';
import { contactWithPhone } from './contact';
import type { Query, Session } from './openSession';
import { isOpen, platformOf, windowOf, withType } from './window';

/** What it takes to tell why. */
export const refusalEndpoints = [
	'GET /core/v1/contact/phonenumber/{phone}',
	'GET /chat/v2/session',
	'GET /chat/v1/channel',
] as const;
type Tools = Service<(typeof refusalEndpoints)[number]>;
type Given = Pick<Parameters<[...typeof recipient, typeof fromIfWanted]>, 'sendTo' | 'to' | 'from'>;

const TEXT_OR_TEMPLATE =
	"'Send Text or Template' writes freely where that is allowed, and sends an approved template elsewhere.";

/**
 * Says of a text or file that the service refused to send to a phone number, if that is so, that the conversation of the
 * contact is on another channel, or that the messaging window is closed.
 * @returns the refusal, in these words
 */
export async function explainRefusal(refusal: unknown, given: Given, service: Tools): Promise<unknown> {
	const isToPhone = given.sendTo === 'recipient' && !given.to.trim().startsWith('@');
	if (!isToPhone || !(refusal instanceof NodeApiError)) return refusal;
	const found = await service.attempt(async () => await obstacleTo(given, service));
	if (!('value' in found) || !found.value) return refusal;
	const { message, description } = found.value;
	refusal.message = message;
	refusal.description = [description, refusal.description].filter(Boolean).join(' ');
	return refusal;
}

async function obstacleTo({ to, from }: Given, service: Tools) {
	const contact = await contactWithPhone(service, phoneDigits(to));
	if (!contact?.id) return undefined;
	const query: Query = { ContactId: contact.id, Status: [...OPEN, 'HIDDEN'], IncludeDetails: [withType] };
	const writable: Session[] = [];
	const call = { endpoint: 'GET /chat/v2/session', query } as const;
	for await (const session of service.list(call, 'PageNumber', Infinity, meantBy(call))) {
		if (isOpen(windowOf(session))) writable.push(session);
	}
	const channels = await service.sendOnce({ endpoint: 'GET /chat/v1/channel' });
	const given = channelOf(from);
	const chosen = channels.find(({ id, number, identity }) => [id, number, identity?.humanId].includes(given));
	if (writable.some(({ channelId }) => channelId === chosen?.id)) return undefined;
	const [elsewhere] = writable;
	if (!elsewhere) {
		// Other channels have no window, or none that a template could get around.
		if (chosen && platformOf(chosen.type) !== 'official') return undefined;
		return {
			message: 'The messaging window of the contact is closed',
			description: `They have not written for 24 hours, or never. ${TEXT_OR_TEMPLATE}`,
		};
	}
	const channel = channels.find(({ id }) => id === elsewhere.channelId);
	return {
		message: "The contact's open conversation is on another channel",
		description: `It is on “${channel ? nameOfChannel(channel) : elsewhere.channelId}”. Choose this channel in 'From'. ${TEXT_OR_TEMPLATE}`,
	};
}
