import type { INodeProperties } from 'n8n-workflow';

export const messageId = {
	displayName: 'Message ID',
	name: 'messageId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
	description: 'The ID that sending the message returned, or that a list of messages shows',
} as const satisfies INodeProperties;

/** What remains of a message in simple output. */
export const messageEssentials = [
	'id',
	'createdAt',
	'sessionId',
	'direction',
	'type',
	'text',
	'fileId',
	'origin',
	'status',
	'failedReason',
] as const;
