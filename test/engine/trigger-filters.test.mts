import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Clock } from '../../sandbox/clock.mts';
import { addMessage } from '../../sandbox/messages.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor, type TriggerWorkflow } from './triggerNode.mts';

const EVENTS = ['MESSAGE_RECEIVED'];
const JOINING = { joinMessages: true, quietSeconds: 1, longestWait: 60 };

/** A workflow whose trigger has filters, in an account in which time stands still. */
async function filtered(t: TestContext, filters: INodeParameters, more: INodeParameters = {}) {
	const { sandbox, credential } = await sandboxFor(t, { clock: new Clock(() => Date.UTC(2030, 0, 1, 12)) });
	const [sessionId = '', otherId = ''] = sandbox.seedSessions({ count: 2 });
	sandbox.account.clock.advance(3_600_000);
	const trigger = await triggerFor(t, {
		credential,
		parameters: { events: EVENTS, addDetails: false, filters, ...more },
	});
	await trigger.activate();
	sandbox.requests.length = 0;
	return { sandbox, trigger, sessionId, otherId };
}

/** What is written starts the workflow with this, in any order. */
async function textsOf(sandbox: Sandbox, trigger: TriggerWorkflow): Promise<string[]> {
	await sandbox.deliveries.settle();
	await trigger.settle();
	for (const { status } of trigger.executions) assert.equal(status, 'success');
	return trigger.executions
		.flatMap(({ items }) => items.map(({ json }) => String(json.text ?? (json.content as IDataObject).text)))
		.toSorted();
}

function write(sandbox: Sandbox, sessionId: string, ...lines: string[]): void {
	for (const text of lines) {
		sandbox.account.clock.advance(100);
		sandbox.receive({ sessionId, text });
	}
}

/** The requests that filters have cost. */
const asked = ({ requests }: Sandbox) =>
	requests.map(({ operation }) => operation).filter((operation) => !operation?.startsWith('webhook'));

describe('filters by text', { concurrency: true }, () => {
	it('take words and phrases, whatever their case and accents, and cost nothing', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { textContains: 'preço, Quanto Custa\n❤️, ,' });
		const wanted = ['Qual o PRECO?', 'quanto   custa, por favor', 'amei ❤️ !'];
		write(sandbox, sessionId, ...wanted, 'apreço', 'os preços', 'custa quanto', '', 'oi');
		assert.deepEqual(await textsOf(sandbox, trigger), wanted.toSorted());
		assert.equal(trigger.executions.length, wanted.length);
		assert.deepEqual(asked(sandbox), []);
	});

	it('take a list of an expression, whose entries stay whole', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, {
			textContains: '={{ ["bom dia, quero", "preço"] }}',
		});
		write(sandbox, sessionId, 'Bom dia! Quero um', 'bom dia', 'quero', 'o preço');
		assert.deepEqual(await textsOf(sandbox, trigger), ['Bom dia! Quero um', 'o preço']);
	});

	it('take a pattern', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { textMatches: String.raw`pedido\s*#?\d{3,}` });
		write(sandbox, sessionId, 'PEDIDO #123', 'pedido 12', 'o pedido123 chegou?');
		assert.deepEqual(await textsOf(sandbox, trigger), ['PEDIDO #123', 'o pedido123 chegou?']);
	});

	it('know accents and emojis as every device writes them', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { textMatches: 'promoção|❤' });
		const apart = 'Qual a promoção?'.normalize('NFD');
		write(sandbox, sessionId, apart, 'amei ❤\ufe0f', 'oi');
		assert.deepEqual(await textsOf(sandbox, trigger), [apart, 'amei ❤\ufe0f'].toSorted());
		const other = await filtered(t, { textContains: '❤\ufe0f', textMatches: 'promoção|amei'.normalize('NFD') });
		write(other.sandbox, other.sessionId, 'amei ❤', 'promoção ❤', 'promoção');
		assert.deepEqual(await textsOf(other.sandbox, other.trigger), ['amei ❤', 'promoção ❤']);
	});

	it('both hold together, empty ones not at all, and other events are not affected', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { textContains: 'a', textMatches: 'b' });
		write(sandbox, sessionId, 'a b', 'a', 'b');
		assert.deepEqual(await textsOf(sandbox, trigger), ['a b']);

		const empty = await filtered(t, { textContains: ' ,\n', textMatches: ' ' }, { events: ['SESSION_NEW'] });
		empty.sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		await empty.sandbox.deliveries.settle();
		await empty.trigger.settle();
		assert.equal(empty.trigger.executions.length, 1);
	});

	it('look at all that was written in a row, where messages are joined', async (t) => {
		const { sandbox, trigger, sessionId, otherId } = await filtered(
			t,
			{ textContains: 'quanto custa', textMatches: 'anual' },
			JOINING,
		);
		write(sandbox, sessionId, 'Oi', 'quanto', 'custa', 'o plano anual?');
		write(sandbox, otherId, 'Oi', 'o plano anual');
		assert.deepEqual(await textsOf(sandbox, trigger), ['Oi\nquanto\ncusta\no plano anual?']);
	});

	it('are refused at the activation where they are no pattern', async (t) => {
		await assert.rejects(filtered(t, { textMatches: '(preço' }), (error: Error & { description?: string }) => {
			assert.match(error.description ?? '', /^'Text Matches' is no regular expression: /);
			return true;
		});
	});

	it('tell of a pattern that an expression has broken since', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, {});
		trigger.options.parameters = { events: EVENTS, addDetails: false, filters: { textMatches: '={{ "[" }}' } };
		write(sandbox, sessionId, 'Oi');
		await sandbox.deliveries.settle();
		await trigger.settle();
		assert.deepEqual(
			trigger.executions.map(({ status }) => status),
			['error'],
		);
	});

	it('are not upset by what expressions bring', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, {
			textContains: '={{ 2030 }}',
			textMatches: '={{ undefined }}',
			exceptContacts: '={{ null }}',
			tagIds: '={{ undefined }}',
			lookedAfter: '={{ "" }}',
			firstMessageOnly: '={{ undefined }}',
		});
		write(sandbox, sessionId, 'em 2030', 'em 2031');
		assert.deepEqual(await textsOf(sandbox, trigger), ['em 2030']);
	});
});

