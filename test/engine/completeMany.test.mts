import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { talkKey, type Session } from '../../sandbox/account.mts';
import { writeTime } from '../../sandbox/clock.mts';
import type { Fault } from '../../sandbox/faults.mts';
import { addToPortfolio } from '../../sandbox/portfolios.mts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.mts';
import type { BulkSessions } from '../../sandbox/seed.mts';
import { completeSession } from '../../sandbox/sessions.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential } from './workflow.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An account in which no session is open. */
async function quietAccount(t: TestContext, options: SandboxOptions = {}) {
	const { sandbox, credential } = await sandboxFor(t, options);
	for (const session of sandbox.account.sessions.values()) session.status = 'COMPLETED';
	return { sandbox, credential };
}

/** The sessions with these IDs. */
const sessionsOf = ({ account }: Sandbox, ids: string[]) =>
	ids.map((id) => account.sessions.get(id) ?? assert.fail(`there is no session ${id}`));

/** Lets nobody have written in a session for so many hours; it was opened an hour before that. */
function makeIdle({ account }: Sandbox, session: Session, hours: number) {
	const written = writeTime(account.clock.now() - hours * HOUR);
	session.createdAt = session.startAt = writeTime(account.clock.now() - (hours + 1) * HOUR);
	session.lastInteractionDate = session.lastMessageIn = written;
	account.lastInbound.set(talkKey(session), written);
}

/** New sessions in which nobody has written for so many hours, which by default leaves their windows open. */
function idleSessions(sandbox: Sandbox, bulk: BulkSessions, hours = 3): Session[] {
	const sessions = sessionsOf(sandbox, sandbox.seedSessions(bulk));
	for (const session of sessions) makeIdle(sandbox, session, hours);
	return sessions;
}

const completeMany = async (credential: Credential, more: INodeParameters = {}, signal?: AbortSignal) => {
	const parameters = { resource: 'session', operation: 'completeMany', dryRun: false, idleFor: 2, ...more };
	const { status, error, items } = await run({ parameters, credential, signal });
	return { status, error, items: items.map(({ json }) => json) };
};

const idsOf = (sessions: Session[]) => sessions.map(({ id }) => id);
const idsIn = (items: IDataObject[]) => items.map(({ sessionId }) => String(sessionId));
const outcomes = (items: IDataObject[]) => items.map(({ outcome }) => outcome);
const statuses = (sessions: Session[]) => sessions.map(({ status }) => status);

/** What was asked of a session, in order, without reading it. */
const doneTo = ({ requests }: Sandbox, { id }: Session) =>
	requests
		.filter(({ method, path }) => method !== 'GET' && path.includes(id))
		.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

const textsOf = ({ messages }: Session) =>
	messages.filter(({ direction }) => direction === 'TO_HUB').map(({ text }) => text);

/** Does something right before a request is carried out. */
function beforeRequests(t: TestContext, { faults }: Sandbox, act: (method: string, path: string) => void) {
	const strike = faults.strike.bind(faults);
	t.mock.method(faults, 'strike', (method: string, path: string) => {
		act(method, path);
		return strike(method, path);
	});
}

const isList = (method: string, path: string) => method === 'GET' && path === '/chat/v2/session';
/** The session that a request looks at, if it does. */
const lookedAt = (method: string, path: string) =>
	method === 'GET' ? /^\/chat\/v2\/session\/([^/]+)$/.exec(path)?.[1] : undefined;

const userOf = ({ account }: Sandbox, index: number) => String([...account.agents.values()][index].userId);
const departmentOf = ({ account }: Sandbox, index: number) => [...account.departments.keys()][index];
const channelOf = ({ account }: Sandbox, index: number) => [...account.channels.keys()][index];
const tagOf = ({ account }: Sandbox, index: number) => [...account.tags.keys()][index];

const contactOf = ({ account }: Sandbox, { contactId }: Session) =>
	account.contacts.get(contactId) ?? assert.fail('the session has no contact');

function portfolioWith({ account }: Sandbox, sessions: Session[]): string {
	const [portfolio] = account.portfolios.values();
	portfolio.contacts.clear();
	for (const { contactId } of sessions) {
		const contact = account.contacts.get(contactId);
		assert.ok(contact);
		addToPortfolio(account, portfolio, contact);
	}
	return portfolio.id;
}

