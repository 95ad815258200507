/** Making and updating parts of the page. Whatever comes from the account becomes text, never markup. */

/** @typedef {Node | string | false | null | undefined} Child */
/** @typedef {string | number | boolean | null | undefined | ((event: Event) => void)} Attribute */

/**
 * Makes an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes] functions listen to the event of that name; what is false or null is left out
 * @param {...Child} children what is false or null is left out
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') made.addEventListener(name, value);
		else if (value !== false && value != null) made.setAttribute(name, value === true ? '' : String(value));
	}
	made.append(...children.filter((child) => child !== false && child != null));
	return made;
}

const svg = 'http://www.w3.org/2000/svg';

/**
 * Makes an icon of a symbol in the page.
 *
 * @param {string} name the symbol's id without its `icon-`
 * @param {string} [label] what it says; one that only adorns says nothing
 */
export function icon(name, label) {
	const made = document.createElementNS(svg, 'svg');
	made.setAttribute('class', `icon icon-${name}`);
	const use = document.createElementNS(svg, 'use');
	use.setAttribute('href', `#icon-${name}`);
	if (label === undefined) {
		made.setAttribute('aria-hidden', 'true');
	} else {
		made.setAttribute('role', 'img');
		made.setAttribute('aria-label', label);
		const title = document.createElementNS(svg, 'title');
		title.textContent = label;
		made.append(title);
	}
	made.append(use);
	return made;
}

/**
 * Finds a part of the page by its id.
 *
 * @template {HTMLElement} Part
 * @param {string} id
 * @param {new () => Part} type
 * @returns {Part}
 * @throws {Error} when the page has no such part
 */
export function part(id, type) {
	const found = document.getElementById(id);
	if (!(found instanceof type)) throw new Error(`The page has no ${type.name} ${id}`);
	return found;
}

/**
 * An item of a list as it is shown.
 *
 * @template Item
 * @typedef {{ item: Item, signature: string, node: HTMLElement }} Shown
 */

/**
 * Keeps the children of an element in step with a list: what has not changed stays the same node, so that nothing
 * flickers and nothing loses its focus.
 *
 * @template Item
 */
export class ShownList {
	#parent;
	#keyOf;
	/** @type {Map<string, Shown<Item>>} */
	#shown = new Map();

	/**
	 * @param {Element} parent
	 * @param {(item: Item) => string} keyOf tells the items of a list apart
	 */
	constructor(parent, keyOf) {
		this.#parent = parent;
		this.#keyOf = keyOf;
	}

	/**
	 * @param {readonly Item[]} items
	 * @param {(item: Item, before: Shown<Item> | undefined) => HTMLElement} render makes the node of an item that is new
	 *   or has changed
	 */
	show(items, render) {
		const before = this.#shown;
		this.#shown = new Map();
		for (const item of items) {
			const key = this.#keyOf(item);
			const old = before.get(key);
			const signature = JSON.stringify(item);
			this.#shown.set(key, old?.signature === signature ? old : { item, signature, node: render(item, old) });
		}
		const nodes = new Set([...this.#shown.values()].map(({ node }) => node));
		for (const { node } of before.values()) if (!nodes.has(node)) node.remove();
		let next = this.#parent.firstElementChild;
		for (const node of nodes) {
			if (node === next) next = node.nextElementSibling;
			else this.#parent.insertBefore(node, next);
		}
	}
}

/** @type {WeakMap<Element, string>} */
const signatures = new WeakMap();

/**
 * Fills an element anew, unless it shows the same already.
 *
 * @param {Element} parent
 * @param {unknown} shown what the content depends on
 * @param {() => Child[]} content
 */
export function showContent(parent, shown, content) {
	const signature = JSON.stringify(shown);
	if (signatures.get(parent) === signature) return;
	signatures.set(parent, signature);
	parent.replaceChildren(...content().filter((child) => child !== false && child != null));
}

/**
 * Makes a button that copies a text.
 *
 * @param {string} label what it copies: "session ID"
 * @param {() => string} textOf
 */
export function copyButton(label, textOf) {
	const button = element('button', { type: 'button', class: 'copy' });
	makeCopy(button, label, textOf);
	return button;
}

/**
 * Lets a button copy a text; for a moment it says so.
 *
 * @param {HTMLElement} button
 * @param {string} label what it copies: "session ID"
 * @param {() => string} textOf
 */
export function makeCopy(button, label, textOf) {
	button.replaceChildren(icon('copy'));
	button.setAttribute('aria-label', `Copy ${label}`);
	button.title = `Copy ${label}`;
	button.addEventListener('click', async () => {
		await navigator.clipboard.writeText(textOf());
		button.classList.add('copied');
		button.setAttribute('aria-label', `Copied ${label}`);
		setTimeout(() => {
			button.classList.remove('copied');
			button.setAttribute('aria-label', `Copy ${label}`);
		}, 1500);
	});
}
