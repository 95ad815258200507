/** What a record is called in a list, made of what is known of it. */
export const nameOf = (...parts: Array<string | null | undefined>): string => parts.filter(Boolean).join(' · ');
