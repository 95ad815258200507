import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { wtsChat } from './workflow.mts';

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Whether an entry of a property's `options` is a field that can be added to a collection. */
export const isField = (option: Option): option is INodeProperties => 'type' in option;

/** Whether an entry of a property's `options` is a group of fields. */
export const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;

/** Whether an entry of a property's `options` is a value that can be chosen. */
export const isChoice = (option: Option): option is INodePropertyOptions => !isField(option) && !isGroup(option);

/** Whether a property is shown for an operation. */
const isShownFor = ({ displayOptions: { show = {} } = {} }: INodeProperties, resource: string, operation: string) =>
	show.resource?.includes(resource) === true && show.operation?.includes(operation) === true;

/**
 * The built node's fields for an operation, in the order in which the editor shows them.
 * @param collection the name of a collection: the fields that can be added to it, instead of the operation's own
 */
export function fieldsOf(resource: string, operation: string, collection?: string): INodeProperties[] {
	const fields = wtsChat.description.properties.filter((property) => isShownFor(property, resource, operation));
	if (collection === undefined) return fields;
	return (fields.find(({ name }) => name === collection)?.options ?? []).filter(isField);
}
