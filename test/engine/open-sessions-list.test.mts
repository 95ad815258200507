import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { lookUp, type Credential } from './workflow.mts';

/** What the list shows for what was typed, page after page until there are no more. */
async function search(credential: Credential, filter?: string) {
	const results: INodeListSearchResult['results'] = [];
	let paginationToken: string | undefined;
	let pages = 0;
	do {
		const page: INodeListSearchResult = await lookUp('listSearch', 'searchOpenSessions', credential, {
			filter,
			paginationToken,
		});
		results.push(...page.results);
		paginationToken = page.paginationToken as string | undefined;
		pages++;
	} while (paginationToken !== undefined);
	return { results, pages };
}

const isOpen = (status: string) => ['STARTED', 'PENDING', 'IN_PROGRESS'].includes(status);

const openIn = ({ account }: Sandbox) =>
	[...account.sessions.values()].filter(({ status }) => isOpen(status)).map(({ id }) => id);

/** Gives the contact of a session a name of its own. */
function nameContact({ account }: Sandbox, sessionId: string, name: string) {
	const session = account.sessions.get(sessionId);
	const contact = account.contacts.get(session?.contactId ?? '');
	assert.ok(session && contact);
	contact.name = name;
	session.title = name;
	return { session, contact };
}

describe('the list of open sessions in the editor', () => {
	it('shows every session that is not completed or hidden, once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 1_250 });

		const { results } = await search(credential);

		assert.deepEqual(results.map(({ value }) => value as string).toSorted(), openIn(sandbox).toSorted());
	});

	it('shows contact, number and status', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		const { session } = nameContact(sandbox, id, 'Íris Quintanilha');

		const { results } = await search(credential, 'Íris Quintanilha');

		assert.deepEqual(results, [{ name: `Íris Quintanilha · ${session.number} · in progress`, value: id }]);
	});

	for (const typed of ['iris quint', 'ÍRIS', ' quintanilha ']) {
		it(`finds a contact without regard to case and accents: “${typed}”`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });
			nameContact(sandbox, id, 'Íris Quintanilha');

			const { results } = await search(credential, typed);

			assert.deepEqual(
				results.map(({ value }) => value),
				[id],
			);
		});
	}

	it('finds by phone number and by the number of the session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		const { session, contact } = nameContact(sandbox, id, 'Íris Quintanilha');

		for (const typed of [contact.phoneNumber, contact.phoneNumberFormatted, session.number]) {
			const { results } = await search(credential, typed ?? assert.fail('there is none'));
			assert.ok(
				results.some(({ value }) => value === id),
				typed ?? '',
			);
		}
	});

	it('finds what stands far down the list', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 1_250 });
		// All of the bulk wrote at the same moment, so any of them may stand on any page.
		const ids = [...sandbox.account.sessions.values()].filter(({ status }) => isOpen(status)).map(({ id }) => id);
		const wanted = ids.filter((_, index) => index % 50 === 0);
		for (const id of wanted) nameContact(sandbox, id, 'Íris Quintanilha');

		const { results } = await search(credential, 'quintanilha');

		assert.deepEqual(results.map(({ value }) => value as string).toSorted(), wanted.toSorted());
	});

	it('ends with nothing when nobody is found', async (t) => {
		const { credential } = await sandboxFor(t, { sessions: 1_250 });

		const { results, pages } = await search(credential, 'there is nobody of this name');

		assert.deepEqual(results, []);
		assert.ok(pages < 4, 'one call of the editor goes through several pages');
	});

	it('tells what is wrong with the credential', async (t) => {
		const { credential } = await sandboxFor(t);
		await assert.rejects(
			search({ ...credential, apiKey: 'pn_wrong' }),
			/WTS Chat did not accept the API key for this request/,
		);
	});
});
