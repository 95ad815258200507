// Nothing that an item holds leads a request to another endpoint, adds a parameter to it, or arrives there changed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { fc, SEED } from '../random.mts';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { loadContract } from '../../contract/checker.mts';
import type { Field } from '../../nodes/WtsChat/fields/field.ts';
import type { Kind as Picked } from '../../nodes/WtsChat/fields/kinds.ts';
import type { Sandbox, ReceivedRequest } from '../../sandbox/sandbox.mts';
import { storagePath } from '../../sandbox/storage.mts';
import { sampleOf } from '../sample.mts';
import { askingFor, everyRequest, fillingsOf, type Filling } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { byId, lookUp, run, wtsChat, type Credential, type Run } from './workflow.mts';

const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

/** What would change an address if it got there as it is; § stands for a mark that tells one value from another. */
const HOSTILE = [
	'../§',
	'§/../../agent',
	'..%2f§',
	'..%252f..%252f§',
	'§/%2e%2e/agent',
	'//127.0.0.1:9/§',
	'http://127.0.0.1:9/§',
	'§?x=1',
	'§&PageSize=1',
	'§#fragment',
	'§;x=1',
	'§\\..\\agent',
	'§\r\nX-Injected: 1',
	'§\r\n\r\nGET /core/v1/agent HTTP/1.1',
	'§\0',
	'§／．．／agent',
	'§\ud800',
	'\udc00§',
	'§%',
	'%§',
	'§%00',
	'§ + x',
	' § ',
	`§${'a'.repeat(5_000)}`,
	'§[x]=1',
	'§][',
	'{id}§',
	'={{ 1 + 1 }}§',
	'@§',
	'@§/../../agent?x=1',
	`${ID}§`,
	`${ID}/../§`,
	`${ID}?x=§`,
	`${ID}\n§`,
	'+55 11 98888-7777/../§',
	'5511988887777?x=§',
	'2030-01-31T08:00:00/../§',
	'__proto__§',
];
/** Without a mark, since they are names of something. */
const BARE = ['.', '..', ' .. ', '%2e%2e', '__proto__', 'constructor', '/', '?', '#', '\0', '\ud800'];
/** What may come instead of a text, as in the body of a webhook that anybody can send. */
const PARTS = [{ '§': 'x' }, { x: { y: '§' } }, ['§', '§&x=1'], [['§']], [{ '§': 1 }], [], {}];

const fragment = fc.oneof(
	fc.constantFrom(
		'..',
		'/',
		'\\',
		'%2f',
		'?',
		'&',
		'=',
		'#',
		';',
		'[',
		']',
		'%',
		'\r\n',
		'\0',
		'／',
		' ',
		ID,
		'@',
		'+',
	),
	// Halves of characters too.
	fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);
const composed = fc.tuple(fc.array(fragment, { maxLength: 4 }), fc.array(fragment, { maxLength: 4 }));
/** Texts that are each another one. */
const someTexts = fc
	.array(
		composed.map(([before, after]) => `${before.join('')}§${after.join('')}`),
		{ maxLength: 10 },
	)
	.map((others) => [...[...HOSTILE, ...others].map(marked), ...BARE]);
/** Values for the items of one run. */
const someValues = someTexts.map((texts) => [
	...PARTS.map(marked),
	...texts.map((text) => text.replace(MARK, (_, index) => markOf(PARTS.length + Number(index)))),
]);

const markOf = (index: number) => `zq${index}qz`;
const MARK = /zq(\d+)qz/;
const marked = <Value,>(value: Value, index: number): Value =>
	JSON.parse(JSON.stringify(value).replaceAll('§', markOf(index)));

const { operations: documented } = await loadContract();
const endpointOf = new Map(documented.map(({ id, method, path }) => [id, `${method} ${path}`]));
const UPLOAD = ['GET /core/v2/file', 'POST /core/v2/file'];
/** What operations ask for that fill in custom fields. */
const CUSTOM_FIELDS = [
	'GET /core/v1/contact/custom-field',
	'GET /crm/v1/panel/{id}/custom-fields',
	'GET /core/v1/custom-field',
];
/** What operations ask for before or after their own request. */
const BESIDE: Record<string, readonly string[]> = {
	'card move': ['GET /crm/v2/panel/card/{id}', 'GET /crm/v1/panel/{id}'],
	'card markLost': ['GET /crm/v2/panel/card/{id}', 'GET /crm/v1/panel/{id}/lost-reason'],
	'contact upsert': ['GET /core/v1/contact/phonenumber/{phone}', 'PUT /core/v2/contact/{id}'],
	'contact create': ['GET /core/v1/contact/phonenumber/{phone}', 'PUT /core/v2/contact/{id}'],
};

