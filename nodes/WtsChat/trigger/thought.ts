import type { FunctionsBase, IDataObject, INodeProperties } from 'n8n-workflow';
import { instantOf } from '../fields/date';
import { filesToFetch } from '../steps/files';
import { textOf } from '../steps/message';
import { usableParametersOf } from '../values/parameters';
import { isReply } from '../waiting/relay';
import type { Event } from '../waiting/event';
import { LatestEntries } from '../waiting/latestEntries';
import { joinMessages } from './switches';

/** How messages are joined: those that a contact writes with less than `quiet` between one and the next are a thought. */
export interface Joining {
	/** In milliseconds. */
	quiet: number;
	/** How long after its first message a thought ends at the latest, in milliseconds. */
	most: number;
}

const SECOND = 1_000;

const quietSeconds = {
	displayName: 'Seconds of Quiet',
	name: 'quietSeconds',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 600 },
	default: 8,
	displayOptions: { show: { joinMessages: [true] } },
	description: 'How long a contact writes nothing until the workflow starts',
} as const satisfies INodeProperties;

const longestWait = {
	displayName: 'Longest Wait',
	name: 'longestWait',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3_600 },
	default: 60,
	displayOptions: { show: { joinMessages: [true] } },
	description:
		'After how many seconds the workflow starts though the contact writes on; what comes later starts it anew',
} as const satisfies INodeProperties;

type Context = Pick<FunctionsBase, 'getNode' | 'getTimezone'>;
type Seconds = typeof quietSeconds | typeof longestWait;

/** How messages are joined where the node does not say it. */
export const USUAL_JOINING: Joining = {
	quiet: quietSeconds.default * SECOND,
	most: longestWait.default * SECOND,
};

/** The fields of the trigger that join messages. */
export const joiningFields = [joinMessages, quietSeconds, longestWait] as const satisfies INodeProperties[];

/**
 * How the node joins messages.
 * @param parameter reads a parameter of the node
 * @returns undefined if it does not. Where something else than a number of seconds is given, the default is taken, so that no
 * message is lost.
 */
export function joiningOf(context: Context, parameter: (name: string) => unknown): Joining | undefined {
	if (!isOn(context, parameter)) return undefined;
	const secondsOf = (field: Seconds) => {
		const given = parameter(field.name);
		return isSeconds(given, field) ? Number(given) : field.default;
	};
	const quiet = secondsOf(quietSeconds) * SECOND;
	return { quiet, most: Math.max(secondsOf(longestWait) * SECOND, quiet) };
}

/**
 * What is wrong with how the node joins messages.
 * @param parameter reads a parameter of the node
 * @returns undefined if nothing is
 */
export function faultOfJoining(context: Context, parameter: (name: string) => unknown): string | undefined {
	if (!isOn(context, parameter)) return undefined;
	for (const field of [quietSeconds, longestWait]) {
		const { minValue, maxValue } = field.typeOptions;
		if (!isSeconds(parameter(field.name), field)) {
			return `'${field.displayName}' is a number from ${minValue} to ${maxValue}.`;
		}
	}
	return undefined;
}

const isOn = (context: Context, parameter: (name: string) => unknown): boolean =>
	usableParametersOf(context, [joinMessages], parameter).joinMessages;

function isSeconds(given: unknown, { typeOptions: { minValue, maxValue } }: Seconds): boolean {
	const isGiven = typeof given === 'number' || (typeof given === 'string' && given.trim() !== '');
	return isGiven && Number(given) >= minValue && Number(given) <= maxValue;
}

/** What of a message decides to which thought it belongs. */
export interface Written {
	id: string;
	/** When it was written, by the service's clock, in milliseconds since 1970. */
	at: number;
}

/** Puts messages in the order in which they were written. */
export const byMoment = (one: Written, other: Written): number => one.at - other.at || one.id.localeCompare(other.id);

/** Reads it out of a message of the API or of an event; undefined if the message does not say its ID and its time. */
export function writtenOf({ id, createdAt, timestamp }: IDataObject): Written | undefined {
	const at = instantOf(createdAt ?? timestamp);
	return typeof id === 'string' && at !== undefined ? { id, at } : undefined;
}

/** Whether an event is a message that can be joined with others: of a contact, in a session. */
export const isJoinable = (event: Event): boolean =>
	isReply(event) && typeof event.content.sessionId === 'string' && writtenOf(event.content) !== undefined;

/**
 * The thought that begins with a message: those that follow it, each with less than `quiet` to the one before. It depends
 * only on when messages were written, so all processes of an n8n find the same.
 * @param others what the contact wrote in the session, in any order
 */
export function thoughtFrom<Message extends Written>(first: Message, others: readonly Message[], joining: Joining) {
	const later = others.filter(({ id, at }) => id !== first.id && at >= first.at).sort(byMoment);
	const thought = [first];
	let last = first.at;
	for (const message of later) {
		if (message.at - last >= joining.quiet || message.at - first.at >= joining.most) break;
		thought.push(message);
		last = message.at;
	}
	return thought;
}

/**
 * The messages before one, each with less than `quiet` to the next, and none more than `most` before it. If another process
 * has received them, its execution has the whole thought.
 * @returns them in their order
 */
export function predecessorsOf<Message extends Written>(
	message: Message,
	others: readonly Message[],
	{ quiet, most }: Joining,
): Message[] {
	const earlier = others.filter((other) => other.id !== message.id && byMoment(other, message) < 0).sort(byMoment);
	const predecessors: Message[] = [];
	let next = message.at;
	for (const other of earlier.toReversed()) {
		if (next - other.at >= quiet || message.at - other.at >= most) break;
		predecessors.unshift(other);
		next = other.at;
	}
	return predecessors;
}

/** The texts of messages, and what was said in voice messages as far as the service has written it down, in lines. */
export const textsOf = (messages: readonly IDataObject[]): string =>
	messages
		.map(textOf)
		.filter((text) => text !== '')
		.join('\n');

/** The files of a message, called as in the node's own operations. */
export const filesShown = (message: IDataObject): IDataObject[] =>
	filesToFetch(message).map(({ messageId, id, address, name, mimeType }) => ({
		messageId,
		fileId: id ?? null,
		fileUrl: address ?? null,
		name: name ?? null,
		mimeType: mimeType ?? null,
	}));

/** When the first and the last message of a thought was written, whose end an execution waits for. */
interface Open {
	first: number;
	last: number;
}

/**
 * The thoughts that executions of this process wait for. A message that surely belongs to one needs no execution of its own:
 * when the quiet is over, the execution of the thought reads all messages.
 */
export class OpenThoughts {
	private readonly open: LatestEntries<Open>;

	/** @param capacity how many are remembered; the oldest is forgotten first */
	constructor(capacity: number) {
		this.open = new LatestEntries(capacity);
	}

	/**
	 * Takes a message into the open thought of its session, or begins another one with it.
	 * @param place the session of a trigger
	 * @returns what the message is: a part of the open thought, for which nothing more is to be done; the first of a thought;
	 * or the first after a thought that was cut, since it had lasted too long
	 */
	take(place: string, { at }: Written, { quiet, most }: Joining): 'part' | 'first' | 'firstSinceCut' {
		const open = this.open.get(place);
		const isNext = open !== undefined && at >= open.first && at - open.last < quiet;
		if (isNext && at - open.first < most) {
			open.last = Math.max(open.last, at);
			return 'part';
		}
		this.open.set(place, { first: at, last: at });
		return isNext ? 'firstSinceCut' : 'first';
	}
}
