// The one seam between the tests and n8n's engine: runs the built package's nodes in this process, as n8n does.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsExpressionResolveValues,
	IDataObject,
	IExecuteData,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRun,
	IRunData,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	Workflow as WorkflowType,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { departuresFromSchema } from './outputSchema.mts';
import { assertUsable } from './usable.mts';

// n8n-core writes an encryption key to its user folder on first use; keep it out of the home folder.
const userFolder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'test';
/** Where the engine writes its log: what fails, or all that it has to say where a test asked for that (`debugLog.mts`). */
export const logFile = join(userFolder, 'n8n.log');
process.env.N8N_LOG_OUTPUT = 'file';
process.env.N8N_LOG_FILE_LOCATION = logFile;
process.env.N8N_LOG_LEVEL ??= 'error';
const require = createRequire(import.meta.url);
/** n8n's engine. */
export const core = require('n8n-core') as typeof import('n8n-core');
/** What the engine and the nodes share. */
export const shared = require('n8n-workflow') as typeof import('n8n-workflow');
const { ExecutionLifecycleHooks, LoadOptionsContext, PackageDirectoryLoader, WebhookContext, WorkflowExecute } = core;
const { ICredentialsHelper, NodeConnectionTypes, NodeHelpers, Workflow } = shared;

// n8n ends a regular expression, such as that of a locator, after 250 ms by the clock; a busy machine may take as long for
// anything. Here it takes its time.
shared.setSafeRegexEngine({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, replacement) => input.replace(new RegExp(pattern, flags), replacement),
	matchAll: (pattern, input, flags = '') => [...input.matchAll(new RegExp(pattern, `${flags.replace('g', '')}g`))],
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});

const NODE = 'n8n-nodes-wts-chat.wtsChat';
/** The node as a tool of an agent; n8n derives its type from that of the node. */
const TOOL = `${NODE}Tool`;
/** The node as a tool that an agent calls by itself. */
const CALLED_TOOL = `${NODE}CalledTool`;
/** A node that has tools. */
const AGENT = 'test.agent';
/** The type of the trigger node, as workflows name it. */
export const TRIGGER_NODE = 'n8n-nodes-wts-chat.wtsChatTrigger';
const TRIGGER = 'n8n-nodes-base.manualTrigger';

const loader = new PackageDirectoryLoader(fileURLToPath(new URL('../..', import.meta.url)));
await loader.loadAll();

/** The package's nodes and credentials, loaded from `dist` as n8n loads them. */
export const loaded = loader;
/** The node under test. */
export const wtsChat = loader.nodeTypes.wtsChat.type as INodeType;
/** The type of the chatbot's trigger, as workflows name it. */
export const CHATBOT_TRIGGER_NODE = 'n8n-nodes-wts-chat.wtsChatChatbotTrigger';
/** The chatbot's trigger under test. */
export const wtsChatChatbotTrigger = loader.nodeTypes.wtsChatChatbotTrigger.type as INodeType;
/** The type of the trigger for changes, as workflows name it. */
export const CHANGES_TRIGGER_NODE = 'n8n-nodes-wts-chat.wtsChatChangesTrigger';
/** The trigger for changes under test. */
export const wtsChatChangesTrigger = loader.nodeTypes.wtsChatChangesTrigger.type as INodeType;
/** The trigger under test. */
export const wtsChatTrigger = loader.nodeTypes.wtsChatTrigger.type as INodeType;

