import type { IDataObject } from 'n8n-workflow';

/** Whether something has fields, which lists do not. */
export const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of something; none of what has none. */
export const fieldsIn = (value: unknown): IDataObject => (isRecord(value) ? value : {});
