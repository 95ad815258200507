/** The last requests that the account received. */
import { duration, exactTime, figure } from './words.js';
import { element, part, ShownList } from './element.js';

/** @import { ReceivedRequest } from '../sandbox.mts' */

const list = part('requests', HTMLElement);
const count = part('request-count', HTMLElement);
const nothing = part('no-requests', HTMLElement);

/** @type {ShownList<{ request: ReceivedRequest, isOfSession: boolean }>} */
const rows = new ShownList(list, ({ request }) => String(request.number));

const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/gi;

/**
 * Shows requests, the newest first.
 *
 * @param {ReceivedRequest[]} requests oldest first
 * @param {number} total how many there have been
 * @param {string | undefined} sessionId the open session: requests that name it stand out
 */
export function showRequests(requests, total, sessionId) {
	count.textContent = total === 0 ? '' : figure(total);
	nothing.hidden = total > 0;
	list.hidden = total === 0;
	rows.show(
		requests.toReversed().map((request) => ({
			request,
			isOfSession: sessionId !== undefined && request.path.includes(sessionId),
		})),
		({ request, isOfSession }, before) =>
			row(request, isOfSession, before?.node.querySelector('details')?.open ?? false),
	);
}

/**
 * @param {ReceivedRequest} request
 * @param {boolean} isOfSession
 * @param {boolean} open whether it shows all of it
 */
function row(request, isOfSession, open) {
	const { time, method, path, query, body, operation, status, duration: took, fault } = request;
	const session = /\/session\/([0-9a-f-]{36})/i.exec(path)?.[1];
	const outcome = status ?? fault ?? '…';
	const family = typeof outcome === 'number' ? `${Math.floor(outcome / 100)}xx` : outcome === '…' ? 'none' : '5xx';
	return element(
		'li',
		{ class: isOfSession ? 'of-session' : null },
		element(
			'details',
			{ open },
			element(
				'summary',
				{},
				element('span', { class: `outcome outcome-${family}` }, String(outcome)),
				element(
					'span',
					{ class: 'target', title: path },
					element('b', {}, method),
					` ${path.replaceAll(uuid, (id) => `${id.slice(0, 4)}…`)}`,
				),
				element('span', { class: 'operation' }, operation ?? 'No operation of the API'),
				element('span', { class: 'took' }, took === null ? '' : duration(took)),
				element('time', { datetime: time }, exactTime(time)),
			),
			element(
				'div',
				{ class: 'whole' },
				fault && element('p', { class: 'failure' }, `Fault: ${fault}`),
				element('code', {}, path),
				query !== '' && element('pre', {}, queryText(query)),
				body !== undefined && element('pre', {}, typeof body === 'string' ? body : JSON.stringify(body, null, 2)),
				session && element('a', { href: `#session/${session}` }, 'Open session'),
			),
		),
	);
}

/**
 * A query with one parameter a line.
 *
 * @param {string} query
 */
const queryText = (query) => [...new URLSearchParams(query)].map(([name, value]) => `${name} = ${value}`).join('\n');
