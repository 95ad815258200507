/** `node scripts/migrate-picture.mts`: takes the pictures of the page that converts workflows, one in each language. */
import path from 'node:path';
import { startBrowser } from '../harness/browser.mts';
import { project } from '../harness/package.mts';

const credentials = { wtsApi: { id: '1', name: 'WTS account' } };
const wire = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });

/** A workflow as somebody may have it: it concludes what waits, and sends a template for which there is no ID. */
const old = {
	nodes: [
		{
			parameters: { resource: 'session', operation: 'listSessions', statusSession: ['PENDING'], pageSize: 50 },
			id: 'a1',
			name: 'List Sessions',
			type: 'n8n-nodes-wts.wtsChat',
			typeVersion: 1,
			position: [0, 0],
			credentials,
		},
		{
			parameters: { fieldToSplitOut: 'items', options: {} },
			id: 'a2',
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [220, 0],
		},
		{
			parameters: { resource: 'session', operation: 'concludeSession', sessionId: '={{ $json.id }}' },
			id: 'a3',
			name: 'Conclude',
			type: 'n8n-nodes-wts.wtsChat',
			typeVersion: 1,
			position: [440, 0],
			credentials,
		},
		{
			parameters: {
				resource: 'message',
				operation: 'sendText',
				numberToSend: '={{ $json.contactPhone }}',
				textMessage: 'Obrigado pelo contato!',
				botId: '0b6a4c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
			},
			id: 'a4',
			name: 'Thank',
			type: 'n8n-nodes-wts.wtsChat',
			typeVersion: 1,
			position: [660, 0],
			credentials,
		},
	],
	connections: { 'List Sessions': wire('Split Out'), 'Split Out': wire('Conclude'), Conclude: wire('Thank') },
};

/**
 * Takes the pictures.
 *
 * @param folder where to write them: migrate.png and migrate.pt-BR.png
 */
export async function takeMigratePictures(folder: string): Promise<void> {
	await using browser = await startBrowser();
	for (const [locale, name] of [
		['en-US', 'migrate.png'],
		['pt-BR', 'migrate.pt-BR.png'],
	] as const) {
		const page = await browser.newPage({
			viewport: { width: 1080, height: 1180 },
			deviceScaleFactor: 1.5,
			colorScheme: 'light',
			reducedMotion: 'reduce',
			locale,
		});
		await page.goto(new URL('../docs/migrate.html', import.meta.url).href);
		await page.locator('#given').fill(JSON.stringify(old, null, 2));
		await page.locator('#changes article').nth(3).waitFor();
		await page.locator('#changes summary').nth(2).click();
		await page.locator('#given').evaluate('(field) => field.blur()');
		await page.screenshot({ path: path.join(folder, name) });
		await page.close();
	}
}

if (import.meta.main) await takeMigratePictures(path.join(project, 'docs/images'));
