import { NodeOperationError, UserError, type IExecuteFunctions, type INode } from 'n8n-workflow';
import type { Field, Values } from '../operations/operation';
import { mappedValues, type Mapper } from './mapper';
import { compactName, settlerOf, type Settle } from './settle';

/** The collection of an update: a field that was added to it and left empty clears its value. */
const UPDATES = 'updateFields';
/** The collection that says what a change of many is about: a filter in it that holds nothing would let all through. */
const SELECTION = 'selection';

/**
 * Makes what checks the values of an item, before anything is sent, and brings each to the type that its field has.
 * Optional fields that hold nothing have their default, or are left out of their collection.
 * @param fields of the operation; one whose being shown depends on another comes after that
 * @returns what checks the values of one item, which throws a NodeOperationError that names the field, what to do, and
 * the item
 */
export function checkerOf(
	context: IExecuteFunctions,
	fields: readonly Field[],
): (values: Values, itemIndex: number) => Values {
	const node = context.getNode();
	const timezone = context.getTimezone();
	const parts = fields
		.filter(({ type }) => type !== 'notice')
		.map((field) => ({
			field,
			settle: checkedSettlerOf(field, node.parameters[field.name], timezone),
			fallback: fallbackOf(field),
		}));
	return (values, itemIndex) => {
		const result: Values = { ...values };
		try {
			for (const { field, settle, fallback } of parts) {
				if (!isShown(field, result)) continue;
				const settled = settle(values[field.name]);
				// A locator that only narrows the lists of others says so with this flag of n8n's.
				const isChoice = field.type === 'resourceLocator' && field.ignoreValidationDuringExecution !== true;
				if ((field.required === true || isChoice) && isEmpty(settled)) throw emptied(field);
				result[field.name] = settled ?? fallback;
			}
		} catch (error) {
			throw ofItem(node, error, itemIndex);
		}
		return result;
	};
}

function ofItem(node: INode, error: unknown, itemIndex: number): unknown {
	if (!(error instanceof UserError)) return error;
	const description = `${error.description ?? ''} [item ${itemIndex}]`.trim();
	return new NodeOperationError(node, error.message, { itemIndex, description });
}

/** What a field holds for which nothing is given; a number or switch must hold something. */
const fallbackOf = ({ type, default: value }: Field) => (type === 'number' || type === 'boolean' ? value : undefined);

const emptied = (field: Field) =>
	new UserError(`${compactName(field)} is empty! Fill in the ${compactName(field)} field`, {
		description: `'${field.displayName}' holds nothing.`,
	});

/** Like `settlerOf`, also for fields that have others in them. */
function checkedSettlerOf(field: Field, raw: unknown, timezone: string): Settle {
	switch (field.type) {
		case 'collection':
			return collectionOf(field, raw, timezone);
		case 'fixedCollection':
			return groupsOf(field, timezone);
		case 'resourceMapper':
			return (value) =>
				mappedValues(
					value as Mapper,
					timezone,
					(name, why) => new UserError(`${name.replace(/ /g, '')} is not valid`, { description: why }),
				);
		default:
			return settlerOf(field, raw, timezone);
	}
}

function collectionOf(field: Field, raw: unknown, timezone: string): Settle {
	const options = optionsOf<Field>(field);
	const settle = partsOf(options, asValues(raw), timezone, field.name === UPDATES ? null : undefined);
	if (field.name !== SELECTION) return settle;
	return (value) => {
		const result = settle(value);
		for (const option of options) {
			if (option.name in asValues(value) && isEmpty(result[option.name])) throw emptied(option);
		}
		return result;
	};
}

/** @param empty what becomes of a field that holds nothing; undefined leaves it out */
function partsOf(fields: readonly Field[], raw: Values, timezone: string, empty?: null): (value: unknown) => Values {
	const parts = fields.map((field) => ({
		name: field.name,
		settle: checkedSettlerOf(field, raw[field.name], timezone),
	}));
	return (value) => {
		const given = asValues(value);
		const result: Values = { ...given };
		for (const { name, settle } of parts) {
			if (!(name in given)) continue;
			const settled = settle(given[name]) ?? empty;
			if (settled !== undefined) result[name] = settled;
			else delete result[name];
		}
		return result;
	};
}

/** The rows of a group; a number or switch in them that holds nothing has its default. */
function groupsOf(field: Field, timezone: string): Settle {
	const groups = optionsOf<{ name: string; values: readonly Field[] }>(field).map(({ name, values }) => {
		const settle = partsOf(values, {}, timezone);
		const defaults = Object.fromEntries(
			values.map((member) => [member.name, fallbackOf(member)]).filter(([, value]) => value !== undefined),
		) as Values;
		return { name, settleRow: (row: unknown) => ({ ...defaults, ...settle(row) }) };
	});
	return (value) => {
		const result: Values = { ...asValues(value) };
		for (const { name, settleRow } of groups) {
			const rows = result[name];
			if (Array.isArray(rows)) result[name] = rows.map(settleRow);
			else if (rows !== undefined) result[name] = settleRow(rows);
		}
		return result;
	};
}

/** Whether the editor shows a field beside these values; what it hides is not looked at. */
function isShown({ displayOptions: { show = {}, hide = {} } = {} }: Field, values: Values): boolean {
	// With a slash in front n8n means the same parameter, from wherever it is looked at.
	const holds = ([name, wanted]: [string, readonly unknown[]]) => wanted.includes(values[name.replace(/^\//, '')]);
	return Object.entries(show).every(holds) && !Object.entries(hide).some(holds);
}

/** Whether a value that was settled holds nothing, as does a list without entries. */
const isEmpty = (settled: unknown) => settled === undefined || settled === null || String(settled).trim() === '';

const optionsOf = <Option>(field: Field) => (field.options ?? []) as readonly Option[];

const asValues = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});
