/**
 * `npm run migrate:page`: puts the page together, one HTML file that needs no server and loads nothing, and writes it to
 * docs/migrate.html. With `--check` it only compares.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** Where the page is published from. */
export const target = new URL('../docs/migrate.html', import.meta.url);
const folder = new URL('page/', import.meta.url);

/** The module's code and that of all that it imports, each as a function that fills in what the module exports. */
async function modulesFrom(entry: URL, found = new Map<string, string>()): Promise<Map<string, string>> {
	const name = path.posix.basename(entry.pathname);
	if (found.has(name)) return found;
	const { outputText } = ts.transpileModule(await readFile(entry, 'utf8'), {
		compilerOptions: {
			module: ts.ModuleKind.CommonJS,
			target: ts.ScriptTarget.ES2023,
			removeComments: true,
			esModuleInterop: true,
		},
	});
	found.set(name, outputText);
	for (const [, imported = ''] of outputText.matchAll(/require\("([^"]+)"\)/g)) {
		await modulesFrom(new URL(imported, entry), found);
	}
	return found;
}

/** One script of all modules: each is run when it is first asked for. */
async function script(): Promise<string> {
	const modules = await modulesFrom(new URL('page.mts', folder));
	const written = [...modules].map(([name, code]) => `${JSON.stringify(name)}(exports, require) {\n${code}\n}`);
	return `const modules = {\n${written.join(',\n')}\n};
const loaded = new Map();
function require(path) {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const exports = loaded.get(name) ?? {};
	if (!loaded.has(name)) {
		loaded.set(name, exports);
		modules[name](exports, require);
	}
	return exports;
}
require('page.mts');
`;
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page's HTML. */
export async function builtPage(): Promise<string> {
	const code = (await script()).replace(/<\/(script)/gi, '<\\/$1');
	const style = await readFile(new URL('page.css', folder), 'utf8');
	// The browser itself sees to it that nothing is loaded or sent.
	const policy = [
		"default-src 'none'",
		`script-src ${hashOf(code)}`,
		`style-src ${hashOf(style)}`,
		"base-uri 'none'",
		"form-action 'none'",
	].join('; ');
	const html = await readFile(new URL('index.html', folder), 'utf8');
	// The browser checks what stands between the tags against the policy, to the last space.
	return html
		.replace('content="policy"', () => `content="${policy}"`)
		.replace(/\s*\/\* style \*\/\s*/, () => style)
		.replace(/\s*\/\* script \*\/\s*/, () => code);
}

if (import.meta.main) {
	const html = await builtPage();
	if (!process.argv.includes('--check')) {
		await writeFile(target, html);
		console.log('docs/migrate.html written');
	} else if (html !== (await readFile(target, 'utf8').catch(() => ''))) {
		console.error('docs/migrate.html is not what migrate/ is: run "npm run migrate:page" and commit the result');
		process.exitCode = 1;
	} else {
		console.log('docs/migrate.html is in step with migrate/');
	}
}
