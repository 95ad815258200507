// The forms in which our node holds values: from what is sent to what is filled in.
import { codeOf } from './expressions.mts';
import { isExpression, isValues, type Value, type Values } from './value.mts';
import { Unconvertible } from './words.mts';

/** Where a part of a request is filled in, and in what form. */
export interface Place {
	/** The parameter; one in a collection with a dot, such as "options.from". */
	parameter: string;
	/** @throws Unconvertible for what the form cannot hold */
	form(value: Value, parameter: string): Value;
	/** Where it stands if one expression gives all of it, as an object; without it, there is no such way. */
	whole?: { parameter: string; fixed: Values };
}

type Maker = (parameter: string) => Place;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const text: Maker = (parameter) => ({
	parameter,
	form: (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')),
});

export const number: Maker = (parameter) => ({
	parameter,
	form: (value) =>
		typeof value === 'string' && value.trim() !== '' && isFinite(Number(value)) ? Number(value) : value,
});

export const flag: Maker = (parameter) => ({
	parameter,
	form: (value) => (value === 'true' ? true : value === 'false' ? false : value),
});

/** One of several, in the spelling of the API. */
export const choice: Maker = (parameter) => ({ parameter, form: (value) => value });

/** What a list is sorted by: our node offers it as the API documents it, which takes it with a small letter too. */
export const order: Maker = (parameter) => ({
	parameter,
	form: (value) =>
		isExpression(value) ? value : String(value ?? '').replace(/^[a-z]/, (first) => first.toUpperCase()),
});

/** One of several that decides what else the node asks for. */
export const fixedChoice: Maker = (parameter) => ({
	parameter,
	form: (value) => {
		if (isExpression(value)) throw new Unconvertible('choiceByExpression', { parameter });
		return value;
	},
});

/** Several of several, or several texts: a list, or an expression that gives one. */
export const list: Maker = (parameter) => ({
	parameter,
	form: (value) => (Array.isArray(value) || isExpression(value) ? value : [value]),
});

const locator = (mode: string, value: Value): Value => ({ __rl: true, mode, value });

/** A record by what the mode of a locator asks for. */
export const located =
	(mode: string): Maker =>
	(parameter) => ({ parameter, form: (value) => locator(mode, value) });

/** A record by its ID. */
export const id = located('id');

/** A channel by its ID, or by its number or name. */
export const channel: Maker = (parameter) => ({
	parameter,
	form: (value) => locator(isExpression(value) || ID.test(String(value)) ? 'id' : 'number', value),
});

/** A record by its ID, or several by whatever names them, each of which is worked on by itself. */
export const oneOrSeveral: Maker = (parameter) => ({
	parameter,
	form: (value) => {
		if (!Array.isArray(value)) return locator('id', value);
		const [only] = value;
		if (value.length === 1 && isExpression(only)) return locator('several', only);
		const isTyped = !value.some(isExpression);
		return locator('several', isTyped ? value.join(', ') : `={{ [${value.map(codeOf).join(', ')}] }}`);
	},
});

/** Contacts by their IDs. */
export const contacts: Maker = (parameter) => ({
	parameter,
	form: (value) => {
		if (!Array.isArray(value)) throw new Unconvertible('groupByExpression', { parameter });
		return { entries: value.map((contact) => ({ contactId: locator('id', contact) })) };
	},
});

/** Who belongs to a department. */
export const agents: Maker = (parameter) => ({
	parameter,
	form: (value) => {
		if (!Array.isArray(value) || !value.every(isValues)) throw new Unconvertible('groupByExpression', { parameter });
		return {
			entries: value.map(({ userId = '', ...rest }) => ({ ...rest, userId: locator('id', userId) })),
		};
	},
});

/** To what departments somebody belongs. */
export const memberships: Maker = (parameter) => ({
	parameter,
	form: (value) => {
		if (!Array.isArray(value) || !value.every(isValues)) throw new Unconvertible('groupByExpression', { parameter });
		return {
			entries: value.map(({ departmentId = '', ...rest }) => ({ ...rest, departmentId: locator('id', departmentId) })),
		};
	},
});

/** The names and values of an object whose names are known. */
function entriesOf(value: Value, parameter: string): Array<[string, Value]> {
	if (!isValues(value)) throw new Unconvertible('groupByExpression', { parameter });
	const entries = Object.entries(value);
	if (entries.some(([name]) => isExpression(name))) throw new Unconvertible('namesByExpression', { parameter });
	return entries;
}

/** Names and values of one's own. */
export const entries: Maker = (parameter) => ({
	parameter,
	form: (value) => ({
		entries: entriesOf(value, parameter).map(([name, held]) => ({ name, value: textOf(held) })),
	}),
});

/** The same where they can also be given as one object. */
export const entriesOrJson: Maker = (parameter) => ({
	...entries(parameter),
	whole: { parameter: `${parameter}Json`, fixed: {} },
});

/** A text, as a field of a text holds it. */
const textOf = (value: Value): string =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

/** Fields that the account has made for itself. */
export const mapped: Maker = (parameter) => ({
	parameter,
	form: (value) => {
		const given = entriesOf(value, parameter);
		return {
			mappingMode: 'defineBelow',
			value: Object.fromEntries(given),
			matchingColumns: [],
			schema: given.map(([key]) => ({
				id: key,
				displayName: key,
				required: false,
				defaultMatch: false,
				display: true,
				canBeUsedToMatch: false,
				type: 'string',
			})),
			attemptToConvertTypes: false,
			convertFieldsToString: false,
		};
	},
});

/** The same where they can also be given as one object. */
export const mappedOrJson: Maker = (parameter) => ({
	...mapped(parameter),
	whole: { parameter: 'customFieldsJson', fixed: { specifyCustomFields: 'json' } },
});

/** The values of a template's parameters. */
export const parameters: Maker = (parameter) => ({
	...entries(parameter),
	whole: { parameter: 'parametersJson', fixed: { specifyParameters: 'json' } },
});

/** One group of fields, which stand under the group's name. */
export const group =
	(name: string): Maker =>
	(parameter) => ({
		parameter,
		form: (value) => {
			if (!isValues(value)) throw new Unconvertible('groupByExpression', { parameter });
			return { [name]: value };
		},
	});
