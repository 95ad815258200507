// A workflow that begins with the trigger node, and as much of n8n around it as the node can see.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodePropertyOptions,
	IWebhookData,
	IWebhookDescription,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { StaticData } from '../../nodes/WtsChat/trigger/subscription.ts';
import { SubWorkflows } from './subWorkflow.mts';
import { assertUsable } from './usable.mts';
import { additionalData, core, nodeTypes, shared, TRIGGER_NODE, wtsChatTrigger, type Credential } from './workflow.mts';

/** The path of the node's webhook below n8n's `/webhook/` and `/webhook-test/`. */
const PATH = '5f0c7b8e-2d1a-4c3b-9e8f-7a6b5c4d3e2f/webhook';

export interface TriggerOptions {
	credential: Credential;
	/** The node's parameters; those left out have their defaults. */
	parameters: INodeParameters;
	/** The workflow's ID; one of its own if left out. */
	id?: string;
	/** The workflow's name. */
	workflow?: string;
	/** The node's name. */
	node?: string;
}

/** A request to the node's webhook, as n8n hands it over. */
export interface WebhookRequest {
	query?: Record<string, unknown>;
	headers?: Record<string, unknown>;
	body?: unknown;
	rawBody?: Buffer;
}

/**
 * What n8n's database holds of the events that triggers have recorded. It is read, changed and written as n8n 2.40 does
 * (deduplication-helper.js).
 */
export const recordedEvents = {
	/** What was recorded, by workflow and node. */
	lists: new Map<string, string[]>(),
	/** The database cannot be used. */
	isDown: false,
};

core.DataDeduplicationService.init({
	checkProcessedAndRecord: async (items, _scope, { workflow, node }, { maxEntries = Infinity }) => {
		if (recordedEvents.isDown) throw new Error('Database is not ready');
		const list = `${workflow.id} ${node?.id}`;
		const known = new Set(recordedEvents.lists.get(list));
		const isKnown = (item: unknown) => known.has(String(item));
		const added = items.filter((item) => !isKnown(item)).map(String);
		recordedEvents.lists.set(list, [...known, ...added].slice(-maxEntries));
		return { new: items.filter((item) => !isKnown(item)), processed: items.filter(isKnown) };
	},
	removeProcessed: async () => {},
	clearAllProcessedItems: async () => {},
	getProcessedDataCount: async () => 0,
});

/** What became of a request. */
export interface Reception {
	/** How the node answered. */
	status: number;
	/** What it starts an execution with; undefined if it starts none. */
	workflowData?: INodeExecutionData[][];
}

/** An execution that an event has started, once it has ended. */
export interface Execution {
	status: string;
	/** What came out of the trigger node. */
	items: INodeExecutionData[];
	/** What the node tells the user. */
	hints: NodeExecutionHint[];
}

let workflows = 0;

/** The way the node is used: in an active workflow, or while the editor listens for a test event. */
export type Use = 'active' | 'test';

/**
 * The workflow, and n8n's web server in front of it.
 *
 * It does with the node what n8n 2.40 does (active-workflow-manager.js, test-webhooks.js, webhook.service.js): each call
 * of the node gets a workflow made anew from what is stored, and static data is stored only after success.
 */
