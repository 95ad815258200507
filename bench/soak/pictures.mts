// Files that contacts send, each with a content of its own.
import { createHash } from 'node:crypto';

export interface Picture {
	/** As the sandbox takes it. */
	readonly file: { readonly name: string; readonly mimeType: string; readonly content: string };
	/** The SHA-256 of its content. */
	readonly digest: string;
}

const digestOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Makes the file of a number. */
export function pictureOf(number: number): Picture {
	const content = Buffer.alloc(20_000 + number, `${number} `);
	const file = { name: `foto ${number}.png`, mimeType: 'image/png', content: content.toString('base64') };
	return { file, digest: digestOf(content) };
}

/** Reads what is at an address. @returns its SHA-256 */
export const digestAt = async (url: string): Promise<string> =>
	digestOf(new Uint8Array(await (await fetch(url)).arrayBuffer()));
