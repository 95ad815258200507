import { NodeApiError } from 'n8n-workflow';
import type { Service } from '../transport/service';

/** How long a part is at the most, in characters: no more is read at a glance, and Instagram takes no more. */
const LONGEST = 1_000;
/** How many parts a text makes at the most, as long as they do not get too long. */
const MOST = 10;
/** What the service wants between the parts of an answer, in milliseconds (observed.md §6). */
export const BETWEEN_PARTS = 1_200;

/**
 * A text in parts, as people write it: each paragraph is one. What is too long is divided between its lines, else its
 * sentences, else its words; a word or a link stays whole, however long it is.
 * @returns at least one; none is empty unless the text is
 */
export function partsOf(text: string): string[] {
	const paragraphs = text
		.replace(/\r\n?/g, '\n')
		.trim()
		.split(/\n[^\S\n]*\n\s*/);
	const parts = paragraphs.flatMap(dividedBySize);
	while (parts.length > MOST) {
		const lengths = parts.slice(1).map((part, index) => parts[index].length + part.length + 2);
		const shortest = Math.min(...lengths);
		if (shortest > LONGEST) break;
		const place = lengths.indexOf(shortest);
		parts.splice(place, 2, `${parts[place]}\n\n${parts[place + 1]}`);
	}
	return parts;
}

/** Where a text may be divided, the best places first: each ends behind what stays. */
const PLACES = [/\n+/g, /(?<![\d\s])[.!?…]+["”’)\]]*\s+|[。！？]/g, /\s+/g];

function dividedBySize(text: string): string[] {
	const parts: string[] = [];
	let rest = text.trim();
	while (rest.length > LONGEST) {
		const end = endOfPart(rest);
		if (end === undefined) break;
		parts.push(rest.slice(0, end).trim());
		rest = rest.slice(end).trim();
	}
	return [...parts, rest];
}

/** Where the first part of a text that is too long ends; undefined if there is no place for that. */
function endOfPart(text: string): number | undefined {
	for (const place of PLACES) {
		const ends = [...text.matchAll(place)].map(({ 0: found, index }) => index + found.length);
		// A part of a few words would be none.
		const end = ends.findLast((one) => one <= LONGEST + 1 && one > LONGEST / 4);
		if (end !== undefined) return end;
	}
	// A word that is too long itself, such as a link.
	const [, after] = /^(\S+\s+)\S/.exec(text) ?? [];
	return after?.length;
}

/**
 * Sends the parts that follow the first one, in their order and with a pause before each.
 * @param send sends the part of that index
 * @param describe says of a part that was sent which it is, for the user
 * @param pause before each part, in milliseconds
 * @returns what `send` gave for each
 * @throws what `send` throws, saying what had been sent; so nobody sends that again
 */
export async function sendFollowing<Sent>(
	{ attempt, pause: wait }: Pick<Service, 'attempt' | 'pause'>,
	first: Sent,
	count: number,
	send: (index: number) => Promise<Sent>,
	describe: (sent: Sent, index: number) => string,
	pause: number,
): Promise<Sent[]> {
	const sent = [first];
	for (let index = 1; index < count; index++) {
		await wait(pause);
		const sending = await attempt(async () => await send(index));
		if ('failure' in sending) throw inTheMiddle(sending.error, sent.map(describe), count);
		sent.push(sending.value);
	}
	return sent;
}

function inTheMiddle(error: unknown, sent: readonly string[], count: number): unknown {
	if (!(error instanceof NodeApiError)) return error;
	const { message } = error;
	error.message = `Part ${sent.length + 1} of ${count} was not sent: ${message}`;
	if (message.startsWith('It is not known')) error.message = `Part ${sent.length + 1} of ${count}: ${message}`;
	error.description =
		`${error.description ?? ''} Sent before it: ${sent.join(', ')}. What followed was not sent.`.trim();
	// It is told as it is here, and nothing of it is tried with other IDs.
	error.context.kind = 'other';
	return error;
}
