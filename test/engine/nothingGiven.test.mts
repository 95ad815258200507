// What an expression that finds nothing does: it clears no value, lets no filter fall away, and turns into no default that
// somebody else would have to choose.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type * as FieldModule from '../../nodes/WtsChat/fields/field.ts';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import { built } from '../built.mts';
import { everyOperation, fillingsOf, type Place } from './everyOperation.mts';
import { everyProperty } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, wtsChat } from './workflow.mts';

type Field = FieldModule.Field;
const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');

const EXPRESSION = '={{ $json.value }}';
const FILE = { data: Buffer.from('x').toString('base64'), mimeType: 'text/plain', fileName: 'a.txt' };

/** The fields that can be added to collections of one kind, each in the way of filling it in that comes first. */
async function* addedTo(holds: Field['holds'], t: TestContext) {
	const account = await sandboxFor(t);
	for (const { name, resource, operation } of everyOperation) {
		const collection = fieldsOf(operation).find((field) => field.holds === holds && field.type === 'collection');
		if (!collection) continue;
		const [{ places }] = await fillingsOf(resource, operation.value, account.credential);
		const tried = new Set<string>();
		for (const place of places.filter((candidate) => candidate.name.startsWith(`${collection.name}.`))) {
			const [, path] = /^\w+\.([\w.]+)/.exec(place.name) ?? [];
			if (!path || tried.has(path)) continue;
			tried.add(path);
			const [option, group] = path.split('.');
			const declared = (collection.options as Field[]).find((candidate) => candidate.name === option);
			yield { ...account, what: `${name} ${path}`, operation, place, declared, isInGroup: group !== undefined };
		}
	}
}

/** What comes of an expression in a place, for an item that holds this. */
async function given(
	{ sandbox, credential }: Awaited<ReturnType<typeof sandboxFor>>,
	{ filledWith }: Place,
	json: IDataObject,
	more: INodeParameters = {},
) {
	sandbox.requests.length = 0;
	const filled = filledWith(EXPRESSION);
	const options = { ...(filled.options as INodeParameters | undefined), ...more };
	const parameters = Object.keys(more).length > 0 ? { ...filled, options } : filled;
	const { error } = await run({ parameters, items: [{ json, binary: { data: FILE } }], credential });
	return { error, requests: sandbox.requests.splice(0) };
}

/** Only the sandbox's own refusals of what it cannot do, such as a contact without any address. */
const isOfService = (error: { httpCode?: string | null } | undefined) => !error || Boolean(error.httpCode);

