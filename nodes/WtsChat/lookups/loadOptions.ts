import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { ask } from './ask';
import { nameOfChannel } from './names';

export { getPortfolios, getSequences } from './company';
export { getPanelTags } from './panels';

export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const channels = await ask(this, { endpoint: 'GET /chat/v1/channel' });
	return sorted(channels.map((channel) => ({ name: nameOfChannel(channel), value: channel.id ?? '' })));
}

export async function getDepartments(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const departments = await ask(this, { endpoint: 'GET /core/v2/department' });
	return sorted(departments.map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' })));
}

export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const tags = await ask(this, { endpoint: 'GET /core/v1/tag' });
	return sorted(tags.map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' })));
}

/** The events that a subscription can hold, read from the account so that new ones appear by themselves. */
export async function getWebhookEvents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const events = await ask(this, { endpoint: 'GET /core/v1/webhook/event' });
	return sorted(
		events.map(({ event = '', description }) => ({
			name: titleOf(event),
			value: event,
			description: description ?? undefined,
		})),
	);
}

/** "MESSAGE_RECEIVED" becomes "Message Received". */
const titleOf = (event: string) =>
	event
		.toLowerCase()
		.split('_')
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');

function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
