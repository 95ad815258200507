import type { Declaration } from './field';

/** Where a contact came from, as campaign links tell it. */
export const utm = {
	displayName: 'UTM',
	name: 'utm',
	type: 'fixedCollection',
	placeholder: 'Add UTM',
	default: {},
	description: 'The campaign that the contact came from; its parts that are left empty are cleared',
	options: [
		{
			displayName: 'Parts',
			name: 'parts',
			values: [
				{
					displayName: 'Campaign',
					name: 'campaign',
					type: 'string',
					default: '',
					placeholder: 'e.g. inverno',
					whenEmptied: 'clear',
				},
				{
					displayName: 'Content',
					name: 'content',
					type: 'string',
					default: '',
					placeholder: 'e.g. banner-azul',
					whenEmptied: 'clear',
				},
				{
					displayName: 'Headline',
					name: 'headline',
					type: 'string',
					default: '',
					placeholder: 'e.g. Frete grátis',
					whenEmptied: 'clear',
				},
				{
					displayName: 'Medium',
					name: 'medium',
					type: 'string',
					default: '',
					placeholder: 'e.g. cpc',
					whenEmptied: 'clear',
				},
				{
					displayName: 'Referral URL',
					name: 'referralUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/promo',
					whenEmptied: 'clear',
				},
				{
					displayName: 'Source',
					name: 'source',
					type: 'string',
					default: '',
					placeholder: 'e.g. instagram',
					whenEmptied: 'clear',
				},
				{
					displayName: 'Term',
					name: 'term',
					type: 'string',
					default: '',
					placeholder: 'e.g. luminária',
					whenEmptied: 'clear',
				},
			],
		},
	],
} as const satisfies Declaration;

/** Nothing is known of where the contact came from. */
export const noUtm = {
	campaign: null,
	content: null,
	headline: null,
	medium: null,
	referralUrl: null,
	source: null,
	term: null,
} as const;
