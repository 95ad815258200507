import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

/** A resource locator in the mode "By URL", as the editor saves it. */
const byUrl = (value: string) => ({ __rl: true, mode: 'url', value, __regex: 'what the editor keeps of the field' });

const complete = (sessionId: INodeParameters): INodeParameters => ({
	resource: 'session',
	operation: 'complete',
	sessionId,
});

const getContact = (contactId: INodeParameters): INodeParameters => ({
	resource: 'contact',
	operation: 'get',
	contactId,
});

describe("picking by the address of the platform's web app", () => {
	/** Ways in which the page of a session is called up. */
	const addresses = (id: string) => [
		`https://app.wts.chat/chat2/sessions/${id}`,
		`https://app.wts.chat/chat2/sessions/${id}/`,
		`https://app.wts.chat/chat2/sessions/${id}/preview`,
		`https://web.brand.example/chat2/sessions/${id}?interactive=true`,
		`https://web.brand.example/chat2/sessions/${id}/preview?interactive=true#messages`,
		`http://localhost:8080/chat2/sessions/${id}`,
		`  app.wts.chat/chat2/sessions/${id}\n`,
		`https://web.brand.example/redirect?type=SESSION&id=${id}`,
		`https://web.brand.example/redirect?id=${id}&type=SESSION`,
		`https://web.brand.example/redirect/?utm=1&type=session&lang=pt&id=${id.toUpperCase()}&tab=2#end`,
		`web.brand.example/redirect?type=SESSION&id=${id}`,
	];

	it('completes a session, whichever the host is and whatever comes after the ID', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const forms = addresses('').length;
		const ids = sandbox.seedSessions({ count: forms });
		for (const [index, id] of ids.entries()) {
			const address = addresses(id)[index];
			const { items, error } = await run({ parameters: complete(byUrl(address)), credential });
			assert.equal(error, undefined, address);
			assert.equal(items[0].json.sessionId, id, address);
			assert.equal(sandbox.account.sessions.get(id)?.status, 'COMPLETED', address);
		}
	});

	for (const mode of ['url', 'id', 'list']) {
		it(`takes addresses and IDs from an expression: ${mode}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [one = '', other = '', third = ''] = sandbox.seedSessions({ count: 3 });

			const { items } = await run({
				parameters: complete({ __rl: true, mode, value: '={{ $json.session }}' }),
				items: [
					{ session: `https://app.wts.chat/chat2/sessions/${one}/preview` },
					{ session: other },
					{ session: `https://app.wts.chat/redirect?type=SESSION&id=${third}` },
				],
				credential,
			});

			assert.deepEqual(
				items.map(({ json }) => json.sessionId),
				[one, other, third],
			);
		});
	}

	for (const nothing of ['', '   ', null]) {
		it(`says of an empty one what it says of an empty ID: ${JSON.stringify(nothing)}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id] = sandbox.seedSessions({ count: 1 });

			const { error } = await run({
				parameters: complete(byUrl('={{ $json.url }}')),
				items: [{ url: `https://app.wts.chat/chat2/sessions/${id}` }, { url: nothing }],
				credential,
			});

			assert.equal(error?.message, 'SessionID is empty! Fill in the SessionID field');
			assert.equal(error?.description, "'Session ID' holds nothing. [item 1]");
			assert.deepEqual(sandbox.requests, []);
		});
	}

	for (const wrong of [
		'https://app.wts.chat/chat2/sessions',
		'https://app.wts.chat/chat2/sessions/2026112600121',
		'https://app.wts.chat/chat2/sessions/11111111-2222-4333-8444-5555555555556',
		'https://app.wts.chat/redirect?type=PANEL&id=11111111-2222-4333-8444-555555555555',
		'https://app.wts.chat/redirect?type=SESSIONS&id=11111111-2222-4333-8444-555555555555',
		'https://app.wts.chat/redirect?type=SESSION&id=2026112600121',
		'https://app.wts.chat/?next=/chat2/sessions/11111111-2222-4333-8444-555555555555',
	]) {
		it(`names the item whose address holds no session: ${wrong}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });

			const { error } = await run({
				parameters: complete(byUrl('={{ $json.url }}')),
				items: [{ url: id }, { url: wrong }],
				credential,
			});

			assert.equal(error?.message, 'SessionID is not valid');
			assert.equal(
				error.description,
				`“${wrong}” was given. The address of a session in the platform looks like https://app.wts.chat/chat2/sessions/6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10. [item 1]`,
			);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('says of what is neither what an ID looks like', async (t) => {
		const { credential } = await sandboxFor(t);
		const { error } = await run({ parameters: complete(byUrl("={{ '2026/00121' }}")), credential });
		assert.match(error?.description ?? '', /^“2026\/00121” was given\. .* The ID of a session looks like 6f1b7c1e/);
	});

	it('says of what is no phone number what one looks like, where it was to be one', async (t) => {
		const { credential } = await sandboxFor(t);
		const byNumber = { __rl: true, mode: 'phoneNumber', value: '={{ $json.phone }}' };
		const { error } = await run({ parameters: complete(byNumber), items: [{ phone: '1234' }], credential });
		assert.equal(error?.message, 'SessionID is not valid');
		assert.match(error.description ?? '', /^“1234” was given\. A phone number looks like .* \[item 0\]$/);
	});

	const LINKS = {
		session: ['/chat2/sessions/ID', '/redirect?type=SESSION&id=ID'],
		contact: ['/contacts/ID', '/redirect?id=ID&type=CONTACT'],
		card: ['/redirect?type=CARD&id=ID'],
	};
	const get = (thing: string, picked: INodeParameters): INodeParameters => ({
		resource: thing,
		operation: 'get',
		[`${thing}Id`]: picked,
	});
	for (const [thing, others] of Object.entries({
		session: [...LINKS.contact, ...LINKS.card],
		contact: [...LINKS.session, ...LINKS.card],
		card: [...LINKS.session, ...LINKS.contact],
	})) {
		it(`says of a link what it is the link of, where a ${thing} is wanted`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			for (const other of others) {
				const link = `https://web.brand.example${other.replace('ID', '11111111-2222-4333-8444-555555555555')}`;
				const what = /sessions|SESSION/.test(link) ? 'session' : /contacts|CONTACT/.test(link) ? 'contact' : 'card';
				const words = `This is the link of a ${what}, not of a ${thing}`;
				for (const mode of ['url', 'id', 'list']) {
					const { error } = await run({
						parameters: get(thing, { __rl: true, mode, value: `={{ '${link}' }}` }),
						credential,
					});
					assert.match(error?.message ?? '', /^(Session|Contact|Card)(ID)? is not valid$/);
					assert.equal(error?.description, `“${link}” was given. ${words}. [item 0]`);
				}
				// Where it was typed, n8n says so in the editor.
				for (const mode of ['url', 'id']) {
					await assert.rejects(
						run({ parameters: get(thing, { __rl: true, mode, value: link }), credential }),
						new RegExp(words),
					);
				}
			}
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('takes a typed link of the platform as a URL and as an ID', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.keys();
		const [contact] = sandbox.account.contacts.keys();
		const [card] = sandbox.account.cards.keys();
		for (const [thing, id] of Object.entries({ session, contact, card })) {
			const link = `https://web.brand.example/redirect?type=${thing.toUpperCase()}&id=${id}`;
			for (const mode of ['url', 'id']) {
				const { items, error } = await run({ parameters: get(thing, { __rl: true, mode, value: link }), credential });
				assert.equal(error, undefined);
				assert.equal(items[0].json.id, id);
			}
		}
	});

	it("takes a session's own link, whichever form it has", async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const parameters = { resource: 'session', operation: 'complete', sessionId: byId('={{ $json.previewUrl }}') };
		sandbox.seedSessions({ count: 8 });
		const shown = await run({
			parameters: {
				resource: 'session',
				operation: 'getAll',
				output: 'raw',
				limit: 20,
				filters: { status: ['STARTED', 'PENDING', 'IN_PROGRESS'] },
			},
			credential,
		});
		const links = shown.items.map(({ json }) => String(json.previewUrl));
		assert.ok(links.some((link) => link.includes('/redirect?')) && links.some((link) => link.includes('/chat2/')));
		const { items } = await run({ parameters, items: links.map((previewUrl) => ({ previewUrl })), credential });
		assert.deepEqual(
			items.map(({ json }) => json.id),
			shown.items.map(({ json }) => json.id),
		);
	});

	it('gets a contact, which has an ID, an address and a phone number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [contact] = sandbox.account.contacts.values();
		const digits = (contact.phoneNumber ?? '').replace(/\D/g, '');
		const { items } = await run({
			parameters: getContact({ __rl: true, mode: 'url', value: '={{ $json.contact }}' }),
			items: [
				{ contact: `https://app.wts.chat/contacts/${contact.id}` },
				{ contact: `https://web.brand.example/contacts/${contact.id}?tab=notes` },
				{ contact: contact.id },
				{ contact: `https://web.brand.example/redirect?type=CONTACT&id=${contact.id}` },
				{ contact: contact.phoneNumber },
				{ contact: `https://wa.me/${digits}` },
				{ contact: `${digits}@s.whatsapp.net` },
				{ contact: `https://api.whatsapp.com/send?phone=${digits}&text=Oi` },
			],
			credential,
		});
		assert.deepEqual(
			items.map(({ json }) => json.id),
			items.map(() => contact.id),
		);
		assert.equal(items.length, 8);
		assert.deepEqual(sandbox.requests[0].path, `/core/v1/contact/${contact.id}`);
	});

	it('names the item whose address holds no contact', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const address = byUrl("={{ 'https://app.wts.chat/contacts' }}");
		const { error } = await run({ parameters: getContact(address), credential });
		assert.equal(error?.message, 'Contact is not valid');
		assert.match(
			error.description ?? '',
			/“.*contacts” was given\. The address of a contact .*\/contacts\/.* \[item 0\]$/,
		);
		assert.deepEqual(sandbox.requests, []);
	});

	it('is checked by n8n before a run where it was typed', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const typed = complete(byUrl('https://app.wts.chat/chat2/sessions'));
		await assert.rejects(run({ parameters: typed, credential }), /The address of a session in the platform looks like/);
		const { error } = await run({ parameters: complete(byUrl('')), credential });
		assert.equal(error?.message, 'SessionID is empty! Fill in the SessionID field');
		assert.deepEqual(sandbox.requests, []);
	});

	it('narrows a list, where the field stands in a collection', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ contactId }] = sandbox.account.sessions.values();
		const filters = { contactId: byUrl(`https://app.wts.chat/contacts/${contactId}`) };
		const { items } = await run({ parameters: { resource: 'session', operation: 'getAll', filters }, credential });
		assert.ok(items.length > 0);
		assert.ok(items.every(({ json }) => json.contactId === contactId));
		assert.equal(new URLSearchParams(sandbox.requests[0].query).get('ContactId'), contactId);
	});

	it('is no way to pick what has no page of its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id] = sandbox.account.departments.keys();
		const departmentId = byId(`={{ 'https://app.wts.chat/departments/${id}' }}`);
		const { error } = await run({ parameters: { resource: 'department', operation: 'get', departmentId }, credential });
		assert.match(error?.description ?? '', /departments\/.*” was given\. The departments are .*“Vendas”/);
	});
});
