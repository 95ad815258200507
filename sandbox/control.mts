import { Readable } from 'node:stream';
import { listContacts, listMessages, listSessions, showContact, showSession, type Excerpt } from './browse.mts';
import { webhookEvents } from './events.mts';
import { ServiceError } from './errors.mts';
import { faultKinds, type Fault, type FaultKind } from './faults.mts';
import type { Answer } from './http.mts';
import type { BulkSessions } from './seed.mts';
import type { InboundMessage, Written } from './inbound.mts';
import type { Sandbox } from './sandbox.mts';
import { usualBlock, type Block } from './talks.mts';

interface ControlRequest {
	id: string;
	query: URLSearchParams;
	body: Fields;
}

/** One route of the control API; `{id}` stands for a part of the path. */
interface ControlRoute {
	does: string;
	answer(sandbox: Sandbox, request: ControlRequest): unknown;
}

/** The body of a control request, read field by field; an unknown field or a wrong type is refused. */
class Fields {
	#values: Record<string, unknown>;
	#unread: Set<string>;

	constructor(values: Record<string, unknown>) {
		this.#values = values;
		this.#unread = new Set(Object.keys(values));
	}

	#take(name: string): unknown {
		this.#unread.delete(name);
		return this.#values[name];
	}

	string(name: string): string | undefined {
		const value = this.#take(name);
		if (value === undefined || typeof value === 'string') return value;
		throw new RangeError(`${name} must be a string`);
	}

	number(name: string): number | undefined {
		const value = this.#take(name);
		if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
		throw new RangeError(`${name} must be a number`);
	}

	boolean(name: string): boolean | undefined {
		const value = this.#take(name);
		if (value === undefined || typeof value === 'boolean') return value;
		throw new RangeError(`${name} must be true or false`);
	}

	object(name: string): object | undefined {
		const value = this.#take(name);
		if (value === undefined || (typeof value === 'object' && value !== null)) return value;
		throw new RangeError(`${name} must be an object`);
	}

	oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
		const value = this.string(name);
		const choice = choices.find((candidate) => candidate === value);
		if (value !== undefined && choice === undefined)
			throw new RangeError(`${name} must be one of ${choices.join(', ')}`);
		return choice;
	}

	/** Refuses what nobody has read. */
	end(): void {
		if (this.#unread.size > 0) throw new RangeError(`Unknown: ${[...this.#unread].join(', ')}`);
	}
}

/** Takes away what has no value, so that it counts as left out. */
function given<T extends object>(fields: T): T {
	for (const name of Object.keys(fields))
		if (Reflect.get(fields, name) === undefined) Reflect.deleteProperty(fields, name);
	return fields;
}

function required<T>(value: T | undefined, name: string): T {
	if (value === undefined) throw new RangeError(`${name} is missing`);
	return value;
}

const statuses = ['STARTED', 'PENDING', 'IN_PROGRESS', 'COMPLETED', 'HIDDEN'] as const;
const kinds = Object.keys(faultKinds).filter((kind): kind is FaultKind => Object.hasOwn(faultKinds, kind));

function readFault(body: Fields): Fault {
	return given({
		kind: required(body.oneOf('kind', kinds), 'kind'),
		method: body.string('method'),
		path: body.string('path'),
		nth: body.number('nth'),
		times: body.number('times'),
		probability: body.number('probability'),
		when: body.oneOf('when', ['before', 'after']),
		retryAfter: body.number('retryAfter'),
		text: body.string('text'),
		body: body.string('body'),
	});
}

function readBulk(body: Fields): BulkSessions {
	return given({
		count: required(body.number('count'), 'count'),
		status: body.oneOf('status', statuses),
		departmentId: body.string('departmentId'),
		channelId: body.string('channelId'),
	});
}

function readFile(described: object | undefined): InboundMessage['file'] {
	if (described === undefined) return undefined;
	const file = new Fields({ ...described });
	const read = {
		name: required(file.string('name'), 'file.name'),
		mimeType: file.string('mimeType'),
		content: required(file.string('content'), 'file.content'),
	};
	file.end();
	return given(read);
}

function readLocation(described: object | undefined): InboundMessage['location'] {
	if (described === undefined) return undefined;
	const location = new Fields({ ...described });
	const read = given({
		latitude: location.number('latitude'),
		longitude: location.number('longitude'),
		name: location.string('name'),
		address: location.string('address'),
		url: location.string('url'),
	});
	location.end();
	return read;
}

function readSharedContact(described: object | undefined): InboundMessage['contact'] {
	if (described === undefined) return undefined;
	const contact = new Fields({ ...described });
	const read = given({
		name: contact.string('name'),
		phoneNumber: contact.string('phoneNumber'),
		email: contact.string('email'),
	});
	contact.end();
	return read;
}

