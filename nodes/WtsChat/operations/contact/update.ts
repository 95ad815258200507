import { operation } from '../operation';
import {
	annotation,
	contactFields,
	contactMetadata,
	contactOrPhone,
	contactPath,
	contactStatuses,
	email,
	instagram,
	name,
	phoneNumber,
	portfolioNames,
	portfoliosOf,
	tagNames,
	tagOperation,
	tagsOf,
} from '../../fields/contact';
import { contactCustomFieldChanges, customFieldValues } from '../../fields/customFields';
import { metadataChanges } from '../../fields/metadata';
import { optionalPhone } from '../../fields/phone';
import { portfolios, sequences, tags } from '../../fields/pick';
import { changedFields } from '../../fields/update';
import { utm, utmValues } from '../../fields/utm';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update contact',
	description: 'Change the data of a contact, found by its ID or phone number; what is not added stays as it is',
	endpoint: ['PUT /core/v2/contact/{id}', 'PUT /core/v1/contact/phonenumber/{phone}'],
	properties: [
		contactOrPhone,
		contactCustomFieldChanges,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{ ...annotation, description: `${annotation.description}; left empty, they are cleared` },
				{ ...email, description: `${email.description}; left empty, it is cleared` },
				{ ...instagram, description: `${instagram.description}; left empty, it is cleared` },
				contactMetadata,
				{ ...name, description: `${name.description}; left empty, it is cleared` },
				{ ...phoneNumber, description: `${phoneNumber.description}; left empty, it is cleared` },
				{
					displayName: 'Picture URL',
					name: 'pictureUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/ana.jpg',
					description: 'Public address of the picture to show for the contact; left empty, the picture is cleared',
				},
				{ ...portfolioNames, description: 'Names of the portfolios that the contact is to be in' },
				{
					...portfolios,
					description: `The portfolios that the contact is to be in; left empty, it leaves all. ${portfolios.description}.`,
				},
				{ ...sequences, description: `Sequences to start for the contact. ${sequences.description}.` },
				{
					displayName: 'Status',
					name: 'status',
					type: 'options',
					options: contactStatuses,
					default: 'ACTIVE',
					description: 'Whether the contact is in use, put aside, or blocked from writing',
				},
				tagNames,
				tags,
				utm,
			],
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					...tagOperation,
					description: `${tagOperation.description}; to take all off, replace them by none`,
				},
			],
		},
	],
	request: ({ contactId, customFields, updateFields, options }) => {
		const path = contactPath(contactId);
		const { tagIds, tagNames, portfolioIds, portfolioNames, metadata, utm, ...texts } = updateFields;
		const values = customFieldValues(customFields);
		const body = {
			...texts,
			phoneNumber: optionalPhone(updateFields.phoneNumber),
			...tagsOf({ tagIds, tagNames }),
			...portfoliosOf({ portfolioIds, portfolioNames }),
			metadata: metadataChanges(metadata),
			utm: utmValues(utm),
			customFields: values,
			options: { tagsOperation: options.tagOperation ?? 'InsertIfNotExists' },
			fields: changedFields({ ...updateFields, customFields: values }, contactFields),
		};
		return 'id' in path
			? { endpoint: 'PUT /core/v2/contact/{id}', path, body }
			: { endpoint: 'PUT /core/v1/contact/phonenumber/{phone}', path, body };
	},
});