describe('Complete Many', () => {
	it('changes nothing by default, and lists what it would complete', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [open, closed] = [idleSessions(sandbox, { count: 2 }, 23), idleSessions(sandbox, { count: 2 }, 30)];
		const [recent] = idleSessions(sandbox, { count: 1 }, 1);
		const before = structuredClone([...sandbox.account.sessions.values()]);

		const { items } = await run({
			parameters: {
				resource: 'session',
				operation: 'completeMany',
				idleFor: 22,
				options: { note: 'Encerrada', farewell: 'Até logo!' },
			},
			credential,
		});

		const contents = items.map(({ json }) => json);
		assert.deepEqual(
			contents.map(({ sessionId, outcome, note, farewell }) => [sessionId, outcome, note, farewell]),
			[
				...closed.map(({ id }) => [id, 'wouldComplete', 'wouldAdd', 'windowClosed']),
				...open.map(({ id }) => [id, 'wouldComplete', 'wouldAdd', 'wouldSend']),
			],
		);
		assert.ok(!idsIn(contents).includes(recent.id));
		assert.match(
			String(contents[0].reason),
			/Dry Run is on\. The messaging window is closed, so without a farewell\.$/,
		);
		assert.ok(sandbox.requests.length > 0);
		assert.deepEqual(new Set(sandbox.requests.map(({ method }) => method)), new Set(['GET']));
		assert.deepEqual([...sandbox.account.sessions.values()], before);
	});

	it('takes idle for 20 hours as the default, so that a farewell can go out, and 100 sessions at the most', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		idleSessions(sandbox, { count: 10 }, 19.9);
		const idle = idleSessions(sandbox, { count: 105 }, 20.1);

		const { items } = await run({
			parameters: { resource: 'session', operation: 'completeMany', options: { farewell: 'Até logo!' } },
			credential,
		});

		assert.equal(items.length, 100);
		assert.deepEqual(new Set(items.map(({ json }) => json.farewell)), new Set(['wouldSend']));
		assert.ok(items.every(({ json }) => idsOf(idle).includes(String(json.sessionId))));
	});

	it('classifies, adds the note, says farewell, completes: in this order, for whatever every field asks', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 8, status: 'PENDING' });
		const [meant] = sessions;
		const tagged = (session: Session) => (contactOf(sandbox, session).tagIds = [tagOf(sandbox, 0)]);
		for (const session of sessions) {
			session.departmentId = departmentOf(sandbox, 1);
			session.userId = userOf(sandbox, 1);
			[session.botId] = sandbox.account.chatbots.keys();
			tagged(session);
		}
		// Each of the others is what one filter is not about.
		sessions[1].departmentId = departmentOf(sandbox, 2);
		sessions[2].userId = null;
		contactOf(sandbox, sessions[3]).tagIds = [tagOf(sandbox, 1)];
		sessions[4].status = 'IN_PROGRESS';
		sessions[5].createdAt = writeTime(sandbox.clock.now() - 40 * HOUR);
		const portfolio = portfolioWith(sandbox, sessions.toSpliced(6, 1));
		sessions[7].channelId = channelOf(sandbox, 1);
		const iso = (hours: number) => new Date(sandbox.clock.now() - hours * HOUR).toISOString();

		const { items, error } = await run({
			parameters: everyField('session', 'completeMany', {
				dryRun: false,
				idleFor: 120,
				idleUnit: 'minutes',
				idleSince: 'lastInteraction',
				maximum: 50,
				reactivateOnNewMessage: true,
				selection: {
					channelIds: [channelOf(sandbox, 0)],
					createdAfter: iso(5),
					createdBefore: iso(3),
					departmentId: byId(departmentOf(sandbox, 1)),
					inPortfolio: byId(portfolio),
					includeGroups: true,
					notInPortfolio: byId([...sandbox.account.portfolios.keys()][1]),
					status: ['PENDING', 'HIDDEN'],
					tagIds: [tagOf(sandbox, 0)],
					tagNames: ['pos-venda'],
					userId: byId(userOf(sandbox, 1)),
				},
				options: {
					classification: { details: { category: 'LOST', description: 'Sem resposta', amount: 12.5 } },
					farewell: ' Até logo! ',
					farewellTemplate: byId('7e8f9_retomada'),
					farewellTemplateParameters: {},
					farewellTemplateParametersJson: '{}',
					note: 'Encerrada por inatividade',
					stopBotInExecution: true,
					summarize: false,
				},
			}),
			credential,
		});

		assert.equal(error, undefined);
		assert.deepEqual(
			items.map(({ json, pairedItem }) => ({ json, pairedItem })),
			[
				{
					json: {
						outcome: 'completed',
						reason: `The last message is of ${String(items[0].json.lastInteractionDate)}`,
						sessionId: meant.id,
						number: meant.number,
						contactId: meant.contactId,
						contactName: contactOf(sandbox, meant).name,
						channelId: meant.channelId,
						departmentId: meant.departmentId,
						userId: meant.userId,
						status: 'COMPLETED',
						lastInteractionDate: new Date(String(meant.lastMessageIn)).toISOString(),
						lastMessageIn: new Date(String(meant.lastMessageIn)).toISOString(),
						windowStatus: 'ACTIVE',
						classification: { category: 'LOST', categoryDescription: 'Sem resposta', amount: 12.5 },
						note: 'added',
						farewell: 'sent',
					},
					pairedItem: { item: 0 },
				},
			],
		);
		assert.deepEqual(doneTo(sandbox, meant), ['PUT partial', 'POST note', 'POST message', 'PUT complete']);
		const { category, categoryDescription, amount } = meant.classification ?? {};
		assert.deepEqual([category, categoryDescription, amount], ['LOST', 'Sem resposta', 12.5]);
		assert.equal(meant.status, 'COMPLETED');
		assert.equal(meant.reactivateOnNewMessage, true);
		assert.equal(meant.botId, null);
		assert.deepEqual(textsOf(meant), ['Até logo!']);
		assert.deepEqual(
			meant.notes.map(({ text }) => text),
			['Encerrada por inatividade'],
		);
		for (const other of sessions.slice(1)) assert.deepEqual(doneTo(sandbox, other), []);
	});

	it('needs two requests for a session, and one for every hundred that it finds', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 250 });
		for (const [index, session] of sessions.entries()) makeIdle(sandbox, session, 3 + index / 100);

		const { items } = await completeMany(credential, { maximum: 1_000 });

		assert.deepEqual(outcomes(items), Array(250).fill('completed'));
		assert.equal(sandbox.requests.length, 3 + 2 * 250);
		// Those that were opened first come first.
		assert.deepEqual(idsIn(items), idsOf(sessions).toReversed());
		for (const { reactivateOnNewMessage } of sessions) assert.equal(reactivateOnNewMessage, false);
	});

	it('says farewell only where the window is open', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const official = idleSessions(sandbox, { count: 3 }, 30);
		const unofficial = idleSessions(sandbox, { count: 3, channelId: channelOf(sandbox, 2) }, 30);

		const { items } = await completeMany(credential, { options: { farewell: 'Até logo!' } });

		const farewells = Object.fromEntries(items.map(({ sessionId, farewell }) => [String(sessionId), farewell]));
		for (const session of official) {
			assert.equal(farewells[session.id], 'windowClosed');
			assert.deepEqual(doneTo(sandbox, session), ['PUT complete']);
		}
		for (const session of unofficial) {
			assert.equal(farewells[session.id], 'sent');
			assert.deepEqual(textsOf(session), ['Até logo!']);
		}
	});

	it('sends a template where the window is closed, or where there is no text', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const { account } = sandbox;
		const official = String(account.templates.get('4c5d6_pedido_enviado')?.channelId);
		const instagram = [...account.channels.values()].find(({ type }) => type === 'Instagram') ?? assert.fail();
		const unofficial = channelOf(sandbox, 2);
		const idleOn = (channelId: string, hours: number) => idleSessions(sandbox, { count: 1, channelId }, hours)[0];
		const template = {
			farewellTemplate: byId('4c5d6_pedido_enviado'),
			farewellTemplateParameters: {
				entries: [
					{ name: 'nome', value: 'Ana' },
					{ name: 'número do pedido', value: '42' },
				],
			},
		};
		const farewellOf = async (session: Session, options: INodeParameters) => {
			const before = await completeMany(credential, { dryRun: true, options });
			const { items } = await completeMany(credential, { options });
			assert.deepEqual(idsIn(items), [session.id]);
			assert.equal(session.status, 'COMPLETED');
			return [before.items[0].farewell, items[0].farewell, textsOf(session)];
		};
		const sent = 'Ana, seu pedido 42 saiu para entrega.';
		const both = { farewell: 'Até logo!', ...template };

		assert.deepEqual(await farewellOf(idleOn(official, 30), both), ['wouldSendTemplate', 'sentAsTemplate', [sent]]);
		assert.deepEqual(await farewellOf(idleOn(official, 10), both), ['wouldSend', 'sent', ['Até logo!']]);
		assert.deepEqual(await farewellOf(idleOn(official, 10), template), ['wouldSendTemplate', 'sentAsTemplate', [sent]]);
		assert.deepEqual(await farewellOf(idleOn(instagram.id ?? '', 30), both), ['windowClosed', 'windowClosed', []]);
		assert.deepEqual(await farewellOf(idleOn(unofficial, 30), both), ['wouldSend', 'sent', ['Até logo!']]);
		assert.deepEqual(await farewellOf(idleOn(unofficial, 30), template), ['noTemplates', 'noTemplates', []]);
	});

	it('says in a hint that a dry run changed nothing', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		idleSessions(sandbox, { count: 3 });
		const hintsOf = async (dryRun: boolean) => {
			const parameters = { resource: 'session', operation: 'completeMany', idleFor: 2, dryRun };
			return (await run({ parameters, credential })).hints.map(({ message }) => message);
		};

		const [hint, ...more] = await hintsOf(true);

		assert.match(hint, /^Dry Run is on: nothing was changed, and 3 conversations would have been completed/);
		assert.deepEqual(more, []);
		assert.deepEqual(await hintsOf(false), []);
	});

	it('completes nothing twice when several items ask for it', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 30 });

		const { items } = await run({
			parameters: {
				resource: 'session',
				operation: 'completeMany',
				dryRun: false,
				idleFor: 2,
				maximum: '={{ $json.maximum }}',
			},
			items: [{ maximum: 20 }, { maximum: 20 }],
			credential,
		});

		assert.deepEqual(
			items.map(({ pairedItem }) => pairedItem),
			[...Array(20).fill({ item: 0 }), ...Array(10).fill({ item: 1 })],
		);
		for (const { id } of sessions) assert.equal(sandbox.account.counts.completions.get(id), 1);
	});

	it('gives no item where nothing matches', async (t) => {
		const { credential } = await quietAccount(t);
		assert.deepEqual((await completeMany(credential)).items, []);
	});

	it('sums up how many ended how, also where there are none', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const options = { summarize: true, farewell: 'Até logo!' };
		const none = { completed: 0, wouldComplete: 0, skipped: 0, failed: 0, farewellsSent: 0, leftAlone: [] };
		assert.deepEqual((await completeMany(credential, { options })).items, [{ conversations: 0, ...none }]);

		const [doubtful, struck, ...others] = idleSessions(sandbox, { count: 6 });
		doubtful.lastInteractionDate = '0001-01-01T00:00:00Z';
		makeIdle(sandbox, others[0], 30);
		sandbox.faults.add({ kind: 'formError', text: 'Bloqueada', path: `*${struck.id}/complete` });

		const dry = await completeMany(credential, { dryRun: true, options });
		assert.deepEqual(dry.items, [
			{
				conversations: 6,
				...none,
				wouldComplete: 5,
				skipped: 1,
				leftAlone: [
					{ sessionId: doubtful.id, outcome: 'skipped', reason: (dry.items[0].leftAlone as IDataObject[])[0].reason },
				],
			},
		]);
		const [summary, ...more] = (await completeMany(credential, { options })).items;
		assert.deepEqual(more, []);
		const { leftAlone, ...counts } = summary;
		assert.deepEqual(counts, {
			conversations: 6,
			completed: 4,
			wouldComplete: 0,
			skipped: 1,
			failed: 1,
			farewellsSent: 4,
		});
		const [skipped, failed, ...rest] = leftAlone as IDataObject[];
		assert.deepEqual(
			[skipped.sessionId, skipped.outcome, failed.sessionId, failed.outcome, rest],
			[doubtful.id, 'skipped', struck.id, 'failed', []],
		);
		assert.match(String(skipped.reason), /^It does not say when something was last written/);
		assert.match(String(failed.reason), /^It could not be completed\. .*Bloqueada/);
		assert.deepEqual(statuses(others), Array(4).fill('COMPLETED'));
	});

	it('takes the ID of an agent for the user, also where it sums up', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [agent] = sandbox.account.agents.values();
		const [meant, other] = idleSessions(sandbox, { count: 2 });
		meant.userId = agent.userId ?? null;
		other.userId = userOf(sandbox, 1);

		const { items } = await completeMany(credential, {
			selection: { userId: byId(agent.id) },
			options: { summarize: true },
		});

		assert.deepEqual([items.length, items[0].completed, meant.status], [1, 1, 'COMPLETED']);
	});
});

