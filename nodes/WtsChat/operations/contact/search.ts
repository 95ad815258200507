import { operation } from '../operation';
import { collection } from '../../fields/collection';
import {
	askedOf,
	contactWith,
	contactSummary,
	email,
	includeContactDetails,
	instagram,
	name,
	phoneNumber,
	portfolioNames,
	portfoliosOf,
	statusFilter,
	tagNames,
	tagsOf,
} from '../../fields/contact';
import { contactCustomFieldFilter, customFieldValues } from '../../fields/customFields';
import { dateFilters, listOptions, sortingOf } from '../../fields/list';
import { metadata, metadataObject } from '../../fields/metadata';
import { optionalPhone } from '../../fields/phone';
import { portfolios, tags } from '../../fields/pick';

export const search = operation({
	name: 'Search',
	value: 'search',
	action: 'Search contacts',
	description: 'Find contacts by name, phone number, tags, portfolios, custom fields and more; filters add up',
	endpoint: 'POST /core/v1/contact/filter',
	properties: [
		collection.filters([
			...dateFilters,
			{ ...email, description: 'Only contacts with this email address' },
			{ ...instagram, description: 'Only contacts with this user name on Instagram' },
			{ ...metadata, description: 'Only contacts whose metadata has these values' },
			{ ...name, description: 'Only contacts with this in their name' },
			{
				displayName: 'Origin',
				name: 'origin',
				type: 'options',
				options: [
					{ name: 'Created by User', value: 'CREATED_BY_USER' },
					{ name: 'Created From Channel', value: 'CREATED_FROM_HUB' },
					{ name: 'Imported', value: 'IMPORTED' },
				],
				default: 'CREATED_BY_USER',
				description: 'Only contacts that came to the account in this way',
			},
			{
				...phoneNumber,
				description:
					"Only contacts with this number: with + and the country code, Brazilian numbers also with the area code alone. For a part of a number, use 'Text'.",
			},
			{ ...portfolioNames, description: 'Only contacts in one of the portfolios with these names' },
			{ ...portfolios, description: `Only contacts in one of these portfolios. ${portfolios.description}.` },
			statusFilter,
			{ ...tagNames, description: 'Only contacts with one of the tags with these names' },
			tags,
			{
				displayName: 'Text',
				name: 'textFilter',
				type: 'string',
				default: '',
				placeholder: 'e.g. silva',
				description: 'Only contacts with this in their name, number, email address or other texts',
			},
		]),
		contactCustomFieldFilter,
		collection.options([includeContactDetails, ...listOptions('Name', 'PhoneNumber')]),
	],
	paging: 'body',
	request: ({ filters, customFields, options }) => {
		const { createdAfter, createdBefore, updatedAfter, updatedBefore, metadata, phoneNumber, ...more } = filters;
		const { tagIds, tagNames, portfolioIds, portfolioNames, ...others } = more;
		return {
			body: {
				...others,
				...tagsOf({ tagIds, tagNames }),
				...portfoliosOf({ portfolioIds, portfolioNames }),
				createdAt: { after: createdAfter, before: createdBefore },
				updatedAt: { after: updatedAfter, before: updatedBefore },
				metadata: metadataObject({ rows: metadata }),
				phoneNumber: optionalPhone(phoneNumber),
				customFields: customFieldValues(customFields),
				includeDetails: askedOf(options),
				...sortingOf(options),
			},
		};
	},
	output: (contact, { options }) => contactWith(contact, options),
	simplify: contactSummary,
});
