/**
 * Converts workflows that use n8n-nodes-wts, n8n-nodes-frontcrm, or HTTP Requests to the API, so that they use WTS Chat.
 * It takes and gives text; nothing is sent anywhere.
 */
import { convertNode } from './convertNode.mts';
import { edited, endOf, membersOf, startOf, written, type Edit, type Member, type Span } from './json.mts';
import { adaptReaders } from './lists.mts';
import { pointOutPace } from './pace.mts';
import { noteFor } from './stickyNotes.mts';
import { isValues, type Value } from './value.mts';
import type { Language, Remark, Tell } from './words.mts';
import { isNode, type WorkflowNode } from './workflow.mts';

export { kindOf, say, type Kind, type Language, type Remark } from './words.mts';

/** What became of a node, and what is to be said of it. */
export interface Change {
	/** The workflow's name, if it has one. */
	workflow?: string;
	/** The node's name. */
	node: string;
	before: WorkflowNode;
	/** Undefined if it was taken out; the same as before if it was only looked at. */
	after?: WorkflowNode;
	remarks: Remark[];
}

export interface Conversion {
	/** What came in, converted: JSON if it was JSON, everything that is not concerned byte for byte. */
	text: string;
	changes: Change[];
	/** What is to be said of the whole. */
	remarks: Remark[];
}

/**
 * Converts a text.
 * @param text a workflow, an export of several, or nodes as n8n's editor copies them
 * @param language of the notes that it puts beside nodes
 * @returns the result; what cannot be converted, or is no JSON, stays as it is and is said
 */
export function convert(text: string, language: Language = 'en'): Conversion {
	try {
		JSON.parse(text);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return { text, changes: [], remarks: [{ code: 'notJson', with: { why } }] };
	}
	const edits: Edit[] = [];
	const changes: Change[] = [];
	for (const workflow of workflowsIn(text, startOf(text))) convertWorkflow(text, workflow, language, edits, changes);
	const remarks: Remark[] = changes.length === 0 ? [{ code: 'nothingFound' }] : [];
	return { text: edited(text, edits), changes, remarks };
}

/** Where a workflow's parts stand in the text. */
interface Found {
	name?: string;
	/** The nodes, each where it stands. */
	nodes: Member[];
	/** The list of them; undefined if a node stands alone. */
	list?: Span;
	connections?: Span;
	pinData?: Span;
}

/** What holds no workflows, however deep. */
const NO_WORKFLOWS: ReadonlySet<string> = new Set([
	'nodes',
	'connections',
	'pinData',
	'staticData',
	'settings',
	'meta',
	'parameters',
]);
/** Workflows stand near the top, in exports and in answers of n8n's API. */
const DEPTH = 6;

function* workflowsIn(text: string, start: number, depth = DEPTH): Generator<Found> {
	if (depth === 0 || (text[start] !== '{' && text[start] !== '[')) return;
	const members = membersOf(text, start);
	if (text[start] === '[') {
		const nodes = members.filter((member) => isNode(valueOf(text, member)));
		if (nodes.length > 0) yield { nodes, list: { start, end: endOf(text, start) } };
		else for (const member of members) yield* workflowsIn(text, member.start, depth - 1);
		return;
	}
	const named = new Map(members.map((member) => [member.key, member]));
	const list = named.get('nodes');
	if (list && text[list.start] === '[') {
		const nodes = membersOf(text, list.start).filter((member) => isNode(valueOf(text, member)));
		const name = named.get('name');
		const called = name && valueOf(text, name);
		yield {
			nodes,
			list,
			name: typeof called === 'string' ? called : undefined,
			connections: named.get('connections'),
			pinData: named.get('pinData'),
		};
	} else if (isNode(valueOf(text, { start, end: endOf(text, start) }))) {
		yield { nodes: [{ key: '0', start, end: endOf(text, start) }] };
		return;
	}
	for (const member of members) {
		if (!NO_WORKFLOWS.has(member.key)) yield* workflowsIn(text, member.start, depth - 1);
	}
}

