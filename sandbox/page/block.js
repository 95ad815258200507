/** The webhook block of the chatbot that meets whoever opens a conversation: its form, and what it asked. */
import { readChatbots, setBlocks } from './control.js';
import { element, part, showAll } from './element.js';

/** @import { BlockCall } from '../talks.mts' */

const dialog = part('block', HTMLDialogElement);
const form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
const refusal = /** @type {HTMLElement} */ (dialog.querySelector('[role=alert]'));

const chatbot = async () => (await readChatbots()).find(({ type }) => type === 'Reactive');

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/**
 * Lets a button open the form.
 *
 * @param {HTMLElement} button
 * @param {(place: HTMLElement, action: () => Promise<void>) => void} attempt shows what the sandbox says against it
 */
export function offerBlock(button, attempt) {
	button.addEventListener('click', async () => {
		const blocks = (await chatbot())?.blocks ?? [];
		const [webhook, question] = ['WEBHOOK', 'DYNAMIC_QUESTION'].map((type) => blocks.find((one) => one.type === type));
		field('url').value = webhook?.url ?? '';
		field('keys').value = Object.keys(webhook?.ways ?? {}).join(', ');
		field('question').value = question?.url ?? '';
		refusal.textContent = '';
		dialog.showModal();
	});
	dialog.querySelector('[value=cancel]')?.addEventListener('click', () => dialog.close());
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		attempt(refusal, async () => {
			const question = field('question').value;
			const keys = field('keys')
				.value.split(',')
				.map((key) => key.trim());
			const ways = Object.fromEntries(keys.filter((key) => key !== '').map((key) => [key, 'END']));
			const after = question === '' ? { listens: true, next: 'webhook' } : {};
			const webhook = { key: 'webhook', url: field('url').value, ways, ...after };
			const asked = /** @type {const} */ ({
				key: 'question',
				type: 'DYNAMIC_QUESTION',
				url: question,
				next: 'webhook',
			});
			await setBlocks((await chatbot())?.id ?? '', question === '' ? [webhook] : [asked, webhook]);
			dialog.close();
		});
	});
}

/**
 * Shows what blocks asked, the newest first.
 *
 * @param {BlockCall[]} calls oldest first
 */
export function showCalls(calls) {
	part('calls-title', HTMLElement).hidden = calls.length === 0;
	showAll(
		part('calls', HTMLElement),
		calls.map((call, index) => ({ ...call, index })).toReversed(),
		({ index }) => String(index),
		({ status, block, way, answer, body, problems }, before) =>
			element(
				'li',
				{},
				element(
					'details',
					{ open: before?.querySelector('details')?.open ?? false },
					element(
						'summary',
						{},
						element('b', { class: `outcome ${status === 200 ? 'good' : 'bad'}` }, String(status ?? '…')),
						element('code', { class: 'target' }, element('b', {}, block), way === null ? '' : ` → ${way}`),
					),
					...problems.map((problem) => element('p', { class: 'failure' }, problem)),
					element('pre', {}, [answer, JSON.stringify(body, null, 2)].filter(Boolean).join('\n\n')),
				),
			),
	);
}
