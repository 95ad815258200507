/** n8n's server, called through its public API; what that does not offer goes by the editor's routes. */
import type { INode, IRunExecutionData, ITaskData } from 'n8n-workflow';
import { until } from '../until.mts';
import { call, EditorRoutes, type Execution } from './editorRoutes.mts';
import type { Credential, Workflow } from './n8n.mts';
import type { N8nProcess } from './process.mts';
import { differences } from './version.mts';

/** A workflow as n8n has stored it. */
export interface SavedWorkflow {
	readonly id: string;
	readonly versionId: string;
}

interface StoredWorkflow extends Workflow {
	readonly nodes: readonly INode[];
}

/** What an execution was, and all that it did. */
export interface Run {
	readonly status: string;
	readonly data: IRunExecutionData;
}

const hasEnded = (status: string) => !['new', 'running', 'waiting'].includes(status);

/** Executions that a page of the list has at the most. */
const PAGE = 250;

/**
 * Sets the owner up if there is none, and logs in.
 *
 * @param process `n8n start`
 * @throws {Error} when the owner cannot log in; the process is stopped then
 */
export async function serverOf(process: N8nProcess): Promise<N8nServer> {
	const editor = new EditorRoutes(process.url);
	try {
		await editor.logIn();
		return new N8nServer(process, editor, await editor.makeApiKey());
	} catch (error) {
		await process[Symbol.asyncDispose]();
		throw error;
	}
}

export class N8nServer implements AsyncDisposable {
	/** The editor's address, without a slash at its end. */
	readonly url: string;
	/** What only the editor can ask for, as the owner. */
	readonly editor: EditorRoutes;
	private readonly process: N8nProcess;
	private readonly apiKey: string;

	/**
	 * @param process `n8n start`
	 * @param editor where the owner is logged in
	 * @param apiKey the owner's, for the public API
	 */
	constructor(process: N8nProcess, editor: EditorRoutes, apiKey: string) {
		this.url = process.url;
		this.editor = editor;
		this.process = process;
		this.apiKey = apiKey;
	}

	/**
	 * Stores a new credential.
	 *
	 * @returns the ID that n8n gave it
	 */
	async saveCredential({ name, type, data }: Omit<Credential, 'id'>): Promise<string> {
		const whole = { ...differences.credentialData, ...data };
		const { id } = (await this.request('POST', '/credentials', { name, type, data: whole })) as { id: string };
		return id;
	}

	/** Stores a new workflow, not active; n8n gives it an ID. */
	async saveWorkflow(workflow: Omit<Workflow, 'id'>): Promise<SavedWorkflow> {
		const { name, nodes, connections, settings = {} } = workflow;
		return (await this.request('POST', '/workflows', { name, nodes, connections, settings })) as SavedWorkflow;
	}

	/** The nodes of a workflow and all else that is stored of it. */
	async workflow(id: string): Promise<StoredWorkflow> {
		return (await this.request('GET', `/workflows/${id}`)) as StoredWorkflow;
	}

	/**
	 * Activates the latest version of a workflow, and waits until its webhooks are there.
	 *
	 * @throws {Error} when n8n cannot activate it, e.g. because a trigger failed to subscribe
	 */
	async publish({ id }: Pick<SavedWorkflow, 'id'>): Promise<void> {
		await this.request('POST', `/workflows/${id}/activate`);
		if (differences.activatesAtOnce) return;
		await until(`workflow ${id} is published`, async () => {
			const status = await this.editor.publicationStatus(id);
			if (status === 'failed') throw new Error(`n8n could not publish workflow ${id}`);
			return status === 'published';
		});
	}

	/** Deactivates a workflow; n8n may take its webhooks away a little later. */
	async unpublish({ id }: Pick<SavedWorkflow, 'id'>): Promise<void> {
		await this.request('POST', `/workflows/${id}/deactivate`);
	}

	/**
	 * Lets the editor listen for a test event, which starts the workflow once.
	 *
	 * @param trigger the name of the node that listens
	 * @returns n8n's answer: that it waits
	 */
	async listen({ id }: Pick<SavedWorkflow, 'id'>, trigger: string): Promise<unknown> {
		return await this.editor.run(id, trigger);
	}

