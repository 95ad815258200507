import type { Locator } from 'playwright-core';
import { Editor } from './editor.mts';

/** The editor of n8n 1.x: what is done in another way there. */
export class Editor1 extends Editor {
	/** Nothing is saved without being asked for, and from a new workflow that is not saved no click leads to another one. */
	protected override async askForNewWorkflow(): Promise<void> {
		const save = this.part('workflow-save-button').getByRole('button', { name: 'Save', exact: true });
		if (await save.isVisible()) await this.click(save);
		await save.waitFor({ state: 'hidden' });
		await this.click(this.part('universal-add'));
		await this.click(this.page.getByRole('menuitem', { name: 'Workflow', exact: true }));
	}

	protected override get closeNodeButton(): Locator {
		return this.part('back-to-canvas');
	}

	/** A node without a credential has an empty list, which offers to make one. */
	protected override async newCredential(): Promise<void> {
		await this.click(this.part('node-credentials-select'));
		await this.click(this.visible('node-credentials-select-item-new'));
	}

	/** The dialog stays open and shows the verdict. */
	override async saveNewCredential(): Promise<void> {
		await this.saveCredential();
	}
}
