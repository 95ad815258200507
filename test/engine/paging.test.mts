import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { addToPortfolio } from '../../sandbox/portfolios.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

/** Accounts that page differently (observed.md §7). */
const ACCOUNTS = {
	'knows PageNumber': {},
	'knows Page only': { pageOnly: true, overlappingEntries: 7 },
};

const valuesOf = (records: Iterable<{ id: string }>) => [...records].map(({ id }) => id).toSorted();

/** What a list of the editor shows, page after page. */
async function offered(method: string, credential: Credential, parameters: INodeParameters = {}, filter?: string) {
	const shown: unknown[] = [];
	let paginationToken: string | undefined;
	do {
		const page: INodeListSearchResult = await lookUp('listSearch', method, credential, {
			filter,
			paginationToken,
			parameters,
		});
		shown.push(...page.results.map(({ value }) => value));
		paginationToken = page.paginationToken as string | undefined;
	} while (paginationToken !== undefined);
	return shown.map(String);
}

/** A portfolio that holds all contacts. */
function fullPortfolio({ account }: Sandbox) {
	const [portfolio] = account.portfolios.values();
	for (const contact of account.contacts.values()) addToPortfolio(account, portfolio, contact);
	return portfolio;
}

for (const [what, quirks] of Object.entries(ACCOUNTS)) {
	describe(`an account that ${what}`, () => {
		const open = async (t: TestContext) => await sandboxFor(t, { sessions: 450, quirks });

		it('gives all sessions, each once and in order', async (t) => {
			const { sandbox, credential } = await open(t);

			const { items } = await run({
				parameters: {
					resource: 'session',
					operation: 'getAll',
					returnAll: true,
					options: { orderBy: 'Number', orderDirection: 'ASCENDING' },
				},
				credential,
			});

			assert.deepEqual(
				items.map(({ json }) => String(json.id)).toSorted(),
				valuesOf(sandbox.account.sessions.values()),
			);
			const numbers = items.map(({ json }) => String(json.number));
			assert.deepEqual(numbers, numbers.toSorted());
		});

		it('gives so many sessions as the limit is, and no page twice by the name that is known', async (t) => {
			const { sandbox, credential } = await open(t);
			const parameters = { resource: 'session', operation: 'getAll', limit: 250 };
			await run({ parameters, credential });
			sandbox.requests.length = 0;

			const { items } = await run({ parameters, credential });

			assert.equal(new Set(items.map(({ json }) => json.id)).size, 250);
			assert.equal(items.length, 250);
			const name = 'pageOnly' in quirks ? 'Page' : 'PageNumber';
			assert.deepEqual(
				sandbox.requests.map(({ query }) => query),
				[1, 2, 3].map((page) => `${name}=${page}&PageSize=100`),
			);
		});

		it('gives all contacts of a filter, whose page stands in the body', async (t) => {
			const { sandbox, credential } = await open(t);

			const { items } = await run({
				parameters: { resource: 'contact', operation: 'search', returnAll: true },
				credential,
			});

			const active = [...sandbox.account.contacts.values()].filter(({ status }) => status === 'ACTIVE');
			assert.ok(active.length > 200);
			assert.deepEqual(items.map(({ json }) => String(json.id)).toSorted(), valuesOf(active));
		});

		it('gives the contacts of a portfolio, whose page the contract calls Page', async (t) => {
			const { sandbox, credential } = await open(t);
			const { id, contacts } = fullPortfolio(sandbox);

			const { items } = await run({
				parameters: { resource: 'portfolio', operation: 'getContacts', portfolioId: byId(id), returnAll: true },
				credential,
			});

			assert.deepEqual(items.map(({ json }) => String(json.contactId)).toSorted(), [...contacts.keys()].toSorted());
		});

		it('shows Complete Many all sessions, and protects all contacts of a portfolio', async (t) => {
			const { sandbox, credential } = await open(t);
			const { account } = sandbox;
			const sessions = [...account.sessions.values()].filter(({ status }) => status === 'IN_PROGRESS');
			// Many were opened at one moment: nothing but further pages shows them.
			for (const session of sessions) Object.assign(session, { createdAt: sessions[0].createdAt, type: 'INDIVIDUAL' });
			const { id, contacts } = fullPortfolio(sandbox);
			const outside = sessions.slice(-20);
			for (const { contactId } of outside) contacts.delete(contactId);
			const completeMany = async (selection: IDataObject = {}) => {
				const { items } = await run({
					parameters: {
						resource: 'session',
						operation: 'completeMany',
						idleFor: 0,
						maximum: 1_000,
						selection: { status: ['IN_PROGRESS'], ...selection } as INodeParameters,
					},
					credential,
				});
				return items.map(({ json }) => String(json.sessionId)).toSorted();
			};

			assert.deepEqual(await completeMany(), valuesOf(sessions));
			const unprotected = sessions.filter(({ contactId }) => !contacts.has(contactId));
			assert.ok(unprotected.length >= 20);
			assert.deepEqual(await completeMany({ notInPortfolio: byId(id) }), valuesOf(unprotected));
		});

		it('fills the lists of the editor, page after page, each entry once', async (t) => {
			const { sandbox, credential } = await open(t);
			const { account } = sandbox;
			const isOpen = (status: string) => ['STARTED', 'PENDING', 'IN_PROGRESS'].includes(status);

			assert.deepEqual(
				(await offered('searchOpenSessions', credential)).toSorted(),
				valuesOf([...account.sessions.values()].filter(({ status }) => isOpen(status))),
			);
			assert.deepEqual(
				(await offered('searchContacts', credential)).toSorted(),
				valuesOf([...account.contacts.values()].filter(({ status }) => status === 'ACTIVE')),
			);
		});

		it('shows more than a thousand portfolios and sequences to choose from', async (t) => {
			const { sandbox, credential } = await open(t);
			const { account } = sandbox;
			const [portfolio] = account.portfolios.values();
			const [sequence] = account.sequences.values();
			for (let index = 0; index < 1_200; index++) {
				const name = `Número ${index}`;
				const [portfolioId, sequenceId] = [account.id(), account.id()];
				account.portfolios.set(portfolioId, { ...portfolio, id: portfolioId, name, contacts: new Map() });
				account.sequences.set(sequenceId, { ...sequence, id: sequenceId, name });
			}

			const portfolios = await lookUp<INodePropertyOptions[]>('loadOptions', 'getPortfolios', credential);
			const sequences = await lookUp<INodePropertyOptions[]>('loadOptions', 'getSequences', credential);

			assert.deepEqual(
				portfolios.map(({ value }) => String(value)).toSorted(),
				[...account.portfolios.keys()].toSorted(),
			);
			assert.deepEqual(
				sequences.map(({ value }) => String(value)).toSorted(),
				[...account.sequences.keys()].toSorted(),
			);
			assert.deepEqual((await offered('searchPortfolios', credential, {}, 'numero 1199')).length, 1);
		});

		it('shows all lost reasons where the card is known only when the workflow runs', async (t) => {
			const { sandbox, credential } = await open(t);
			const { account } = sandbox;
			const [sales] = [...account.panels.values()].filter(({ lostReasons }) => lostReasons.length > 0);
			for (let index = 0; index < 250; index++) {
				sales.lostReasons.push({ ...sales.lostReasons[0], id: account.id(), description: `Motivo ${index}` });
			}
			const parameters: INodeParameters = {
				resource: 'card',
				operation: 'markLost',
				cardId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			};

			const shown = await offered('searchLostReasonsOfCard', credential, parameters);

			assert.deepEqual(shown.toSorted(), valuesOf(sales.lostReasons));
			// What was typed is found wherever it stands.
			assert.equal((await offered('searchLostReasonsOfCard', credential, parameters, 'motivo 249')).length, 1);
		});
	});
}

describe('a list of the editor', () => {
	it('says so where neither name of the page moves on', async (t) => {
		const { credential } = await sandboxFor(t, { sessions: 450, quirks: { ignorePageNumber: true } });
		await assert.rejects(offered('searchOpenSessions', credential), {
			message: 'The service gives the same page of the list again and again',
		});
	});
});
