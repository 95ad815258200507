/**
 * `npm run migrate -- file.json [--out file.json]`: converts workflows that use n8n-nodes-wts, n8n-nodes-frontcrm or HTTP
 * Requests to the API. Also for a folder, as `n8n export:workflow --all --separate` writes it. Without `--out` it only says
 * what it would do.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { convert, kindOf, say, type Conversion, type Kind, type Language } from './convert.mts';

const usage = `npm run migrate -- <file or folder> [--out <file or folder>] [--language en|pt]

  --out       where to write what was converted; without it, nothing is written
  --language  of the report, and of the notes beside nodes (en)`;

const marks: Readonly<Record<Kind, string>> = { done: '✔', know: 'ℹ', todo: '➜', kept: '✖' };

/** What was done to a file, in words. */
function* reportOf({ changes, remarks }: Conversion, language: Language): Generator<string> {
	for (const remark of remarks) yield `  ${marks[kindOf(remark)]} ${say(remark, language)}`;
	let workflow: string | undefined;
	for (const change of changes) {
		if (change.workflow !== workflow) yield `  ${change.workflow ?? ''}`;
		workflow = change.workflow;
		yield `  ${change.node}`;
		for (const remark of change.remarks) yield `    ${marks[kindOf(remark)]} ${say(remark, language)}`;
	}
}

/** The files to convert, each with where to write it. */
async function filesOf(given: string, out: string | undefined): Promise<Array<{ file: string; out?: string }>> {
	if (!(await stat(given)).isDirectory()) return [{ file: given, out }];
	const names = (await readdir(given)).filter((name) => name.endsWith('.json')).sort();
	if (names.length === 0) throw new Error(`There are no .json files in ${given}`);
	return names.map((name) => ({ file: path.join(given, name), out: out && path.join(out, name) }));
}

async function run(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			out: { type: 'string' },
			language: { type: 'string', default: 'en' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return console.log(usage);
	const [given, ...more] = positionals;
	const { language, out } = values;
	if (given === undefined || more.length > 0) throw new Error('Give one file or folder');
	if (language !== 'en' && language !== 'pt') throw new Error('--language is en or pt');
	if (out !== undefined && path.resolve(out) === path.resolve(given)) {
		throw new Error(
			'--out would overwrite what is converted; give another place, so that the old workflow is still there',
		);
	}
	for (const { file, out: target } of await filesOf(given, out)) {
		const conversion = convert(await readFile(file, 'utf8'), language);
		console.log(file);
		for (const line of reportOf(conversion, language)) console.log(line);
		if (conversion.remarks.some(({ code }) => code === 'notJson')) process.exitCode = 1;
		else if (target !== undefined) {
			await mkdir(path.dirname(target), { recursive: true });
			await writeFile(target, conversion.text);
			console.log(`  → ${target}`);
		}
	}
	if (out === undefined) console.log('\nNothing was written. Add --out <file or folder> to write what was converted.');
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.error(`\n${usage}`);
	process.exitCode = 1;
}
