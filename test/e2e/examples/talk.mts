/** A contact's conversation with a chatbot of the sandbox. */
import type { Sandbox } from '../../../sandbox/sandbox.mts';
import type { BlockCall } from '../../../sandbox/talks.mts';

export interface Talk {
	/** The conversation; empty before anything was said. */
	readonly sessionId: string;
	/** Lets the contact write, and waits until the chatbot has its answers. @returns what it asked last */
	say(text: string): Promise<BlockCall>;
	/** What the contact has read so far, oldest first. */
	heard(): Array<string | null>;
}

/** Lets a contact talk, who is new if nobody has the phone number. */
export function talkWith(sandbox: Sandbox, phoneNumber: string): Talk {
	let sessionId = '';
	return {
		get sessionId() {
			return sessionId;
		},
		say: async (text) => {
			({ sessionId } = sandbox.receive({ phoneNumber, name: 'Íris', text }));
			sandbox.advance(0);
			await sandbox.deliveries.settle();
			const call = sandbox.account.blockCalls.findLast((candidate) => candidate.sessionId === sessionId);
			if (!call) throw new Error('The chatbot has asked nothing');
			return call;
		},
		heard: () =>
			(sandbox.account.sessions.get(sessionId)?.messages ?? [])
				.filter(({ direction }) => direction === 'TO_HUB')
				.map(({ text }) => text),
	};
}
