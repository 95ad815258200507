// Generates the contract's types from its yaml files: `npm run contract`; `npm run contract:check` only compares.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const services = ['chat', 'core', 'crm'];
const folder = new URL('../contract/', import.meta.url);

/** The content of `contract/<service>.d.ts` as the service's yaml file gives it. Throws when that is no valid OpenAPI document. */
async function typesOf(service: string): Promise<string> {
	return (
		COMMENT_HEADER +
		astToString(await openapiTS(new URL(`${service}.yaml`, folder), { silent: true, defaultNonNullable: false }))
	);
}

/** The content of `contract/<service>.d.ts` as it is on disk, empty when there is no such file. */
async function committedTypesOf(service: string): Promise<string> {
	try {
		return await readFile(new URL(`${service}.d.ts`, folder), 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
		throw error;
	}
}

const checkOnly = process.argv.includes('--check');

for (const service of services) {
	const types = await typesOf(service);
	if (types === (await committedTypesOf(service))) {
		console.log(`contract/${service}.d.ts is in step with ${service}.yaml`);
	} else if (checkOnly) {
		console.error(
			`contract/${service}.d.ts is not what ${service}.yaml gives: run "npm run contract" and commit the result`,
		);
		process.exitCode = 1;
	} else {
		await writeFile(new URL(`${service}.d.ts`, folder), types);
		console.log(`contract/${service}.d.ts written`);
	}
}
