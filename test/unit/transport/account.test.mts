import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as AccountModule from '../../../nodes/WtsChat/transport/account.ts';
import { built } from '../../built.mts';

const { accountOf } = built<typeof AccountModule>('nodes/WtsChat/transport/account');

let made = 0;
/** A credential of an account that no other test has. */
const credential = (more: Record<string, string | number | boolean | null | object> = {}) => ({
	baseUrl: 'https://api.wts.chat',
	apiKey: `pn_${++made}`,
	adjustLimits: true,
	withoutExpressions: true,
	...more,
});

/** How many requests the pacer of a path lets pass at once. */
async function roomFor(account: AccountModule.Account, path: string, atMost: number): Promise<number> {
	const pacer = account.paceOf(path);
	const cancel = new AbortController();
	let entered = 0;
	const entering = Array.from({ length: atMost }, () =>
		pacer.enter(pacer.ticket(), cancel.signal).then(
			(place) => {
				entered++;
				return place;
			},
			() => undefined,
		),
	);
	await new Promise<void>((resolve) => setImmediate(resolve));
	cancel.abort();
	for (const place of await Promise.all(entering)) place?.answered();
	return entered;
}

const GENERAL = '/chat/v1/session/1/complete';
const SEND = '/chat/v1/send/text';

describe('the account of a credential', () => {
	it('has the bare key and the root of the address', () => {
		const given = credential({ baseUrl: ' https://api.flw.chat/chat/v1/ ', apiKey: ' Bearer pn_x\n' });
		const { key, root } = accountOf(given);
		assert.deepEqual({ key, root }, { key: 'pn_x', root: 'https://api.flw.chat' });
	});

	for (const spelling of [
		'https://api.wts.chat/',
		'https://API.WTS.chat',
		'HTTPS://api.wts.chat',
		'https://api.wts.chat:443',
		'https://api.wts.chat.',
		'https://api.wts.chat.:443//',
		'https://api.wts.chat/auth',
		'https://api.wts.chat/core/v1/',
		'https://api.wts.chat/chat/v2',
		'https://api.wts.chat//crm//',
		'https://api.wts.chat/v1',
		'https://api.wts.chat/V1/',
		'  https://api.wts.chat\n',
	]) {
		it(`is the same one where the address is written ${JSON.stringify(spelling)}`, () => {
			const given = credential();
			const same = accountOf({ ...given, baseUrl: spelling });
			assert.equal(same.root, 'https://api.wts.chat');
			assert.equal(same.id, accountOf(given).id);
			assert.equal(same.paceOf(GENERAL).pacer, accountOf(given).paceOf(GENERAL).pacer);
		});
	}

	it('keeps what belongs to the address: its path, port and scheme', () => {
		const rootOf = (baseUrl: string) => accountOf(credential({ baseUrl })).root;
		assert.equal(rootOf('http://127.0.0.1:8080/'), 'http://127.0.0.1:8080');
		assert.equal(rootOf('http://[::1]:80/core'), 'http://[::1]');
		assert.equal(rootOf('https://gateway.example.com/Wts/core/v1'), 'https://gateway.example.com/Wts');
	});

	for (const baseUrl of [
		'api.wts.chat',
		'api.wts.chat:443',
		'ftp://api.wts.chat',
		'https://',
		'https://.',
		'https://api.wts.chat@127.0.0.1',
		'https://pn_key@api.wts.chat',
		'https://user:hidden@api.wts.chat',
		'https://api.wts.chat\\@127.0.0.1',
		'https://api.wts.chat?x=',
		'https://api.wts.chat#',
		'https://api.wts.chat/?token=hidden#/x',
		'https://api.wts chat',
	]) {
		it(`is none where the Base URL is ${baseUrl}`, () => {
			assert.throws(
				() => accountOf(credential({ baseUrl })),
				(error: Error & { description?: string }) => {
					assert.equal(error.message, 'The Base URL is no address');
					assert.match(error.description ?? '', /Enter the address of the API/);
					assert.doesNotMatch(error.description ?? '', /hidden|pn_key/);
					return true;
				},
			);
		});
	}

	for (const [name, displayName] of [
		['apiKey', 'API Key'],
		['baseUrl', 'Base URL'],
	]) {
		for (const empty of ['', ' \n', null]) {
			it(`is none where the ${displayName} is ${JSON.stringify(empty)}`, () => {
				const message = `The ${displayName} of the credential is empty`;
				assert.throws(() => accountOf(credential({ [name]: empty })), { message });
			});
		}
		it(`is none where an expression gives an object as ${displayName}`, () => {
			const message = `The ${displayName} of the credential is not a text`;
			assert.throws(() => accountOf(credential({ [name]: { a: 1 } })), { message });
			assert.throws(() => accountOf(credential({ [name]: ['pn_x'] })), { message });
		});
	}

	for (const apiKey of ['Bearer ', 'Bearer']) {
		it(`is none where the key is nothing but ${JSON.stringify(apiKey)}`, () => {
			assert.throws(() => accountOf(credential({ apiKey })), { message: 'The API Key of the credential is empty' });
		});
	}

	for (const apiKey of ['pn_x\r\nX-Injected: 1', 'pn_x y', 'pn_ç', 'pn_\u200bx']) {
		it(`is none where the key is ${JSON.stringify(apiKey)}, which no header can hold`, () => {
			const message = 'The API Key of the credential is not a key';
			assert.throws(() => accountOf(credential({ apiKey })), { message });
		});
	}

	it("is none where another package's credential type has left our fields out", () => {
		assert.throws(() => accountOf({ apiKey: 'pn_x' }), {
			message: 'Another package has taken the place of the credential type of WTS Chat',
		});
	});

	it('has the documented limits where an expression switches its own off', async () => {
		const account = accountOf(credential({ requestsPer5Seconds: 20, timeLimit: 5, adjustLimits: false }));
		assert.equal(await roomFor(account, GENERAL, 300), 200);
		assert.equal(account.timeLimit, 60_000);
	});

	it('is one for all credentials with the same address and key', () => {
		const given = credential();
		const account = accountOf(given);
		const same = accountOf({ ...given, baseUrl: 'https://api.wts.chat/core/', apiKey: `Bearer ${given.apiKey}` });
		assert.equal(same.paceOf(GENERAL).pacer, account.paceOf(GENERAL).pacer);
		assert.equal(same.paceOf(SEND).pacer, account.paceOf(SEND).pacer);
	});

	it('is another one with another key or address', () => {
		const given = credential();
		const account = accountOf(given);
		assert.notEqual(accountOf(credential()).paceOf(GENERAL).pacer, account.paceOf(GENERAL).pacer);
		const elsewhere = accountOf({ ...given, baseUrl: 'https://api.flw.chat' });
		assert.notEqual(elsewhere.paceOf(GENERAL).pacer, account.paceOf(GENERAL).pacer);
	});

	it('has a pacer of its own for the send family alone', () => {
		const { paceOf } = accountOf(credential());
		assert.notEqual(paceOf(SEND).pacer, paceOf(GENERAL).pacer);
		assert.equal(paceOf('/chat/v1/send/template/batch').pacer, paceOf(SEND).pacer);
		assert.equal(paceOf('/chat/v1/session/1/message').pacer, paceOf(GENERAL).pacer);
		assert.equal(paceOf('/core/v1/contact').pacer, paceOf(GENERAL).pacer);
	});

	it('has the documented limits', async () => {
		const account = accountOf(credential());
		assert.equal(await roomFor(account, GENERAL, 1_100), 200);
		assert.equal(await roomFor(account, SEND, 1_100), 1_000);
		assert.equal(account.timeLimit, 60_000);
	});

	it('has the limits that the credential sets', async () => {
		const account = accountOf(
			credential({ requestsPer5Seconds: 20, requestsPer5Minutes: 900, sendsPer2Minutes: 7, timeLimit: 5 }),
		);
		assert.equal(await roomFor(account, GENERAL, 1_100), 20);
		assert.equal(await roomFor(account, SEND, 1_100), 7);
		assert.equal(account.timeLimit, 5_000);
		const other = accountOf(credential({ requestsPer5Seconds: 100, requestsPer5Minutes: 30 }));
		assert.equal(await roomFor(other, GENERAL, 1_100), 30);
	});

	for (const nothing of [undefined, null, '']) {
		it(`keeps to the documented limits where one is ${JSON.stringify(nothing)}`, async () => {
			const account = accountOf({ ...credential(), requestsPer5Seconds: nothing, timeLimit: nothing } as never);
			assert.equal(await roomFor(account, GENERAL, 300), 200);
			assert.equal(account.timeLimit, 60_000);
		});
	}

	for (const nonsense of ['many', 0, 0.5, -5, Number.NaN, Infinity]) {
		for (const [name, displayName] of [
			['requestsPer5Seconds', 'Requests per 5 Seconds'],
			['requestsPer5Minutes', 'Requests per 5 Minutes'],
			['sendsPer2Minutes', 'Sends per 2 Minutes'],
			['timeLimit', 'Time Limit'],
		]) {
			it(`refuses ${displayName} of ${String(nonsense)}, which would let nothing pass`, () => {
				assert.throws(() => accountOf(credential({ [name]: nonsense })), {
					message: `The ${displayName} of the credential must be a number of at least 1`,
					description: new RegExp(`^“${String(nonsense)}” stands there`),
				});
			});
		}
	}

	it('lets no more pass than a limit with a fraction', async () => {
		assert.equal(await roomFor(accountOf(credential({ requestsPer5Seconds: 3.9 })), GENERAL, 10), 3);
	});

	it('counts what one credential sent against the limits of the other', async () => {
		const given = credential({ requestsPer5Seconds: 50 });
		assert.equal(await roomFor(accountOf(given), GENERAL, 30), 30);
		assert.equal(await roomFor(accountOf({ ...given, baseUrl: 'https://api.wts.chat/' }), GENERAL, 100), 20);
	});

	it('keeps to the limits of each credential, whichever was used last', async () => {
		const given = credential({ requestsPer5Seconds: 10 });
		const low = accountOf(given);
		const high = accountOf({ ...given, requestsPer5Seconds: 60 });
		assert.equal(await roomFor(low, GENERAL, 100), 10);
		assert.equal(await roomFor(high, GENERAL, 100), 50);
		assert.equal(await roomFor(low, GENERAL, 100), 0);
	});
});
