// An account that answers in the shapes that were seen beside the contract's (observed.md §4, §5, §6, §8).
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Panel, Session } from '../../sandbox/account.mts';
import { addMessage, type NewMessage } from '../../sandbox/messages.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { cardOn, panelOf, stepOf } from './crm.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { answerAtOnce } from './waitingExecutions.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

const PHONE = '5511988887777';
const byPhone = { __rl: true, mode: 'phone', value: PHONE };

interface OddAccount {
	sandbox: Sandbox;
	credential: Credential;
	/** A session of a contact who just wrote, with an agent, a department, a classification and the ad that it came from. */
	session: Session;
	/** A panel that has no steps. */
	bare: Panel;
}

async function oddAccount(t: TestContext): Promise<OddAccount> {
	const { sandbox, credential } = await sandboxFor(t, { quirks: { otherShapes: true } });
	const { account } = sandbox;
	const { sessionId } = sandbox.receive({ phoneNumber: PHONE, name: 'Zélia Nóbrega', text: 'Olá' });
	const session = account.sessions.get(sessionId);
	const [agent] = account.agents.values();
	const [department] = account.departments.values();
	assert.ok(session && agent && department);
	session.userId = agent.userId;
	session.departmentId = department.id;
	session.classification = { id: account.id(), category: 'INFO', categoryName: 'Dúvida respondida' };
	session.utm = { sourceId: '120', clid: 'clid-1', source: 'INSTAGRAM' };
	const bare: Panel = { ...panelOf(sandbox, 'SALES'), id: account.id(), title: 'Vazio', steps: [] };
	account.panels.set(bare.id, bare);
	return { sandbox, credential, session, bare };
}

const includeDetails = ['AgentDetails', 'ClassificationDetails', 'ContactDetails', 'DepartmentsDetails'];

/** The names of a session's department and classification, and its contact's phone number. */
const shownOf = ({ departmentDetails, classification, contactDetails }: IDataObject) => [
	(departmentDetails as IDataObject | undefined)?.name,
	(classification as IDataObject | undefined)?.categoryName,
	(contactDetails as IDataObject | undefined)?.phonenumber,
];

const fromUser = (session: Session): NewMessage => ({
	direction: 'TO_HUB',
	status: 'DELIVERED',
	userId: session.userId,
	text: 'Bom dia!',
});

