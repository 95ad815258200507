import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { cardChanged } from '../../sandbox/cards.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import {
	recordedEvents,
	triggerFor,
	type Reception,
	type TriggerWorkflow,
	type Use,
	type WebhookRequest,
} from './triggerNode.mts';
import { byId } from './workflow.mts';

const ALL = ['MESSAGE_RECEIVED', 'MESSAGE_SENT', 'MESSAGE_UPDATED', 'SESSION_NEW', 'SESSION_UPDATE', 'SESSION_COMPLETE', 'CONTACT_NEW', 'CONTACT_UPDATE', 'CONTACT_TAG_UPDATE']; // prettier-ignore
const BUT_SENT = ALL.filter((event) => event !== 'MESSAGE_SENT');
const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';
/** Without what the node does by itself. */
const BARE = { onlyFromContacts: false, addDetails: false };
const OTHER_ID = '11111111-2222-4333-8444-555555555555';

/** An active workflow that begins with the trigger. */
async function activeWorkflow(
	t: TestContext,
	parameters: INodeParameters = {},
): Promise<{ sandbox: Sandbox; trigger: TriggerWorkflow }> {
	const { sandbox, credential } = await sandboxFor(t);
	const trigger = await triggerFor(t, {
		credential,
		parameters: { events: ALL, ...BARE, ...parameters },
	});
	await trigger.activate();
	// What the service does not answer is given up soon, but not on a machine that is busy.
	trigger.options.credential = { ...credential, timeLimit: 5 };
	return { sandbox, trigger };
}

let records = 0;

/** An event as the service sends it; each is about another record unless its content says so. */
const eventOf = (eventType: string, content: IDataObject = {}, more: IDataObject = {}) => ({
	eventType,
	date: '2030-01-01T00:00:05.1000000Z',
	content: { id: `record-${++records}`, updatedAt: '2030-01-01T00:00:05.0800000Z', ...content },
	changeMetadata: null,
	...more,
});

/** Hands a body to the node as the service's POST would, with whatever differs. */
const post = (trigger: TriggerWorkflow, body: unknown, more: WebhookRequest = {}, use: Use = 'active') =>
	trigger.receive(
		{
			query: { token: trigger.memoryOf(use).token },
			headers: { 'content-type': 'application/json; charset=utf-8' },
			body,
			rawBody: Buffer.from(JSON.stringify(body) ?? ''),
			...more,
		},
		use,
	);

/** Which of several events start an execution. */
async function started(trigger: TriggerWorkflow, events: Record<string, object>): Promise<string[]> {
	const names: string[] = [];
	for (const [name, event] of Object.entries(events)) {
		const { status, workflowData } = await post(trigger, event);
		assert.equal(status, 200);
		if (workflowData) names.push(name);
	}
	return names;
}

const outputOf = ({ workflowData }: Reception) => workflowData?.[0]?.[0]?.json;

/** Lets what has happened be delivered and worked on; returns what came out of the trigger. */
async function outputs(sandbox: Sandbox, trigger: TriggerWorkflow): Promise<IDataObject[]> {
	await sandbox.deliveries.settle();
	await trigger.settle();
	for (const { status } of trigger.executions) assert.equal(status, 'success');
	return trigger.executions.flatMap(({ items }) => items.map(({ json }) => json));
}

