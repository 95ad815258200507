import { UserError, type IDataObject } from 'n8n-workflow';
import { stepwise } from '../operation';
import type { Declaration } from '../../fields/field';
import { phoneDigits } from '../../fields/phone';
import { agent } from '../../fields/pick';
import { sessionId } from '../../fields/session';
import type { Workbench } from '../../steps/workbench';

const SESSION = 'GET /chat/v2/session/{id}';
const AGENT = 'GET /core/v1/agent/{id}';
const LOGIN = 'POST /auth/v1/login/authenticate';

const PAGES = { conversation: '', interactive: '?interactive=true', preview: '/preview' } as const;

const page = {
	displayName: 'Page',
	name: 'page',
	type: 'options',
	options: [
		{ name: 'Conversation', value: 'conversation', description: 'The conversation among the others, as agents see it' },
		{ name: 'Conversation Alone', value: 'interactive', description: 'To be written in, without what stands around it' },
		{ name: 'Preview', value: 'preview', description: 'To be read, without a place to write' },
	],
	default: 'conversation',
	description: 'What the link opens',
} as const satisfies Declaration;

export const getLink = stepwise({
	name: 'Get Link',
	value: 'getLink',
	action: 'Get link to session',
	description: 'Get a link that opens a conversation in the platform, with an agent logged in if you want',
	endpoint: [SESSION, AGENT, LOGIN],
	properties: [
		sessionId,
		{
			...agent,
			displayName: 'Log In As',
			optional: true,
			// No other kind of link for an expression that brings nobody.
			whenEmptied: 'refuse',
			description:
				'The agent whom the link logs in: whoever has it is that agent, until it expires. Left empty, the link asks to log in, and is no secret.',
		},
		page,
	],
	target: ({ sessionId }) => sessionId,
	execute: async ({ sessionId, agentId, page: shown }, workbench): Promise<IDataObject[]> => {
		const { previewUrl } = await workbench.send({ endpoint: SESSION, path: { id: sessionId } });
		const path = `/chat2/sessions/${sessionId}${PAGES[shown]}`;
		if (agentId) return [{ sessionId, ...(await loginLink(workbench, agentId, path)) }];
		if (previewUrl && URL.canParse(previewUrl)) return [{ sessionId, url: new URL(path, previewUrl).href }];
		throw new UserError('WTS Chat does not say at which address the platform is', {
			description: "The session has no 'previewUrl'. Choose an agent in 'Log In As' to get a link of another kind.",
		});
	},
	example: (): IDataObject => ({ sessionId: 'text', url: 'text', loginUrl: 'text', agentId: 'text', expiresIn: 3600 }),
});

/** A link that logs an agent in. What it opens is known to whoever has it, so n8n is told not to show it (`loginUrl`). */
async function loginLink(
	workbench: Workbench<typeof AGENT | typeof LOGIN>,
	agentId: string,
	redirectUrl: string,
): Promise<IDataObject> {
	const { email, phoneNumber } = await workbench.sendOnce({ endpoint: AGENT, path: { id: agentId } });
	if (!email || !phoneNumber) {
		throw new UserError(`The agent has no ${email ? 'phone number' : 'email address'}`, {
			description: "WTS Chat makes a link that logs in by both. Fill it in with 'Agent: Update' or in the platform, or choose another agent in 'Log In As'.",
		});
	}
	const { urlRedirect, expiresIn } = await workbench.send({
		endpoint: LOGIN,
		body: { phoneNumber: phoneDigits(phoneNumber), email, redirectUrl },
	});
	if (urlRedirect && URL.canParse(urlRedirect)) {
		return { loginUrl: urlRedirect, agentId, expiresIn: expiresIn as IDataObject[string] };
	}
	throw new UserError('WTS Chat answered without a link', { description: 'Nothing was changed. Try again later.' });
}