const PANELS = ['GET /crm/v2/panel', 'GET /crm/v1/panel/{id}'];
const CARDS = [...PANELS, 'GET /crm/v2/panel/card', 'GET /crm/v2/panel/card/{id}'];
const CHANNELS = ['GET /chat/v1/channel'];
const CONTACTS = ['GET /core/v1/contact/phonenumber/{phone}', 'POST /core/v1/contact/filter'];
const USERS = ['GET /core/v1/agent', 'GET /core/v2/department', 'GET /core/v1/department/{id}'];
/** What is read to find by its name what a field picks, with what it is looked for among. */
const LOOKED_UP: Readonly<Record<Picked, readonly string[]>> = {
	agent: USERS,
	// Also by whatever its contact is known by.
	card: [...CARDS, ...CONTACTS],
	channel: CHANNELS,
	chatbot: ['GET /chat/v1/chatbot'],
	contact: CONTACTS,
	contactOrPhone: CONTACTS,
	namedContact: CONTACTS,
	department: USERS,
	lostReason: [...CARDS, 'GET /crm/v1/panel/{id}/lost-reason'],
	panel: PANELS,
	panelTag: CARDS,
	portfolio: ['GET /core/v1/portfolio'],
	sender: CHANNELS,
	sequence: ['GET /chat/v1/sequence'],
	session: [...CONTACTS, 'GET /chat/v2/session'],
	step: CARDS,
	tag: ['GET /core/v1/tag'],
	template: [...CHANNELS, 'GET /chat/v1/template'],
	user: USERS,
};

/** All fields, those in collections and groups too. */
const withInner = (fields: readonly Field[]): Field[] =>
	fields.flatMap((field) => [
		field,
		...((field.options ?? []) as ReadonlyArray<Partial<Field> & { values?: readonly Field[] }>).flatMap((option) =>
			withInner(option.values ?? (option.type ? [option as Field] : [])),
		),
	]);

/** What is read to find by their names what fields pick. */
const lookedUpFor = (fields: readonly Field[]): string[] =>
	withInner(fields).flatMap(({ picks }) => (picks ? LOOKED_UP[picks] : []));

/** Whether an operation takes files of the item, which are uploaded; what it puts out is another field. */
const takesFiles = (fields: readonly Field[]): boolean =>
	withInner(fields).some(({ displayName }) => displayName.startsWith('Input Binary Field'));

type Kind = Parameters<typeof lookUp>[0];
type Value = IDataObject[string];
type Operation = (typeof everyRequest)[number]['operation'];

/** All endpoints that an operation says it uses. */
function endpointsOf(what: string, operation: Operation): Set<string> {
	return new Set([
		...[operation.endpoint].flat(),
		...(operation.batch ? [operation.batch.endpoint] : []),
		...(takesFiles(operation.properties) ? UPLOAD : []),
		...(operation.properties.some(({ name }) => name === 'customFields') ? CUSTOM_FIELDS : []),
		...(BESIDE[what] ?? []),
		...lookedUpFor(operation.properties),
	]);
}

/** Only what stands in an address; what departs in a body is the service's to refuse. */
const departsInAddress = /^query\/.* (is not in the contract|is given more than once)$|none of the prefixes|no route/i;

/** What departed from the contract in an address, and what the account itself could not cope with; all is taken away. */
const departuresInAddress = ({ departures }: Sandbox) =>
	departures
		.splice(0)
		.filter(({ by, problems }) => by === 'sandbox' || problems.some((problem) => departsInAddress.test(problem)));

/** What of a request has names that somebody makes up. */
const WITH_OWN_NAMES = /^(parameters|metadata|sessionMetadata|contactMetadata)$/;

/** The texts in a body, wherever they stand, without those of what has names of its own and is one of the objects given. */
function textsIn(value: unknown, objects: readonly Value[]): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) =>
		WITH_OWN_NAMES.test(name) && objects.some((object) => isDeepStrictEqual(object, inner))
			? []
			: [name, ...textsIn(inner, objects)],
	);
}

/** Asserts that a text that holds a part of a value is the whole of it. */
function assertWhole(text: string, values: readonly Value[], isWhole: (value: string) => boolean): void {
	const [, index] = MARK.exec(text) ?? [];
	if (index === undefined) return;
	const value = values[Number(index)];
	const told = `${JSON.stringify(value)} arrived as ${JSON.stringify(text)}`;
	// Of a list each is a value of its own; a custom field takes whatever is given as JSON.
	const wholes = typeof value === 'string' ? [value, value.trim()] : [value].flat().concat(JSON.stringify(value));
	assert.ok(
		wholes.some((whole) => typeof whole === 'string' && isWhole(whole)),
		told,
	);
}

/** A text as it is where case and accents make no difference. */
const folded = (value: string) => value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/**
 * Asserts that a request is one of an operation's own, and that the values in it are as they were.
 * @param objects those of the values that may be taken as they are, such as the parameters of a template
 */
