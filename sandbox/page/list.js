/** A list of any length of which only the visible part is read and shown. */
import { element, ShownList } from './element.js';

/** @import { Shown } from './element.js' */

/** How many rows above and below the visible ones are shown too. */
const margin = 6;

/**
 * @template {{ id: string }} Item
 * @typedef {object} Source
 * @property {(part: { from: number, count: number }) => Promise<{ total: number, items: Item[] }>} read
 * @property {(item: Item, before: Shown<{ item: Item }> | undefined) => Node[]} content what a row shows
 * @property {(item: Item) => void} choose called when a person chooses a row
 * @property {() => void} enter called when a person goes on from the list to what was chosen
 * @property {(item: Item) => boolean} isChosen
 */

/** @template {{ id: string }} Item */
export class LongList {
	#box;
	#rowHeight;
	#space = element('div', { class: 'rows', role: 'presentation' });
	/** @type {ShownList<{ item: Item, chosen: boolean }>} */
	#rows = new ShownList(this.#space, ({ item }) => item.id);
	/** @type {Source<Item>} */
	#source;
	/** @type {{ item: Item, place: number }[]} */
	#shown = [];
	#total = 0;
	#place = -1;
	/** The latest reading. @type {Promise<void> | undefined} */
	#reading;

	/**
	 * @param {HTMLElement} box what scrolls, with the role of a listbox
	 * @param {number} rowHeight in pixels; the same for all rows
	 * @param {Source<Item>} source
	 */
	constructor(box, rowHeight, source) {
		this.#box = box;
		this.#rowHeight = rowHeight;
		this.#source = source;
		box.append(this.#space);
		box.addEventListener('scroll', () => void (this.#covers() || this.read()));
		box.addEventListener('keydown', (event) => void this.#move(event));
		new ResizeObserver(() => void (this.#covers() || this.read())).observe(box);
	}

	/** How long the whole list is. */
	get total() {
		return this.#total;
	}

	/** Goes to the top, for another list. */
	restart() {
		this.#place = -1;
		this.#box.scrollTop = 0;
	}

	/**
	 * Reads the visible part anew and shows it.
	 *
	 * @returns {Promise<void>} fulfilled when the latest reading is shown
	 */
	read() {
		const { from, to } = this.#visible();
		const first = Math.max(0, from - margin);
		const isLatest = () => this.#reading === reading;
		const reading = this.#source.read({ from: first, count: to + margin - first }).then(({ total, items }) => {
			// The latest counts, whichever comes first.
			if (!isLatest()) return this.#reading;
			this.#total = total;
			this.#shown = items.map((item, index) => ({ item, place: first + index }));
			this.#space.style.height = `${total * this.#rowHeight}px`;
			this.show();
			return this.#covers() ? undefined : this.read();
		});
		this.#reading = reading;
		return reading;
	}

	/** Shows again what was read. */
	show() {
		this.#rows.show(
			this.#shown.map(({ item }) => ({ item, chosen: this.#source.isChosen(item) })),
			({ item, chosen }, before) =>
				element(
					'div',
					{
						id: `row-${item.id}`,
						class: 'row',
						role: 'option',
						'aria-selected': String(chosen),
						click: () => this.#source.choose(item),
					},
					...this.#source.content(item, before),
				),
		);
		const chosen = this.#shown.find(({ item }) => this.#source.isChosen(item));
		if (chosen) this.#place = chosen.place;
		if (chosen) this.#box.setAttribute('aria-activedescendant', `row-${chosen.item.id}`);
		else this.#box.removeAttribute('aria-activedescendant');
		for (const { item, place } of this.#shown) {
			const row = document.getElementById(`row-${item.id}`);
			if (!row) continue;
			row.style.top = `${place * this.#rowHeight}px`;
			row.setAttribute('aria-posinset', String(place + 1));
			row.setAttribute('aria-setsize', String(this.#total));
		}
	}

	#visible() {
		const { scrollTop, clientHeight } = this.#box;
		const from = Math.floor(scrollTop / this.#rowHeight);
		return { from, to: Math.ceil((scrollTop + clientHeight) / this.#rowHeight) };
	}

	/** Whether what is shown reaches over all that is visible. */
	#covers() {
		const { from, to } = this.#visible();
		const first = this.#shown.at(0)?.place ?? 0;
		const last = this.#shown.at(-1)?.place ?? -1;
		return (
			(this.#total === 0 && this.#reading !== undefined) || (first <= from && last >= Math.min(to, this.#total) - 1)
		);
	}

	/** @param {KeyboardEvent} event */
	async #move(event) {
		if (event.key === 'Enter') {
			event.preventDefault();
			this.#source.enter();
			return;
		}
		const page = Math.max(1, Math.floor(this.#box.clientHeight / this.#rowHeight) - 1);
		/** @type {Partial<Record<string, number>>} */
		const targets = {
			ArrowDown: this.#place + 1,
			ArrowUp: this.#place - 1,
			PageDown: this.#place + page,
			PageUp: this.#place - page,
			Home: 0,
			End: this.#total - 1,
		};
		const target = targets[event.key];
		if (target === undefined || this.#total === 0) return;
		event.preventDefault();
		this.#place = Math.min(Math.max(target, 0), this.#total - 1);
		this.#reveal(this.#place);
		if (!this.#shown.some(({ place }) => place === this.#place)) await this.read();
		const row = this.#shown.find(({ place }) => place === this.#place);
		if (row) this.#source.choose(row.item);
	}

	/** @param {number} place */
	#reveal(place) {
		const top = place * this.#rowHeight;
		const { scrollTop, clientHeight } = this.#box;
		if (top < scrollTop) this.#box.scrollTop = top;
		else if (top + this.#rowHeight > scrollTop + clientHeight)
			this.#box.scrollTop = top + this.#rowHeight - clientHeight;
	}
}