describe('a request to the webhook of the trigger', () => {
	it('starts the workflow with what the service says', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const event = eventOf('MESSAGE_RECEIVED', { text: 'Olá', direction: 'FROM_HUB' });

		const reception = await post(trigger, event);

		assert.equal(reception.status, 200);
		const { eventType, date, content } = event;
		assert.deepEqual(reception.workflowData, [[{ json: { event: eventType, date, content } }]]);
	});

	it('passes on what was changed, where the service says it', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const changeMetadata = { name: { from: 'A', to: 'B' } };
		const reception = await post(trigger, eventOf('CONTACT_UPDATE', {}, { changeMetadata }));
		assert.deepEqual(outputOf(reception)?.changeMetadata, changeMetadata);
	});

	it('adds the body as it came, if the user wants it', async (t) => {
		const { trigger } = await activeWorkflow(t, { options: { rawBody: true } });
		const event = eventOf('CONTACT_UPDATE', { phonenumber: '+55|41977770000' });
		const output = outputOf(await post(trigger, event));
		assert.deepEqual(output?.rawBody, event);
	});

	it('heeds a switch that an expression gives in words; one that is no switch is refused when it is published', async (t) => {
		const sent = { direction: 'TO_HUB', userId: ID };
		const { trigger } = await activeWorkflow(t, {
			events: BUT_SENT,
			onlyFromContacts: '={{ "false" }}',
			options: { rawBody: '={{ "true" }}' },
		});
		assert.ok(outputOf(await post(trigger, eventOf('MESSAGE_RECEIVED', sent)))?.rawBody);

		const only = await activeWorkflow(t, {
			events: BUT_SENT,
			onlyFromContacts: '={{ "TRUE" }}',
			options: { rawBody: '={{ "false" }}' },
		});
		assert.equal((await post(only.trigger, eventOf('MESSAGE_RECEIVED', sent))).workflowData, undefined);
		const written = eventOf('MESSAGE_RECEIVED', { direction: 'FROM_HUB' });
		assert.equal(outputOf(await post(only.trigger, written))?.rawBody, undefined);

		for (const parameters of [{ addDetails: '={{ "talvez" }}' }, { options: { resumeWaiting: '={{ { a: 1 } }}' } }])
			await assert.rejects(
				activeWorkflow(t, parameters),
				/AddDetails is neither|ResumeWaitingExecutions is not a single/,
			);
	});

	for (const [what, query] of [
		['no token', {}],
		['another token', { token: 'f'.repeat(64) }],
		['a part of the token', (token = '') => ({ token: token.slice(0, -1) })],
		['the token twice', (token = '') => ({ token: [token, token] })],
		['an empty token', { token: '' }],
	] as const) {
		it(`is answered 401 and starts nothing with ${what}`, async (t) => {
			const { trigger } = await activeWorkflow(t);
			const given = typeof query === 'function' ? query(trigger.memory.token) : query;
			const reception = await post(trigger, eventOf('MESSAGE_RECEIVED'), { query: given });
			assert.deepEqual(reception, { status: 401, workflowData: undefined });
		});
	}

	it('is answered 401 while the node remembers no token, also with the word "undefined"', async (t) => {
		const { trigger } = await activeWorkflow(t);
		trigger.stored = {};
		for (const query of [{}, { token: '' }, { token: 'undefined' }, { token: undefined }])
			assert.equal((await post(trigger, eventOf('MESSAGE_RECEIVED'), { query })).status, 401);
	});

	for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'text/json; application/json', 'application/jsonp']) // prettier-ignore
		it(`is answered 415 with the content type ${type}`, async (t) => {
			const { trigger } = await activeWorkflow(t);
			const headers = { 'content-type': type };
			const reception = await post(trigger, eventOf('MESSAGE_RECEIVED'), { headers });
			assert.deepEqual(reception, { status: 415, workflowData: undefined });
		});

	for (const type of ['application/json', 'APPLICATION/JSON ;charset=UTF-8'])
		it(`is taken with the content type ${type}`, async (t) => {
			const { trigger } = await activeWorkflow(t);
			const headers = { 'content-type': type };
			assert.ok((await post(trigger, eventOf('MESSAGE_RECEIVED'), { headers })).workflowData);
		});

	for (const [what, body] of [
		['nothing', undefined],
		['null', null],
		['a text', 'MESSAGE_RECEIVED'],
		['a list', [{ eventType: 'MESSAGE_RECEIVED', content: {} }]],
		['no event', { content: { id: ID } }],
		['an event that is no text', { eventType: 1, content: {} }],
		['no content', { eventType: 'MESSAGE_RECEIVED' }],
		['an empty content', { eventType: 'MESSAGE_RECEIVED', content: null }],
		['a list as content', { eventType: 'MESSAGE_RECEIVED', content: [] }],
	] as const)
		it(`is answered 400 if it holds ${what}`, async (t) => {
			const { trigger } = await activeWorkflow(t);
			assert.deepEqual(await post(trigger, body), { status: 400, workflowData: undefined });
		});

	it('is answered 413 beyond a megabyte, by the body or by what its header says', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const large = eventOf('MESSAGE_RECEIVED', { text: 'x'.repeat(1_000_000) });
		const announced = { 'content-type': 'application/json', 'content-length': '1000001' };
		assert.deepEqual(await post(trigger, large), { status: 413, workflowData: undefined });
		const reception = await post(trigger, eventOf('MESSAGE_RECEIVED'), { headers: announced, rawBody: undefined });
		assert.deepEqual(reception, { status: 413, workflowData: undefined });
		assert.ok((await post(trigger, eventOf('MESSAGE_RECEIVED', { text: 'x'.repeat(900_000) }))).workflowData);
	});

	it('is not asked about anything before its token is known', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const wrong: WebhookRequest = { query: {}, headers: {}, rawBody: Buffer.alloc(2_000_000) };
		assert.equal((await post(trigger, 'nonsense', wrong)).status, 401);
	});
});

