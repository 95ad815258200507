import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Session } from '../../sandbox/account.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { usualBlock } from '../../sandbox/talks.mts';
import { startBrowser } from '../../harness/browser.mts';
import { until } from '../../harness/until.mts';

/** The page of a sandbox of a test's own, in a browser window of its own. */
interface Opened {
	sandbox: Sandbox;
	page: Page;
	/** Calls the API as n8n does; returns the answer's status. */
	call(method: string, path: string, body?: object): Promise<number>;
}

let browser: Browser;

/** Opens the page; a test fails that lets anything go wrong in it. */
async function open(
	test: TestContext,
	options: SandboxOptions = {},
	{ hash = '', ...context }: BrowserContextOptions & { hash?: string } = {},
): Promise<Opened> {
	const sandbox = await startSandbox(options);
	const window = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context });
	const page = await window.newPage();
	const problems: string[] = [];
	page.on('pageerror', (error) => problems.push(String(error)));
	// What the sandbox refuses, the browser notes as an error; the page says it to the person.
	const isRefusal = (text: string) => text.includes('responded with a status of 400');
	page.on('console', (entry) => entry.type() === 'error' && !isRefusal(entry.text()) && problems.push(entry.text()));
	test.after(async () => {
		await window.close();
		await sandbox.close();
		assert.deepEqual(problems, []);
	});
	await page.goto(`${sandbox.url}/${hash}`);
	await page.getByText('Live', { exact: true }).waitFor();
	await rows(page).first().waitFor();
	const call = async (method: string, path: string, body?: object) => {
		const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
		const response = await fetch(sandbox.url + path, { method, headers, body: body && JSON.stringify(body) });
		await response.arrayBuffer();
		return response.status;
	};
	return { sandbox, page, call };
}

const rows = (page: Page) => page.getByRole('navigation', { name: 'Sessions' }).getByRole('link');
const head = (page: Page) => page.locator('#head');
const composer = (page: Page) => page.getByRole('textbox', { name: /^Write as/ });
const message = (page: Page, text: string) => page.getByRole('log').locator('.message').filter({ hasText: text });
const statuses = (page: Page) => page.getByRole('combobox', { name: 'Status' });

/** Waits until there is exactly so much of something. */
async function amount(locator: Locator, count: number): Promise<void> {
	await until(`${count} are shown`, async () => (await locator.count()) === count, 20);
}

/** Waits until a part shows a text. */
const shows = (part: Locator, text: string | RegExp) => part.filter({ hasText: text }).waitFor();

/** A contact's message opens a session; returns its id. */
const newcomer = (sandbox: Sandbox, text = 'Olá', name = 'Joana Conceição') =>
	sandbox.receive({ phoneNumber: '5541977770000', name, text }).sessionId;