export class TriggerWorkflow {
	/** What n8n's database holds of the workflow's static data. */
	stored: IDataObject = {};
	/** n8n's own address, as it tells it to the node. */
	url = '';
	/** The executions that have ended, in the order in which they did. */
	readonly executions: Execution[] = [];
	readonly options: TriggerOptions;
	/** What the executions wait for. */
	readonly subWorkflows = new SubWorkflows((executionId) => this.#additionalData(executionId));
	readonly #id: string;
	#isActive = false;
	/** The static data of the editor's listening, if it listens. */
	#listening: IDataObject | undefined;
	#running = new Set<Promise<unknown>>();

	constructor(options: TriggerOptions) {
		this.options = options;
		this.#id = options.id ?? `workflow-${++workflows}`;
	}

	/** What the active node remembers. */
	get memory(): StaticData {
		return this.memoryOf('active');
	}

	/** What the node remembers. */
	memoryOf(use: Use): StaticData {
		const { [`node:${this.#name}`]: memory = {} } = (use === 'test' ? this.#listening : this.stored) ?? {};
		return memory as StaticData;
	}

	/** The address of the active node's webhook, without its token. */
	get address(): string {
		return `${this.url}/webhook/${PATH}`;
	}

	/**
	 * Activates the workflow.
	 * @throws what the node throws; n8n has asked it to clean up by then
	 */
	async activate(): Promise<void> {
		try {
			await this.register();
		} catch (error) {
			await this.#unregister('active', this.stored);
			throw error;
		}
	}

	/** The first part of an activation: n8n asks the node for its subscription. */
	async register(): Promise<void> {
		this.stored = await this.#register('active', this.stored);
		this.#isActive = true;
	}

	/** Deactivates the workflow. */
	async deactivate(): Promise<void> {
		this.stored = await this.#unregister('active', this.stored);
		this.#isActive = false;
	}

	/** n8n ends without a word, before it has stored what the node remembers. */
	crash(): void {
		this.stored = {};
		this.#isActive = false;
		this.#listening = undefined;
	}

	/** The editor listens for a test event. */
	async listen(): Promise<void> {
		this.#listening = await this.#register('test', {});
	}

	/** The editor no longer listens. */
	async stopListening(): Promise<void> {
		await this.#unregister('test', this.#listening ?? {});
		this.#listening = undefined;
	}

	/** What a list of the editor offers, filled by one of the node's `loadOptions` methods. */
	async load(method: string): Promise<INodePropertyOptions[]> {
		const workflow = this.#workflow({});
		const context = new core.LoadOptionsContext(workflow, this.#node(workflow), this.#additionalData(), '');
		const load = wtsChatTrigger.methods?.loadOptions?.[method];
		if (!load) throw new Error(`The node has no loadOptions method ${method}`);
		return await load.call(context);
	}

	/** What stands below the node's name on the canvas. */
	get subtitle(): unknown {
		const workflow = this.#workflow({});
		const { subtitle } = wtsChatTrigger.description;
		return workflow.expression.getSimpleParameterValue(this.#node(workflow), subtitle, 'internal', {});
	}

	/** Hands a request to the node and returns what became of it; no execution starts. */
	async receive(request: WebhookRequest, use: Use = 'active'): Promise<Reception> {
		const answer = new RecordedResponse();
		const { workflowData } = await this.#handle(use, requestOf(request), answer);
		return { status: answer.status(), workflowData };
	}

	/** Resolves when no execution is under way; those that sleep are. */
	async settle(): Promise<void> {
		while (this.#running.size > 0 || this.subWorkflows.sleeping.size > 0) {
			await Promise.all(this.#running);
			await wait(20);
		}
	}

	/** Resolves when no execution does anything; those that sleep may be woken by themselves. */
	async rest(): Promise<void> {
		while (this.#running.size > 0) await Promise.all(this.#running);
	}

	/** Answers a request to n8n's web server. */
	async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
		const rawBody = await buffer(request);
		const [, asleep] = /^\/webhook-waiting\/([^/]+)\/alarm$/.exec(pathname) ?? [];
		if (asleep !== undefined)
			return end(response, await this.#tracked(this.subWorkflows.wake(asleep)), { taken: true });
		const use = this.#useOf(pathname);
		if (use === undefined || request.method !== 'POST') return end(response, 404, {});
		const body = bodyOf(request, rawBody);
		if (body === UNREADABLE) return end(response, 422, {});
		const seen = requestOf({ query: Object.fromEntries(searchParams), headers: request.headers, body, rawBody });
		const handling = this.#handle(use, seen, {
			status: (status) => ({ json: (answer) => end(response, status, answer) }),
		}).then(async ({ workflowData }) => {
			if (workflowData) await this.#execute(use, workflowData);
		});
		await this.#tracked(handling);
	}

	/** Lets `settle` wait for something. */
	async #tracked<T>(work: Promise<T>): Promise<T> {
		this.#running.add(work);
		return await work.finally(() => this.#running.delete(work));
	}

	#useOf(pathname: string): Use | undefined {
		if (this.#isActive && pathname === `/webhook/${PATH}`) return 'active';
		return this.#listening && pathname === `/webhook-test/${PATH}` ? 'test' : undefined;
	}

	get #name(): string {
		return this.options.node ?? 'WTS Chat Trigger';
	}

	async #register(use: Use, stored: IDataObject): Promise<IDataObject> {
		const workflow = this.#workflow(stored);
		if (!(await this.#call(use, workflow, 'checkExists'))) await this.#call(use, workflow, 'create');
		return copyOf(workflow.staticData);
	}

	async #unregister(use: Use, stored: IDataObject): Promise<IDataObject> {
		const workflow = this.#workflow(stored);
		await this.#call(use, workflow, 'delete');
		return copyOf(workflow.staticData);
	}

	async #call(use: Use, workflow: Workflow, method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		const registering: [WorkflowExecuteMode, WorkflowActivateMode] =
			use === 'test' ? ['manual', 'manual'] : ['trigger', 'activate'];
		const [mode, activation] = method === 'delete' ? (['internal', 'update'] as const) : registering;
		const additional = this.#additionalData();
		const webhook = this.#webhook(use, additional);
		const context = new core.HookContext(workflow, this.#node(workflow), additional, mode, activation, webhook);
		const hook = wtsChatTrigger.webhookMethods?.default?.[method];
		if (!hook) throw new Error(`The node has no webhook method ${method}`);
		return await hook.call(context);
	}

	async #handle(use: Use, request: object, response: Answerer): Promise<IWebhookResponseData> {
		const workflow = this.#workflow(use === 'test' ? {} : this.stored);
		if (this.#listening && use === 'test') workflow.setTestStaticData(this.#listening);
		const additional = { ...this.#additionalData(), httpRequest: request, httpResponse: response };
		const data = additional as unknown as IWorkflowExecuteAdditionalData;
		const mode = use === 'test' ? 'manual' : 'webhook';
		const webhook = this.#webhook(use, data);
		const context = new core.WebhookContext(workflow, this.#node(workflow), data, mode, webhook, [], null);
		if (!wtsChatTrigger.webhook) throw new Error('The node takes no webhooks');
		return (await wtsChatTrigger.webhook.call(context)) as IWebhookResponseData;
	}

	async #execute(use: Use, workflowData: INodeExecutionData[][]): Promise<void> {
		const workflow = this.#workflow(this.stored);
		const node = this.#node(workflow);
		const start = shared.createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: workflowData }, source: null }] },
		});
		const mode = use === 'test' ? 'manual' : 'webhook';
		const additional = this.#additionalData();
		const engine = new core.WorkflowExecute(additional, mode, start);
		const { status, data, waitTill } = await engine.processRunExecutionData(workflow);
		const [task] = data.resultData.runData[node.name] ?? [];
		const hints = task?.hints ?? [];
		const ended = (execution: Execution) => {
			assertUsable(execution.items, 'the trigger');
			this.executions.push(execution);
		};
		if (!waitTill) return ended({ status, items: task?.data?.main[0] ?? [], hints });
		this.subWorkflows.waitFor(String(additional.executionId), async (items) => ended({ status: 'success', items, hints }));
	}

	#workflow(stored: IDataObject): Workflow {
		const { parameters, workflow: name = 'Answer contacts' } = this.options;
		const node: INode = {
			id: '1',
			name: this.#name,
			type: TRIGGER_NODE,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			webhookId: PATH.split('/')[0],
			credentials: { wtsApi: { id: '1', name: 'WTS Chat account' } },
		};
		const { description } = wtsChatTrigger;
		const filled = shared.NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			node,
			description,
		);
		return new shared.Workflow({
			id: this.#id,
			name,
			active: true,
			nodeTypes,
			settings: { executionOrder: 'v1' },
			nodes: [{ ...node, parameters: filled ?? parameters }],
			connections: {},
			staticData: copyOf(stored),
		});
	}

	#node(workflow: Workflow): INode {
		const node = workflow.getNode(this.#name);
		if (!node) throw new Error('The workflow has no trigger node');
		return node;
	}

	#additionalData(executionId?: string): IWorkflowExecuteAdditionalData {
		const additional = additionalData(this.options.credential);
		return {
			...additional,
			executionId: executionId ?? additional.executionId,
			executeWorkflow: this.subWorkflows.execute,
			webhookBaseUrl: `${this.url}/webhook`,
			webhookTestBaseUrl: `${this.url}/webhook-test`,
			webhookWaitingBaseUrl: `${this.url}/webhook-waiting`,
		};
	}

	#webhook(use: Use, additional: IWorkflowExecuteAdditionalData): IWebhookData {
		const [webhookDescription] = wtsChatTrigger.description.webhooks as [IWebhookDescription];
		return {
			httpMethod: 'POST',
			node: this.#name,
			path: PATH,
			webhookDescription,
			workflowId: this.#id,
			workflowExecuteAdditionalData: additional,
			isTest: use === 'test',
		};
	}
}

