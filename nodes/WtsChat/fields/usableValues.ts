import type { IDataObject } from 'n8n-workflow';
import { isoOf } from './date';
import { dateFields } from './dateFields';
import { e164Of } from './phone';

/** What the account has named itself and fills as it likes, and what is wanted as the service sends it. */
const AS_IT_IS: ReadonlySet<string> = new Set(['customFields', 'metadata', 'rawBody']);

/**
 * What comes out, with its values as other programs take them: dates in ISO 8601 with milliseconds, and beside each phone
 * number of the service ("+55|11988887777") the same in E.164 ("+5511988887777").
 */
export const withUsableValues = (content: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(content).flatMap(([name, given]): Array<[string, IDataObject[string]]> => {
			if (AS_IT_IS.has(name)) return [[name, given]];
			if (isDate(name) && typeof given === 'string') return [[name, isoOf(given)]];
			const phone = /^(?:contactP|p)hone[nN]umber$/.test(name) ? e164Of(given) : undefined;
			const entry: [string, IDataObject[string]] = [name, usable(given)];
			return phone === undefined ? [entry] : [entry, [e164NameOf(name), phone]];
		}),
	);

function usable(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return value.map((entry: IDataObject[string]) => usable(entry)) as IDataObject[];
	return typeof value === 'object' && value !== null ? withUsableValues({ ...value }) : value;
}

/** Dates that are not the service's end the same way. */
const isDate = (name: string) => dateFields.has(name) || name.endsWith('At');

const e164NameOf = (name: string) => `${name.replace('honenumber', 'honeNumber')}E164`;