describe('what Complete Many takes', () => {
	it('is sessions in which nobody has written, or the contact alone, as chosen', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [silent, answered, neverWrote] = idleSessions(sandbox, { count: 3 }, 30);
		answered.lastInteractionDate = answered.lastMessageOut = writeTime(sandbox.clock.now() - HOUR);
		neverWrote.lastMessageIn = neverWrote.lastInteractionDate = null;
		const taken = async (more: INodeParameters) =>
			idsIn((await completeMany(credential, { dryRun: true, ...more })).items).toSorted();

		assert.deepEqual(await taken({ idleFor: 1, idleUnit: 'days' }), [silent.id]);
		assert.deepEqual(
			await taken({ idleFor: 1, idleUnit: 'days', idleSince: 'lastMessageIn' }),
			[silent.id, answered.id, neverWrote.id].toSorted(),
		);
		assert.deepEqual(await taken({ idleFor: 40, idleSince: 'lastMessageIn' }), []);
	});

	it('is any session with an idle time of 0', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const ids = sandbox.seedSessions({ count: 3 });

		const { items } = await completeMany(credential, { dryRun: true, idleFor: 0 });

		assert.deepEqual(idsIn(items).toSorted(), ids.toSorted());
		assert.match(String(items[0].reason), /^It matches the filters/);
	});

	it('is neither groups nor hidden sessions unless they are asked for', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [hidden] = idleSessions(sandbox, { count: 1, status: 'HIDDEN' });
		const [group] = idleSessions(sandbox, { count: 1, status: 'STARTED' });
		const [plain] = idleSessions(sandbox, { count: 1, status: 'PENDING' });
		group.type = 'GROUP';
		const taken = async (selection: INodeParameters) =>
			idsIn((await completeMany(credential, { dryRun: true, selection })).items).toSorted();

		assert.deepEqual(await taken({}), [plain.id]);
		assert.deepEqual(await taken({ includeGroups: true }), [plain.id, group.id].toSorted());
		assert.deepEqual(await taken({ status: ['HIDDEN'] }), [hidden.id]);
	});

	it('is sessions of contacts in a portfolio, or of those that are in none of its', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 240 });
		const portfolio = byId(portfolioWith(sandbox, sessions.slice(0, 210)));
		const taken = async (selection: INodeParameters) =>
			idsIn((await completeMany(credential, { dryRun: true, maximum: 500, selection })).items).toSorted();

		assert.deepEqual(await taken({ inPortfolio: portfolio }), idsOf(sessions.slice(0, 210)).toSorted());
		assert.deepEqual(await taken({ notInPortfolio: portfolio }), idsOf(sessions.slice(210)).toSorted());
		const reads = sandbox.requests.filter(({ path }) => path.startsWith('/core/v1/portfolio/'));
		assert.equal(reads.length, 2 * 3);
	});

	const wrong: Record<string, [INodeParameters, RegExp]> = {
		'no idle time': [{ idleFor: '={{ $json.nothing }}' }, /Idle ?For/],
		'an idle time of null': [{ idleFor: '={{ null }}' }, /Idle ?For/],
		'an empty idle time': [{ idleFor: '={{ "" }}' }, /IdleFor is empty/],
		'a negative idle time': [{ idleFor: -1 }, /^IdleFor is too small$/],
		'an unknown unit': [{ idleUnit: '={{ "weeks" }}' }, /^IdleUnit is none of the choices$/],
		'a maximum of 0': [{ maximum: 0 }, /^Maximum is too small$/],
		'a maximum of null': [{ maximum: '={{ null }}' }, /Maximum/],
		'a department that an expression does not deliver': [
			{ selection: { departmentId: byId('={{ $json.nothing }}') } },
			/^Department is empty! Fill in the Department field$/,
		],
		'a user that was not picked': [
			{ selection: { userId: { __rl: true, mode: 'list', value: '' } } },
			/^User is empty! Fill in the User field$/,
		],
		'an empty portfolio': [{ selection: { notInPortfolio: byId('={{ "" }}') } }, /^NotinPortfolio is empty!/],
		'tags without one': [{ selection: { tagIds: [] } }, /^TagNamesorIDs is empty!/],
		'statuses without one': [{ selection: { status: [] } }, /^Status is empty!/],
		'channels that an expression does not deliver': [
			{ selection: { channelIds: '={{ $json.nothing }}' } },
			/^ChannelNamesorIDs is empty!/,
		],
		'no date': [{ selection: { createdBefore: '' } }, /^CreatedBefore is empty!/],
		'a parameter of the farewell that is no text': [
			{
				options: {
					farewellTemplate: byId('7e8f9_retomada'),
					farewellTemplateParameters: { entries: [{ name: 'nome', value: '={{ { a: 1 } }}' }] },
				},
			},
			/nome|Value/,
		],
		'half a session': [{ maximum: 1.5 }, /^Maximum is not a whole number$/],
	};
	for (const [what, [more, message]] of Object.entries(wrong)) {
		it(`is nothing with ${what}, and nothing is asked`, async (t) => {
			const { sandbox, credential } = await quietAccount(t);
			idleSessions(sandbox, { count: 3 });

			const { error, items } = await completeMany(credential, more);

			assert.match(error?.message ?? '', message);
			assert.deepEqual(items, []);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('is only listed when an expression for Dry Run delivers nothing', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 3 });

		await completeMany(credential, { dryRun: '={{ $json.nothing }}' });

		assert.deepEqual(statuses(sessions), Array(3).fill('IN_PROGRESS'));
	});

	it('has one tag where an expression delivers it alone', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [tagged] = idleSessions(sandbox, { count: 2 });
		contactOf(sandbox, tagged).tagIds = [tagOf(sandbox, 0)];

		const { items } = await completeMany(credential, { selection: { tagIds: `={{ "${tagOf(sandbox, 0)}" }}` } });

		assert.deepEqual(idsIn(items), [tagged.id]);
		assert.deepEqual(outcomes(items), ['completed']);
	});

	it('is found however the service pages: with overlaps, and with a page number that it ignores', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 450 });
		for (const [index, session] of sessions.entries()) makeIdle(sandbox, session, 3 + index / 100);
		const taken = async () =>
			idsIn((await completeMany(credential, { dryRun: true, maximum: 1_000 })).items).toSorted();

		sandbox.quirks.overlappingEntries = 10;
		assert.deepEqual(await taken(), idsOf(sessions).toSorted());
		sandbox.quirks.overlappingEntries = 0;
		sandbox.quirks.ignorePageNumber = true;
		assert.deepEqual(await taken(), idsOf(sessions).toSorted());
	});

	it('is found where many were opened at the same moment', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 450 });
		const { createdAt } = sessions[0];
		for (const session of sessions.slice(0, 300)) session.createdAt = createdAt;

		const { items } = await completeMany(credential, { dryRun: true, maximum: 1_000 });

		assert.deepEqual(idsIn(items).toSorted(), idsOf(sessions).toSorted());
	});

	it('is found while others leave the list and come into it', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 1_000 });
		for (const [index, session] of sessions.entries()) makeIdle(sandbox, session, 3 + (1_000 - index) / 100);
		const late = idleSessions(sandbox, { count: 40, status: 'HIDDEN' }, 10);
		const gone = new Set<Session>();
		let reads = 0;
		beforeRequests(t, sandbox, (method, path) => {
			if (!isList(method, path)) return;
			// Five of those that were read already are completed, which moves the others up, and four come in between.
			for (const session of sessions.slice(reads * 100 - 30, Math.max(0, reads * 100 - 25))) {
				completeSession(sandbox.account, session, false, false);
				gone.add(session);
			}
			for (const session of late.slice(reads * 4, reads * 4 + 4)) session.status = 'PENDING';
			reads++;
		});

		const { items } = await completeMany(credential, { dryRun: true, maximum: 5_000 });

		assert.ok(gone.size >= 40);
		const found = new Set(idsIn(items));
		assert.equal(found.size, items.length);
		assert.deepEqual(
			sessions.filter((session) => !gone.has(session) && !found.has(session.id)),
			[],
		);
	});
});

