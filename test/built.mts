import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads a module of the built package, so that the tests try what is published.
 * @param path below `dist`, e.g. "nodes/WtsChat/transport/pacer"
 */
export const built = <Module,>(path: string): Module => require(`../dist/${path}.js`) as Module;
