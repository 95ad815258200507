/** n8n's server: the editor and its REST interface. */
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'flatted';
import type { INodeTypeDescription, IRunExecutionData, ITaskData } from 'n8n-workflow';
import { until } from '../until.mts';
import type { Credential, Workflow } from './n8n.mts';
import type { N8nProcess } from './process.mts';
import { differences } from './version.mts';

/** Who may log in to the editor; made when the server starts for the first time. */
export const owner = {
	email: 'demo@example.com',
	password: 'Demo-only-1',
	firstName: 'Demo',
	lastName: 'Owner',
} as const;

/** A workflow as n8n has stored it. */
export interface SavedWorkflow {
	readonly id: string;
	readonly versionId: string;
}

/** An execution as n8n lists it. */
export interface Execution {
	readonly id: string;
	/** `new`, `running` and `waiting` while it lasts; then `success`, `error`, `crashed` or `canceled`. */
	readonly status: string;
	/** What started it, e.g. `webhook`. */
	readonly mode: string;
}

/** What an execution was, and all that it did. */
export interface Run {
	readonly status: string;
	readonly data: IRunExecutionData;
}

const hasEnded = (status: string) => !['new', 'running', 'waiting'].includes(status);

interface PublicSettings {
	readonly userManagement: { readonly showSetupOnFirstLoad: boolean };
}

/** How often something is asked for while n8n answers 503, and how long it waits in between. */
const MOST_ATTEMPTS = 300;
const RETRY_AFTER_MS = 200;
/** Executions that a page of the list has at the most. */
const PAGE = 200;

/**
 * Sets the owner up if there is none, and logs in.
 *
 * @param process `n8n start`
 * @throws {Error} when the owner cannot log in; the process is stopped then
 */
export async function serverOf(process: N8nProcess): Promise<N8nServer> {
	const server = new N8nServer(process);
	try {
		await server.logIn();
		return server;
	} catch (error) {
		await server[Symbol.asyncDispose]();
		throw error;
	}
}

export class N8nServer implements AsyncDisposable {
	/** The editor's address, without a slash at its end. */
	readonly url: string;
	private readonly process: N8nProcess;
	private cookie = '';

	constructor(process: N8nProcess) {
		this.url = process.url;
		this.process = process;
	}

	/**
	 * Calls n8n's REST interface as the logged-in owner.
	 *
	 * @param method e.g. `GET`
	 * @param route e.g. `/workflows`, below `/rest`
	 * @param body sent as JSON
	 * @returns the `data` of the answer, as n8n gave it
	 * @throws {Error} with n8n's answer, when it is not a success
	 */
	async request(method: string, route: string, body?: object): Promise<unknown> {
		const response = await this.fetch(method, route, body);
		if (!response.ok)
			throw new Error(`n8n answered ${response.status} to ${method} ${route}: ${await response.text()}`);
		const logIn = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (logIn) this.cookie = logIn.split(';')[0];
		const answer = (await response.json()) as { data: unknown };
		return answer.data;
	}

	/** n8n answers 503 while its database keeps it waiting; what only reads is asked again then. */
	private async fetch(method: string, route: string, body?: object): Promise<Response> {
		const headers = { 'content-type': 'application/json', cookie: this.cookie };
		for (let attempt = 1; ; attempt++) {
			const response = await fetch(`${this.url}/rest${route}`, { method, headers, body: JSON.stringify(body) });
			if (response.status !== 503 || method !== 'GET' || attempt === MOST_ATTEMPTS) return response;
			await response.body?.cancel();
			await wait(RETRY_AFTER_MS);
		}
	}