describe('an account that answers in other shapes than the contract', () => {
	const reading: Record<string, (session: Session) => INodeParameters> = {
		get: ({ id }) => ({ sessionId: byId(id), options: { includeDetails } }),
		getAll: ({ contactId }) => ({ filters: { contactId: byId(contactId) }, options: { includeDetails } }),
		findOpen: () => ({ contactId: byPhone, options: { includeDetails } }),
	};
	for (const [operation, parametersFor] of Object.entries(reading)) {
		for (const output of ['simplified', 'raw']) {
			it(`session ${operation} loses nothing, ${output}`, async (t) => {
				const { sandbox, credential, session } = await oddAccount(t);

				const { items, error } = await run({
					parameters: { resource: 'session', operation, output, ...parametersFor(session) },
					credential,
				});

				assert.equal(error, undefined);
				assert.deepEqual(
					items.map(({ json }) => [json.id, ...shownOf(json)]),
					[
						[
							session.id,
							sandbox.account.departments.get(session.departmentId ?? '')?.name,
							'Dúvida respondida',
							`+${PHONE}`,
						],
					],
				);
				if (output === 'raw') assert.deepEqual(items[0]?.json.utm, session.utm);
			});
		}
	}

	it('a session ends when it was closed', async (t) => {
		const { credential, session } = await oddAccount(t);
		session.endAt = '2026-01-31T12:00:00.0000000Z';
		for (const operation of ['get', 'getTranscript']) {
			const parameters = { resource: 'session', operation, sessionId: byId(session.id) };
			const { items } = await run({ parameters, credential });
			assert.equal(items[0]?.json.endAt, '2026-01-31T12:00:00.000Z');
		}
	});

	it('a transcript tells agents, automatic answers and the contact apart', async (t) => {
		const { sandbox, credential, session } = await oddAccount(t);
		const write = (given: Partial<NewMessage>) => {
			sandbox.clock.advance(1000);
			addMessage(sandbox.account, session, { ...fromUser(session), ...given });
		};
		write({});
		write({ userId: null, text: 'Respondo do celular.' });
		write({ userId: null, origin: 'OFFICE_HOURS', text: 'Estamos fechados.' });
		write({ direction: 'FROM_HUB', origin: 'GATEWAY', text: 'Até já!' });
		sandbox.clock.advance(1000);
		sandbox.receive({ sessionId: session.id, type: 'AUDIO', text: 'Pode ligar?' });
		sandbox.advance(1000);

		const { items } = await run({
			parameters: { resource: 'session', operation: 'getTranscript', sessionId: byId(session.id) },
			credential,
		});

		assert.deepEqual(
			(items[0]?.json.messages as IDataObject[]).map(({ role, text }) => [role, text]),
			[
				['contact', 'Olá'],
				['agent', 'Bom dia!'],
				['agent', 'Respondo do celular.'],
				['automation', 'Estamos fechados.'],
				['agent', 'Até já!'],
				['contact', '[Audio: audio.ogg] “Pode ligar?”'],
			],
		);
	});

	it('contacts are found by their phone numbers, and show them', async (t) => {
		const { credential, session } = await oddAccount(t);
		for (const parameters of [
			{ operation: 'get', contactId: byPhone },
			{ operation: 'search', filters: { phoneNumber: '(11) 98888-7777' } },
			{ operation: 'findOrCreate', phoneNumber: '11988887777' },
		]) {
			const { items, error } = await run({ parameters: { resource: 'contact', ...parameters }, credential });
			assert.equal(error, undefined);
			assert.deepEqual(
				items.map(({ json }) => [json.id, json.phoneNumber]),
				[[session.contactId, `+${PHONE}`]],
				parameters.operation,
			);
		}
		const sessions = await lookUp<INodeListSearchResult>('listSearch', 'searchOpenSessions', credential, {
			filter: PHONE,
		});
		assert.deepEqual(
			sessions.results.map(({ value }) => value),
			[session.id],
		);
	});

	it('panels without steps come like all others, and their cards cannot be moved by a name', async (t) => {
		const { sandbox, credential, bare } = await oddAccount(t);
		const options = { includeDetails: ['Steps'] };
		for (const parameters of [
			{ operation: 'get', panelId: byId(bare.id), options },
			{ operation: 'getAll', returnAll: true, options },
		]) {
			const { items, error } = await run({ parameters: { resource: 'panel', ...parameters }, credential });
			assert.equal(error, undefined);
			assert.ok(items.some(({ json }) => json.id === bare.id));
		}
		const sales = panelOf(sandbox, 'SALES');
		const [card, stuck] = [cardOn(sandbox, sales), cardOn(sandbox, sales)];
		stuck.panelId = bare.id;
		const move = async (cardId: string) =>
			await run({
				parameters: {
					resource: 'card',
					operation: 'move',
					cardId: byId(cardId),
					stepId: { __rl: true, mode: 'name', value: 'negociacao' },
				},
				credential,
			});

		assert.equal((await move(card.id)).error, undefined);
		assert.equal(card.stepId, stepOf(sales, 'Negociação'));
		assert.match(String((await move(stuck.id)).error?.message), /step/);
	});

	it('lists of steps hold those of the panels that have some', async (t) => {
		const { sandbox, credential, bare } = await oddAccount(t);
		const namesFor = async (panelId: string) =>
			(
				await lookUp<INodeListSearchResult>('listSearch', 'searchSteps', credential, {
					parameters: { resource: 'card', operation: 'create', panelId: byId(panelId) },
				})
			).results.map(({ name }) => name);
		assert.deepEqual(await namesFor(bare.id), []);
		assert.ok((await namesFor(panelOf(sandbox, 'SALES').id)).includes('Negociação'));
		const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchStepsOfCard', credential, {
			parameters: { resource: 'card', operation: 'move', cardId: byId('={{ $json.id }}') },
		});
		assert.ok(results.length > 0);
	});

	it('a trigger takes what contacts wrote or said, and nothing that a user sent', async (t) => {
		const { sandbox, credential, session } = await oddAccount(t);
		const trigger = await triggerFor(t, {
			credential,
			parameters: { events: ['MESSAGE_RECEIVED', 'MESSAGE_UPDATED'], onlyFromContacts: true, addDetails: true },
		});
		await trigger.activate();

		addMessage(sandbox.account, session, fromUser(session));
		sandbox.receive({ sessionId: session.id, type: 'AUDIO', text: 'Pode ligar?' });
		sandbox.advance(1000);
		await sandbox.deliveries.settle();
		await trigger.settle();

		const told = sandbox.deliveries.records.filter(({ event }) => event === 'MESSAGE_RECEIVED');
		assert.equal(told.length, 2);
		const outputs = trigger.executions.flatMap(({ items }) => items.map(({ json }) => json));
		const shown = outputs.map((output) => {
			const { content, session: talk, contact } = output as Record<string, IDataObject>;
			const { transcription } = content?.details as { transcription: { text: string | null } };
			assert.equal('detailsError' in output, false);
			return [output.event, transcription.text, ...shownOf(talk ?? {}).slice(0, 2), contact?.phoneNumber];
		});
		const department = sandbox.account.departments.get(session.departmentId ?? '')?.name;
		const known = [department, 'Dúvida respondida', `+${PHONE}`];
		assert.deepEqual(shown.toSorted(), [
			['MESSAGE_RECEIVED', null, ...known],
			['MESSAGE_UPDATED', 'Pode ligar?', ...known],
		]);
	});

	it('a spoken reply is waited for until it is written down', async (t) => {
		const { sandbox, credential, session } = await oddAccount(t);
		answerAtOnce(t, sandbox, { type: 'AUDIO', text: 'Não' });

		const { status, items } = await run({
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				message: 'Tudo certo?',
				sendTo: 'session',
				sessionId: byId(session.id),
				responseType: 'choice',
				choices: ['Sim', 'Não'],
			},
			credential,
		});

		assert.equal(status, 'success');
		assert.equal(items[0]?.json.choice, 'Não');
	});
});
