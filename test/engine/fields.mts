import type { INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { shared, wtsChat } from './workflow.mts';

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Whether an entry of a property's `options` is a field that can be added to a collection. */
export const isField = (option: Option): option is INodeProperties => 'type' in option;

/** Whether an entry of a property's `options` is a group of fields. */
export const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;

/** Whether an entry of a property's `options` is a value that can be chosen. */
export const isChoice = (option: Option): option is INodePropertyOptions => !isField(option) && !isGroup(option);

/** The options that the engine adds where fields ask for them; `ifEmpty.test.mts`, `options.test.mts` and `skipIfTaken.test.mts` look at all of them. */
const ADDED: readonly string[] = ['createMissingTags', 'ifEmpty', 'ifNoneOpen', 'ifSeveralSessions', 'skipIfTaken'];

/** The options that the engine sees to; others have tests of their own. */
export const OF_ENGINE: readonly string[] = ['countOnly', 'fullReadEvery', 'onlyChanged', ...ADDED];

/** Whether a property is shown for an operation. */
const isShownFor = ({ displayOptions: { show = {} } = {} }: INodeProperties, resource: string, operation: string) =>
	show.resource?.includes(resource) === true && show.operation?.includes(operation) === true;

/**
 * The built node's fields for an operation, in the order in which the editor shows them.
 * @param collection the name of a collection: the fields that can be added to it, instead of the operation's own; not
 * those that the engine sees to
 */
export function fieldsOf(resource: string, operation: string, collection?: string): INodeProperties[] {
	const fields = wtsChat.description.properties.filter((property) => isShownFor(property, resource, operation));
	if (collection === undefined) return fields;
	const added = (fields.find(({ name }) => name === collection)?.options ?? []).filter(isField);
	return added.filter(({ name }) => !ADDED.includes(name));
}

/** A property of a node with where it stands, e.g. "session getAll filters.createdAfter". */
interface Placed {
	place: string;
	property: INodeProperties;
}

/** All properties of a list, those within collections too. */
export function* everyProperty(properties: readonly INodeProperties[], within = ''): Generator<Placed> {
	for (const property of properties) {
		const { resource, operation } = property.displayOptions?.show ?? {};
		const place = [...(resource ?? []), ...(operation ?? []), within + property.name].join(' ');
		yield { place, property };
		const options = property.options ?? [];
		yield* everyProperty(options.filter(isField), `${place}.`);
		for (const group of options.filter(isGroup)) yield* everyProperty(group.values, `${place}.${group.name}.`);
	}
}

const isShownBeside = (field: INodeProperties, filled: INodeParameters) =>
	shared.NodeHelpers.displayParameter(filled, field, { typeVersion: 1 }, wtsChat.description);

/** The names of the fields by which it is decided whether a field is shown. */
function decidersOf({ displayOptions: { show = {}, hide = {} } = {} }: INodeProperties): string[] {
	return [...Object.keys(show), ...Object.keys(hide)].map((key) => key.replace(/^\//, ''));
}

/** The names of fields that decide about others, those together that bear on the same one. */
function relatedDeciders(fields: readonly INodeProperties[], fixed: INodeParameters): Array<Set<string>> {
	const open = (names: string[]) => names.filter((name) => !(name in fixed));
	const all = [...everyProperty(fields)].map(({ property }) => ({ property, deciders: open(decidersOf(property)) }));
	const deciding = new Set(all.flatMap(({ deciders }) => deciders));
	let groups = [...deciding].map((name) => new Set([name]));
	for (const { property, deciders } of all) {
		const together = new Set([...deciders, property.name].filter((name) => deciding.has(name)));
		const touched = groups.filter((group) => [...group].some((name) => together.has(name)));
		if (touched.length > 1)
			groups = [...groups.filter((group) => !touched.includes(group)), new Set(touched.flatMap((group) => [...group]))];
	}
	return groups;
}

/**
 * What a user may have filled in, as far as other fields depend on it: of those that bear on the same field every
 * combination that the editor shows, of others each value.
 */
export function* fillings(fields: readonly INodeProperties[], fixed: INodeParameters): Generator<INodeParameters> {
	const ways = relatedDeciders(fields, fixed).map((group) => {
		let combinations: INodeParameters[] = [fixed];
		for (const field of fields.filter(({ name }) => group.has(name))) {
			const values =
				field.type === 'boolean' ? [true, false] : (field.options ?? []).filter(isChoice).map(({ value }) => value);
			combinations = combinations.flatMap((filled) =>
				isShownBeside(field, filled) ? values.map((value) => ({ ...filled, [field.name]: value })) : [filled],
			);
		}
		return combinations;
	});
	const most = Math.max(1, ...ways.map(({ length }) => length));
	for (let index = 0; index < most; index++) {
		yield Object.assign({ ...fixed }, ...ways.map((way) => way[index % way.length])) as INodeParameters;
	}
}
