import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { apiRoot, bareKey } from '../../../credentials/WtsApi.credentials';
import { machineClock } from './clock';
import { Pacer, type Window } from './pacer';

/** An account of the service, shared by all nodes and executions of this process. */
export interface Account {
	root: string;
	key: string;
	/** Milliseconds that one request may take. */
	timeLimit: number;
	/** The pacer that a path is subject to. */
	pacerFor(path: string): Pacer;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Pacers {
	general: Pacer;
	sends: Pacer;
}
const pacersByAccount = new Map<string, Pacers>();

/**
 * Finds the account that a credential belongs to. Two credentials with the same address and key are one account.
 * Source of the limits: observed.md §3.
 * @param credential the decrypted `wtsApi` credential
 */
export function accountOf(credential: ICredentialDataDecryptedObject): Account {
	const root = apiRoot(credential.baseUrl);
	const key = bareKey(credential.apiKey);
	const general: Window[] = [
		{ limit: limitOf(credential.requestsPer5Minutes, 1_000), length: 5 * MINUTE },
		{ limit: limitOf(credential.requestsPer5Seconds, 200), length: 5 * SECOND },
	];
	const sends: Window[] = [{ limit: limitOf(credential.sendsPer2Minutes, 1_000), length: 2 * MINUTE }];

	const id = createHash('sha256').update(`${root}\n${key}`).digest('base64');
	let pacers = pacersByAccount.get(id);
	if (pacers) {
		pacers.general.setWindows(general);
		pacers.sends.setWindows(sends);
	} else {
		pacers = { general: new Pacer(general, machineClock), sends: new Pacer(sends, machineClock) };
		pacersByAccount.set(id, pacers);
	}
	const { general: generalPacer, sends: sendsPacer } = pacers;
	return {
		root,
		key,
		timeLimit: limitOf(credential.timeLimit, 60) * SECOND,
		pacerFor: (path) => (path.startsWith('/chat/v1/send/') ? sendsPacer : generalPacer),
	};
}

function limitOf(value: unknown, otherwise: number): number {
	const limit = Number(value);
	return Number.isFinite(limit) && limit > 0 ? limit : otherwise;
}
