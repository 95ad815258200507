import assert from 'node:assert/strict';
import type { INodeParameters } from 'n8n-workflow';
import { convert, type Change } from '../../../migrate/convert.mts';
import type { Named } from './account.mts';
import type { Expected, OldNode } from './wtsNodes.mts';

/** What an old node is called and how it names its credential. */
export interface OldType {
	type: string;
	credentials?: object;
}

/** The vendor's node. */
export const WTS: OldType = {
	type: 'n8n-nodes-wts.wtsChat',
	credentials: { wtsApi: { id: '1', name: 'WTS account' } },
};

export const FRONTCRM: OldType = {
	type: 'n8n-nodes-frontcrm.frontCrm',
	credentials: { frontCrmApi: { id: '1', name: 'FrontCRM account' } },
};

/** A workflow as n8n saves it, with one old node in it. */
export const workflowWith = ({ type, credentials }: OldType, parameters: object) => ({
	name: 'Old',
	nodes: [
		{
			parameters,
			id: '0c1d2e3f-0000-4000-8000-000000000001',
			name: 'Old Node',
			type,
			typeVersion: 1,
			position: [220, 0],
			...(credentials && { credentials }),
		},
	],
	connections: {},
	settings: { executionOrder: 'v1' },
});

/** What an old node is called in the table of tests. */
export const nameOf = ({ action: [resource, operation], case: special }: OldNode) =>
	`${resource} ${operation}${special ? `: ${special}` : ''}`;

/**
 * Converts one old node.
 * @param operation by one of its names
 * @returns what was said of it, and our node's parameters
 */
export function convertOne(
	oldType: OldType,
	{ action: [resource, ownName], parameters }: OldNode,
	of: Named,
	operation: string = ownName,
): { change: Change; parameters: INodeParameters; type: string } {
	const workflow = workflowWith(oldType, { resource, operation, ...parameters(of) });
	const { text, changes } = convert(JSON.stringify(workflow));
	const [node] = (JSON.parse(text) as typeof workflow).nodes;
	const [change] = changes;
	assert.ok(node && change);
	return { change, parameters: node.parameters as INodeParameters, type: node.type };
}

/** A request as an HTTP Request node makes it: its query as fields, its body as JSON. */
export const httpRequest = ({ method, path, query = {}, body }: Expected) => ({
	method,
	url: `https://api.wts.chat${path}`,
	sendQuery: true,
	queryParameters: {
		parameters: Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value }))),
	},
	...(body !== undefined && { sendBody: true, specifyBody: 'json', jsonBody: JSON.stringify(body) }),
	options: {},
});

/** Converts an HTTP Request. @returns what was said of it, and our node's parameters */
export function convertHttp(request: Expected): { change: Change; parameters: INodeParameters } {
	const workflow = workflowWith({ type: 'n8n-nodes-base.httpRequest' }, httpRequest(request));
	Object.assign(workflow.nodes[0] ?? {}, { typeVersion: 4.2 });
	const { text, changes } = convert(JSON.stringify(workflow));
	const [node] = (JSON.parse(text) as typeof workflow).nodes;
	const [change] = changes;
	assert.ok(node && change);
	return { change, parameters: node.parameters as INodeParameters };
}
