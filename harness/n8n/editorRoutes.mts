/**
 * The routes by which n8n's editor talks to its server. They are an interface for nobody else, and for some things the only one:
 * what a newer n8n changes there is mended in this file. All else goes through n8n's public API (`server.mts`).
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { INodeTypeDescription, ITaskData } from 'n8n-workflow';
import { until } from '../until.mts';

/** Who may log in to the editor; made when the server starts for the first time. */
export const owner = {
	email: 'demo@example.com',
	password: 'Demo-only-1',
	firstName: 'Demo',
	lastName: 'Owner',
} as const;

/** An execution as n8n lists it. */
export interface Execution {
	readonly id: string;
	/** `new`, `running` and `waiting` while it lasts; then `success`, `error`, `crashed` or `canceled`. */
	readonly status: string;
	/** What started it, e.g. `webhook`. */
	readonly mode: string;
}

/** All that an execution can be: asked for these, n8n lists what goes on and what has ended together, and page by page. */
const STATUSES = ['new', 'running', 'waiting', 'success', 'error', 'crashed', 'canceled', 'unknown'];
/** Executions that a page of the list has at the most. */
const PAGE = 100;

/** What the editor asks for what a parameter offers: see n8n's `dynamic-node-parameters`. */
export interface ParameterQuestion {
	readonly nodeTypeAndVersion: { readonly name: string; readonly version: number };
	readonly path: string;
	readonly methodName: string;
	readonly currentNodeParameters: object;
	readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
	readonly filter?: string;
	readonly paginationToken?: string;
}

interface PublicSettings {
	readonly userManagement: { readonly showSetupOnFirstLoad: boolean };
}

/** How often something is asked for while n8n answers 503, and how long it waits in between. */
const MOST_ATTEMPTS = 300;
const RETRY_AFTER_MS = 200;

/** Whether n8n closed a connection that was kept from an earlier request, as it does after 5 seconds without one. */
const wasClosed = (error: unknown) =>
	error instanceof TypeError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'UND_ERR_SOCKET';
/** Connections that may be closed in the same moment. */
const MOST_CLOSED = 5;

/**
 * Calls n8n, and again while its database keeps it waiting (503) or where it closed the connection in the same moment, if it
 * was only asked for something.
 *
 * @throws {Error} with n8n's answer, when it is not a success
 */
export async function call(url: string, request: RequestInit): Promise<Response> {
	for (let attempt = 1, closed = 0; ; attempt++) {
		let response: Response;
		try {
			response = await fetch(url, request);
		} catch (error) {
			if (request.method !== 'GET' || !wasClosed(error) || ++closed > MOST_CLOSED) throw error;
			continue;
		}
		if (response.ok) return response;
		if (response.status !== 503 || request.method !== 'GET' || attempt === MOST_ATTEMPTS)
			throw new Error(`n8n answered ${response.status} to ${request.method} ${url}: ${await response.text()}`);
		await response.body?.cancel();
		await wait(RETRY_AFTER_MS);
	}
}

export class EditorRoutes {
	private readonly url: string;
	private cookie = '';

	/** @param url the editor's address, without a slash at its end */
	constructor(url: string) {
		this.url = url;
	}

