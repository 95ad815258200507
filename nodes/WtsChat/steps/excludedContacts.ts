import type { Service } from '../transport/service';
import type { Listed } from '../../../contract';
import { oneSpelling } from '../fields/spelling';

const SEARCH = 'POST /core/v1/contact/filter';

/** The list holds active contacts alone unless it is asked for others; who has opted out may be archived since. */
const STATUSES = ['ACTIVE', 'ARCHIVED', 'BLOCKED'] as const;

/** What contacts may be excluded for. */
interface Exclusions {
	tagIds?: readonly string[];
	portfolioIds?: readonly string[];
}

/** For what a contact is excluded. */
export type Exclusion = 'tag' | 'portfolio';

/**
 * Everybody who has one of the tags or is in one of the portfolios, archived and blocked contacts too. Nobody knows whether
 * the service takes notice of each filter, so each contact is looked at; one that does not say its tags or portfolios
 * counts as excluded.
 * @returns the exclusions by number or Instagram name, in one spelling
 * @throws NodeApiError if a part of a list cannot be read
 */
export async function excludedContacts(
	{ list }: Pick<Service<typeof SEARCH>, 'list'>,
	{ tagIds = [], portfolioIds = [] }: Exclusions,
): Promise<ReadonlyMap<string, Exclusion>> {
	const excluded = new Map<string, Exclusion>();
	const add = async (exclusion: Exclusion, filter: object, held: (contact: Listed<typeof SEARCH>) => boolean) => {
		for (const status of STATUSES) {
			const body = {
				...filter,
				status,
				includeDetails: exclusion === 'tag' ? ['Tags' as const] : ['Portfolios' as const],
			};
			for await (const contact of list({ endpoint: SEARCH, body }, 'body')) {
				if (held(contact)) for (const spelling of spellingsOf(contact)) excluded.set(spelling, exclusion);
			}
		}
	};
	// One at a time: whether a contact must have all tags of a filter or one of them is not documented.
	for (const id of tagIds) await add('tag', { tagIds: [id] }, ({ tagIds }) => holds(tagIds, id));
	for (const id of portfolioIds) {
		await add('portfolio', { portfolioIds: [id] }, ({ portfolioIds }) => holds(portfolioIds, id));
	}
	return excluded;
}

const holds = (ids: readonly string[] | null | undefined, id: string) =>
	ids?.some((each) => each.toLowerCase() === id.toLowerCase()) ?? true;

/** What a contact may be written to by. */
const spellingsOf = ({ phoneNumber, instagram }: Listed<typeof SEARCH>): string[] => [
	...(phoneNumber ? [oneSpelling(phoneNumber)] : []),
	...(instagram ? [oneSpelling(instagram.replace(/^@?/, '@'))] : []),
];
