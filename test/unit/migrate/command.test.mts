import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { nothing } from './account.mts';
import { workflowWith, WTS } from './convertOne.mts';

const command = path.join(import.meta.dirname, '../../../migrate/command.mts');
const old = JSON.stringify(
	workflowWith(WTS, { resource: 'session', operation: 'concludeSession', sessionId: nothing.session }),
	null,
	2,
);

function folderFor(t: TestContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'migrate-'));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

const migrate = (...given: string[]) =>
	new Promise<{ code: number; output: string; errors: string }>((resolve) => {
		execFile(process.execPath, [command, ...given], (error, output, errors) =>
			resolve({ code: typeof error?.code === 'number' ? error.code : 0, output, errors }),
		);
	});

describe('the command', () => {
	it('says what it would do, and writes only where it is told', async (t) => {
		const folder = folderFor(t);
		const file = path.join(folder, 'old.json');
		const out = path.join(folder, 'new/new.json');
		writeFileSync(file, old);

		const dry = await migrate(file);
		assert.equal(dry.code, 0);
		assert.match(dry.output, /Old Node\n {4}✔ Is now “Session: Complete” of WTS Chat\.\n[^]*Nothing was written/);
		assert.deepEqual(readdirSync(folder), ['old.json']);

		const { code, output } = await migrate(file, '--out', out, '--language', 'pt');
		assert.equal(code, 0);
		assert.match(output, /Agora é “Session: Complete”/);
		assert.equal(readFileSync(file, 'utf8'), old);
		const { nodes } = JSON.parse(readFileSync(out, 'utf8')) as ReturnType<typeof workflowWith>;
		assert.equal(nodes[0]?.type, 'n8n-nodes-wts-chat.wtsChat');
	});

	it('converts a folder of workflows', async (t) => {
		const folder = folderFor(t);
		const [given, out] = [path.join(folder, 'old'), path.join(folder, 'new')];
		mkdirSync(given);
		for (const name of ['a.json', 'b.json', 'readme.txt']) writeFileSync(path.join(given, name), old);
		writeFileSync(path.join(given, 'broken.json'), '{');

		const { code, output } = await migrate(given, '--out', out);
		assert.equal(code, 1);
		assert.match(output, /broken\.json\n {2}✖ This is not JSON/);
		assert.deepEqual(readdirSync(out).toSorted(), ['a.json', 'b.json']);
	});

	it('refuses to overwrite what it converts, and what it cannot read', async (t) => {
		const folder = folderFor(t);
		const file = path.join(folder, 'old.json');
		writeFileSync(file, old);
		const same = await migrate(file, '--out', path.join(folder, '.', 'old.json'));
		assert.equal(same.code, 1);
		assert.match(same.errors, /would overwrite/);
		assert.equal(readFileSync(file, 'utf8'), old);
		assert.equal((await migrate(path.join(folder, 'missing.json'))).code, 1);
		assert.equal((await migrate()).code, 1);
		assert.equal((await migrate(file, '--language', 'de')).code, 1);
	});
});
