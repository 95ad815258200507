// What stands behind a list: the old nodes gave a page in one item, ours gives one item for each record.
import { isValues, type Value, type Values } from './value.mts';
import type { Tell } from './words.mts';
import { wiresOf, type WorkflowNode } from './workflow.mts';

const SPLIT_OUT = 'n8n-nodes-base.splitOut';
const ITEM_LISTS = 'n8n-nodes-base.itemLists';
const NO_OPERATION = 'n8n-nodes-base.noOp';

/** Nodes that pass on what comes in as it is, so that the page stands behind them too. */
const PASSING: ReadonlySet<string> = new Set(
	['if', 'switch', 'filter', 'noOp', 'wait', 'splitInBatches'].map((name) => `n8n-nodes-base.${name}`),
);

/** Other fields of a page, which nothing gives any more. */
const OF_PAGE = ['totalItems', 'totalPages', 'hasMorePages', 'pageNumber', 'pageSize'];

/** A workflow while lists in it are looked at. */
export interface Draft {
	nodes: WorkflowNode[];
	connections: Value | undefined;
	/** The names of nodes whose data is pinned. */
	pinned: ReadonlySet<string>;
}

/**
 * Adapts what stands behind lists that were converted: a Split Out is taken out, and expressions that read the page are
 * rewritten.
 * @param lists the names of the lists
 * @param tellOf takes what is to be said of a node
 * @returns the workflow; the given one is not changed
 */
export function adaptReaders(draft: Draft, lists: ReadonlySet<string>, tellOf: (node: string) => Tell): Draft {
	let { nodes, connections } = draft;
	const typeOf = new Map(nodes.map(({ name, type }) => [name, type]));
	const wires = wiresOf(connections);
	/** The nodes that what comes in is from, those behind which it was passed on left out. */
	const sourcesOf = (name: string, seen = new Set([name])): string[] =>
		wires
			.filter(({ to, from }) => to === name && !seen.has(from))
			.flatMap(({ from }) => {
				if (lists.has(from) || !PASSING.has(typeOf.get(from) ?? '')) return [from];
				seen.add(from);
				return sourcesOf(from, seen);
			});
	for (const node of draft.nodes) {
		const sources = [...new Set(sourcesOf(node.name))];
		const [list] = sources;
		const isBehindListsAlone = list !== undefined && sources.every((source) => lists.has(source));
		if (isBehindListsAlone && splitsItemsOut(node)) {
			const others = nodes.filter(({ name }) => name !== node.name);
			if (draft.pinned.has(node.name) || isNamedIn(node.name, others)) {
				tellOf(node.name)('splitOutPassesOn', { list });
				const passing = { ...node, type: NO_OPERATION, typeVersion: 1, parameters: {} };
				nodes = nodes.map((other) => (other.name === node.name ? passing : other));
			} else {
				tellOf(node.name)('splitOutTakenOut', { list });
				nodes = others;
				connections = wiredAround(connections, node.name);
			}
			continue;
		}
		const behind = isBehindListsAlone && sources.length === 1 ? list : undefined;
		const adapted = withReads(node, lists, behind, sources, tellOf(node.name));
		nodes = nodes.map((other) => (other.name === node.name ? adapted : other));
	}
	return { ...draft, nodes, connections };
}

/** Whether a node makes items of the page's records, and of nothing else. */
function splitsItemsOut({ type, parameters }: WorkflowNode): boolean {
	if (type !== SPLIT_OUT && type !== ITEM_LISTS) return false;
	const { operation = 'splitOutItems', fieldToSplitOut, include = 'noOtherFields', options } = parameters;
	const isPlain = !isValues(options) || Object.keys(options).every((name) => name === 'disableDotNotation');
	return operation === 'splitOutItems' && fieldToSplitOut === 'items' && include === 'noOtherFields' && isPlain;
}

/** Whether parameters name a node, as in `$('Split Out')`. */
const isNamedIn = (name: string, nodes: readonly WorkflowNode[]) =>
	nodes.some(({ parameters }) => textsIn(parameters).some((text) => names(text, name)));

/** Whether a text names a node, however its quotes are escaped there. */
const names = (text: string, name: string) => text.replaceAll('\\', '').includes(name.replaceAll('\\', ''));

/** The connections without a node: what led to it leads where it led. */
function wiredAround(connections: Value | undefined, name: string): Value | undefined {
	if (!isValues(connections)) return connections;
	const { [name]: own, ...others } = connections;
	const main = isValues(own) && Array.isArray(own.main) ? own.main : [];
	const [next] = main;
	const onwards = Array.isArray(next) ? next : [];
	const led = (wires: Value): Value => {
		if (!Array.isArray(wires)) return wires;
		const kept = wires.filter((wire) => !(isValues(wire) && wire.node === name));
		return kept.length === wires.length ? wires : unique([...kept, ...onwards]);
	};
	return Object.fromEntries(
		Object.entries(others).map(([from, outputs]) => [
			from,
			isValues(outputs)
				? Object.fromEntries(
						Object.entries(outputs).map(([kind, held]) => [kind, Array.isArray(held) ? held.map(led) : held]),
					)
				: outputs,
		]),
	);
}

const unique = (wires: Value[]) => [...new Map(wires.map((wire) => [JSON.stringify(wire), wire])).values()];

