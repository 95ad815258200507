/** `npm run screenshots`: takes the pictures in `docs/images/` from real n8n and the sandbox in a real browser, all anew. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Editor } from '../harness/n8n/editor.mts';
import { openEditor } from '../harness/n8n/openEditor.mts';
import { buildPackage, project } from '../harness/package.mts';
import { takeMigratePictures } from './migrate-picture.mts';
import { takeSandboxPicture } from './sandbox-picture.mts';
import { setEmptyStage } from '../harness/stage.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';
import {
	answerChatbot,
	completeOneSession,
	firstLookAtMessages,
	handOver,
	leaveSessionEmpty,
	lookAhead,
	type Walk,
} from '../harness/walks.mts';

// Without what moves, what n8n lays over a node's panel, and the darkness behind its round corners.
const style = `
	* { animation: none !important; transition: none !important; caret-color: transparent !important; }
	.el-notification, .el-popper.is-dark, [data-test-id="floating-nodes"], [data-test-id="panel-drag-button"] { display: none !important; }
	[data-test-id="ndv-backdrop"], .el-overlay { background: white !important; }
`;

const folder = path.join(project, 'docs/images');

// Steps that README and guide tell without a picture.
const untold: ReadonlySet<string> = new Set([
	'trigger',
	'listening',
	'session-transferred',
	'chatbot-called',
	'chatbot-keys',
	'chatbot-respond',
]);

/** Takes a picture of each step of a walk that is shown somewhere. */
async function take(editor: Editor, walk: Walk<string>): Promise<void> {
	for await (const { name, shows } of walk) {
		if (untold.has(name)) continue;
		await editor.page.mouse.move(0, 0); // no hints of what is under it
		await shows.screenshot({ path: path.join(folder, `${name}.png`), style });
		console.log(`docs/images/${name}.png`);
	}
}

/** A conversation of which all that a picture can show of it is there: department, agent, and tags of the contact. */
function lookedAfter({ account: { sessions, contacts } }: Sandbox): string {
	const session = [...sessions.values()].find(
		({ status, departmentId, userId, contactId }) =>
			status === 'IN_PROGRESS' && departmentId && userId && contacts.get(contactId)?.tagIds.length,
	);
	if (!session) throw new Error('The account has no conversation with a department, an agent and tags');
	return session.id;
}

async function takeEditorPictures(): Promise<void> {
	// The address and the key are seen in a picture.
	await using stage = await setEmptyStage(undefined, { port: 8321, key: 'pn_sandbox' });
	await using server = await stage.n8n.start();
	await using editor = await openEditor(server);
	const { sandbox } = stage;
	const message = { sessionId: lookedAfter(sandbox), text: 'Olá! Quero trocar um produto.' };
	await take(editor, completeOneSession(editor, sandbox));
	await take(
		editor,
		handOver(editor, () => sandbox.receive(message)),
	);
	await take(editor, answerChatbot(editor, sandbox));
	await take(editor, lookAhead(editor));
	await take(editor, firstLookAtMessages(editor));
	await take(editor, leaveSessionEmpty(editor));
}

await buildPackage();
await mkdir(folder, { recursive: true });
await takeEditorPictures();
await takeSandboxPicture(path.join(folder, 'sandbox.png'));
console.log('docs/images/sandbox.png');
await takeMigratePictures(folder);
console.log('docs/images/migrate.png, docs/images/migrate.pt-BR.png');
