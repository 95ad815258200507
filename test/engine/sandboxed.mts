import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { handlers } from '../../sandbox/handlers/index.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import type { Credential } from './workflow.mts';

/** Limits so high that they hold nothing up, in the proportion of those of the service. */
const HIGH_LIMITS = { requestsPer5Seconds: 100_000, requestsPer5Minutes: 500_000, sendsPer2Minutes: 500_000 };

/**
 * Starts an account of its own for a test, and stops it after the test. The test fails if anything departed from the
 * contract, unless it looked at the departures itself and took them away.
 * @param t the test
 * @param options what is special about the account
 * @returns the account, and a credential for it whose limits hold nothing up
 */
export async function sandboxFor(
	t: TestContext,
	options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; credential: Credential }> {
	const sandbox = await startSandbox(options);
	t.after(async () => {
		await sandbox.close();
		assert.deepEqual(sandbox.departures, []);
	});
	return { sandbox, credential: credentialFor(sandbox) };
}

/** Lets the service leave the custom fields of new contacts out, without a word (observed.md §8), until the test is over. */
export const leaveCustomFieldsOut = (t: TestContext): void => leaveOut(t, ['customFields']);

/** The same for other fields. */
export function leaveOut(t: TestContext, fields: readonly string[]): void {
	const { contactCreate: create, contactSaveBatch: saveBatch } = handlers;
	assert.ok(create && saveBatch);
	const without = <Contact extends object>(contact: Contact) => ({
		...contact,
		...Object.fromEntries(fields.map((field) => [field, undefined])),
	});
	handlers.contactCreate = (account, { body, ...request }) => create(account, { ...request, body: without(body) });
	handlers.contactSaveBatch = (account, { body, ...request }) =>
		saveBatch(account, { ...request, body: { ...body, items: body.items.map(without) } });
	t.after(() => Object.assign(handlers, { contactCreate: create, contactSaveBatch: saveBatch }));
}

/** A credential for an account, with limits that hold nothing up. */
export const credentialFor = ({ key, url }: Sandbox): Credential => ({ apiKey: key, baseUrl: url, ...HIGH_LIMITS });
