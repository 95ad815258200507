import { UserError } from 'n8n-workflow';
import { heldBySteering, takenSteering, type Field, type Values } from '../fields/field';
import { EXAMPLE_ID, isId } from '../fields/id';
import { isPicked, KINDS, type Kind } from '../fields/kinds';
import { NamesInText } from '../fields/namesInText';
import type { Client } from '../transport/client';
import { fieldsIn } from '../transport/record';
import { asThrown } from '../transport/words';
import { idByName, idByOther, isName, WITH_TWO_IDS, type Ways } from './byName';
import { Directory } from './directory';
import { heldAt, placesIn, type Place } from './places';
import { NoneOpen, type Beside } from './searches';

/** A field that picks something, wherever it stands. */
interface Picker extends Place {
	kind: Kind;
}

/** The kinds that narrow the search for others down. They are looked up first, in this order. */
const FIRST: readonly Kind[] = ['panel', 'card', 'step', 'sender', 'channel', 'department'];

/** Nothing is done for an item, as the user has chosen for this case; the message says why. */
export class PassedOver extends Error {}

/** What is done to the values of an item once they are checked. What it reads from the account, it reads once a run. */
export interface Preparation {
	/** Whether there is anything to do. */
	isNeeded(values: Values): boolean;
	prepare(values: Values, client: Client): Promise<Values>;
	/**
	 * Looks for IDs of the wrong kind, once it has turned out that values lead nowhere.
	 * @returns the values with the right ones; undefined if there are none
	 */
	correct?<V extends Values>(values: V, client: Client): Promise<V | undefined>;
}

/**
 * Makes the preparation that puts IDs in the place of names. The account is read when the first name comes, once a run for
 * each account. IDs cost no request, but for fields that say so (`unanswered`).
 * @param fields of the operation
 * @returns the preparation; none where no field picks anything. It changes the values that it is given. It throws a UserError
 * that names the field, if nothing has a name or several have it; PassedOver where an option says so; a NodeApiError or
 * OperationalError if the account cannot be read
 */
export function namesIn(fields: readonly Field[]): Preparation[] {
	const rank = ({ kind }: Picker) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);
	const places = placesIn(fields)
		.flatMap(({ field, holdersIn }) => (field.picks ? [{ field, kind: field.picks, holdersIn }] : []))
		.toSorted((a, b) => rank(a) - rank(b));
	if (places.length === 0) return [];
	const directories = new Map<Client, Directory>();
	const directoryOf = (client: Client) => {
		const directory = directories.get(client) ?? new Directory(client);
		directories.set(client, directory);
		return directory;
	};
	const isNeeded = (values: Values) =>
		(['createMissingTags', 'ifNoneOpen', 'ifSeveralSessions'] as const).some(
			(steered) => heldBySteering(fields, values, steered) !== undefined,
		) ||
		places.some((place) =>
			heldAt(place, values)
				.flat()
				.some((given) => isNamed(place.kind, given) || isLookedUp(place, given)),
		);
	return [
		{
			isNeeded,
			correct: async (values, client) => {
				let isCorrected = false;
				for (const { field, kind, holdersIn } of places.filter((place) => WITH_TWO_IDS.includes(place.kind))) {
					for (const holder of holdersIn(values)) {
						const held = holder[field.name];
						const id = typeof held === 'string' ? await idByOther(directoryOf(client), kind, held) : undefined;
						if (id === undefined) continue;
						holder[field.name] = id;
						isCorrected = true;
					}
				}
				return isCorrected ? values : undefined;
			},
			prepare: async (values, client) => {
				const beside: Beside = (kind) => {
					const held = places.flatMap((place) => (place.kind === kind ? heldAt(place, values) : []));
					return held.find((value): value is string => typeof value === 'string');
				};
				const createsTags = takenSteering(fields, values, 'createMissingTags') === true && !takesOff(values);
				const takesLatestSession = takenSteering(fields, values, 'ifSeveralSessions') === 'latest';
				const passesNoneOpen = takenSteering(fields, values, 'ifNoneOpen') === 'skip';
				for (const place of places) {
					const { field, kind, holdersIn } = place;
					const ways: Ways = {
						createsTags: field.mayCreate && createsTags,
						takesLatestSession: fields.includes(field) ? takesLatestSession : undefined,
					};
					for (const holder of holdersIn(values)) {
						const held = holder[field.name];
						if (typeof held !== 'string' && !Array.isArray(held)) continue;
						try {
							if (Array.isArray(held)) holder[field.name] = await picked(directoryOf(client), kind, held, beside, ways);
							else if (!isPicked(kind, held))
								[holder[field.name]] = [await idByName(directoryOf(client), kind, held, beside, ways)];
							else if (isLookedUp(place, held))
								holder[field.name] = (await idByOther(directoryOf(client), kind, held)) ?? held;
							if (kind === 'session') noteContact(directoryOf(client), values, holder[field.name]);
						} catch (error) {
							// The options are about the field at the top.
							if (!(error instanceof NoneOpen) || !fields.includes(field)) throw inField(error, place);
							throw passesNoneOpen ? passedOver(error) : inField(withAdvice(error), place);
						}
					}
				}
				return values;
			},
		},
	];
}

