import { createHash } from 'crypto';
import { NodeOperationError, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { preparerOf, readerOf, type ItemContext } from '../engine/values';
import type { Values } from '../fields/field';
import { BEGINNING, type NestedMark } from '../steps/changes';
import { refuseForgetful } from '../steps/forgetful';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { asThrown } from '../transport/words';
import { alsoExisting, mostRecords } from './fields';
import type { Changing } from '../operations/changes';
import { kinds, type Following, type Kind } from './records';

/** What n8n keeps for the node: how far it knows the changes. */
interface Memory {
	known?: {
		/** A hash of the filters that they were read with. */
		of: string;
		/** A hash of the address and the key that they were read with. */
		account: string;
		/** The company that the records belong to, as far as they say so: the key may be replaced by another of the same account. */
		company?: string;
		/** Whether what was there already has come, or is coming. */
		existing: boolean;
		mark: NestedMark;
	};
}

/** The nodes whose changes are being read, each with the memories of the polls that came meanwhile. */
const asked = new Map<string, Set<Memory>>();

/**
 * Finds what is new or changed since the last poll. The memory changes only when all has been read, so that after a failure
 * the next poll begins where the last good one ended.
 *
 * n8n stores the memory when the workflow is activated and when something comes out. So a restart loses at most that nothing
 * was new. When a workflow is published again, n8n polls at once with another memory, as it was stored before. A poll that is
 * still under way then hands its result over to that memory.
 *
 * @returns the items of one execution; null if there is nothing new, or the last poll is still under way
 * @throws NodeOperationError for a bad parameter, NodeApiError for a failed request
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const kind = chosenKind(context);
	if (context.getMode() === 'manual') return [await sample(context, kind)];
	refuseForgetful(context, 'what has changed since the last time');
	const node = nodeIdOf(context);
	const memory: Memory = context.getWorkflowStaticData('node');
	// n8n polls again although the last poll is still under way.
	const underWay = asked.get(node);
	if (underWay) {
		underWay.add(memory);
		return null;
	}
	const others = new Set<Memory>();
	asked.set(node, others);
	try {
		const items = await news(context, kind, memory);
		others.delete(memory);
		for (const other of others) other.known = memory.known;
		return items.length > 0 ? [items] : null;
	} finally {
		asked.delete(node);
	}
}

async function news(context: IPollFunctions, kind: Kind, memory: Memory): Promise<INodeExecutionData[]> {
	const { values, following, accountId } = await followingOf(context, kind);
	const [of, account] = [following.filters, accountId].map(shortHash);
	const existing = values.alsoExisting === true;
	const { known } = memory;
	const company = known?.account === account ? known.company : await companyOf(following);
	const goesOn = known?.of === of && known.company === company;
	if (!goesOn && !existing) {
		memory.known = { of, account, company, existing, mark: await following.begin() };
		return [];
	}
	const begun = goesOn && (known.existing || !existing) ? known.mark : BEGINNING;
	const { records, mark } = await following.since(begun, Number(values.mostRecords));
	memory.known = { of, account, company: company ?? companyIn(records), existing, mark };
	return itemsOf(kind, records, values);
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('base64').slice(0, 16);

const companyOf = async (following: Following) => companyIn(await following.sample());

/** The company that records belong to; undefined if there are none, or they do not say it. */
function companyIn([record]: readonly Changing[]): string | undefined {
	const { companyId } = record ?? {};
	return typeof companyId === 'string' ? companyId : undefined;
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

async function followingOf(
	context: IPollFunctions,
	kind: Kind,
): Promise<{ values: Values; following: Following; accountId: string }> {
	const client = await connect(context);
	const values = await valuesOf(context, kind, client);
	return { values, following: kind.follow(values, client), accountId: client.accountId };
}

/** How long the ID that a name has led to is used, in milliseconds. */
const NAMES_HOLD = 60 * 60_000;

/** What the fields of nodes hold, with IDs in the place of names, by node. */
const found = new Map<string, { given: string; values: Values; until: number }>();

/** What the fields hold, with IDs in the place of names. Names are not looked up at each poll. */
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

/** Does work that is written for input items. Its errors do not name an item, since there is none. */
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

/** The node as if it had one empty input item, for code that reads the values of items. */
const asItem = (context: IPollFunctions): ItemContext => ({
	getNode: () => context.getNode(),
	getTimezone: () => context.getTimezone(),
	getInputData: () => [{ json: {} }],
	getNodeParameter: (name, _itemIndex, fallback, options) => context.getNodeParameter(name, fallback, options),
});
