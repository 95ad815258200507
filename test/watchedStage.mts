// The stages of the tests in real n8n: when one is taken down, all of it is searched for secrets. n8n prints its debug log.
import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox.mts';
import type { Credential, N8n } from '../harness/n8n/n8n.mts';
import { startQueue, type Queue, type QueueOptions } from '../harness/n8n/queue.mts';
import { listenTo, rowsOf } from '../harness/n8n/stores.mts';
import * as stages from '../harness/stage.mts';
import { tracesOfRedis, Watch } from './secrets.mts';

export type { EmptyStage, Stage } from '../harness/stage.mts';

/** n8n's settings for its debug log. */
export const debugLog = { N8N_LOG_LEVEL: 'debug' };

/** As `setEmptyStage` of the harness, in a temporary folder, and watched. */
export const setWatchedEmptyStage = async (): Promise<stages.EmptyStage> =>
	watched(await stages.setEmptyStage(undefined, {}, debugLog));

/**
 * As `setStage` of the harness, in a temporary folder, and watched.
 * @param others further credentials for n8n
 * @param settings environment variables for n8n
 */
export const setWatchedStage = async (
	others: readonly Credential[] = [],
	settings: NodeJS.ProcessEnv = {},
): Promise<stages.Stage> => watched(await stages.setStage(undefined, others, { ...settings, ...debugLog }));

/**
 * As `startQueue` of the harness, and watched.
 * @param sandbox the account that it works with, from its beginning
 */
export async function startWatchedQueue(sandbox: Sandbox, options: QueueOptions = {}): Promise<Queue> {
	const watch = new Watch(sandbox);
	await using onFailure = new AsyncDisposableStack();
	const queue = onFailure.use(await startQueue({ ...options, settings: { ...options.settings, ...debugLog } }));
	const { postgres, redis } = queue.stores;
	const listening = await listenTo(redis);
	const dispose = queue[Symbol.asyncDispose].bind(queue);
	queue[Symbol.asyncDispose] = async () => {
		try {
			await queue.stop();
			const said = tracesOfRedis(await listening.end());
			const processes = [queue.main, ...queue.workers, ...queue.receivers.map(({ n8n }) => n8n)];
			const findings = await watch.findings(processes, await rowsOf(postgres), said);
			assertSearched(queue.main, findings);
		} finally {
			await dispose();
		}
	};
	onFailure.move();
	return queue;
}

/** The same stage, which is searched once its n8n has been stopped. */
function watched<Kind extends stages.EmptyStage>(stage: Kind): Kind {
	const watch = new Watch(stage.sandbox);
	const dispose = async () => {
		try {
			assertSearched(stage.n8n, await watch.findings([stage.n8n]));
		} finally {
			await stage[Symbol.asyncDispose]();
		}
	};
	return { ...stage, [Symbol.asyncDispose]: dispose };
}

/** Asserts that n8n has printed what was to be searched, and that no secret was found. */
function assertSearched({ output }: N8n, findings: readonly string[]): void {
	assert.match(output, /\bdebug\b/, 'n8n has printed no debug log');
	assert.deepEqual(findings, [], 'A secret got where it must not be');
}
