import type { Declaration } from './field';

/** A part of what campaign links tell. */
const part = <const Name extends string>(displayName: string, name: Name, example: string) =>
	({
		displayName,
		name,
		type: 'string',
		default: '',
		placeholder: `e.g. ${example}`,
		whenEmptied: 'clear',
	}) as const satisfies Declaration;

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
				part('Campaign', 'campaign', 'inverno'),
				part('Content', 'content', 'banner-azul'),
				part('Headline', 'headline', 'Frete grátis'),
				part('Medium', 'medium', 'cpc'),
				part('Referral URL', 'referralUrl', 'https://example.com/promo'),
				part('Source', 'source', 'instagram'),
				part('Term', 'term', 'luminária'),
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
