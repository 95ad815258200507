import type {
	IDataObject,
	IExecuteFunctions,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type { Operation, Waiting } from '../operations/operation';
import { WAKING_KEY, WAKING_PATH } from '../steps/wayBack';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { refuseUnreachable } from '../transport/reachable';
import { RecentlySeen } from '../transport/recentlySeen';
import { knowsSecret, newSecret } from '../transport/secret';
import { explained } from '../transport/words';
import { stepsWith } from './steps';
import { isReview } from './tool';

/** The webhook of the node: n8n serves it for executions that sleep, with nothing to be registered anywhere. */
export const wakingWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		// Left out, n8n would answer with a text of its own when the execution goes on.
		responseData: '',
		path: WAKING_PATH,
		restartWebhook: true,
		isFullPath: true,
	},
];

/** What is kept with a sleeping execution, where no item shows it. */
interface Sleep {
	/** The secret in the address, another one for each wait. */
	key: string;
	/** When the time is up, in milliseconds since 1970. */
	until: number;
	memory: IDataObject;
}

/** A while after the time is up, when n8n has let the execution go on, in milliseconds. */
const AFTERWARDS = 90_000;
/** Timers run no longer than this, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * How the execution of the node can wait. n8n stores it, so it outlives a restart and holds no worker.
 *
 * When the time is up, n8n does not ask the node but hands on the input item as it is stored. So the input item becomes
 * what is to come out then.
 */
export function waitingFor(context: IExecuteFunctions, client: Client): Waiting {
	const key = newSecret();
	return {
		get address() {
			const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
			refuseUnreachable(context.getNode(), url, client.root);
			url.pathname += `/${WAKING_PATH}`;
			url.searchParams.set(WAKING_KEY, key);
			return url.href;
		},
		isReview: isReview(context),
		sleep: async (until, memory, content, afterwards) => {
			const sleep: Sleep = { key, until: until.getTime(), memory };
			context.getContext('node').sleep = sleep;
			const [item] = context.getInputData();
			item.json = content;
			await context.putExecutionToWait(until);
			if (!afterwards) return;
			// Unlike other timers this one does not keep a process alive that has nothing else to do.
			const timer = AbortSignal.timeout(Math.min(until.getTime() - Date.now() + AFTERWARDS, LONGEST_TIMER));
			const tidy = async () => {
				try {
					await afterwards(stepsWith(client.afterRun()));
				} catch (error) {
					context.logger.warn(`WTS Chat could not tidy up after a wait: ${explained(error)}`);
				}
			};
			timer.addEventListener('abort', () => void tidy());
		},
	};
}

/**
 * Takes a request that came to the address of a sleeping execution. Whatever it holds, the execution sleeps on unless
 * the operation says that this is what it waits for.
 * @param operationOf finds the operation that is chosen in the node
 */
export async function wake(
	context: IWebhookFunctions,
	operationOf: (context: IWebhookFunctions) => Operation,
): Promise<IWebhookResponseData> {
	// To throw would end the wait.
	try {
		const operation = operationOf(context);
		const sleep = sleepOf(context);
		if (!sleep || !knowsSecret(keyGiven(context), sleep.key) || Date.now() > sleep.until) return answer(false);
		if (!('resume' in operation && operation.resume)) return answer(false);
		const result = await operation.resume(context.getBodyData(), sleep.memory, stepsWith(await connect(context)));
		if (!('content' in result)) return answer(result.taken);
		if (!woken.isNew(sleep.key)) return answer(true);
		return { ...answer(true), workflowData: [[{ json: result.content }]] };
	} catch (error) {
		context.logger.warn(`WTS Chat could not look at what came in for a waiting execution: ${explained(error)}`);
		return answer(false);
	}
}

/**
 * The waits that have just ended: a reply that arrives twice at the same moment wakes an execution once. n8n 2.x sees to
 * that itself, n8n 1.x lets it go on twice. Where n8n failed to let it go on, what the contact writes later wakes it.
 */
const woken = new RecentlySeen(10_000, 60_000);

/** The answer says whether the request was meant for this execution and came in time. */
const answer = (taken: boolean): IWebhookResponseData => ({ webhookResponse: { taken } });

/** What was stored when the execution fell asleep; the functions of webhooks reach it by an expression only. */
function sleepOf(context: IWebhookFunctions): Sleep | undefined {
	// A brace in the node's name would end the expression.
	const name = JSON.stringify(context.getNode().name).replace(
		/[{}]/g,
		(brace) => `\\x${brace.charCodeAt(0).toString(16)}`,
	);
	const expression = `{{ $node[${name}].context.sleep }}`;
	return context.evaluateExpression(expression, 0) as unknown as Sleep | undefined;
}

const keyGiven = (context: IWebhookFunctions) => (context.getQueryData() as Record<string, unknown>)[WAKING_KEY];
