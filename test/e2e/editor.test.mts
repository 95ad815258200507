/** n8n's editor in a real browser with the packed package, step by step as a person uses it, the sandbox behind. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type * as WebhookFields from '../../nodes/WtsChat/fields/webhook.ts';
import type { Message, Session } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { shownFields, type Editor } from '../../harness/n8n/editor.mts';
import { openEditor } from '../../harness/n8n/openEditor.mts';
import { project } from '../../harness/package.mts';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { built } from '../built.mts';
import { setWatchedEmptyStage, type EmptyStage } from '../watchedStage.mts';
import {
	answerChatbot,
	completeOneSession,
	firstLookAtMessages,
	handOver,
	leaveSessionEmpty,
	lookAhead,
} from '../../harness/walks.mts';

const { knownEvents } = built<typeof WebhookFields>('nodes/WtsChat/fields/webhook');

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

describe('The editor in a real browser', { timeout: 1_200_000 }, () => {
	const resources = new AsyncDisposableStack();
	let stage: EmptyStage;
	let sandbox: Sandbox;
	let server: N8nServer;
	let editor: Editor;

	before(async () => {
		stage = resources.use(await setWatchedEmptyStage());
		({ sandbox } = stage);
		server = resources.use(await stage.n8n.start());
		editor = resources.use(await openEditor(server));
	});
	after(async () => await resources.disposeAsync());

	const sessionOf = (id: string | undefined): Session =>
		sandbox.account.sessions.get(id ?? '') ?? assert.fail(`No session ${id}`);
	const requestsTo = (operation: string) => sandbox.requests.filter((request) => request.operation === operation);

	it('somebody new completes a session with what the pictures show, and types no ID', async (t) => {
		const contacts = sandbox.account.contacts;
		const open = [...sandbox.account.sessions.values()].filter(
			({ status, contactId }) =>
				status !== 'COMPLETED' && status !== 'HIDDEN' && contacts.get(contactId)?.name?.startsWith('Inês '),
		);
		assert.ok(open.length > 1);
		let began = performance.now();

		for await (const { name, shows } of completeOneSession(editor, sandbox)) {
			const seconds = ((performance.now() - began) / 1000).toFixed(1);
			t.diagnostic(`${name}: after ${seconds} s and ${editor.clicks} clicks`);
			switch (name) {
				case 'find-node': {
					const [first] = await shows.getByTestId('node-creator-item-name').allInnerTexts();
					assert.equal(first, 'WTS Chat');
					const icon = shows.getByTestId('node-creator-action-item').first().locator('img').first();
					await icon.evaluate('(image) => image.decode()'); // throws where it is missing or broken
					break;
				}
				case 'choose-action':
					await shows.getByText('Session Actions').waitFor();
					break;
				case 'credential':
					assert.equal(await shows.getByTestId('apiKey').locator('input').getAttribute('type'), 'password');
					assert.ok(!(await shows.innerHTML()).includes(sandbox.key));
					assert.equal(sandbox.requests.at(-1)?.status, 200);
					break;
				case 'choose-session': {
					const offered = await editor.page.getByTestId('rlc-item').filter({ visible: true }).allInnerTexts();
					const numbers = offered.map((entry) => entry.split(' · ')[1]);
					assert.deepEqual(new Set(numbers), new Set(open.map(({ number }) => number)));
					break;
				}
				case 'complete-session': {
					const fields = await shownFields(editor.output);
					assert.equal(fields.get('success'), 'true');
					assert.equal(fields.get('status'), 'COMPLETED');
					assert.match(fields.get('title') ?? '', /^Inês /);
					const session = sessionOf(fields.get('sessionId'));
					assert.equal(session.status, 'COMPLETED');
					assert.equal(fields.get('number'), session.number);
				}
			}
			began = performance.now();
		}

		assert.equal(open.filter(({ id }) => sessionOf(id).status === 'COMPLETED').length, 1);
		assert.deepEqual(editor.typed, ['wts', sandbox.key, sandbox.url, 'ines']);
		assert.ok(editor.typed.every((text) => !UUID.test(text)));
	});

	it('the trigger listens for a test event; the next step takes its session to a department from the list', async () => {
		const subscriptions = () => [...sandbox.account.subscriptions.values()];
		const support = [...sandbox.account.departments.values()].find(({ name }) => name === 'Suporte Técnico');
		let message: Message | undefined;
		const receive = () => {
			message = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá! Quero trocar um produto.' });
		};

		for await (const { name, shows } of handOver(editor, receive)) {
			switch (name) {
				case 'choose-trigger': {
					const offered = await shows.getByTestId('node-creator-item-name').allInnerTexts();
					const triggers = offered.map((text) => text.trim()).filter((text) => text.startsWith('On '));
					const events = ['Other Events', ...knownEvents.map(({ name }) => name)];
					assert.deepEqual(
						triggers.map((text) => text.toLowerCase()).toSorted(),
						events.map((event) => `On ${event}`.toLowerCase()).toSorted(),
					);
					break;
				}
				case 'trigger':
					await shows.getByText('Message Received', { exact: true }).waitFor();
					assert.equal(await shows.getByText('Other Event Names or IDs').count(), 0);
					assert.equal(await shows.getByText('Webhook URLs').count(), 0);
					break;
				case 'listening': {
					const [subscription, ...others] = subscriptions();
					assert.deepEqual(others, []);
					assert.deepEqual(subscription?.events, ['MESSAGE_RECEIVED']);
					break;
				}
				case 'event-received': {
					const fields = await shownFields(shows);
					assert.equal(fields.get('event'), 'MESSAGE_RECEIVED');
					assert.equal(fields.get('sessionId'), message?.sessionId);
					assert.equal(fields.get('text'), message?.text);
					break;
				}
				case 'event-details': {
					const fields = await shownFields(shows);
					assert.ok(fields.has('session') && fields.has('contact'));
					assert.equal(fields.get('nameWhatsapp'), 'Íris');
					break;
				}
				case 'choose-department':
					// What the field will hold for the event that came in.
					await editor.parameters.getByText(message?.sessionId ?? 'no session').waitFor();
					break;
				case 'session-transferred': {
					const fields = await shownFields(editor.output);
					assert.equal(fields.get('sessionId'), message?.sessionId);
					assert.equal(fields.get('departmentId'), support?.id);
					assert.equal(sessionOf(message?.sessionId).departmentId, support?.id);
				}
			}
		}
		assert.deepEqual(subscriptions(), []);
	});

	it("a chatbot's block asks the test URL that the trigger shows, and goes the way that the next step answers", async () => {
		const lastCall = () => sandbox.account.blockCalls.at(-1) ?? assert.fail('No call of a block');
		let address = '';
		for await (const { name, shows } of answerChatbot(editor, sandbox)) {
			switch (name) {
				case 'chatbot-trigger':
					address = (await shows.locator('.webhook-wrapper').innerText()).trim();
					assert.match(address, /\/webhook-test\/.+\?token=.{27}$/);
					break;
				case 'chatbot-block':
					assert.equal(await shows.getByLabel('Webhook URL').inputValue(), address);
					break;
				case 'chatbot-called': {
					const fields = await shownFields(editor.output);
					assert.equal(fields.get('firstName'), 'Joana');
					// Nothing answers yet.
					assert.deepEqual([lastCall().status, lastCall().way, lastCall().problems], [200, 'webhook', []]);
					break;
				}
				case 'chatbot-keys': {
					const offered = editor.page.getByTestId('rlc-item').filter({ visible: true });
					assert.deepEqual(await offered.allInnerTexts(), ['KNOWN', 'UNKNOWN']);
					break;
				}
				case 'chatbot-respond': {
					const response = editor.parameters.getByTestId('resource-locator-response').getByTestId('rlc-input');
					assert.equal(await response.inputValue(), 'KNOWN');
					const operation = editor.parameters.getByTestId('parameter-input-operation').locator('input').first();
					assert.equal(await operation.inputValue(), 'Respond');
					break;
				}
				case 'chatbot-answered': {
					assert.deepEqual([lastCall().status, lastCall().way, lastCall().problems], [200, 'END', []]);
					const session = sessionOf(lastCall().sessionId);
					assert.equal(session.botId, null);
					assert.equal(session.messages.at(-1)?.text, 'O pedido 7045 sai hoje para entrega. 🚚');
				}
			}
		}
	});

	it('before the first run, a step is offered the fields that the one before it will give', async () => {
		const asked = requestsTo('sessionList').length;
		for await (const { shows } of lookAhead(editor)) {
			await shows.getByText('Usually outputs the following fields').waitFor();
			const fields = await shownFields(editor.input);
			for (const name of ['id', 'number', 'title', 'status', 'contactId']) assert.equal(fields.get(name), '', name);
			await editor.parameters.getByText('{{ $json.id }}').waitFor();
		}
		assert.equal(requestsTo('sessionList').length, asked);
	});

	it('who turns to messages is offered to send a text, to a contact on a channel that may stay empty', async () => {
		for await (const { shows } of firstLookAtMessages(editor)) {
			const operation = shows.getByTestId('parameter-input-operation').locator('input').first();
			assert.equal(await operation.inputValue(), 'Send Text');
			await shows.getByText('Text', { exact: true }).first().waitFor();
		}
	});

	it('an empty Session ID is called that, with the item, before anything is sent', async () => {
		const asked = sandbox.requests.length;
		for await (const { shows } of leaveSessionEmpty(editor)) {
			await shows.getByText('SessionID is empty! Fill in the SessionID field', { exact: true }).waitFor();
			await shows.getByText("'Session ID' holds nothing. [item 0]", { exact: true }).waitFor();
		}
		assert.equal(sandbox.requests.length, asked);
	});

	it('a wrong key is told in the dialog of the credential, and can be corrected there', async () => {
		await editor.openCredential();
		await editor.changeCredential({ apiKey: 'pn_wrong' });
		await editor.saveCredential();
		await editor.credentialDialog.getByText('Couldn’t connect with these settings').waitFor();

		await editor.changeCredential({ apiKey: sandbox.key });
		await editor.saveCredential();
		await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
		await editor.closeCredential();
	});

	it('the address of a workflow leads there, for whoever has to sign in first and for whoever has done so', async () => {
		const { name, nodes, connections } = JSON.parse(
			await readFile(path.join(project, 'examples/complete-a-session.json'), 'utf8'),
		);
		const { id } = await server.saveWorkflow({ name, nodes, connections });
		await using visitor = await openEditor(server, `/workflow/${id}`);
		for (const page of [visitor.page, editor.page]) {
			if (page === editor.page) await editor.openWorkflow(id);
			await page.getByText('Complete Session').first().waitFor();
			assert.equal(new URL(page.url()).pathname, `/workflow/${id}`);
		}
	});

	it('nothing that was sent departs from the contract', () => {
		assert.deepEqual(sandbox.departures, []);
	});
});
