import type { IDataObject } from 'n8n-workflow';
import { optionsIn, type Field, type Values } from '../fields/field';
import { panelId } from '../fields/panel';
import { datedRequest, DatedRequest, spanSince, type Changing, type Lister } from '../operations/changes';
import { getMany as cards } from '../operations/card/getMany';
import { getMany as cardNotes } from '../operations/cardNote/getMany';
import { getMany as contacts } from '../operations/contact/getMany';
import { getMany as messages } from '../operations/message/getMany';
import { fieldsOf, type Operation } from '../operations/operation';
import { outputOf } from '../operations/output';
import { contentOf, type RequestDefinition } from '../operations/request';
import { getMany as sessions } from '../operations/session/getMany';
import { getMany as sessionNotes } from '../operations/sessionNote/getMany';
import {
	changesSince,
	markAt,
	nestedChangesSince,
	nestedMarkAt,
	type Changes,
	type NestedLists,
	type NestedMark,
} from '../steps/changes';
import { isNotFound } from '../transport/failure';
import { asThrown } from '../transport/words';

/** How the changes of one kind of record are followed, with the filters that were filled in. */
export interface Following {
	/** The filters as one text: marks of other filters do not fit. */
	filters: string;
	/** The mark from which on changes are new. */
	begin(): Promise<NestedMark>;
	since(mark: NestedMark, most: number): Promise<Changes<Changing, NestedMark>>;
	/** Some of the latest records. */
	sample(): Promise<Changing[]>;
}

/** A kind of record whose changes can be followed. */
export interface Kind {
	name: string;
	value: string;
	description: string;
	/** What the user fills in. */
	fields: readonly Field[];
	follow(values: Values, service: Lister): Following;
	/** What an item holds of a record. */
	contentOf(record: Changing, values: Values): IDataObject;
}

/** How many records are shown as an example. */
const SAMPLE = 5;

/** An operation that lists records, as it was declared. */
function declaredBy({ declared }: Operation): RequestDefinition {
	if ('request' in declared) return declared;
	throw new TypeError('Only what is one request lists records');
}

/** What an item holds of a record: the same as in the operation that lists such records. */
const shownBy =
	(operation: Operation): Kind['contentOf'] =>
	(record, values) =>
		outputOf(operation, contentOf(declaredBy(operation), record, { options: {}, ...values }), values);

/** Whether a field is about order, amount or dates of a list, which have no meaning where changes are followed. */
const isOfLists = ({ name, steers }: Field) =>
	steers !== undefined ||
	['fullReadEvery', 'orderBy', 'orderDirection'].includes(name) ||
	/(?:After|Before)$/.test(name);

/** The fields of an operation by which the user chooses which records it lists. */
function narrowing(operation: Operation): Field[] {
	const fields = fieldsOf(operation).filter(({ name, steers }) => steers === undefined && !OUTPUT.includes(name));
	return fields.flatMap((field) => {
		// The operation lists all boards if none is chosen. To follow changes, one must be chosen.
		if (field.name === panelId.name) return [panelId];
		if (field.type !== 'collection') return [field];
		const options = optionsIn(field).filter((option) => !isOfLists(option));
		return options.length > 0 ? [{ ...field, options }] : [];
	});
}

const OUTPUT = ['output', 'outputFields'];

/** The fields by which the user chooses what comes out of an operation. */
const outputFields = (operation: Operation) => fieldsOf(operation).filter(({ name }) => OUTPUT.includes(name));

/** Records that have a list of their own. */
function listedBy(operation: Operation): Pick<Kind, 'fields' | 'follow' | 'contentOf'> {
	const narrowed = narrowing(operation);
	const place = narrowed.findIndex(({ type }) => type === 'collection');
	return {
		fields: narrowed.toSpliced(place, 0, ...outputFields(operation)),
		contentOf: shownBy(operation),
		follow: (values, service) => {
			const request = datedRequest(service, declaredBy(operation), { filters: {}, options: {}, ...values });
			const list = request.by('UpdatedAt');
			return {
				filters: request.filters,
				begin: async () => await markAt(list, await request.newest('UpdatedAt')),
				since: async (mark, most) => await changesSince(list, mark, most),
				sample: async () => await all(request.latest('UpdatedAt', SAMPLE)),
			};
		},
	};
}

