import { find, type Account, type Tag } from '../account.mts';
import { contactTagsChanged } from '../contacts.mts';
import { formError } from '../errors.mts';
import type { Handlers } from '../handler.mts';

const findTag = (account: Account, id: string): Tag => find(account.tags, id, 'Etiqueta não encontrada');

const shades = ['100', '200', '300', '400', '500', '600'] as const;

/** The families of colors with their darkest shade. */
const families = [
	['BROWN', '#795548'],
	['PURPLE', '#7e57c2'],
	['PINK', '#d81b60'],
	['RED', '#e53935'],
	['YELLOW', '#f9a825'],
	['GREEN', '#2e7d32'],
	['BLUE', '#1565c0'],
	['SKY', '#0288d1'],
	['GRAY', '#616161'],
] as const;

/** A family's color mixed with white: the shade 100 is the lightest, 600 the color itself. */
function shadeOf(color: string, shade: string): string {
	const share = Number(shade) / 600;
	const mixed = [1, 3, 5].map((at) => Math.round(255 - (255 - parseInt(color.slice(at, at + 2), 16)) * share));
	return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

export const tag = {
	tagList: (account) => [...account.tags.values()],

	tagListColors: () =>
		families.flatMap(([family, darkest]) =>
			shades.map((shade) => ({
				color: `${family}_${shade}` as const,
				bgColor: shadeOf(darkest, shade),
				textColor: Number(shade) >= 400 ? '#ffffff' : '#212121',
			})),
		),

	tagCreate: (account, { body }) => {
		const now = account.clock.iso();
		// Names need not differ (observed.md §8).
		const tag: Tag = {
			id: account.id(),
			createdAt: now,
			updatedAt: now,
			name: body.name,
			color: body.color ?? 'GRAY_600',
		};
		account.tags.set(tag.id, tag);
		return tag;
	},

	tagUpdate: (account, { path, body }) => {
		const tag = findTag(account, path.id);
		tag.name = body.name;
		tag.color = body.color ?? tag.color;
		tag.updatedAt = account.clock.iso();
		return tag;
	},

	tagDelete: (account, { path, body }) => {
		const tag = findTag(account, path.id);
		const carriers = [...account.contacts.values()].filter(({ tagIds }) => tagIds.includes(tag.id));
		if (carriers.length > 0 && body.removeFromContacts !== true)
			throw formError('A etiqueta está em uso em um ou mais contatos');
		account.tags.delete(tag.id);
		for (const contact of carriers) {
			contact.tagIds = contact.tagIds.filter((id) => id !== tag.id);
			contactTagsChanged(account, contact);
		}
	},
} satisfies Handlers;
