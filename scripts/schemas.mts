// Writes the output schemas (nodes/WtsChat/__schema__) that let n8n's editor offer an operation's fields before its
// first run: `npm run schemas`; `npm run schemas:check` only compares. An answer is made up from the contract, goes
// through the operation as in the node, and what comes out is described.
import { readFile, rm, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parse } from 'yaml';
import type * as FieldModule from '../nodes/WtsChat/fields/field.ts';
import type * as OperationsModule from '../nodes/WtsChat/operations/index.ts';
import type * as OperationModule from '../nodes/WtsChat/operations/operation.ts';
import type * as RequestModule from '../nodes/WtsChat/operations/request.ts';
import type * as OutputModule from '../nodes/WtsChat/operations/output.ts';
import { buildPackage, project } from '../harness/package.mts';

type Operation = OperationModule.Operation;

interface ContractSchema {
	$ref?: string;
	type?: string;
	format?: string;
	enum?: unknown[];
	properties?: Record<string, ContractSchema>;
	items?: ContractSchema;
	oneOf?: ContractSchema[];
	additionalProperties?: unknown;
}
interface Contract {
	paths: Record<
		string,
		Record<string, { responses: Record<string, { content?: Record<string, { schema: ContractSchema }> }> }>
	>;
	components: { schemas: Record<string, ContractSchema> };
}
/** The part of JSON Schema that n8n's editor reads. */
interface OutputSchema {
	type: string;
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
	version?: number;
}

const folder = path.join(project, 'nodes/WtsChat/__schema__/v1.0.0');
await buildPackage();
const require = createRequire(import.meta.url);
const { resources } = require('../dist/nodes/WtsChat/operations/index.js') as typeof OperationsModule;
const { fieldsOf } = require('../dist/nodes/WtsChat/operations/operation.js') as typeof OperationModule;
const { outputOf } = require('../dist/nodes/WtsChat/operations/output.js') as typeof OutputModule;
const { contentOf } = require('../dist/nodes/WtsChat/operations/request.js') as typeof RequestModule;

const contracts = new Map<string, Contract>();
for (const service of ['auth', 'chat', 'core', 'crm']) {
	contracts.set(service, parse(await readFile(path.join(project, `contract/${service}.yaml`), 'utf8')) as Contract);
}

// Records refer to each other (a card's session, its card …): as deep as this the editor's list stays readable.
const DEEPEST = 3;

/** What an endpoint gives, with every field filled in: its answer, or a record of a list. */
function sampleRecord(endpoint: string): unknown {
	const answer = sampleAnswer(endpoint, false);
	const isList = Array.isArray(answer) || Array.isArray((answer as { items?: unknown } | undefined)?.items);
	return isList ? sampleAnswer(endpoint, true) : answer;
}

/** An answer of an endpoint with every field filled in; for a list one record. */
function sampleAnswer(endpoint: string, isList: boolean): unknown {
	const [method, address] = endpoint.split(' ');
	const [, service, rest] = /^\/(\w+)(\/.*)$/.exec(address) ?? [];
	const contract = contracts.get(service);
	const schema = contract?.paths[rest]?.[method.toLowerCase()]?.responses['200']?.content?.['application/json']?.schema;
	if (!contract || !schema) return undefined;
	const answer = sample(contract, schema, 0);
	if (!isList) return answer;
	return Array.isArray(answer) ? answer[0] : (answer as { items: unknown[] }).items[0];
}

function sample(contract: Contract, schema: ContractSchema, depth: number): unknown {
	if (schema.$ref) return sample(contract, contract.components.schemas[schema.$ref.split('/').at(-1) ?? ''], depth);
	if (schema.oneOf) return sample(contract, schema.oneOf[0], depth);
	if (schema.enum) return schema.enum[0];
	switch (schema.type) {
		case 'array':
			return [sample(contract, schema.items ?? {}, depth)];
		case 'integer':
		case 'number':
			return 1;
		case 'boolean':
			return true;
		case 'string':
			return 'text';
		default: {
			if (depth > DEEPEST) return {};
			const properties = Object.entries(schema.properties ?? {});
			return Object.fromEntries(
				properties.map(([name, value]) => [
					name,
					// As the service writes them: what is made of them comes out too.
					/phonenumber$/i.test(name) ? '+55|11988887777' : sample(contract, value, depth + 1),
				]),
			);
		}
	}
}

