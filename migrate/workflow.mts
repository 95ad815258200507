// Workflows as n8n saves, exports and copies them, as far as they are looked at here.
import { isValues, type Values } from './value.mts';

/** A node of a workflow; what it has beside this stays as it is. */
export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion?: number;
	position?: unknown;
	parameters: Values;
	credentials?: unknown;
	executeOnce?: boolean;
	[more: string]: unknown;
}

/** Whether something is a node; anything may stand in a text that somebody pastes. */
export const isNode = (value: unknown): value is WorkflowNode =>
	isValues(value) && typeof value.name === 'string' && typeof value.type === 'string' && isValues(value.parameters);

/** One wire: from an output of a node to an input of another. */
export interface Wire {
	from: string;
	to: string;
}

/** The wires of the kind "main". */
export function wiresOf(connections: unknown): Wire[] {
	if (!isValues(connections)) return [];
	return Object.entries(connections).flatMap(([from, outputs]) => {
		const main = isValues(outputs) && Array.isArray(outputs.main) ? outputs.main : [];
		return main.flatMap((output) =>
			(Array.isArray(output) ? output : [])
				.filter(isValues)
				.flatMap(({ node }) => (typeof node === 'string' ? [{ from, to: node }] : [])),
		);
	});
}
