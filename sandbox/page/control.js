/** The sandbox's control API, as far as the page uses it. */

/** @import { Listed, MessageShown, SessionEntry, SessionShown } from '../browse.mts' */
/** @import { Summary } from '../control.mts' */
/** @import { ReceivedRequest } from '../sandbox.mts' */
/** @import { Block, BlockCall } from '../talks.mts' */

/** The sandbox refused a request, or cannot be reached; the message says why. */
export class Refusal extends Error {}
export class Unreachable extends Refusal {}

/**
 * Sends a request to the control API.
 *
 * @template Answer
 * @param {string} method
 * @param {string} path below `/_sandbox/`
 * @param {object} [body]
 * @returns {Promise<Answer>}
 * @throws {Refusal} when the sandbox refuses it
 * @throws {Unreachable} when the sandbox cannot be reached, or went away while it answered
 */
async function send(method, path, body) {
	const [ok, answer] = await fetch(`/_sandbox/${path}`, { method, body: body && JSON.stringify(body) })
		.then(async (response) => [response.ok, await response.json()])
		.catch((cause) => {
			throw new Unreachable('The sandbox cannot be reached.', { cause });
		});
	if (!ok) throw new Refusal(answer.error);
	return answer;
}

/**
 * Writes a query; what is empty is left out.
 *
 * @param {Record<string, string | number>} values
 */
const query = (values) =>
	new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]])));

/** @returns {Promise<{ baseUrl: string, apiKey: string }>} */
export const readCredential = () => send('GET', 'credential');

/** @returns {Promise<Summary>} */
export const readSummary = () => send('GET', 'state');

/**
 * @param {{ status?: string, search?: string, contactId?: string, count: number }} filter
 * @returns {Promise<Listed<SessionEntry>>}
 */
export const readSessions = (filter) => send('GET', `sessions?${query(filter)}`);

/**
 * @param {string} id
 * @returns {Promise<SessionShown>}
 */
export const readSession = (id) => send('GET', `sessions/${encodeURIComponent(id)}`);

/**
 * @param {string} sessionId
 * @param {number} count how many of the newest
 * @returns {Promise<Listed<MessageShown>>}
 */
export const readMessages = (sessionId, count) => send('GET', `messages?${query({ sessionId, count })}`);

/**
 * @param {number} last how many of the newest
 * @returns {Promise<ReceivedRequest[]>}
 */
export const readRequests = (last) => send('GET', `requests?${query({ last })}`);

/**
 * Lets a contact write, one message or several in a row.
 *
 * @param {{ text?: string, messages?: object[], sessionId?: string, phoneNumber?: string, name?: string, channelId?: string }} message
 * @returns {Promise<{ id: string, sessionId: string }>}
 */
export const write = (message) => send('POST', 'messages', message);

/** @returns {Promise<{ id: string, type: string, blocks: Block[] }[]>} */
export const readChatbots = () => send('GET', 'chatbots');

/**
 * @param {string} chatbotId
 * @param {Partial<Block>[]} blocks
 */
export const setBlocks = (chatbotId, blocks) => send('PUT', `chatbots/${encodeURIComponent(chatbotId)}`, { blocks });

/** @returns {Promise<BlockCall[]>} */
export const readCalls = () => send('GET', 'block-calls');

/**
 * Starts over with the seed.
 *
 * @returns {Promise<Summary>}
 */
export const reset = () => send('POST', 'reset');
