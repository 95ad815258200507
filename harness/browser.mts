/** Headless Chromium, the one that Debian brings. */
import { chromium, type Browser } from 'playwright-core';
import { findProgram, programOf } from './debian.mts';

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
	return await chromium.launch({ executablePath: await programOf('chromium', findChromium), args: flags });
}

function findChromium(): string | undefined {
	return findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
}
