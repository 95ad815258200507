import { OperationalError } from 'n8n-workflow';
import type { Kind } from '../fields/kinds';
import { plain } from '../fields/name';
import * as all from './choices';
import type { Choice } from './choices';
import type { Directory } from './directory';
import { fitting, onlyOne } from './fitting';
import { SEARCHES, type Beside } from './searches';

// What an error says of an option that would help.
const CREATE_TAGS = " The option 'Create Missing Tags' creates it.";
const TAKE_LATEST = " The option 'If Several Sessions' takes the one that was opened last.";

/** What is done in place of an error where a name picks nothing, or several; undefined where the field has no such option. */
export interface Ways {
	createsTags?: boolean;
	takesLatestSession?: boolean;
}

/**
 * Creates a tag, once a run: names that differ only in case and accents are one tag. If another execution has created it
 * since the tags were read, that one is taken.
 * @returns its ID
 */
const createdTag = async (directory: Directory, name: string): Promise<string> =>
	await directory.made(`tag ${plain(name)}`, async ({ list, send }) => {
		const now: Choice[] = [];
		for await (const record of list({ endpoint: 'GET /core/v1/tag' }, 'whole')) now.push(all.tag(record));
		if (fitting(now, name).length > 0) return onlyOne('tag', now, name).id;
		const { id } = await send({ endpoint: 'POST /core/v1/tag', body: { name } });
		if (id) return id;
		throw new OperationalError('The tag was created, but it is not known under which ID');
	});

/**
 * Finds what is meant by a name, or by whatever else it is known by: an exact name comes first, then one that differs in
 * case and accents alone.
 * @param ways what is done where nothing has the name, or several have it
 * @returns its ID, or what else requests take for it
 * @throws UserError that lists what there is, if nothing has the name or several have; NodeApiError or OperationalError
 * if it cannot be read what there is
 */
export async function idByName(
	directory: Directory,
	kind: Kind,
	text: string,
	beside: Beside,
	{ createsTags, takesLatestSession }: Ways = {},
): Promise<string> {
	const found = await SEARCHES[kind](directory, beside, text);
	const [first] = found;
	if (kind === 'session' && takesLatestSession && first) return first.id;
	if (kind === 'tag' && createsTags && fitting(found, text).length === 0) return await createdTag(directory, text);
	const choices = kind === 'user' ? await ofDepartment(directory, found, text, beside('department')) : found;
	return onlyOne(kind, choices, text, {
		nothing: kind === 'tag' && createsTags === false ? CREATE_TAGS : undefined,
		several: kind === 'session' && takesLatestSession === false ? TAKE_LATEST : undefined,
	}).id;
}

/** Where several users have a name, those of the department that another field picks, if one of them has it. */
async function ofDepartment(
	directory: Directory,
	users: Choice[],
	text: string,
	departmentId: string | undefined,
): Promise<Choice[]> {
	if (departmentId === undefined || fitting(users, text).length < 2) return users;
	const members = await all.membersOf(directory, departmentId);
	const among = users.filter(({ id }) => members.has(id));
	return fitting(among, text).length > 0 ? among : users;
}

/** Whether a whole text, commas included, is the name of something of a kind. @throws as `idByName` does */
export async function isName(directory: Directory, kind: Kind, text: string, beside: Beside): Promise<boolean> {
	return fitting(await SEARCHES[kind](directory, beside, text), text).length > 0;
}

/** The kinds whose records have two IDs, which people mix up. */
export const WITH_TWO_IDS: readonly Kind[] = ['agent', 'chatbot', 'user'];

/**
 * The ID that requests take for something of a kind with two IDs, by the other one.
 * @returns undefined if no record has this other ID
 */
export async function idByOther(directory: Directory, kind: Kind, otherId: string): Promise<string | undefined> {
	const choices = await SEARCHES[kind](directory, () => undefined, otherId);
	return choices.find((choice) => choice.otherId?.toLowerCase() === otherId.toLowerCase())?.id;
}
