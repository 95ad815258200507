/** The token by which a list goes on with the next page, if there is one. */
export const pageAfter = (page: { hasMorePages?: boolean }, pageNumber: number): string | undefined =>
	page.hasMorePages ? String(pageNumber + 1) : undefined;

/** What a record is called in a list, made of what is known of it. */
export const nameOf = (...parts: Array<string | null | undefined>): string => parts.filter(Boolean).join(' · ');