describe('the filters', () => {
	const filtered = async (t: TestContext, filters: INodeParameters) => await activeWorkflow(t, { filters });

	it('let everything through if there are none', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const events = Object.fromEntries(ALL.map((event) => [event, eventOf(event, { direction: 'TO_HUB' })]));
		assert.deepEqual(await started(trigger, events), ALL);
	});

	it('only from contacts: drops what the account itself sent, whatever else it says', async (t) => {
		const { trigger } = await activeWorkflow(t, { events: BUT_SENT, onlyFromContacts: true });
		const events = {
			'from a contact': eventOf('MESSAGE_RECEIVED', { direction: 'FROM_HUB' }),
			'own send': eventOf('MESSAGE_SENT', { direction: 'TO_HUB', origin: 'API' }),
			'own send that does not say so': eventOf('MESSAGE_SENT'),
			'status of an own send': eventOf('MESSAGE_UPDATED', { direction: 'TO_HUB', status: 'READ' }),
			'status of a contact’s message': eventOf('MESSAGE_UPDATED', { direction: 'FROM_HUB' }),
			'of unknown direction': eventOf('MESSAGE_RECEIVED', { direction: { to: 'HUB' } }),
			'sent by a user, as if from the contact': eventOf('MESSAGE_RECEIVED', { direction: 'FROM_HUB', userId: ID }),
			transition: eventOf('MESSAGE_RECEIVED', { direction: 'FROM_HUB', type: 'TRANSITION' }),
			'page visit': eventOf('MESSAGE_RECEIVED', { direction: 'FROM_HUB', type: 'TRACK' }),
			note: eventOf('MESSAGE_UPDATED', { type: 'Note' }),
			session: eventOf('SESSION_NEW'),
		};
		const expected = ['from a contact', 'status of a contact’s message', 'of unknown direction', 'session'];
		assert.deepEqual(await started(trigger, events), expected);
	});

	it('only from contacts: has nothing to say where what they write is not chosen', async (t) => {
		for (const events of [['MESSAGE_SENT', 'MESSAGE_UPDATED'], '={{ "Message Sent, Message Updated" }}']) {
			const { trigger } = await activeWorkflow(t, { events, onlyFromContacts: true });
			const own = { direction: 'TO_HUB', origin: 'API' };
			const sent = { sent: eventOf('MESSAGE_SENT', own), read: eventOf('MESSAGE_UPDATED', { ...own, status: 'READ' }) };
			assert.deepEqual(await started(trigger, sent), ['sent', 'read']);
		}
	});

	it('only from contacts: does not go with sent messages, which would never come', async (t) => {
		for (const events of [['MESSAGE_RECEIVED', 'MESSAGE_SENT'], '={{ ["message sent", "message received"] }}']) {
			await assert.rejects(activeWorkflow(t, { events, onlyFromContacts: true }), {
				message: "'Only From Contacts' lets no sent message through",
				description: /^Switch it off, or take 'Message Sent' away from Events\./,
			});
		}
	});

	it('by message type: also in lower case; other events are not affected', async (t) => {
		const { trigger } = await filtered(t, { messageTypes: ['AUDIO', 'IMAGE'] });
		const events = {
			audio: eventOf('MESSAGE_RECEIVED', { type: 'AUDIO' }),
			image: eventOf('MESSAGE_UPDATED', { type: 'Image' }),
			text: eventOf('MESSAGE_RECEIVED', { type: 'TEXT' }),
			'without type': eventOf('MESSAGE_RECEIVED'),
			'type null': eventOf('MESSAGE_RECEIVED', { type: null }),
			session: eventOf('SESSION_NEW', { type: 'INDIVIDUAL' }),
		};
		assert.deepEqual(await started(trigger, events), ['audio', 'image', 'without type', 'type null', 'session']);
	});

	it('by new status of a session; other events are not affected', async (t) => {
		const { trigger } = await filtered(t, { sessionStatuses: ['PENDING', 'COMPLETED'] });
		const events = {
			pending: eventOf('SESSION_NEW', { status: 'PENDING' }),
			completed: eventOf('SESSION_COMPLETE', { status: 'COMPLETED' }),
			'in progress': eventOf('SESSION_UPDATE', { status: 'IN_PROGRESS' }),
			'without status': eventOf('SESSION_UPDATE'),
			message: eventOf('MESSAGE_RECEIVED', { status: 'DELIVERED' }),
		};
		assert.deepEqual(await started(trigger, events), ['pending', 'completed', 'without status', 'message']);
	});

	it('by channel and department: as the event says; what belongs to none is not affected', async (t) => {
		const { sandbox, trigger } = await filtered(t, { channelIds: [ID, OTHER_ID], departmentId: byId(` ${ID} `) });
		const ours = { channelId: ID, departmentId: ID.toUpperCase() };
		const events = {
			ours: eventOf('SESSION_NEW', ours),
			'another channel': eventOf('SESSION_NEW', { ...ours, channelId: ID.replace('6', '7') }),
			'another department': eventOf('SESSION_NEW', { ...ours, departmentId: OTHER_ID }),
			contact: eventOf('CONTACT_NEW'),
			card: eventOf('PANEL_CARD_NEW', { title: 'Deal' }),
		};
		assert.deepEqual(await started(trigger, events), ['ours', 'contact', 'card']);
		assert.deepEqual(
			sandbox.requests.filter(({ path }) => !path.includes('webhook')),
			[],
		);
	});

	it('by panel and step: as the card event says, or else the card; other events are not affected', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const [card] = [...sandbox.account.cards.values()];
		const other = [...sandbox.account.cards.values()].find(({ panelId }) => panelId !== card?.panelId);
		assert.ok(card && other);
		const filters = { panelId: byId(card.panelId), stepId: byId(card.stepId) };
		trigger.options.parameters = { events: ['PANEL_CARD_UPDATE', 'PANEL_CARD_NOTE_NEW'], ...BARE, filters };
		await trigger.activate();
		const { panelId, stepId } = card;
		const events = {
			ours: eventOf('PANEL_CARD_UPDATE', { panelId: panelId.toUpperCase(), stepId }),
			'in another step': eventOf('PANEL_CARD_UPDATE', { panelId, stepId: OTHER_ID }),
			'on another panel': eventOf('PANEL_CARD_UPDATE', { panelId: OTHER_ID, stepId }),
			message: eventOf('MESSAGE_RECEIVED'),
		};
		assert.deepEqual(await started(trigger, events), ['ours', 'message']);

		const post = async ({ id }: { id: string }) =>
			await fetch(`${trigger.address}?token=${trigger.memory.token}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(eventOf('PANEL_CARD_NOTE_NEW', { cardId: id })),
			});
		await post(card);
		await post(other);
		const [output, ...more] = await outputs(sandbox, trigger);
		assert.equal((output?.content as IDataObject).cardId, card.id);
		assert.deepEqual(more, []);
	});

	it('by channel and department: messages belong where their session does', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const sessions = [...sandbox.account.sessions.values()].filter(({ departmentId }) => departmentId !== null);
		const [one, other] = [sessions[0], sessions.find(({ channelId }) => channelId !== sessions[0]?.channelId)];
		assert.ok(one?.departmentId && other);
		const message = ({ id }: { id: string }) => eventOf('MESSAGE_RECEIVED', { sessionId: id });
		const events = () => ({ one: message(one), other: message(other), 'of no session': eventOf('MESSAGE_RECEIVED') });

		trigger.options.parameters = { events: ALL, ...BARE, filters: { channelIds: [one.channelId] } };
		assert.deepEqual(await started(trigger, events()), ['one', 'of no session']);
		trigger.options.parameters = { events: ALL, ...BARE, filters: { departmentId: byId(one.departmentId) } };
		other.departmentId = null;
		assert.deepEqual(await started(trigger, events()), ['one', 'of no session']);
	});

	it('by names: they are looked up when the workflow is activated, and an event costs no request', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t, {
			events: [...ALL, 'PANEL_CARD_NEW'],
			filters: {
				channelIds: ['aurora loja centro'],
				departmentId: { __rl: true, mode: 'name', value: 'suporte tecnico' },
				panelId: byId('vendas'),
				stepId: byId('={{ "negociacao" }}'),
			},
		});
		const { channels, departments, panels } = sandbox.account;
		const channel = [...channels.values()].find(({ identity }) => identity.displayName === 'Aurora Loja Centro');
		const department = [...departments.values()].find(({ name }) => name === 'Suporte Técnico');
		const panel = [...panels.values()].find(({ title }) => title === 'Vendas');
		const step = panel?.steps.find(({ title }) => title === 'Negociação');
		assert.ok(channel && department && panel && step);
		sandbox.requests.length = 0;

		const ours = { channelId: channel.id, departmentId: department.id };
		const events = {
			ours: eventOf('SESSION_NEW', ours),
			'another channel': eventOf('SESSION_NEW', { ...ours, channelId: ID }),
			'another department': eventOf('SESSION_NEW', { ...ours, departmentId: ID }),
			card: eventOf('PANEL_CARD_NEW', { panelId: panel.id, stepId: step.id }),
			'in another step': eventOf('PANEL_CARD_NEW', { panelId: panel.id, stepId: ID }),
		};
		assert.deepEqual(await started(trigger, events), ['ours', 'card']);
		assert.deepEqual(sandbox.requests, []);
	});

	it('by a name that nothing has: the workflow is not activated, and it is said why', async (t) => {
		await assert.rejects(filtered(t, { departmentId: byId('Vendaz') }), (error: Error & { description?: string }) => {
			assert.equal(error.message, 'No department has this name');
			assert.match(
				error.description ?? '',
				/“Vendaz” was given\. The departments are .*“Vendas”.* The field is 'Department'\./,
			);
			return true;
		});
	});

	it('by a name that came after the activation: the execution looks it up', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const { departments, sessions } = sandbox.account;
		const department = [...departments.values()].find(({ name }) => name === 'Vendas');
		const [one, other] = [true, false].map((isOurs) =>
			[...sessions.values()].find(({ departmentId }) => (departmentId === department?.id) === isOurs),
		);
		assert.ok(department && one && other);
		trigger.options.parameters = { events: ALL, ...BARE, filters: { departmentId: byId('={{ "vendas" }}') } };
		for (const { id } of [one, other]) {
			await fetch(`${trigger.address}?token=${trigger.memory.token}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(eventOf('MESSAGE_RECEIVED', { sessionId: id })),
			});
		}
		const found = await outputs(sandbox, trigger);
		assert.deepEqual(
			found.map(({ content }) => (content as IDataObject).sessionId),
			[one.id],
		);
	});

	it('let a message through whose session cannot be had, and say so', async (t) => {
		const { sandbox, trigger } = await filtered(t, { channelIds: [ID] });
		sandbox.faults.add({ kind: 'formError', path: '/chat/v2/session/*', text: 'Sessão indisponível' });
		const { id } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const output = (await outputs(sandbox, trigger)).find(({ event }) => event === 'MESSAGE_RECEIVED');
		assert.equal((output?.content as IDataObject).id, id);
		assert.match(String(output?.detailsError), /^WTS Chat did not accept this request\. .*Sessão indisponível/);
	});

	it('are not upset by fields of other kinds than expected', async (t) => {
		const { trigger } = await activeWorkflow(t, {
			events: BUT_SENT,
			onlyFromContacts: true,
			filters: {
				channelIds: [ID],
				departmentId: byId(ID),
				messageTypes: ['TEXT'],
				panelId: byId(ID),
				sessionStatuses: ['PENDING'],
				stepId: byId(ID),
			},
		});
		const odd = { direction: 7, type: ['TEXT'], status: {}, channelId: 5, departmentId: [], sessionId: 9, new: {} };
		const events = {
			message: eventOf('MESSAGE_RECEIVED', odd),
			session: eventOf('SESSION_UPDATE', { ...odd, id: 3 }),
			contact: eventOf('CONTACT_NEW', odd),
			'of a new kind': eventOf('SOMETHING_NEW', odd),
		};
		assert.deepEqual(await started(trigger, events), Object.keys(events));
	});
});

