import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Request } from '../../../contract';
import { collection } from './collection';
import type { Declaration, Field, Parameters } from './field';
import { customFieldValues, type contactCustomFields } from './customFields';
import { includeDetails, withAskedDetails } from './details';
import { metadataChanges, metadataFields } from './metadata';
import { isId } from './id';
import { KINDS } from './kinds';
import { isMeantAsPhone, optionalPhone, phoneDigits } from './phone';
import { contact, portfolios, sequences, tags } from './pick';
import { oneSpelling } from './spelling';

/** Picks a contact where the API takes a phone number as well as an ID: one in any other form is refused when the node runs. */
export const contactOrPhone = {
	...contact,
	picks: 'contactOrPhone',
	description: 'The contact to work on',
	modes: [
		...contact.modes.slice(0, -1),
		{
			...contact.modes[3],
			hint: 'With + and the country code; Brazilian numbers also with the area code alone',
			validation: [
				{
					type: 'regex',
					properties: {
						// What else stands there is looked at when the node runs.
						regex: '^(?!\\s*https?://(?!(?:\\w+\\.)?(?:whatsapp\\.com|wa\\.me)/))[\\s\\S]*$',
						errorMessage:
							'A phone number looks like +55 11 98888-7777, a link that holds one like https://wa.me/5511988887777',
					},
				},
			],
		},
	],
} as const satisfies Declaration;

/** Picks a contact by its name too, which is looked for in the account. */
export const namedContact = {
	...contactOrPhone,
	picks: 'namedContact',
	modes: [
		...contactOrPhone.modes.slice(0, -1),
		{
			...contactOrPhone.modes[3],
			displayName: KINDS.namedContact.mode ?? '',
			hint: 'A name that several have is an error',
		},
	],
} as const satisfies Declaration;

/**
 * What `contactOrPhone` picks, as paths of the service have it.
 * @param picked an ID, or a phone number in any usual writing
 * @throws UserError if it is neither
 */
export function contactPath(picked: string): { id: string } | { phone: string } {
	if (isId(picked)) return { id: picked };
	if (!isMeantAsPhone(picked)) {
		throw new UserError('The contact is neither an ID nor a phone number', {
			description: `“${picked}” was given. The ID of a contact looks like 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10, a phone number like +55 11 98888-7777.`,
		});
	}
	return { phone: phoneDigits(picked) };
}

/**
 * What all ways of writing the phone number that `contactOrPhone` picked have in common; or the ID.
 * @throws UserError if it is neither
 */
export function contactIdentity(picked: string): string {
	return oneSpelling(Object.values(contactPath(picked)).join());
}

export const annotation = {
	displayName: 'Annotation',
	name: 'annotation',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	description: 'Internal notes of the team on the contact',
} as const satisfies INodeProperties;

export const email = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. ana@example.com',
	description: 'Email address of the contact',
} as const satisfies INodeProperties;

export const instagram = {
	displayName: 'Instagram',
	name: 'instagram',
	type: 'string',
	default: '',
	placeholder: 'e.g. ana.silva',
	description: 'User name of the contact on Instagram',
} as const satisfies INodeProperties;

export const contactMetadata = metadataFields({
	displayName: 'Metadata',
	name: 'metadata',
	description:
		'Names and values of your own that are kept with the contact; others that it has stay, and one whose value is left empty is removed',
});

export const name = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Ana Silva',
	description: 'Name of the contact',
} as const satisfies INodeProperties;

export const phoneNumber = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. +55 11 98888-7777',
	description: 'Number on WhatsApp with + and the country code, Brazilian numbers also with the area code alone',
} as const satisfies INodeProperties;

export const portfolioNames = {
	displayName: 'Portfolio Names',
	name: 'portfolioNames',
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add portfolio name' },
	picks: 'portfolio',
	default: [],
	description: "Portfolios by name, instead of 'Portfolio Names or IDs'",
} as const satisfies Declaration;

export const tagNames = {
	displayName: 'Tag Names',
	name: 'tagNames',
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add tag name' },
	picks: 'tag',
	default: [],
	description: "Tags by name, instead of 'Tag Names or IDs'",
} as const satisfies Declaration;

/** What given tags do to those that a contact has. */
export const tagOperation = {
	displayName: 'Tag Operation',
	name: 'tagOperation',
	type: 'options',
	options: [
		{ name: 'Add', value: 'InsertIfNotExists', description: 'The given tags come, all others stay' },
		{ name: 'Remove', value: 'DeleteIfExists', description: 'The given tags go, all others stay' },
		{ name: 'Replace All', value: 'ReplaceAll', description: 'The given tags come, all others go' },
	],
	default: 'InsertIfNotExists',
	description: 'What the given tags do to those that the contact has',
} as const satisfies INodeProperties;