function assertOwn(
	request: ReceivedRequest,
	endpoints: ReadonlySet<string>,
	values: readonly Value[],
	objects: readonly Value[] = [],
): void {
	const { method, path, query, operation, body } = request;
	if (path.startsWith(storagePath)) {
		assert.ok(endpoints.has('GET /core/v2/file') && method === 'PUT', path);
		return;
	}
	const endpoint = endpointOf.get(operation ?? '') ?? `${method} ${path}`;
	assert.ok(endpoints.has(endpoint), `${endpoint} by ${path}?${query}`);
	for (const segment of path.split('/').map(decodeURIComponent))
		assertWhole(segment, values, (value) => segment === value);
	for (const [name, content] of new URLSearchParams(query)) {
		assertWhole(content, values, (value) => content === value);
		assertWhole(name, values, (value) => name.endsWith(`[${value}]`));
	}
	// Parameters of templates are cleaned of line breaks and the like.
	const cleaned = (value: string) => value.replace(/\s+/g, ' ').trim();
	// A contact is looked for by an Instagram name without the @ in front. A reminder is known by its key in whatever case.
	for (const text of textsIn(body, objects)) {
		assertWhole(
			text,
			values,
			(value) =>
				text.includes(value) ||
				text === cleaned(value) ||
				`@${text}` === value ||
				text === `n8nReminder-${folded(value)}`,
		);
	}
}

// What a program says of itself, not of what was filled in.
const INTERNAL =
	/Cannot (read|set)|is not (a function|iterable|defined)|URI malformed|undefined|\[object|Unexpected token/;

/** Asserts that what was refused says so of its own item, in words for people. */
function assertRefused({ items, status }: Run, count: number): void {
	assert.ok(['success', 'waiting'].includes(status), status);
	for (const { json, pairedItem } of items.filter(({ json }) => 'error' in json && 'details' in json)) {
		const { item } = pairedItem as { item: number };
		assert.ok(item >= 0 && item < count, String(item));
		assert.equal(typeof json.error, 'string');
		assert.doesNotMatch(String(json.error), INTERNAL);
	}
}

const file = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };
const itemWith = (json: IDataObject): INodeExecutionData => ({ json, binary: { data: file } });

/** Gives contacts and cards the custom field that the fillings fill in. */
function addField({ account: { customFields, panels } }: Sandbox): void {
	const [model] = customFields.values();
	const campo = { ...model, type: 'TEXT', name: 'Campo', key: 'campo', parentId: null, options: null } as const;
	for (const [entityType, scopeId] of [
		['CONTACT', null] as const,
		...[...panels.keys()].map((id) => ['PANEL', id] as const),
	]) {
		const id = randomUUID();
		customFields.set(id, { ...campo, id, entityType, scopeId });
	}
}

/** Puts a sample of the values into one field, an item for each, and looks at all that was sent. */
async function attack(
	{ sandbox, credential }: { sandbox: Sandbox; credential: Credential },
	endpoints: ReadonlySet<string>,
	{ places }: Filling,
	name: string,
	all: readonly Value[],
	nth: number,
): Promise<void> {
	const values = sampleOf(all, 4, nth);
	const place = places.find((candidate) => candidate.name === name);
	assert.ok(place);
	// One that waits for a reply takes one item at a time.
	const isAlone = place.filledWith('').operation === 'sendAndWait';
	const batches = isAlone ? values.map((value) => [value]) : [values];
	for (const batch of batches) {
		const result = await run({
			parameters: place.filledWith('={{ $json.value }}'),
			items: batch.map((value) => itemWith({ value })),
			credential,
			onError: 'continueRegularOutput',
		});
		assertRefused(result, batch.length);
	}
	const objects = place.field.type === 'json' ? all.filter((value) => typeof value === 'object') : [];
	for (const request of sandbox.requests.splice(0)) assertOwn(request, endpoints, all, objects);
	assert.deepEqual(departuresInAddress(sandbox), []);
}

describe('whatever an item holds, the requests are those of the operation', { concurrency: 2 }, () => {
	for (const [index, { name: what, resource, operation }] of everyRequest.entries()) {
		it(what, async (t) => {
			const endpoints = endpointsOf(what, operation);
			const account = await sandboxFor(t);
			const { sandbox, credential } = account;
			addField(sandbox);
			const fillings = await fillingsOf(resource, operation.value, credential);
			sandbox.requests.length = 0;

			// Else nothing would be tried below.
			for (const { parameters } of fillings.slice(0, 8)) await run({ parameters, items: [itemWith({})], credential });
			assert.notEqual(sandbox.requests.length, 0);
			for (const request of sandbox.requests.splice(0)) assertOwn(request, endpoints, []);
			sandbox.departures.length = 0;

			const names = new Set(fillings.flatMap(({ places }) => places.map((place) => place.name)));
			for (const [place, name] of [...names].entries()) {
				const having = fillings.filter(({ places }) => places.some((place) => place.name === name));
				await fc.assert(
					fc.asyncProperty(fc.constantFrom(...having), someValues, async (filling, values) => {
						await attack(account, endpoints, filling, name, values, index + place);
					}),
					{ seed: SEED, numRuns: 1 },
				);
			}
		});
	}
});