describe('an update', () => {
	it('leaves alone what is undefined, and clears only what is emptied', async (t) => {
		let cleared = 0;
		let refused = 0;
		for await (const field of addedTo('changes', t)) {
			const { what, place, declared, isInGroup, operation } = field;
			// To take no tags off changes nothing.
			const more = operation.properties.some(({ options }) =>
				options?.some((o) => 'name' in o && o.name === 'tagOperation'),
			)
				? { tagOperation: 'ReplaceAll' }
				: {};
			if (isInGroup) continue;

			const isLeftAlone = ({ error, requests }: Awaited<ReturnType<typeof given>>) => {
				if (error && !error.httpCode) assert.equal(error.message, 'Nothing to change is given', what);
				else
					assert.ok(
						requests.every(({ body }) => !/null|\[\]/.test(JSON.stringify(body))),
						what,
					);
			};
			isLeftAlone(await given(field, place, {}, more));

			const emptied = [
				await given(field, place, { value: '' }, more),
				await given(field, place, { value: null }, more),
			];
			for (const { error, requests } of emptied) {
				if (declared?.whenEmptied === 'leave') isLeftAlone({ error, requests });
				else if (declared?.whenEmptied === 'clear') {
					assert.ok(isOfService(error), `${what}: ${error?.message}`);
					assert.match(JSON.stringify(requests.map(({ body }) => body)), /:(null|\[\])|"id":null|templateParams/, what);
					cleared++;
				} else {
					assert.match(String(error?.message), /is empty! Fill in/, what);
					assert.equal(error?.context?.itemIndex, 0);
					assert.equal(requests.length, 0);
					refused++;
				}
			}
			assert.deepEqual(
				emptied[0].requests.map(({ body }) => body),
				emptied[1].requests.map(({ body }) => body),
				what,
			);
		}
		assert.ok(cleared > 40 && refused > 30, `${cleared} ${refused}`);
	});

	it('leaves metadata and parts of a UTM alone that are undefined, and clears what is emptied', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [contact] = sandbox.account.contacts.values();
		const entry = { name: 'plano', value: EXPRESSION };
		const changed = async (json: IDataObject) => {
			sandbox.requests.length = 0;
			const updateFields = { metadata: { entries: [entry] }, utm: { parts: { source: EXPRESSION, medium: 'cpc' } } };
			const { error } = await run({
				parameters: { resource: 'contact', operation: 'update', contactId: byId(contact.id), updateFields },
				items: [json],
				credential,
			});
			assert.equal(error, undefined);
			const { metadata, utm } = sandbox.requests[0].body as IDataObject;
			return { metadata, utm };
		};
		const rest = { campaign: null, content: null, headline: null, referralUrl: null, term: null };
		assert.deepEqual(await changed({}), { metadata: undefined, utm: { ...rest, medium: 'cpc' } });
		for (const value of ['', null])
			assert.deepEqual(await changed({ value }), {
				metadata: { plano: null },
				utm: { ...rest, medium: 'cpc', source: null },
			});
	});

	it('says so if nothing at all is given', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [contact] = sandbox.account.contacts.values();
		for (const updateFields of [{}, { email: EXPRESSION, name: EXPRESSION }]) {
			const { error } = await run({
				parameters: { resource: 'contact', operation: 'update', contactId: byId(contact.id), updateFields },
				credential,
			});
			assert.equal(error?.message, 'Nothing to change is given');
			assert.equal(error?.context?.itemIndex, 0);
		}
		assert.equal(sandbox.requests.length, 0);
	});

	it('takes tags off only by a list that is meant to be empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const tagged = [...sandbox.account.contacts.values()].filter(({ tagIds }) => tagIds.length > 0);
		const replaced = async (index: number, more: INodeParameters, json: IDataObject) => {
			const contact = tagged[index];
			const { error } = await run({
				parameters: {
					resource: 'contact',
					operation: 'updateTags',
					contactId: byId(contact.id),
					tagOperation: 'ReplaceAll',
					...more,
				},
				items: [json],
				credential,
			});
			return error?.message ?? sandbox.account.contacts.get(contact.id)?.tagIds.length;
		};
		const byIds = { tagIds: EXPRESSION };
		assert.equal(await replaced(0, byIds, {}), 'TagNamesorIDs is empty! Fill in the TagNamesorIDs field');
		assert.equal(
			await replaced(0, { options: { tagNames: EXPRESSION } }, {}),
			'TagNames is empty! Fill in the TagNames field',
		);
		assert.equal(
			await replaced(0, { options: { tagNames: [EXPRESSION] } }, {}),
			'TagNames is empty! Fill in the TagNames field',
		);
		assert.equal(sandbox.requests.length, 0);
		for (const [index, value] of ['', null, []].entries()) assert.equal(await replaced(index, byIds, { value }), 0);
		assert.equal(await replaced(3, {}, {}), 0);
		assert.equal(
			await replaced(4, { tagIds: EXPRESSION, tagOperation: 'InsertIfNotExists' }, { value: null }),
			'No tags are given',
		);
	});
});

