import { UserError } from 'n8n-workflow';

/** A text as names and answers are compared: without regard to case, accents and other marks, and spaces at the ends. */
export const plain = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** What can be picked by its name. */
export interface Named {
	id: string;
	name: string;
}

/**
 * Picks what has a name.
 * @param named what there is to pick from
 * @param kind what they are, as in "step", and several of them, as in "steps"
 * @returns its ID
 * @throws UserError that lists what there is, if none has the name or several have
 */
export function idByName(named: readonly Named[], name: string, [one, several]: readonly [string, string]): string {
	const fitting = named.filter((candidate) => plain(candidate.name) === plain(name));
	if (fitting.length === 1) return fitting[0].id;
	if (fitting.length > 1) {
		const listed = fitting.map((candidate) => `“${candidate.name}” (${candidate.id})`).join(', ');
		throw new UserError(`Several ${several} have this name`, {
			description: `“${name}” was given, and there are ${listed}. Choose one from the list, or enter its ID.`,
		});
	}
	const listed = named.map((candidate) => `“${candidate.name}”`).join(', ');
	throw new UserError(`No ${one} has this name`, {
		description: `“${name}” was given. ${listed ? `The ${several} are ${listed}` : `There are no ${several}`}.`,
	});
}
