// One node: what becomes of it, by itself.
import { fillIn, type Filled } from './fill.mts';
import { FRONTCRM, frontcrmCall } from './frontcrm.mts';
import { askedBy, callsApi, HTTP_REQUEST, HTTP_TOOLS } from './httpRequest.mts';
import { labelOf } from './labels.mts';
import { OldParameters } from './sources.mts';
import { isValues, type Values } from './value.mts';
import { Unconvertible, type Remark, type Tell } from './words.mts';
import type { WorkflowNode } from './workflow.mts';
import { WTS, wtsCall } from './wts.mts';

/** The type of our node, as workflows name it. */
export const OURS = 'n8n-nodes-wts-chat.wtsChat';

/** What became of a node. */
export interface Converted {
	/** Ours, in its place; undefined if it stays what it is. */
	node?: WorkflowNode;
	remarks: Remark[];
	/** Whether it now gives one item for each record, where the old one gave a page. */
	givesRecords: boolean;
}

/** How a tool of an agent is named after its node. */
const TOOL = 'Tool';

/** What any tool of an agent holds beside what its node asks for. */
const OF_TOOLS = ['descriptionType', 'toolDescription'];

/** What the editor keeps with a node and no request holds. */
const OF_EVERY_NODE: ReadonlySet<string> = new Set(['resource', 'operation', 'requestOptions', 'notice', ...OF_TOOLS]);

/**
 * Converts a node of the other packages, or an HTTP Request to this API.
 * @returns undefined for any other node
 */
export function convertNode(node: WorkflowNode): Converted | undefined {
	const isTool = node.type.endsWith(TOOL);
	const type = isTool ? node.type.slice(0, -TOOL.length) : node.type;
	const remarks: Remark[] = [];
	const tell: Tell = (code, values) => {
		const isSaid = remarks.some((said) => said.code === code && JSON.stringify(said.with) === JSON.stringify(values));
		if (!isSaid) remarks.push({ code, with: values });
	};
	try {
		if (type === WTS || type === FRONTCRM) return fromPackage(node, type, isTool, remarks, tell);
		if (node.type === HTTP_REQUEST) return fromHttp(node, remarks, tell);
		if (HTTP_TOOLS.has(node.type) && callsApi(node.parameters)) {
			return { remarks: [{ code: 'httpTool' }], givesRecords: false };
		}
	} catch (error) {
		if (!(error instanceof Unconvertible)) throw error;
		// What was said on the way is of no use then.
		return { remarks: [error.remark], givesRecords: false };
	}
	return undefined;
}

function fromPackage(node: WorkflowNode, type: string, isTool: boolean, remarks: Remark[], tell: Tell): Converted {
	const old = new OldParameters(node.parameters, tell);
	const call = type === WTS ? wtsCall(old) : frontcrmCall(old);
	const filled = fillIn(call, tell);
	const unread = old.unread().filter((name) => !OF_EVERY_NODE.has(name));
	if (unread.length > 0) tell('unused', { parameters: unread.join(', ') });
	if (type === FRONTCRM) tell('newCredential');
	if (node.executeOnce === true) tell('runsForAllItems');
	const credentials = type === WTS ? node.credentials : undefined;
	return ours(node, filled, isTool ? OURS + TOOL : OURS, credentials, remarks);
}

function fromHttp(node: WorkflowNode, remarks: Remark[], tell: Tell): Converted | undefined {
	const asked = askedBy(node.parameters, node.typeVersion ?? 1);
	if (!asked) return undefined;
	if ('why' in asked) return { remarks: [{ code: asked.why }], givesRecords: false };
	let filled: Filled;
	try {
		filled = fillIn(asked.call, tell);
		// A request that can go on as it is is better than one that lacks something.
		if (remarks.some(({ code }) => code === 'leftOut'))
			return { remarks: [{ code: 'httpHasMore' }], givesRecords: false };
	} catch (error) {
		if (!(error instanceof Unconvertible)) throw error;
		return { remarks: [{ code: 'httpNotPlain' }], givesRecords: false };
	}
	const { wtsApi } = isValues(node.credentials) ? node.credentials : {};
	const isOurs = asked.credential === 'wtsApi' && wtsApi !== undefined;
	if (!isOurs) tell('newCredentialForHttp');
	if (asked.host !== 'api.wts.chat') tell('otherHost', { host: `https://${asked.host}` });
	return ours(node, filled, OURS, isOurs ? { wtsApi } : undefined, remarks);
}

/** Our node in the place of another, which keeps what is not its own. */
function ours(
	{ credentials: _, ...node }: WorkflowNode,
	{ resource, operation, parameters, givesRecords }: Filled,
	type: string,
	credentials: unknown,
	remarks: Remark[],
): Converted {
	const kept: Values = {};
	for (const name of OF_TOOLS) if (name in node.parameters) kept[name] = node.parameters[name] ?? null;
	const converted: WorkflowNode = {
		...node,
		type,
		typeVersion: 1,
		parameters: { ...kept, ...parameters },
		...(credentials === undefined ? {} : { credentials }),
	};
	const names = { resource: labelOf(resource), operation: labelOf(operation) };
	return { node: converted, remarks: [{ code: 'converted', with: names }, ...remarks], givesRecords };
}
