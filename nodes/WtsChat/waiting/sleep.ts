import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type { Resume, Waiting } from '../steps/workbench';
import type { Answers, Client } from '../transport/client';
import { connect, connectAs } from '../transport/connect';
import { explained } from '../transport/words';
import { LatestEntries } from './latestEntries';
import { refuseUnreachable } from './reachable';
import { RecentlySeen } from './recentlySeen';
import { later, runOn } from './runOn';
import { opened, sealed } from './seal';
import { knowsSecret, newSecret } from './secret';
import { sendToExecution, wakingAddress, wokenOnceStored } from './waking';
import { shown, WAKING_KEY, WAKING_PATH } from './wayBack';

/** The webhook of the node: n8n serves it for executions that sleep, without any registration. */
export const wakingWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		// Without this, n8n answers with a text of its own when the execution goes on.
		responseData: '',
		path: WAKING_PATH,
		restartWebhook: true,
		isFullPath: true,
	},
];

/** What n8n stores with a sleeping execution, in the context of the node, which no item shows. */
interface Sleep {
	/** The secret in the address, another one for each wait. */
	key: string;
	/** When the time is up, in milliseconds since 1970. */
	until: number;
	memory: IDataObject;
	/** The credential of the item, sealed, if it has an expression: the item is gone when the execution is woken. */
	credential?: string;
}

/** How long after its time is up a wait is tidied up, in milliseconds: n8n has let the execution go on by then. */
const AFTERWARDS = 90_000;
/** Milliseconds before each question to n8n whether it has stored an execution that falls asleep. */
const UNTIL_STORED = [1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
/** The longest timer of Node, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * How the execution of the node can wait. n8n stores it, so it outlives a restart and holds no worker.
 *
 * When the time is up, n8n does not call the node but hands the stored input item on to the next node. So the content for
 * that case is put into the input item before the execution sleeps.
 * @param isReview whether the question is from an AI agent, which asks whether it may use a tool
 */
export function waitingFor(context: IExecuteFunctions, client: Client, isReview: boolean): Waiting {
	const key = newSecret();
	const addressNow = () => {
		const url = wakingAddress(context, WAKING_PATH);
		refuseUnreachable(context.getNode(), url, client.root);
		url.searchParams.set(WAKING_KEY, key);
		return url.href;
	};
	return {
		get address() {
			return addressNow();
		},
		isReview,
		sleep: async (until, memory, content, { missed, afterwards }) => {
			const address = addressNow();
			const { credentialOfItem } = client;
			const credential = credentialOfItem && sealed(context, credentialOfItem);
			const sleep: Sleep = { key, until: until.getTime(), memory, credential };
			context.getContext('node').sleep = sleep;
			const [item] = context.getInputData();
			item.json = shown(content);
			await context.putExecutionToWait(until);
			const service = client.afterRun();
			void runOn(context, 'look for what came before an execution slept', async () => {
				const woken = await wokenOnceStored(context, address, UNTIL_STORED);
				if (woken?.isAsleep) await bring(context, address, await missed(service));
			});
			void runOn(context, 'tidy up after a wait', async () => {
				await later(Math.min(until.getTime() - Date.now() + AFTERWARDS, LONGEST_TIMER));
				await afterwards(service);
			});
		},
	};
}

/**
 * Sends an execution what came before n8n had stored it: n8n refused it then, and the service may not send it again.
 */
async function bring(context: IExecuteFunctions, address: string, missed: IDataObject[]): Promise<void> {
	for (const body of missed) await sendToExecution(context, address, body);
}

/**
 * Takes a request to the address of a sleeping execution. The execution sleeps on unless the operation says that this is what
 * it waits for.
 * @param resumeOf finds how the operation that is chosen in the node takes it
 */
export async function wake(
	context: IWebhookFunctions,
	resumeOf: (context: IWebhookFunctions) => Resume | undefined,
): Promise<IWebhookResponseData> {
	// An error would end the wait.
	try {
		const resume = resumeOf(context);
		const sleep = sleepOf(context);
		if (!sleep || !knowsSecret(keyGiven(context), sleep.key) || Date.now() > sleep.until) return answer(false);
		if (!resume) return answer(false);
		const service = (await clientOf(context, sleep)).sharing(answers);
		const result = await resume(context.getBodyData(), sleep.memory, service);
		if (!('content' in result)) return answer(result.taken);
		if (!woken.isNew(sleep.key)) return answer(true);
		return { ...answer(true), workflowData: [[{ json: shown(result.content) }]] };
	} catch (error) {
		context.logger.warn(`WTS Chat could not look at what came in for a waiting execution: ${explained(error)}`);
		return answer(false);
	}
}

/** The answers to what `sendOnce` sends, for all executions that sleep. */
const answers: Answers = new LatestEntries(2_000);

/** The connection to the account that the execution slept with. */
const clientOf = async (context: IWebhookFunctions, { credential }: Sleep): Promise<Client> =>
	credential === undefined
		? await connect(context)
		: connectAs(context, opened(context, credential) as ICredentialDataDecryptedObject);

/**
 * The waits that have just ended, so that a reply that arrives twice at the same moment wakes an execution once: n8n 1.x
 * would let it go on twice. They are forgotten soon, so that a later message can wake an execution that n8n failed to let
 * go on.
 */
const woken = new RecentlySeen(10_000, 60_000);

/** The answer to a request: whether it was meant for this execution and came in time. */
const answer = (taken: boolean): IWebhookResponseData => ({ webhookResponse: { taken } });

/** What was stored when the execution fell asleep. A webhook can read it only by an expression. */
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
