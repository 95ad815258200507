import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { Values } from '../fields/field';
import type { Client } from '../transport/client';
import type { Holdings } from './memory';

/** What a task comes from: an item, or a member of the list that one of its fields holds. */
export interface Origin {
	/** Of the item. */
	index: number;
	member?: Member;
}

/** What stands in a list, each of which is worked on like an item of its own. */
export interface Member {
	/** The field that holds the list, as the user knows it. */
	field: string;
	/** Which one it is, from 1 on. */
	number: number;
	given: unknown;
}

/** What tells an origin from the others of a run. */
export const keyOf = ({ index, member }: Origin): string => (member ? `${index}.${member.number}` : String(index));

/** What is to be done for one item, or for one member of a list. */
export interface Task extends Origin {
	values: Values;
	/** The connection to the account of the item's credential. */
	client: Client;
	/** What it is aimed at; tasks with a target in common are carried out one after the other, in the order of the items. */
	targets: readonly string[];
}

/** What comes out of a task. */
export interface Produced {
	/** The contents of its items. */
	contents: IDataObject[];
	/** The files that they come with. */
	binary?: IBinaryKeyData;
}

/** What became of a task: what comes out of it, or why it failed. */
export type Result =
	| (Produced & {
			/** What is to be remembered by the next run of the node. */
			holdings?: Holdings;
	  })
	| {
			failure: unknown;
			/** Whether something was done, or may have been, that must not be done twice. */
			hasActed: boolean;
	  };

/** Something that is done at once: one task, or several that travel in one request. */
export interface Job {
	/** Jobs with a target in common are done one after the other. */
	targets: readonly string[];
	/**
	 * Does it.
	 * @param report is told what became of each of its tasks
	 * @throws when the execution is cancelled
	 */
	run(report: (task: Task, result: Result) => void): Promise<void>;
}

/** Targets told apart from those of the same name in another account. */
export const inAccount = ({ accountId }: Client, targets: readonly string[]): string[] =>
	targets.map((target) => `${accountId} ${target}`);
