import { createHash } from 'crypto';
import { UserError, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import { apiRoot, bareKey, isOfThisPackage, WITHOUT_EXPRESSIONS } from '../../../credentials/WtsApi.credentials';
import { machineClock } from './clock';
import { Pace, Pacer, type Window } from './pacer';

/** An account of the service, as one credential sees it. */
export interface Account {
	/** A hash of address and key. */
	id: string;
	root: string;
	key: string;
	/** Milliseconds that one request may take. */
	timeLimit: number;
	/** The pace that requests to a path keep. */
	paceOf(path: string): Pace;
	/** The names by which the account's lists are known to page, by endpoint. */
	pageNames: Map<string, string>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What all nodes and executions of this process share of an account. */
interface Shared {
	general: Pacer;
	sends: Pacer;
	pageNames: Map<string, string>;
}
const sharedByAccount = new Map<string, Shared>();

/**
 * Finds the account that a credential belongs to. Two credentials with the same address and key are one account.
 * Source of its rate limits: observed.md §3.
 * @param credential the decrypted `wtsApi` credential, its expressions evaluated
 * @throws UserError if it has no key or no address that a request could go to, or was read by the type of another package
 */
export function accountOf(credential: ICredentialDataDecryptedObject): Account {
	if (!isOfThisPackage(credential)) throw foreignType();
	const root = rootOf(credential);
	const key = keyOf(credential);
	// An expression may switch it off for one item and on for another.
	const set = isOff(credential.adjustLimits) ? {} : credential;
	const general: Window[] = [
		{ limit: limitOf(set.requestsPer5Minutes, 1_000, 'Requests per 5 Minutes'), length: 5 * MINUTE },
		{ limit: limitOf(set.requestsPer5Seconds, 200, 'Requests per 5 Seconds'), length: 5 * SECOND },
	];
	const sends: Window[] = [{ limit: limitOf(set.sendsPer2Minutes, 1_000, 'Sends per 2 Minutes'), length: 2 * MINUTE }];

	const id = createHash('sha256').update(`${root}\n${key}`).digest('base64');
	const lengthsOf = (windows: Window[]) => windows.map(({ length }) => length);
	const shared = sharedByAccount.get(id) ?? {
		general: new Pacer(lengthsOf(general), machineClock),
		sends: new Pacer(lengthsOf(sends), machineClock),
		pageNames: new Map(),
	};
	sharedByAccount.set(id, shared);
	return {
		id,
		root,
		key,
		timeLimit: limitOf(set.timeLimit, 60, 'Time Limit') * SECOND,
		paceOf: (path) =>
			path.startsWith('/chat/v1/send/') ? new Pace(shared.sends, sends) : new Pace(shared.general, general),
		pageNames: shared.pageNames,
	};
}

/** Whether nothing in a credential is an expression, so that it is the same for all items. */
export const isSameForAll = (credential: ICredentialDataDecryptedObject): boolean =>
	credential[WITHOUT_EXPRESSIONS] === true;

function keyOf(credential: ICredentialDataDecryptedObject): string {
	const given = textIn(credential, 'apiKey', 'API Key');
	const key = bareKey(given);
	if (key === '') throw emptied(credential, 'API Key');
	// Nothing else can stand in the header of a request.
	if (/^[\x21-\x7e]+$/.test(key)) return key;
	throw new UserError('The API Key of the credential is not a key', {
		description: 'It holds spaces, line breaks or letters that no key has. Copy it from the platform again.',
	});
}

function rootOf(credential: ICredentialDataDecryptedObject): string {
	const given = textIn(credential, 'baseUrl', 'Base URL').trim();
	if (given === '') throw emptied(credential, 'Base URL');
	const root = apiRoot(given);
	if (root !== undefined) return root;
	// A user name, a query or a fragment may be a secret.
	const shown = given.replace(/\/\/[^/]*@/, '//***@').replace(/[?#][^]*$/, (rest) => `${rest[0]}***`);
	throw new UserError('The Base URL is no address', {
		description: `“${shown}” stands in the credential. Enter the address of the API as Base URL, with https:// in front and without user name, “?” and “#”, e.g. https://api.wts.chat.`,
	});
}

/** A text of the credential. @throws UserError if an expression gives an object or a list */
function textIn(credential: ICredentialDataDecryptedObject, name: string, displayName: string): string {
	const value: unknown = credential[name];
	if (typeof value === 'object' && value !== null) {
		throw new UserError(`The ${displayName} of the credential is not a text`, {
			description: 'Use an expression in the credential that gives the text itself.',
		});
	}
	return String(value ?? '');
}

const emptied = (credential: ICredentialDataDecryptedObject, displayName: string) =>
	new UserError(`The ${displayName} of the credential is empty`, {
		description: isSameForAll(credential)
			? `Fill in the ${displayName} in the credential.`
			: `It comes from an expression, which gives nothing here. ${WITHOUT_ITEM}`,
	});

/** What is said where an expression in the credential gives nothing. */
export const WITHOUT_ITEM =
	'Lists of the editor and triggers have no input item that it could be taken from; use a credential without expressions there.';

const foreignType = () =>
	new UserError('Another package has taken the place of the credential type of WTS Chat', {
		description:
			'n8n has loaded a credential type of the same name, wtsApi, from another package after this one, so the Base URL and the limits of this credential cannot be read, and nothing was sent. Restart n8n; if that does not help, uninstall the other package.',
	});

const isOff = (value: unknown) => [false, 'false', '', null].includes(value as boolean | string | null);

/**
 * A limit that the credential sets.
 * @param otherwise what holds where nothing is set
 * @throws UserError if it would let nothing pass, or is no number
 */
function limitOf(value: unknown, otherwise: number, displayName: string): number {
	if (value === undefined || value === null || value === '') return otherwise;
	const limit = Number(value);
	if (limit >= 1 && Number.isFinite(limit)) return limit;
	throw new UserError(`The ${displayName} of the credential must be a number of at least 1`, {
		description: `“${String(value)}” stands there. Change it in the credential, or switch 'Adjust Limits' off there to use the limits of the standard plan.`,
	});
}
