import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Contact } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { openSession, type NewSession } from '../../sandbox/sessions.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const byPhone = (value: string) => ({ __rl: true, mode: 'phoneNumber', value });

const findOpen = (contactId: INodeParameters[string], more: INodeParameters = {}): INodeParameters => ({
	resource: 'session',
	operation: 'findOpen',
	contactId,
	...more,
});

/** A contact that nobody has written with. */
const contactIn = ({ account }: Sandbox, phoneNumber = '+55|11988887777'): Contact =>
	addContact(account, { name: 'Zélia Nóbrega', phoneNumber });

/** Opens a session for a contact on one of the account's channels, by its place; it began so many minutes ago. */
function sessionOf({ account }: Sandbox, contact: Contact, minutes: number, given: NewSession = {}, place = 0): string {
	const channel = [...account.channels.values()][place];
	const createdAt = new Date(account.clock.now() - minutes * 60_000).toISOString();
	return openSession(account, contact, channel, { createdAt, ...given }).id;
}

describe('finding the open session of a contact', () => {
	it('finds it by the ID of the contact, with every option', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		const [channelId] = sandbox.account.channels.keys();
		sessionOf(sandbox, contact, 60, { status: 'COMPLETED' });
		const hidden = sessionOf(sandbox, contact, 5, { status: 'HIDDEN' });

		const { items } = await run({
			parameters: everyField('session', 'findOpen', {
				contactId: byId(contact.id),
				output: 'simplified',
				options: {
					channelIds: [channelId],
					ifNotFound: 'error',
					includeDetails: ['ContactDetails', 'ChannelTypeDetails'],
					includeHidden: true,
				},
			}),
			credential,
		});

		assert.equal(items.length, 1);
		const { id, status, channelType, contactDetails, windowStatus, ...others } = items[0].json;
		assert.deepEqual([id, status, channelType, windowStatus], [hidden, 'HIDDEN', 'CLOUDAPI_WHATSAPP', 'NOT_STARTED']);
		assert.equal((contactDetails as { name: string }).name, 'Zélia Nóbrega');
		assert.ok(!('companyId' in others), 'it is simple');
		assert.equal(sandbox.requests.length, 1);
	});

	it('gives all of it when it is not to be simplified', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		const open = sessionOf(sandbox, contact, 5);

		const { items } = await run({ parameters: findOpen(byId(contact.id), { output: 'raw' }), credential });

		assert.equal(items[0].json.id, open);
		assert.match(String(items[0].json.previewUrl), new RegExp(open));
		assert.ok(!('contactDetails' in items[0].json), 'no details that were not asked for');
	});

	for (const written of ['+55 11 98888-7777', '(11) 98888-7777', '5511988887777', '+55|11988887777', '11 8888-7777']) {
		it(`finds it by the phone number “${written}”`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const open = sessionOf(sandbox, contactIn(sandbox), 5);

			const { items } = await run({ parameters: findOpen(byPhone(written)), credential });

			assert.deepEqual(
				items.map(({ json }) => json.id),
				[open],
			);
		});
	}

	it('finds it with the ninth digit where the number is kept without', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const open = sessionOf(sandbox, contactIn(sandbox, '+55|3188887777'), 5);

		const { items } = await run({ parameters: findOpen(byPhone('(31) 98888-7777')), credential });

		assert.equal(items[0].json.id, open);
	});

	it('takes the newest of several, in whatever order and on whatever channels they come', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		sessionOf(sandbox, contact, 50, { status: 'PENDING' }, 2);
		const newest = sessionOf(sandbox, contact, 10, { status: 'IN_PROGRESS' }, 0);
		sessionOf(sandbox, contact, 30, { status: 'STARTED' }, 1);
		sessionOf(sandbox, contact, 1, { status: 'COMPLETED' }, 1);
		sessionOf(sandbox, contact, 2, { status: 'HIDDEN' }, 2);

		const { items } = await run({ parameters: findOpen(byId(contact.id)), credential });

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[newest],
		);
	});

	it('looks on the given channels alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		const channels = [...sandbox.account.channels.keys()];
		sessionOf(sandbox, contact, 10, {}, 0);
		const wanted = sessionOf(sandbox, contact, 40, {}, 1);
		sessionOf(sandbox, contact, 50, {}, 2);

		const { items } = await run({
			parameters: findOpen(byId(contact.id), { options: { channelIds: [channels[1], channels[2]] } }),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.id),
			[wanted],
		);
	});

	it('says whether the contact is missing or has no open session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = contactIn(sandbox);
		sessionOf(sandbox, contact, 10, { status: 'COMPLETED' });
		sessionOf(sandbox, contact, 5, { status: 'HIDDEN' }, 1);

		const { items, failed } = await run({
			parameters: findOpen('={{ $json.contact }}'),
			items: [{ contact: contact.id }, { contact: '+351 912 345 678' }, { contact: '(11) 97777-0000' }],
			onError: 'continueErrorOutput',
			credential,
		});

		assert.deepEqual(items, []);
		assert.deepEqual(
			failed.map(({ json, pairedItem }) => [json.error, pairedItem]),
			[
				['The contact has no open session', { item: 0 }],
				['No contact has this phone number', { item: 1 }],
				['No contact has this phone number', { item: 2 }],
			],
		);
		const { description } = failed[0].json.details as { description: string };
		assert.match(description, /'If Not Found' to 'Return Nothing'/);
	});

	it('gives nothing for those that are not found, and the others in the order of the items', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const ids = sandbox.seedSessions({ count: 25 });
		const contacts = ids.map((id) => sandbox.account.sessions.get(id)?.contactId ?? '');
		// The first has to be asked for again, so that others are ready before it.
		sandbox.faults.add({ kind: 'serverError', path: '/chat/v2/session', times: 1 });

		const { items } = await run({
			parameters: findOpen('={{ $json.contact }}', { options: { ifNotFound: 'nothing' } }),
			items: [
				...contacts.map((contact) => ({ contact })),
				{ contact: '(11) 97777-0000' },
				{ contact: contactIn(sandbox).id },
				{ contact: contacts[0] },
			],
			credential,
		});

		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.id, pairedItem]),
			[...ids.map((id, item) => [id, { item }]), [ids[0], { item: 27 }]],
		);
	});

	it('names what is neither an ID nor a phone number, before anything is sent for any item', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: findOpen('={{ $json.contact }}'),
			items: [{ contact: UNKNOWN_ID }, { contact: 'Zélia' }],
			credential,
		});

		assert.equal(error?.message, 'The contact is neither an ID nor a phone number');
		assert.equal(error?.context?.itemIndex, 1);
		assert.deepEqual(sandbox.requests, []);
	});
});
