/** n8n's editor in a real browser. */
import type { Browser, Locator, Page } from 'playwright-core';
import { startBrowser } from '../browser.mts';
import { owner, type N8nServer } from './server.mts';

/** The ways the editor shows items. */
export type Display = 'Schema' | 'Table' | 'JSON';

// At this width the panel of a node shows its three parts whole.
const viewport = { width: 1440, height: 700 };

/**
 * Opens the editor in headless Chromium and signs in as the owner.
 *
 * @param server a running n8n
 * @throws {Error} when there is no Chromium and it cannot be installed, or the sign-in fails
 */
export async function openEditor(server: N8nServer): Promise<Editor> {
	const browser = await startBrowser();
	try {
		const page = await browser.newPage({ viewport, deviceScaleFactor: 2, locale: 'en-US', colorScheme: 'light' });
		await page.goto(`${server.url}/signin`);
		await page.locator('input[type=email]').fill(owner.email);
		await page.locator('input[type=password]').fill(owner.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL((url) => url.pathname !== '/signin');
		await page.waitForLoadState('networkidle');
		return new Editor(server.url, browser, page);
	} catch (error) {
		await browser.close();
		throw error;
	}
}

export class Editor implements AsyncDisposable {
	readonly page: Page;
	private readonly url: string;
	private readonly browser: Browser;

	/**
	 * @param url the editor's address
	 * @param browser closed with the editor
	 * @param page where the owner is signed in
	 */
	constructor(url: string, browser: Browser, page: Page) {
		this.url = url;
		this.browser = browser;
		this.page = page;
	}

	/** Opens a workflow on the canvas. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/**
	 * Executes the open workflow.
	 *
	 * @param lastNode name of the node that must succeed for the execution to count as done
	 */
	async execute(lastNode: string): Promise<void> {
		await this.part('execute-workflow-button').click();
		await this.node(lastNode).locator(byTestId('canvas-node-status-success')).waitFor();
	}

	/**
	 * Opens a node's panel: its input, parameters and output.
	 *
	 * @param name the node's name
	 * @param display how its output is shown
	 * @returns the panel
	 */
	async openNode(name: string, display: Display): Promise<Locator> {
		await this.node(name).dblclick();
		await this.part('output-panel').getByText(display, { exact: true }).click();
		return this.part('ndv');
	}

	/** Ends the browser. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.browser.close();
	}

	private node(name: string): Locator {
		return this.part('canvas-node').and(this.page.locator(`[data-node-name="${name}"]`));
	}

	private part(testId: string): Locator {
		return this.page.locator(byTestId(testId));
	}
}

function byTestId(testId: string): string {
	return `[data-test-id="${testId}"]`;
}
