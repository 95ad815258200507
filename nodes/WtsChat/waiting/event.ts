import type { IDataObject } from 'n8n-workflow';

/** An event as the service sends it (observed.md §4). */
export interface Event {
	eventType: string;
	date?: string;
	content: IDataObject;
	changeMetadata?: unknown;
}

/**
 * Reads an event out of a request's body.
 * @returns undefined if it is none
 */
export function eventOf(body: unknown): Event | undefined {
	if (!isObject(body) || typeof body.eventType !== 'string' || !isObject(body.content)) return undefined;
	return {
		eventType: body.eventType,
		date: typeof body.date === 'string' ? body.date : undefined,
		content: body.content,
		changeMetadata: body.changeMetadata,
	};
}

/** Movements in a conversation, visits of pages and notes of the team, which nobody writes to anybody. */
const NOT_WRITTEN: ReadonlySet<unknown> = new Set(['TRANSITION', 'TRACK', 'NOTE']);

/**
 * Whether a contact wrote a message. One that somebody of the team sent has been seen to come as if from the contact,
 * but with the user (observed.md §4).
 * @param message as the API or an event shows it
 */
export function isFromContact({
	direction,
	type,
	userId,
}: {
	direction?: unknown;
	type?: unknown;
	userId?: unknown;
}): boolean {
	return capital(direction) === 'FROM_HUB' && !userId && !NOT_WRITTEN.has(capital(type));
}

const capital = (name: unknown) => (typeof name === 'string' ? name.toUpperCase() : undefined);

/** Whether something has fields. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