	/** The types of nodes that the editor offers; one whose parameters changed stands there once for each of its versions. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const response = await fetch(`${this.url}/types/nodes.json`, { headers: { cookie: this.cookie } });
		if (!response.ok) throw new Error(`n8n answered ${response.status} for its node types`);
		return (await response.json()) as INodeTypeDescription[];
	}

	/** Makes the owner of a new n8n, or logs in as the one it has. */
	async logIn(): Promise<void> {
		let settings: PublicSettings | undefined;
		// n8n 1.x says that it is ready a little before its REST interface is there.
		await until('n8n has its REST interface', async () => (settings = await this.settings()) !== undefined);
		const { email, password } = owner;
		if (settings?.userManagement.showSetupOnFirstLoad) await this.request('POST', '/owner/setup', owner);
		else await this.request('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/**
	 * Stores a new credential.
	 *
	 * @returns the ID that n8n gave it
	 */
	async saveCredential({ name, type, data }: Omit<Credential, 'id'>): Promise<string> {
		const { id } = (await this.request('POST', '/credentials', { name, type, data })) as { id: string };
		return id;
	}

	/** Stores a new workflow, not active; n8n gives it an ID. */
	async saveWorkflow(workflow: Omit<Workflow, 'id'>): Promise<SavedWorkflow> {
		const { name, nodes, connections, settings = {} } = workflow;
		const unsaved = { name, nodes, connections, settings, active: false };
		return (await this.request('POST', '/workflows', unsaved)) as SavedWorkflow;
	}

	/**
	 * Activates a workflow, and waits until its webhooks are there.
	 *
	 * @throws {Error} when n8n cannot activate it, e.g. because a trigger failed to subscribe
	 */
	async publish({ id, versionId }: SavedWorkflow): Promise<void> {
		await this.request('POST', `/workflows/${id}/activate`, { versionId });
		if (differences.activatesAtOnce) return;
		await until(`workflow ${id} is published`, async () => {
			const { status } = (await this.request('GET', `/workflows/${id}/publication-status`)) as { status: string };
			if (status === 'failed') throw new Error(`n8n could not publish workflow ${id}`);
			return status === 'published';
		});
	}

	/**
	 * Lets the editor listen for a test event, which starts the workflow once.
	 *
	 * @param trigger the name of the node that listens
	 * @returns n8n's answer: that it waits
	 */
	async listen({ id }: SavedWorkflow, trigger: string): Promise<unknown> {
		return await this.runFrom(id, { name: trigger });
	}

	/**
	 * Executes a workflow as its button in the editor does.
	 *
	 * @param id the workflow's ID
	 * @param trigger the name of the node to begin with
	 * @param data what comes out of it; what it itself makes of a click if left out
	 * @returns the ID of the execution, which has only begun
	 */
	async run(id: string, trigger: string, data?: ITaskData): Promise<string> {
		const { executionId } = (await this.runFrom(id, { name: trigger, data })) as { executionId: string };
		return executionId;
	}

	private async runFrom(id: string, triggerToStartFrom: { name: string; data?: ITaskData }): Promise<unknown> {
		const workflowData = await this.request('GET', `/workflows/${id}`);
		return await this.request('POST', `/workflows/${id}/run`, { workflowData, triggerToStartFrom });
	}

	/** Deactivates a workflow; n8n may take its webhooks away a little later. */
	async unpublish({ id }: SavedWorkflow): Promise<void> {
		await this.request('POST', `/workflows/${id}/deactivate`, {});
	}

	/** All executions of a workflow that n8n has stored. */
	async executionsOf({ id }: Pick<SavedWorkflow, 'id'>): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		// n8n lists those that run before those that have ended: one that ends in between is listed twice.
		const executions = new Map<string, Execution>();
		for (let before = ''; ; ) {
			const page = await this.request('GET', `/executions?limit=${PAGE}${before}&filter=${filter}`);
			const { results } = page as { results: Execution[] };
			for (const execution of results) executions.set(execution.id, execution);
			if (results.length < PAGE) return [...executions.values()];
			before = `&lastId=${results.at(-1)?.id}`;
		}
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

	/** Waits until so many executions of a workflow sleep. */
	async asleep(workflow: Pick<SavedWorkflow, 'id'>, count: number): Promise<void> {
		let sleeping: Execution[] = [];
		await until(`${count} executions sleep`, async () => {
			sleeping = (await this.executionsOf(workflow)).filter(({ status }) => status === 'waiting');
			return sleeping.length === count;
		});
		for (const { id } of sleeping) await this.stored(id);
	}

	/** Waits until an execution is as it is to be, and all of it is stored: n8n 1.x stores the status before the rest. */
	private async stored(id: string, isSo: (run: Run) => boolean = () => true): Promise<Run> {
		let run: Run | undefined;
		await until(`execution ${id} is stored`, async () => {
			const execution = (await this.request('GET', `/executions/${id}`)) as { status: string; data: string };
			const data = parse(execution.data) as IRunExecutionData | undefined;
			run = data?.resultData.lastNodeExecuted === undefined ? undefined : { status: execution.status, data };
			return run !== undefined && isSo(run);
		});
		if (!run) throw new Error(`n8n does not know execution ${id}`);
		return run;
	}

	/** What everybody may know of n8n; undefined while it answers with its start page. */
	private async settings(): Promise<PublicSettings | undefined> {
		const response = await fetch(`${this.url}/rest/settings`);
		const text = await response.text();
		if (!response.headers.get('content-type')?.startsWith('application/json')) return undefined;
		const { data }: { data: PublicSettings } = JSON.parse(text);
		return data;
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
