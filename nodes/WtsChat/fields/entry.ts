import { UserError } from 'n8n-workflow';
import type { Field } from './field';

/** Does something with one of several entries of a field, and says which if it fails. */
export function inEntry<T>({ displayName }: Pick<Field, 'displayName'>, index: number, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw ofEntry(error, `It is entry ${index + 1} of '${displayName}'.`);
	}
}

const ofEntry = (error: unknown, which: string): unknown =>
	error instanceof UserError
		? new UserError(error.message, { description: `${error.description ?? ''} ${which}`.trim() })
		: error;
