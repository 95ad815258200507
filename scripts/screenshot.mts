/** `npm run screenshots`: takes the pictures in `docs/images/` from real n8n in a real browser, all anew. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { openEditor, type Editor } from './n8n/editor.mts';
import { buildPackage, project } from './package.mts';
import { takeSandboxPicture } from './sandbox-picture.mts';
import { setStage } from './stage.mts';

/** The pictures by the name of their file: each brings the editor to what it shows, and returns the part to take. */
const screenshots: Readonly<Record<string, (editor: Editor) => Promise<Locator>>> = {
	'complete-session': async (editor) => {
		await editor.openWorkflow('complete-a-session');
		await editor.execute('Complete Session');
		return await editor.openNode('Complete Session', 'JSON');
	},
};

// Without what moves, what n8n lays over a node's panel, and the darkness behind its round corners.
const style = `
	* { animation: none !important; transition: none !important; caret-color: transparent !important; }
	.el-notification, [data-test-id="floating-nodes"], [data-test-id="panel-drag-button"] { display: none !important; }
	[data-test-id="ndv-backdrop"] { background: white !important; }
`;

await buildPackage();
await using stage = await setStage();
await using server = await stage.n8n.start();
await using editor = await openEditor(server);
const folder = path.join(project, 'docs/images');
await mkdir(folder, { recursive: true });
for (const [name, show] of Object.entries(screenshots)) {
	stage.sandbox.reset();
	const part = await show(editor);
	await part.screenshot({ path: path.join(folder, `${name}.png`), style });
	console.log(`docs/images/${name}.png`);
}
await takeSandboxPicture(path.join(folder, 'sandbox.png'));
console.log('docs/images/sandbox.png');
