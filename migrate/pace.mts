// What was put round old nodes to keep their pace; it is pointed out, and left where it is.
import type { Tell } from './words.mts';
import { wiresOf, type WorkflowNode } from './workflow.mts';

const WAIT = 'n8n-nodes-base.wait';
const LOOP = 'n8n-nodes-base.splitInBatches';

/**
 * Says of nodes that were converted what stands round them for the pace alone, perhaps.
 * @param converted their names
 */
export function pointOutPace(
	nodes: readonly WorkflowNode[],
	connections: unknown,
	converted: ReadonlySet<string>,
	tellOf: (node: string) => Tell,
): void {
	const wires = wiresOf(connections);
	const typeOf = new Map(nodes.map(({ name, type }) => [name, type]));
	const next = new Map<string, string[]>();
	for (const { from, to } of wires) next.set(from, [...(next.get(from) ?? []), to]);
	const reachableFrom = (start: string) => {
		const reached = new Set<string>();
		const open = [...(next.get(start) ?? [])];
		for (let name = open.pop(); name !== undefined; name = open.pop()) {
			if (reached.has(name)) continue;
			reached.add(name);
			open.push(...(next.get(name) ?? []));
		}
		return reached;
	};
	const loops = nodes
		.filter(({ type }) => type === LOOP)
		.map(({ name }) => ({ name, inside: reachableFrom(name) }))
		.filter(({ name, inside }) => inside.has(name));
	for (const name of converted) {
		const neighbours = wires.flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : []));
		for (const wait of new Set(neighbours)) if (typeOf.get(wait) === WAIT) tellOf(name)('paceIsKept', { wait });
		const around = loops.filter(({ inside }) => inside.has(name));
		const after = around.length > 0 ? reachableFrom(name) : new Set();
		for (const { name: loop } of around) {
			if (after.has(loop)) tellOf(name)('loopIsNotNeeded', { loop });
		}
	}
}
