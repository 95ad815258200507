/** Something of the account that can be picked. */
export interface Entry {
	id: string;
	/** Another ID of it, which requests do not take in this place. */
	otherId?: string;
	/** What people call it. */
	name: string;
	/** How lists show it, where its name alone does not tell it from others. */
	label?: string;
	/** What else it is known by, such as an email address. */
	also?: ReadonlyArray<string | null | undefined>;
}

/** How lists show something. */
export const labelOf = ({ label, name, id }: Entry): string => label || name || id;

/** A label made of what is known of a record. */
export const joined = (...parts: Array<string | null | undefined>): string => parts.filter(Boolean).join(' · ');
