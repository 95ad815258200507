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

/** Whether something has fields. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
