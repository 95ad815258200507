import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { addContact } from '../../sandbox/contacts.mts';
import type { Contact } from '../../sandbox/account.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { cardOn, panelOf, stepOf } from './crm.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const lead = ({ account }: Sandbox, more: Partial<Contact> = {}): Contact =>
	addContact(account, { name: 'Zélia Nóbrega', phoneNumber: '+55|11988887777', ...more });

const addForContact = (more: INodeParameters): INodeParameters => ({
	resource: 'card',
	operation: 'addForContact',
	contactId: byId('={{ $json.contact }}'),
	panelId: byId('Vendas'),
	title: 'Orçamento',
	...more,
});

const cardsOf = ({ account }: Sandbox, { id }: Contact) =>
	[...account.cards.values()].filter(({ contactIds }) => contactIds.includes(id));

const notesOn = ({ account }: Sandbox, cardId: unknown) =>
	[...(account.cards.get(String(cardId))?.notes.values() ?? [])].map(({ text }) => text);

describe('adding a card for a contact', () => {
	it('creates it in a step by name with all that was filled in, and puts the note on it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = lead(sandbox);
		const sales = panelOf(sandbox, 'SALES');
		const [{ userId }] = sandbox.account.agents.values();
		const [sessionId] = sandbox.account.sessions.keys();

		const { items } = await run({
			parameters: everyField('card', 'addForContact', {
				contactId: { __rl: true, mode: 'phoneNumber', value: '(11) 98888-7777' },
				panelId: byId('vendas'),
				stepId: byId('NEGOCIACAO'),
				title: 'Orçamento de Zélia',
				note: 'Pediu orçamento no site',
				additionalFields: {
					description: 'Cozinha planejada',
					dueDate: '2030-01-31T08:00:00',
					metadata: {},
					metadataJson: { origem: 'site' },
					monetaryAmount: 1234.5,
					position: 0,
					responsibleUserId: byId(String(userId)),
					sessionId: byId(sessionId),
					tagIds: [],
					tagNames: [sales.tags[0].name ?? ''],
				},
				specifyCustomFields: 'json',
				customFieldsJson: { desconto: '12.5' },
			}),
			credential,
		});

		const [card, ...others] = cardsOf(sandbox, contact);
		assert.deepEqual(others, []);
		assert.deepEqual(
			[card.stepId, card.title, card.description, card.metadata, card.monetaryAmount, card.responsibleUserId],
			[
				stepOf(sales, 'Negociação'),
				'Orçamento de Zélia',
				'Cozinha planejada',
				{ origem: 'site' },
				1234.5,
				userId,
			],
		);
		assert.deepEqual(card.customFields, { desconto: 12.5 });
		assert.deepEqual([card.sessionId, card.tagIds, card.contactIds], [sessionId, [sales.tags[0].id], [contact.id]]);
		assert.deepEqual(notesOn(sandbox, card.id), ['Pediu orçamento no site']);
		const [{ json }] = items;
		assert.deepEqual([json.outcome, json.id, json.key], ['created', card.id, card.key]);
		assert.ok(json.noteId);
	});

	it('finds the open card, in whichever step, changes nothing of it, and puts the note on it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = lead(sandbox);
		const sales = panelOf(sandbox, 'SALES');
		cardOn(sandbox, sales, { contactIds: [contact.id], status: 'WON' });
		const open = cardOn(sandbox, sales, { contactIds: [contact.id], stepId: stepOf(sales, 'Negociação') });
		cardOn(sandbox, [...sandbox.account.panels.values()].find(({ id }) => id !== sales.id) ?? sales, {
			contactIds: [contact.id],
		});
		const before = structuredClone(open);
		const count = sandbox.account.cards.size;

		for (const written of ['11 98888-7777', contact.id, 'zelia nobrega', '+55 11 8888-7777']) {
			const { items } = await run({
				parameters: addForContact({ note: `por ${written}`, additionalFields: { description: 'outra' } }),
				items: [{ contact: written }],
				credential,
			});
			assert.deepEqual([items[0].json.outcome, items[0].json.id], ['found', open.id], written);
		}
		assert.equal(sandbox.account.cards.size, count);
		assert.equal(notesOn(sandbox, open.id).length, 4);
		assert.deepEqual({ ...open, notes: [] }, before);
	});

	it('creates it in the first step where none is chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = lead(sandbox);
		const { steps } = panelOf(sandbox, 'SALES');
		await run({ parameters: addForContact({}), items: [{ contact: contact.id }], credential });
		const [first] = steps.toSorted((one, other) => one.position - other.position);
		assert.equal(cardsOf(sandbox, contact)[0].stepId, first.id);
	});

	it('makes one card of several leads with one contact, however it is given, the first item first', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const contact = lead(sandbox);
		const other = lead(sandbox, { name: 'Outra', phoneNumber: '+55|11977770000' });

		const { items } = await run({
			parameters: addForContact({ title: '=Lead {{ $itemIndex }}', note: '=nota {{ $itemIndex }}' }),
			items: ['zélia nóbrega', contact.id, '(11) 98888-7777', other.id, '1188887777', contact.id].map((given) => ({
				contact: given,
			})),
			credential,
		});

		const [card, ...doubles] = cardsOf(sandbox, contact);
		assert.deepEqual(doubles, []);
		assert.deepEqual(
			items.map(({ json, pairedItem }) => [json.outcome, json.title, pairedItem]),
			[0, 1, 2, 3, 4, 5].map((item) => [
				item === 0 || item === 3 ? 'created' : 'found',
				item === 3 ? 'Lead 3' : 'Lead 0',
				{ item },
			]),
		);
		assert.deepEqual(notesOn(sandbox, card.id).toSorted(), ['nota 0', 'nota 1', 'nota 2', 'nota 4', 'nota 5']);
	});

	it('makes one card of two executions at once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 20 });
		const contact = lead(sandbox);
		const parameters = addForContact({});

		const runs = await Promise.all(
			['(11) 98888-7777', contact.id, 'Zélia Nóbrega'].map((given) =>
				run({ parameters, items: [{ contact: given }], credential }),
			),
		);

		assert.deepEqual(
			runs.map(({ items }) => items[0].json.outcome).toSorted(),
			['created', 'found', 'found'],
		);
		assert.equal(cardsOf(sandbox, contact).length, 1);
	});

	it('finds the card that it made when the answer is lost, and makes no second one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = lead(sandbox);
		sandbox.faults.add({ kind: 'reset', method: 'POST', path: '/crm/v2/panel/card', when: 'after', times: 1 });

		const { items } = await run({ parameters: addForContact({}), items: [{ contact: contact.id }], credential });

		assert.equal(cardsOf(sandbox, contact).length, 1);
		assert.equal(items[0].json.outcome, 'created');
	});

	it('takes only the open cards of the contact where the service does not narrow the list', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = lead(sandbox);
		cardOn(sandbox, panelOf(sandbox, 'SALES'), { contactIds: [contact.id], status: 'LOST' });
		const list = handlers.cardList;
		assert.ok(list);
		handlers.cardList = (account, { query, ...request }) =>
			list(account, { ...request, query: { ...query, ContactId: undefined, Statuses: undefined } });
		t.after(() => {
			handlers.cardList = list;
		});

		const { items } = await run({ parameters: addForContact({}), items: [{ contact: contact.id }], credential });
		assert.equal(items[0].json.outcome, 'created');
	});

	it('says what became of the card when the note fails', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contact = lead(sandbox);
		sandbox.faults.add({ kind: 'formError', method: 'POST', path: '/crm/v1/panel/card/*/note' });

		const { error } = await run({
			parameters: addForContact({ note: 'Ligar' }),
			items: [{ contact: contact.id }],
			credential,
		});

		const [{ key }] = cardsOf(sandbox, contact);
		assert.ok(error?.description?.includes(`The card ${String(key)} was created; it is the note that failed.`));
	});

	it('says what to do where no contact has the phone number, and creates nothing', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const count = sandbox.account.cards.size;
		const { error } = await run({ parameters: addForContact({}), items: [{ contact: '11 97777-0000' }], credential });
		assert.equal(error?.message, 'No contact has this phone number');
		assert.match(error.description ?? '', /Find or Create/);
		assert.equal(sandbox.account.cards.size, count);
	});
});
