import { UserError } from 'n8n-workflow';
import { KINDS, type Kind } from '../fields/kinds';
import { plain } from '../fields/name';
import { oneSpelling } from '../fields/spelling';
import { labelOf, type Choice } from './choices';

/** How a text can tell what is meant, the surest way first. */
const WAYS: ReadonlyArray<(choice: Choice, text: string) => boolean> = [
	({ id }, text) => id.toLowerCase() === text.toLowerCase(),
	({ otherId = '' }, text) => otherId.toLowerCase() === text.toLowerCase(),
	({ name }, text) => name === text,
	({ label, also = [] }, text) =>
		label === text || also.some((other) => other != null && oneSpelling(other) === oneSpelling(text)),
	({ name }, text) => plain(name) === plain(text),
	({ label = '' }, text) => plain(label) === plain(text),
];

/** The choices that a text means: the ways are tried in their order, and the first one that finds any decides. */
export function fitting(choices: readonly Choice[], text: string): Choice[] {
	for (const fits of WAYS) {
		const found = choices.filter((choice) => fits(choice, text));
		if (found.length > 0) return found;
	}
	return [];
}

/** So many of those that there are are listed in an error. */
const LISTED = 10;

/**
 * The one choice that a text means.
 * @param more what the error says besides, where the text means none of them, or several
 * @throws UserError that lists what there is, if the text means none of them, or several
 */
export function onlyOne(
	kind: Kind,
	choices: readonly Choice[],
	text: string,
	more: { nothing?: string; several?: string } = {},
): Choice {
	const [found, ...others] = fitting(choices, text);
	if (found && others.length === 0) return found;
	if (found) {
		const { several, knownBy = 'name', apartBy } = KINDS[kind];
		const listed = [found, ...others].map((choice) => `“${labelOf(choice)}” (${choice.id})`);
		throw new UserError(`Several ${several} have this ${knownBy}`, {
			description: `“${text}” was given, and there are ${enumerated(listed)}. Choose one from the list, or give its ${[apartBy, 'ID'].filter(Boolean).join(' or ')}.${more.several ?? ''}`,
		});
	}
	throw noneMeant(kind, choices, text, more.nothing);
}

/** The error that a text means nothing of a kind; it lists what there is. */
export function noneMeant(kind: Kind, choices: readonly Choice[], text: string, more = ''): UserError {
	const { one: thing, several, knownBy = 'name' } = KINDS[kind];
	const named = choices.filter(({ name }) => name !== '');
	const isAlone = (name: string) => named.filter((choice) => choice.name === name).length === 1;
	const shown = [...new Set(named.map((choice) => (isAlone(choice.name) ? choice.name : labelOf(choice))))];
	// Where not all can be listed, those that look like what was meant come first.
	const nearness = (label: string) => (shown.length > LISTED && isSimilar(label, text) ? 1 : 0);
	const listed = shown.toSorted((a, b) => nearness(b) - nearness(a));
	return new UserError(`No ${thing} has this ${knownBy}`, {
		description: `“${text}” was given. ${listed.length > 0 ? `The ${several} are ${enumerated(listed.map((name) => `“${name}”`))}.` : `There are no such ${several}.`}${more}`,
	});
}

const isSimilar = (name: string, text: string) =>
	plain(name).includes(plain(text)) || plain(text).includes(plain(name).split(' ')[0]);

const enumerated = (texts: readonly string[]) =>
	texts.length > LISTED ? `${texts.slice(0, LISTED).join(', ')} and ${texts.length - LISTED} more` : texts.join(', ');
