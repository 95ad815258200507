import { UserError } from 'n8n-workflow';
import type { Request } from '../../../../contract';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import type { Declaration, Parameters } from '../../fields/field';
import type { Workbench } from '../../steps/workbench';
import {
	additionalFields,
	askedOf,
	changedContact,
	contactDetails,
	contactFields,
	contactSummary,
	contactWith,
	includeContactDetails,
	name,
	newContact,
	phoneNumber,
	tagOperation,
} from '../../fields/contact';
import { contactCustomFields } from '../../fields/customFields';
import { fieldsFilled } from '../../fields/details';
import { oneSpelling } from '../../fields/spelling';
import { changedFields } from '../../fields/update';
import { fieldsIn, isEmpty, isRecord } from '../../transport/record';
import { contactWithPhone, withAllGiven, type Contact } from '../../steps/contact';

/** When something is written to a contact that exists. */
type Rule = 'never' | 'ifEmpty' | 'always';

const ifFound = {
	displayName: 'If Found',
	name: 'ifFound',
	type: 'options',
	options: [
		{ name: 'Change Nothing', value: 'never', description: 'The contact comes out as it is' },
		{ name: 'Change Only Tags', value: 'tags', description: 'The given tags are put on it, all else stays as it is' },
		{
			name: 'Fill In What Is Empty',
			value: 'ifEmpty',
			description: 'What the contact has stays, what it lacks is filled in, and the given tags are put on it',
		},
		{ name: 'Overwrite', value: 'always', description: 'All that is given here takes the place of what it has' },
	],
	// Whoever gives tags and chooses nothing means them to be put on.
	default: 'tags',
	description: "What the values here do to a contact that exists; for single fields also the option 'Write by Field'",
} as const satisfies Declaration;

const writeByField = {
	displayName: 'Write by Field',
	name: 'writeByField',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add field',
	default: {},
	description: "What is done with single fields of a contact that exists, where it is not what 'If Found' says",
	options: [
		{
			displayName: 'Field',
			name: 'entries',
			values: [
				{
					displayName: 'Field',
					name: 'field',
					type: 'options',
					required: true,
					options: [
						{ name: 'Annotation', value: 'annotation' },
						{ name: 'Custom Fields', value: 'customFields' },
						{ name: 'Email', value: 'email' },
						{ name: 'Instagram', value: 'instagram' },
						{ name: 'Metadata', value: 'metadata' },
						{ name: 'Name', value: 'name' },
						{ name: 'Portfolios', value: 'portfolioIds' },
						{ name: 'Sequences', value: 'sequenceIds' },
						{ name: 'Tags', value: 'tagIds' },
					],
					default: 'name',
				},
				{
					displayName: 'Write',
					name: 'write',
					type: 'options',
					required: true,
					options: [
						{ name: 'Never', value: 'never' },
						{ name: 'Only If Empty', value: 'ifEmpty', description: 'Custom fields and metadata each by itself' },
						{ name: 'Always', value: 'always' },
					],
					default: 'never',
				},
			],
		},
	],
} as const satisfies Declaration;

export const findOrCreate = stepwise({
	name: 'Find or Create',
	value: 'findOrCreate',
	action: 'Find or create contact',
	description: 'Get the contact that has a phone number, in any usual writing; one that nobody has is created',
	endpoint: ['GET /core/v1/contact/phonenumber/{phone}', 'POST /core/v1/contact', 'PUT /core/v2/contact/{id}'],
	properties: [
		{ ...phoneNumber, required: true, skippable: true },
		{ ...name, description: `${name.description}, if it is new, or as set under 'If Found'` },
		...contactCustomFields,
		ifFound,
		{ ...additionalFields, description: "What else the contact gets, if it is new, or as set under 'If Found'" },
		collection.options([
			includeContactDetails,
			{ ...tagOperation, description: 'What the given tags do to those of a contact that is found' },
			writeByField,
		]),
	],
	// All that is filled in is checked on the way. Two items with one number make one contact.
	target: (parameters) => {
		ruleOf(parameters, 'sequenceIds');
		return newContact(parameters).phoneNumber ?? '';
	},
	execute: async (parameters, workbench) => {
		const { options } = parameters;
		const { phoneNumber = '', ...values } = newContact(parameters);
		const asked = askedOf(options);
		// What is written only where nothing stands must be known, also if nobody wants to see it.
		const isCompared = Object.keys(values).some((field) => ruleOf(parameters, field) === 'ifEmpty');
		const details = isCompared ? askedOf({}) : asked;
		const find = async () => await contactWithPhone(workbench, phoneNumber, { IncludeDetails: [...details] });
		// Another execution may be about to make the same contact, perhaps with the other form of the number.
		const { contact, created } = await workbench.inTurn(`contact ${oneSpelling(phoneNumber)}`, async () => {
			const known = await find();
			return known ? { contact: known, created: false } : await make(workbench, { phoneNumber, ...values }, find);
		});
		if (created)
			return [{ created, ...changedContact(await withAllGiven(workbench, contact, values)) }];
		const changes = changesOf(contact, values, (field) => ruleOf(parameters, field));
		const fields = changedFields(changes, contactFields);
		if (fields.length === 0) return [{ created, ...contactWith(only(contact, asked), options) }];
		const updated = await workbench.send({
			endpoint: 'PUT /core/v2/contact/{id}',
			path: { id: contact.id ?? '' },
			body: { ...changes, options: { tagsOperation: options.tagOperation ?? 'InsertIfNotExists' }, fields },
		});
		// A change may be answered without a word.
		const isTold = updated.createdAt !== undefined;
		return [{ created, ...changedContact(isTold ? updated : ((await find()) ?? updated)) }];
	},
	example: (record) => ({ created: true, ...changedContact(record('POST /core/v1/contact')) }),
	simplify: ['created', ...contactSummary],
});