	/**
	 * Executes a workflow as its button in the editor does.
	 *
	 * @param id the workflow's ID
	 * @param trigger the name of the node to begin with
	 * @param data what comes out of it; what it itself makes of a click if left out
	 * @returns the ID of the execution, which has only begun
	 * @throws {Error} when the trigger waits for an event
	 */
	async run(id: string, trigger: string, data?: ITaskData): Promise<string> {
		const answer = await this.editor.run(id, trigger, data);
		if (!('executionId' in answer)) throw new Error(`${trigger} of workflow ${id} waits for an event`);
		return answer.executionId;
	}

	/** All executions of a workflow that n8n has stored. */
	async executionsOf({ id }: Pick<SavedWorkflow, 'id'>): Promise<Execution[]> {
		const ofEditor = async () => await this.editor.executionsOf(id);
		if (!differences.listsSleeping) return await ofEditor();
		// n8n lists those that run by themselves. One that ends, or begins to run, in between is listed twice, not never.
		const executions = new Map<string, Execution>();
		for (const filter of ['', 'status=running&', '']) {
			for (let cursor: string | null = ''; cursor !== null; ) {
				const route = `/executions?${filter}workflowId=${id}&limit=${PAGE}${cursor && `&cursor=${cursor}`}`;
				const page = (await this.request('GET', route)) as { data: Execution[]; nextCursor: string | null };
				for (const execution of page.data)
					executions.set(String(execution.id), { ...execution, id: String(execution.id) });
				cursor = page.nextCursor;
			}
		}
		// It leaves out those that its main process takes to run, which in queue mode may sleep, or have ended.
		for (const execution of await ofEditor()) executions.set(execution.id, execution);
		return [...executions.values()];
	}

	/**
	 * Waits until so many executions of a workflow have ended.
	 *
	 * @returns all that there are, ended or not
	 */
	async executed(workflow: Pick<SavedWorkflow, 'id'>, count: number): Promise<Execution[]> {
		let executions: Execution[] = [];
		await until(`${count} executions have ended`, async () => {
			executions = await this.executionsOf(workflow);
			return executions.filter(({ status }) => hasEnded(status)).length >= count;
		});
		return executions;
	}

	/**
	 * Waits until an execution has ended.
	 *
	 * @throws {Error} when n8n does not know it
	 */
	async ended(id: string): Promise<Run> {
		return await this.stored(id, ({ status }) => hasEnded(status));
	}

	/**
	 * Waits until so many executions of a workflow sleep.
	 *
	 * @param besides IDs of executions that do not count
	 */
	async asleep(
		workflow: Pick<SavedWorkflow, 'id'>,
		count: number,
		besides: ReadonlySet<string> = new Set(),
	): Promise<void> {
		let sleeping: Execution[] = [];
		await until(`${count} executions sleep`, async () => {
			sleeping = (await this.executionsOf(workflow)).filter(
				({ id, status }) => status === 'waiting' && !besides.has(id),
			);
			return sleeping.length === count;
		});
		for (const { id } of sleeping) await this.stored(id);
	}

	/** Waits until an execution is as it is to be, and all of it is stored: n8n 1.x stores the status before the rest. */
	private async stored(id: string, isSo: (run: Run) => boolean = () => true): Promise<Run> {
		let run: Run | undefined;
		await until(`execution ${id} is stored`, async () => {
			const { status, data } = (await this.request('GET', `/executions/${id}?includeData=true`)) as Partial<Run>;
			run = status && data?.resultData?.lastNodeExecuted !== undefined ? { status, data } : undefined;
			return run !== undefined && isSo(run);
		});
		if (!run) throw new Error(`n8n does not know execution ${id}`);
		return run;
	}

	/** Calls the public API; answers what it answered. */
	private async request(method: string, route: string, body?: object): Promise<unknown> {
		const headers = { 'content-type': 'application/json', 'x-n8n-api-key': this.apiKey };
		const response = await call(`${this.url}/api/v1${route}`, { method, headers, body: JSON.stringify(body) });
		return await response.json();
	}

	/** Ends the server at once, as a crash would. */
	async kill(): Promise<void> {
		await this.process.kill();
	}

	/** Stops the server in good order. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.process[Symbol.asyncDispose]();
	}
}
