import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** As the vendor's package has it: one field, and the key is put in by n8n. */
const CREDENTIAL = `exports.WtsApi = class {
	name = 'wtsApi';
	displayName = 'Another WTS API';
	properties = [{ displayName: 'API Key', name: 'apiKey', type: 'string', default: '' }];
	authenticate = { type: 'generic', properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } } };
};`;

const NODE = `exports.Other = class {
	description = {
		displayName: 'Other', name: 'other', group: ['transform'], version: 1, description: 'Another node', defaults: { name: 'Other' },
		inputs: ['main'], outputs: ['main'], credentials: [{ name: 'wtsApi', required: true }], properties: [],
	};
};`;

/**
 * Installs a package whose credential type has the name of this package's; the one that n8n loads last is in force.
 * @param userFolder n8n's user folder
 * @param name the package's name: n8n loads packages in the order of their names
 */
export async function installStandIn(userFolder: string, name: string): Promise<void> {
	const folder = path.join(userFolder, '.n8n/nodes/node_modules', name);
	const nodes = ['dist/Other.node.js'];
	const credentials = ['dist/WtsApi.credentials.js'];
	await mkdir(path.join(folder, 'dist'), { recursive: true });
	await writeFile(path.join(folder, nodes[0]), NODE);
	await writeFile(path.join(folder, credentials[0]), CREDENTIAL);
	const manifest = { name, version: '1.0.0', n8n: { n8nNodesApiVersion: 1, nodes, credentials } };
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
}
