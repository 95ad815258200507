/** Programs that Debian brings. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { step } from './step.mjs';

/** The path of a program, if it is among those that a shell finds. */
export function findProgram(name: string): string | undefined {
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return folders.map((folder) => path.join(folder, name)).find((program) => existsSync(program));
}

/**
 * Finds what a package of Debian brings, and installs the package when that can be done without asking.
 *
 * @param name the package
 * @param find finds its program
 * @returns what was found
 * @throws {Error} when it is not there and cannot be installed
 */
export async function programOf(name: string, find: () => string | undefined): Promise<string> {
	const found = find();
	if (found) return found;
	if (process.getuid?.() === 0 && findProgram('apt-get')) {
		await step('Updating the list of packages', 'apt-get', ['update', '-q']);
		await step(`Installing ${name}`, 'apt-get', ['install', '-qy', '--no-install-recommends', name]);
	}
	const installed = find();
	if (!installed) throw new Error(`This needs ${name}. On Debian: sudo apt-get install ${name}`);
	return installed;
}