describe('a filter that was added', () => {
	it('is an error if it holds nothing, unless it may', async (t) => {
		let tried = 0;
		for await (const field of addedTo('filters', t)) {
			const { what, place, operation } = field;
			const isDestructive = operation.value === 'completeMany';
			for (const json of [{}, { value: '' }, { value: null }]) {
				const { error, requests } = await given(field, place, json);
				assert.match(String(error?.message), /is empty! Fill in/, what);
				assert.equal(error?.context?.itemIndex, 0);
				assert.equal(requests.length, 0, what);
			}
			const lenient = await given(field, place, {}, { ignoreEmptyFilters: '={{ 1 }}' });
			if (isDestructive) assert.match(String(lenient.error?.message), /is empty! Fill in/, what);
			else if (!field.isInGroup) {
				assert.equal(lenient.error, undefined, what);
				assert.ok(lenient.requests.length > 0);
			}
			tried++;
		}
		assert.ok(tried > 80, String(tried));
	});

	it('is told too if it is a custom field or a channel', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const schema = [
			{ id: 'crmId', displayName: 'CRM ID', type: 'string', required: false, display: true, defaultMatch: false },
		];
		const customFields = { mappingMode: 'defineBelow', value: { crmId: EXPRESSION }, schema } as INodeParameters;
		const search = { resource: 'contact', operation: 'search', customFields };
		const { error } = await run({ parameters: search, credential });
		assert.match(String(error?.message), /^CRMID is empty!/);
		const message = { resource: 'message', sendTo: 'recipient', to: '11988887777', message: 'Oi', text: 'Oi' };
		for (const parameters of [
			{ ...message, operation: 'sendText', from: byId(EXPRESSION) },
			{ ...message, operation: 'sendAndWaitForDelivery', from: byId(EXPRESSION) },
		]) {
			const { error: told } = await run({ parameters, credential });
			assert.equal(told?.message, 'From is empty! Fill in the From field');
		}
		const options = { channelIds: EXPRESSION };
		const [contact] = sandbox.account.contacts.values();
		const findOpen = { resource: 'session', operation: 'findOpen', contactId: byId(contact.id), options };
		assert.match(
			String((await run({ parameters: findOpen, credential })).error?.message),
			/^ChannelNamesorIDs is empty!/,
		);
		assert.equal(sandbox.requests.length, 0);
	});
});

describe('a choice', () => {
	it('is not made for an expression that fails to make it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.values();
		for (const json of [{}, { value: '' }, { value: null }]) {
			const { error } = await run({
				parameters: { resource: 'session', operation: 'changeStatus', sessionId: session.id, newStatus: EXPRESSION },
				items: [json],
				credential,
			});
			assert.match(String(error?.message), /^NewStatus is empty!/);
		}
		assert.equal(sandbox.requests.length, 0);
	});
});

describe('the rules by which the engine checks', () => {
	it('are not in the description that n8n gets', () => {
		const rules = ['commaSeparated', 'form', 'holds', 'optional', 'steers', 'whenEmptied'];
		for (const { place, property } of everyProperty(wtsChat.description.properties))
			for (const rule of rules) assert.ok(!(rule in property), place);
	});
});

describe('a field that may stay empty', () => {
	/** What is meant where it is left empty is not what somebody means who fills it in by an expression. */
	const FIELDS = [
		'card addForContact stepId',
		'message sendTemplateToMany testRecipient',
		'session getLink agentId',
		'session getReport periodUntil',
	];

	for (const field of FIELDS) {
		it(`is an error where an expression leaves it empty: ${field}`, async (t) => {
			const account = await sandboxFor(t);
			const [resource, value, name] = field.split(' ');
			const fillings = await fillingsOf(resource, value, account.credential);
			const [place] = fillings.flatMap(({ places }) => places.filter((one) => one.name.split(' ')[0] === name));
			for (const json of [{}, { value: null }, { value: '' }, { value: ' ' }]) {
				const { error, requests } = await given(account, place, json);
				assert.match(String(error?.message), /is empty! Fill in/, JSON.stringify(json));
				assert.deepEqual(requests, []);
			}
		});
	}
});
