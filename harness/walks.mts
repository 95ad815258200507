/**
 * Walks through n8n's editor as somebody takes them who sees the node for the first time. After each step a walk stops and says
 * where it is: the end-to-end test looks whether all is as it should be, `npm run screenshots` takes a picture.
 */
import type { Locator } from 'playwright-core';
import type { Sandbox } from '../sandbox/sandbox.mts';
import type { Editor } from './n8n/editor.mts';

/** A walk: its steps, in order. */
export type Walk<Name extends string> = AsyncGenerator<Step<Name>, void, void>;

export interface Step<Name extends string> {
	/** What was just done. */
	readonly name: Name;
	/** The part of the page that matters in this step. */
	readonly shows: Locator;
}

/** README's first workflow, "close this conversation": nothing there but the package, no ID typed. */
export async function* completeOneSession(
	editor: Editor,
	{ key, url }: Sandbox,
): Walk<'find-node' | 'choose-action' | 'credential' | 'choose-session' | 'complete-session'> {
	await editor.newWorkflow();
	await editor.findNode('wts', 'WTS Chat');
	yield { name: 'find-node', shows: editor.nodesPanel };
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Complete session');
	yield { name: 'choose-action', shows: editor.nodesPanel };
	await editor.chooseAction('Complete session');
	await editor.enterCredential({ apiKey: key, baseUrl: url });
	await editor.saveNewCredential();
	await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
	yield { name: 'credential', shows: editor.credentialDialog };
	await editor.closeCredential();
	const found = await editor.findInList('sessionId', 'ines', /^Inês /);
	yield { name: 'choose-session', shows: editor.parameters };
	await editor.pick('sessionId', found.first());
	await editor.executeStep();
	await editor.showOutput('Schema');
	yield { name: 'complete-session', shows: editor.panel };
}

/** A second workflow, for which there is a credential: what comes in starts it, and its session goes to a department. */
export async function* handOver(
	editor: Editor,
	receive: () => void,
): Walk<
	| 'choose-trigger'
	| 'trigger'
	| 'listening'
	| 'event-received'
	| 'event-details'
	| 'choose-department'
	| 'session-transferred'
> {
	await editor.newWorkflow();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findTrigger('On message received');
	yield { name: 'choose-trigger', shows: editor.nodesPanel };
	await editor.chooseAction('On message received');
	yield { name: 'trigger', shows: editor.parameters };
	await editor.executeStep();
	await editor.panel.getByText('Listening for test event').waitFor();
	yield { name: 'listening', shows: editor.panel };
	receive();
	await editor.showOutput('Schema');
	yield { name: 'event-received', shows: editor.panel };
	await editor.searchOutput('name');
	yield { name: 'event-details', shows: editor.panel };
	await editor.closeNode();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Transfer session');
	await editor.chooseAction('Transfer session');
	await editor.dragField('content.sessionId', 'sessionId');
	const departments = await editor.findInList('newDepartmentId', 'suporte', /^Suporte/);
	yield { name: 'choose-department', shows: editor.panel };
	await editor.pick('newDepartmentId', departments.first());
	await editor.executeStep();
	await editor.showOutput('Schema');
	yield { name: 'session-transferred', shows: editor.panel };
}

/** Two steps of a workflow that has not run yet: the second is offered what the first will give. */
export async function* lookAhead(editor: Editor): Walk<'fields-before-run'> {
	await editor.newWorkflow();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Get many sessions');
	await editor.chooseAction('Get many sessions');
	await editor.closeNode();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Complete session');
	await editor.chooseAction('Complete session');
	await editor.dragField('id', 'sessionId');
	yield { name: 'fields-before-run', shows: editor.panel };
}

/** What somebody sees first who turns from a session to messages. */
export async function* firstLookAtMessages(editor: Editor): Walk<'message-first-look'> {
	await editor.newWorkflow();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Complete session');
	await editor.chooseAction('Complete session');
	await editor.chooseOne('resource', 'Message');
	await editor.parameters.getByText('Send To', { exact: true }).waitFor();
	yield { name: 'message-first-look', shows: editor.parameters };
}

/** A step executed with nothing in Session ID. */
export async function* leaveSessionEmpty(editor: Editor): Walk<'empty-session-id'> {
	await editor.newWorkflow();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Complete session');
	await editor.chooseAction('Complete session');
	await editor.executeStep();
	await editor.output.getByText('SessionID is empty!').first().waitFor();
	yield { name: 'empty-session-id', shows: editor.panel };
}

/**
 * docs/chatbot.md, with the sandbox in the place of the platform: its page has the block, and lets a contact write to the
 * chatbot. There is a credential.
 */
export async function* answerChatbot(
	editor: Editor,
	{ url }: Sandbox,
): Walk<
	'chatbot-trigger' | 'chatbot-block' | 'chatbot-called' | 'chatbot-keys' | 'chatbot-respond' | 'chatbot-answered'
> {
	await editor.newWorkflow();
	await editor.findNode('wts', 'WTS Chat Chatbot Trigger');
	await editor.chooseNode('WTS Chat Chatbot Trigger');
	await editor.addNode();
	const address = await editor.showWebhookUrl('test');
	yield { name: 'chatbot-trigger', shows: editor.parameters };

	const page = await editor.openBeside(url);
	const button = (name: string) => page.getByRole('button', { name, exact: true });
	await button('Webhook block').click();
	const block = page.getByRole('dialog', { name: 'The chatbot asks n8n' });
	await block.getByLabel('Webhook URL').fill(address);
	await block.getByLabel('Response keys').fill('KNOWN, UNKNOWN');
	yield { name: 'chatbot-block', shows: block };
	await button('Set').click();
	await block.waitFor({ state: 'hidden' });

	await editor.executeStep();
	await editor.panel.getByText('Listening for test event').waitFor();
	await button('New contact writes').click();
	await button('Send').click();
	await editor.showOutput('Schema');
	yield { name: 'chatbot-called', shows: editor.panel };

	await editor.closeNode();
	await editor.findNode('wts', 'WTS Chat');
	await editor.chooseNode('WTS Chat');
	await editor.findAction('Respond to chatbot');
	await editor.chooseAction('Respond to chatbot');
	const keys = await editor.findInList('response', '', /KNOWN/);
	yield { name: 'chatbot-keys', shows: editor.panel };
	await editor.pick('response', keys.first());
	await editor.addEntry('Add message');
	await editor.enter('text', 'O pedido 7045 sai hoje para entrega. 🚚');
	yield { name: 'chatbot-respond', shows: editor.panel };

	await editor.closeNode();
	await editor.listen();
	await page.locator('#text').fill('É o pedido 7045');
	await button('Send as the contact').click();
	await editor.succeeded('Respond to chatbot');
	await page.getByRole('log', { name: 'Messages' }).getByText('sai hoje').waitFor();
	const calls = page.getByRole('list', { name: 'Calls of the chatbot' }).getByRole('listitem');
	await calls.first().locator('summary').click();
	yield { name: 'chatbot-answered', shows: page.locator('body') };
	await page.close();
}
