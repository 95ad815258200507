import { createHash } from 'crypto';
import { NodeOperationError, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { preparerOf, readerOf, type ItemContext } from '../engine/values';
import type { Values } from '../fields/field';
import { BEGINNING, type NestedMark } from '../steps/changes';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { asThrown } from '../transport/words';
import { alsoExisting, mostRecords } from './fields';
import type { Changing } from '../operations/changes';
import { kinds, type Following, type Kind } from './records';

/** What n8n keeps for the node: how far the changes are known, of what. */
interface Memory {
	known?: { of: string; mark: NestedMark };
}

/** The nodes that are being asked, each by its workflow and itself. */
const asked = new Set<string>();

/**
 * Finds what is new or changed since the last time. What is known is remembered only when all of it has been read, so that
 * after a failure the next time begins where the last good one ended.
 *
 * n8n keeps what the node remembers in its database when the workflow is activated and when something comes out. What it
 * has not kept at a restart is only that nothing was new.
 *
 * @returns the items of one execution; null if there is nothing new, or the last time has not ended
 * @throws NodeOperationError for a bad parameter, NodeApiError for a failed request
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const kind = chosenKind(context);
	if (context.getMode() === 'manual') return [await sample(context, kind)];
	const node = nodeIdOf(context);
	// n8n asks again at the next time though this one takes longer.
	if (asked.has(node)) return null;
	asked.add(node);
	try {
		const items = await news(context, kind);
		return items.length > 0 ? [items] : null;
	} finally {
		asked.delete(node);
	}
}

async function news(context: IPollFunctions, kind: Kind): Promise<INodeExecutionData[]> {
	const { values, following } = await followingOf(context, kind);
	const memory: Memory = context.getWorkflowStaticData('node');
	const of = createHash('sha256').update(following.filters).digest('base64').slice(0, 16);
	if (memory.known?.of !== of) {
		const mark = values.alsoExisting === true ? BEGINNING : await following.begin();
		memory.known = { of, mark };
		if (values.alsoExisting !== true) return [];
	}
	const { records, mark } = await following.since(memory.known.mark, Number(values.mostRecords));
	memory.known = { of, mark };
	return itemsOf(kind, records, values);
}

/** Some of the latest records, for the editor: nothing is remembered. */
async function sample(context: IPollFunctions, kind: Kind): Promise<INodeExecutionData[]> {
	const { values, following } = await followingOf(context, kind);
	const records = await following.sample();
	if (records.length > 0) return itemsOf(kind, records, values);
	throw new NodeOperationError(context.getNode(), 'There is nothing to show as an example', {
		description: `The account holds no records of this kind that the filters let through. Once there are some, the published workflow starts with them.`,
	});
}

const itemsOf = (kind: Kind, records: readonly Changing[], values: Values): INodeExecutionData[] =>
	records.map((record) => ({ json: kind.contentOf(record, values) }));

/** @throws NodeOperationError if this version of the node does not have it */
function chosenKind(context: IPollFunctions): Kind {
	const record = String(context.getNodeParameter('record'));
	const kind = kinds.find(({ value }) => value === record);
	if (kind) return kind;
	throw new NodeOperationError(context.getNode(), `This version of the node knows no changes of '${record}'`, {
		description: 'Choose the record again, or update the package n8n-nodes-wts-chat.',
	});
}

async function followingOf(context: IPollFunctions, kind: Kind): Promise<{ values: Values; following: Following }> {
	const client = await connect(context);
	const values = await valuesOf(context, kind, client);
	return { values, following: kind.follow(values, client) };
}

/** So long what was found by its name is taken to have this name, in milliseconds. */
const NAMES_HOLD = 60 * 60_000;

/** What the fields of nodes hold, with IDs in the place of names, by node. */
const found = new Map<string, { given: string; values: Values; until: number }>();

/** What the fields hold; what is picked by its name is looked up now and then, not each time. */
async function valuesOf(context: IPollFunctions, kind: Kind, client: Client): Promise<Values> {
	const reading = asItem(context);
	const fields = [...kind.fields, alsoExisting, mostRecords];
	const given = withoutItem(() => {
		const checked = readerOf(reading, fields)(0);
		// Only options of operations let an item be passed over, and there are none here.
		return 'values' in checked ? checked.values : {};
	}, context);
	const text = JSON.stringify([kind.value, client.accountId, given]);
	const node = nodeIdOf(context);
	const known = found.get(node);
	if (known?.given === text && known.until > Date.now()) return known.values;
	const preparer = preparerOf(reading, fields);
	const named = await preparer.prepare({ index: 0, values: given, client });
	const values = (await preparer.correct(named, client)) ?? named;
	found.set(node, { given: text, values, until: Date.now() + NAMES_HOLD });
	return values;
}

/** Does something that was made for input items; an error does not speak of them. */
function withoutItem<Value>(work: () => Value, context: IPollFunctions): Value {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof NodeOperationError)) throw asThrown(error);
		const description = error.description?.replace(/ ?\[item 0\]$/, '');
		throw new NodeOperationError(context.getNode(), error.message, { description });
	}
}

const nodeIdOf = (context: IPollFunctions) => `${context.getWorkflow().id} ${context.getNode().id}`;

/** The node, as what reads the values of input items sees it: there is one, and nothing in it. */
const asItem = (context: IPollFunctions): ItemContext => ({
	getNode: () => context.getNode(),
	getTimezone: () => context.getTimezone(),
	getInputData: () => [{ json: {} }],
	getNodeParameter: (name, _itemIndex, fallback, options) => context.getNodeParameter(name, fallback, options),
});
