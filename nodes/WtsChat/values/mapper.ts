import { UserError } from 'n8n-workflow';
import type { Values } from '../fields/field';

/** What a resource mapper was given, as far as it is looked at here. */
export interface Mapper {
	value: Readonly<Values> | null | undefined;
	schema: ReadonlyArray<{ id: string; displayName: string }>;
	mappingMode?: unknown;
}

/**
 * What the fields of a resource mapper were given.
 * @returns the values by their fields' keys, as they are; null and undefined are fields that were left alone
 * @throws UserError if the mapper is to find the values by itself, which the editor does not offer
 */
export function mappedValues({ value, mappingMode }: Mapper): Values {
	if (mappingMode === 'autoMapInputData') {
		throw new UserError('Fields cannot be mapped automatically', {
			description: 'The mapping mode is “autoMapInputData”. Set it to “defineBelow”, and give a value for each field.',
		});
	}
	return { ...value };
}
