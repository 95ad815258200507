import { UserError } from 'n8n-workflow';
import { customFieldValue, valueWanted, type CustomField } from '../fields/customFieldValue';
import { plain } from '../fields/name';
import type { Values } from '../fields/field';
import type { Service } from '../transport/service';

const OF_CONTACTS = 'GET /core/v1/contact/custom-field';
const OF_PANEL = 'GET /crm/v1/panel/{id}/custom-fields';
const OF_PANELS = 'GET /core/v1/custom-field';

/** Whose custom fields are filled in: those of contacts, or of the cards of a panel, which may not be known. */
export type Owner = { of: 'contacts' } | { of: 'cards'; panelId?: string };

/**
 * Brings custom fields to the types that the account has for them. It is asked for them once a run: what the editor
 * stored with the node may be of another account, or of another day.
 * @param given values by the custom fields' keys or names; null and undefined are left alone
 * @param timezone of the workflow
 * @throws UserError for a value that does not fit, and for a key that the account does not have
 */
export async function typedCustomFields(
	{ sendOnce }: Pick<Service<typeof OF_CONTACTS | typeof OF_PANEL | typeof OF_PANELS>, 'sendOnce'>,
	owner: Owner,
	given: Readonly<Values>,
	timezone: string,
): Promise<Values> {
	const entries = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
	if (entries.length === 0) return {};
	const fields = await (owner.of === 'contacts'
		? sendOnce({ endpoint: OF_CONTACTS })
		: owner.panelId
			? sendOnce({ endpoint: OF_PANEL, path: { id: owner.panelId } })
			: sendOnce({ endpoint: OF_PANELS, query: { EntityType: 'PANEL' } }));
	const values = new Map<string, unknown>();
	for (const [given, value] of entries) {
		const key = keyOf(fields, given);
		if (values.has(key)) {
			throw new UserError('A custom field is given twice', {
				description: `“${given}” was given, and the same field under another name. Leave one of them out in 'Custom Fields'.`,
			});
		}
		values.set(key, typed(fields, key, value, timezone));
	}
	return Object.fromEntries(values);
}

/**
 * The key of a custom field that is given by its key or its name, as the editor shows it or alone.
 * @throws UserError if there is none, or several have the name
 */
function keyOf(fields: readonly CustomField[], given: string): string {
	const usable = fields.filter(({ key, type }) => key && type !== 'GROUP');
	if (fields.some(({ key }) => key === given)) return given;
	const named = usable.filter((field) =>
		[field.name ?? '', displayNameOf(fields, field)].some((name) => plain(name) === plain(given)),
	);
	const [key, ...others] = new Set(named.map((field) => field.key ?? ''));
	if (key === undefined) throw unknownKey(fields, given);
	if (others.length === 0) return key;
	throw new UserError('Several custom fields have this name', {
		description: `“${given}” was given, and there are the keys ${[key, ...others].map((each) => `“${each}”`).join(', ')}. Give one of them in 'Custom Fields'.`,
	});
}

/** Where panels share a key and it is not known which is meant, the value must fit one of them. */
function typed(fields: readonly CustomField[], key: string, value: unknown, timezone: string): unknown {
	const named = fields.filter((field) => field.key === key);
	if (named.length === 0) throw unknownKey(fields, key);
	for (const field of named) {
		const fitting = customFieldValue(field, value, timezone);
		if (fitting !== undefined) return fitting;
	}
	const [field] = named;
	const given = typeof value === 'object' ? JSON.stringify(value) : String(value);
	throw new UserError(`${displayNameOf(fields, field).replace(/ /g, '')} is not valid`, {
		description: `“${given}” was given. It must be ${valueWanted(field)}.`,
	});
}

/** The name as the editor shows it: that of its group in front. */
function displayNameOf(fields: readonly CustomField[], { parentId, name, key }: CustomField): string {
	const group = parentId && fields.find(({ id }) => id === parentId)?.name;
	return [group, name ?? key].filter(Boolean).join(': ');
}

function unknownKey(fields: readonly CustomField[], key: string): UserError {
	const keys = fields
		.filter(({ type, key: known }) => known && type !== 'GROUP')
		.map((field) => `“${field.key}” (${displayNameOf(fields, field)})`);
	return new UserError('There is no such custom field', {
		description: `“${key}” was given. ${keys.length > 0 ? `There are ${keys.join(', ')}` : 'There are none'}. Reload the fields of 'Custom Fields', or correct the key there.`,
	});
}