describe('The sandbox as a page', { timeout: 120_000 }, () => {
	before(async () => {
		browser = await startBrowser();
	});
	after(async () => await browser.close());

	it('shows the account: how many sessions in each status, the last written in first, and finds one', async (t) => {
		const { sandbox, page } = await open(t, { sessions: 10_000 });
		const sessions = [...sandbox.account.sessions.values()];
		const amountOf = (wanted: Session['status']) => sessions.filter(({ status }) => status === wanted).length;
		await shows(
			statuses(page),
			`All ${sessions.length.toLocaleString('en')}Started ${amountOf('STARTED')}Pending ${amountOf('PENDING')}`,
		);

		const time = ({ lastInteractionDate, createdAt }: Session) => lastInteractionDate ?? createdAt;
		const newest = sessions.toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) < time(b) ? 1 : -1));
		const shown = await rows(page).locator('strong').allTextContents();
		assert.deepEqual(
			shown.slice(0, 8),
			newest.slice(0, 8).map(({ title }) => title),
		);
		assert.equal(shown.length, 100);
		await page.getByRole('button', { name: 'Show more' }).click();
		await amount(rows(page), 200);

		await statuses(page).selectOption('PENDING');
		await amount(rows(page).filter({ hasNotText: 'Pending' }), 0);
		assert.equal(await rows(page).count(), amountOf('PENDING'));

		await statuses(page).selectOption('');
		const wanted = sessions[9_000] ?? assert.fail();
		const contact = sandbox.account.contacts.get(wanted.contactId);
		await page.getByRole('searchbox').fill(contact?.phoneNumberFormatted ?? '');
		await amount(rows(page), 1);
		await rows(page).click();
		await shows(head(page), contact?.name ?? '');
		await page.getByRole('searchbox').fill('ninguém tem este nome');
		await page.getByText('Nothing matches “ninguém tem este nome”.').waitFor();
	});

	it('gives base URL, API key and session ID to copy', async (t) => {
		const { sandbox, page } = await open(t, {}, { permissions: ['clipboard-read', 'clipboard-write'] });
		const copied = async (what: string) => {
			await page.getByRole('button', { name: `Copy ${what}` }).click();
			await page.getByRole('button', { name: `Copied ${what}` }).waitFor();
			return String(await page.evaluate('navigator.clipboard.readText()'));
		};
		await page.getByText(sandbox.key).waitFor();
		assert.equal(await copied('base URL'), sandbox.url);
		assert.equal(await copied('API key'), sandbox.key);
		await rows(page).first().click();
		assert.ok(sandbox.account.sessions.has(await copied('session ID')));
	});

	it('lets one write as the contact, and shows live what the API answers, notes and completes', async (t) => {
		const { sandbox, page, call } = await open(t);
		const id = newcomer(sandbox, 'Meu pedido não chegou 😕');
		await rows(page).filter({ hasText: 'Joana Conceição' }).click();
		await message(page, 'Meu pedido não chegou 😕').waitFor();
		await shows(head(page).locator('.status'), 'Pending');

		await composer(page).fill('É o número 7045.');
		await composer(page).press('Shift+Enter');
		await page.keyboard.type('Pode ver?');
		await composer(page).press('Enter');
		await shows(page.locator('.message.from-contact'), /É o número 7045\.\nPode ver\?/);
		assert.equal(sandbox.account.sessions.get(id)?.lastMessageText, 'É o número 7045.\nPode ver?');
		assert.equal(await composer(page).inputValue(), '');

		await call('POST', `/chat/v1/session/${id}/message`, { text: 'Já saiu para entrega! 🚚' });
		await shows(page.locator('.message.to-contact'), 'Já saiu para entrega! 🚚');
		await message(page, 'Já saiu').getByRole('img', { name: 'Delivered' }).waitFor();
		await call('POST', `/chat/v1/session/${id}/note`, { text: 'Rastreio enviado.' });
		await shows(page.locator('.message.note'), 'Rastreio enviado.');

		await call('PUT', `/chat/v1/session/${id}/complete`, { reactivateOnNewMessage: true });
		await shows(head(page).getByRole('status').locator('.changed'), 'Completed');
		await shows(rows(page).filter({ hasText: 'Joana Conceição' }).locator('.status.changed'), 'Completed');
		await page.getByText('A message reactivates this session.').waitFor();
		const request =
			/200\s*PUT \/chat\/v1\/session\/\w{4}…\/complete\s*sessionComplete\s*(<?\d+ ms|\d+\.\d s)\s*\d\d:\d\d:\d\d/;
		const last = page.locator('#requests li.of-session').first();
		await shows(last, request);
		await last.locator('summary').click();
		await last.getByText('"reactivateOnNewMessage": true').waitFor();

		await composer(page).fill('Obrigada!');
		await page.getByRole('button', { name: 'Send as the contact' }).click();
		await shows(head(page).locator('.status.changed'), 'Pending');
		assert.equal(sandbox.account.sessions.get(id)?.status, 'PENDING');
		await call('PUT', `/chat/v1/session/${id}/complete`, {});
		await page.getByText('A message opens a new session.').waitFor();
		await composer(page).fill('Voltei!');
		await composer(page).press('Enter');
		await amount(page.getByRole('log').locator('.message'), 1);
		assert.ok(!page.url().includes(id));
		await page.getByRole('link', { name: sandbox.account.sessions.get(id)?.number ?? '' }).click();
		await shows(head(page).locator('.status'), 'Completed');
		assert.deepEqual(sandbox.departures, []);
	});

	it('sends a picture as the contact, and shows it', async (t) => {
		const { sandbox, page } = await open(t);
		const id = newcomer(sandbox);
		await page.goto(`${sandbox.url}/#session/${id}`);
		const buffer = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
		await page.getByLabel('Picture').setInputFiles({ name: 'comprovante.svg', mimeType: 'image/svg+xml', buffer });
		await page.getByRole('button', { name: 'Send as the contact' }).click();
		const picture = page.getByRole('log').getByRole('img', { name: 'comprovante.svg' });
		await picture.waitFor();
		const width = await page.evaluate(
			"{ const image = document.querySelector('#messages img'); image.decode().then(() => image.naturalWidth) }",
		);
		assert.equal(width, 9);
		const stored = [...sandbox.account.messages.values()].find(({ type }) => type === 'IMAGE');
		assert.equal(stored?.sessionId, id);
		assert.equal(stored.text, null);
		assert.equal(stored.details.file?.size, buffer.length);
	});

	it('sends several files and texts in a row', async (t) => {
		const { sandbox, page } = await open(t);
		const id = newcomer(sandbox);
		await page.goto(`${sandbox.url}/#session/${id}`);
		const buffer = Buffer.from('%PDF-1.7');
		await page.getByLabel('Pictures and files').setInputFiles([
			{ name: 'a.pdf', mimeType: 'application/pdf', buffer },
			{ name: 'b.pdf', mimeType: 'application/pdf', buffer },
		]);
		await composer(page).fill('Os dois contratos\n\nPode ver?\nObrigada');
		await composer(page).press('Enter');
		await message(page, 'Pode ver?').waitFor();
		const written = sandbox.account.sessions.get(id)?.messages.slice(-3) ?? [];
		assert.deepEqual(
			written.map(({ type, text, details }) => [type, text, details.file?.name]),
			[
				['DOCUMENT', 'Os dois contratos', 'a.pdf'],
				['DOCUMENT', null, 'b.pdf'],
				['TEXT', 'Pode ver?\nObrigada', undefined],
			],
		);
		await page.getByRole('link', { name: 'b.pdf' }).waitFor();
	});

	it('sends voice messages, places and contacts, and shows them', async (t) => {
		const { sandbox, page } = await open(t);
		await page.goto(`${sandbox.url}/#session/${newcomer(sandbox)}`);
		const sendAs = async (kind: string, said: string) => {
			await page.getByLabel('What is sent').selectOption(kind);
			await composer(page).fill(said);
			await page.getByRole('button', { name: 'Send as the contact' }).click();
		};
		await sendAs('AUDIO', 'Pode ligar?');
		await page.getByLabel('audio.ogg').waitFor();
		const seconds = await page.evaluate(
			"new Promise((resolve, reject) => { const sound = document.querySelector('#messages audio'); sound.onloadedmetadata = () => resolve(sound.duration); sound.onerror = () => reject(sound.error.message); sound.load(); sound.preload = 'metadata'; })",
		);
		assert.ok(Number(seconds) > 1 && Number(seconds) < 2, `${String(seconds)} seconds`);
		await message(page, '“Pode ligar?”').waitFor();
		await sendAs('LOCATION', 'Praça Tiradentes');
		await message(page, 'Praça Tiradentes · -23.55052, -46.633308').waitFor();
		await sendAs('CONTACT', 'Íris');
		await message(page, 'Íris · (11) 97777-0000').waitFor();
		assert.deepEqual(sandbox.departures, []);
	});

	it('shows what a chatbot lets the contact choose from, and takes the choice', async (t) => {
		const { sandbox, page } = await open(t);
		const question = { text: 'Que dia?', type: 'BUTTONS', options: [{ text: 'Terça' }, { text: '<b>Quarta</b>' }] };
		const n8n = createServer((_, response) => response.end(JSON.stringify(question)));
		await once(n8n.listen(0, '127.0.0.1'), 'listening');
		t.after(() => n8n.close());
		const { port } = n8n.address() as AddressInfo;
		const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
		assert.ok(bot);
		const block = { ...usualBlock, key: 'day', type: 'DYNAMIC_QUESTION', tolerance: 0 } as const;
		sandbox.setBlocks(bot.id, [{ ...block, url: `http://127.0.0.1:${port}` }]);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Quero marcar' });

		await page.goto(`${sandbox.url}/#session/${sessionId}`);
		const choices = page.getByRole('group', { name: 'Choices of the chatbot' });
		await message(page, 'Que dia?').waitFor();
		await amount(choices.getByRole('button'), 2);
		await choices.getByRole('button', { name: '<b>Quarta</b>' }).click();

		await message(page, '<b>Quarta</b>').waitFor();
		await choices.waitFor({ state: 'hidden' });
		assert.equal(sandbox.account.sessions.get(sessionId)?.botId, null);
	});

	it('lets a chatbot ask an address, and shows what it sent, what it got, and what was wrong', async (t) => {
		const { sandbox, page } = await open(t);
		const answers = [{ messages: [{ text: 'Olá, aqui é o n8n' }] }, { response: 'NONE' }];
		const n8n = createServer((_, response) => response.end(JSON.stringify(answers.shift())));
		await once(n8n.listen(0, '127.0.0.1'), 'listening');
		t.after(() => n8n.close());
		const url = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/`;
		const form = page.getByRole('dialog', { name: 'The chatbot asks n8n' });
		await page.getByRole('button', { name: 'Webhook block' }).click();
		await form.getByLabel('Webhook URL').fill(url);
		await form.getByLabel('Response keys').fill('KNOWN, UNKNOWN ,');
		await form.getByRole('button', { name: 'Set' }).click();
		await form.waitFor({ state: 'hidden' });
		const [[block]] = [...sandbox.account.blocks.values()];
		assert.deepEqual([block?.url, block?.ways, block?.listens], [url, { KNOWN: 'END', UNKNOWN: 'END' }, true]);

		const id = newcomer(sandbox, 'Bom dia');
		sandbox.advance(2_000);
		await page.goto(`${sandbox.url}/#session/${id}`);
		await message(page, 'Olá, aqui é o n8n').waitFor();
		sandbox.receive({ sessionId: id, text: 'Meu pedido?' });
		sandbox.advance(2_000);
		const calls = page.getByRole('list', { name: 'Calls of the chatbot' }).getByRole('listitem');
		await amount(calls, 2);
		await calls.first().getByRole('group').click();
		await calls.first().getByText('response "NONE" is none of the keys').waitFor();
		await shows(calls.first().locator('pre'), /^\{"response":"NONE"\}[^]*"text": "Meu pedido\?"/);

		await page.getByRole('button', { name: 'Webhook block' }).click();
		assert.equal(await form.getByLabel('Response keys').inputValue(), 'KNOWN, UNKNOWN');
		await form.getByLabel('Response keys').fill('END');
		await form.getByLabel('URL of a dynamic question').fill(url);
		await form.getByRole('button', { name: 'Set' }).click();
		await form.waitFor({ state: 'hidden' });
		const [blocks = []] = [...sandbox.account.blocks.values()];
		assert.deepEqual(
			blocks.map(({ type, next }) => [type, next]),
			[
				['DYNAMIC_QUESTION', 'webhook'],
				['WEBHOOK', 'END'],
			],
		);
	});

	it('shows HTML as the text that it is, wherever it comes from', async (t) => {
		const { sandbox, page, call } = await open(t);
		const html = '<img src=x onerror="document.title=`hurt`"><script>document.title="hurt"</script><b>negrito</b>';
		const id = newcomer(sandbox, html, `Zé ${html}`);
		const tag = [...sandbox.account.tags.values()][0] ?? assert.fail('The seed has no tag');
		tag.name = html;
		const contact = sandbox.account.contacts.get(sandbox.account.sessions.get(id)?.contactId ?? '') ?? assert.fail();
		Object.assign(contact, { tagIds: [tag.id], annotation: html, customFields: { [html]: html } });
		await call('POST', `/chat/v1/session/${id}/note`, { text: html });
		await call('POST', `/chat/v1/session/${id}/note`, { filesUrls: ['javascript:document.title="hurt"'] });
		await call('GET', `/chat/v2/session?Html=${encodeURIComponent(html)}`);
		await rows(page).filter({ hasText: 'Zé <img' }).click();
		await page.locator('.message.note').filter({ hasText: html }).waitFor();
		await message(page, html).first().waitFor();
		assert.equal(await page.locator('#details dd').filter({ hasText: html }).count(), 3);
		await page.locator('#requests summary').first().click();
		await shows(page.locator('#requests pre'), html);
		const parts = 'main img, main script, main b:not(.outcome, .target b, .unread), a[href^="javascript:"]';
		assert.equal(await page.locator(parts).count(), 0);
		assert.equal(await page.title(), 'WTS Chat sandbox');
	});

	it('lets a new contact write, and says why if it cannot; starts over', async (t) => {
		const { sandbox, page } = await open(t);
		const before = sandbox.account.sessions.size;
		await page.getByRole('button', { name: 'New contact writes' }).click();
		const dialog = page.getByRole('dialog', { name: 'A new contact writes' });
		await dialog.getByLabel('Name').fill('Íris 🌻');
		await dialog.getByLabel('Phone number').fill('12');
		await dialog.getByLabel('Message').fill('Bom dia!');
		await dialog.getByRole('button', { name: 'Send' }).click();
		await shows(dialog.getByRole('alert'), 'Número de telefone inválido');
		await dialog.getByLabel('Phone number').fill('+55 41 97777-0000');
		await dialog.getByLabel('Channel').selectOption('Aurora Loja Centro (WhatsApp, Z-API)');
		await dialog.getByRole('button', { name: 'Send' }).click();
		await message(page, 'Bom dia!').waitFor();
		await shows(head(page), 'Íris 🌻');
		assert.equal(await dialog.isVisible(), false);
		await shows(page.getByRole('region', { name: 'Session and contact' }), 'None on this channel: always open');

		page.once('dialog', (question) => void question.dismiss());
		await page.getByRole('button', { name: 'Start over' }).click();
		assert.equal(sandbox.account.sessions.size, before + 1);
		page.once('dialog', (question) => void question.accept());
		await page.getByRole('button', { name: 'Start over' }).click();
		await shows(statuses(page), `All ${before}`);
		// The session that was open went away.
		await page.getByText('A WTS Chat account on your own machine').waitFor();
	});

	it('shows why a message failed, and the earlier ones of a long conversation on demand', async (t) => {
		const { sandbox, page, call } = await open(t);
		const id = newcomer(sandbox, 'mensagem 1');
		for (let number = 2; number <= 130; number++) sandbox.receive({ sessionId: id, text: `mensagem ${number}` });
		const instagram = [...sandbox.account.channels.values()].find(({ type }) => type === 'Instagram');
		const from = instagram?.identity?.humanId;
		await call('POST', '/chat/v1/message/send', { to: '5541977771111', from, body: { text: 'Oi' } });
		await page.goto(`${sandbox.url}/#session/${id}`);
		await page.getByRole('log').locator('.message').last().filter({ hasText: 'mensagem 130' }).waitFor();
		assert.equal(await page.getByRole('log').locator('.message').count(), 100);
		await page.getByRole('button', { name: 'Show earlier messages (30)' }).click();
		await amount(page.getByRole('log').locator('.message'), 130);

		const failing = [...sandbox.account.messages.values()].find(({ failure }) => failure !== null);
		assert.ok(failing);
		await page.goto(`${sandbox.url}/#session/${failing.sessionId}`);
		await message(page, 'Oi').getByRole('img', { name: 'Failed' }).waitFor();
		await shows(message(page, 'Oi'), failing.failedReason ?? assert.fail());
	});

	it('says when the sandbox is gone, and goes on when it is back', async (t) => {
		const first = await startSandbox();
		const window = await browser.newContext();
		t.after(() => window.close());
		const page = await window.newPage();
		await page.goto(first.url);
		await page.getByText('Live', { exact: true }).waitFor();
		await first.close();
		await page.getByText('Disconnected', { exact: true }).waitFor();
		const second = await startSandbox({ port: Number(new URL(first.url).port), key: 'pn_another', sessions: 7 });
		t.after(() => second.close());
		await page.getByText('Live', { exact: true }).waitFor();
		await shows(statuses(page), 'All 367');
		await page.getByText('pn_another').waitFor();
	});

	it('cannot be driven or read by a page from elsewhere, in the same browser', async (t) => {
		const { sandbox } = await open(t);
		const { account } = sandbox;
		const elsewhere = createServer((_request, response) => response.end('<!doctype html><title>elsewhere</title>'));
		await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
		t.after(() => elsewhere.close());
		const address = elsewhere.address();
		assert.ok(typeof address === 'object' && address !== null);
		const window = await browser.newContext();
		t.after(() => window.close());
		const page = await window.newPage();
		await page.goto(`http://127.0.0.1:${address.port}/`);
		const outcomes = await page.evaluate(async (url) => {
			const reset = await fetch(`${url}/_sandbox/reset`, { method: 'POST', mode: 'no-cors' });
			const credential = await fetch(`${url}/_sandbox/credential`).then(
				(response) => response.text(),
				() => 'refused',
			);
			return [reset.type, credential];
		}, sandbox.url);
		assert.deepEqual(outcomes, ['opaque', 'refused']);
		assert.ok(sandbox.account === account, 'the account was reset');
	});

	it('fits a small screen, one part below the other', async (t) => {
		const { page } = await open(t, {}, { viewport: { width: 390, height: 800 } });
		await rows(page).first().click();
		await composer(page).scrollIntoViewIfNeeded();
		assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
	});
});
