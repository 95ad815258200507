// Writes docs/operations.md from the built package: `npm run docs`; `npm run docs:check` only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type * as FieldModule from '../nodes/WtsChat/fields/field.ts';
import type * as OperationsModule from '../nodes/WtsChat/operations/index.ts';
import type * as OperationModule from '../nodes/WtsChat/operations/operation.ts';
import { buildPackage } from '../harness/package.mts';

type Field = FieldModule.Field;
type Operation = OperationModule.Operation;

const target = new URL('../docs/operations.md', import.meta.url);
await buildPackage();
const require = createRequire(import.meta.url);
const { resources } = require('../dist/nodes/WtsChat/operations/index.js') as typeof OperationsModule;
const { isRequired } = require('../dist/nodes/WtsChat/fields/field.js') as typeof FieldModule;
const { fieldsOf } = require('../dist/nodes/WtsChat/operations/operation.js') as typeof OperationModule;

/** A text for a cell of a table: links and bars as Markdown wants them. */
const cell = (text: unknown) =>
	String(text ?? '')
		.replace(/<a href="([^"]+)">([^<]+)<\/a>/g, '[$2]($1)')
		.replace(/\|/g, '\\|');

/** What a field holds when it is left alone, where that tells something. */
function defaultOf({ type, default: value }: Field): string {
	if (type === 'boolean' || type === 'number') return ` Default: ${String(value)}.`;
	if (type === 'options' && value !== '') return ` Default: \`${String(value)}\`.`;
	return '';
}

const sentence = (text: string) => (text === '' || text.endsWith('.') ? text : `${text}.`);

/** One row for a field, and one for each field inside a collection. */
function rowsOf(field: Field, inside = ''): string[] {
	if (field.type === 'notice' || field.type === 'hidden') return [];
	const label = inside ? `${inside} → ${field.displayName}` : `**${field.displayName}**`;
	const required = isRequired(field, inside !== '') ? 'yes' : '';
	const row = `| ${label} | ${required} | ${cell(sentence(String(field.description ?? '')) + defaultOf(field)).trim()} |`;
	if (field.type !== 'collection') return [row];
	const within = [...((field.options ?? []) as Field[])].sort((a, b) => a.displayName.localeCompare(b.displayName));
	return within.flatMap((option) => rowsOf(option, field.displayName));
}

function chapterOf(operation: Operation): string {
	const endpoints = [...[operation.endpoint].flat(), ...(operation.batch ? [operation.batch.endpoint] : [])];
	const rows = fieldsOf(operation).flatMap((field) => rowsOf(field));
	return [
		`### ${operation.name}`,
		sentence(operation.description),
		endpoints.map((endpoint) => `\`${endpoint}\``).join(', '),
		...(rows.length > 0 ? [['| Parameter | Required | What it is |', '| --- | --- | --- |', ...rows].join('\n')] : []),
	].join('\n\n');
}

const count = resources.flatMap(({ operations }) => operations).length;
const text = `${[
	'# Operations of WTS Chat',
	'<!-- Made from the built node by `npm run docs`; do not edit. -->',
	`${count} operations of ${resources.length} resources. Below each, the endpoints of the API that it uses and its parameters. Every parameter takes an expression.`,
	resources
		.map(({ name, operations }) => `- **${name}**: ${operations.map((operation) => operation.name).join(', ')}`)
		.join('\n'),
	...resources.flatMap(({ name, description, operations }) => [
		`## ${name}`,
		sentence(description),
		...operations.map(chapterOf),
	]),
].join('\n\n')}\n`;

if (!process.argv.includes('--check')) {
	await writeFile(target, text);
	console.log('docs/operations.md written');
} else if (text !== (await readFile(target, 'utf8').catch(() => ''))) {
	console.error('docs/operations.md is not what the node is: run "npm run docs" and commit the result');
	process.exitCode = 1;
} else {
	console.log('docs/operations.md is in step with the node');
}