	/** Makes the owner of a new n8n, or logs in as the one it has. */
	async logIn(): Promise<void> {
		let settings: PublicSettings | undefined;
		// n8n 1.x says that it is ready a little before this is there.
		await until('n8n serves its editor', async () => (settings = await this.settings()) !== undefined);
		const { email, password } = owner;
		if (settings?.userManagement.showSetupOnFirstLoad) await this.request('POST', '/owner/setup', owner);
		else await this.request('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Makes a key for the public API that may do all that the owner may. */
	async makeApiKey(): Promise<string> {
		const scopes = await this.request('GET', '/api-keys/scopes');
		const wanted = { label: crypto.randomUUID(), scopes, expiresAt: null };
		const { rawApiKey } = (await this.request('POST', '/api-keys', wanted)) as { rawApiKey: string };
		return rawApiKey;
	}

	/** The types of nodes that the editor offers; one whose parameters changed stands there once for each of its versions. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const response = await call(`${this.url}/types/nodes.json`, { method: 'GET', headers: { cookie: this.cookie } });
		return (await response.json()) as INodeTypeDescription[];
	}

	/** What a parameter offers, as the node's method answers it. */
	async offered(
		route: 'options' | 'resource-locator-results' | 'resource-mapper-fields',
		question: ParameterQuestion,
	): Promise<unknown> {
		return await this.request('POST', `/dynamic-node-parameters/${route}`, question);
	}

	/** Tests a credential, as the editor does when it is saved. */
	async testCredential(credential: object): Promise<{ status: string; message: string }> {
		const verdict = await this.request('POST', '/credentials/test', { credentials: credential });
		return verdict as { status: string; message: string };
	}

	/** Saves a new version of a workflow; what is published stays so. */
	async saveVersion(id: string, change: object): Promise<{ id: string; versionId: string }> {
		return (await this.request('PATCH', `/workflows/${id}`, change)) as { id: string; versionId: string };
	}

	/** How far the publication of a workflow has come: `published`, `failed`, or what comes before them. */
	async publicationStatus(id: string): Promise<string> {
		const { status } = (await this.request('GET', `/workflows/${id}/publication-status`)) as { status: string };
		return status;
	}

	/**
	 * Executes a workflow as its button does; with a trigger that waits for an event, it begins to listen for one.
	 *
	 * @param trigger the name of the node to begin with
	 * @param data what comes out of it; what it itself makes of a click if left out
	 * @returns n8n's answer: the ID of the execution, which has only begun, or that it waits
	 */
	async run(
		id: string,
		trigger: string,
		data?: ITaskData,
	): Promise<{ executionId: string } | { waitingForWebhook: true }> {
		const workflowData = await this.request('GET', `/workflows/${id}`);
		const order = { workflowData, triggerToStartFrom: { name: trigger, data } };
		const answer = await this.request('POST', `/workflows/${id}/run`, order);
		return answer as { executionId: string } | { waitingForWebhook: true };
	}

	/** No longer listens for an event. */
	async stopListening(id: string): Promise<void> {
		await this.request('DELETE', `/test-webhook/${id}`);
	}

	/**
	 * The executions of a workflow; n8n 2.41 may leave some out where there are more than a page of them, since it sorts by one
	 * thing and turns the pages by another. Before 2.41 pages are turned by the last ID.
	 */
	async executionsOf(workflowId: string): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status: STATUSES }));
		const executions: Execution[] = [];
		for (let from = ''; ; ) {
			const route = `/executions?filter=${filter}&limit=${PAGE}${from}`;
			const page = (await this.request('GET', route)) as { results: Execution[]; nextCursor?: string | null };
			executions.push(...page.results);
			const { nextCursor, results } = page;
			if (nextCursor === null || (nextCursor === undefined && results.length < PAGE)) return executions;
			from = nextCursor ? `&cursor=${encodeURIComponent(nextCursor)}` : `&lastId=${executions.at(-1)?.id}`;
		}
	}

	/** Ends an execution that runs or waits. */
	async stopExecution(id: string): Promise<void> {
		await this.request('POST', `/executions/${id}/stop`, {});
	}

	private async request(method: string, route: string, body?: object): Promise<unknown> {
		const headers = { 'content-type': 'application/json', cookie: this.cookie };
		const response = await call(`${this.url}/rest${route}`, { method, headers, body: JSON.stringify(body) });
		const logIn = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (logIn) this.cookie = logIn.split(';')[0];
		const answer = (await response.json()) as { data: unknown };
		return answer.data;
	}

	/** What everybody may know of n8n; undefined while it answers with its start page. */
	private async settings(): Promise<PublicSettings | undefined> {
		const response = await fetch(`${this.url}/rest/settings`);
		const text = await response.text();
		if (!response.headers.get('content-type')?.startsWith('application/json')) return undefined;
		const { data }: { data: PublicSettings } = JSON.parse(text);
		return data;
	}
}
