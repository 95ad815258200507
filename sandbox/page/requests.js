/** The last requests that the account received. */
import { element, part, showAll } from './element.js';
import { duration, exactTime, figure } from './words.js';

/** @import { ReceivedRequest } from '../sandbox.mts' */

const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/gi;

/**
 * Shows requests, the newest first.
 *
 * @param {ReceivedRequest[]} requests oldest first
 * @param {number} total how many there have been
 * @param {string} sessionId the open session, if any: requests that name it stand out
 */
export function showRequests(requests, total, sessionId) {
	part('request-count', HTMLElement).textContent = total === 0 ? '' : figure(total);
	part('no-requests', HTMLElement).hidden = total > 0;
	showAll(
		part('requests', HTMLElement),
		requests.toReversed().map((request) => ({ request, isOpen: sessionId !== '' && request.path.includes(sessionId) })),
		({ request }) => String(request.number),
		({ request, isOpen }, before) => row(request, isOpen, before?.querySelector('details')?.open ?? false),
	);
}

/**
 * @param {ReceivedRequest} request
 * @param {boolean} isOfSession
 * @param {boolean} open whether it shows all of it
 */
function row(request, isOfSession, open) {
	const { time, method, path, query, body, operation, status, duration: took, fault } = request;
	const outcome = String(status ?? fault ?? '…');
	const address = ` ${path.replaceAll(uuid, (id) => `${id.slice(0, 4)}…`)}`;
	const sent = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
	const parameters = [...new URLSearchParams(query)].map(([name, value]) => `${name} = ${value}`).join('\n');
	return element(
		'li',
		{ class: isOfSession && 'of-session' },
		element(
			'details',
			{ open },
			element(
				'summary',
				{},
				element('b', { class: `outcome ${outcome.startsWith('2') ? 'good' : 'bad'}` }, outcome),
				element('code', { class: 'target', title: path }, element('b', {}, method), address),
				element('small', {}, operation ?? 'No operation of the API'),
				element('small', {}, took === null ? '' : duration(took), ' ', exactTime(time)),
			),
			fault && element('p', { class: 'failure' }, `Fault: ${fault}`),
			element('pre', {}, [path, parameters, sent].filter(Boolean).join('\n\n')),
		),
	);
}
