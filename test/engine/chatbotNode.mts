// A workflow that begins with the chatbot's trigger, and as much of n8n's web server as its calls go through.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type {
	IExecuteResponsePromiseData,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { assertUsable } from './usable.mts';
import {
	additionalData,
	CHATBOT_TRIGGER_NODE,
	core,
	nodeTypes,
	shared,
	wtsChatChatbotTrigger,
	type Credential,
} from './workflow.mts';

export const TRIGGER = 'Chatbot';

/** A node behind the trigger. */
export interface Follower {
	name: string;
	type: string;
	parameters?: INodeParameters;
	settings?: Partial<INode>;
}

export interface ChatbotOptions {
	credential: Credential;
	/** The trigger's parameters; those left out have their defaults. */
	parameters?: INodeParameters;
	/** What n8n has made by chance for the trigger, if it has. */
	webhookId?: string;
	/** The nodes behind the trigger, one after the other. */
	followers?: Follower[];
}

/** What n8n has made by chance for the trigger. */
const WEBHOOK_ID = '5f0c7b8e-2d1a-4c3b-9e8f-7a6b5c4d3e2f';

let workflows = 0;

/** An Express response, as far as n8n and the node use it. */
type Answerer = ServerResponse & { status(status: number): Answerer; json(answer: unknown): Answerer };

/**
 * The workflow, and n8n's web server in front of it. A call goes the way that it goes in n8n 2.40 (webhook-helpers.js,
 * webhook-request-handler.js): the node is asked, the execution runs, and its answer, its end or its failure is sent.
 */
export class ChatbotWorkflow {
	url = '';
	/** The executions that have ended. */
	readonly runs: IRun[] = [];
	/** How many calls the node has taken. */
	taken = 0;
	/** How many callers have left before they had an answer. */
	callersGone = 0;
	readonly options: ChatbotOptions;
	readonly #id = `chatbot-${++workflows}`;
	readonly #running = new Set<Promise<void>>();

	constructor(options: ChatbotOptions) {
		this.options = options;
	}

	/** What came out of a node in an execution. */
	outputOf(node: string, run = this.runs.at(-1)): INodeExecutionData[] {
		const items = run?.data.resultData.runData[node]?.at(-1)?.data?.main[0] ?? [];
		assertUsable(items, node);
		return items;
	}