function readWritten(body: Fields): Written {
	const written = given({
		text: body.string('text'),
		type: body.oneOf('type', ['TEXT', 'AUDIO', 'LOCATION', 'CONTACT', 'STICKER']),
		file: readFile(body.object('file')),
		location: readLocation(body.object('location')),
		contact: readSharedContact(body.object('contact')),
	});
	if (Object.keys(written).every((name) => name === 'type') && (written.type ?? 'TEXT') === 'TEXT')
		throw new RangeError('text is missing');
	return written;
}

/** Several messages of one contact, if there are several. */
function readSeveral(body: Fields): Written[] {
	const several = body.object('messages');
	if (several === undefined) return [readWritten(body)];
	if (!Array.isArray(several) || several.length === 0) throw new RangeError('messages must be a list of some');
	return several.map((each: unknown) => {
		if (typeof each !== 'object' || each === null) throw new RangeError('Each message must be an object');
		const one = new Fields({ ...each });
		const written = readWritten(one);
		one.end();
		return written;
	});
}

function readWriter(body: Fields): Omit<InboundMessage, keyof Written> {
	return given({
		sessionId: body.string('sessionId'),
		contactId: body.string('contactId'),
		phoneNumber: body.string('phoneNumber'),
		name: body.string('name'),
		channelId: body.string('channelId'),
	});
}

function readBlock(given: unknown): Block {
	if (typeof given !== 'object' || given === null) throw new RangeError('A block must be an object');
	const fields = new Fields({ ...given });
	const ways: Record<string, string> = {};
	for (const [key, place] of Object.entries(fields.object('ways') ?? {})) ways[key] = String(place);
	const block: Block = {
		key: required(fields.string('key'), 'key'),
		url: required(fields.string('url'), 'url'),
		type: fields.oneOf('type', ['WEBHOOK', 'DYNAMIC_QUESTION']) ?? usualBlock.type,
		listens: fields.boolean('listens') ?? usualBlock.listens,
		ways,
		next: fields.string('next') ?? usualBlock.next,
		tolerance: fields.number('tolerance') ?? usualBlock.tolerance,
		patience: fields.number('patience') ?? usualBlock.patience,
	};
	fields.end();
	return block;
}

/**
 * Reads a whole number from the query.
 * @throws RangeError when it is none
 */
function whole(query: URLSearchParams, name: string, absent: number): number {
	const value = query.get(name);
	if (value === null) return absent;
	if (!/^\d{1,9}$/.test(value)) throw new RangeError(`${name} must be a whole number`);
	return Number(value);
}

const readExcerpt = (query: URLSearchParams): Excerpt => ({
	from: whole(query, 'from', 0),
	count: Math.min(whole(query, 'count', 100), 10_000),
});

function listRequests({ requests }: Sandbox, query: URLSearchParams) {
	const last = whole(query, 'last', requests.length);
	const wanted = (name: 'method' | 'path' | 'operation' | 'status', value: unknown) =>
		!query.has(name) || query.get(name) === String(value);
	const matches = requests.filter(
		({ method, path, operation, status }) =>
			wanted('method', method) && wanted('path', path) && wanted('operation', operation) && wanted('status', status),
	);
	return matches.slice(matches.length - Math.min(last, matches.length));
}

export type Summary = ReturnType<typeof summary>;

function summary({ account, url, limits, latency, quirks, requests }: Sandbox) {
	const sessions: Record<string, number> = {};
	for (const { status } of account.sessions.values()) sessions[status] = (sessions[status] ?? 0) + 1;
	const listed = <T extends { id: string; name: string | null }>(records: Map<string, T>) =>
		[...records.values()].map(({ id, name }) => ({ id, name }));
	return {
		url,
		time: account.clock.iso(),
		limits: limits !== undefined,
		latency,
		quirks,
		sessions,
		contacts: account.contacts.size,
		messages: account.messages.size,
		cards: account.cards.size,
		subscriptions: account.subscriptions.size,
		requests: requests.length,
		channels: [...account.channels.values()].map(({ id, type, identity }) => ({
			id,
			type,
			name: identity.displayName,
		})),
		departments: listed(account.departments),
		agents: [...account.agents.values()].map(({ id, userId, name }) => ({ id, userId, name })),
		tags: listed(account.tags),
	};
}

