import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { withoutRules } from '../fields/field';
import type { Field } from '../fields/field';
import { fieldsOf, type Operation, type Resource } from './operation';
import { agent } from './agent';
import { card } from './card';
import { cardNote } from './cardNote';
import { channel } from './channel';
import { chatbot } from './chatbot';
import { contact } from './contact';
import { customField } from './customField';
import { department } from './department';
import { file } from './file';
import { message } from './message';
import { officeHours } from './officeHours';
import { panel } from './panel';
import { portfolio } from './portfolio';
import { scheduledMessage } from './scheduledMessage';
import { sequence } from './sequence';
import { session } from './session';
import { sessionNote } from './sessionNote';
import { tag } from './tag';
import { template } from './template';
import { webhookSubscription } from './webhookSubscription';

/**
 * All operations of the node, by resource, in the order in which the editor shows them: what people use most, then the
 * others by the alphabet.
 */
export const resources: readonly Resource[] = [
	session,
	message,
	contact,
	agent,
	card,
	cardNote,
	channel,
	chatbot,
	customField,
	department,
	file,
	officeHours,
	panel,
	portfolio,
	scheduledMessage,
	sequence,
	sessionNote,
	tag,
	template,
	webhookSubscription,
];

/**
 * Finds an operation by the values that a workflow holds.
 * @throws nothing: undefined if there is none, as in a workflow made by a newer version of this node
 */
export function findOperation(resource: string, value: string): Operation | undefined {
	return resources
		.find((candidate) => candidate.value === resource)
		?.operations.find((candidate) => candidate.value === value);
}

/** The node's parameters: the choice of resource and operation, then the fields of each operation. */
export function nodeProperties(): INodeProperties[] {
	// The node's main job is to complete sessions.
	const { value: usualResource } = session;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({ name, value, description })),
			default: usualResource,
		},
		...resources.map(operationChoice),
		...resources.flatMap(fieldsOfResource),
	];
}

function operationChoice({ value: resource, operations, usual }: Resource): INodeProperties {
	const { value: usualOperation } = usual;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map(
			({ name, value, action, description }): INodePropertyOptions => ({ name, value, action, description }),
		),
		default: usualOperation,
	};
}

const fieldsOfResource = ({ value: resource, operations }: Resource): INodeProperties[] =>
	fieldsByChoice(
		'operation',
		operations.map((operation) => ({ value: operation.value, fields: fieldsOf(operation) })),
		{ resource: [resource] },
	);

/**
 * The fields that go with each choice of a parameter: each field once, shown for all choices that share it.
 * @param chooser the name of the parameter
 * @param conditions what else a field is shown for only
 */
export function fieldsByChoice(
	chooser: string,
	choices: ReadonlyArray<{ value: string; fields: readonly Field[] }>,
	conditions: NonNullable<IDisplayOptions['show']> = {},
): INodeProperties[] {
	const choicesByField = new Map<Field, string[]>();
	const predecessors = new Map<Field, Set<Field>>();
	for (const { value, fields } of choices) {
		for (const [place, field] of fields.entries()) {
			choicesByField.set(field, [...(choicesByField.get(field) ?? []), value]);
			predecessors.set(field, new Set([...(predecessors.get(field) ?? []), ...fields.slice(0, place)]));
		}
	}
	return inOrder(predecessors).map((field) =>
		shownFor(
			{ ...conditions, [chooser]: choicesByField.get(field) },
			alphabetical(withoutRules(field) as INodeProperties),
		),
	);
}

/** A field that is shown under these conditions too. n8n's own function for it takes long, for as many as there are. */
function shownFor(conditions: NonNullable<IDisplayOptions['show']>, field: INodeProperties): INodeProperties {
	const { displayOptions } = field;
	return { ...field, displayOptions: { ...displayOptions, show: { ...displayOptions?.show, ...conditions } } };
}

/** What can be added to a collection is declared by what belongs together, and offered by the alphabet. */
function alphabetical(field: INodeProperties): INodeProperties {
	if (field.type !== 'collection') return field;
	const options = (field.options ?? []) as INodeProperties[];
	return { ...field, options: options.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
}

/** What a label is sorted by. Labels are English, and the rules of languages take long to load. */
const keyOf = ({ displayName }: INodeProperties) => displayName.toLowerCase();

/**
 * Puts fields in an order in which each comes after its predecessors, so that every operation shows its fields as it
 * declares them, though it shares them with others that have more.
 */
function inOrder(predecessors: ReadonlyMap<Field, ReadonlySet<Field>>): Field[] {
	const left = new Set(predecessors.keys());
	const isNext = (field: Field) => ![...(predecessors.get(field) ?? [])].some((other) => left.has(other));
	const order: Field[] = [];
	for (let [first] = left; first; [first] = left) {
		const next = [...left].find(isNext) ?? first;
		left.delete(next);
		order.push(next);
	}
	return order;
}
