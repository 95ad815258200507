/** n8n's editor in a real browser, used as a person uses it; `openEditor.mts` opens it. What n8n 1.x has otherwise: `editor1.mts`. */
import { errors, selectors, type Browser, type Locator, type Page } from 'playwright-core';

/** The ways the editor shows items. */
export type Display = 'Schema' | 'Table' | 'JSON';

/** What is typed into the dialog of a credential, by the field's name. */
export type Entries = Readonly<Record<string, string>>;

// The attribute by which n8n's own tests find the parts of the editor.
selectors.setTestIdAttribute('data-test-id');

/** How long anything may take before it counts as failed: far longer than it needs on a busy machine. */
export const PATIENCE_MS = 120_000;
/** How often a new workflow is asked for. */
const ATTEMPTS = 4;

export class Editor implements AsyncDisposable {
	readonly page: Page;
	/** How often something was clicked or dragged so far. */
	clicks = 0;
	/** What was typed or pasted so far. */
	readonly typed: string[] = [];
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

	/** The panel of the node that is open: its input, parameters and output. */
	get panel(): Locator {
		return this.part('ndv');
	}

	/** What comes in, in the open node's panel. */
	get input(): Locator {
		return this.part('ndv-input-panel');
	}

	/** What comes out, in the open node's panel. */
	get output(): Locator {
		return this.part('output-panel');
	}

	/** The open node's parameters with the buttons above them. */
	get parameters(): Locator {
		return this.panel
			.locator('div')
			.filter({ has: this.part('tab-params') })
			.filter({ has: this.part('node-parameters') })
			.last();
	}

	/** The panel on the right in which nodes and their actions are looked for. */
	get nodesPanel(): Locator {
		return this.part('node-creator');
	}

	/** The dialog of the credential that is open. */
	get credentialDialog(): Locator {
		return this.part('editCredential-modal');
	}

	/** Starts a new workflow, by the plus sign that every page of n8n has. */
	async newWorkflow(): Promise<void> {
		if (await this.panel.isVisible()) await this.closeNode();
		const save = this.page
			.getByRole('dialog', { name: 'Save changes' })
			.getByRole('button', { name: 'Save', exact: true });
		const empty = this.part('canvas-plus-button');
		for (let attempt = 1; ; attempt++) {
			await this.askForNewWorkflow();
			// n8n may ask first about what it has not saved yet.
			await save.or(empty).waitFor();
			if (await save.isVisible()) await this.click(save);
			if (attempt === ATTEMPTS) return await empty.waitFor();
			// While it saves by itself, it may stay where it is.
			try {
				return await empty.waitFor({ timeout: PATIENCE_MS / ATTEMPTS });
			} catch (error) {
				if (!(error instanceof errors.TimeoutError)) throw error;
			}
		}
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
		await this.click(this.part('execute-workflow-button'));
		await this.succeeded(lastNode);
	}

	/** Waits until a node of the open workflow has run well. */
	async succeeded(name: string): Promise<void> {
		await this.node(name).getByTestId('canvas-node-status-success').waitFor();
	}

	/**
	 * Searches for a node to put in: as the first step of an empty workflow, else after the last one.
	 *
	 * @param search typed into the search field
	 * @param name the node that must be found
	 */
	async findNode(search: string, name: string): Promise<void> {
		await this.click(this.part('canvas-plus-button').or(this.part('canvas-handle-plus').last()));
		await this.type(this.part('node-creator-search-bar'), search);
		await this.found(name).waitFor();
	}

	/** Chooses the node that `findNode` has found, which shows what it can do. */
	async chooseNode(name: string): Promise<void> {
		await this.click(this.found(name));
	}

	/** Scrolls to an action of the chosen node, after unfolding the actions where the triggers come first. */
	async findAction(action: string): Promise<void> {
		const kinds = this.nodesPanel.getByTestId('node-creator-category-item');
		const actions = kinds.filter({ hasText: /^\s*Actions/ });
		await actions.waitFor();
		// Only the first kind is unfolded from the start.
		if ((await kinds.first().innerText()).startsWith('Triggers')) await this.click(actions);
		await this.action(action).hover();
	}

	/** Scrolls to a trigger of the chosen node. */
	async findTrigger(trigger: string): Promise<void> {
		await this.nodesPanel
			.getByTestId('node-creator-category-item')
			.filter({ hasText: /^\s*Triggers/ })
			.waitFor();
		await this.action(trigger).hover();
	}

	/** Puts the node in with one of its actions or triggers; its panel opens. */
	async chooseAction(action: string): Promise<void> {
		await this.click(this.action(action));
		await this.panel.waitFor();
	}