describe('duplicates', () => {
	it('start one run only: same event, same record, same state', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const first = eventOf('MESSAGE_UPDATED', { id: ID, status: 'SENT' });
		const later = '2030-01-01T00:00:06.0000000Z';
		const events = {
			first,
			'the same': first,
			'the same, sent later': { ...first, date: later },
			'another status': eventOf('MESSAGE_UPDATED', { id: ID, status: 'READ' }),
			'a later state': eventOf('MESSAGE_UPDATED', { id: ID, status: 'SENT', updatedAt: later }),
			'another event': eventOf('MESSAGE_SENT', { id: ID, status: 'SENT' }),
			'another record': eventOf('MESSAGE_UPDATED', { id: OTHER_ID, status: 'SENT' }),
			'the first again': first,
		};
		const expected = ['first', 'another status', 'a later state', 'another event', 'another record'];
		assert.deepEqual(await started(trigger, events), expected);
	});

	it('are not two states of one record that bear the same time', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const card = { id: ID, stepId: OTHER_ID, tagIds: [] as string[] };
		const first = eventOf('PANEL_CARD_UPDATE', card);
		const events = {
			first,
			'in another step': eventOf('PANEL_CARD_UPDATE', { ...card, stepId: ID }),
			'with a tag': eventOf('PANEL_CARD_UPDATE', { ...card, tagIds: [ID] }),
			'the first again': first,
		};
		assert.deepEqual(await started(trigger, events), ['first', 'in another step', 'with a tag']);
	});

	it('are known though the addresses of their files were signed anew', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const signed = (signature: string, name = 'a.pdf') =>
			eventOf('MESSAGE_RECEIVED', {
				id: ID,
				details: { file: { publicUrl: `https://cdn.wts.chat/${name}?Signature=${signature}` } },
			});
		const events = { first: signed('one'), again: signed('two'), 'another file': signed('one', 'b.pdf') };
		assert.deepEqual(await started(trigger, events), ['first', 'another file']);
	});

	it('are told by the date of the event where the record has none', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const withoutDate = eventOf('SESSION_NEW', { id: ID, updatedAt: null });
		const later = { ...withoutDate, date: '2030-01-02T00:00:00.0000000Z' };
		assert.deepEqual(await started(trigger, { withoutDate, again: withoutDate, later }), ['withoutDate', 'later']);
	});

	it('are not seen in events that do not say which record they are about', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const nameless = eventOf('TEMPLATE_UPDATE', { id: null });
		assert.deepEqual(await started(trigger, { nameless, again: nameless }), ['nameless', 'again']);
	});

	it('are known for each workflow, and each time that the editor listens, by itself', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const { trigger: other } = await activeWorkflow(t);
		const event = eventOf('SESSION_NEW');
		assert.ok((await post(trigger, event)).workflowData);
		assert.ok((await post(other, event)).workflowData);

		for (let time = 0; time < 2; time++) {
			await trigger.listen();
			assert.ok((await post(trigger, event, {}, 'test')).workflowData);
			await trigger.stopListening();
		}
	});

	it('do not count what was refused or filtered out', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const event = eventOf('SESSION_NEW', { status: 'STARTED' });
		assert.equal((await post(trigger, event, { query: {} })).status, 401);
		trigger.options.parameters = { events: ALL, ...BARE, filters: { sessionStatuses: ['PENDING'] } };
		assert.equal((await post(trigger, event)).workflowData, undefined);
		trigger.options.parameters = { events: ALL, ...BARE };
		assert.ok((await post(trigger, event)).workflowData);
	});
});

