/**
 * What `npm run demo` shows first, while there is no n8n yet: n8n's engine, which is among the development dependencies, runs
 * the built node in this process and completes a session of a sandbox. A process of its own, since the engine takes its
 * settings from the environment.
 */
import { startSandbox } from '../sandbox/sandbox.mts';
import { run } from '../test/engine/workflow.mts';
import { phoneNumberOf, sessionInProgress, showSessions } from './demo-sessions.mts';

await using sandbox = await startSandbox();
const before = { ...sessionInProgress(sandbox) };
console.log(`\nn8n's engine alone runs the node WTS Chat: Session, Complete`);
const { error } = await run({
	parameters: {
		resource: 'session',
		operation: 'complete',
		sessionId: { __rl: true, mode: 'phoneNumber', value: phoneNumberOf(sandbox, before) },
	},
	credential: { apiKey: sandbox.key, baseUrl: sandbox.url },
});
if (error) console.log(`n8n: ${error.message}`);
if (!showSessions(sandbox, [before])) process.exitCode = 1;
