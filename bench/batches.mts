// Items that travel together: 10,000 template sends, and 10,000 contacts to create or update, in one request for up to
// 100 of them and one by one; and together with 50 bad ones among them. In n8n's engine, against the sandbox, without
// limits. Needs a build: node bench/batches.mts
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startSandbox } from '../sandbox/sandbox.mts';
import { run } from '../test/engine/workflow.mts';

const COUNT = 10_000;
const BAD = 50;
const LATENCY = 20;

const sandbox = await startSandbox({ latency: LATENCY });
const credential = {
	apiKey: sandbox.key,
	baseUrl: sandbox.url,
	requestsPer5Minutes: 1_000_000,
	requestsPer5Seconds: 1_000_000,
	sendsPer2Minutes: 1_000_000,
};
const [channel] = sandbox.account.channels.values();
const template = [...sandbox.account.templates.values()].find(({ channelId }) => channelId === channel.id);
if (!template) throw new Error('The sandbox has no template for its first channel');

const jobs: Record<string, { parameters: INodeParameters; bad: IDataObject }> = {
	'template sends': {
		parameters: {
			resource: 'message',
			operation: 'sendTemplate',
			to: '={{ $json.phone }}',
			from: { __rl: true, mode: 'id', value: channel.id },
			templateId: { __rl: true, mode: 'id', value: template.id },
			specifyParameters: 'pairs',
			parameterPairs: {
				entries: (template.params ?? []).map(({ name }) => ({ name, value: '={{ $json.name }}' })),
			},
		},
		// A number that is too short: it is found out before anything is sent.
		bad: { phone: '+551234567' },
	},
	'contacts to create or update': {
		parameters: {
			resource: 'contact',
			operation: 'upsert',
			name: '={{ $json.name }}',
			phoneNumber: '={{ $json.phone }}',
			additionalFields: { email: '={{ $json.email }}' },
			// The people are new: to look for them would be a request each.
			options: { matchNinthDigit: false },
		},
		// The service refuses the whole request for it, and does not say for which entry.
		bad: { email: 'no-address' },
	},
};

const people = (bad?: IDataObject) =>
	Array.from({ length: COUNT }, (_, place) => ({
		name: `Pessoa ${place}`,
		phone: `+55 47 9${71_000_000 + place}`,
		email: `pessoa.${place}@example.com`,
		...(bad && place % (COUNT / BAD) === 7 ? bad : {}),
	}));

console.log(`${COUNT} items, ${LATENCY} ms latency`.padEnd(64) + 'requests   answered   failed      time');
for (const [job, { parameters, bad }] of Object.entries(jobs)) {
	for (const [way, options, items] of [
		['together', {}, people()],
		[`together, ${BAD} bad ones among them`, {}, people(bad)],
		['one by one', { oneByOne: true }, people()],
	] as const) {
		sandbox.reset();
		const begin = performance.now();
		const result = await run({
			parameters: { ...parameters, options: { ...Object(parameters.options), ...options } },
			items: [...items],
			credential,
			onError: 'continueErrorOutput',
		});
		const seconds = (performance.now() - begin) / 1_000;
		console.log(
			`${job}, ${way}`.padEnd(64) +
				String(sandbox.requests.length).padStart(8) +
				String(result.items.length).padStart(11) +
				String(result.failed.length).padStart(9) +
				`${seconds.toFixed(1)} s`.padStart(10),
		);
	}
}
await sandbox.close();
process.exit(0);
