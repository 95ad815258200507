// Workflows that a node starts inside of its own execution, and that sleep there: as much of n8n as is needed for it.
import assert from 'node:assert/strict';
import type {
	ExecuteWorkflowData,
	ExecuteWorkflowOptions,
	IDataObject,
	IExecuteWorkflowInfo,
	INode,
	INodeExecutionData,
	IRun,
	IRunExecutionData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { addNodeType, core, nodeTypes, shared, wtsChatTrigger } from './workflow.mts';

for (const type of ['n8n-nodes-base.executeWorkflowTrigger', 'n8n-nodes-base.noOp']) {
	addNodeType(type, {}, async function () {
		return [this.getInputData()];
	});
}

/** A sub-workflow that sleeps, as n8n's database holds it. */
interface Sleeping {
	/** The ID of the execution that waits for it. */
	parent: string;
	workflow: { id: string; nodes: INode[]; connections: Workflow['connectionsBySourceNode'] };
	data: string;
}

/** What an execution goes on with that waited for a sub-workflow. */
export type GoesOn = (items: INodeExecutionData[]) => Promise<void>;

/** n8n's part in sub-workflows that sleep (workflow-execute-additional-data.js, waiting-webhooks.js, wait-tracker.js of n8n 2.41). */
export class SubWorkflows {
	/** Those that sleep, by the IDs of their executions. */
	readonly sleeping = new Map<string, Sleeping>();
	/** n8n recovers from a crash just when somebody wakes one: it takes for ended what goes on. */
	isRecovering = false;
	readonly #waiting = new Map<string, GoesOn>();
	readonly #additional: (executionId?: string) => IWorkflowExecuteAdditionalData;

	/** @param additional what n8n gives an execution; a new one if it is given no ID */
	constructor(additional: (executionId?: string) => IWorkflowExecuteAdditionalData) {
		this.#additional = additional;
	}

	/** What `executeWorkflow` of n8n does. */
	readonly execute = async (
		{ code }: IExecuteWorkflowInfo,
		_additional: IWorkflowExecuteAdditionalData,
		{ inputData = [], parentExecution }: ExecuteWorkflowOptions,
	): Promise<ExecuteWorkflowData> => {
		assert.ok(code && parentExecution);
		const { id, nodes, connections } = JSON.parse(JSON.stringify(code)) as typeof code;
		const begin = nodes.find(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger');
		assert.ok(begin);
		const start = shared.createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: begin, data: { main: [inputData] }, source: null }] },
			parentExecution,
		});
		const additional = this.#additional();
		const executionId = String(additional.executionId);
		const run = await this.#run(additional, { id, nodes, connections }, start, parentExecution.executionId);
		return { executionId, data: outputOf(run) ?? [], waitTill: run.waitTill };
	};

	/** An execution that waits for a sub-workflow goes on with what comes out of it. */
	waitFor(executionId: string, goOn: GoesOn): void {
		this.#waiting.set(executionId, goOn);
	}

	/** A request to the address of one that sleeps. @returns the status; n8n answers 409 or 404 if none does */
	async wake(executionId: string): Promise<number> {
		const asleep = this.#take(executionId);
		if (!asleep) return 409;
		const data = JSON.parse(asleep.data) as IRunExecutionData;
		const entry = data.executionData?.nodeExecutionStack[0];
		assert.ok(entry);
		const additional = this.#additional(executionId);
		const workflow = workflowOf(asleep.workflow);
		const received = {
			...additional,
			httpRequest: { query: {}, body: {} },
		} as unknown as IWorkflowExecuteAdditionalData;
		const webhookDescription = wtsChatTrigger.description.webhooks?.find(({ restartWebhook }) => restartWebhook);
		const webhook = { webhookDescription } as IWebhookData;
		const node = workflow.getNode(entry.node.name);
		assert.ok(node && wtsChatTrigger.webhook);
		const context = new core.WebhookContext(workflow, node, received, 'integrated', webhook, [], data);
		const { workflowData } = await wtsChatTrigger.webhook.call(context);
		assert.ok(workflowData);
		// It is no longer asleep, and so n8n stores it.
		data.waitTill = undefined;
		data.resultData.runData[entry.node.name]?.pop();
		entry.node.disabled = true;
		entry.data.main = workflowData;
		if (this.isRecovering) await this.#handOn(asleep, data);
		await this.#goOn(executionId, asleep, data);
		return 200;
	}

	/** n8n begins anew: it wakes those that sleep by itself, once their time has come. */
	async wakeAll(): Promise<void> {
		for (const executionId of [...this.sleeping.keys()]) {
			const asleep = this.#take(executionId);
			if (asleep) await this.#goOn(executionId, asleep, JSON.parse(asleep.data) as IRunExecutionData);
		}
	}

	/**
	 * Those that sleep end before their time, as in a crash while they look around, or when somebody ends them: whoever
	 * waits for them goes on with what their last node had given out.
	 */
	async endAll(): Promise<void> {
		for (const executionId of [...this.sleeping.keys()]) {
			const asleep = this.#take(executionId);
			if (asleep) await this.#handOn(asleep, JSON.parse(asleep.data) as IRunExecutionData);
		}
	}

	#take(executionId: string): Sleeping | undefined {
		const asleep = this.sleeping.get(executionId);
		this.sleeping.delete(executionId);
		return asleep;
	}

	async #goOn(executionId: string, asleep: Sleeping, data: IRunExecutionData): Promise<void> {
		const run = await this.#run(this.#additional(executionId), asleep.workflow, data, asleep.parent);
		if (run.waitTill) return;
		assert.equal(run.status, 'success', JSON.stringify(run.data.resultData.error));
		await this.#handOn(asleep, run.data);
	}

	/** Hands on what the last node gave out, if it gave out anything, to the execution that waits, if it still does. */
	async #handOn({ parent }: Sleeping, data: IRunExecutionData): Promise<void> {
		const goOn = this.#waiting.get(parent);
		const output = outputOf({ data });
		if (!goOn || !output) return;
		this.#waiting.delete(parent);
		await goOn(output[0] ?? []);
	}

	async #run(
		additional: IWorkflowExecuteAdditionalData,
		workflow: Sleeping['workflow'],
		start: IRunExecutionData,
		parent: string,
	): Promise<IRun> {
		const engine = new core.WorkflowExecute(additional, 'integrated', start);
		const run = await engine.processRunExecutionData(workflowOf(workflow));
		if (run.waitTill) {
			const data = JSON.stringify(run.data);
			this.sleeping.set(String(additional.executionId), { parent, workflow, data });
		}
		return run;
	}
}

const workflowOf = ({ id, nodes, connections }: Sleeping['workflow']): Workflow =>
	new shared.Workflow({
		id,
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1' },
		nodes: structuredClone(nodes),
		connections,
		staticData: {} as IDataObject,
	});

/** What came out of the node that ran last; undefined if nothing has yet. */
function outputOf({ data }: Pick<IRun, 'data'>): Array<INodeExecutionData[] | null> | undefined {
	const { runData, lastNodeExecuted = '' } = data.resultData;
	return runData[lastNodeExecuted]?.at(-1)?.data?.main;
}