/** The control API. Each route is written as its method and path below `/_sandbox`. */
export const controlRoutes: Record<string, ControlRoute> = {
	'GET /': {
		does: 'Lists these routes',
		answer: () => Object.fromEntries(Object.entries(controlRoutes).map(([route, { does }]) => [route, does])),
	},
	'GET /state': { does: 'Summary of the account', answer: (sandbox) => summary(sandbox) },
	'GET /live': {
		does: 'Tells by server-sent events that something has changed',
		answer: ({ live }) => live.feed(),
	},
	'GET /credential': {
		does: 'What the credential of a node needs: baseUrl, apiKey',
		answer: ({ url, key }) => ({ baseUrl: url, apiKey: key }),
	},
	'POST /reset': {
		does: 'Starts over with the seed, or with nothing: empty',
		answer: (sandbox, { body }) => {
			const given = { empty: body.boolean('empty') };
			body.end();
			sandbox.reset(given);
			return summary(sandbox);
		},
	},
	'GET /sessions': {
		does: 'Sessions, the last written in first; filters: status, contactId, search; from, count',
		answer: ({ account }, { query }) =>
			listSessions(
				account,
				{
					status: query.get('status') ?? undefined,
					contactId: query.get('contactId') ?? undefined,
					search: query.get('search') ?? undefined,
				},
				readExcerpt(query),
			),
	},
	'GET /sessions/{id}': {
		does: 'A session with its contact',
		answer: ({ account }, { id }) => showSession(account, id),
	},
	'POST /sessions': {
		does: 'Opens many sessions at once: count, status, departmentId, channelId',
		answer: (sandbox, { body }) => {
			const bulk = readBulk(body);
			body.end();
			return { sessionIds: sandbox.seedSessions(bulk) };
		},
	},
	'GET /messages': {
		does: 'Messages and notes of a session, oldest first: sessionId; from, count, both from the newest back',
		answer: ({ account }, { query }) =>
			listMessages(account, required(query.get('sessionId') ?? undefined, 'sessionId'), readExcerpt(query)),
	},
	'POST /messages': {
		does: 'Lets a contact write: one of sessionId, contactId, phoneNumber (with name); channelId; text; type: AUDIO (a voice message that says the text), LOCATION, CONTACT, STICKER; file: name, mimeType, content in base64; location: latitude, longitude, name, address, url; contact: name, phoneNumber, email; messages: a list of such, written in a row',
		answer: (sandbox, { body }) => {
			const writer = readWriter(body);
			const several = readSeveral(body);
			body.end();
			const ids = several.map((written) => sandbox.receive({ ...writer, ...written }));
			const { id = '', sessionId = '' } = ids.at(-1) ?? {};
			return { id, sessionId, ...(several.length > 1 && { ids: ids.map((message) => message.id) }) };
		},
	},
	'GET /contacts': {
		does: 'Contacts, the newest first; filter: search; from, count',
		answer: ({ account }, { query }) => listContacts(account, query.get('search') ?? '', readExcerpt(query)),
	},
	'GET /contacts/{id}': {
		does: 'A contact with tags and custom fields',
		answer: ({ account }, { id }) => showContact(account, id),
	},
	'PUT /contacts/{id}/phone': {
		does: 'Switches the phone of a contact on or off: on; what is sent to it meanwhile is not delivered',
		answer: (sandbox, { id, body }) => {
			const isOn = required(body.boolean('on'), 'on');
			body.end();
			sandbox.switchPhone(id, isOn);
		},
	},
	'GET /chatbots': {
		does: 'The chatbots with their webhook blocks',
		answer: ({ account }) =>
			[...account.chatbots.values()].map(({ id, key, name, type }) => ({
				id,
				key,
				name,
				type,
				blocks: account.blocks.get(id) ?? [],
			})),
	},
	'PUT /chatbots/{id}': {
		does: 'Gives a chatbot its blocks: blocks, each with key, url, type (WEBHOOK, DYNAMIC_QUESTION), listens, ways (response keys, each with the key of a block or END), next, tolerance, patience',
		answer: (sandbox, { id, body }) => {
			const blocks = required(body.object('blocks'), 'blocks');
			body.end();
			if (!Array.isArray(blocks)) throw new RangeError('blocks must be a list');
			sandbox.setBlocks(id, blocks.map(readBlock));
			return sandbox.account.blocks.get(id);
		},
	},
	'GET /block-calls': {
		does: 'What chatbots asked of their blocks, what was answered, and the way taken',
		answer: ({ account }) => account.blockCalls,
	},
	'GET /requests': {
		does: 'The requests received; filters: method, path, operation, status; last: only so many',
		answer: (sandbox, { query }) => listRequests(sandbox, query),
	},
	'DELETE /requests': {
		does: 'Forgets the requests received',
		answer: (sandbox) => void (sandbox.requests.length = 0),
	},
	'GET /departures': { does: 'What departed from the contract', answer: ({ departures }) => departures },
	'DELETE /departures': {
		does: 'Forgets the departures',
		answer: (sandbox) => void (sandbox.departures.length = 0),
	},
	'GET /counts': {
		does: 'How often each session was completed, how many messages each recipient got',
		answer: ({ account }) => ({
			completions: Object.fromEntries(account.counts.completions),
			messages: Object.fromEntries(account.counts.messages),
		}),
	},
	'GET /faults': { does: 'The faults that are set', answer: ({ faults }) => faults.list },
	'POST /faults': {
		does: `Sets a fault: kind (${kinds.join(', ')}), method, path, nth, times, probability, when, retryAfter, text, body`,
		answer: ({ faults }, { body }) => {
			const fault = readFault(body);
			body.end();
			return { id: faults.add(fault) };
		},
	},
	'DELETE /faults': { does: 'Takes all faults away', answer: ({ faults }) => faults.clear() },
	'DELETE /faults/{id}': { does: 'Takes one fault away', answer: ({ faults }, { id }) => faults.clear(Number(id)) },
	'POST /clock': {
		does: 'Moves time on: advance, in milliseconds',
		answer: (sandbox, { body }) => {
			const advance = required(body.number('advance'), 'advance');
			body.end();
			sandbox.advance(advance);
			return { time: sandbox.clock.iso() };
		},
	},
	'POST /events': {
		does: 'Tells the subscriptions an event that the sandbox does not come to by itself: event, content',
		answer: (sandbox, { body }) => {
			const event = required(body.oneOf('event', webhookEvents), 'event');
			const content = body.object('content') ?? {};
			body.end();
			sandbox.deliveries.emit(event, () => content);
		},
	},
	'GET /deliveries': {
		does: 'The POSTs to subscriptions and callback addresses',
		answer: ({ deliveries }) => deliveries.records,
	},
	'PUT /deliveries': {
		does: 'Sets how POSTs go wrong: duplicates (share from 0 to 1), disorder, atOnce, delay and patience in milliseconds',
		answer: ({ deliveries }, { body }) => {
			const changes = given({
				duplicates: body.number('duplicates'),
				disorder: body.boolean('disorder'),
				atOnce: body.number('atOnce'),
				delay: body.number('delay'),
				patience: body.number('patience'),
			});
			body.end();
			return Object.assign(deliveries.options, changes);
		},
	},
	'PUT /limits': {
		does: 'Sets the rate limits: enabled, scale',
		answer: (sandbox, { body }) => {
			const enabled = body.boolean('enabled') ?? true;
			const scale = body.number('scale') ?? 1;
			body.end();
			sandbox.setLimits(enabled && { scale });
		},
	},
	'PUT /latency': {
		does: 'Sets how many milliseconds a request takes at least: milliseconds',
		answer: (sandbox, { body }) => {
			const milliseconds = required(body.number('milliseconds'), 'milliseconds');
			body.end();
			sandbox.latency = Math.max(0, milliseconds);
		},
	},
	'PUT /quirks': {
		does: 'Sets oddities of the service: ignorePageNumber, overlappingEntries, pageOnly, ignoreFilters, ignoreUnknownUsers, datesWithoutZone, otherShapes, shuffledBatches, piecemealBatches',
		answer: ({ quirks }, { body }) => {
			const changes = given({
				ignorePageNumber: body.boolean('ignorePageNumber'),
				overlappingEntries: body.number('overlappingEntries'),
				pageOnly: body.boolean('pageOnly'),
				ignoreFilters: body.boolean('ignoreFilters'),
				ignoreUnknownUsers: body.boolean('ignoreUnknownUsers'),
				datesWithoutZone: body.boolean('datesWithoutZone'),
				otherShapes: body.boolean('otherShapes'),
				shuffledBatches: body.boolean('shuffledBatches'),
				piecemealBatches: body.boolean('piecemealBatches'),
			});
			body.end();
			return Object.assign(quirks, changes);
		},
	},
};

