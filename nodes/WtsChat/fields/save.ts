import type { IDataObject } from 'n8n-workflow';
import { annotation, email, instagram, name } from './contact';
import { contactCustomFieldChanges, customFieldValues } from './customFields';
import type { Declaration, Parameters } from './field';
import { metadataChanges, metadataFields } from './metadata';
import { shownWith } from './shown';

const forWebhooks = { blockType: ['webhook'] };

/** What the chatbot is to keep with its contact and session. */
export const save = [
	...shownWith(forWebhooks, contactCustomFieldChanges),
	{
		displayName: 'Save',
		name: 'save',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'What the chatbot is to keep with its contact and with its session',
		holds: 'changes',
		options: [
			{ ...annotation, whenEmptied: 'clear' },
			...metadataFields({
				displayName: 'Contact Metadata',
				name: 'contactMetadata',
				description: 'Names and values of your own that are kept with the contact',
			}),
			{ ...email, whenEmptied: 'clear' },
			{ ...instagram, whenEmptied: 'clear' },
			{ ...name, whenEmptied: 'clear' },
			...metadataFields({
				displayName: 'Session Metadata',
				name: 'sessionMetadata',
				description: 'Names and values of your own that are kept with the session while it is active',
			}),
		],
		displayOptions: { show: forWebhooks },
	},
] as const satisfies Declaration[];

type Given = Parameters<typeof save>;

/** The parts of an answer by which the block keeps something; only those by which it does. */
export function savedBy({ customFields, save: given }: Given): IDataObject {
	const { contactMetadata, contactMetadataJson, sessionMetadata, sessionMetadataJson, ...fields } = given;
	const ofContact = metadataChanges({ rows: contactMetadata, json: contactMetadataJson }, 'Contact Metadata');
	const kept = { ...fields, ...customFieldValues(customFields), metadata: ofContact };
	const contact = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
	const metadata = metadataChanges({ rows: sessionMetadata, json: sessionMetadataJson }, 'Session Metadata');
	return { ...(metadata && { metadata }), ...(Object.keys(contact).length > 0 && { contact }) } as IDataObject;
}
