import { UserError } from 'n8n-workflow';
import type { Field, Values } from '../fields/field';
import { heldAt, placesIn } from '../lookups/places';

/** What was given, as errors quote it. */
const QUOTED = /“([^”]+)”/g;

/**
 * An error of an operation with the field that it is about. What reads a text, such as a phone number, does not know which
 * field it stood in, but quotes what was given.
 * @param values of the item
 * @returns the error as it is if it names a field, or none or several hold what it quotes
 */
export function withField(error: unknown, fields: readonly Field[], values: Values): unknown {
	if (!(error instanceof UserError)) return error;
	const description = error.description ?? '';
	const places = placesIn(fields);
	if (places.some(({ field }) => `${error.message} ${description}`.includes(`'${field.displayName}'`))) return error;
	const quoted = new Set([...description.matchAll(QUOTED)].map(([, text]) => text.trim()));
	const isQuoted = (held: unknown) => typeof held === 'string' && textsIn(held).some((text) => quoted.has(text));
	const holding = places.filter((place) => heldAt(place, values).flat().some(isQuoted));
	const [name, ...others] = new Set(holding.map(({ field }) => field.displayName));
	if (name === undefined || others.length > 0) return error;
	return new UserError(error.message, { description: `${description} The field is '${name}'.`.trim() });
}

/** A text, and what stands between its commas. */
const textsIn = (value: string) => [value, ...value.split(',')].map((text) => text.trim());