const passedOver = ({ message }: NoneOpen) => new PassedOver(message);

const withAdvice = ({ message, description }: NoneOpen) =>
	new UserError(message, { description: `${description} The option 'If None Is Open' passes over such items.` });

/** Keeps the contact by which a session was found, for operations that report whom they sent to. */
function noteContact({ contactsOfSessions }: Directory, values: Values, sessionId: unknown): void {
	const contactId = contactsOfSessions.get(String(sessionId));
	if (contactId !== undefined) values.contactOfSession = contactId;
}

/** Whether tags are taken off: none is created for that. */
const takesOff = ({ tagOperation, options }: Values): boolean =>
	[tagOperation, fieldsIn(options).tagOperation].includes('DeleteIfExists');

/** Whether a given value is a name, or an ID in another spelling than that of the service. */
const isNamed = (kind: Kind, given: unknown) =>
	given instanceof NamesInText ||
	(typeof given === 'string' && (!isPicked(kind, given) || (isId(given) && given !== given.toLowerCase())));

/** Whether an ID is looked up, since no answer would show that it is the wrong one. */
const isLookedUp = ({ field, kind }: Picker, given: unknown): boolean =>
	field.unanswered === true && typeof given === 'string' && given !== '' && isPicked(kind, given);

/** What several texts pick: each an ID or a name. */
async function picked(
	directory: Directory,
	kind: Kind,
	texts: readonly unknown[],
	beside: Beside,
	ways: Ways,
): Promise<string[]> {
	const ids: string[] = [];
	for (const given of texts) {
		const names = given instanceof NamesInText ? await namesOf(directory, kind, given, beside) : [String(given).trim()];
		for (const name of names) {
			if (!isPicked(kind, name)) ids.push(await idByName(directory, kind, name, beside, ways));
			// The service writes its IDs in small letters.
			else ids.push(isId(name) ? name.toLowerCase() : name);
		}
	}
	return [...new Set(ids)];
}

/** The names in a text with commas. If the whole text is a name, it is one name. */
async function namesOf(directory: Directory, kind: Kind, { text }: NamesInText, beside: Beside): Promise<string[]> {
	const names = text.split(',').map((name) => name.trim());
	if (!names.every((name) => isPicked(kind, name)) && (await isName(directory, kind, text.trim(), beside))) {
		return [text.trim()];
	}
	return names.filter((name) => name !== '');
}

/** An error with the field that it is about, and with how an ID looks: kinds without names are mostly given by their ID. */
const inField = (error: unknown, { field: { displayName }, kind }: Picker): unknown => {
	if (!(error instanceof UserError)) return asThrown(error);
	const { one, knownBy } = KINDS[kind];
	const texts = [error.description, knownBy && `The ID of a ${one} looks like ${EXAMPLE_ID}.`];
	const description = [...texts, `The field is '${displayName}'.`].filter(Boolean).join(' ');
	return new UserError(error.message, { description });
};