describe('the filter for first messages', { concurrency: true }, () => {
	it('takes the first that the contact writes in a session, for one request each', async (t) => {
		const { sandbox, trigger } = await filtered(t, { firstMessageOnly: true });
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		write(sandbox, sessionId, 'tudo bem?');
		assert.deepEqual(await textsOf(sandbox, trigger), ['Olá']);
		assert.equal(trigger.executions.length, 1);
		assert.deepEqual(asked(sandbox), ['sessionListMessages', 'sessionListMessages']);
	});

	it('is not misled by what the account wrote before', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { firstMessageOnly: true });
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		session.messages.length = 0;
		addMessage(sandbox.account, session, { direction: 'TO_HUB', text: 'Temos novidades' });
		write(sandbox, sessionId, 'Quais?', 'Conte');
		assert.deepEqual(await textsOf(sandbox, trigger), ['Quais?']);
	});

	// Expressions may bring a text.
	for (const on of [true, '={{ "true" }}'])
		it(`counts what is joined as one, both switched on by ${JSON.stringify(on)}`, async (t) => {
			const { sandbox, trigger, otherId } = await filtered(
				t,
				{ firstMessageOnly: on },
				{ ...JOINING, joinMessages: on },
			);
			const other = sandbox.account.sessions.get(otherId);
			assert.ok(other);
			other.messages.length = 0;
			write(sandbox, otherId, 'Oi');
			sandbox.account.clock.advance(10_000);
			const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
			write(sandbox, sessionId, 'tudo bem?');
			write(sandbox, otherId, 'De novo eu', 'ainda eu');
			assert.deepEqual(await textsOf(sandbox, trigger), ['Oi', 'Olá\ntudo bem?']);
		});

	it('lets a message through where it cannot be known, and says so', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { firstMessageOnly: true });
		write(sandbox, sessionId, 'Oi');
		await textsOf(sandbox, trigger);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/session/*', text: 'Mensagens indisponíveis' });
		write(sandbox, sessionId, 'tudo bem?');
		await textsOf(sandbox, trigger);
		const [item] = trigger.executions.at(-1)?.items ?? [];
		assert.equal((item?.json.content as IDataObject).text, 'tudo bem?');
		assert.match(String(item?.json.detailsError), /Mensagens indisponíveis/);
	});
});

describe('the filter by who looks after a session', { concurrency: true }, () => {
	for (const [lookedAfter, expected] of [
		['nobody', ['ninguém']],
		['somebody', ['alguém']],
		['', ['alguém', 'ninguém']],
	] as const) {
		it(`"${lookedAfter}", for one request a message`, async (t) => {
			const { sandbox, trigger, sessionId, otherId } = await filtered(t, { lookedAfter });
			const [agent] = [...sandbox.account.agents.values()];
			const [taken, free] = [sandbox.account.sessions.get(sessionId), sandbox.account.sessions.get(otherId)];
			assert.ok(agent && taken && free);
			taken.userId = agent.userId;
			free.userId = null;
			write(sandbox, sessionId, 'alguém');
			write(sandbox, otherId, 'ninguém');
			assert.deepEqual(await textsOf(sandbox, trigger), expected);
			assert.equal(asked(sandbox).length, lookedAfter === '' ? 0 : 2);
		});
	}

	it('is asked for once a thought, at its end: who took the session meanwhile counts', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, { lookedAfter: 'nobody' }, JOINING);
		const [agent] = [...sandbox.account.agents.values()];
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(agent && session);
		session.userId = null;
		write(sandbox, sessionId, 'Oi', 'tudo bem?');
		session.userId = agent.userId;
		assert.deepEqual(await textsOf(sandbox, trigger), []);
		assert.equal(asked(sandbox).filter((operation) => operation === 'sessionGet').length, 1);
	});
});

describe('filters by contact', { concurrency: true }, () => {
	/** The contact of a session. */
	const contactOf = ({ account }: Sandbox, sessionId: string) => {
		const contact = account.contacts.get(account.sessions.get(sessionId)?.contactId ?? '');
		assert.ok(contact);
		return contact;
	};

	it('by tags: by their names, looked up when the workflow is activated', async (t) => {
		const { sandbox, trigger, sessionId, otherId } = await filtered(
			t,
			{ tagIds: ['cliente vip'] },
			{ addDetails: true },
		);
		const tag = [...sandbox.account.tags.values()].find(({ name }) => name === 'Cliente VIP');
		assert.ok(tag);
		contactOf(sandbox, sessionId).tagIds = [tag.id];
		contactOf(sandbox, otherId).tagIds = [];
		write(sandbox, sessionId, 'sou VIP');
		write(sandbox, otherId, 'não sou');
		assert.deepEqual(await textsOf(sandbox, trigger), ['sou VIP']);
		// What the filter had to ask for is not asked for again as a detail.
		assert.deepEqual(asked(sandbox).toSorted(), ['contactGet', 'contactGet', 'sessionGet', 'sessionGet']);
	});

	it('by a tag that nothing is called: the workflow is not activated', async (t) => {
		await assert.rejects(filtered(t, { tagIds: ['Inexistente'] }), { message: 'No tag has this name' });
	});

	it('except contacts, by ID and by phone number in any form', async (t) => {
		const { sandbox, trigger, sessionId, otherId } = await filtered(t, {});
		const [one, other] = [contactOf(sandbox, sessionId), contactOf(sandbox, otherId)];
		const third = sandbox.receive({ phoneNumber: '5541977770000', text: 'terceiro' });
		other.phoneNumber = '+55|41988887777';
		const exceptContacts = `${one.id.toUpperCase()},\n+55 (41) 8888-7777`;
		trigger.options.parameters = { events: EVENTS, addDetails: false, filters: { exceptContacts } };
		await sandbox.deliveries.settle();
		await trigger.settle();
		trigger.executions.length = 0;
		write(sandbox, sessionId, 'um');
		write(sandbox, otherId, 'dois');
		write(sandbox, third.sessionId, 'três');
		assert.deepEqual(await textsOf(sandbox, trigger), ['três']);
	});

	it('except contacts by ID alone, for one request a message', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(t, {});
		const { id } = contactOf(sandbox, sessionId);
		trigger.options.parameters = { events: EVENTS, addDetails: false, filters: { exceptContacts: id } };
		write(sandbox, sessionId, 'um');
		assert.deepEqual(await textsOf(sandbox, trigger), []);
		assert.deepEqual(asked(sandbox), ['sessionGet']);
	});

	it('of events that show their contact cost nothing', async (t) => {
		const { sandbox, trigger } = await filtered(t, {}, { events: ['CONTACT_NEW', 'SESSION_NEW'] });
		const filters = { exceptContacts: '5541977770000' };
		trigger.options.parameters = { events: ['CONTACT_NEW', 'SESSION_NEW'], addDetails: false, filters };
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		sandbox.receive({ phoneNumber: '5541977771111', text: 'Olá' });
		await sandbox.deliveries.settle();
		await trigger.settle();
		assert.equal(trigger.executions.length, 2);
		assert.deepEqual(asked(sandbox), []);
	});

	it('that are neither IDs nor phone numbers are refused at the activation', async (t) => {
		await assert.rejects(filtered(t, { exceptContacts: 'Maria' }), (error: Error & { description?: string }) => {
			assert.match(error.description ?? '', /^'Except Contacts' takes IDs and phone numbers\. /);
			return true;
		});
	});
});

