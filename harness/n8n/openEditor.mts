import { startBrowser } from '../browser.mts';
import { Editor, PATIENCE_MS } from './editor.mts';
import { Editor1 } from './editor1.mts';
import { owner } from './editorRoutes.mts';
import type { N8nServer } from './server.mts';
import { isN8n1 } from './version.mts';

// At this width the panel of a node shows its three parts whole.
const viewport = { width: 1440, height: 820 };

/**
 * Opens the editor in headless Chromium and signs in as the owner.
 *
 * @param server a running n8n
 * @param path of what is opened, for which n8n asks whoever comes to sign in
 * @throws {Error} when there is no Chromium and it cannot be installed, or the sign-in fails
 */
export async function openEditor(server: N8nServer, path = '/'): Promise<Editor> {
	const browser = await startBrowser();
	try {
		const page = await browser.newPage({ viewport, locale: 'en-US', colorScheme: 'light', reducedMotion: 'reduce' });
		page.setDefaultTimeout(PATIENCE_MS);
		await page.goto(server.url + path);
		await page.locator('input[type=email]').fill(owner.email);
		await page.locator('input[type=password]').fill(owner.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL((url) => url.pathname !== '/signin');
		await page.waitForLoadState('networkidle');
		return new (isN8n1 ? Editor1 : Editor)(server.url, browser, page);
	} catch (error) {
		await browser.close();
		throw error;
	}
}
