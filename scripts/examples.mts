/** The example workflows of `examples/`, prepared for one account. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Credential, Workflow } from './n8n/n8n.mts';
import { project } from './package.mts';

/** An example, by the name of its file. */
export type ExampleName =
	| 'a-lead-from-contact-to-card'
	| 'agent-hands-over-to-a-human'
	| 'ask-for-a-rating-then-complete'
	| 'complete-a-session'
	| 'complete-everything-that-waits-in-a-department'
	| 'contact-writes-answer-complete'
	| 'summarize-a-conversation';

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
 * @param credential given to every WTS Chat node
 * @param settings values for the fields of "Settings", by field name
 * @returns the workflow to import
 * @throws {Error} when "Settings" has no such field
 */
export async function prepareExample(
	name: ExampleName,
	credential: Credential,
	settings: Readonly<Record<string, string>>,
): Promise<Workflow> {
	const file = path.join(project, 'examples', `${name}.json`);
	const example: Example = JSON.parse(await readFile(file, 'utf8'));
	for (const node of example.nodes.filter(({ type }) => type.startsWith('n8n-nodes-wts-chat.'))) {
		node.credentials = { [credential.type]: { id: credential.id, name: credential.name } };
	}
	const fields = example.nodes.find((node) => node.name === 'Settings')?.parameters.assignments?.assignments;
	for (const [setting, value] of Object.entries(settings)) {
		const field = fields?.find((candidate) => candidate.name === setting);
		if (!field) throw new Error(`The example "${example.name}" has no setting "${setting}"`);
		field.value = value;
	}
	return { ...example, id: name };
}
