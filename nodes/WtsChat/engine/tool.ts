import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import type { Reader } from '../steps/workbench';
import { PAGE_SIZE } from '../transport/paging';
import { explained } from '../transport/words';

/** Whether the node runs as a tool of an agent: n8n gives its type then a name that ends so. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/** Whether the node is the review of another tool, which a contact approves or declines. */
export const isReview = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('HitlTool');

/** Whether the node is a tool that a client of MCP calls through n8n; in queue mode n8n does not say so. */
const isForMcp = (context: IExecuteFunctions): boolean => context.getExecuteData().node.type.endsWith('.mcpTrigger');

/** How many characters of JSON a model is handed at the most: some 6,000 tokens, which every model takes. */
const MOST_CHARACTERS = 20_000;
/** What is left for one text beside all else that an item holds, whose quotes and line ends take two characters each. */
const MOST_OF_TEXT = 16_000;

/** How far a single record is shortened that is too long, step by step: so long texts, so many entries in a field. */
const SHORTENINGS = [
	[4_000, 50],
	[1_000, 20],
	[250, 5],
	[50, 2],
] as const;

/** The model that the node is a tool of: what it gets to read. */
export class Model implements Reader {
	/** So that one page is enough to see whether there is more. */
	readonly records = PAGE_SIZE - 1;
	readonly characters = MOST_OF_TEXT;
	private readonly context: IExecuteFunctions;
	private readonly told: string[] = [];
	private isMore = false;

	constructor(context: IExecuteFunctions) {
		this.context = context;
	}

	isToldOfMore(): void {
		this.isMore = true;
	}

	/** Takes what the user is told beside the items. */
	isTold(message: string): void {
		this.told.push(message);
	}

	/**
	 * What the model reads of the items that come out: as many as it can take, and then what it should know of them, such
	 * as that there are more. Where there are none it reads that, and not the empty text that n8n would hand it.
	 */
	shown(items: INodeExecutionData[]): INodeExecutionData[] {
		if (items.length === 0) return [{ json: { result: 'Nothing was found' } }, ...this.notes()];
		const count = countFitting(items);
		if (count > 0) return [...items.slice(0, count), ...this.notes(this.rest(count, items.length))];
		const [{ json, ...first }] = items;
		const notes = ['The first one is too long to be shown whole: it is cut where “…” stands.'];
		return [{ ...first, json: shortened(json) }, ...this.notes(notes.concat(this.rest(1, items.length)))];
	}

	private notes(notes: readonly string[] = []): INodeExecutionData[] {
		const all = [...this.told, ...notes];
		return all.length > 0 ? [{ json: { note: all.join(' ') } }] : [];
	}

	/** What is to be said of those that are not shown. */
	private rest(shown: number, count: number): string[] {
		if (shown === count && !this.isMore) return [];
		const these = shown === 1 ? 'This is the first one' : `These are the first ${shown}`;
		const there = this.isMore ? ', and there are more' : ` of ${count}`;
		const names = argumentsOf(this.context);
		const advice =
			names.length > 0
				? `To see others, ask more narrowly by what this tool takes: ${names.join(', ')}.`
				: 'This tool takes nothing by which you could see others.';
		return [`${these}${there}. ${advice}`];
	}
}

/** How many of the items, from the first on, a model can take. */
function countFitting(items: readonly INodeExecutionData[]): number {
	let length = 0;
	const end = items.findIndex(({ json }) => (length += lengthOf(json)) > MOST_CHARACTERS);
	return end === -1 ? items.length : end;
}

const lengthOf = (json: unknown): number => JSON.stringify(json).length;

/** A record with what is long in its fields cut, until it can be read. */
function shortened(json: IDataObject): IDataObject {
	let shorter = json;
	for (const [characters, entries] of SHORTENINGS) {
		const fields = Object.entries(json).map(([name, held]) => [name, cut(held, characters, entries)]);
		shorter = Object.fromEntries(fields) as IDataObject;
		if (lengthOf(shorter) <= MOST_CHARACTERS) break;
	}
	return shorter;
}

function cut(value: unknown, characters: number, entries: number): unknown {
	if (typeof value === 'string') {
		// Half of a character, such as of an emoji, is none.
		return value.length > characters ? `${value.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
	}
	if (typeof value !== 'object' || value === null) return value;
	const held = Object.entries(value);
	const kept = held.slice(0, entries).map(([name, entry]) => [name, cut(entry, characters, entries)] as const);
	if (held.length > entries) kept.push(['…', `… ${held.length - entries} more`]);
	return Array.isArray(value) ? kept.map(([, entry]) => entry) : Object.fromEntries(kept);
}

/** The names of what the model gives the tool, as its parameters ask for it. */
function argumentsOf(context: IExecuteFunctions): string[] {
	const parameters = JSON.stringify(context.getNode().parameters);
	const names = [...parameters.matchAll(/\$fromAI\s*\(\s*\\?['"`]([\w-]+)/gi)].map(([, name]) => name);
	return [...new Set(names)];
}

/**
 * What a model reads of a failure: all that the error says, in the item that n8n 2.x makes of an error of a tool. It is
 * not thrown, since that ends the run of the agent in n8n 1.x.
 *
 * @throws what is no failure of the node's, such as a cancelled execution; in a review, where the workflow is to stop, and
 * to a client of MCP, to whom n8n then says that it is an error, the error with all that it says in its message
 */
export function failureForModel(context: IExecuteFunctions, error: unknown): INodeExecutionData[] {
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) throw error;
	const message = explained(error);
	const isThrown = isReview(context) || isForMcp(context) || context.getNode().onError === 'stopWorkflow';
	if (!isThrown) return [{ json: { error: message } }];
	error.message = message;
	error.description = undefined;
	throw error;
}
