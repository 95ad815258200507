import type { IDataObject } from 'n8n-workflow';

/** Whether something has fields, which lists do not. */
export const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of something; none of what has none. */
export const fieldsIn = (value: unknown): IDataObject => (isRecord(value) ? value : {});

/** Whether a value is empty: no text, no entry, no field, nothing at all. */
export function isEmpty(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
