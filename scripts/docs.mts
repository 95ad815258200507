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

/** One of the choices that a field lists. */
interface Choice {
	readonly name: string;
	readonly value: unknown;
}

/** The choices that a field lists itself; none for one that asks the account. */
const choicesOf = ({ type, options = [] }: Field): readonly Choice[] =>
	type === 'options' || type === 'multiOptions' ? (options as readonly Choice[]) : [];

/** What is chosen, as the editor calls it. */
const labelOf = (field: Field, value: unknown): string =>
	choicesOf(field).find((choice) => choice.value === value)?.name ?? String(value);

/** More choices than these are left to the editor. */
const MOST_CHOICES = 15;

/** What can be chosen, and what a field holds when it is left alone, where that tells something. */
function contentsOf(field: Field, isOption: boolean): string {
	const { type, default: value } = field;
	if (type === 'boolean') return ` Default: ${value === true ? 'on' : 'off'}.`;
	// Some numbers have no effect while they are not added.
	if (type === 'number') return isOption ? ` When added: ${String(value)}.` : ` Default: ${String(value)}.`;
	const choices = choicesOf(field);
	const all = choices.length <= MOST_CHOICES ? choices.map(({ name }) => name).join(', ') : '';
	const offered = all === '' ? '' : ` Choices: ${all}.`;
	return type === 'options' && value !== '' ? `${offered} Default: ${labelOf(field, value)}.` : offered;
}

/** In words, when the editor shows a field; empty for one that is always there. */
function conditionOf({ displayOptions: { show = {}, hide = {} } = {} }: Field, siblings: readonly Field[]): string {
	const conditions = [show, hide].flatMap((rules) =>
		Object.entries(rules).map(([path, values]) => {
			const decider = siblings.find(({ name }) => name === path.replace(/^\//, ''));
			if (!decider) throw new Error(`Nothing is called ${path}`);
			const is = rules === show ? 'is' : 'is not';
			if (decider.type === 'boolean') return `${decider.displayName} ${is} ${values[0] === true ? 'on' : 'off'}`;
			return `${decider.displayName} ${is} ${values.map((value) => labelOf(decider, value)).join(' or ')}`;
		}),
	);
	return conditions.length === 0 ? '' : `_If ${conditions.join(' and ')}:_ `;
}

const sentence = (text: string) => (text === '' || text.endsWith('.') ? text : `${text}.`);

/** One row for a field, and one for each field inside a collection. @param siblings the fields of the operation */
function rowsOf(field: Field, siblings: readonly Field[], inside = ''): string[] {
	if (field.type === 'notice' || field.type === 'hidden') return [];
	const label = inside ? `${inside} → ${field.displayName}` : `**${field.displayName}**`;
	const required = isRequired(field, inside !== '') ? 'yes' : '';
	const what = conditionOf(field, siblings) + sentence(String(field.description ?? '')) + contentsOf(field, inside !== '');
	if (field.type !== 'collection') return [`| ${label} | ${required} | ${cell(what).trim()} |`];
	const within = [...((field.options ?? []) as Field[])].sort((a, b) => a.displayName.localeCompare(b.displayName));
	return within.flatMap((option) => rowsOf(option, siblings, field.displayName));
}

function chapterOf(operation: Operation): string {
	const endpoints = [...[operation.endpoint].flat(), ...(operation.batch ? [operation.batch.endpoint] : [])];
	const fields = fieldsOf(operation);
	const rows = fields.flatMap((field) => rowsOf(field, fields));
	return [
		`### ${operation.name}`,
		sentence(operation.description),
		endpoints.map((endpoint) => `\`${endpoint}\``).join(', '),
		...(rows.length > 0 ? [['| Parameter | Required | What it is |', '| --- | --- | --- |', ...rows].join('\n')] : []),
	].join('\n\n');
}

/** Gives each heading of the page the anchor that GitHub gives it: those of one name are numbered. */
function anchors(): (heading: string) => string {
	const taken = new Map<string, number>();
	return (heading) => {
		const anchor = heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-');
		const count = taken.get(anchor) ?? 0;
		taken.set(anchor, count + 1);
		return count === 0 ? anchor : `${anchor}-${count}`;
	};
}

/** The operations of each resource, with links to them. */
function contents(): string {
	const anchorOf = anchors();
	return resources
		.map(({ name, operations }) => {
			const resource = anchorOf(name);
			const links = operations.map((operation) => `[${operation.name}](#${anchorOf(operation.name)})`);
			return `- **[${name}](#${resource})**: ${links.join(', ')}`;
		})
		.join('\n');
}

const count = resources.flatMap(({ operations }) => operations).length;
const text = `${[
	'# Operations of WTS Chat',
	'<!-- Made from the built node by `npm run docs`; do not edit. -->',
	`${count} operations of ${resources.length} resources. Below each, the endpoints of the API that it uses and its parameters, as the editor calls them. Every parameter takes an expression, but for those that decide which others are shown (_If …_): of these only _Return All_ does.`,
	contents(),
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
