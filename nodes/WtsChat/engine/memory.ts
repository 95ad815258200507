import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { refuseForgetful } from '../steps/forgetful';
import type { Memory } from '../steps/workbench';
import { isRecord } from '../transport/record';

/** What items leave for the next run, by what it is about. */
export type Holdings = ReadonlyMap<string, IDataObject>;

/** So much is remembered at most; what has not been asked for the longest is forgotten, and comes whole the next time. */
const MOST_HELD = 500;

/**
 * What a node remembers from run to run: n8n's static data of the node, which n8n keeps when an execution of the published
 * workflow ends, however it ends.
 */
export class RunMemory {
	private readonly context: IExecuteFunctions;
	private readonly asked = new Set<string>();

	constructor(context: IExecuteFunctions) {
		this.context = context;
	}

	/**
	 * What is remembered about something, for an item.
	 * @param key what it is about, the account included
	 * @param holdings takes what the item leaves
	 * @returns undefined if another item of the run has asked for the same
	 * @throws NodeOperationError if n8n stores nothing of the workflow, though it is published
	 */
	of(key: string, holdings: Map<string, IDataObject>): Memory | undefined {
		const name = createHash('sha256').update(key).digest('base64').slice(0, 16);
		if (this.asked.has(name)) return undefined;
		this.asked.add(name);
		const isKept = this.context.getMode() !== 'manual';
		if (isKept) refuseForgetful(this.context, 'what has changed since the last run');
		return {
			held: this.held[name],
			isKept,
			hold: (held) => holdings.set(name, held),
		};
	}

	/** Keeps what items have left, once the run has gone well. */
	keep(all: Iterable<Holdings>): void {
		const left = [...all].flatMap((holdings) => [...holdings]);
		if (left.length === 0) return;
		const names = new Set(left.map(([name]) => name));
		const others = Object.entries(this.held).filter(([name]) => !names.has(name));
		this.context.getWorkflowStaticData('node').held = Object.fromEntries([...others, ...left].slice(-MOST_HELD));
	}

	private get held(): Record<string, unknown> {
		const { held } = this.context.getWorkflowStaticData('node');
		return isRecord(held) ? held : {};
	}
}
