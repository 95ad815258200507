import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads a module of the built package, so that the tests try what is published.
 * @param path below `dist`, e.g. "nodes/WtsChat/transport/pacer"
 */
export const built = <Module,>(path: string): Module => require(`../dist/${path}.js`) as Module;

/** The same as another process has it, with a memory of its own. */
export function builtAnew<Module>(path: string): Module {
	const name = require.resolve(`../dist/${path}.js`);
	const known = require.cache[name];
	delete require.cache[name];
	const anew = require(name) as Module;
	require.cache[name] = known;
	return anew;
}
