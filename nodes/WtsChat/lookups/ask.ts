import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { Answer, Call, Endpoint } from '../../../contract';
import { connect } from '../transport/client';

/**
 * Sends one request for the editor.
 * @param call what the contract's endpoint takes
 * @returns what the contract says it answers
 * @throws NodeApiError, in words for the user
 */
export async function ask<const E extends Endpoint>(context: ILoadOptionsFunctions, call: Call<E>): Promise<Answer<E>> {
	const client = await connect(context);
	return (await client.send(call)) as Answer<E>;
}

/** Whether a text holds what the user typed, whatever the case and the accents. */
export function matches(filter: string | undefined, ...texts: Array<string | null | undefined>): boolean {
	const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
	const wanted = plain(filter?.trim() ?? '');
	return texts.some((text) => plain(text ?? '').includes(wanted));
}
