import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { INodeType } from 'n8n-workflow';
import { project } from '../../harness/package.mts';
import { built } from '../built.mts';

const HERE = 'https://github.com/n8n-nodes-wts-chat/n8n-nodes-wts-chat';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
	cwd: project,
	encoding: 'utf8',
})
	.split('\n')
	.filter((file) => file !== '' && existsSync(path.join(project, file)));
const read = (file: string) => readFileSync(path.join(project, file), 'utf8');
const pages = files.filter((file) => file.endsWith('.md'));
const withoutCode = (text: string) => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading = ''] of text.replace(/^```[^]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm)) {
		const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
		const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/ /g, '-');
		let anchor = slug;
		for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
		anchors.add(anchor);
	}
	return anchors;
}

/** Where a page leads: links and pictures, in Markdown and HTML. */
const targetsOf = (text: string): string[] => [
	...[...withoutCode(text).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(([, target = '']) => target),
	...[...withoutCode(text).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target),
];

/** Why a target inside this repository does not exist; undefined if it does. */
function broken(from: string, target: string): string | undefined {
	const inside = target.startsWith(HERE) ? target.slice(HERE.length).replace(/^\/(blob|tree)\/main\//, '') : target;
	if (inside.startsWith('/security') || inside.startsWith('/issues')) return undefined;
	if (/^[a-z]+:/i.test(inside)) return undefined;
	const [file = '', anchor] = inside.split('#');
	const ofHome = target.startsWith(HERE) && !/^\w/.test(file);
	const goal = ofHome
		? 'README.md'
		: target.startsWith(HERE)
			? file
			: file === ''
				? from
				: path.join(path.dirname(from), file);
	if (!existsSync(path.join(project, decodeURI(goal)))) return `${from}: ${target} leads to no file`;
	if (anchor === undefined || (ofHome && anchor === 'readme') || !goal.endsWith('.md')) return undefined;
	return anchorsOf(read(goal)).has(anchor) ? undefined : `${from}: ${target} leads to no heading`;
}

/** What README leads to that the guide has in Portuguese, or that is for those who change or publish the package. */
const inEnglishAlone: ReadonlySet<string> = new Set([
	'docs/closing-conversations.md',
	'docs/building-flows.md',
	'docs/coming-from-another-node.md',
	'docs/migrate.html',
	'docs/images/migrate.png',
	'docs/publishing.md',
]);

/** What the nodes call things in n8n's editor: fields, choices and operations; of a list of names, the word before that. */
function namesInEditor(): Set<string> {
	const { nodes } = (JSON.parse(read('package.json')) as { n8n: { nodes: string[] } }).n8n;
	const names = new Set<string>();
	const take = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const [key, held] of Object.entries(value)) {
			if ((key === 'displayName' || key === 'name') && typeof held === 'string') {
				names.add(held.replace(/ Names? or IDs?$/, ''));
			} else take(held);
		}
	};
	for (const file of nodes) {
		const name = path.basename(file, '.node.js');
		const module = built<Record<string, new () => INodeType>>(file.replace(/^dist\/|\.js$/g, ''));
		take(new (module[name] ?? assert.fail(name))().description.properties);
	}
	return names;
}

describe('Links', () => {
	it('of all pages lead to files and headings that exist', () => {
		assert.ok(pages.length > 10);
		const targets = pages.flatMap((page) => targetsOf(read(page)).map((target) => [page, target] as const));
		assert.ok(targets.length > 200, String(targets.length));
		assert.deepEqual(targets.map(([page, target]) => broken(page, target)).filter(Boolean), []);
	});

	it('from the nodes, package.json, texts of examples and issue templates to this repository do so too', () => {
		const others = files.filter((file) =>
			/^(credentials|nodes|examples|\.github|migrate)\/|^package\.json$/.test(file),
		);
		const targets = others.flatMap((file) =>
			[...read(file).matchAll(new RegExp(`${HERE}[^\\s"'\`)\\\\]*`, 'g'))].map(
				([target]) => [file, target.replace(/[.,]$/, '')] as const,
			),
		);
		assert.ok(targets.some(([file]) => file.startsWith('credentials/')));
		const known = targets.filter(([, target]) => !/\.git$|actions/.test(target));
		assert.deepEqual(known.map(([file, target]) => broken(file, target)).filter(Boolean), []);
	});

	it('of README to examples, pictures and pages for users are in the Portuguese guide too', () => {
		const own = new Set(targetsOf(read('docs/guia.pt-BR.md')).map((target) => target.replace(/#.*/, '')));
		const inGuide = (target: string) =>
			own.has(target.startsWith('docs/') ? target.slice('docs/'.length) : `../${target}`);
		const ofUsers = targetsOf(read('README.md'))
			.map((target) => target.replace(/#.*/, ''))
			.filter((target) => /^(examples|docs|sandbox)\//.test(target))
			.filter((target) => !inEnglishAlone.has(target) && target !== 'docs/guia.pt-BR.md');
		assert.ok(ofUsers.length > 20);
		assert.deepEqual(
			ofUsers.filter((target) => !inGuide(target)),
			[],
		);
	});

	it('are not all: the guide names each node and step that README does', () => {
		const [, operations = ''] = /^## Operations$([^]*?)^## /m.exec(read('README.md')) ?? [];
		const named = [...operations.matchAll(/\*\*(WTS .+?)\*\*|_([A-Z].+?)_/g)].map(
			([, node, step = '']) => node ?? step,
		);
		assert.ok(named.length > 10);
		const guide = read('docs/guia.pt-BR.md');
		assert.deepEqual(
			named.map((name) => name.replace(/^.*: |^for /, '')).filter((name) => !guide.includes(name)),
			[],
		);
	});

	for (const page of ['docs/closing-conversations.md', 'docs/building-flows.md', 'docs/campaigns.md']) {
		it(`are not all: the guide names each field, choice and operation that ${page} does`, () => {
			const names = namesInEditor();
			const quoted = [...withoutCode(read(page)).matchAll(/(?<![\w*])(\*\*|\*|_)([A-Z][^_*\n]+?)\1(?!\w)/g)]
				.map(([, , text = '']) => text.replace(/^.*: /, ''))
				.filter((name) => names.has(name));
			assert.ok(quoted.length > 10, String(quoted.length));
			const guide = read('docs/guia.pt-BR.md');
			assert.deepEqual(
				quoted.filter((name) => !guide.includes(name)),
				[],
			);
		});
	}

	it('are found wanting where they are', () => {
		for (const target of [
			'nowhere.md',
			'#nowhere',
			'docs/security.md#nowhere',
			`${HERE}#nowhere`,
			`${HERE}/blob/main/nowhere.md`,
		])
			assert.match(String(broken('README.md', target)), /leads to no/);
		for (const target of [
			'LICENSE.md',
			`${HERE}#readme`,
			'https://n8n.io',
			'docs/security.md#supply-chain',
			'docs/images',
		])
			assert.equal(broken('README.md', target), undefined);
		assert.deepEqual(
			[...anchorsOf('# A `b`: C?\n## A b C\n```\n# no\n```\n### [x](y) — Ü')],
			['a-b-c', 'a-b-c-1', 'x--ü'],
		);
	});
});

describe('Commands that pages name', () => {
	const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));

	it('are in package.json', () => {
		const named = pages.flatMap((page) =>
			[...read(page).matchAll(/npm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
				([, run, short]) => [page, run ?? short ?? ''] as const,
			),
		);
		assert.ok(named.length > 20);
		assert.deepEqual(
			named.filter(([, name]) => !(name in scripts)),
			[],
		);
	});

	it('are all that package.json has, on the page for developers', () => {
		const page = read('docs/developing.md');
		const own = Object.keys(scripts).filter((name) => !/:check$|^prepublishOnly$/.test(name));
		const unnamed = own.filter((name) => !new RegExp(`npm (run )?${name}\\b(?!:)`).test(page));
		assert.deepEqual(unnamed, []);
	});

	it('run files that exist', () => {
		const named = pages.flatMap((page) =>
			[...read(page).matchAll(/\bnode ((?:[\w.-]+\/)*[\w.-]+\.m[tj]s)/g)].map(([, file = '']) => [page, file] as const),
		);
		const ran = Object.values(scripts).flatMap((script) =>
			[...script.matchAll(/[\w./-]+\.m[tj]s/g)].map(([file]) => ['package.json', file] as const),
		);
		assert.ok(named.length > 5 && ran.length > 10);
		const missing = ([page, file]: readonly [string, string]) =>
			!existsSync(path.join(project, file)) && !existsSync(path.join(project, path.dirname(page), file));
		assert.deepEqual([...named, ...ran].filter(missing), []);
	});
});

describe('README', () => {
	const text = read('README.md');

	it('has the sections that n8n’s template for community nodes asks for', () => {
		const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
		const wanted = ['Installation', 'Operations', 'Credentials', 'Compatibility', 'Usage', 'Resources'];
		assert.deepEqual(
			wanted.filter((name) => !sections.includes(name)),
			[],
		);
	});

	it('counts the operations as the page that is made from the node does', () => {
		const countIn = (page: string) => /(\d+ operations of \d+ resources)/.exec(read(page))?.[1];
		const count = countIn('docs/operations.md');
		assert.ok(count);
		assert.deepEqual([countIn('README.md'), countIn('docs/building-flows.md')], [count, count]);
	});

	it('names the versions of n8n that the page for administrators has a row for', () => {
		const [, section = ''] = text.split('## Compatibility');
		const named = section.match(/\b\d+\.\d+\.\d+\b/g) ?? [];
		assert.ok(named.length > 1);
		const page = read('docs/administration.md');
		assert.deepEqual(
			named.filter((version) => !page.includes(`| ${version} `)),
			[],
		);
	});

	it('is a front page: what is longer stands on a page for those who need it', () => {
		assert.ok(Buffer.byteLength(text) <= 11_000, `${Buffer.byteLength(text)} bytes`);
		const pagesOfReaders = ['closing-conversations', 'building-flows', 'administration', 'developing'];
		for (const page of pagesOfReaders) assert.ok(text.includes(`docs/${page}.md`), page);
	});
});