describe('duplicates that reach several processes of one n8n', () => {
	/** Two processes that serve the same workflow: each has an address, but the database is the same. */
	const twoProcesses = async (t: TestContext) => {
		const { sandbox, credential } = await sandboxFor(t);
		const options = { id: `shared-${++records}`, credential, parameters: { events: ['MESSAGE_RECEIVED'], ...BARE } };
		const [one, other] = [await triggerFor(t, options), await triggerFor(t, options)];
		await one.activate();
		await other.activate();
		return { sandbox, one, other };
	};

	it('go on once', async (t) => {
		const { sandbox, one, other } = await twoProcesses(t);
		const sent = Array.from({ length: 20 }, () => sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' }).id);

		const received = [...(await outputs(sandbox, one)), ...(await outputs(sandbox, other))];

		assert.equal(one.executions.length + other.executions.length, 40);
		assert.deepEqual(received.map(({ content }) => (content as IDataObject).id).toSorted(), sent.toSorted());
	});

	it('go on twice rather than not at all where n8n’s database cannot be asked', async (t) => {
		const { sandbox, one, other } = await twoProcesses(t);
		t.after(() => (recordedEvents.isDown = false));
		recordedEvents.isDown = true;
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		assert.equal((await outputs(sandbox, one)).length + (await outputs(sandbox, other)).length, 2);
	});

	it('are not looked for when somebody tries the workflow out by hand', async (t) => {
		const { sandbox, one } = await twoProcesses(t);
		await one.listen();
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		assert.equal((await outputs(sandbox, one)).length, 2);
		await one.stopListening();
	});
});

describe('the fields of a contact', () => {
	it('are called as in the operations of the node', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });
		const contactId = sandbox.account.sessions.get(sessionId)?.contactId ?? '';
		const contact = sandbox.account.contacts.get(contactId);
		assert.ok(contact);

		const events = await outputs(sandbox, trigger);

		const contentOf = (name: string) => events.find(({ event }) => event === name)?.content as IDataObject;
		const content = contentOf('CONTACT_NEW');
		for (const field of ['id', 'phoneNumber', 'phoneNumberFormatted', 'tagIds', 'customFields'] as const)
			assert.deepEqual(content[field], contact[field], field);
		assert.deepEqual(content.tagNames, []);
		const details = contentOf('SESSION_NEW').contactDetails as IDataObject;
		for (const field of ['id', 'phoneNumber', 'phoneNumberFormatted', 'tagIds'] as const)
			assert.deepEqual(details[field], contact[field], field);
		for (const theirs of ['phonenumber', 'phonenumberFormatted', 'tagsId', 'tags', 'customFieldValues']) {
			assert.ok(!(theirs in content), theirs);
			assert.ok(!(theirs in details), theirs);
		}
	});

	it('hold the names of tags, whether the service sends names or objects', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const tagNamesOf = async (tags: unknown) => {
			const output = outputOf(await post(trigger, eventOf('CONTACT_TAG_UPDATE', { tags } as IDataObject)));
			return (output?.content as IDataObject).tagNames;
		};
		assert.deepEqual(await tagNamesOf(['Lead', 'VIP']), ['Lead', 'VIP']);
		assert.deepEqual(await tagNamesOf([{ id: ID, name: 'Lead' }, 'VIP']), ['Lead', 'VIP']);
		assert.equal(await tagNamesOf(null), null);
	});

	it('stay as they are where they are called so already', async (t) => {
		const { trigger } = await activeWorkflow(t);
		const content = { phonenumber: 'theirs', phoneNumber: 'ours', tagNames: ['Lead'], name: 'Ann' };
		const output = outputOf(await post(trigger, eventOf('CONTACT_UPDATE', content)));
		const { phoneNumber, tagNames, name } = output?.content as IDataObject;
		assert.deepEqual({ phoneNumber, tagNames, name }, { phoneNumber: 'ours', tagNames: ['Lead'], name: 'Ann' });
	});
});

