import type { INodeProperties } from 'n8n-workflow';

const families = ['Blue', 'Brown', 'Gray', 'Green', 'Pink', 'Purple', 'Red', 'Sky', 'Yellow'] as const;
const shades = ['100', '200', '300', '400', '500', '600'] as const;

type Color = `${Uppercase<(typeof families)[number]>}_${(typeof shades)[number]}`;

export const tagName = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Cliente VIP',
	description: 'What the tag is called; several tags may have one name',
} as const satisfies INodeProperties;

export const color = {
	displayName: 'Color',
	name: 'color',
	type: 'options',
	options: families.flatMap((family) =>
		shades.map((shade) => ({
			name: `${family} ${shade}`,
			value: `${family.toUpperCase()}_${shade}` as Color,
		})),
	),
	default: 'GRAY_600',
	description: 'From the lightest shade (100) to the darkest (600); the color of the text follows',
} as const satisfies INodeProperties;