	/**
	 * Opens a node's panel.
	 *
	 * @param name the node's name
	 */
	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.panel.waitFor();
	}

	/** Puts in the chosen node, one that has neither actions nor triggers to choose from; its panel opens. */
	async addNode(): Promise<void> {
		await this.click(this.nodesPanel.getByText('Add to workflow', { exact: true }));
		await this.panel.waitFor();
	}

	/**
	 * Shows an address of the open trigger, after unfolding both.
	 *
	 * @returns the address
	 */
	async showWebhookUrl(kind: 'test' | 'production'): Promise<string> {
		const choice = this.part(`radio-button-${kind}`);
		if (!(await choice.isVisible())) await this.click(this.parameters.getByText('Webhook URLs', { exact: true }));
		await this.click(choice);
		return (await this.parameters.locator('.webhook-wrapper').innerText()).trim();
	}

	/**
	 * Types a text into a parameter.
	 *
	 * @param parameter the parameter's name
	 * @param text replaces what is there
	 */
	async enter(parameter: string, text: string): Promise<void> {
		await this.type(this.part(`parameter-input-${parameter}`).getByRole('textbox'), text);
	}

	/** Adds an entry to a list of the open node, by its button. */
	async addEntry(button: string): Promise<void> {
		await this.click(this.parameters.getByText(button, { exact: true }));
	}

	/** Executes the open workflow, whose trigger then waits for an event. */
	async listen(): Promise<void> {
		await this.click(this.part('execute-workflow-button'));
		await this.page.getByText('Waiting for trigger event').first().waitFor();
	}

	/** Opens a page beside the editor, as large as it; it is closed with the editor at the latest. */
	async openBeside(url: string): Promise<Page> {
		const page = await this.browser.newPage({ viewport: this.page.viewportSize(), reducedMotion: 'reduce' });
		page.setDefaultTimeout(PATIENCE_MS);
		await page.goto(url);
		return page;
	}

	/** Closes the panel of the open node. */
	async closeNode(): Promise<void> {
		await this.click(this.closeNodeButton);
		await this.panel.waitFor({ state: 'hidden' });
	}

	/** Opens the dialog for a first credential, from the open node, and fills it in. */
	async enterCredential(entries: Entries): Promise<void> {
		await this.newCredential();
		await this.credentialDialog.waitFor();
		await this.changeCredential(entries);
	}

	/** Changes what the open dialog of a credential holds. */
	async changeCredential(entries: Entries): Promise<void> {
		for (const [field, value] of Object.entries(entries)) {
			await this.type(this.credentialDialog.getByTestId(field).locator('input'), value);
		}
	}

	/** Saves the open credential, which n8n tests; the dialog of one that was there before stays open. */
	async saveCredential(): Promise<void> {
		await this.click(this.part('credential-save-button'));
	}

	/** Saves a new credential that is in order, and sees to it that its dialog shows the verdict. */
	async saveNewCredential(): Promise<void> {
		await this.saveCredential();
		// n8n closes the dialog of a new one that passes.
		await this.credentialDialog.waitFor({ state: 'hidden' });
		await this.openCredential();
	}

	/** Opens the dialog of the open node's credential; n8n tests it once more. */
	async openCredential(): Promise<void> {
		await this.click(this.part('credential-edit-button'));
		await this.credentialDialog.waitFor();
	}

	/** Closes the dialog of a credential. */
	async closeCredential(): Promise<void> {
		await this.click(this.credentialDialog.locator('.el-dialog__headerbtn'));
		await this.credentialDialog.waitFor({ state: 'hidden' });
	}

	/**
	 * Opens the list of a parameter that picks one record, and searches in it.
	 *
	 * @param parameter the parameter's name
	 * @param search typed into the list's search field, if it is to be searched
	 * @param expected what every entry found must have
	 * @returns the entries, which load more as one scrolls
	 */
	async findInList(parameter: string, search: string, expected: RegExp): Promise<Locator> {
		const locator = this.part(`resource-locator-${parameter}`);
		const mode = locator.getByTestId('rlc-mode-selector');
		if ((await mode.locator('input').inputValue()) !== 'From list') {
			await this.click(mode);
			await this.click(this.visible('mode-list'));
		}
		await this.click(locator.getByTestId('rlc-input'));
		const entries = this.visible('rlc-item');
		await entries.first().waitFor();
		await this.type(this.visible('rlc-search'), search);
		await entries.filter({ hasNotText: expected }).first().waitFor({ state: 'detached' });
		await entries.first().waitFor();
		return entries;
	}

	/** Picks an entry of an open list; returns what the parameter then shows. */
	async pick(parameter: string, entry: Locator): Promise<string> {
		await this.click(entry);
		const input = this.part(`resource-locator-${parameter}`).getByTestId('rlc-input');
		await this.visible('rlc-item').first().waitFor({ state: 'hidden' });
		return await input.inputValue();
	}

	/**
	 * Chooses from a parameter that takes several of its options.
	 *
	 * @param parameter the parameter's name
	 * @param options by their names
	 */
	async choose(parameter: string, ...options: readonly string[]): Promise<void> {
		const field = this.part(`parameter-input-${parameter}`);
		const list = field.getByRole('combobox').last();
		const entries = this.page.getByRole('option');
		const entry = (name: string) => entries.filter({ has: this.page.getByText(name, { exact: true }) });
		await this.click(field);
		const giveUpAt = Date.now() + PATIENCE_MS;
		while (!(await entry(options[0] ?? '').isVisible())) {
			// n8n may load the list before it has chosen a new node's credential, and says there that it failed; and it closes the
			// list when it loads it anew.
			if ((await list.count()) === 0) await this.reopenNode();
			else if ((await list.getAttribute('aria-expanded')) === 'false') await field.click();
			if (Date.now() > giveUpAt) throw new Error(`The list of ${parameter} does not offer ${options[0]}`);
			await this.page.waitForTimeout(100);
		}
		for (const name of options) await this.click(entry(name));
		await this.page.keyboard.press('Escape');
		await entries.first().waitFor({ state: 'hidden' });
	}

	/**
	 * Chooses one of a parameter's options.
	 *
	 * @param parameter the parameter's name
	 * @param option by its name
	 */
	async chooseOne(parameter: string, option: string): Promise<void> {
		await this.click(this.part(`parameter-input-${parameter}`));
		const name = this.page.getByText(option, { exact: true });
		await this.click(this.page.getByRole('option').filter({ has: name, visible: true }));
	}

	/**
	 * Drags a field of what comes in, or will come in, onto a parameter.
	 *
	 * @param field its path in the item, e.g. `content.sessionId`
	 * @param parameter the parameter's name
	 */
	async dragField(field: string, parameter: string): Promise<void> {
		const names = this.input.getByTestId('run-data-schema-node-name');
		const name = names.and(this.page.locator(`[data-path=".${field}"]`));
		const target = this.part(`parameter-input-${parameter}`);
		await name.hover();
		await this.page.mouse.down();
		await target.hover();
		await target.locator('[class*="activeDrop"]').waitFor();
		await this.page.mouse.up();
		await target.getByText('$json').waitFor();
		this.clicks++;
		// Away from the field, whose editor lies over what is below it.
		await this.output.click({ position: { x: 5, y: 5 } });
	}

	/** Executes the open node. */
	async executeStep(): Promise<void> {
		await this.click(this.panel.getByTestId('node-execute-button'));
	}

	/** Waits for the open node's run to end well, and shows what came out. */
	async showOutput(display: Display): Promise<void> {
		await this.output.getByTestId('node-run-status-success').waitFor();
		await this.click(this.output.getByText(display, { exact: true }));
	}

	/** Searches in what came out, of which its schema then shows those fields alone in whose names the text is found. */
	async searchOutput(text: string): Promise<void> {
		await this.type(this.output.getByTestId('ndv-search'), text);
		await this.output.getByTestId('run-data-schema-node-name').locator('mark').first().waitFor();
	}

	/** Ends the browser. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.browser.close();
	}

	/** Chooses a new workflow in the menu of the plus sign. */
	protected async askForNewWorkflow(): Promise<void> {
		await this.click(this.part('universal-add'));
		await this.click(this.page.getByRole('menuitem', { name: 'New workflow' }));
	}

	protected get closeNodeButton(): Locator {
		return this.part('ndv-close-button');
	}

	/** Opens the dialog for the first credential of the open node. */
	protected async newCredential(): Promise<void> {
		await this.click(this.part('node-credentials-empty-state').getByRole('button'));
	}

	protected async click(target: Locator): Promise<void> {
		await target.click();
		this.clicks++;
	}

	private async type(field: Locator, text: string): Promise<void> {
		// n8n may write its own text to the field meanwhile, which the new one is then added to.
		do await field.fill(text);
		while ((await field.inputValue()) !== text);
		this.typed.push(text);
	}

	/** Closes and opens the panel of the node that was put in last. */
	private async reopenNode(): Promise<void> {
		await this.closeNode();
		await this.part('canvas-node').last().dblclick();
		await this.panel.waitFor();
	}

	private found(name: string): Locator {
		const exactly = this.page.getByText(name, { exact: true });
		// n8n tells nodes with actions from those without.
		return this.part('node-creator-action-item').or(this.part('node-creator-node-item')).filter({ has: exactly });
	}

	private action(action: string): Locator {
		return this.nodesPanel.getByText(action, { exact: true });
	}

	private node(name: string): Locator {
		return this.part('canvas-node').and(this.page.locator(`[data-node-name="${name}"]`));
	}

	protected part(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	/** Lists that were open before stay in the page, hidden. */
	protected visible(testId: string): Locator {
		return this.part(testId).filter({ visible: true });
	}
}

/**
 * The fields that an input or output shows in its schema, as far as they fit.
 *
 * @param part `input` or `output` of an editor
 * @returns values as shown, by field name; empty texts in the preview of what has not run yet
 */
export async function shownFields(part: Locator): Promise<Map<string, string>> {
	const items = part.getByTestId('run-data-schema-item');
	await items.first().waitFor();
	const fields = new Map<string, string>();
	for (const item of await items.all()) {
		const name = await item.getByTestId('run-data-schema-node-name').innerText();
		const value = item.getByTestId('run-data-schema-item-value');
		fields.set(name, (await value.count()) > 0 ? await value.innerText() : '');
	}
	return fields;
}