/**
 * Records that are listed only by what they belong to.
 * @param owner the operation that lists these
 * @param ownerDate the date of theirs that says when something of it was last changed
 * @param pathOf the path of the list of what belongs to one of them
 */
function listedWithin(
	operation: Operation,
	owner: Operation,
	ownerDate: 'LastInteractionAt' | 'UpdatedAt',
	pathOf: (ownerId: string) => Record<string, string>,
): Pick<Kind, 'fields' | 'follow' | 'contentOf'> {
	const [endpoint] = [declaredBy(operation).endpoint].flat();
	const narrowed = narrowing(owner).filter(({ name }) => name !== 'options');
	const place = narrowed.findIndex(({ type }) => type === 'collection');
	return {
		fields: narrowed.toSpliced(place, 0, ...outputFields(operation)),
		contentOf: shownBy(operation),
		follow: (values, service) => {
			const owners = datedRequest(service, declaredBy(owner), { filters: {}, ...values, options: {} });
			const recordsOf = ({ id = '' }: Changing) => new DatedRequest(service, { endpoint, path: pathOf(id) });
			const lists: NestedLists<Changing, Changing> = {
				owners: (since) => owners.within(ownerDate, spanSince(since)).by('CreatedAt'),
				newest: async () => await owners.newest(ownerDate),
				recordsOf: (one, since) => unlessGone(recordsOf(one).by('UpdatedAt').list(spanSince(since))),
				dateOf: ({ updatedAt }) => updatedAt,
			};
			return {
				filters: JSON.stringify([endpoint, owners.filters]),
				begin: async () => await nestedMarkAt(lists),
				since: async (mark, most) => await nestedChangesSince(lists, mark, most),
				sample: async () => {
					const records: Changing[] = [];
					for await (const one of owners.latest(ownerDate, SAMPLE)) {
						records.push(...(await all(unlessGone(recordsOf(one).latest('UpdatedAt', SAMPLE)))));
						if (records.length >= SAMPLE) break;
					}
					return records.slice(0, SAMPLE);
				},
			};
		},
	};
}

/** The records of an owner; none if the owner has been deleted since it was listed. */
async function* unlessGone(records: AsyncIterable<Changing>): AsyncGenerator<Changing> {
	try {
		yield* records;
	} catch (error) {
		if (!isNotFound(error)) throw asThrown(error);
	}
}

async function all(records: AsyncIterable<Changing>): Promise<Changing[]> {
	const found: Changing[] = [];
	for await (const record of records) found.push(record);
	return found;
}

/** The kinds of records whose changes can be followed, by the alphabet. */
export const kinds: readonly Kind[] = [
	{
		name: 'Card',
		value: 'card',
		description: 'Cards of a CRM board',
		...listedBy(cards),
	},
	{
		name: 'Card Note',
		value: 'cardNote',
		description: 'Notes of the cards of a CRM board; found where the service counts them as a change of the card',
		...listedWithin(cardNotes, cards, 'UpdatedAt', (cardId) => ({ cardId })),
	},
	{
		name: 'Contact',
		value: 'contact',
		description: 'People; without a status, the active ones',
		...listedBy(contacts),
	},
	{
		name: 'Message',
		value: 'message',
		description: 'Messages of sessions; a later status of a message only as long as its session has news',
		...listedWithin(messages, sessions, 'LastInteractionAt', (id) => ({ id })),
	},
	{
		name: 'Session',
		value: 'session',
		description: 'Conversations',
		...listedBy(sessions),
	},
	{
		name: 'Session Note',
		value: 'sessionNote',
		description: 'Internal notes of sessions; found where the service counts them as a change of the session',
		...listedWithin(sessionNotes, sessions, 'UpdatedAt', (id) => ({ id })),
	},
];
