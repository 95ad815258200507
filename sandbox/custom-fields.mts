import type { components } from '../contract/core.d.ts';
import type { Account, CustomField } from './account.mts';

type Shown = components['schemas']['PublicCustomFieldDTO'];

const fieldsOf = (account: Account, entityType: CustomField['entityType'], scopeId: string | undefined) =>
	[...account.customFields.values()].filter(
		(field) => field.entityType === entityType && (scopeId === undefined || field.scopeId === scopeId),
	);

/**
 * The custom fields of contacts or of a panel as the API lists them.
 * @param scopeId the panel's id; left out, the fields of all
 * @param nested whether fields come inside their groups
 */
export function customFieldViews(
	account: Account,
	entityType: CustomField['entityType'],
	{ scopeId, nested = false }: { scopeId?: string; nested?: boolean } = {},
): Shown[] {
	const fields = fieldsOf(account, entityType, scopeId);
	if (!nested) return fields.map((field) => ({ ...field, children: null }));
	return fields
		.filter(({ parentId }) => parentId === null)
		.map((field) => ({
			...field,
			children: fields.filter(({ parentId }) => parentId === field.id).map((child) => ({ ...child, children: null })),
		}));
}

/** Whether a value is of a custom field's type. */
function fits({ type, options }: CustomField, value: unknown): boolean {
	const isOption = (entry: unknown) => options?.some(({ id, name }) => entry === id || entry === name) === true;
	switch (type) {
		case 'GROUP':
			return false;
		case 'INTEGER':
			return Number.isInteger(value);
		case 'FLOAT':
			return typeof value === 'number';
		case 'BOOLEAN':
			return typeof value === 'boolean';
		case 'SINGLESELECT':
			return isOption(value);
		case 'MULTISELECT':
			return Array.isArray(value) && value.every(isOption);
		case 'DATE':
		case 'DATETIME':
			return typeof value === 'string' && !Number.isNaN(Date.parse(value));
		default:
			return typeof value === 'string';
	}
}

/**
 * Brings values of custom fields together: a null removes, an unknown key or a value of the wrong type is ignored
 * without a word (contract).
 * @param scopeId the panel's id; left out, the fields of all
 */
export function mergeCustomFields(
	account: Account,
	entityType: CustomField['entityType'],
	held: Record<string, unknown>,
	changes: Record<string, unknown> | null | undefined,
	scopeId?: string,
): Record<string, unknown> {
	const merged = { ...held };
	for (const [key, value] of Object.entries(changes ?? {})) {
		const field = fieldsOf(account, entityType, scopeId).find((candidate) => candidate.key === key);
		if (field === undefined) continue;
		if (value === null) delete merged[key];
		else if (fits(field, value)) merged[key] = value;
	}
	return merged;
}
