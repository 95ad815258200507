/** The sessions that the demo completes, and how it shows what became of them. */
import type { Session } from '../sandbox/account.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';

/** A session as it was before the demo worked on it. */
export type Before = Pick<Session, 'id' | 'status'>;

/**
 * A session in progress whose contact has no other that is open, so that the contact's phone number names it.
 *
 * @throws {Error} when the sandbox has none
 */
export function sessionInProgress(sandbox: Sandbox): Session {
	const open = [...sandbox.account.sessions.values()].filter(({ status }) => status !== 'COMPLETED');
	const isOnlyOne = ({ contactId }: Session) => open.filter((other) => other.contactId === contactId).length === 1;
	const session = open.find((candidate) => candidate.status === 'IN_PROGRESS' && isOnlyOne(candidate));
	if (!session) throw new Error('The sandbox has no session in progress');
	return session;
}

/** The phone number of a session's contact. */
export const phoneNumberOf = ({ account }: Sandbox, { contactId }: Session): string =>
	account.contacts.get(contactId)?.phoneNumber ?? '';

/**
 * Prints what became of sessions, as a table.
 *
 * @returns whether all of them are completed now
 * @throws {Error} when the sandbox no longer has one of them
 */
export function showSessions(sandbox: Sandbox, sessions: readonly Before[]): boolean {
	const now = sessions.map(({ id, status }) => {
		const session = sandbox.account.sessions.get(id);
		if (!session) throw new Error(`The sandbox has lost the session ${id}`);
		return { ...session, statusBefore: status };
	});
	const rows = now.map(({ number, contactId, statusBefore, status }) => {
		const contact = sandbox.account.contacts.get(contactId);
		return [number ?? '', contact?.name ?? '', `${statusBefore} → ${status}`];
	});
	printTable(['Session', 'Contact', 'Status before → after'], rows);
	return now.every(({ status }) => status === 'COMPLETED');
}

function printTable(head: string[], rows: string[][]): void {
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	for (const line of lines) {
		console.log(`  ${line.map((cell, column) => cell.padEnd(widths[column])).join('   ')}`.trimEnd());
	}
}
