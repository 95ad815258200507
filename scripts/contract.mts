// Generates what is derived from the contract's yaml files: `npm run contract`; `npm run contract:check` only compares.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { parse } from 'yaml';

const services = ['auth', 'chat', 'core', 'crm'];
const root = new URL('../', import.meta.url);

/** The content of `contract/<service>.d.ts` as the service's yaml file gives it. Throws when that is no valid OpenAPI document. */
async function typesOf(service: string): Promise<string> {
	return (
		COMMENT_HEADER +
		astToString(await openapiTS(new URL(`contract/${service}.yaml`, root), { silent: true, defaultNonNullable: false }))
	);
}

/** A part of an OpenAPI document, as far as it is looked at here. */
interface Schema {
	$ref?: string;
	type?: string;
	format?: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}
interface Document {
	paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
	components: { schemas: Record<string, Schema> };
}
interface Response {
	$ref?: string;
	content?: Record<string, { schema: Schema }>;
}

/** What is meant by a part of a document, which may refer to another part. */
function meant<Part extends { $ref?: string }>(document: Document, part: Part): Part {
	if (part.$ref === undefined) return part;
	const names = part.$ref.replace('#/', '').split('/');
	return meant(
		document,
		names.reduce<unknown>((whole, name) => (whole as Record<string, unknown>)[name], document) as Part,
	);
}

/** What an operation answers with success. */
function shapeOf(document: Document, responses: Record<string, Response>): string {
	const schema = meant(document, responses['200']).content?.['application/json'].schema;
	if (schema === undefined) return 'nothing';
	const { type, properties = {} } = meant(document, schema);
	if (type === 'array') return 'list';
	return ['items', 'results'].find((name) => name in properties) ?? ('id' in properties ? 'record' : 'object');
}

/** The module that tells the node at run time what the answers of the endpoints are like. */
async function shapes(): Promise<string> {
	const lines: string[] = [];
	for (const service of services) {
		const document = parse(await readFile(new URL(`contract/${service}.yaml`, root), 'utf8')) as Document;
		for (const [path, operations] of Object.entries(document.paths)) {
			for (const [method, { responses }] of Object.entries(operations)) {
				const shape = shapeOf(document, responses);
				lines.push(`\t'${method.toUpperCase()} /${service}${path}': '${shape}',\n`);
			}
		}
	}
	return `// Generated from the contract by \`npm run contract\`: never edited.

/**
 * What an endpoint answers with success: nothing, a record with an ID, an object without one, a list, or an object that
 * holds a list under this name.
 */
export type Shape = 'nothing' | 'record' | 'object' | 'list' | 'items' | 'results';

/** The shape of each endpoint's answer, by method and path template. */
export const shapes: Readonly<Record<string, Shape>> = {
${lines.toSorted().join('')}};
`;
}

/** What an endpoint answers with success: of a list one record. */
function recordOf(document: Document, responses: Record<string, Response>): Schema {
	const answer = meant(document, meant(document, responses['200']).content?.['application/json'].schema ?? {});
	const list = answer.type === 'array' ? answer : answer.properties?.items && meant(document, answer.properties.items);
	return list?.items ? meant(document, list.items) : answer;
}

/** The module that tells the node at run time which fields of what comes out are dates. */
async function dateFields(): Promise<string> {
	const dates = new Set<string>();
	for (const service of services) {
		const document = parse(await readFile(new URL(`contract/${service}.yaml`, root), 'utf8')) as Document;
		for (const [kind, schema] of Object.entries(document.components.schemas)) {
			if (/Req|Filter|Exception/.test(kind)) continue;
			for (const [name, { format }] of Object.entries(schema.properties ?? {})) {
				if (format === 'date-time') dates.add(name);
			}
		}
	}
	return `// Generated from the contract by \`npm run contract\`: never edited.

/** The fields that hold a date with a time, wherever they are. */
export const dateFields: ReadonlySet<string> = new Set('${[...dates].toSorted().join(' ')}'.split(' '));
`;
}

/** The module that tells the node at run time what fields its outputs may have. */
async function outputFields(): Promise<string> {
	const lines: string[] = [];
	for (const service of services) {
		const document = parse(await readFile(new URL(`contract/${service}.yaml`, root), 'utf8')) as Document;
		for (const [path, operations] of Object.entries(document.paths)) {
			for (const [method, { responses }] of Object.entries(operations)) {
				const names = Object.keys(recordOf(document, responses).properties ?? {}).join(' ');
				if (names !== '') lines.push(`\t'${method.toUpperCase()} /${service}${path}': '${names}',\n`);
			}
		}
	}
	return `// Generated from the contract by \`npm run contract\`: never edited.

/** The names of the fields that an endpoint answers, of a list those of a record, with spaces between them. */
export const answeredFields: Readonly<Record<string, string>> = {
${lines.toSorted().join('')}};
`;
}

/** The content of a file as it is on disk, empty when there is no such file. */
async function committed(path: string): Promise<string> {
	try {
		return await readFile(new URL(path, root), 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
		throw error;
	}
}

const checkOnly = process.argv.includes('--check');

const generated = new Map<string, string>();
for (const service of services) generated.set(`contract/${service}.d.ts`, await typesOf(service));
generated.set('nodes/WtsChat/transport/shapes.ts', await shapes());
generated.set('nodes/WtsChat/operations/answeredFields.ts', await outputFields());
generated.set('nodes/WtsChat/fields/dateFields.ts', await dateFields());

for (const [path, content] of generated) {
	if (content === (await committed(path))) {
		console.log(`${path} is in step with the contract`);
	} else if (checkOnly) {
		console.error(`${path} is not what the contract gives: run "npm run contract" and commit the result`);
		process.exitCode = 1;
	} else {
		await writeFile(new URL(path, root), content);
		console.log(`${path} written`);
	}
}