describe('what Complete Many cannot judge', () => {
	it('is left alone, with the reason, and takes no place of others', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [unknown, ...known] = idleSessions(sandbox, { count: 3 });
		// Opened first, so it comes first each time.
		unknown.createdAt = writeTime(sandbox.clock.now() - 90 * HOUR);
		unknown.lastInteractionDate = '0001-01-01T00:00:00Z';

		const dry = await completeMany(credential, { dryRun: true, maximum: 2 });
		const { items } = await completeMany(credential, { maximum: 2 });

		assert.deepEqual(outcomes(dry.items), ['skipped', 'wouldComplete', 'wouldComplete']);
		assert.deepEqual(outcomes(items), ['skipped', 'completed', 'completed']);
		assert.equal(items[0].sessionId, unknown.id);
		assert.match(String(items[0].reason), /^It does not say when something was last written, so it was left as it is$/);
		assert.deepEqual(doneTo(sandbox, unknown), []);
		assert.deepEqual(statuses(known), ['COMPLETED', 'COMPLETED']);
	});

	it('is none of what filters are about that the service takes no notice of', async (t) => {
		const { sandbox, credential } = await quietAccount(t, { quirks: { ignoreFilters: true } });
		const sessions = idleSessions(sandbox, { count: 9, status: 'PENDING' });
		for (const session of sessions) {
			session.departmentId = departmentOf(sandbox, 1);
			session.userId = userOf(sandbox, 1);
			contactOf(sandbox, session).tagIds = [tagOf(sandbox, 0)];
		}
		const [meant] = sessions;
		sessions[1].departmentId = departmentOf(sandbox, 2);
		sessions[2].userId = null;
		contactOf(sandbox, sessions[3]).tagIds = [tagOf(sandbox, 1)];
		sessions[4].status = 'IN_PROGRESS';
		sessions[5].createdAt = writeTime(sandbox.clock.now() - 40 * HOUR);
		sessions[6].createdAt = writeTime(sandbox.clock.now() - 2.5 * HOUR);
		sessions[7].channelId = channelOf(sandbox, 1);
		makeIdle(sandbox, sessions[8], 1);
		const iso = (hours: number) => new Date(sandbox.clock.now() - hours * HOUR).toISOString();

		const { items } = await completeMany(credential, {
			maximum: 1_000,
			selection: {
				channelIds: [channelOf(sandbox, 0)],
				createdAfter: iso(5),
				createdBefore: iso(3),
				departmentId: byId(departmentOf(sandbox, 1)),
				status: ['PENDING'],
				tagIds: [tagOf(sandbox, 0)],
				userId: byId(userOf(sandbox, 1)),
			},
		});

		assert.deepEqual(idsIn(items), [meant.id]);
		assert.deepEqual(outcomes(items), ['completed']);
		assert.deepEqual(statuses(sessions.slice(1)).includes('COMPLETED'), false);
	});

	it('is not more because dates come without their zone', async (t) => {
		const { sandbox, credential } = await quietAccount(t, { quirks: { datesWithoutZone: true } });
		const sessions = idleSessions(sandbox, { count: 2 });
		const [recent] = idleSessions(sandbox, { count: 1 }, 1 / 6);
		const zone = process.env.TZ;
		t.after(() => {
			if (zone === undefined) delete process.env.TZ;
			else process.env.TZ = zone;
		});
		// There a date that is read as local time lies nine hours earlier.
		process.env.TZ = 'Asia/Tokyo';

		const { items } = await completeMany(credential);

		assert.deepEqual(idsIn(items).toSorted(), idsOf(sessions).toSorted());
		assert.equal(recent.status, 'IN_PROGRESS');
	});

	it('is every session where nobody knows who is in a portfolio', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 3 });
		const id = portfolioWith(sandbox, sessions);
		for (const entry of sandbox.account.portfolios.get(id)?.contacts.values() ?? []) {
			Object.assign(entry, { contactId: undefined });
		}

		const { status, error } = await completeMany(credential, { selection: { notInPortfolio: byId(id) } });

		assert.equal(status, 'error');
		assert.match(error?.message ?? '', /^It is not known who is in the portfolio$/);
		assert.deepEqual(statuses(sessions), Array(3).fill('IN_PROGRESS'));
	});
});