/**
 * Makes a workflow that begins with the trigger node, and starts n8n's web server for it; it is stopped after the test.
 * @param t the test
 * @param options what the workflow is like
 */
export async function triggerFor(t: TestContext, options: TriggerOptions): Promise<TriggerWorkflow> {
	const trigger = new TriggerWorkflow(options);
	const failures: unknown[] = [];
	const server = createServer((request, response) => {
		trigger.serve(request, response).catch((error: unknown) => {
			failures.push(error);
			response.destroy();
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
	trigger.url = `http://127.0.0.1:${address.port}`;
	t.after(async () => {
		await trigger.settle();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
		// What the node throws while it takes a request would be a 500 in n8n.
		if (failures.length > 0) throw new AggregateError(failures, 'The node failed to take a request');
	});
	return trigger;
}

/** As much of the web server's response as the node uses. */
interface Answerer {
	status(status: number): { json(answer: unknown): void };
}

/** Takes down how the node answers, which it must do once. */
class RecordedResponse {
	#status: number | undefined;

	status(): number;
	status(status: number): { json(answer: unknown): void };
	status(status?: number): number | { json(answer: unknown): void } {
		if (status !== undefined) return { json: () => this.#answer(status) };
		if (this.#status === undefined) throw new Error('The node has not answered');
		return this.#status;
	}

	#answer(status: number): void {
		if (this.#status !== undefined) throw new Error('The node has answered twice');
		this.#status = status;
	}
}

const UNREADABLE = Symbol('a body that cannot be read');

/** Reads a body as n8n does (body-parser.js); what is no JSON stays unread. */
function bodyOf(request: IncomingMessage, rawBody: Buffer): unknown {
	if (rawBody.length === 0 || !request.headers['content-type']?.startsWith('application/json')) return undefined;
	try {
		return JSON.parse(rawBody.toString('utf8'));
	} catch {
		return UNREADABLE;
	}
}

const requestOf = ({ query = {}, headers = {}, body, rawBody }: WebhookRequest) => ({
	query,
	headers,
	body,
	rawBody,
	params: {},
});

function end(response: ServerResponse, status: number, answer: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

const copyOf = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data)) as IDataObject;
