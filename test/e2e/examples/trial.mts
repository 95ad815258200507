/** The stage on which all examples are tried: one n8n whose server runs, a sandbox, and what else they need. */
import type { ITaskData } from 'n8n-workflow';
import type { Account } from '../../../sandbox/account.mts';
import { usualBlock, type Block } from '../../../sandbox/talks.mts';
import { chatbotAddress } from '../../../harness/n8n/chatbotAddress.mts';
import { PATIENCE_MS } from '../../../harness/until.mts';
import { exampleNames, prepareExample, type ExampleName } from '../../../harness/examples.mts';
import type { Credential } from '../../../harness/n8n/n8n.mts';
import type { N8nServer, Run, SavedWorkflow } from '../../../harness/n8n/server.mts';
import { setWatchedStage, type Stage } from '../../watchedStage.mts';
import { startScriptedModel, type ScriptedModel } from './scriptedModel.mts';

/** How an example is tried. */
export interface Trial {
	readonly example: ExampleName;
	/** Whether it keeps a table of n8n. */
	readonly keepsTable?: true;
	/** What its node "Settings" is set to. */
	settings?(account: Account): Record<string, string>;
	/** Declares the tests; `stage` can be called in them. */
	declare(stage: () => ExampleStage): void;
}

export interface ExampleStage extends Stage {
	readonly server: N8nServer;
	readonly model: ScriptedModel;
	/** What callers of the example's webhook have to send. */
	readonly webhookHeader: { readonly name: string; readonly value: string };
	/** The tokens of the example's MCP servers, by the name of the trigger. */
	readonly mcpTokens: Readonly<Record<string, string>>;
	/** What n8n printed when it imported the examples. */
	readonly imported: string;
	/**
	 * Executes an example as its button in the editor does.
	 * @param trigger the name of the node to begin with
	 * @param given what comes out of the trigger; what the trigger itself makes of a click if left out
	 */
	run(example: ExampleName, trigger: string, given?: Record<string, string>): Promise<Run>;
	/**
	 * Publishes an example, and waits until its webhooks are there.
	 * @param changed parameters that a node has otherwise, by its name
	 * @returns what was published: a copy with an ID of n8n's own, since n8n keeps nothing for triggers where it is longer
	 */
	publish(example: ExampleName, changed?: Readonly<Record<string, object>>): Promise<SavedWorkflow>;
	/**
	 * Lets the chatbot that meets whoever opens a conversation ask what was published.
	 * @param blocks each with the name of the trigger that it asks, the first one first
	 */
	setBlocks(
		workflow: SavedWorkflow,
		...blocks: Array<Partial<Block> & { key: string; trigger: string }>
	): Promise<void>;
}

/**
 * Sets the stage with all examples, and starts n8n's server.
 * @param trials those of them that have settings
 */
export async function setExampleStage(trials: readonly Trial[]): Promise<ExampleStage> {
	await using setUp = new AsyncDisposableStack();
	const model = setUp.use(await startScriptedModel());
	const webhookHeader = { name: 'X-Secret', value: 'only-the-two-know' };
	const mcpTokens = { Reading: 'whoever-reads', 'Reading and Writing': 'whoever-writes' };
	const others: Credential[] = [
		{ id: 'model', name: 'Scripted model', type: 'openAiApi', data: { apiKey: 'none', url: model.url } },
		{ id: 'header', name: 'Secret of the ticket system', type: 'httpHeaderAuth', data: webhookHeader },
		...Object.entries(mcpTokens).map(([name, token]) => ({ id: name, name, type: 'httpBearerAuth', data: { token } })),
	];
	const stage = setUp.use(await setWatchedStage(others));
	const { n8n, sandbox, credential } = stage;
	const settingsOf = (name: ExampleName) =>
		trials.find(({ example }) => example === name)?.settings?.(sandbox.account) ?? {};
	const workflows = exampleNames.map(
		async (name) => await prepareExample(name, [credential, ...others], settingsOf(name)),
	);
	const imported = await n8n.importWorkflows(...(await Promise.all(workflows)));
	const server = setUp.use(await n8n.start());

	const run: ExampleStage['run'] = async (example, trigger, given) => {
		return await server.ended(await server.run(example, trigger, given && outputOfTrigger(given)));
	};
	const publish: ExampleStage['publish'] = async (example, changed = {}) => {
		const workflow = await server.workflow(example);
		const unknown = Object.keys(changed).filter((name) => !workflow.nodes.some((node) => node.name === name));
		if (unknown.length > 0) throw new Error(`${example} has no node ${unknown.join(', ')}`);
		// As the editor gives them to the nodes of what is imported there, and n8n 2.x to those that are stored.
		const nodes = workflow.nodes.map((node) => ({
			webhookId: crypto.randomUUID(),
			...node,
			parameters: { ...node.parameters, ...changed[node.name] },
		}));
		const copy = await server.saveWorkflow({ ...workflow, nodes });
		await server.publish(copy);
		return copy;
	};

	const setBlocks: ExampleStage['setBlocks'] = async ({ id }, ...blocks) => {
		const { nodes } = await server.workflow(id);
		const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
		const complete = blocks.map(({ trigger, ...block }): Block => {
			const node = nodes.find(({ name }) => name === trigger);
			if (!node) throw new Error(`The example has no node ${trigger}`);
			const url = chatbotAddress(`${server.url}/webhook`, node);
			return { ...usualBlock, tolerance: 0, patience: PATIENCE_MS, url, ...block };
		});
		sandbox.setBlocks(bot?.id ?? '', complete);
	};

	const stack = setUp.move();
	const dispose = async () => await stack.disposeAsync();
	return {
		...stage,
		server,
		model,
		webhookHeader,
		mcpTokens,
		imported,
		run,
		publish,
		setBlocks,
		[Symbol.asyncDispose]: dispose,
	};
}

/** What a node of a run put out: the contents of its items, in the order of its runs. */
export function outputOf({ data }: Run, node: string) {
	return data.resultData.runData[node].flatMap((task) => task.data?.main[0] ?? []).map(({ json }) => json);
}

const outputOfTrigger = (json: Record<string, string>): ITaskData => ({
	startTime: Date.now(),
	executionTime: 0,
	executionIndex: 0,
	executionStatus: 'success',
	source: [],
	data: { main: [[{ json }]] },
});