export const contactStatuses = [
	{ name: 'Active', value: 'ACTIVE' },
	{ name: 'Archived', value: 'ARCHIVED' },
	{ name: 'Blocked', value: 'BLOCKED' },
] as const;

export const statusFilter = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: contactStatuses,
	default: 'ACTIVE',
	description: 'Only contacts in this status; without it, the active ones',
} as const satisfies Field;

export const contactDetails = {
	'Custom Fields': ['CustomFields', 'customFields'],
	Portfolios: ['Portfolios', 'portfolioIds', 'portfolioNames'],
	Tags: ['Tags', 'tagIds', 'tagNames'],
} as const;

export const includeContactDetails = {
	...includeDetails('What to fetch with each contact; all of it if this option is not added', contactDetails),
	default: ['CustomFields', 'Portfolios', 'Tags'],
} as const satisfies INodeProperties;

type Asked = Partial<Parameters<[typeof includeContactDetails]>>;

/** The details of a contact to ask for. */
export const askedOf = ({ includeDetails = [...includeContactDetails.default] }: Asked) => includeDetails;

/** A contact as it comes out: the details are left out that were not asked for. */
export const contactWith = (contact: object, options: Asked) =>
	withAskedDetails(contact, askedOf(options), contactDetails);

/** A contact as a change of it is answered: what the service keeps back is left out. */
export const changedContact = (contact: object) => withAskedDetails(contact, [], contactDetails);

/** What is left of a contact in simple output. */
export const contactSummary = [
	'id',
	'name',
	'phoneNumber',
	'phoneNumberE164',
	'email',
	'instagram',
	'status',
	'createdAt',
	'updatedAt',
	'tagNames',
	'portfolioNames',
	'customFields',
	'metadata',
] as const;

/** What a contact that is made may have beside name, phone number and custom fields. */
export const additionalFields = collection.additionalFields([
	{ ...annotation, whenEmptied: 'clear' },
	{ ...email, whenEmptied: 'clear' },
	{ ...instagram, whenEmptied: 'clear' },
	{ ...portfolioNames, whenEmptied: 'clear' },
	{
		...portfolios,
		description: `Portfolios to put the contact into. ${portfolios.description}.`,
		whenEmptied: 'clear',
	},
	{
		...sequences,
		description: `Sequences to start for the contact. ${sequences.description}.`,
		whenEmptied: 'clear',
	},
	{ ...tagNames, mayCreate: true, whenEmptied: 'clear' },
	{ ...tags, mayCreate: true, whenEmptied: 'clear' },
	...contactMetadata,
]);

/** The service's names for what it calls otherwise when it is changed. */
export const contactFields = { portfolioIds: 'Portfolio', tagIds: 'Tags' } as const;

type Attributes = Omit<Request<'POST /core/v1/contact'>['body'], 'options'>;
type FilledIn = Parameters<
	[typeof name, typeof phoneNumber, (typeof contactCustomFields)[1], typeof additionalFields & { holds: 'changes' }]
>;

/**
 * A contact that is to be made, as the service wants it. Name and phone number that are empty are left out; null clears
 * what a contact has that exists.
 * @throws UserError for a phone number that is none, and if tags or portfolios are given in both ways
 */
export function newContact({ name, phoneNumber, customFields, additionalFields }: FilledIn) {
	const { annotation, email, instagram, metadata: rows, metadataJson: json, sequenceIds } = additionalFields;
	return {
		name: name || undefined,
		phoneNumber: optionalPhone(phoneNumber) ?? undefined,
		annotation,
		email,
		instagram,
		...tagsOf(additionalFields),
		...portfoliosOf(additionalFields),
		sequenceIds,
		customFields: customFieldValues(customFields),
		metadata: metadataChanges({ rows, json }),
	} satisfies Attributes;
}

interface Tags {
	tagIds?: string[];
	tagNames?: string[];
}

/** Tags from both fields that take them; undefined if neither was filled in. By then the names are IDs. */
export const tagsOf = ({ tagIds, tagNames }: Tags): { tagIds?: string[] } => ({ tagIds: union(tagIds, tagNames) });

/** What given tags change. To add none, or to take none off, changes nothing; to replace all by none takes all off. */
export function tagChanges(given: Tags, operation: (typeof tagOperation)['options'][number]['value']) {
	const tags = tagsOf(given);
	return operation !== 'ReplaceAll' && !tags.tagIds?.length ? {} : tags;
}

/** Portfolios from both fields that take them; undefined if neither was filled in. By then the names are IDs. */
export const portfoliosOf = (given: { portfolioIds?: string[]; portfolioNames?: string[] }) => ({
	portfolioIds: union(given.portfolioIds, given.portfolioNames),
});

const union = (some: string[] | undefined, others: string[] | undefined) =>
	some || others ? [...new Set([...(some ?? []), ...(others ?? [])])] : undefined;
