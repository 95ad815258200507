import type { INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { wtsChat } from './workflow.mts';

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Whether an entry of a property's `options` is a field that can be added to a collection. */
export const isField = (option: Option): option is INodeProperties => 'type' in option;

/** Whether an entry of a property's `options` is a group of fields. */
export const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;

/** Whether an entry of a property's `options` is a value that can be chosen. */
export const isChoice = (option: Option): option is INodePropertyOptions => !isField(option) && !isGroup(option);

/** The options that the engine adds where fields ask for them; `ifEmpty.test.mts` and `options.test.mts` look at all of them. */
const ADDED: readonly string[] = ['createMissingTags', 'ifEmpty', 'ifSeveralSessions'];

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

/** What a user may have filled in, as far as other fields depend on it: every combination. */
export function* fillings(fields: readonly INodeProperties[], fixed: INodeParameters): Generator<INodeParameters> {
	const deciding = new Set(
		[...everyProperty(fields)].flatMap(({ property }) => {
			const { show = {}, hide = {} } = property.displayOptions ?? {};
			return [...Object.keys(show), ...Object.keys(hide)].map((key) => key.replace(/^\//, ''));
		}),
	);
	let combinations: INodeParameters[] = [fixed];
	for (const field of fields.filter(({ name }) => deciding.has(name) && !(name in fixed))) {
		const values =
			field.type === 'boolean' ? [true, false] : (field.options ?? []).filter(isChoice).map(({ value }) => value);
		combinations = combinations.flatMap((filled) => values.map((value) => ({ ...filled, [field.name]: value })));
	}
	yield* combinations;
}
