import { createRequire } from 'node:module';
import type { INode, INodeParameters, INodeTypeDescription } from 'n8n-workflow';
import type { ExampleName } from '../../../harness/examples.mts';
import type { N8nServer } from '../../../harness/n8n/server.mts';

const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');

/** The types of nodes that n8n knows, by name and version. */
export type NodeTypes = (name: string, version: number) => INodeTypeDescription | undefined;

/** Asks n8n for the node types that its editor shows. */
export async function nodeTypesOf(server: N8nServer): Promise<NodeTypes> {
	const descriptions = await server.editor.nodeTypes();
	return (name, version) => descriptions.find((type) => type.name === name && [type.version].flat().includes(version));
}

/**
 * What n8n's editor would complain about in an imported example, by its own rules: nodes of an unknown type or version,
 * parameters that the node does not have, values that are missing or wrong, credentials that are not chosen.
 */
export async function issuesOf(server: N8nServer, nodeTypes: NodeTypes, example: ExampleName): Promise<string[]> {
	const { nodes } = await server.workflow(example);
	return nodes.flatMap((node) => {
		const { name, type, typeVersion } = node;
		const description = nodeTypes(type, typeVersion);
		const issues = description ? issuesOfNode(node, description) : [`n8n knows no ${type} ${typeVersion}`];
		return issues.map((issue) => `${name}: ${issue}`);
	});
}

function issuesOfNode(node: INode, description: INodeTypeDescription): string[] {
	const { properties } = description;
	const filled = NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ?? {};
	const { parameters = {} } =
		NodeHelpers.getNodeParametersIssues(properties, { ...node, parameters: filled }, description) ?? {};
	const needed = (description.credentials ?? []).filter(
		(credential) => credential.required && NodeHelpers.displayParameter(filled, credential, node, description),
	);
	return [
		...unknownIn(node.parameters, filled).map((path) => `it has no parameter ${path}`),
		...Object.values(parameters).flat(),
		...needed.filter(({ name }) => !node.credentials?.[name]).map(({ name }) => `no ${name} is chosen`),
	];
}

/** The paths of what is given and is not in what n8n makes of it. */
function unknownIn(given: unknown, known: unknown): string[] {
	if (typeof given !== 'object' || given === null) return [];
	return Object.entries(given).flatMap(([key, value]) => {
		const counterpart = (known as INodeParameters | undefined)?.[key];
		if (counterpart === undefined) return [key];
		return unknownIn(value, counterpart).map((path) => `${key}.${path}`);
	});
}
