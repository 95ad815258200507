import type { IExecuteFunctions, IWebhookDescription, IWebhookResponseData } from 'n8n-workflow';
import { machineClock } from '../transport/clock';
import { runOn } from './runOn';
import { wakingAddress, wokenOnceStored } from './waking';

/** The end of the address at which an execution is woken that looks around by itself. */
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

/** How long n8n has to wake an execution by its alarm before it does so by itself, in milliseconds. */
const RESERVE = 15_000;
/** While n8n has not stored an execution that falls asleep: milliseconds from one try to the next. */
const UNTIL_STORED = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

/**
 * Puts the execution to sleep until a moment, as soon as the node has ended. n8n looks at its sleeping executions once a
 * minute, so the process that ran the node wakes it when the moment has come. After a restart n8n does.
 * @param moment in milliseconds since 1970
 */
export async function sleepUntil(context: IExecuteFunctions, moment: number): Promise<void> {
	const { href } = wakingAddress(context, ALARM_PATH);
	await context.putExecutionToWait(new Date(moment + RESERVE));
	void runOn(context, 'wake an execution by itself', async () => {
		await wokenOnceStored(context, href, [Math.max(moment - Date.now(), 0), ...UNTIL_STORED]);
	});
}

/** Lets an execution go on that sleeps, with what comes after the node that slept. */
export const ringAlarm = (): IWebhookResponseData => ({ webhookResponse: { taken: true }, workflowData: [[]] });

/** Waits in the running execution until a moment, in milliseconds since 1970. @throws when the execution is cancelled */
export async function waitUntil(context: IExecuteFunctions, moment: number): Promise<void> {
	const left = moment - Date.now();
	if (left > 0) await machineClock.sleep(left, context.getExecutionCancelSignal());
}