const eventStream = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** Answers a request to the control API, which needs no key: it is for the machine that the sandbox runs on. */
export function answerControl(sandbox: Sandbox, method: string, path: string, query: string, content: Buffer): Answer {
	const [, name = '', id = ''] = /^\/_sandbox\/([^/]*)\/?(.*)$/.exec(path) ?? [];
	const route = controlRoutes[`${method} /${name}${id === '' ? '' : '/{id}'}`];
	if (route === undefined) return { status: 404, body: { error: `No control route ${method} ${path}` } };
	try {
		const body = new Fields(readFields(content));
		const answer = route.answer(sandbox, { id, query: new URLSearchParams(query), body });
		if (answer === undefined) return { status: 204 };
		if (answer instanceof Readable) return { status: 200, headers: eventStream, body: answer };
		return { status: 200, body: answer };
	} catch (error) {
		if (error instanceof RangeError || error instanceof SyntaxError || error instanceof ServiceError)
			return { status: 400, body: { error: error.message } };
		throw error;
	}
}

function readFields(content: Buffer): Record<string, unknown> {
	if (content.length === 0) return {};
	const body: unknown = JSON.parse(content.toString('utf8'));
	if (typeof body !== 'object' || body === null || Array.isArray(body))
		throw new RangeError('The body must be an object');
	return { ...body };
}
