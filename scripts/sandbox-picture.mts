/** `node scripts/sandbox-picture.mts`: takes `docs/images/sandbox.png`, the sandbox's page while a workflow works. */
import path from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.mts';
import { startBrowser } from '../harness/browser.mts';
import { project } from '../harness/package.mts';

/** A contact writes, and what a workflow would send answers, notes and completes; returns the session's id. */
async function play(sandbox: Sandbox): Promise<string> {
	const send = async (method: string, route: string, body?: object) => {
		const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
		const response = await fetch(sandbox.url + route, { method, headers, body: body && JSON.stringify(body) });
		if (!response.ok) throw new Error(`${method} ${route}: ${await response.text()}`);
	};
	const text = 'Olá! Meu pedido 7045 chegou com a tampa quebrada 😕';
	const { sessionId } = sandbox.receive({ phoneNumber: '+55 11 98765-4321', name: 'Joana Conceição', text });
	const session = `/chat/v1/session/${sessionId}`;
	const support = [...sandbox.account.departments.values()].find(({ name }) => name === 'Suporte Técnico');
	await send('PUT', `${session}/transfer`, { type: 'DEPARTMENT', newDepartmentId: support?.id });
	await send('POST', '/core/v1/contact/phonenumber/5511987654321/tags', { tagNames: ['Cliente VIP'] });
	await send('POST', `${session}/message`, {
		text: 'Olá, Joana! Sinto muito por isso. 🙏\nA troca já está aberta: a tampa nova chega até quinta-feira.',
	});
	sandbox.receive({ sessionId, text: 'Perfeito, muito obrigada! ❤️' });
	await send('POST', `${session}/note`, { text: 'Troca 5521 aberta no ERP, sem custo para a cliente.' });
	await send('POST', `${session}/message`, { text: 'Conte com a gente, Joana! 🙂' });
	sandbox.advance(2000);
	await send('PUT', `${session}/complete`, { reactivateOnNewMessage: true, stopBotInExecution: false });
	return sessionId;
}

/**
 * Takes the picture.
 *
 * @param file where to write it, a PNG
 * @throws {Error} when the sandbox's own port is taken, since the picture shows it, or the sandbox refuses a request
 */
export async function takeSandboxPicture(file: string): Promise<void> {
	const sandbox = await startSandbox({ port: 8321, key: 'pn_sandbox' });
	try {
		await using browser = await startBrowser();
		const page = await browser.newPage({
			viewport: { width: 1280, height: 780 },
			deviceScaleFactor: 2,
			colorScheme: 'light',
			timezoneId: 'America/Sao_Paulo',
			reducedMotion: 'reduce',
		});
		await play(sandbox);
		// Once more: what the sandbox needs to do once for each operation is done, and the times in the picture are fair.
		sandbox.reset();
		const sessionId = await play(sandbox);
		await page.goto(`${sandbox.url}/#session/${sessionId}`);
		await page.getByText('Live', { exact: true }).waitFor();
		await page.getByText('sessionComplete').waitFor();
		await page.screenshot({ path: file });
	} finally {
		await sandbox.close();
	}
}

if (import.meta.main) await takeSandboxPicture(path.join(project, 'docs/images/sandbox.png'));