describe('filters that expressions fill', () => {
	const MESSAGES_AND_SESSIONS = { events: ['MESSAGE_RECEIVED', 'SESSION_UPDATE'] };

	it('take a text in the place of a list, several with commas between them, and names of choices', async (t) => {
		const { sandbox, trigger, sessionId } = await filtered(
			t,
			{
				messageTypes: '={{ "Image, text" }}',
				sessionStatuses: '={{ "in progress" }}',
				lookedAfter: '={{ "Nobody" }}',
				textContains: '={{ ["preço", "valor"] }}',
			},
			MESSAGES_AND_SESSIONS,
		);
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		session.userId = null;
		write(sandbox, sessionId, 'Qual o valor?', 'oi');
		assert.deepEqual(await textsOf(sandbox, trigger), ['Qual o valor?']);
	});

	for (const [what, pick] of [
		['a list', (id: string) => `={{ ["${id}"] }}`],
		['a text', (id: string) => `={{ "${id}" }}`],
		['several in a text', (id: string) => `={{ "11111111-2222-4333-8444-555555555555, ${id}" }}`],
	] as const) {
		it(`pick tags, channels and contacts by ${what}`, async (t) => {
			const { sandbox, trigger, sessionId, otherId } = await filtered(t, {});
			const { account } = sandbox;
			const [session, other] = [account.sessions.get(sessionId), account.sessions.get(otherId)];
			assert.ok(session && other);
			const [tag] = account.tags.keys();
			const contact = account.contacts.get(session.contactId);
			assert.ok(contact);
			contact.tagIds = [tag];
			const textsWith = async (filters: INodeParameters) => {
				await trigger.deactivate();
				trigger.executions.length = 0;
				trigger.options.parameters = { events: EVENTS, addDetails: false, filters };
				await trigger.activate();
				write(sandbox, sessionId, 'um');
				write(sandbox, otherId, 'dois');
				return await textsOf(sandbox, trigger);
			};
			const isSame = session.channelId === other.channelId;
			assert.deepEqual(await textsWith({ tagIds: pick(tag) }), ['um']);
			assert.deepEqual(await textsWith({ channelIds: pick(session.channelId) }), isSame ? ['dois', 'um'] : ['um']);
			assert.deepEqual(await textsWith({ exceptContacts: pick(session.contactId) }), ['dois']);
		});
	}

	it('let everything through where nothing is given', async (t) => {
		const nothing = ['={{ null }}', '={{ undefined }}', '={{ [] }}', '={{ "" }}'];
		const names = ['channelIds', 'tagIds', 'messageTypes', 'sessionStatuses', 'exceptContacts', 'textContains'];
		for (const empty of nothing) {
			const filters = Object.fromEntries(names.map((name) => [name, empty]));
			const { sandbox, trigger, sessionId } = await filtered(t, filters, MESSAGES_AND_SESSIONS);
			write(sandbox, sessionId, 'oi');
			assert.deepEqual(await textsOf(sandbox, trigger), ['oi'], empty);
		}
	});

	for (const [name, wrong, message] of [
		['messageTypes', '={{ ["TEXTO"] }}', 'MessageTypes is none of the choices'],
		['sessionStatuses', '={{ "aberta" }}', 'SessionStatuses is none of the choices'],
		['lookedAfter', '={{ "ninguém" }}', 'LookedAfterBy is none of the choices'],
		['firstMessageOnly', '={{ "talvez" }}', 'FirstMessageOnly is neither true nor false'],
		['exceptContacts', '={{ { id: 1 } }}', 'ExceptContacts is not a single value'],
		['channelIds', '={{ [{ id: 1 }] }}', 'ChannelNamesorIDs is not a single value'],
	] as const) {
		it(`refuse what ${name} cannot go by at the activation, and lose no event over it later`, async (t) => {
			await assert.rejects(filtered(t, { [name]: wrong }, MESSAGES_AND_SESSIONS), { message });

			const { sandbox, trigger, sessionId } = await filtered(t, {});
			trigger.options.parameters = { ...MESSAGES_AND_SESSIONS, addDetails: false, filters: { [name]: wrong } };
			write(sandbox, sessionId, 'Oi');
			await sandbox.deliveries.settle();
			await trigger.settle();
			assert.deepEqual([...new Set(trigger.executions.map(({ status }) => status))], ['error']);
		});
	}
});
