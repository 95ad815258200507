import { operation } from '../operation';
import { collection } from '../../fields/collection';
import {
	annotation,
	changedContact,
	contactFields,
	contactMetadata,
	contactOrPhone,
	contactPath,
	contactStatuses,
	contactSummary,
	email,
	instagram,
	name,
	phoneNumber,
	portfolioNames,
	portfoliosOf,
	tagChanges,
	tagNames,
	tagOperation,
} from '../../fields/contact';
import { contactCustomFieldChanges, customFieldValues } from '../../fields/customFields';
import { metadataChanges } from '../../fields/metadata';
import { optionalPhone } from '../../fields/phone';
import { portfolios, sequences, tags } from '../../fields/pick';
import { changedParts, neededChanges } from '../../fields/update';
import { noUtm, utm } from '../../fields/utm';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update contact',
	description: 'Change the data of a contact, found by its ID or phone number; what is not added stays as it is',
	endpoint: ['PUT /core/v2/contact/{id}', 'PUT /core/v1/contact/phonenumber/{phone}'],
	properties: [
		contactOrPhone,
		...contactCustomFieldChanges,
		collection.updateFields([
			{ ...annotation, description: `${annotation.description}; left empty, they are cleared`, whenEmptied: 'clear' },
			{ ...email, description: `${email.description}; left empty, it is cleared`, whenEmptied: 'clear' },
			{ ...instagram, description: `${instagram.description}; left empty, it is cleared`, whenEmptied: 'clear' },
			{ ...name, description: `${name.description}; left empty, it is cleared`, whenEmptied: 'clear' },
			{ ...phoneNumber, description: `${phoneNumber.description}; left empty, it is cleared`, whenEmptied: 'clear' },
			{
				displayName: 'Picture URL',
				name: 'pictureUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/ana.jpg',
				description: 'Public address of the picture to show for the contact; left empty, the picture is cleared',
				whenEmptied: 'clear',
			},
			{
				...portfolioNames,
				description: 'Names of the portfolios that the contact is to be in',
				whenEmptied: 'clear',
			},
			{
				...portfolios,
				description: `The portfolios that the contact is to be in; left empty, it leaves all. ${portfolios.description}.`,
				whenEmptied: 'clear',
			},
			{
				...sequences,
				description: `Sequences to start for the contact. ${sequences.description}.`,
				whenEmptied: 'clear',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: contactStatuses,
				default: 'ACTIVE',
				description: 'Whether the contact is in use, put aside, or blocked from writing',
			},
			{ ...tagNames, mayCreate: true, whenEmptied: 'clear' },
			{ ...tags, mayCreate: true, whenEmptied: 'clear' },
			{ ...utm, whenEmptied: 'clear' },
			...contactMetadata,
		]),
		collection.options([
			{
				...tagOperation,
				description: `${tagOperation.description}; to take all off, replace them by none`,
			},
		]),
	],
	request: ({ contactId, customFields, updateFields, options }) => {
		const path = contactPath(contactId);
		const { tagIds, tagNames, portfolioIds, portfolioNames, metadata: rows, metadataJson: json, utm, ...texts } = updateFields;
		const tagsOperation = options.tagOperation ?? tagOperation.default;
		const changes = {
			...texts,
			phoneNumber: optionalPhone(updateFields.phoneNumber),
			...tagChanges({ tagIds, tagNames }, tagsOperation),
			...portfoliosOf({ portfolioIds, portfolioNames }),
			metadata: metadataChanges({ rows, json }),
			utm: utm && changedParts(utm.parts, noUtm),
			customFields: customFieldValues(customFields),
		};
		const body = { ...changes, options: { tagsOperation }, fields: neededChanges(changes, contactFields) };
		return 'id' in path
			? { endpoint: 'PUT /core/v2/contact/{id}', path, body }
			: { endpoint: 'PUT /core/v1/contact/phonenumber/{phone}', path, body };
	},
	output: changedContact,
	simplify: contactSummary,
});
