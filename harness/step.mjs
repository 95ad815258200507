// Plain JavaScript without dependencies: it also runs before anything is installed, on Node 20.
import { spawn } from 'node:child_process';

const SIGN_OF_LIFE_MS = 15_000;

/**
 * Runs one command of the set-up where everybody can see it: its title, its own output, how long it took, and a sign of life
 * while it is silent (npm prints nothing for minutes when its output is not a terminal).
 *
 * @param {string} title what it does, in a few words
 * @param {string} command the program
 * @param {readonly string[]} parameters its arguments; no shell sees them
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options] folder and environment to run it in
 * @returns {Promise<void>} when it has ended well
 * @throws {Error} when it cannot be started, ends with another code than 0, or is ended by a signal
 */
export async function step(title, command, parameters, options = {}) {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	console.log(`${title} …`);
	const signOfLife = setInterval(() => console.log(`  … ${seconds()}`), SIGN_OF_LIFE_MS);
	try {
		await new Promise((resolve, reject) => {
			spawn(command, parameters, { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
				.on('error', reject)
				.on('exit', (code, signal) => {
					if (code === 0) resolve(undefined);
					else reject(new Error(`${title}: ${command} ended with ${signal ?? `code ${code}`}`));
				});
		});
	} finally {
		clearInterval(signOfLife);
	}
	console.log(`  done in ${seconds()}`);
}
