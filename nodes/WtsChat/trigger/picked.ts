import { NodeOperationError, UserError, type INode } from 'n8n-workflow';
import type { Field, Values } from '../fields/field';
import { isPicked } from '../fields/kinds';
import { NamesInText } from '../fields/namesInText';
import { namesIn } from '../lookups/names';
import type { Client } from '../transport/client';
import { asThrown } from '../transport/words';
import { filters as declared } from './filters';
import type { Filters } from './wanted';

const fields: readonly Field[] = declared.options;

/** The filters that pick something, as they were filled in, and with IDs in the place of names. */
export interface Picked {
	given: Values;
	ids: Values;
}

/**
 * Finds the IDs of what filters pick by its name. A trigger does so when it is activated, so that events cost no request.
 * @throws NodeOperationError that names the field, if nothing has the name or several have it; NodeApiError if the account
 * cannot be read
 */
export async function picked(node: INode, filters: Filters, client: Client): Promise<Picked> {
	const given = picksIn(filters);
	const [names] = namesIn(fields);
	try {
		return { given, ids: await names.prepare({ ...given }, client) };
	} catch (error) {
		if (!(error instanceof UserError)) throw asThrown(error);
		throw new NodeOperationError(node, error.message, { description: error.description ?? undefined });
	}
}

/** Filters with IDs in the place of names; undefined if they pick something by a name that was not looked up. */
export function withIds(filters: Filters, { given, ids }: Partial<Picked> = {}): Filters | undefined {
	const picks = picksIn(filters);
	if (JSON.stringify(picks) === JSON.stringify(given)) return { ...filters, ...ids };
	return hasNames(filters) ? undefined : filters;
}

/** Filters without those that pick something by its name. */
export function withoutNames(filters: Filters): Filters {
	const named = fields.filter((field) => isNamed(field, filters)).map(({ name }) => name);
	return Object.fromEntries(Object.entries(filters).filter(([name]) => !named.includes(name)));
}

/** Whether filters pick something by its name. */
export const hasNames = (filters: Filters): boolean => fields.some((field) => isNamed(field, filters));

function isNamed({ name, picks }: Field, filters: Filters): boolean {
	const held = [picksIn(filters)[name] ?? []].flat().map((text) => String(text).trim());
	return picks !== undefined && held.some((text) => text !== '' && !isPicked(picks, text));
}

/** What is picked, as it was filled in: texts. */
function picksIn(filters: Filters): Values {
	const held = Object.entries(filters).filter(([name]) => fields.some((field) => field.name === name && field.picks));
	return Object.fromEntries(
		held.flatMap(([name, value]): Array<[string, unknown]> => {
			if (Array.isArray(value)) return [[name, value.map((one) => (one instanceof NamesInText ? one : String(one)))]];
			const text = String(value ?? '').trim();
			return text === '' ? [] : [[name, text]];
		}),
	);
}
