import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../operations/operation';

/** Where a contact came from, as campaign links tell it. */
export const utm = {
	displayName: 'UTM',
	name: 'utm',
	type: 'fixedCollection',
	placeholder: 'Add UTM',
	default: {},
	description: 'The campaign that the contact came from; those of its parts that are left empty are cleared',
	options: [
		{
			displayName: 'Parts',
			name: 'parts',
			values: [
				{ displayName: 'Campaign', name: 'campaign', type: 'string', default: '', placeholder: 'e.g. inverno' },
				{ displayName: 'Content', name: 'content', type: 'string', default: '', placeholder: 'e.g. banner-azul' },
				{ displayName: 'Headline', name: 'headline', type: 'string', default: '', placeholder: 'e.g. Frete grátis' },
				{ displayName: 'Medium', name: 'medium', type: 'string', default: '', placeholder: 'e.g. cpc' },
				{
					displayName: 'Referral URL',
					name: 'referralUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/promo',
				},
				{ displayName: 'Source', name: 'source', type: 'string', default: '', placeholder: 'e.g. instagram' },
				{ displayName: 'Term', name: 'term', type: 'string', default: '', placeholder: 'e.g. luminária' },
			],
		},
	],
} as const satisfies INodeProperties;

type Parts = Required<Parameters<[typeof utm]>['utm']>['parts'];

/** The parts as the service wants them: all of them, null for those that are empty. */
export function utmValues(filledIn: { parts?: Parts } | undefined) {
	if (!filledIn) return undefined;
	const { campaign, content, headline, medium, referralUrl, source, term }: Partial<Parts> = filledIn.parts ?? {};
	return {
		campaign: campaign || null,
		content: content || null,
		headline: headline || null,
		medium: medium || null,
		referralUrl: referralUrl || null,
		source: source || null,
		term: term || null,
	};
}
