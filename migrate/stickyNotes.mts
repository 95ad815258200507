import { kindOf, say, type Code, type Language, type Remark } from './words.mts';
import type { WorkflowNode } from './workflow.mts';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** What is the same for many nodes, and seen in the node at once: a note beside each would only be in the way. */
const WITHOUT_NOTE: ReadonlySet<Code> = new Set<Code>(['newCredential', 'newCredentialForHttp', 'otherHost', 'pinned']);

const WIDTH = 340;
/** Room for the node itself and its name, at the bottom of the note. */
const NODE_HEIGHT = 210;
const LINE_HEIGHT = 22;
const SIGNS_A_LINE = 38;

/**
 * A note for a node that somebody has to look at.
 * @param names of all nodes; a note that is there already is not made again
 * @returns undefined if there is nothing to look at
 */
export function noteFor(
	node: WorkflowNode,
	remarks: readonly Remark[],
	names: ReadonlySet<string>,
	language: Language,
): WorkflowNode | undefined {
	const telling = remarks.filter(
		(remark) => ['todo', 'kept'].includes(kindOf(remark)) && !WITHOUT_NOTE.has(remark.code),
	);
	const name = `WTS Chat: ${node.name}`;
	if (telling.length === 0 || names.has(name)) return undefined;
	const lines = telling.map((remark) => say(remark, language));
	const rows = lines.reduce((sum, line) => sum + Math.ceil(line.length / SIGNS_A_LINE), 2 + lines.length);
	const height = rows * LINE_HEIGHT + NODE_HEIGHT;
	const [x = 0, y = 0] = Array.isArray(node.position) ? node.position.map(Number) : [];
	return {
		parameters: { content: `## WTS Chat\n${lines.join('\n\n')}`, height, width: WIDTH, color: 3 },
		id: idOf(name),
		name,
		type: STICKY_NOTE,
		typeVersion: 1,
		position: [x - (WIDTH - 96) / 2, y - (height - NODE_HEIGHT) - 20],
	};
}

/** An ID made of a name, so that the same workflow always gives the same result. */
function idOf(name: string): string {
	let hex = '';
	for (let part = 0; part < 4; part++) {
		let hash = 0x811c9dc5 ^ part;
		for (const sign of name) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
		hex += (hash >>> 0).toString(16).padStart(8, '0');
	}
	return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
