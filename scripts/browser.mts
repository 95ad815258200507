/** Headless Chromium, the one that Debian brings. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { step } from './step.mjs';

const flags = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking', // with the next two: no calls out of the machine
	'--disable-component-update',
	'--disable-sync',
	...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // root cannot have Chromium's sandbox
];

/**
 * Starts a browser, to be closed by the caller.
 *
 * @throws {Error} when there is no Chromium and it cannot be installed
 */
export async function startBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: await chromiumProgram(), args: flags });
}

/** The path of Chromium, which is installed when that can be done without asking. */
async function chromiumProgram(): Promise<string> {
	const found = findChromium();
	if (found) return found;
	if (process.getuid?.() === 0 && findProgram('apt-get')) {
		await step('Updating the list of packages', 'apt-get', ['update', '-q']);
		await step('Installing Chromium', 'apt-get', ['install', '-qy', '--no-install-recommends', 'chromium']);
	}
	const installed = findChromium();
	if (!installed) throw new Error('This needs the browser Chromium. On Debian: sudo apt-get install chromium');
	return installed;
}

function findChromium(): string | undefined {
	return findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
}

function findProgram(name: string): string | undefined {
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return folders.map((folder) => path.join(folder, name)).find((program) => existsSync(program));
}
