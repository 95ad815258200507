import type { IExecuteFunctions, IWebhookDescription, IWebhookResponseData } from 'n8n-workflow';
import { machineClock } from '../transport/clock';
import { runOn } from './runOn';
import { wakingAddress, wokenOnceStored } from './waking';

/** The end of the address at which an execution is woken by its alarm. */
const ALARM_PATH = 'alarm';

/** The webhook of a node that sets itself alarms: n8n serves it for executions that sleep. */
export const alarmWebhook: IWebhookDescription = {
	name: 'setup',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	responseData: '',
	path: ALARM_PATH,
	restartWebhook: true,
	isFullPath: true,
	ndvHideUrl: true,
};

/** How much later than its alarm the execution is due in n8n, in milliseconds: the alarm has this time to wake it. */
const RESERVE = 15_000;
/** Milliseconds before each further try to wake an execution that n8n has not stored yet. */
const UNTIL_STORED = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

/**
 * Puts the execution to sleep until a moment, as soon as the node has ended. n8n looks at its sleeping executions only once
 * a minute, so this process wakes the execution itself at the moment. After a restart n8n does it, a little later.
 * @param moment in milliseconds since 1970
 */
export async function sleepUntil(context: IExecuteFunctions, moment: number): Promise<void> {
	const { href } = wakingAddress(context, ALARM_PATH);
	await context.putExecutionToWait(new Date(moment + RESERVE));
	void runOn(context, 'wake an execution by itself', async () => {
		await wokenOnceStored(context, href, [Math.max(moment - Date.now(), 0), ...UNTIL_STORED]);
	});
}

/** Takes the alarm of a sleeping execution: the execution goes on with the next node. */
export const ringAlarm = (): IWebhookResponseData => ({ webhookResponse: { taken: true }, workflowData: [[]] });

/** Waits in the running execution until a moment, in milliseconds since 1970. @throws when the execution is cancelled */
export async function waitUntil(context: IExecuteFunctions, moment: number): Promise<void> {
	const left = moment - Date.now();
	if (left > 0) await machineClock.sleep(left, context.getExecutionCancelSignal());
}
