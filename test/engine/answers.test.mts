// Whatever the service answers, each item comes out as done, failed or unknown, in the node's own words.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type * as ClockModule from '../../nodes/WtsChat/transport/clock.ts';
import type { Fault } from '../../sandbox/faults.mts';
import type { ReceivedRequest, Sandbox } from '../../sandbox/sandbox.mts';
import { built } from '../built.mts';
import { sampleOf } from '../sample.mts';
import { askingFor, everyRequest, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { lookUp, run, wtsChat, type Credential, type Run } from './workflow.mts';

const { machineClock } = built<typeof ClockModule>('nodes/WtsChat/transport/clock');
const { sleep } = machineClock;
/** No pause between tries is longer, in milliseconds; what is longer limits how long a request may take. */
const LONGEST_PAUSE = 30_000;
// What the node waits for here costs no time.
let waited = 0;
machineClock.now = () => performance.now() + waited;
machineClock.sleep = async (milliseconds, signal) => {
	if (milliseconds > LONGEST_PAUSE) return await sleep(milliseconds, signal);
	await new Promise(setImmediate);
	signal?.throwIfAborted();
	waited += milliseconds;
};

/** What may come in place of an answer. */
const BODIES = ['', '{}', '[]', 'null', '"ok"', '[null]', '{"id": '];
const FAULTS: Fault[] = [...BODIES.map((body): Fault => ({ kind: 'otherBody', body })), { kind: 'nullsInLists' }];

/** What a program says of itself. */
const INTERNAL =
	/Cannot (read|set|use|destructure)|is not (a function|iterable|defined)|destructure|undefined|\[object|Unexpected|Invalid (time|date)/;

const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };
const items: INodeExecutionData[] = [{ json: {}, binary: { data: file } }];

const placeOf = ({ method, path }: ReceivedRequest) => `${method} ${path}`;
const isError = ({ json }: INodeExecutionData) => 'error' in json && 'details' in json;

interface Sandboxed {
	sandbox: Sandbox;
	credential: Credential;
}

/** Begins with the account as it was, and lets all requests to a place be struck. */
function set({ sandbox }: Sandboxed, place: string, fault: Fault): void {
	const [method, path] = place.split(' ');
	sandbox.reset();
	sandbox.faults.add({ ...fault, method, path });
}

async function carryOut({ credential }: Sandboxed, parameters: INodeParameters): Promise<Run> {
	return await run({ parameters, items, credential, onError: 'continueRegularOutput' });
}

/** What became of each item. */
const outcomesOf = ({ items }: Run) => items.map((item) => (isError(item) ? item.json.error : 'done'));

/** Whether requests to a place change something. */
const mayChange = (place: string) => !place.startsWith('GET ') && !place.endsWith('/contact/filter');

/** Asserts that what a run tells is told in the node's own words. */
function assertInWords({ status, items, error }: Run, told: string): void {
	assert.ok(['success', 'waiting'].includes(status), `${told}: ${error?.message}`);
	for (const { json } of items) assert.doesNotMatch(JSON.stringify(json), INTERNAL, told);
}

/**
 * Asserts that what failed is not said to have failed for sure: the service said that it was carried out.
 * @param usual what comes out with the usual answer; what fails all the same has nothing to do with this one
 */
function assertUnknown({ items }: Run, usual: Run, told: string): void {
	const fails = new Set(usual.items.filter(isError).map(({ json }) => json.error));
	for (const { json } of items.filter(isError)) {
		// A file that was not saved is not sent either.
		if (fails.has(json.error) || /under which ID it saved the file/.test(String(json.error))) continue;
		assert.equal((json.details as IDataObject).outcome, 'unknown', `${told}: ${JSON.stringify(json)}`);
		assert.match(String(json.error), /^It is not known whether this took effect/, told);
	}
}

/** Fills an operation in, one way for each of the requests that it may make. @returns the ways, and what to strike in each */
async function waysOf(sandboxed: Sandboxed, resource: string, operation: string) {
	const { sandbox, credential } = sandboxed;
	const struck = new Set<string | null>();
	const ways: Array<{ parameters: INodeParameters; usual: Run; places: string[] }> = [];
	for (const filling of (await fillingsOf(resource, operation, credential)).slice(0, 8)) {
		// A few conversations get the same answers as a hundred.
		const parameters = 'maximum' in filling.parameters ? { ...filling.parameters, maximum: 3 } : filling.parameters;
		sandbox.reset();
		const usual = await carryOut(sandboxed, parameters);
		const requests = sandbox.requests.filter((request) => request.operation !== null && !struck.has(request.operation));
		for (const request of requests) struck.add(request.operation);
		ways.push({ parameters, usual, places: [...new Set(requests.map(placeOf))] });
	}
	return ways;
}

describe(
	'whatever comes in place of an answer, each item is done, failed or unknown, in words',
	{ concurrency: 2 },
	() => {
		for (const [index, { name, resource, operation }] of everyRequest.entries()) {
			it(name, async (t) => {
				const sandboxed = await sandboxFor(t);
				const ways = await waysOf(sandboxed, resource, operation.value);
				// Else nothing would be tried below.
				assert.notEqual(ways.flatMap(({ places }) => places).length, 0);

				for (const [way, { parameters, usual, places }] of ways.entries()) {
					for (const [nth, place] of places.entries()) {
						for (const fault of sampleOf(FAULTS, 3, index + way + nth)) {
							const told = `${place} answers ${fault.body ?? fault.kind}`;
							set(sandboxed, place, fault);
							const result = await carryOut(sandboxed, parameters);
							assertInWords(result, told);
							if (fault.kind === 'nullsInLists') assert.deepEqual(outcomesOf(result), outcomesOf(usual), told);
							else if (mayChange(place)) assertUnknown(result, usual, told);
						}
					}
				}
				sandboxed.sandbox.departures.length = 0;
			});
		}
	},
);

describe('whatever comes in place of an answer, a list of the editor is there or says in words why not', () => {
	for (const [kind, methods] of Object.entries(wtsChat.methods ?? {})) {
		// What a chatbot's block may be answered is no business of the account.
		for (const method of Object.keys(methods).filter((name) => name !== 'searchResponseKeys')) {
			it(`${kind} ${method}`, async (t) => {
				const sandboxed = await sandboxFor(t);
				const { sandbox, credential } = sandboxed;
				const [asking] = askingFor(method);
				// The other lists are the trigger's; they take nothing.
				const [{ parameters }] = asking
					? await fillingsOf(asking.resource, asking.operation.value, credential)
					: [{ parameters: {} }];
				const load = async () => await lookUp(kind as Parameters<typeof lookUp>[0], method, credential, { parameters });
				sandbox.reset();
				const usual = await load();
				const places = new Set(sandbox.requests.map(placeOf));
				assert.notEqual(places.size, 0);

				for (const place of places) {
					for (const fault of FAULTS) {
						const told = `${place} answers ${fault.body ?? fault.kind}`;
						set(sandboxed, place, fault);
						if (fault.kind === 'nullsInLists') {
							assert.deepEqual(await load(), usual, told);
							continue;
						}
						await load().catch((error: Error) => {
							assert.match(error.message, /^The answer of WTS Chat cannot be used: /, told);
							assert.doesNotMatch(error.message, INTERNAL, told);
						});
					}
				}
			});
		}
	}
});

describe('whatever comes in place of an answer, a trigger is activated or says in words why not', () => {
	const SUBSCRIPTIONS = '/core/v1/webhook/subscription';
	const places = [`GET ${SUBSCRIPTIONS}`, `POST ${SUBSCRIPTIONS}`, `PUT ${SUBSCRIPTIONS}/*`];
	for (const place of places) {
		it(place, async (t) => {
			const sandboxed = await sandboxFor(t);
			const { sandbox, credential } = sandboxed;
			for (const fault of FAULTS) {
				const told = `${place} answers ${fault.body ?? fault.kind}`;
				const trigger = await triggerFor(t, { credential, parameters: { events: ['MESSAGE_RECEIVED'] } });
				sandbox.reset();
				await trigger.activate();
				// What is to be changed differs from what is wanted.
				for (const subscription of sandbox.account.subscriptions.values()) subscription.enabled = false;
				if (place.startsWith('POST')) sandbox.account.subscriptions.clear();
				const [method, path] = place.split(' ');
				sandbox.faults.add({ ...fault, method, path });

				let failure: Error | undefined;
				await trigger.register().catch((error: Error) => {
					failure = error;
				});

				if (failure) {
					assert.match(failure.message, /^(The answer of WTS Chat cannot be used: |It is not known whether)/, told);
					assert.doesNotMatch(failure.message, INTERNAL, told);
				} else {
					const { subscriptionId = '' } = trigger.memory;
					assert.equal(sandbox.account.subscriptions.get(subscriptionId)?.enabled, true, told);
				}
				if (fault.kind === 'nullsInLists') assert.equal(failure, undefined, told);
			}
		});
	}
});