/** The list that shows what the editor knows by itself. */
const ASKS_NOBODY = 'searchResponseKeys';

describe('whatever is typed into a list of the editor or chosen beside it, the requests are those of the list', () => {
	for (const [kind, methods] of Object.entries(wtsChat.methods ?? {})) {
		for (const method of Object.keys(methods)) {
			const [asking] = askingFor(method);
			// The other lists are the trigger's; they take nothing.
			if (!asking) continue;
			it(`${kind} ${method}`, async (t) => {
				const { sandbox, credential } = await sandboxFor(t);
				const [{ parameters: usual }] = await fillingsOf(asking.resource, asking.operation.value, credential);
				const load = async (parameters: INodeParameters, filter?: string) => {
					sandbox.requests.length = 0;
					await lookUp(kind as Kind, method, credential, { parameters, filter }).catch((error: unknown) => {
						assert.ok(error instanceof Error);
						assert.doesNotMatch(error.message, INTERNAL);
					});
					return sandbox.requests.splice(0);
				};
				const endpoints = new Set((await load(usual)).map(({ operation }) => endpointOf.get(operation ?? '') ?? ''));
				assert.equal(endpoints.size === 0, method === ASKS_NOBODY);
				// What is chosen beside may be chosen by its name; where a card is not known yet, its lists are those of all panels.
				for (const endpoint of lookedUpFor(asking.operation.properties)) endpoints.add(endpoint);

				await fc.assert(
					fc.asyncProperty(someTexts, async (values) => {
						for (const value of values) {
							const chosen = Object.entries(usual).map(([name, held]) => [name, isLocator(held) ? byId(value) : held]);
							for (const request of await load(Object.fromEntries(chosen), value))
								assertOwn(request, endpoints, values);
						}
					}),
					{ seed: SEED, numRuns: 1 },
				);
				assert.deepEqual(departuresInAddress(sandbox), []);
			});
		}
	}
});

const isLocator = (held: unknown) => typeof held === 'object' && held !== null && '__rl' in held;

describe('whatever an event says, the trigger asks for the session and the contact that it names', () => {
	const DETAILS = new Set(['GET /chat/v2/session/{id}', 'GET /core/v1/contact/{id}']);
	const message = (sessionId: unknown, contactId: unknown) => ({
		eventType: 'MESSAGE_RECEIVED',
		content: { sessionId, contactId, direction: 'FROM_HUB', type: 'TEXT' },
	});
	const eventsOf = (id: unknown) => [
		message(id, id),
		{ eventType: 'SESSION_NEW', content: { id, contactId: id } },
		{ eventType: 'CONTACT_UPDATE', content: { id, sessionId: id } },
	];

	it('in an execution, for a filter, and for an execution that may wait', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = [...sandbox.account.sessions.values()].find(({ departmentId }) => departmentId !== null);
		assert.ok(session?.departmentId);
		const { id, contactId, departmentId } = session;
		const parameters = {
			events: ['MESSAGE_RECEIVED'],
			filters: { departmentId: byId(departmentId) },
			addDetails: true,
			options: { resumeWaiting: true },
		};
		const trigger = await triggerFor(t, { credential, parameters });
		await trigger.activate();
		sandbox.requests.length = 0;
		const { token } = trigger.memory;
		const post = async (event: object) => {
			const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
			const { status } = await fetch(`${trigger.address}?token=${token}`, init);
			assert.equal(status, 200);
		};

		await fc.assert(
			fc.asyncProperty(someValues, async (values) => {
				for (const event of values.flatMap(eventsOf)) await post(event);
				await trigger.settle();
				// What is no ID is not asked for.
				assert.deepEqual(
					sandbox.requests.map(({ path }) => path),
					[],
				);
				for (const value of values) await post(message(id, value));
				await trigger.settle();
				const asked = sandbox.requests.splice(0);
				for (const request of asked) assertOwn(request, DETAILS, values);
				assert.deepEqual(new Set(asked.map(({ path }) => path.split('/').at(-1))), new Set([id, contactId]));
				for (const { items } of trigger.executions.splice(0))
					for (const { json } of items) assert.doesNotMatch(String(json.detailsError), /URI malformed|Cannot|\[object/);
			}),
			{ seed: SEED, numRuns: 2 },
		);
		assert.deepEqual(departuresInAddress(sandbox), []);
	});
});
