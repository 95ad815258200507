/** The dialogs behind the buttons at the top. */
import { addSessions, Refusal, reset, Unreachable, write } from './control.js';
import { channelName, statuses, statusNames } from './words.js';
import { element, part } from './element.js';

/** @import { Summary } from '../control.mts' */

/**
 * Opens a dialog by its button; what its form holds is acted on when it is sent, and a refusal is shown in it.
 *
 * @param {string} id of the dialog; its button is `ask-` and the id
 * @param {(form: HTMLFormElement) => void} prepare fills the form in
 * @param {(values: Record<string, string>) => Promise<void>} act
 */
function dialog(id, prepare, act) {
	const shown = part(id, HTMLDialogElement);
	const form = shown.querySelector('form');
	const refusal = shown.querySelector('.refusal');
	const submit = shown.querySelector('[type=submit]');
	if (!form || !refusal || !(submit instanceof HTMLButtonElement)) throw new Error(`The dialog ${id} is incomplete`);
	part(`ask-${id}`, HTMLButtonElement).addEventListener('click', () => {
		refusal.textContent = '';
		prepare(form);
		shown.showModal();
	});
	shown.querySelector('.cancel')?.addEventListener('click', () => shown.close());
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		submit.disabled = true;
		try {
			const values = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
			await act(Object.fromEntries(values));
			shown.close();
		} catch (error) {
			if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
			refusal.textContent = error.message;
		} finally {
			submit.disabled = false;
		}
	});
}

/**
 * Puts choices into a select.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {Choice[]} choices
 * @param {string} [chosen] the first if left out
 */
function offer(form, name, choices, chosen = choices[0]?.[0] ?? '') {
	const select = form.elements.namedItem(name);
	if (!(select instanceof HTMLSelectElement)) throw new Error(`The form has no select ${name}`);
	select.replaceChildren(...choices.map(([value, label]) => element('option', { value }, label)));
	select.value = chosen;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function fill(form, name, value) {
	const field = form.elements.namedItem(name);
	if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
		throw new Error(`The form has no field ${name}`);
	field.value = value;
}

/** @typedef {[value: string, label: string]} Choice */

/**
 * @param {Summary['channels'][number]} channel
 * @returns {Choice}
 */
export const channelChoice = ({ id, name, type }) => [id, channelName({ name: name ?? null, type })];

/**
 * @param {Summary['departments'][number]} department
 * @returns {Choice}
 */
const departmentChoice = ({ id, name }) => [id, name ?? id];

/**
 * @param {(typeof statuses)[number]} status
 * @returns {Choice}
 */
const statusChoice = (status) => [status, statusNames[status]];

/** A mobile number of São Paulo; the chance that somebody in the account has it is small, and does no harm. */
const anyNumber = () => `+55 11 9${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;

/**
 * Makes the dialogs work.
 *
 * @param {() => Summary} summary the account as it was last read
 * @param {(sessionId: string) => void} openSession
 */
export function makeDialogs(summary, openSession) {
	dialog(
		'newcomer',
		(form) => {
			// Who writes from a phone number does so on WhatsApp.
			offer(
				form,
				'channelId',
				summary()
					.channels.filter(({ type }) => type.endsWith('WhatsApp'))
					.map(channelChoice),
			);
			fill(form, 'name', 'Joana Conceição');
			fill(form, 'phoneNumber', anyNumber());
			fill(form, 'text', 'Olá! Preciso de ajuda com o meu pedido 🙂');
		},
		async ({ name, phoneNumber, channelId, text }) => {
			openSession((await write({ name, phoneNumber, channelId, text })).sessionId);
		},
	);
	dialog(
		'seed',
		(form) => {
			offer(form, 'status', statuses.map(statusChoice), 'IN_PROGRESS');
			offer(form, 'departmentId', [['', 'None'], ...summary().departments.map(departmentChoice)]);
			offer(form, 'channelId', summary().channels.map(channelChoice));
		},
		async ({ count, status, departmentId, channelId }) => {
			await addSessions({ count: Number(count), status, channelId, ...(departmentId === '' ? {} : { departmentId }) });
		},
	);
	dialog(
		'reset',
		() => undefined,
		async () => void (await reset()),
	);
}