const valueOf = (text: string, { start, end }: Span) => JSON.parse(text.slice(start, end)) as Value;

function convertWorkflow(text: string, found: Found, language: Language, edits: Edit[], changes: Change[]): void {
	const before = withOwnNames(
		found.nodes.map((span) => ({ span, node: valueOf(text, span) as unknown as WorkflowNode })),
	);
	const remarks = new Map<string, Remark[]>();
	const tellOf =
		(name: string): Tell =>
		(code, values) =>
			remarks.set(name, [...(remarks.get(name) ?? []), { code, with: values }]);
	const converted = new Set<string>();
	const lists = new Set<string>();
	const pinData = found.pinData && valueOf(text, found.pinData);
	const pinned = new Set(isValues(pinData) ? Object.keys(pinData) : []);
	const nodes = before.map(({ node }) => {
		const result = convertNode(node);
		if (!result) return node;
		remarks.set(node.name, result.remarks);
		if (!result.node) return node;
		converted.add(node.name);
		if (result.givesRecords) {
			lists.add(node.name);
			tellOf(node.name)('oneRecordAnItem');
			if (pinned.has(node.name)) tellOf(node.name)('pinned');
		}
		return result.node;
	});
	const connections = found.connections && valueOf(text, found.connections);
	const after = adaptReaders({ nodes, connections, pinned }, lists, tellOf);
	pointOutPace(after.nodes, after.connections, converted, tellOf);

	const names = new Set(before.map(({ node }) => node.name));
	const notes = found.list
		? after.nodes.flatMap((node) => noteFor(node, remarks.get(node.name) ?? [], names, language) ?? [])
		: [];
	const afterByName = new Map(after.nodes.map((node) => [node.name, node]));
	const taken: Span[] = [];
	for (const { span, node } of before) {
		const now = afterByName.get(node.name);
		const said = remarks.get(node.name);
		if (said) changes.push({ workflow: found.name, node: node.name, before: node, after: now, remarks: said });
		if (!now) taken.push(span);
		else if (!isSame(now, node)) edits.push({ ...span, text: written(now, text, span.start) });
	}
	edits.push(...takenOut(text, found, taken));
	if (notes.length > 0) edits.push(addedNotes(text, found, notes));
	if (found.connections && after.connections !== connections) {
		edits.push({ ...found.connections, text: written(after.connections, text, found.connections.start) });
	}
}

/** Wires and expressions know a node by its name alone; a second one of a name, which n8n never saves, stays as it is. */
function withOwnNames<N extends { node: WorkflowNode }>(nodes: readonly N[]): N[] {
	const byName = new Map<string, N>();
	for (const one of nodes) if (!byName.has(one.node.name)) byName.set(one.node.name, one);
	return [...byName.values()];
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Takes nodes out of their list, each with the comma and the space in front of it, or behind it for the first ones. */
function takenOut(text: string, { nodes, list }: Found, taken: readonly Span[]): Edit[] {
	if (!list) return [];
	const all = membersOf(text, list.start);
	const isTaken = (span: Span) => taken.some(({ start }) => start === span.start);
	const stays = all.findIndex((member) => !isTaken(member));
	return all.flatMap((member, index) => {
		if (!isTaken(member)) return [];
		const previous = all[index - 1];
		const next = all[index + 1];
		if (index > stays && stays >= 0 && previous) return [{ start: previous.end, end: member.end, text: '' }];
		return [{ start: member.start, end: next?.start ?? member.end, text: '' }];
	});
}

/** Adds nodes behind the last one, in the way in which the others stand. */
function addedNotes(text: string, { list, nodes }: Found, notes: readonly WorkflowNode[]): Edit {
	const members = list ? membersOf(text, list.start) : nodes;
	const [first] = members;
	const last = members.at(-1);
	const at = last?.end ?? 0;
	const space = first && list ? text.slice(list.start + 1, first.start) : '';
	return {
		start: at,
		end: at,
		text: notes.map((note) => `,${space}${written(note, text, last?.start ?? 0)}`).join(''),
	};
}
