import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Session } from '../../sandbox/account.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { startBrowser } from '../../harness/browser.mts';

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
	await page.getByRole('option').first().waitFor();
	const call = async (method: string, path: string, body?: object) => {
		const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
		const response = await fetch(sandbox.url + path, { method, headers, body: body && JSON.stringify(body) });
		await response.arrayBuffer();
		return response.status;
	};
	return { sandbox, page, call };
}

const rows = (page: Page) => page.getByRole('option');
const head = (page: Page) => page.locator('.conversation-head');
const composer = (page: Page) => page.getByRole('textbox', { name: /^Write as/ });
const message = (page: Page, text: string) => page.getByRole('log').locator('.message').filter({ hasText: text });
const filter = (page: Page, name: string) => page.getByRole('group', { name: 'Status' }).getByRole('button', { name });

/** Waits until there is exactly so much of something. */
async function amount(locator: Locator, count: number): Promise<void> {
	while ((await locator.count()) !== count) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Waits until a part shows a text. */
const shows = (part: Locator, text: string | RegExp) => part.filter({ hasText: text }).waitFor();

function sessionOf({ account }: Sandbox, fits: (session: Session) => boolean): Session {
	return [...account.sessions.values()].find(fits) ?? assert.fail('The seed has no such session');
}

/** A contact's message opens a session; returns its id. */
const newcomer = (sandbox: Sandbox, text = 'Olá', name = 'Joana Conceição') =>
	sandbox.receive({ phoneNumber: '5541977770000', name, text }).sessionId;

describe('The sandbox as a page', { timeout: 120_000 }, () => {
	before(async () => {
		browser = await startBrowser();
	});
	after(async () => await browser.close());

	it('shows the account: how many sessions in each status, the last written in first', async (t) => {
		const { sandbox, page } = await open(t);
		const sessions = [...sandbox.account.sessions.values()];
		const amountOf = (wanted: Session['status']) => sessions.filter(({ status }) => status === wanted).length;
		await filter(page, `Started ${amountOf('STARTED')}`).waitFor();
		await filter(page, `Pending ${amountOf('PENDING')}`).waitFor();
		await filter(page, `In progress ${amountOf('IN_PROGRESS')}`).waitFor();
		await filter(page, `Completed ${amountOf('COMPLETED')}`).waitFor();
		await filter(page, `Hidden ${amountOf('HIDDEN')}`).waitFor();
		await filter(page, `All ${sessions.length}`).waitFor();

		const newest = sessions.sort((a, b) => ((a.lastInteractionDate ?? '') < (b.lastInteractionDate ?? '') ? 1 : -1));
		const shown = await rows(page).locator('strong').allTextContents();
		assert.deepEqual(
			shown.slice(0, 8),
			newest.slice(0, 8).map(({ title }) => title),
		);

		await filter(page, 'Pending').click();
		await amount(rows(page).filter({ hasNotText: 'Pending' }), 0);
		assert.equal(await filter(page, 'Pending').getAttribute('aria-pressed'), 'true');
		assert.equal(await rows(page).first().getAttribute('aria-setsize'), String(amountOf('PENDING')));
	});

	it('gives base URL and API key to copy', async (t) => {
		const { sandbox, page } = await open(t, {}, { permissions: ['clipboard-read', 'clipboard-write'] });
		const copied = () => page.evaluate('navigator.clipboard.readText()');
		await page.getByText(sandbox.key).waitFor();
		await page.getByRole('button', { name: 'Copy base URL' }).click();
		await page.getByRole('button', { name: 'Copied base URL' }).waitFor();
		assert.equal(await copied(), sandbox.url);
		await page.getByRole('button', { name: 'Copy API key' }).click();
		await page.getByRole('button', { name: 'Copied API key' }).waitFor();
		assert.equal(await copied(), sandbox.key);
		await rows(page).first().click();
		await page.getByRole('button', { name: 'Copy session ID' }).click();
		await page.getByRole('button', { name: 'Copied session ID' }).waitFor();
		assert.ok(sandbox.account.sessions.has(String(await copied())));
	});

	it('lets one write as the contact, and shows live what the API answers, notes and completes', async (t) => {
		const { sandbox, page, call } = await open(t);
		const id = newcomer(sandbox, 'Meu pedido não chegou 😕');
		await rows(page).filter({ hasText: 'Joana Conceição' }).click();
		await message(page, 'Meu pedido não chegou 😕').waitFor();
		await shows(head(page).locator('.status'), 'Pending');

		await composer(page).fill('É o número 7045.\nPode ver?');
		await composer(page).press('Enter');
		await page
			.locator('.message.from-contact')
			.filter({ hasText: /É o número 7045\.\nPode ver\?/ })
			.waitFor();
		assert.equal(sandbox.account.sessions.get(id)?.lastMessageText, 'É o número 7045.\nPode ver?');
		assert.equal(await composer(page).inputValue(), '');

		await call('POST', `/chat/v1/session/${id}/message`, { text: 'Já saiu para entrega! 🚚' });
		await page.locator('.message.to-contact').filter({ hasText: 'Já saiu para entrega! 🚚' }).waitFor();
		await message(page, 'Já saiu').getByRole('img', { name: 'Delivered' }).waitFor();
		await call('POST', `/chat/v1/session/${id}/note`, { text: 'Rastreio enviado.' });
		await page.locator('.message.note').filter({ hasText: 'Rastreio enviado.' }).waitFor();

		await call('PUT', `/chat/v1/session/${id}/complete`, { reactivateOnNewMessage: true });
		await shows(head(page).locator('.status.changed'), 'Completed');
		await shows(rows(page).filter({ hasText: 'Joana Conceição' }).locator('.status.changed'), 'Completed');
		await shows(page.getByRole('status'), 'Joana Conceição: Completed');
		await shows(page.getByRole('log'), 'A new message reactivates it');
		const request =
			/200\s*PUT \/chat\/v1\/session\/\w{4}…\/complete\s*sessionComplete\s*(<?\d+ ms|\d+\.\d s)\s*\d\d:\d\d:\d\d/;
		await shows(page.locator('.request-list li.of-session').first(), request);

		await composer(page).fill('Obrigada!');
		await page.getByRole('button', { name: 'Send as the contact' }).click();
		await shows(head(page).locator('.status.changed'), 'Pending');
		assert.equal(sandbox.account.sessions.get(id)?.status, 'PENDING');
		assert.deepEqual(sandbox.departures, []);
	});

	it('goes on to the new session that a message opens after one was completed for good', async (t) => {
		const { sandbox, page } = await open(t);
		const done = sessionOf(sandbox, ({ status, reactivateOnNewMessage, contactId }) => {
			const ofContact = [...sandbox.account.sessions.values()].filter((session) => session.contactId === contactId);
			return status === 'COMPLETED' && !reactivateOnNewMessage && ofContact.length === 1;
		});
		await page.goto(`${sandbox.url}/#session/${done.id}`);
		await shows(page.locator('#composer-hint'), 'A message opens a new session.');
		await composer(page).fill('Voltei!');
		await composer(page).press('Enter');
		await message(page, 'Voltei!').waitFor();
		await shows(head(page).locator('.status'), 'Pending');
		assert.ok(!page.url().includes(done.id));
		await page.getByRole('link', { name: done.number ?? '' }).click();
		await shows(head(page).locator('.status'), 'Completed');
		assert.ok(page.url().includes(done.id));
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
		await shows(page.getByRole('list', { name: 'Tags' }), html);
		await page.locator('.request-list summary').first().click();
		await shows(page.locator('.request-list pre'), html);
		const parts = 'main img:not(.welcome img), main script, main b:not(.target b), a[href^="javascript:"]';
		assert.equal(await page.locator(parts).count(), 0);
		assert.equal(await page.title(), 'WTS Chat sandbox');
	});

	it('lets a new contact write, and says why if it cannot', async (t) => {
		const { sandbox, page } = await open(t);
		const contacts = sandbox.account.contacts.size;
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
		await page.getByRole('button', { name: `Contacts ${contacts + 1}` }).waitFor();
		await shows(page.getByRole('region', { name: 'Session and contact' }), 'None on this channel: always open');
	});

	it('adds conversations and starts over', async (t) => {
		const { sandbox, page } = await open(t);
		const before = sandbox.account.sessions.size;
		await page.getByRole('button', { name: 'Add conversations' }).click();
		const seed = page.getByRole('dialog', { name: 'Add conversations' });
		await seed.getByLabel('How many').fill('25');
		await seed.getByLabel('Status').selectOption('Pending');
		await seed.getByLabel('Department').selectOption('Financeiro');
		await seed.getByRole('button', { name: 'Add', exact: true }).click();
		await filter(page, `All ${before + 25}`).waitFor();
		const department = [...sandbox.account.departments.values()].find(({ name }) => name === 'Financeiro');
		const added = [...sandbox.account.sessions.values()].slice(before);
		assert.ok(added.every(({ status, departmentId }) => status === 'PENDING' && departmentId === department?.id));

		await page.goto(`${sandbox.url}/#session/${added[0]?.id}`);
		await head(page)
			.getByText(added[0]?.title ?? '')
			.waitFor();
		await page.getByRole('button', { name: 'Reset' }).click();
		await page.getByRole('dialog', { name: 'Start over?' }).getByRole('button', { name: 'Cancel' }).click();
		assert.equal(sandbox.account.sessions.size, before + 25);
		await page.getByRole('button', { name: 'Reset' }).click();
		await page.getByRole('dialog', { name: 'Start over?' }).getByRole('button', { name: 'Reset' }).click();
		await filter(page, `All ${before}`).waitFor();
		// The session that was open went away with the reset.
		await page.getByText('A WTS Chat account on your own machine').waitFor();
	});

	it('holds 50,000 sessions: shows only what is visible, finds one, goes to the end', async (t) => {
		const { sandbox, page } = await open(t, { sessions: 50_000 });
		const total = sandbox.account.sessions.size;
		await filter(page, `All ${total.toLocaleString('en')}`).waitFor();
		assert.ok((await rows(page).count()) < 40);

		await rows(page).first().click();
		await page.getByRole('listbox').press('End');
		await page.locator(`[role=option][aria-posinset="${total}"][aria-selected=true]`).waitFor();
		assert.ok((await rows(page).count()) < 40);

		const wanted = [...sandbox.account.sessions.values()][40_000] ?? assert.fail();
		const contact = sandbox.account.contacts.get(wanted.contactId);
		await page.getByRole('searchbox').fill(contact?.phoneNumberFormatted ?? '');
		await amount(rows(page), 1);
		await rows(page).click();
		await shows(head(page), contact?.name ?? '');
		await page.getByRole('searchbox').fill('ninguém tem este nome');
		await shows(page.locator('.nothing'), 'Nothing matches “ninguém tem este nome”.');
	});

	it('can be used with the keyboard alone', async (t) => {
		const { sandbox, page } = await open(t);
		const { keyboard } = page;
		await keyboard.press('/');
		await keyboard.type('conceicao');
		await amount(rows(page).filter({ hasNotText: 'Conceição' }), 0);
		const names = await rows(page).locator('strong').allTextContents();
		while ((await page.evaluate('document.activeElement.id')) !== 'list') await keyboard.press('Tab');
		await keyboard.press('ArrowDown');
		await keyboard.press('ArrowDown');
		await shows(head(page), names[1] ?? '');
		await keyboard.press('ArrowUp');
		await shows(head(page), names[0] ?? '');
		const chosen = await page.getByRole('listbox').getAttribute('aria-activedescendant');
		assert.equal(await page.locator(`#${chosen}`).getAttribute('aria-selected'), 'true');
		await keyboard.press('Enter');
		await keyboard.type('Só pelo teclado');
		await keyboard.press('Shift+Enter');
		await keyboard.type('em duas linhas');
		await keyboard.press('Enter');
		await message(page, 'Só pelo teclado\nem duas linhas').waitFor();
		assert.ok([...sandbox.account.messages.values()].some(({ text }) => text === 'Só pelo teclado\nem duas linhas'));
	});

	it('shows contacts, and lets one write who has no conversation yet', async (t) => {
		const { sandbox, page, call } = await open(t);
		await call('POST', '/core/v1/contact', { name: 'Água & Óleo', phoneNumber: '5541977770000' });
		await page.getByRole('button', { name: /^Contacts/ }).click();
		await rows(page).filter({ hasText: 'Água & Óleo' }).click();
		await shows(page.locator('#composer-hint'), 'The message opens a conversation.');
		await page.getByRole('combobox', { name: 'Channel' }).selectOption('Aurora Assistência (WhatsApp)');
		await composer(page).fill('Oi');
		await composer(page).press('Enter');
		await message(page, 'Oi').waitFor();
		await shows(head(page), 'Aurora Assistência (WhatsApp)');
		const session = sessionOf(sandbox, ({ title }) => title === 'Água & Óleo');
		assert.equal(session.lastMessageText, 'Oi');
		await page.getByRole('option', { name: 'Água & Óleo', selected: true }).waitFor();
	});

	it('shows why a message failed, and the earlier ones of a long conversation on demand', async (t) => {
		const { sandbox, page, call } = await open(t);
		const id = newcomer(sandbox, 'mensagem 1');
		for (let number = 2; number <= 130; number++) sandbox.receive({ sessionId: id, text: `mensagem ${number}` });
		const instagram = [...sandbox.account.channels.values()].find(({ type }) => type === 'Instagram');
		await call('POST', '/chat/v1/message/send', {
			to: '5541977771111',
			from: instagram?.identity?.humanId,
			body: { text: 'Oi' },
		});
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
		await filter(page, 'All 367').waitFor();
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

	it('follows the system between light and dark', async (t) => {
		const { page } = await open(t, {}, { colorScheme: 'light' });
		const colours = () =>
			page.evaluate(
				'[getComputedStyle(document.body).color, getComputedStyle(document.querySelector(".list-pane")).backgroundColor]',
			);
		assert.deepEqual(await colours(), ['rgb(29, 30, 38)', 'rgb(255, 255, 255)']);
		await page.emulateMedia({ colorScheme: 'dark' });
		assert.deepEqual(await colours(), ['rgb(236, 236, 241)', 'rgb(26, 27, 32)']);
	});

	it('shows one part at a time where there is no room for more', async (t) => {
		const { page } = await open(t, {}, { viewport: { width: 390, height: 800 } });
		const list = page.getByRole('listbox');
		await page.getByRole('button', { name: 'Requests' }).click();
		await page.getByText('None yet. They appear here as n8n sends them.').waitFor();
		await page.getByRole('button', { name: 'Back', exact: false }).click();
		await rows(page).first().click();
		await composer(page).waitFor();
		assert.equal(await list.isVisible(), false);
		await page.getByRole('button', { name: 'Details' }).click();
		await page.getByRole('button', { name: 'Copy session ID' }).waitFor();
		assert.equal(await composer(page).isVisible(), false);
		await page.getByRole('button', { name: '← Back' }).click();
		await page.getByRole('button', { name: 'Back to the list' }).click();
		await list.waitFor();
		const width = await page.evaluate('document.documentElement.scrollWidth');
		assert.equal(width, 390);
	});
});