const FIELD = (name: string) => `(?:\\??\\.${name}\\b|\\??\\.?\\[\\s*["'\`]${name}["'\`]\\s*\\])`;
/** A pattern for a name as it stands in code, where quotes and backslashes have a backslash in front. */
const escaped = (name: string) =>
	[...name]
		.map((sign) => {
			if (/['"`\\]/.test(sign)) return `\\\\?\\${sign}`;
			return /[.*+?^${}()|[\]/]/.test(sign) ? `\\${sign}` : sign;
		})
		.join('');

/** How code reads what came in. */
const OF_INPUT = [
	'\\$json',
	'\\$input\\.(?:first|last)\\(\\)\\.json',
	'\\$input\\.item\\.json',
	'\\bitems\\[0\\]\\.json',
];

/** How code reads what a node gave. */
function ofNode(name: string): string[] {
	const quoted = `["'\`]${escaped(name)}["'\`]`;
	const word = /^\w+$/.test(name) ? `|\\$node\\.${name}` : '';
	return [
		`\\$\\(\\s*${quoted}\\s*\\)\\.(?:first\\(\\)|last\\(\\)|item|all\\(\\)\\[0\\])\\.json`,
		`(?:\\$node\\[\\s*${quoted}\\s*\\]${word})\\.json`,
		`\\$items\\(\\s*${quoted}[^)]*\\)\\[0\\]\\.json`,
	];
}

/** The records of a list, as the page held them in `items`. */
const recordsOf = (list: string) => `$('${list.replace(/[\\']/g, '\\$&')}').all().map(item => item.json)`;

/** A node with what it reads of lists rewritten; it says what could not be. */
function withReads(
	node: WorkflowNode,
	lists: ReadonlySet<string>,
	behind: string | undefined,
	sources: readonly string[],
	tell: Tell,
): WorkflowNode {
	const code = codeIn(node.parameters).join('\n');
	const isSplitter = node.parameters.fieldToSplitOut === 'items';
	// Most nodes read no page, and there may be many lists.
	if (!isSplitter && !['items', ...OF_PAGE].some((field) => code.includes(field))) return node;
	const named = [...lists].filter((list) => names(code, list));
	const read = new Set<string>();
	let readsInput = false;
	const rewritten = (text: string): string => {
		let result = text;
		for (const list of named) {
			const ways = new RegExp(`(?:${ofNode(list).join('|')})${FIELD('items')}`, 'g');
			result = result.replace(ways, () => {
				read.add(list);
				return recordsOf(list);
			});
		}
		if (behind === undefined) return result;
		const ways = new RegExp(`(?:${OF_INPUT.join('|')})${FIELD('items')}`, 'g');
		return result.replace(ways, () => {
			read.add(behind);
			readsInput = true;
			return recordsOf(behind);
		});
	};
	const parameters = mapTexts(node.parameters, (text, isCode) => (isCode ? rewritten(text) : text));
	const before = sources.filter((source) => lists.has(source));
	sayWhatIsLeft(parameters, named, before, tell);
	if (read.size === 0) return node;
	for (const list of read) tell(PASSING.has(node.type) ? 'itemsReadByEach' : 'itemsRewritten', { list });
	// One page was one item, for which it ran once; what only passes items on must pass on every one.
	const runsOnce = readsInput && !PASSING.has(node.type);
	return { ...node, parameters, ...(runsOnce ? { executeOnce: true } : {}) };
}

/** What still reads a page in a way that is not known. */
const READS_ITEMS = new RegExp(`json${FIELD('items')}`);

/** Says what still reads a page: other fields of it, or its records in a way that is not known. */
function sayWhatIsLeft(parameters: Values, named: readonly string[], before: readonly string[], tell: Tell): void {
	const code = codeIn(parameters).join('\n');
	for (const list of new Set([...named, ...before])) {
		const ways = [...(named.includes(list) ? ofNode(list) : []), ...(before.includes(list) ? OF_INPUT : [])];
		for (const field of OF_PAGE) {
			if (new RegExp(`(?:${ways.join('|')})${FIELD(field)}`).test(code)) tell('pageReads', { field, list });
		}
	}
	if (!READS_ITEMS.test(code) && parameters.fieldToSplitOut !== 'items') return;
	for (const list of before) tell('itemsReads', { list });
}

/** Parameters that hold code as it is, not as an expression. */
const CODE: ReadonlySet<string> = new Set(['jsCode', 'functionCode', 'pythonCode']);

function mapTexts(values: Values, change: (text: string, isCode: boolean) => string): Values {
	const changed = (value: Value, name: string): Value => {
		if (typeof value === 'string') return change(value, value.startsWith('=') || CODE.has(name));
		if (Array.isArray(value)) return value.map((one) => changed(one, name));
		return isValues(value) ? mapTexts(value, change) : value;
	};
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, changed(value, name)]));
}

/** The texts in parameters that are code. */
function codeIn(parameters: Values): string[] {
	const code: string[] = [];
	mapTexts(parameters, (text, isCode) => {
		if (isCode) code.push(text);
		return text;
	});
	return code;
}

/** All texts in parameters. */
function textsIn(parameters: Values): string[] {
	const texts: string[] = [];
	mapTexts(parameters, (text) => {
		texts.push(text);
		return text;
	});
	return texts;
}