describe('adding details', () => {
	const detailed = async (t: TestContext, more: INodeParameters = {}) =>
		await activeWorkflow(t, { events: ['MESSAGE_RECEIVED'], addDetails: true, ...more });

	/** The requests for sessions and contacts so far, as paths. */
	const fetched = ({ requests }: Sandbox) =>
		requests.filter(({ path }) => !path.includes('/webhook/')).map(({ path }) => path);

	it('fetches the session and the contact of a message', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		const { sessionId, id } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });

		const [output] = await outputs(sandbox, trigger);

		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(output && session);
		assert.equal((output.content as IDataObject).id, id);
		assert.equal((output.session as IDataObject).id, sessionId);
		assert.equal((output.session as IDataObject).channelId, session.channelId);
		assert.equal((output.contact as IDataObject).id, session.contactId);
		assert.equal((output.contact as IDataObject).phoneNumber, '+55|41977770000');
		assert.ok(!('detailsError' in output));
		assert.deepEqual(trigger.executions[0]?.items[0]?.pairedItem, { item: 0 });
		assert.deepEqual(fetched(sandbox), [`/chat/v2/session/${sessionId}`, `/core/v1/contact/${session.contactId}`]);
	});

	it('shows by name what the session, the contact and the card belong to', async (t) => {
		const { sandbox, trigger } = await detailed(t, { events: ['MESSAGE_RECEIVED', 'PANEL_CARD_UPDATE'] });
		const { account } = sandbox;
		const session = [...account.sessions.values()].find(
			({ status, userId, departmentId, contactId }) =>
				status === 'IN_PROGRESS' &&
				userId !== null &&
				departmentId !== null &&
				(account.contacts.get(contactId)?.tagIds.length ?? 0) > 0,
		);
		const card = [...account.cards.values()].find(({ contactIds }) => contactIds.length > 0);
		assert.ok(session && card);
		sandbox.receive({ sessionId: session.id, text: 'Olá' });
		cardChanged(account, card, false);

		const events = await outputs(sandbox, trigger);

		const shown = events.find(({ event }) => event === 'MESSAGE_RECEIVED');
		const { agentDetails, departmentDetails } = shown?.session as Record<string, IDataObject>;
		assert.ok(agentDetails?.name);
		assert.equal(departmentDetails?.name, account.departments.get(session.departmentId ?? '')?.name);
		const contact = account.contacts.get(session.contactId);
		const tagNames = contact?.tagIds.map((id) => account.tags.get(id)?.name);
		assert.deepEqual((shown?.contact as IDataObject).tagNames, tagNames);
		const shownCard = events.find(({ event }) => event === 'PANEL_CARD_UPDATE')?.card as IDataObject;
		assert.equal(shownCard.panelTitle, account.panels.get(card.panelId)?.title);
		assert.ok(shownCard.stepTitle);
		assert.equal((shownCard.contacts as IDataObject[]).length, card.contactIds.length);
	});

	it('is what a new trigger does, and takes only what contacts wrote', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const trigger = await triggerFor(t, { credential, parameters: { events: BUT_SENT } });
		await trigger.activate();
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const own = eventOf('MESSAGE_UPDATED', { sessionId, direction: 'TO_HUB' });
		assert.equal((await post(trigger, own)).workflowData, undefined);
		const output = (await outputs(sandbox, trigger)).find(({ event }) => event === 'MESSAGE_RECEIVED');
		assert.deepEqual(Object.keys(output ?? {}), ['event', 'date', 'content', 'session', 'contact']);
	});

	it('fetches nothing unless the user wants it', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		for (const output of await outputs(sandbox, trigger))
			assert.deepEqual(Object.keys(output), ['event', 'date', 'content']);
		assert.deepEqual(fetched(sandbox), []);
	});

	it('fetches the contact alone for events of contacts, and what a session names', async (t) => {
		const { sandbox, trigger } = await detailed(t, { events: ['CONTACT_NEW', 'SESSION_NEW'] });
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const [contactNew, sessionNew] = await outputs(sandbox, trigger);
		assert.deepEqual(Object.keys(contactNew ?? {}), ['event', 'date', 'content', 'contact']);
		assert.deepEqual(Object.keys(sessionNew ?? {}), ['event', 'date', 'content', 'session', 'contact']);
	});

	it('fetches the session once if a filter needs it too', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		const session = [...sandbox.account.sessions.values()].find(({ status }) => status === 'IN_PROGRESS');
		assert.ok(session);
		trigger.options.parameters = { ...trigger.options.parameters, filters: { channelIds: [session.channelId] } };
		sandbox.receive({ sessionId: session.id, text: 'Olá' });
		const [output] = await outputs(sandbox, trigger);
		assert.equal((output?.session as IDataObject).id, session.id);
		assert.deepEqual(fetched(sandbox), [`/chat/v2/session/${session.id}`, `/core/v1/contact/${session.contactId}`]);
	});

	it('says why they cannot be had; the event comes all the same', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v2/session/*', text: 'Sessão indisponível' });
		const { id } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const [output] = await outputs(sandbox, trigger);
		assert.equal((output?.content as IDataObject).id, id);
		assert.match(String(output?.detailsError), /^WTS Chat did not accept this request\. .*Sessão indisponível/);
		assert.ok(!('session' in (output ?? {})) && !('contact' in (output ?? {})));
	});

	it('keeps the session if only the contact cannot be had', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		sandbox.faults.add({ kind: 'formError', path: '/core/v1/contact/*' });
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const [output] = await outputs(sandbox, trigger);
		assert.equal((output?.session as IDataObject).id, sessionId);
		assert.match(String(output?.detailsError), /^WTS Chat did not accept this request/);
	});

	it('tries again in the execution where a filter could not have the session', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		const open = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'IN_PROGRESS');
		const [session] = open;
		const other = open.find(({ channelId }) => channelId !== session?.channelId);
		assert.ok(session && other);
		trigger.options.parameters = { ...trigger.options.parameters, filters: { channelIds: [session.channelId] } };
		sandbox.faults.add({ kind: 'formError', path: `/chat/v2/session/${session.id}`, nth: 1 });
		sandbox.faults.add({ kind: 'formError', path: `/chat/v2/session/${other.id}`, nth: 1 });

		const { id } = sandbox.receive({ sessionId: session.id, text: 'Olá' });
		sandbox.receive({ sessionId: other.id, text: 'Olá' });

		const [output, ...more] = await outputs(sandbox, trigger);
		assert.equal((output?.content as IDataObject).id, id);
		assert.equal((output?.session as IDataObject).id, session.id);
		assert.ok(!('detailsError' in (output ?? {})));
		assert.deepEqual(more, []);
	});

	it('asks again where the service has trouble', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		sandbox.faults.add({ kind: 'serverError', path: '/chat/v2/session/*', times: 1 });
		sandbox.faults.add({ kind: 'badGateway', path: '/core/v1/contact/*', times: 1 });
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const [output] = await outputs(sandbox, trigger);
		assert.ok(output?.session && output.contact);
		assert.equal(fetched(sandbox).length, 4);
	});

	it('happens after the service has been answered', async (t) => {
		const { sandbox, trigger } = await detailed(t);
		sandbox.faults.add({ kind: 'hang', path: '/chat/v2/session/*', times: 1 });
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });

		await sandbox.deliveries.settle();

		assert.equal(sandbox.deliveries.records[0]?.status, 200);
		assert.equal(trigger.executions.length, 0);
		const [output] = await outputs(sandbox, trigger);
		assert.ok(output?.session && output.contact);
	});

	it('the same goes for what a filter has to ask, and n8n has recorded the event within some seconds', async (t) => {
		const { sandbox, trigger } = await detailed(t, { filters: { channelIds: [ID] } });
		sandbox.faults.add({ kind: 'serverError', path: '/chat/v2/session/*', times: 4 });
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });

		await sandbox.deliveries.settle();

		assert.equal(sandbox.deliveries.records[0]?.status, 200);
		assert.deepEqual(await outputs(sandbox, trigger), []);
		// The execution was there to ask for the session again, and to find that the event is not wanted.
		assert.equal(trigger.executions.length, 1);
	});
});

describe('1,000 events at once, a third of them twice, in disorder', () => {
	it('start one execution each; none is lost', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t, { events: ['MESSAGE_RECEIVED'] });
		const sessions = sandbox.seedSessions({ count: 50 });
		Object.assign(sandbox.deliveries.options, { duplicates: 1 / 3, disorder: true });

		const sent = Array.from({ length: 1_000 }, (_, index) => {
			const sessionId = sessions[index % sessions.length] ?? '';
			return sandbox.receive({ sessionId, text: String(index) }).id;
		});

		const received = (await outputs(sandbox, trigger)).map(({ content }) => String((content as IDataObject).id));
		assert.ok(sandbox.deliveries.records.length > 1_250);
		assert.ok(sandbox.deliveries.records.every(({ status }) => status === 200));
		assert.notDeepEqual(received, sent);
		assert.deepEqual(received.toSorted(), sent.toSorted());
	});
});