describe('a session that moved on since it was found', () => {
	type Change = (sandbox: Sandbox, session: Session) => void;
	const changes: Record<string, [Change, RegExp, INodeParameters?]> = {
		'was completed by somebody else': [
			({ account }, session) => completeSession(account, session, false, false),
			/^It has been completed already$/,
		],
		'was hidden': [(_, session) => void (session.status = 'HIDDEN'), /^Its status is HIDDEN now$/],
		'got a message of the contact': [
			(sandbox, { id }) => void sandbox.receive({ sessionId: id, text: 'Ainda estou aqui' }),
			/^Somebody has written in it since$/,
		],
		'got a message of the contact, whose messages count': [
			(sandbox, { id }) => void sandbox.receive({ sessionId: id, text: 'Ainda estou aqui' }),
			/^The contact has written since$/,
			{ idleSince: 'lastMessageIn' },
		],
		'went to another department': [
			(sandbox, session) => void (session.departmentId = departmentOf(sandbox, 3)),
			/^It is with another department$/,
		],
		'went to another user': [
			(sandbox, session) => void (session.userId = userOf(sandbox, 3)),
			/^It is with another user$/,
		],
		'lost the tag of its contact': [
			(sandbox, session) => void (contactOf(sandbox, session).tagIds = []),
			/^The contact has none of the tags any more$/,
		],
		'is gone': [({ account }, { id }) => void account.sessions.delete(id), /^It does not exist any more$/],
	};
	for (const [what, [change, reason, more]] of Object.entries(changes)) {
		it(`is left alone if it ${what}`, async (t) => {
			const { sandbox, credential } = await quietAccount(t);
			const sessions = idleSessions(sandbox, { count: 3 });
			for (const session of sessions) {
				session.departmentId = departmentOf(sandbox, 0);
				session.userId = userOf(sandbox, 0);
				contactOf(sandbox, session).tagIds = [tagOf(sandbox, 0)];
			}
			const [, moved] = sessions;
			beforeRequests(t, sandbox, (method, path) => {
				if (lookedAt(method, path) === moved.id) change(sandbox, moved);
			});

			const { items } = await completeMany(credential, {
				selection: {
					departmentId: byId(departmentOf(sandbox, 0)),
					userId: byId(userOf(sandbox, 0)),
					tagIds: [tagOf(sandbox, 0)],
				},
				options: { note: 'Encerrada', farewell: 'Até logo!' },
				...more,
			});

			const [skipped, ...others] = items.toSorted((a) => (a.sessionId === moved.id ? -1 : 1));
			assert.equal(skipped.sessionId, moved.id);
			assert.equal(skipped.outcome, 'skipped');
			assert.match(String(skipped.reason), reason);
			assert.ok(!('note' in skipped) && !('farewell' in skipped));
			assert.equal(skipped.contactName, contactOf(sandbox, moved).name);
			assert.deepEqual(doneTo(sandbox, moved), []);
			assert.deepEqual(outcomes(others), ['completed', 'completed']);
		});
	}
});