const SAMPLE_ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

const SPLITTING = 'splitIntoMessages';

const SAMPLE_PHONE = '+5511988887777';

/**
 * The parameters of an operation as they are when nothing is changed; what is picked or typed is filled in.
 * @param picked what a locator that takes more than IDs holds
 */
function sampleValues(operation: Operation, picked: string): FieldModule.Values {
	const sampleValue = ({ name, type, default: value, modes, options = [] }: FieldModule.Field): unknown => {
		if (name === 'to') return SAMPLE_PHONE;
		// Both whom a message goes to by a phone number, and whose session it goes into.
		if (name === 'sendTo') return picked === SAMPLE_ID ? 'session' : value;
		// What comes out with an option that adds something to it.
		if (
			type === 'collection' &&
			(options as unknown as FieldModule.Field[]).some((option) => option.name === SPLITTING)
		)
			return { [SPLITTING]: true };
		if (type === 'resourceLocator') return (modes as unknown[]).length > 2 ? picked : SAMPLE_ID;
		return type === 'string' && value === '' ? 'text' : value;
	};
	const values = fieldsOf(operation).map((field): [string, unknown] => [field.name, sampleValue(field)]);
	// What is found out for a session that is given by its contact.
	return { ...Object.fromEntries(values), contactOfSession: SAMPLE_ID };
}

function schemaOf(value: unknown): OutputSchema {
	if (Array.isArray(value))
		return value.length === 0 ? { type: 'array' } : { type: 'array', items: schemaOf(value[0]) };
	if (value === null) return { type: 'null' };
	if (typeof value !== 'object') return { type: typeof value };
	const properties = Object.entries(value)
		.filter(([, entry]) => entry !== undefined)
		.map(([name, entry]): [string, OutputSchema] => [name, schemaOf(entry)]);
	return { type: 'object', properties: Object.fromEntries(properties) };
}

/** What an operation gives; with several endpoints, or several ways to pick something, the fields of all of them. */
function sampleContent(operation: Operation): object {
	const { declared, endpoint } = operation;
	const byId = sampleValues(operation, SAMPLE_ID);
	if (!('request' in declared)) return outputOf(operation, declared.example(sampleRecord), byId);
	const contents = [sampleValues(operation, SAMPLE_PHONE), byId].flatMap((values) =>
		[endpoint]
			.flat()
			.map((one) => contentOf(declared, sampleAnswer(one, declared.paging !== undefined), values))
			.map((content) => outputOf(operation, content, values)),
	);
	return Object.assign({}, ...contents);
}

const outputSchema = (operation: Operation): OutputSchema => ({ ...schemaOf(sampleContent(operation)), version: 1 });

const files = new Map<string, string>();
for (const { value: resource, operations } of resources) {
	for (const operation of operations) {
		files.set(`${resource}/${operation.value}.json`, `${JSON.stringify(outputSchema(operation), null, '\t')}\n`);
	}
}

if (process.argv.includes('--check')) {
	for (const [file, text] of files) {
		if (text !== (await readFile(path.join(folder, file), 'utf8').catch(() => ''))) {
			console.error(
				`__schema__/v1.0.0/${file} is not what the node gives: run "npm run schemas" and commit the result`,
			);
			process.exitCode = 1;
		}
	}
	if (!process.exitCode) console.log(`${files.size} output schemas are in step with the node`);
} else {
	await rm(folder, { recursive: true, force: true });
	for (const [file, text] of files) {
		await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
		await writeFile(path.join(folder, file), text);
	}
	console.log(`${files.size} output schemas written`);
}
