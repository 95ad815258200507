/** Making and updating parts of the page. Whatever comes from the account becomes text, never markup. */

/** @typedef {Node | string | false | null | undefined} Child */
/** @typedef {string | number | boolean | null | undefined | ((event: Event) => void)} Attribute */

/** @param {readonly Child[]} children */
const given = (children) => children.filter((child) => child !== false && child != null);

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
	made.append(...given(children));
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

/** What each element was last filled with, by the key of each child. @type {WeakMap<Element, Map<string, { signature: string, node: Element }>>} */
const shown = new WeakMap();

/**
 * Keeps the children of an element in step with a list. What has not changed stays the same node, so that nothing flickers and
 * nothing loses its focus.
 *
 * @template Item
 * @param {Element} parent
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} keyOf tells the items apart
 * @param {(item: Item, before: Element | undefined) => Element} render makes the node of an item that is new or has changed
 */
export function showAll(parent, items, keyOf, render) {
	const before = shown.get(parent) ?? new Map();
	const now = new Map(
		items.map((item) => {
			const old = before.get(keyOf(item));
			const signature = JSON.stringify(item);
			return [keyOf(item), old?.signature === signature ? old : { signature, node: render(item, old?.node) }];
		}),
	);
	shown.set(parent, now);
	const nodes = [...now.values()].map(({ node }) => node);
	for (const child of [...parent.children]) if (!nodes.includes(child)) child.remove();
	nodes.forEach((node, index) => {
		if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
	});
}

/**
 * Fills an element anew, unless it shows the same already.
 *
 * @param {Element} parent
 * @param {unknown} content what it shows
 * @param {() => Child[]} render
 */
export const show = (parent, content, render) =>
	showAll(
		parent,
		[content],
		() => 'content',
		() => element('div', { class: 'content' }, ...render()),
	);

/**
 * Lets a button copy a text; for a moment it says so.
 *
 * @param {HTMLElement} button
 * @param {() => string} textOf
 */
export function copies(button, textOf) {
	const label = button.textContent;
	button.addEventListener('click', async () => {
		await navigator.clipboard.writeText(textOf());
		button.textContent = label.replace('Copy', 'Copied');
		setTimeout(() => (button.textContent = label), 1500);
	});
	return button;
}
