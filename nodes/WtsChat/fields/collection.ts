import type { Field } from './field';

/** Makes collections of one kind. */
const kind =
	<const Common extends Field & { type: 'collection' }>(common: Common) =>
	<const Options extends readonly Field[]>(options: Options) => ({ ...common, options });

/** Fields that the editor shows only once the user has added them. */
export const collection = {
	/** What else a new record can hold. */
	additionalFields: kind({
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
	}),
	/** What narrows a list. */
	filters: kind({
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		holds: 'filters',
		placeholder: 'Add filter',
		default: {},
	}),
	/** What most people leave as it is. */
	options: kind({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
	}),
	/** What is changed of a record. */
	updateFields: kind({
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		holds: 'changes',
		placeholder: 'Add field',
		default: {},
	}),
};
