import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../transport/record';

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
	if (!isRecord(body) || typeof body.eventType !== 'string' || !isRecord(body.content)) return undefined;
	return {
		eventType: body.eventType,
		date: typeof body.date === 'string' ? body.date : undefined,
		content: body.content,
		changeMetadata: body.changeMetadata,
	};
}
