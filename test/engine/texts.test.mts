import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const TO = '+55 41 97777-6666';
const WELCOME = '1a2b3_boas_vindas';

/** Everything that sends a template, as it sends it to somebody. */
const waysOfSending = ({ account, clock }: Sandbox): Record<string, INodeParameters> => {
	const [channel] = account.channels.values();
	const session = [...account.sessions.values()].find(({ status }) => status === 'PENDING');
	assert.ok(session);
	const from = byId(channel.id);
	const inAnHour = new Date(clock.now() + 3_600_000).toISOString();
	return {
		'Send Template': { resource: 'message', operation: 'sendTemplate', to: TO, from },
		'Send Template, waiting': { resource: 'message', operation: 'sendTemplate', to: TO, from, waitForOutcome: true },
		'Send Template into a session': {
			resource: 'message',
			operation: 'sendTemplate',
			sendTo: 'session',
			sessionId: byId(session.id),
		},
		'Send Text or Template': { resource: 'message', operation: 'sendTextOrTemplate', to: TO, from, text: 'Oi' },
		'Send and Wait for Delivery': {
			resource: 'message',
			operation: 'sendAndWaitForDelivery',
			to: TO,
			from,
			messageType: 'template',
		},
		'Send and Wait for Reply': {
			resource: 'message',
			operation: 'sendAndWait',
			to: TO,
			from,
			messageType: 'template',
		},
		'Create scheduled message': {
			resource: 'scheduledMessage',
			operation: 'create',
			to: TO,
			from,
			scheduling: inAnHour,
		},
	};
};

const bothForms = (value: string): Record<string, INodeParameters> => ({
	fields: { templateParameters: { mappingMode: 'defineBelow', value: { nome: value } } },
	pairs: { specifyParameters: 'pairs', parameterPairs: { entries: [{ name: 'nome', value }] } },
});

/** All parameters of templates that arrived, in whichever request. */
const arrived = ({ requests }: Sandbox): unknown[] =>
	requests.flatMap(({ body }) => {
		const { parameters, body: inner, templateParams, messages } = (body ?? {}) as IDataObject;
		const single = parameters ?? (inner as IDataObject)?.parameters ?? (templateParams as IDataObject)?.parameters;
		const several = ((messages ?? []) as IDataObject[]).map((message) => message.parameters);
		return [single, ...several].filter((found) => found !== undefined);
	});

