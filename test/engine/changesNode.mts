// A workflow that begins with the trigger for changes, and as much of n8n around it as the node can see.
import type { IDataObject, INode, INodeExecutionData, INodeParameters, Workflow } from 'n8n-workflow';
import { assertUsable } from './usable.mts';
import {
	additionalData,
	CHANGES_TRIGGER_NODE,
	core,
	nodeTypes,
	shared,
	wtsChatChangesTrigger,
	type Credential,
} from './workflow.mts';

let workflows = 0;

/**
 * The workflow in one n8n. It does with the node what n8n 2.41 does (poll-trigger-executor.js, active-workflow-manager.js):
 * the workflow is made once, when it is activated; its static data is stored then, and when something comes out.
 */
export class PollingWorkflow {
	/** What n8n's database holds of the workflow's static data. */
	stored: IDataObject = {};
	readonly #id: string;
	readonly #credential: Credential;
	#parameters: INodeParameters;
	#workflow: Workflow | undefined;

	constructor(credential: Credential, parameters: INodeParameters, id = `polling-${++workflows}`) {
		this.#id = id;
		this.#credential = credential;
		this.#parameters = parameters;
	}

	/** What the node remembers of the workflow that is active. */
	get memory(): IDataObject {
		return (this.#workflow?.staticData['node:Changes'] ?? {}) as IDataObject;
	}

	/** Activates the workflow: n8n asks the node at once. @returns what came out then */
	async activate(changed: INodeParameters = {}): Promise<IDataObject[]> {
		this.#parameters = { ...this.#parameters, ...changed };
		this.#workflow = this.#made(this.stored);
		const items = await this.poll();
		this.stored = copyOf(this.#workflow.staticData);
		return items;
	}

	/** n8n ends without a word, and starts again. */
	async restart(): Promise<IDataObject[]> {
		return await this.activate();
	}

	/** n8n asks the node. @returns what came out: the items of one execution, or nothing */
	async poll(): Promise<IDataObject[]> {
		if (!this.#workflow) throw new Error('The workflow is not active');
		const workflow = this.#workflow;
		const answer = await this.#ask(workflow, 'trigger');
		if (answer === null) return [];
		this.stored = copyOf(workflow.staticData);
		if (answer.length !== 1 || answer[0].length === 0) throw new Error('An execution without items');
		return answer[0].map(({ json }) => json);
	}

	/** The editor fetches a test event. */
	async fetchTestEvent(): Promise<IDataObject[]> {
		const workflow = this.#made(this.stored);
		const before = JSON.stringify(workflow.staticData);
		const answer = await this.#ask(workflow, 'manual');
		if (JSON.stringify(workflow.staticData) !== before) throw new Error('A test event moves what is remembered');
		return (answer ?? []).flat().map(({ json }) => json);
	}

	async #ask(workflow: Workflow, mode: 'manual' | 'trigger'): Promise<INodeExecutionData[][] | null> {
		const node = workflow.getNode('Changes');
		if (!node || !wtsChatChangesTrigger.poll) throw new Error('The workflow has no node that polls');
		const activation = mode === 'manual' ? 'manual' : 'activate';
		const context = new core.PollContext(workflow, node, additionalData(this.#credential), mode, activation);
		const answer = await wtsChatChangesTrigger.poll.call(context);
		if (this.#parameters.output !== 'raw') assertUsable(answer?.flat() ?? [], 'the trigger for changes');
		return answer;
	}

	#made(stored: IDataObject): Workflow {
		const { description } = wtsChatChangesTrigger;
		const node: INode = {
			id: '1',
			name: 'Changes',
			type: CHANGES_TRIGGER_NODE,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.#parameters,
			credentials: { wtsApi: { id: '1', name: 'WTS Chat account' } },
		};
		const filled = shared.NodeHelpers.getNodeParameters(
			description.properties,
			this.#parameters,
			true,
			false,
			node,
			description,
		);
		return new shared.Workflow({
			id: this.#id,
			name: 'Export',
			active: true,
			nodeTypes,
			settings: { executionOrder: 'v1' },
			nodes: [{ ...node, parameters: filled ?? this.#parameters }],
			connections: {},
			staticData: copyOf(stored),
		});
	}
}

const copyOf = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data)) as IDataObject;