	/** Waits until all executions that have begun have ended. */
	async settle(): Promise<void> {
		while (this.#running.size > 0) await Promise.all(this.#running);
	}

	/** Lets the node see to it that the workflow may be published. @throws what the node throws */
	async publish(mode: 'activate' | 'manual' = 'activate'): Promise<void> {
		const workflow = this.#workflow();
		const data = this.#additionalData();
		const webhook = this.#webhook(data);
		const manual = mode === 'manual' ? 'manual' : 'trigger';
		const context = new core.HookContext(workflow, this.#trigger(workflow), data, manual, mode, webhook);
		const methods = wtsChatChatbotTrigger.webhookMethods?.default;
		if (!methods) throw new Error('The node has no webhook methods');
		if (!(await methods.checkExists.call(context))) await methods.create.call(context);
	}

	/** Takes a request, as n8n's web server does. */
	async serve(request: IncomingMessage, plain: ServerResponse): Promise<void> {
		const rawBody = await buffer(request);
		plain.once('close', () => {
			if (!plain.writableFinished) this.callersGone++;
		});
		const response: Answerer = Object.assign(plain, {
			status(status: number) {
				response.statusCode = status;
				return response;
			},
			json(answer: unknown) {
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify(answer));
				return response;
			},
		});
		let body: unknown;
		if (rawBody.length > 0 && request.headers['content-type']?.startsWith('application/json')) {
			try {
				body = JSON.parse(rawBody.toString('utf8'));
			} catch {
				response.status(422).json({ message: 'Failed to parse request body' });
				return;
			}
		}
		const workflow = this.#workflow();
		const query = Object.fromEntries(new URL(request.url ?? '', this.url).searchParams);
		const seen = { query, headers: request.headers, body, rawBody, params: {} };
		const data = { ...this.#additionalData(), httpRequest: seen, httpResponse: response };
		const additional = data as unknown as IWorkflowExecuteAdditionalData;
		const node = this.#trigger(workflow);
		const context = new core.WebhookContext(workflow, node, additional, 'webhook', this.#webhook(additional), [], null);
		if (!wtsChatChatbotTrigger.webhook) throw new Error('The node takes no webhooks');
		const received = (await wtsChatChatbotTrigger.webhook.call(context)) as IWebhookResponseData;
		this.taken++;
		if (received.workflowData === undefined) {
			if (received.noWebhookResponse !== true) response.json({ message: 'Webhook call received' });
			return;
		}
		const running = this.#execute(workflow, received, response);
		this.#running.add(running);
		await running.finally(() => this.#running.delete(running));
	}

	async #execute(workflow: Workflow, received: IWebhookResponseData, response: Answerer): Promise<void> {
		const node = this.#trigger(workflow);
		const mode = String(node.parameters.respond ?? 'responseNode');
		const start = shared.createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: received.workflowData ?? [] }, source: null }] },
		});
		const additional = this.#additionalData();
		let isAnswered = received.noWebhookResponse === true;
		additional.hooks?.addHandler('sendResponse', async (given: IExecuteResponsePromiseData) => {
			const {
				statusCode,
				headers = {},
				body,
			} = JSON.parse(JSON.stringify(given)) as {
				statusCode: number;
				headers?: Record<string, string>;
				body?: unknown;
			};
			if (isAnswered) return;
			isAnswered = true;
			response.status(statusCode);
			for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
			response.json(body);
			process.nextTick(() => response.end());
		});
		const run = await new core.WorkflowExecute(additional, 'webhook', start).processRunExecutionData(workflow);
		this.runs.push(run);
		if (isAnswered) return;
		if (run.data.resultData.error) {
			response.status(500).json({ message: 'Error in workflow' });
		} else if (mode === 'responseNode') {
			response.status(200).json(undefined);
		} else {
			const { lastNodeExecuted = '' } = run.data.resultData;
			const [item] = this.outputOf(lastNodeExecuted, run);
			if (item) response.status(200).json(item.json);
			else response.status(500).json({ code: 0, message: 'No item to return was found' });
		}
	}

	#workflow(): Workflow {
		const { parameters = {}, webhookId = WEBHOOK_ID, followers = [] } = this.options;
		const { description } = wtsChatChatbotTrigger;
		const trigger: INode = {
			id: '7f3c2c58-13b5-4a71-9d7e-3c31b0a0c1d5',
			name: TRIGGER,
			type: CHATBOT_TRIGGER_NODE,
			typeVersion: 2,
			position: [0, 0],
			parameters,
			webhookId,
		};
		const filled = shared.NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			trigger,
			description,
		);
		const nodes = followers.map(
			({ name, type, parameters = {}, settings }, index): INode => ({
				id: String(index),
				name,
				type,
				typeVersion: 1,
				position: [200, 0],
				parameters,
				credentials: { wtsApi: { id: '1', name: 'WTS Chat account' } },
				...settings,
			}),
		);
		const names = [TRIGGER, ...nodes.map(({ name }) => name)];
		const connections = Object.fromEntries(
			names
				.slice(1)
				.map((name, index) => [names[index], { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]),
		);
		return new shared.Workflow({
			id: this.#id,
			name: 'Chatbot',
			active: true,
			nodeTypes,
			settings: { executionOrder: 'v1', timezone: 'America/Sao_Paulo' },
			nodes: [{ ...trigger, parameters: filled ?? parameters }, ...nodes],
			connections,
		});
	}

	#trigger(workflow: Workflow): INode {
		const node = workflow.getNode(TRIGGER);
		if (!node) throw new Error('The workflow has no trigger node');
		return node;
	}

	#additionalData(): IWorkflowExecuteAdditionalData {
		return additionalData(this.options.credential, this.url);
	}

	#webhook(workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData): IWebhookData {
		const webhookDescription = wtsChatChatbotTrigger.description.webhooks?.find(({ name }) => name === 'default');
		if (!webhookDescription) throw new Error('The node has no webhook');
		const webhook = { httpMethod: 'POST', node: TRIGGER, path: '', workflowId: this.#id } as const;
		return { ...webhook, webhookDescription, workflowExecuteAdditionalData };
	}
}

/** Makes such a workflow, and starts n8n's web server for it; it is stopped after the test. */
export async function chatbotFor(t: TestContext, options: ChatbotOptions): Promise<ChatbotWorkflow> {
	const chatbot = new ChatbotWorkflow(options);
	const failures: unknown[] = [];
	const server = createServer((request, response) => {
		chatbot.serve(request, response).catch((error: unknown) => {
			failures.push(error);
			response.destroy();
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
	chatbot.url = `http://127.0.0.1:${address.port}/?token=${(options.webhookId ?? WEBHOOK_ID).slice(9)}`;
	t.after(async () => {
		await chatbot.settle();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
		if (failures.length > 0) throw new AggregateError(failures, 'The node failed to take a call');
	});
	return chatbot;
}
