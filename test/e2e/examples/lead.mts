import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { before, it } from 'node:test';
import type { Account } from '../../../sandbox/account.mts';
import { contactByPhone } from '../../../sandbox/contacts.mts';
import type { Run } from '../../../harness/n8n/server.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'a-lead-from-contact-to-card';

/** What the sandbox's account has by these names; the contact is new to it, and the channel takes more than templates. */
const settings = {
	contactName: 'Joana Prado',
	phoneNumber: '+55 11 98888-7766',
	channelNumber: '+55 11 98765-0003',
	tagName: 'Orçamento enviado',
	portfolioName: 'Carteira Interior',
	panelTitle: 'Vendas',
	lostReason: 'Prazo de entrega',
};

/** The one record that a test is about. */
function only<T>(records: Iterable<T>, isMeant: (record: T) => boolean): T {
	const meant = [...records].filter(isMeant);
	assert.equal(meant.length, 1);
	return meant[0];
}

const contactOf = (account: Account) => only(account.contacts.values(), ({ name }) => name === settings.contactName);
const cardOf = (account: Account) =>
	only(account.cards.values(), ({ contactIds }) => contactIds.includes(contactOf(account).id));

export const lead: Trial = { example, settings: () => settings, declare };

function declare(stage: () => ExampleStage): void {
	let run: Run;
	before(async () => {
		const { sandbox } = stage();
		sandbox.reset();
		assert.equal(contactByPhone(sandbox.account, settings.phoneNumber), undefined);
		run = await stage().run(example, "When clicking 'Execute workflow'");
	});

	it('runs to its end, within the contract', () => {
		assert.equal(run.status, 'success');
		assert.deepEqual(stage().sandbox.departures, []);
		const { key } = cardOf(stage().sandbox.account);
		assert.deepEqual(outputOf(run, 'Result'), [
			{ contact: settings.contactName, card: key, status: 'LOST', sameBytes: true },
		]);
	});

	it('creates the contact and finds it by its number in three writings', () => {
		const { id, phoneNumber } = contactOf(stage().sandbox.account);
		assert.equal(phoneNumber, '+55|11988887766');
		const writings = outputOf(run, 'Split Out').map((item) => item.phoneNumber);
		assert.deepEqual(writings, ['+55 11 98888-7766', '(11) 98888-7766', '5511988887766']);
		const found = outputOf(run, 'Find Contact').map((contact) => contact.id);
		assert.deepEqual(found, [id, id, id]);
	});

	it('tags the contact and adds it to the portfolio', () => {
		const { account } = stage().sandbox;
		const { id, tagIds } = contactOf(account);
		const names = tagIds.map((tagId) => account.tags.get(tagId)?.name);
		assert.deepEqual(names, [settings.tagName]);
		const portfolio = only(account.portfolios.values(), ({ contacts }) => contacts.has(id));
		assert.equal(portfolio.name, settings.portfolioName);
	});

	it('sends the PDF, byte for byte', () => {
		const { account } = stage().sandbox;
		const session = only(account.sessions.values(), ({ contactId }) => contactId === contactOf(account).id);
		const message = only(session.messages, () => true);
		assert.equal(message.type, 'DOCUMENT');
		assert.equal(message.text, `Hello ${settings.contactName}, here is your offer.`);
		const file = account.files.get(message.fileId ?? '');
		assert.equal(file?.name, 'offer.pdf');
		assert.equal(file.mimeType, 'application/pdf');
		assert.ok(file.content);
		// Bytes that are no text: a way that takes them for one would spoil them.
		assert.ok(!isUtf8(file.content));
		assert.deepEqual(
			outputOf(run, 'Offer').map(({ pdf }) => pdf),
			[file.content.toString('base64')],
		);
	});

	it('creates the card, moves it to the second step, marks it as lost with the reason, and notes that', () => {
		const { account } = stage().sandbox;
		const card = cardOf(account);
		const panel = account.panels.get(card.panelId);
		const steps = panel?.steps.filter(({ archived }) => !archived).sort((a, b) => a.position - b.position) ?? [];
		const [created] = outputOf(run, 'Create Card');
		assert.deepEqual([created.id, created.stepId], [card.id, steps[0].id]);
		assert.equal(card.stepId, steps[1].id);
		assert.equal(card.status, 'LOST');
		const reason = panel?.lostReasons.find(({ id }) => id === card.lostReasonId);
		assert.equal(reason?.description, settings.lostReason);
		assert.deepEqual(
			card.notes.map(({ text }) => text),
			[`Offer sent, no deal: ${settings.lostReason}`],
		);
	});
}