describe('the parameters of a template', () => {
	for (const way of [
		'Send Template',
		'Send Template, waiting',
		'Send Template into a session',
		'Send Text or Template',
		'Send and Wait for Delivery',
		'Create scheduled message',
	]) {
		it(`go out without what WhatsApp refuses: ${way}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const parameters = { ...waysOfSending(sandbox)[way], templateId: byId(WELCOME) };
			for (const form of Object.values(bothForms('={{ $json.name }}'))) {
				sandbox.requests.length = 0;
				const { error } = await run({
					parameters: { ...parameters, ...form },
					items: [{ name: ' Ana\r\nMaria\t da      Silva \u2028 Souza\n' }],
					credential,
				});
				assert.equal(error, undefined, error?.description ?? '');
				assert.deepEqual(arrived(sandbox), [{ nome: 'Ana Maria da Silva Souza' }]);
			}
		});
	}

	it('go out without it in a batch too, each item with its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({
			parameters: {
				...waysOfSending(sandbox)['Send Template'],
				to: '={{ $json.to }}',
				templateId: byId(WELCOME),
				...bothForms('={{ $json.name }}').fields,
			},
			items: [
				{ to: '41 97777-0001', name: 'Ana\nMaria' },
				{ to: '41 97777-0002', name: 'José' },
			],
			credential,
		});
		assert.equal(items.length, 2);
		assert.deepEqual(arrived(sandbox), [{ nome: 'Ana Maria' }, { nome: 'José' }]);
		assert.deepEqual(
			sandbox.requests.map(({ operation }) => operation),
			['sendTemplateBatch'],
		);
	});

	it('go out as they are if told so', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		await run({
			parameters: {
				...waysOfSending(sandbox)['Send Template'],
				templateId: byId(WELCOME),
				...bothForms('={{ $json.name }}').fields,
				options: { cleanParameters: false },
			},
			items: [{ name: ' Ana\nMaria ' }],
			credential,
		});
		assert.deepEqual(arrived(sandbox), [{ nome: ' Ana\nMaria ' }]);
	});

	for (const way of [
		'Send Template',
		'Send Template into a session',
		'Send Text or Template',
		'Send and Wait for Delivery',
		'Send and Wait for Reply',
		'Create scheduled message',
	]) {
		it(`that are empty or no text are refused before anything is sent: ${way}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const parameters = { ...waysOfSending(sandbox)[way], templateId: byId(WELCOME) };
			for (const [name, why] of [
				[{ first: 'Ana' }, /is not a single value/],
				[['Ana'], /is not a single value/],
				['', /is empty/],
				[' \n ', /is empty/],
				[null, /is empty/],
				[undefined, /is empty/],
				['Ana \ud83d', /ends or begins in the middle of a character/],
			] as const) {
				for (const [form, filled] of Object.entries(bothForms('={{ $json.name }}'))) {
					const { error } = await run({
						parameters: { ...parameters, ...filled },
						items: [{ name: name as IDataObject[string] }],
						credential,
					});
					assert.match(error?.message ?? '', why, `${form} ${JSON.stringify(name)}`);
					if (form === 'fields') assert.match(error?.message ?? '', /^The template parameter “nome” /);
					assert.equal(error?.context?.itemIndex, 0);
				}
			}
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('that a calculation failed to give are refused', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { error } = await run({
			parameters: {
				...waysOfSending(sandbox)['Send Template'],
				templateId: byId(WELCOME),
				...bothForms('={{ 0 / 0 }}').fields,
			},
			credential,
		});
		assert.match(error?.message ?? '', /“nome” is (not a text|empty)/);
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('half a character', () => {
	const HALF = 'Parabéns \ud83d';

	it('is refused in texts, names and lists, and the field and item are named', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.keys();
		const cases: Array<[field: string, parameters: INodeParameters]> = [
			['Text', { resource: 'message', operation: 'sendText', sendTo: 'session', sessionId: byId(session), text: '={{ $json.text }}' }], // prettier-ignore
			['Name', { resource: 'contact', operation: 'create', name: '={{ $json.text }}' }],
			['TagNames', { resource: 'contact', operation: 'create', name: 'Ana', additionalFields: { tagNames: ['={{ $json.text }}'] } }], // prettier-ignore
			['Value', { resource: 'contact', operation: 'create', name: 'Ana', additionalFields: { metadata: { entries: [{ name: 'a', value: '={{ $json.text }}' }] } } }], // prettier-ignore
		];
		for (const [field, parameters] of cases) {
			const { error } = await run({ parameters, items: [{ text: HALF }], credential });
			assert.equal(error?.message, `${field} ends or begins in the middle of a character`);
			assert.match(error.description ?? '', /^“Parabéns \ufffd” was given\. .*\[item 0\]/);
		}
		assert.deepEqual(sandbox.requests, []);
	});

	it('is refused in a custom field', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const customFields = { mappingMode: 'defineBelow', value: { cidade: '={{ $json.text }}' } };
		const { error } = await run({
			parameters: { resource: 'contact', operation: 'create', name: 'Ana', customFields },
			items: [{ text: HALF }],
			credential,
		});
		assert.equal(error?.message, 'Endereço:Cidade is not valid');
		assert.equal(sandbox.account.counts.messages.size, 0);
		assert.ok(sandbox.requests.every(({ operation }) => operation === 'contactListCustomFields'));
	});

	it('is none of a whole emoji', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({
			parameters: { resource: 'contact', operation: 'create', name: '={{ $json.text }}' },
			items: [{ text: 'Parabéns 🎉' }],
			credential,
		});
		assert.equal(sandbox.account.contacts.get(String(items[0].json.id))?.name, 'Parabéns 🎉');
	});
});
