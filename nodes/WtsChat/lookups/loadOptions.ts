import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { ask } from './ask';

export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const channels = await ask(this, { endpoint: 'GET /chat/v1/channel' });
	return sorted(
		channels.map(({ id, identity, numberFormatted, number, type }) => ({
			name: [identity?.displayName ?? identity?.humanId, numberFormatted ?? number, type?.replace('_', ' ')]
				.filter(Boolean)
				.join(' · '),
			value: id ?? '',
		})),
	);
}

export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const tags = await ask(this, { endpoint: 'GET /core/v1/tag' });
	return sorted(tags.map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' })));
}

function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
