import type { INodeProperties } from 'n8n-workflow';
import { collection } from './collection';
import { heldBySteering, type Declaration, type Field, type Values } from './field';

/** How much of a list comes out. */
export const howMuch = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		steers: 'returnAll',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
		steers: 'limit',
	},
] as const satisfies Declaration[];

/** How many records of a list are wanted. */
export const mostWanted = (values: Values): number =>
	heldBySteering(howMuch, values, 'returnAll') === true ? Infinity : Number(heldBySteering(howMuch, values, 'limit'));

/**
 * Filters by a date, from a time on and up to a time.
 * @param label what the date is called, as in "Created"
 * @param name how the names of the fields begin, as in "created"
 * @param what the records that are wanted, as in "what was created"
 */
export const between = <const Label extends string, const Name extends string, const What extends string>(
	label: Label,
	name: Name,
	what: What,
) =>
	[
		{
			displayName: `${label} After`,
			name: `${name}After`,
			type: 'dateTime',
			default: '',
			description: `Only ${what} at this time or later`,
		},
		{
			displayName: `${label} Before`,
			name: `${name}Before`,
			type: 'dateTime',
			default: '',
			description: `Only ${what} at this time or earlier`,
		},
	] as const satisfies INodeProperties[];

/**
 * A filter by a text that the records hold.
 * @param example what to look for, as in "e.g. Ana"
 */
export const filterByText = <const Name extends string>(
	displayName: string,
	name: Name,
	example: string,
	description: string,
) =>
	({
		displayName,
		name,
		type: 'string',
		default: '',
		placeholder: `e.g. ${example}`,
		description,
	}) as const satisfies INodeProperties;

/** Filters by the time of creation. */
export const created = between('Created', 'created', 'what was created');

/** Filters by the time of creation and of the last change, for the lists that have them. */
export const dateFilters = [...created, ...between('Updated', 'updated', 'what was last changed')] as const;

/** What is filled in there, in UTC. */
interface Dates {
	createdAfter?: string;
	createdBefore?: string;
	updatedAfter?: string;
	updatedBefore?: string;
}

/** The query of `dateFilters`. */
export const dateQuery = (filters: Dates) => ({
	'CreatedAt.After': filters.createdAfter,
	'CreatedAt.Before': filters.createdBefore,
	'UpdatedAt.After': filters.updatedAfter,
	'UpdatedAt.Before': filters.updatedBefore,
});

/** What lists can be sorted by, as the service writes it, and what it is called. */
const ORDERS = {
	ActiveAt: 'Active At',
	CreatedAt: 'Created At',
	Description: 'Description',
	DueDate: 'Due Date',
	EndAt: 'Ended At',
	LastInteractionAt: 'Last Interaction',
	Name: 'Name',
	Number: 'Number',
	PhoneNumber: 'Phone Number',
	Position: 'Position',
	Scheduling: 'Send At',
	StartAt: 'Started At',
	Timestamp: 'Time at the Channel',
	Title: 'Title',
	UpdatedAt: 'Updated At',
} as const;
type Order = keyof typeof ORDERS;

/** By when it was made and last changed every list can be sorted. */
const EVERYWHERE = ['CreatedAt', 'UpdatedAt'] as const satisfies Order[];

/** In which order a list comes. @param more what this list can be sorted by, beside its dates */
const sortingBy = (more: readonly Order[]) =>
	[
		{
			displayName: 'Sort By',
			name: 'orderBy',
			type: 'options',
			options: [...EVERYWHERE, ...more]
				.toSorted((one, other) => (ORDERS[one] < ORDERS[other] ? -1 : 1))
				.map((value) => ({ name: ORDERS[value], value })),
			default: 'CreatedAt',
			description: "What decides on the order; 'Created At' if only Sort Direction is added",
		},
		{
			displayName: 'Sort Direction',
			name: 'orderDirection',
			type: 'options',
			options: [
				{ name: 'Ascending', value: 'ASCENDING', description: 'From A to Z, the oldest first' },
				{ name: 'Descending', value: 'DESCENDING', description: 'From Z to A, the newest first' },
			],
			default: 'ASCENDING',
			description: "Which end comes first; 'Ascending' if only Sort By is added",
		},
	] as const satisfies INodeProperties[];

/** Lets lists pass whose filters hold nothing. */
export const ignoreEmptyFilters = {
	displayName: 'Ignore Empty Filters',
	name: 'ignoreEmptyFilters',
	type: 'boolean',
	default: false,
	description:
		'Whether filters that hold nothing are left out. Otherwise one that an expression leaves empty is an error, since without it the list would be a longer one.',
	steers: 'ignoreEmptyFilters',
} as const satisfies Declaration;

/** Gives the number of records in place of them. */
export const countOnly = {
	displayName: 'Count Only',
	name: 'countOnly',
	type: 'boolean',
	default: false,
	description:
		"Whether to return one item with the number of results, as 'count', and not the results. Costs one request however many there are, with filters two at the most; Limit and Output have no effect then.",
	steers: 'countOnly',
} as const satisfies Declaration;

/** Whether the number of records is wanted in place of them. @param fields of the operation */
export const countsOnly = (fields: readonly Field[], values: Values): boolean =>
	heldBySteering(fields, values, 'countOnly') === true;

/** The options of lists with filters. @param more what this list can be sorted by, beside its dates */
export const listOptions = (...more: Order[]) =>
	[countOnly, ignoreEmptyFilters, ...sortingBy(more)] as const satisfies Declaration[];

/** What has changed since the last run, in place of the whole list: for lists whose records change. */
export const changeOptions = [
	{
		displayName: 'Full Read Every',
		name: 'fullReadEvery',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 24,
		hint: 'In hours',
		description:
			"With 'Only What Changed Since Last Run': after so much time, all of it comes once more, as a net under what may have been missed",
	},
	{
		displayName: 'Only What Changed Since Last Run',
		name: 'onlyChanged',
		type: 'boolean',
		default: false,
		description:
			"Whether to return only what is new or has changed since this node's last run in the published workflow, the earliest change first. The first run returns all of it. With a Limit, the next run goes on from there. Deletions are not noticed. What the node has returned counts as done, also if the workflow fails later.",
		steers: 'onlyChanged',
	},
] as const satisfies Declaration[];

interface Sorting {
	orderBy?: string;
	orderDirection?: 'ASCENDING' | 'DESCENDING';
}

/**
 * The order that was asked for. Where one of its two parts was not added, it is what the editor shows where it is added:
 * what the service would make of one alone is not documented.
 * @returns nothing where neither was added
 */
export const sortingOf = ({ orderBy, orderDirection }: Sorting): Sorting =>
	orderBy || orderDirection
		? { orderBy: orderBy || 'CreatedAt', orderDirection: orderDirection || 'ASCENDING' }
		: {};

/** The query of `dateFilters` and `listOptions`. */
export function listQuery(filters: Dates, options: Sorting) {
	const { orderBy, orderDirection } = sortingOf(options);
	return { ...dateQuery(filters), OrderBy: orderBy, OrderDirection: orderDirection };
}

/** The filters of lists that know no others. */
export const onlyDateFilters = collection.filters(dateFilters);

/** The options of lists that know no others. */
export const onlySorting = collection.options([...changeOptions, ...listOptions()]);
