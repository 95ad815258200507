// What comes out of the node, held against the schema that tells the editor of it before the first run.
import { existsSync, readFileSync } from 'node:fs';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

const read = new Map<string, Schema | undefined>();

/** The schema in the build, if there is one; it is read once. */
function schemaOf(resource: string, operation: string): Schema | undefined {
	const path = `${resource}/${operation}.json`;
	if (!read.has(path)) {
		const file = new URL(`../../dist/nodes/WtsChat/__schema__/v1.0.0/${path}`, import.meta.url);
		read.set(path, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Schema) : undefined);
	}
	return read.get(path);
}

/**
 * What an item holds that the output schema of its operation does not tell of.
 * @param isWhole whether the user asked for all that the service answers, which is more than the schema shows
 * @returns one line for each departure
 */
export function departuresFromSchema(resource: string, operation: string, json: unknown, isWhole: boolean): string[] {
	const schema = schemaOf(resource, operation);
	if (!schema) return [`${resource} ${operation} has no schema in the build: npm run schemas && npm run build`];
	const departures: string[] = [];
	const look = (value: unknown, expected: Schema, place: string) => {
		if (value === null || value === undefined) return;
		const type = Array.isArray(value) ? 'array' : typeof value;
		// Where the contract knows no more than "something", the schema cannot either.
		if (expected.type === 'null') return;
		if (type !== expected.type) {
			departures.push(`${place} is of type ${type}, the schema says ${expected.type}`);
			return;
		}
		if (Array.isArray(value)) {
			if (expected.items) for (const entry of value) look(entry, expected.items, `${place}[]`);
			return;
		}
		if (typeof value !== 'object') return;
		const { properties = {} } = expected;
		// Metadata, custom fields and the like have names that only the account knows.
		if (Object.keys(properties).length === 0) return;
		for (const [name, entry] of Object.entries(value)) {
			const within = properties[name];
			if (within) look(entry, within, `${place}.${name}`);
			else if (!isWhole || place !== '') departures.push(`${place}.${name} is not in the schema`);
		}
	};
	look(json, schema, '');
	return departures;
}