describe('a session that two executions are about to complete', () => {
	it('gets one farewell and one note', async (t) => {
		const { sandbox, credential } = await quietAccount(t, { latency: 20 });
		const sessions = idleSessions(sandbox, { count: 3 });
		const given = { options: { farewell: 'Até logo!', note: 'Encerrada' } };

		const runs = await Promise.all([1, 2].map(async () => await completeMany(credential, given)));

		for (const session of sessions) {
			assert.deepEqual(textsOf(session), ['Até logo!']);
			assert.equal(session.notes.length, 1);
		}
		assert.deepEqual(
			runs
				.flatMap(({ items }) => items.map(({ outcome, reason }) => (outcome === 'skipped' ? reason : outcome)))
				.toSorted(),
			[...Array(3).fill('It has been completed already'), ...Array(3).fill('completed')],
		);
	});
});

describe('a session for which something fails', () => {
	const both = { options: { note: 'Encerrada', farewell: 'Até logo!' } };

	/** Completes three sessions, of which the second meets a fault. */
	async function withFault(t: TestContext, fault: Fault, part: string) {
		const { sandbox, credential } = await quietAccount(t);
		const sessions = idleSessions(sandbox, { count: 3 });
		for (const [index, session] of sessions.entries()) makeIdle(sandbox, session, 5 - index / 2);
		const [, struck] = sessions;
		sandbox.faults.add({ ...fault, path: `/chat/*/session/${struck.id}${part}` });
		const { status, items } = await completeMany(credential, both, t.signal);
		assert.equal(status, 'success');
		assert.deepEqual(idsIn(items), idsOf(sessions));
		assert.deepEqual([items[0].outcome, items[2].outcome], ['completed', 'completed']);
		return { sandbox, struck, item: items[1] };
	}

	it('stays as it is without its classification, and says why', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		const [session] = idleSessions(sandbox, { count: 1 });
		sandbox.faults.add({ kind: 'formError', text: 'Categoria inativa', path: '*/partial' });

		const { items } = await completeMany(credential, {
			options: { ...both.options, classification: { details: { category: 'WON' } } },
		});

		assert.equal(items[0].outcome, 'failed');
		assert.ok(!('classification' in items[0]) && !('note' in items[0]));
		assert.match(
			String(items[0].reason),
			/^The classification could not be set, so the session was left as it is\. .*Categoria inativa/,
		);
		assert.deepEqual(doneTo(sandbox, session), ['PUT partial']);
	});

	it('stays as it is without its note, and says why', async (t) => {
		const { sandbox, struck, item } = await withFault(t, { kind: 'formError', method: 'POST', text: 'Nota muito longa' }, '/note');

		assert.equal(item.outcome, 'failed');
		assert.equal(item.note, 'notConfirmed');
		assert.match(
			String(item.reason),
			/^The note could not be added, so the session was left as it is\. .*Nota muito longa/,
		);
		assert.deepEqual(doneTo(sandbox, struck), ['POST note']);
		assert.equal(struck.status, 'IN_PROGRESS');
	});

	it('stays as it is if nobody knows whether the note was added', async (t) => {
		const { sandbox, struck, item } = await withFault(t, { kind: 'reset', method: 'POST', when: 'after' }, '/note');

		assert.equal(item.outcome, 'failed');
		assert.match(String(item.reason), /so the session was left as it is\. It is not known whether this took effect/);
		assert.deepEqual(doneTo(sandbox, struck), ['POST note']);
		assert.equal(struck.notes.length, 1);
	});

	it('is completed all the same without its farewell, and says so', async (t) => {
		const { sandbox, struck, item } = await withFault(t, { kind: 'formError', text: 'Canal fora do ar' }, '/message');

		assert.equal(item.outcome, 'completed');
		assert.deepEqual([item.note, item.farewell], ['added', 'notConfirmed']);
		assert.match(String(item.reason), /The farewell may not have gone out\. .*Canal fora do ar/);
		assert.deepEqual(doneTo(sandbox, struck), ['POST note', 'POST message', 'PUT complete']);
		assert.equal(struck.status, 'COMPLETED');
	});

	it('gets no second farewell if nobody knows whether the first one went out', async (t) => {
		const { struck, item } = await withFault(t, { kind: 'reset', when: 'after' }, '/message');

		assert.equal(item.outcome, 'completed');
		assert.equal(item.farewell, 'notConfirmed');
		assert.match(String(item.reason), /It is not known whether this took effect/);
		assert.deepEqual(textsOf(struck), ['Até logo!']);
		assert.equal(struck.status, 'COMPLETED');
	});

	it('says what was done before the completing failed', async (t) => {
		const { struck, item } = await withFault(t, { kind: 'formError', text: 'Conversa bloqueada' }, '/complete');

		assert.equal(item.outcome, 'failed');
		assert.deepEqual([item.note, item.farewell, item.status], ['added', 'sent', 'IN_PROGRESS']);
		assert.match(String(item.reason), /^It could not be completed\. .*Conversa bloqueada/);
		assert.equal(struck.status, 'IN_PROGRESS');
		assert.equal(struck.notes.length, 1);
	});

	it('is not touched if it cannot be looked at again', async (t) => {
		const { sandbox, struck, item } = await withFault(t, { kind: 'formError', text: 'Acesso restrito' }, '');

		assert.equal(item.outcome, 'failed');
		assert.match(String(item.reason), /^It could not be looked at again, so nothing was done\. .*Acesso restrito/);
		assert.deepEqual(doneTo(sandbox, struck), []);
	});

	it('is no reason for an error item, but a list that cannot be read is', async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		idleSessions(sandbox, { count: 3 });
		sandbox.faults.add({ kind: 'formError', text: 'Filtro desconhecido', path: '/chat/v2/session' });

		const { status, error } = await completeMany(credential);

		assert.equal(status, 'error');
		assert.match(error?.description ?? '', /Filtro desconhecido/);
	});
});