const manualTrigger: INodeType = {
	description: {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Manual' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};
const types: Record<string, INodeType> = {
	[TRIGGER]: manualTrigger,
	[NODE]: wtsChat,
	[TOOL]: wtsChat,
	[TRIGGER_NODE]: wtsChatTrigger,
	[CHANGES_TRIGGER_NODE]: wtsChatChangesTrigger,
	[CHATBOT_TRIGGER_NODE]: wtsChatChatbotTrigger,
};
/** The node types that a workflow can hold here. */
export const nodeTypes: INodeTypes = {
	getByName: (type) => types[type],
	getByNameAndVersion: (type) => types[type],
	getKnownTypes: () => ({}),
};

/** Adds a node of the test's own to what a workflow can hold here. */
export function addNodeType(
	type: string,
	description: Partial<INodeType['description']>,
	execute: INodeType['execute'],
): void {
	types[type] = {
		description: { ...manualTrigger.description, inputs: [NodeConnectionTypes.Main], ...description },
		execute,
	};
}

/** n8n's own node for what no node evaluates. */
const mockNode: INode = { id: '', name: '', type: 'mock', typeVersion: 1, position: [0, 0], parameters: {} };

/** One stored credential, which every node gets; it is read as n8n 2.40 does (credentials-helper.js). */
class Credentials extends ICredentialsHelper {
	private readonly credential: ICredentialDataDecryptedObject;
	constructor(credential: ICredentialDataDecryptedObject) {
		super();
		this.credential = credential;
	}
	getParentTypes() {
		return [];
	}
	getCredentialsProperties(type: string) {
		return loader.credentialTypes[type].type.properties;
	}
	isCredentialUsableByNode() {
		return true;
	}
	async getDecrypted(
		additional: IWorkflowExecuteAdditionalData,
		_: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		where?: ICredentialsExpressionResolveValues,
	) {
		const properties = this.getCredentialsProperties(type);
		// The limits of tests count without the switch that shows them in the editor.
		const stored = { adjustLimits: true, ...this.credential } as INodeParameters;
		const data = NodeHelpers.getNodeParameters(properties, stored, true, false, null, null) as INodeParameters;
		const raw = data as ICredentialDataDecryptedObject;
		const keys = core.getAdditionalKeys(additional, mode, null, { isCredential: true });
		if (where) {
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = where;
			return workflow.expression.getParameterValue(
				data,
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				mode,
				keys,
				executeData,
				false,
				raw,
			) as ICredentialDataDecryptedObject;
		}
		const workflow = new Workflow({ nodes: [mockNode], connections: {}, active: false, nodeTypes });
		return workflow.expression.getComplexParameterValue(
			mockNode,
			data,
			mode,
			keys,
			undefined,
			undefined,
			raw,
		) as ICredentialDataDecryptedObject;
	}
	async preAuthentication() {
		return undefined;
	}
	async runPreAuthentication() {
		return undefined;
	}
	async getCredentials(): Promise<never> {
		throw new Error('not used by the engine');
	}
	async updateCredentials() {}
	async updateCredentialsOauthTokenData() {}
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = loader.credentialTypes[type].type;
		if (typeof authenticate !== 'function') throw new Error(`${type} has no authenticate function`);
		return await authenticate(credentials, request);
	}
}

/** What a `wtsApi` credential holds. */
export interface Credential {
	apiKey: string;
	baseUrl: string;
	[more: string]: string | number | boolean;
}

/** A resource locator in the mode "By ID", as the editor saves it. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** A run of the node under test. */
export interface Run {
	status: IRun['status'];
	/** The error that ended the run. */
	error?: { message: string; description?: string | null; httpCode?: string | null; context?: IDataObject };
	/** What came out of the node's output. */
	items: INodeExecutionData[];
	/** What came out of its error output. */
	failed: INodeExecutionData[];
	hints: NodeExecutionHint[];
	/** Everything that n8n would store of the execution, as text. */
	stored(): string;
	/**
	 * Hands the node what came for the execution that sleeps.
	 * @param address the one that the node gave out
	 * @param changed what the node's parameters have become meanwhile
	 * @returns what n8n goes on with, if it does
	 */
	wake(address: string, body: object, changed?: INodeParameters): Promise<IWebhookResponseData>;
}

export interface RunOptions {
	/** The node's parameters; those left out have their defaults. */
	parameters: INodeParameters;
	/** What comes in; one empty item if left out. */
	items?: Array<INodeExecutionData | IDataObject>;
	credential: Credential;
	/** The workflow's ID. */
	id?: string;
	/** The node's setting "On Error". */
	onError?: INode['onError'];
	/** Whether the node runs as a tool of an agent. */
	asTool?: boolean;
	/** The node's setting "Retry On Fail", with three tries. */
	retryOnFail?: boolean;
	/** How many wires lead to the node: it runs once for each, with the same items. */
	wires?: number;
	/** Cancels the execution, as the editor's stop button does. */
	signal?: AbortSignal;
	/** Where n8n is; nothing answers there if left out. */
	n8n?: string;
	/**
	 * What n8n's database holds of the workflow's static data: the run is one of the published workflow, at whose end n8n
	 * stores it, however it ends (execution-lifecycle-hooks.js). By hand nothing is stored.
	 */
	stored?: { staticData: IDataObject };
}

const copyOf = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

/** Runs Manual Trigger → WTS Chat in n8n's engine, the items coming out of the trigger. */
export async function run(options: RunOptions): Promise<Run> {
	const { parameters, items = [{}], credential, asTool, signal, n8n } = options;
	const workflow = workflowWith(parameters, options, asTool ? TOOL : NODE);
	const pinned = items.map((item) => ('json' in item ? (item as INodeExecutionData) : { json: item as IDataObject }));
	const additional = additionalData(credential, n8n);
	const kept = options.stored;
	if (kept) workflow.staticData = shared.ObservableObject.create(copyOf(kept.staticData), undefined, {});
	const engine = new WorkflowExecute(additional, kept ? 'trigger' : 'manual');
	const running = engine.run({ workflow, pinData: { Start: pinned } });
	signal?.addEventListener('abort', () => running.cancel());
	const { data, status } = await running;
	if (kept && workflow.staticData.__dataChanged === true) kept.staticData = copyOf(workflow.staticData);
	const runData: IRunData = data.resultData.runData;
	const task = runData['WTS Chat']?.at(-1);
	const [succeeded, failed] = task?.data?.main ?? [];
	if (!asTool) assertAsInSchema(nodeOf(workflow).parameters, succeeded ?? []);
	if (parameters.output !== 'raw') assertUsable([...(succeeded ?? []), ...(failed ?? [])], whatOf(parameters));
	return {
		status,
		error: data.resultData.error as Run['error'],
		items: succeeded ?? [],
		failed: failed ?? [],
		hints: task?.hints ?? [],
		stored: () => JSON.stringify(data),
		wake: async (address, body, changed = {}) => {
			Object.assign(nodeOf(workflow).parameters, changed);
			if (!wtsChat.webhook) throw new Error('The node takes no webhooks');
			const query = Object.fromEntries(new URL(address).searchParams);
			const received = { ...additional, httpRequest: { query, body } } as unknown as IWorkflowExecuteAdditionalData;
			const [description] = wtsChat.description.webhooks ?? [];
			const webhook = { webhookDescription: description } as IWebhookData;
			const asStored: typeof data = JSON.parse(JSON.stringify(data));
			const context = new WebhookContext(workflow, nodeOf(workflow), received, 'manual', webhook, [], asStored);
			const response = (await wtsChat.webhook.call(context)) as IWebhookResponseData;
			assertUsable(response.workflowData?.flat() ?? [], `${whatOf(parameters)}, woken`);
			return response;
		},
	};
}

/**
 * Lets an agent call the node as its tool by itself, as agents did before n8n ran the tools for them.
 * @param calls what the agent gives the tool, once for each call
 * @param caller the type of the node that has the tool, if it is another one than an agent
 * @returns what it gets to read for each
 */
export async function callTool({
	calls,
	caller = AGENT,
	...options
}: RunOptions & { calls: IDataObject[]; caller?: string }): Promise<string[]> {
	const answers: string[] = [];
	types[caller] = {
		description: {
			...manualTrigger.description,
			name: 'agent',
			group: ['transform'],
			inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		},
		async execute() {
			const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Array<{
				invoke(given: IDataObject): Promise<string>;
			}>;
			for (const call of calls) {
				answers.push(await tool.invoke(call).catch((error: unknown) => String(error)));
			}
			return [[]];
		},
	};
	const description = { ...wtsChat.description, outputs: [NodeConnectionTypes.AiTool] };
	types[CALLED_TOOL] = Object.assign(Object.create(wtsChat) as INodeType, { description });
	const workflow = workflowWith(options.parameters, options, CALLED_TOOL);
	const tool = nodeOf(workflow);
	const agent: INode = { id: '3', name: 'Agent', type: caller, typeVersion: 1, position: [400, 0], parameters: {} };
	const start = workflow.getNode('Start');
	assert.ok(start);
	const withAgent = new Workflow({
		id: 'workflow',
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1' },
		nodes: [start, tool, agent],
		connections: {
			Start: { main: [[{ node: 'Agent', type: NodeConnectionTypes.Main, index: 0 }]] },
			'WTS Chat': { ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
	});
	const { data } = await new WorkflowExecute(additionalData(options.credential), 'manual').run({
		workflow: withAgent,
		pinData: { Start: [{ json: {} }] },
	});
	assert.equal(data.resultData.error, undefined);
	return answers;
}

/**
 * Asserts that items are as the editor says before the first run; those that tell of an error, or that nothing was
 * done, or count others are not.
 */
function assertAsInSchema({ resource, operation, output, options }: INodeParameters, items: INodeExecutionData[]): void {
	if (typeof options === 'object' && options !== null && 'countOnly' in options) return;
	const departures = items
		.filter(({ json }) => !('error' in json || 'skipped' in json))
		.flatMap(({ json }) =>
			departuresFromSchema(String(resource), String(operation), json, output === 'raw' || output === 'selectedFields'),
		);
	assert.deepEqual([...new Set(departures)], [], whatOf({ resource, operation }));
}

const whatOf = ({ resource, operation }: INodeParameters) => `${String(resource)} ${String(operation)}`;

/** Calls a `listSearch`, `loadOptions` or `resourceMapping` method of the node, as the editor does. */
export async function lookUp<Result>(
	kind: 'listSearch' | 'loadOptions' | 'resourceMapping',
	method: string,
	credential: Credential,
	options: { filter?: string; paginationToken?: string; parameters?: INodeParameters } = {},
): Promise<Result> {
	// As n8n does it, which tells lists nothing of the workflow that the node stands in (dynamic-node-parameters.service.js).
	const alone = new Workflow({ nodes: [nodeWith(options.parameters ?? {})], connections: {}, active: false, nodeTypes });
	const node = nodeOf(alone);
	const data = { ...additionalData(credential), currentNodeParameters: node.parameters };
	const context = new LoadOptionsContext(alone, node, data, '');
	const methods = wtsChat.methods?.[kind] as Record<string, (...parameters: unknown[]) => Promise<Result>> | undefined;
	if (!methods?.[method]) throw new Error(`the node has no ${kind} method ${method}`);
	return await methods[method].call(context, options.filter, options.paginationToken);
}

type Settings = Pick<RunOptions, 'id' | 'onError' | 'retryOnFail' | 'wires'>;

/** The node as a workflow holds it, which adds the defaults of what is left out. */
const nodeWith = (
	parameters: INodeParameters,
	{ onError, retryOnFail }: Pick<Settings, 'onError' | 'retryOnFail'> = {},
	type = NODE,
): INode => ({
	id: '2',
	name: 'WTS Chat',
	type,
	typeVersion: 1,
	position: [200, 0],
	parameters,
	credentials: { wtsApi: { id: '1', name: 'WTS Chat account' } },
	...(onError && { onError }),
	...(retryOnFail && { retryOnFail, maxTries: 3, waitBetweenTries: 1 }),
});

function workflowWith(
	parameters: INodeParameters,
	{ id = 'workflow', wires = 1, ...settings }: Settings = {},
	type = NODE,
): WorkflowType {
	const start: INode = { id: '1', name: 'Start', type: TRIGGER, typeVersion: 1, position: [0, 0], parameters: {} };
	return new Workflow({
		id,
		name: 'test',
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', timezone: 'America/Sao_Paulo' },
		nodes: [start, nodeWith(parameters, settings, type)],
		connections: {
			Start: {
				main: [Array.from({ length: wires }, () => ({ node: 'WTS Chat', type: NodeConnectionTypes.Main, index: 0 }))],
			},
		},
	});
}

function nodeOf(workflow: WorkflowType): INode {
	const node = workflow.getNode('WTS Chat');
	if (!node) throw new Error('the workflow has no WTS Chat node');
	return node;
}

let executions = 0;

/** What n8n gives the engine for an execution: the credential, which every node gets, and n8n's addresses. */
export function additionalData(credential: Credential, n8n = 'http://127.0.0.1'): IWorkflowExecuteAdditionalData {
	const id = `execution-${++executions}`;
	const workflowData = { id: 'workflow', name: 'test', nodes: [], connections: {}, active: false };
	const data = {
		hooks: new ExecutionLifecycleHooks('manual', id, workflowData as never),
		executionId: id,
		currentNodeExecutionIndex: 0,
		credentialsHelper: new Credentials(credential),
		webhookBaseUrl: `${n8n}/webhook`,
		webhookTestBaseUrl: `${n8n}/webhook-test`,
		webhookWaitingBaseUrl: `${n8n}/webhook-waiting`,
		formWaitingBaseUrl: `${n8n}/form-waiting`,
		variables: {},
	};
	return data as unknown as IWorkflowExecuteAdditionalData;
}
