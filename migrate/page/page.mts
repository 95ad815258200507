// The page: what is pasted is converted in the browser, shown, and given to be copied. Whatever comes in becomes text, never
// markup.
import {
	convert,
	kindOf,
	say,
	type Change,
	type Conversion,
	type Kind,
	type Language,
	type Remark,
} from '../convert.mts';
import { summaryOf, texts, type TextName } from './texts.mts';

const byId = <E extends HTMLElement = HTMLElement>(id: string): E => {
	const found = document.getElementById(id);
	if (!found) throw new Error(`The page has no ${id}`);
	return found as E;
};

const given = byId<HTMLTextAreaElement>('given');
const file = byId<HTMLInputElement>('file');
const resultText = byId<HTMLTextAreaElement>('text');
const copied = byId('copied');

let language: Language = navigator.language.toLowerCase().startsWith('pt') ? 'pt' : 'en';

function element<Tag extends keyof HTMLElementTagNameMap>(
	tag: Tag,
	className: string,
	...children: Array<Node | string>
): HTMLElementTagNameMap[Tag] {
	const made = document.createElement(tag);
	if (className !== '') made.className = className;
	made.append(...children);
	return made;
}

const kinds: readonly Kind[] = ['kept', 'todo', 'done', 'know'];

function itemOf(remark: Remark, node?: string): HTMLLIElement {
	const kind = kindOf(remark);
	const named = node === undefined ? [] : [element('strong', '', node), ' · '];
	return element(
		'li',
		'',
		...named,
		element('span', `kind ${kind}`, texts[language][kind]),
		`: ${say(remark, language)}`,
	);
}

const inOrder = (remarks: readonly Remark[]) =>
	remarks.toSorted((a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)));

function sideOf(title: string, content: unknown): HTMLElement {
	const text = content === undefined ? texts[language].takenOut : JSON.stringify(content, null, 2);
	const code = element('pre', '', text);
	code.tabIndex = 0;
	return element('div', '', element('h4', '', title), code);
}

/** What of a node is worth comparing: where it stands is the same. */
const shown = (node: Change['after']) =>
	node && {
		type: node.type,
		parameters: node.parameters,
		credentials: node.credentials,
		executeOnce: node.executeOnce,
	};

function changeOf(change: Change): HTMLElement {
	const { before, after, show } = texts[language];
	const list = element('ul', '', ...inOrder(change.remarks).map((remark) => itemOf(remark)));
	const parts: HTMLElement[] = [element('h3', '', change.node), list];
	if (JSON.stringify(change.before) !== JSON.stringify(change.after)) {
		const sides = element(
			'div',
			'sides',
			sideOf(before, shown(change.before)),
			sideOf(after, change.after && shown(change.after)),
		);
		parts.push(element('details', '', element('summary', '', show), sides));
	}
	return element('article', 'node', ...parts);
}

/** What a node is counted as: by what matters most of what is said of it. */
const kindOfChange = ({ remarks }: Change): Kind => inOrder(remarks).map(kindOf)[0] ?? 'know';

function summary({ changes, remarks }: Conversion): string {
	const said = remarks.map((remark) => say(remark, language));
	if (changes.length === 0) return said.join(' ');
	const counts: Record<Kind, number> = { done: 0, know: 0, todo: 0, kept: 0 };
	for (const change of changes) {
		const kind = kindOfChange(change);
		counts[kind]++;
		// A node that needs somebody was changed too.
		if (kind === 'todo' && change.remarks.some((remark) => kindOf(remark) === 'done')) counts.done++;
	}
	return [...said, summaryOf(counts, language)].join(' ');
}

function show(): void {
	const text = given.value;
	copied.textContent = '';
	const isEmpty = text.trim() === '';
	const conversion = isEmpty ? undefined : convert(text, language);
	byId('summary').textContent = conversion ? summary(conversion) : '';
	const changes = conversion?.changes ?? [];
	byId('result').hidden = changes.length === 0;
	const todo = changes.flatMap(({ node, remarks }) =>
		inOrder(remarks)
			.filter((remark) => ['todo', 'kept'].includes(kindOf(remark)))
			.map((remark) => itemOf(remark, node)),
	);
	byId('todo').hidden = changes.length === 0;
	byId('todo-list').replaceChildren(...(todo.length > 0 ? todo : [element('li', '', texts[language].nothing)]));
	byId('changes').replaceChildren(...changes.map(changeOf));
	resultText.value = conversion?.text ?? '';
}

function speak(chosen: Language): void {
	language = chosen;
	document.documentElement.lang = language === 'pt' ? 'pt-BR' : 'en';
	document.title = texts[language].title;
	for (const place of document.querySelectorAll<HTMLElement>('[data-text]')) {
		place.textContent = texts[language][place.dataset.text as TextName];
	}
	for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
		button.setAttribute('aria-pressed', String(button.dataset.language === language));
	}
	show();
}

async function copy(): Promise<void> {
	try {
		await navigator.clipboard.writeText(resultText.value);
		copied.textContent = texts[language].copied;
	} catch {
		// A page that was opened from the disk may not reach the clipboard by itself.
		resultText.focus();
		resultText.select();
		copied.textContent = texts[language].notCopied;
	}
}

function save(): void {
	const link = element('a', '');
	link.href = URL.createObjectURL(new Blob([resultText.value], { type: 'application/json' }));
	link.download = 'wts-chat.json';
	link.click();
	URL.revokeObjectURL(link.href);
}

async function open(chosen: File | undefined): Promise<void> {
	if (!chosen) return;
	given.value = await chosen.text();
	show();
}

for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
	button.addEventListener('click', () => speak(button.dataset.language === 'pt' ? 'pt' : 'en'));
}
given.addEventListener('input', show);
file.addEventListener('change', () => void open(file.files?.[0]));
given.addEventListener('dragover', (event) => event.preventDefault());
given.addEventListener('drop', (event) => {
	const [dropped] = event.dataTransfer?.files ?? [];
	if (!dropped) return;
	event.preventDefault();
	void open(dropped);
});
byId('clear').addEventListener('click', () => {
	given.value = '';
	file.value = '';
	show();
	given.focus();
});
byId('copy').addEventListener('click', () => void copy());
byId('download').addEventListener('click', save);
speak(language);
