// JSON as a text, of which some values are replaced and everything else stays byte for byte.

/** Where a value stands in the text. */
export interface Span {
	start: number;
	end: number;
}

/** A value of an object or a list. */
export interface Member extends Span {
	key: string;
}

/** A change of the text. */
export interface Edit extends Span {
	text: string;
}

const SPACE = /[\s\uFEFF]*/y;
const OTHER = /[^\s,\]}]+/y;

function after(pattern: RegExp, text: string, at: number): number {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : at;
}

/** Where a text ends that begins here; it may be millions of signs long, as files in pinned data are. */
function endOfText(text: string, start: number): number {
	for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
		let slashes = 0;
		while (text[end - 1 - slashes] === '\\') slashes++;
		if (slashes % 2 === 0) return end + 1;
	}
	return text.length;
}

/** Where the value begins that comes next. */
export const startOf = (text: string, at = 0): number => after(SPACE, text, at);

/** Where a value ends that begins here. The text is JSON. */
export function endOf(text: string, start: number): number {
	const first = text[start];
	if (first === '"') return endOfText(text, start);
	if (first !== '{' && first !== '[') return after(OTHER, text, start);
	let depth = 0;
	for (let at = start; at < text.length; at++) {
		const sign = text[at];
		if (sign === '"') at = endOfText(text, at) - 1;
		else if (sign === '{' || sign === '[') depth++;
		else if (sign === '}' || sign === ']') depth--;
		if (depth === 0) return at + 1;
	}
	return text.length;
}

/** The values of the object or list that begins here, in their order; of a list by their place. */
export function membersOf(text: string, start: number): Member[] {
	const isObject = text[start] === '{';
	const members: Member[] = [];
	let at = startOf(text, start + 1);
	while (at < text.length && text[at] !== '}' && text[at] !== ']') {
		let key = String(members.length);
		if (isObject) {
			const end = endOfText(text, at);
			key = JSON.parse(text.slice(at, end)) as string;
			at = startOf(text, startOf(text, end) + 1); // behind the colon
		}
		const end = endOf(text, at);
		members.push({ key, start: at, end });
		at = startOf(text, end);
		if (text[at] === ',') at = startOf(text, at + 1);
	}
	return members;
}

/** Makes the changes, which do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
	let result = '';
	let at = 0;
	for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
		result += text.slice(at, edit.start) + edit.text;
		at = edit.end;
	}
	return result + text.slice(at);
}

/** Writes a value as the text around it is written: on one line, or indented in the same way. */
export function written(value: unknown, text: string, at: number): string {
	const unit = indentOf(text);
	if (unit === undefined) return JSON.stringify(value);
	const lineStart = text.lastIndexOf('\n', at) + 1;
	const [indent = ''] = /^[ \t]*/.exec(text.slice(lineStart, at)) ?? [];
	return JSON.stringify(value, null, unit).replace(/\n/g, `\n${indent}`);
}

/** What the text is indented with; undefined if it is not. */
function indentOf(text: string): string | undefined {
	const [, indent] = /[{[]\r?\n([ \t]+)/.exec(text) ?? [];
	return indent;
}
