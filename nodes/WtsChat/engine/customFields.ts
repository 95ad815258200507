import type { IExecuteFunctions } from 'n8n-workflow';
import type { Field, Values } from '../fields/field';
import { typedCustomFields, type Owner } from '../steps/customFields';
import { ofItem } from './check';
import { serviceOver } from '../steps/workbench';
import type { Task } from './task';

/**
 * Makes what brings the custom fields of an item to the types that they have in its account, before anything is changed.
 * @param fields of the operation; one that has no custom fields is not asked for any
 * @returns what does it, which throws a NodeOperationError that names the field and the item, and a NodeApiError if the
 * service does not tell its custom fields
 */
export function customFieldTyper(context: IExecuteFunctions, fields: readonly Field[]): (task: Task) => Promise<Task> {
	const mapper = fields.find(({ name, type }) => name === 'customFields' && type === 'resourceMapper');
	if (!mapper) return async (task) => task;
	const isOfCards = fields.some(({ name }) => name === 'panelId');
	const node = context.getNode();
	const timezone = context.getTimezone();
	return async (task) => {
		const { index, values, client } = task;
		const owner: Owner = isOfCards
			? { of: 'cards', panelId: typeof values.panelId === 'string' ? values.panelId : undefined }
			: { of: 'contacts' };
		const given = { ...(values.customFields as Values | undefined) };
		try {
			const customFields = await typedCustomFields(serviceOver(client), owner, given, timezone);
			return { ...task, values: { ...values, customFields } };
		} catch (error) {
			throw ofItem(node, error, index);
		}
	};
}
