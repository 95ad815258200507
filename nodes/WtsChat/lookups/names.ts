import type { Answer } from '../../../contract';

type Channel = Answer<'GET /chat/v1/channel'>[number];

/** What a channel is called in lists, e.g. "Loja · (11) 98888-7777 · CloudAPI WhatsApp". */
export function nameOfChannel({ identity, numberFormatted, number, type }: Channel): string {
	const name = identity?.displayName ?? identity?.humanId;
	return [name, numberFormatted ?? number, type?.replace('_', ' ')].filter(Boolean).join(' · ');
}