/** Makes the contact. Where that fails, it may be there all the same: the answer was lost, or somebody was faster. */
async function make(
	workbench: Workbench<'POST /core/v1/contact'>,
	contact: Omit<Request<'POST /core/v1/contact'>['body'], 'options'>,
	find: () => Promise<Contact | undefined>,
): Promise<{ contact: Contact; created: boolean }> {
	const made = await workbench.attempt(
		async () =>
			await workbench.send({
				endpoint: 'POST /core/v1/contact',
				body: { ...contact, options: { upsert: false, getIfExists: false } },
			}),
	);
	if ('value' in made) return { contact: made.value, created: true };
	const found = await find();
	if (!found) throw made.error;
	return { contact: found, created: !made.refused };
}

/**
 * When a field of a contact that exists is written: as its own entry says, or else as is said for all.
 * @throws UserError if it is to be written where nothing stands, and nobody knows what stands there
 */
function ruleOf(
	{ ifFound: forAll, options }: Parameters<[typeof ifFound]> & { options: Partial<Parameters<[typeof writeByField]>> },
	field: string,
): Rule {
	const own = options.writeByField?.entries?.findLast((entry) => entry.field === field)?.write;
	const isStarted = field === 'sequenceIds';
	if (isStarted && own === 'ifEmpty') {
		throw new UserError('Sequences cannot be written only if empty', {
			description:
				"WTS Chat does not tell which sequences a contact is in. Choose 'Never' or 'Always' for them under 'Write by Field'.",
		});
	}
	if (own) return own;
	if (field === 'tagIds' && forAll !== 'never') return 'always';
	if (forAll === 'ifEmpty' && !isStarted) return 'ifEmpty';
	return forAll === 'always' ? 'always' : 'never';
}

/** What of the given values is written to a contact, as the rule of each field has it. */
function changesOf<Values extends object>(
	contact: Contact,
	values: Values,
	rule: (field: string) => Rule,
): Partial<Values> {
	const held = new Map<string, unknown>(Object.entries(contact));
	const changes = Object.entries(values).flatMap(([field, value]: [string, unknown]): Array<[string, unknown]> => {
		switch (rule(field)) {
			case 'never':
				return [];
			case 'always':
				return [[field, value]];
			case 'ifEmpty': {
				const missing = missingOf(held.get(field), value);
				return isEmpty(missing) ? [] : [[field, missing]];
			}
		}
	});
	return Object.fromEntries(changes) as Partial<Values>;
}

/** What is given and not held: of an object with names of the account's own, each entry by itself. */
function missingOf(held: unknown, given: unknown): unknown {
	if (!isRecord(given)) return isEmpty(held) ? given : undefined;
	const known = fieldsIn(held);
	return Object.fromEntries(Object.entries(given).filter(([name, value]) => !isEmpty(value) && isEmpty(known[name])));
}

/** A contact with those details alone that were asked for. */
function only(contact: Contact, asked: readonly string[]): Contact {
	const hidden = fieldsFilled(contactDetails, asked);
	return { ...contact, ...Object.fromEntries(hidden.map((field) => [field, null])) };
}
