import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections, one of which could take a port between its choice and its use.
const [lowest, highest] = [20_000, 32_000];

/**
 * A free port of 127.0.0.1, for programs that cannot be told to choose one themselves.
 *
 * @param preferred taken if it is free
 * @throws {Error} when 100 ports in a row are taken
 */
export async function freePort(preferred?: number): Promise<number> {
	if (preferred !== undefined && (await isFree(preferred))) return preferred;
	for (let attempt = 0; attempt < 100; attempt++) {
		const port = lowest + Math.floor(Math.random() * (highest - lowest));
		if (await isFree(port)) return port;
	}
	throw new Error(`No free port between ${lowest} and ${highest}`);
}

async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', () => resolve(false));
		probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
	});
}
