import { instantOf } from '../fields/date';
import { isFromContact, wordsOf, type Message } from './message';

/** Who wrote something. */
export type Role = 'contact' | 'agent' | 'chatbot' | 'automation' | 'campaign' | 'system' | 'note';

/** An entry of a transcript: what was written, by whom, and when. */
export interface Entry {
	message: Message;
	role: Role;
	/** A name, or what is known of the writer. */
	author: string;
	/** By the clock of the workflow's timezone, e.g. "2026-01-31 08:30". */
	time: string;
	words: string;
}

// Where messages to the contact come from; the contract does not know MANUAL (observed.md §4).
const ROLES: Readonly<Record<NonNullable<Message['origin']> | 'MANUAL', Role>> = {
	API: 'automation',
	BOT: 'chatbot',
	CAMPAIGN: 'campaign',
	DEFAULT: 'agent',
	GATEWAY: 'agent',
	MANUAL: 'agent',
	OFFICE_HOURS: 'automation',
	PAYMENT: 'automation',
};

const NAMES: Readonly<Record<Role, string>> = {
	agent: 'Agent',
	automation: 'Automation',
	campaign: 'Campaign',
	chatbot: 'Chatbot',
	contact: 'Contact',
	note: 'Internal note',
	system: 'System',
};

/** Who wrote a message. */
export function roleOf(message: Message): Role {
	const { type, origin } = message;
	if (type === 'NOTE') return 'note';
	if (type === 'TRACK' || type === 'TRANSITION') return 'system';
	if (isFromContact(message)) return 'contact';
	// The service may come to know more origins than the contract.
	return ROLES[origin ?? 'DEFAULT'] ?? 'automation';
}

/** What a transcript is made with. */
export interface Cast {
	/** The name of the contact, as far as it has one. */
	contact: string | undefined;
	/** The names of agents by their user IDs. */
	agents: ReadonlyMap<string, string>;
	timezone: string;
}

/** The entries of a transcript, one a message, in their order. */
export function entriesOf(messages: readonly Message[], { contact, agents, timezone }: Cast): Entry[] {
	// The Swedish way of writing a time sorts, and nobody takes the day for the month.
	const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: timezone });
	return messages.map((message) => {
		const role = roleOf(message);
		const name = role === 'contact' ? contact : agents.get(message.userId ?? '');
		const time = clock.format(momentOf(message));
		return { message, role, author: name ?? NAMES[role], time, words: wordsOf(message) };
	});
}

/** When a message was written, in milliseconds. */
export const momentOf = ({ createdAt, timestamp }: Message): number => instantOf(createdAt ?? timestamp) ?? 0;

/**
 * The transcript as one text: a line for each entry, "2026-01-31 08:30 Ana Silva (contact): Hello". Further lines of a
 * message (or of a name) are set in, so that nothing a contact writes looks like an entry of somebody else.
 * @param left whether there are earlier messages that are not among the entries
 * @param most how many characters it may have; of what is too much, the earliest is left out, which the text then says
 * @returns the text, and the entries that are in it
 */
export function transcriptOf(entries: readonly Entry[], left: boolean, most = Infinity): { text: string; shown: Entry[] } {
	const lines = entries.map(lineOf);
	const whole = [...(left ? [leftOut(entries)] : []), ...lines].join('\n');
	if (whole.length <= most) return { text: whole, shown: [...entries] };

	let room = most - leftOut(entries).length;
	let first = entries.length;
	while (first > 0 && room > lines[first - 1].length) room -= lines[--first].length + 1;
	if (first < entries.length) {
		const shown = entries.slice(first);
		return { text: [leftOut(shown), ...lines.slice(first)].join('\n'), shown };
	}
	// Not even the last one fits as a whole: it is cut.
	const shown = entries.slice(-1);
	// Half of a character, such as of an emoji, is none.
	const begun = lineOf(shown[0])
		.slice(0, room - CUT.length - 1)
		.replace(/[\uD800-\uDBFF]$/, '');
	return { text: `${leftOut(shown)}\n${begun}${CUT}`, shown };
}

const CUT = '… [cut]';

const leftOut = ([first]: readonly Entry[]) => `[What was written before ${first.time} is left out]`;

function lineOf({ role, author, time, words }: Entry): string {
	const who = author === NAMES[role] ? author : `${author} (${NAMES[role].toLowerCase()})`;
	return `${time} ${who}: ${words}`.replace(/\s*[\n\r\u2028\u2029]\s*/g, '\n  ');
}
