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
};

/** The steps of the board in their order. */
function stepsOf({ panels }: Account) {
	const panel = only(panels.values(), ({ title }) => title === settings.panelTitle);
	return panel.steps.filter(({ archived }) => !archived).sort((one, other) => one.position - other.position);
}
const titleOf = ({ title }: { title?: string | null }) => title ?? '';

/** The one record that a test is about. */
function only<T>(records: Iterable<T>, isMeant: (record: T) => boolean): T {
	const meant = [...records].filter(isMeant);
	assert.equal(meant.length, 1);
	return meant[0];
}

const contactOf = (account: Account) => only(account.contacts.values(), ({ name }) => name === settings.contactName);
const cardOf = (account: Account) =>
	only(account.cards.values(), ({ contactIds }) => contactIds.includes(contactOf(account).id));

export const lead: Trial = {
	example,
	settings: (account) => {
		const [first, next] = stepsOf(account);
		return { ...settings, firstStep: titleOf(first).toUpperCase(), nextStep: titleOf(next) };
	},
	declare,
};

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
			{ contact: settings.contactName, isNew: true, offer: 'SENT', card: key },
		]);
	});

	it('creates the contact', () => {
		assert.equal(contactOf(stage().sandbox.account).phoneNumber, '+55|11988887766');
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

	it('creates the card in the first step, with a note, and moves it to the next', () => {
		const { account } = stage().sandbox;
		const card = cardOf(account);
		const [first, next] = stepsOf(account);
		const [created] = outputOf(run, 'Create Card');
		assert.deepEqual([created.id, created.stepId], [card.id, first.id]);
		assert.equal(card.stepId, next.id);
		assert.deepEqual(
			card.notes.map(({ text }) => text),
			['Offer sent by WhatsApp.'],
		);
	});

	it('finds the contact at the second run, and makes no second one', async () => {
		const { sandbox } = stage();
		const before = sandbox.account.contacts.size;
		await stage().run(example, "When clicking 'Execute workflow'");
		assert.equal(sandbox.account.contacts.size, before);
		assert.deepEqual(sandbox.departures, []);
	});
}