describe('Complete Many when it is cancelled', () => {
	it('stops at once', { timeout: 60_000 }, async (t) => {
		const { sandbox, credential } = await quietAccount(t, { latency: 2 });
		const sessions = idleSessions(sandbox, { count: 500 });
		const cancel = new AbortController();
		let looks = 0;
		let sent = Infinity;
		beforeRequests(t, sandbox, (method, path) => {
			if (lookedAt(method, path) === undefined || ++looks !== 100) return;
			sent = sandbox.requests.length;
			cancel.abort();
		});

		const { status } = await completeMany(credential, { maximum: 500 }, cancel.signal);

		assert.equal(status, 'canceled');
		// Each of the twenty side by side may have had one under way.
		assert.ok(sandbox.requests.length <= sent + 20, `${sandbox.requests.length - sent} requests after it`);
		assert.ok(sessions.some((session) => session.status === 'IN_PROGRESS'));
	});
});

describe('thousands of idle sessions', { concurrency: true }, () => {
	const LONGEST = { timeout: 300_000 };

	/** Idle sessions, opened one after the other, of which every fifth has an open window. */
	function manyIdle(sandbox: Sandbox, count: number): Session[] {
		const sessions = sessionsOf(sandbox, sandbox.seedSessions({ count, status: 'PENDING' }));
		for (const [index, session] of sessions.entries())
			makeIdle(sandbox, session, (index % 5 === 0 ? 10 : 30) + index / 1_000);
		return sessions;
	}

	it(
		'are completed once each while the account lives on: those that moved on are left alone, the limits kept',
		LONGEST,
		async (t) => {
			// The window of five minutes becomes one of five seconds, which the node's credential says by its limits.
			const { sandbox, credential } = await quietAccount(t, { limits: { scale: 60 } });
			const { account } = sandbox;
			const sessions = manyIdle(sandbox, 3_000);
			const ways: Array<(session: Session) => void> = [
				(session) => completeSession(account, session, false, false),
				({ id }) => void sandbox.receive({ sessionId: id, text: 'Ainda estou aqui' }),
				(session) => void (session.departmentId = departmentOf(sandbox, 2)),
				(session) => void (session.status = 'HIDDEN'),
			];
			for (const session of sessions) session.departmentId = departmentOf(sandbox, 1);
			const moved = new Set<string>();
			const move = (session: Session) => {
				if (moved.has(session.id)) return;
				ways[moved.size % ways.length](session);
				moved.add(session.id);
			};
			const arrived: string[] = [];
			let reads = 0;
			const looked = new Set<string>();
			beforeRequests(t, sandbox, (method, path) => {
				if (isList(method, path)) {
					// Some that were read already and some that were not move on, and somebody new writes.
					for (const session of sessions.filter((_, index) => index % 97 === reads)) move(session);
					arrived.push(sandbox.receive({ phoneNumber: `+55 11 97777-${1000 + reads}`, text: 'Olá' }).sessionId ?? '');
					reads++;
				}
				const id = lookedAt(method, path);
				if (id === undefined || looked.has(id)) return;
				looked.add(id);
				// One moves on right before it is looked at, another one that will come much later, and somebody new writes.
				if (looked.size % 20 === 0) move(sessions.find((session) => session.id === id) ?? assert.fail(id));
				if (looked.size % 20 === 10) move(sessions.find((other) => !looked.has(other.id)) ?? assert.fail());
				if (looked.size % 50 === 0)
					arrived.push(
						sandbox.receive({ phoneNumber: `+55 11 96666-${1000 + looked.size}`, text: 'Bom dia' }).sessionId ?? '',
					);
			});

			const { status, error, items } = await completeMany(
				{ ...credential, requestsPer5Seconds: 1_000 },
				{
					maximum: 5_000,
					idleFor: 9,
					selection: { departmentId: byId(departmentOf(sandbox, 1)) },
					options: { farewell: 'Até logo!' },
				},
				t.signal,
			);

			assert.equal(error, undefined);
			assert.equal(status, 'success');
			assert.ok(moved.size > 300, `${moved.size} moved on`);
			const stayed = sessions.filter(({ id }) => !moved.has(id));
			const completed = items.filter(({ outcome }) => outcome === 'completed');
			assert.deepEqual(idsIn(completed).toSorted(), idsOf(stayed).toSorted());
			for (const session of stayed) {
				assert.equal(session.status, 'COMPLETED');
				assert.equal(account.counts.completions.get(session.id), 1);
				const open =
					session.lastMessageIn !== null && Date.parse(session.lastMessageIn) > account.clock.now() - 24 * HOUR;
				assert.deepEqual(textsOf(session), open ? ['Até logo!'] : []);
				assert.deepEqual(doneTo(sandbox, session), open ? ['POST message', 'PUT complete'] : ['PUT complete']);
			}
			for (const item of items.filter(({ outcome }) => outcome !== 'completed')) {
				assert.equal(item.outcome, 'skipped');
				assert.ok(moved.has(String(item.sessionId)));
			}
			const touched = sandbox.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path.split('/')[4]);
			assert.deepEqual(
				touched.filter((id) => moved.has(id) || arrived.includes(id)),
				[],
			);
			assert.deepEqual(
				sandbox.requests.filter((request) => request.status !== 200),
				[],
			);
		},
	);

	it('end right in a service in trouble, at most the maximum of them', LONGEST, async (t) => {
		const { sandbox, credential } = await quietAccount(t);
		// What others refuse takes a share of the limits away; here that is to hold nothing up.
		const ample = { ...credential, requestsPer5Seconds: 10 ** 8, requestsPer5Minutes: 10 ** 9 };
		const sessions = manyIdle(sandbox, 1_500);
		sandbox.faults.add({ kind: 'serverError', probability: 0.02 });
		sandbox.faults.add({ kind: 'reset', when: 'before', probability: 0.01 });
		sandbox.faults.add({ kind: 'reset', when: 'after', probability: 0.01 });
		sandbox.faults.add({ kind: 'tooManyRequests', retryAfter: 0.05, probability: 0.01 });
		const settings = { idleFor: 9, options: { note: 'Encerrada', farewell: 'Até logo!' } };

		const { status, items } = await completeMany(ample, { ...settings, maximum: 1_000 }, t.signal);

		assert.equal(status, 'success');
		assert.equal(items.length, 1_000);
		const byOutcome = Map.groupBy(items, ({ outcome }) => outcome);
		const completed = new Set(idsIn(byOutcome.get('completed') ?? []));
		const failed = byOutcome.get('failed') ?? [];
		assert.equal(completed.size + failed.length, 1_000);
		assert.ok(completed.size > 900 && failed.length > 0, `${failed.length} failed`);
		for (const session of sessions) {
			assert.equal(session.status, completed.has(session.id) ? 'COMPLETED' : 'PENDING');
			assert.ok(textsOf(session).length <= 1);
			assert.ok(session.notes.length <= 1);
			if (completed.has(session.id)) assert.equal(session.notes.length, 1);
		}
		for (const { note, reason } of failed) {
			assert.equal(note, 'notConfirmed');
			assert.match(String(reason), /It is not known whether this took effect/);
		}

		sandbox.faults.clear();
		const again = await completeMany(ample, { ...settings, maximum: 1_500 }, t.signal);

		assert.deepEqual(new Set(outcomes(again.items)), new Set(['completed']));
		assert.deepEqual(new Set(statuses(sessions)), new Set(['COMPLETED']));
		for (const session of sessions) assert.ok(textsOf(session).length <= 1);
	});
});
