/** The example workflows of `examples/`, prepared for one account. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Credential, Workflow } from './n8n/n8n.mts';
import { project } from './package.mts';

/** The examples, by the names of their files. */
export const exampleNames = [
	'a-lead-from-contact-to-card',
	'agent-hands-over-to-a-human',
	'ai-answers-inside-the-chatbot',
	'answer-with-an-ai-agent',
	'ask-for-a-rating-then-complete',
	'assistant-answers-contacts',
	'assistant-hears-voice-messages',
	'assistant-sees-pictures',
	'book-a-slot',
	'chatbot-asks-n8n',
	'check-my-account',
	'close-idle-conversations',
	'complete-a-session',
	'complete-everything-that-waits-in-a-department',
	'complete-when-a-ticket-is-resolved',
	'contact-writes-answer-complete',
	'export-the-account',
	'keep-tables-up-to-date',
	'report-of-the-days-sessions',
	'send-a-template-to-a-list',
	'send-to-a-list-without-doubling',
	'summarize-a-conversation',
	'wts-chat-as-an-mcp-server',
] as const;
export type ExampleName = (typeof exampleNames)[number];

/** The type of the credential that nodes ask for, for all types of nodes in the examples that ask for one. */
const credentialTypes: Readonly<Record<string, string>> = {
	'n8n-nodes-wts-chat.wtsChat': 'wtsApi',
	'n8n-nodes-wts-chat.wtsChatTool': 'wtsApi',
	'n8n-nodes-wts-chat.wtsChatChangesTrigger': 'wtsApi',
	'n8n-nodes-wts-chat.wtsChatTrigger': 'wtsApi',
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
	'@n8n/n8n-nodes-langchain.mcpTrigger': 'httpBearerAuth',
	'@n8n/n8n-nodes-langchain.openAi': 'openAiApi',
	'n8n-nodes-base.webhook': 'httpHeaderAuth',
};

interface ExampleNode {
	readonly name: string;
	readonly type: string;
	readonly parameters: { readonly assignments?: { readonly assignments: readonly { name: string; value: string }[] } };
	credentials?: Record<string, { id: string; name: string }>;
}

interface Example {
	readonly name: string;
	readonly nodes: readonly ExampleNode[];
	readonly connections: object;
}

/**
 * Prepares an example for one account: as they are, the examples name no credential and leave the fields of their node
 * "Settings" empty.
 *
 * @param name which example; it also becomes the workflow's ID
 * @param credentials each is given to the nodes that ask for one of its type; of several that one which is named like the
 * node, or else the first
 * @param settings values for the fields of "Settings", by field name
 * @returns the workflow to import
 * @throws {Error} when "Settings" has no such field, or a node asks for a credential that is not among them
 */
export async function prepareExample(
	name: ExampleName,
	credentials: Credential | readonly Credential[],
	settings: Readonly<Record<string, string>>,
): Promise<Workflow> {
	const file = path.join(project, 'examples', `${name}.json`);
	const example: Example = JSON.parse(await readFile(file, 'utf8'));
	for (const node of example.nodes) {
		const type = credentialTypes[node.type];
		if (type === undefined) continue;
		const candidates = [credentials].flat().filter((candidate) => candidate.type === type);
		const credential = candidates.find((candidate) => candidate.name === node.name) ?? candidates.at(0);
		if (!credential) throw new Error(`The example "${example.name}" needs a credential of the type ${type}`);
		node.credentials = { [type]: { id: credential.id, name: credential.name } };
	}
	const fields = example.nodes.find((node) => node.name === 'Settings')?.parameters.assignments?.assignments;
	for (const [setting, value] of Object.entries(settings)) {
		const field = fields?.find((candidate) => candidate.name === setting);
		if (!field) throw new Error(`The example "${example.name}" has no setting "${setting}"`);
		field.value = value;
	}
	return { ...example, id: name };
}
