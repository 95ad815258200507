// Texts with expressions in them.
import { isExpression, type Value } from './value.mts';

/** A text in parts: what stands there, and the expressions with their braces. */
interface Part {
	text: string;
	isCode: boolean;
}

/**
 * Takes the text of an expression, without its "=", apart.
 * @returns undefined if braces do not match up
 */
export function partsOf(template: string): Part[] | undefined {
	const parts: Part[] = [];
	let at = 0;
	while (at < template.length) {
		const begin = template.indexOf('{{', at);
		if (begin < 0) break;
		// As n8n does: an expression ends at the next pair of closing braces.
		const end = template.indexOf('}}', begin);
		if (end < 0) return undefined;
		// The last of several, such as those of an object that ends the expression.
		let after = end + 2;
		while (template[after] === '}') after++;
		if (begin > at) parts.push({ text: template.slice(at, begin), isCode: false });
		parts.push({ text: template.slice(begin, after), isCode: true });
		at = after;
	}
	if (at < template.length) parts.push({ text: template.slice(at), isCode: false });
	return parts;
}

/** The code that gives what a field holds, to stand in an expression. */
export function codeOf(value: Value): string {
	if (!isExpression(value)) return JSON.stringify(value);
	const parts = partsOf(value.slice(1)) ?? [{ text: value.slice(1), isCode: false }];
	const codes = parts.map(({ text, isCode }) => (isCode ? `(${text.slice(2, -2).trim()})` : JSON.stringify(text)));
	return codes.join(' + ');
}

/**
 * Reads JSON that somebody wrote into a field, with expressions in the places of values or inside texts.
 * @param value the field's content
 * @returns the same, an expression in the place of each value that has one; undefined if it is no such JSON, as where
 * one expression gives the whole
 */
export function readJson(value: Value): Value | undefined {
	if (typeof value !== 'string') return value;
	const parts = isExpression(value) ? partsOf(value.slice(1)) : [{ text: value, isCode: false }];
	if (!parts) return undefined;
	// Each expression is a word that occurs nowhere, then JSON is read, and the words turn back.
	const word = (index: number) => `\u0001${index}\u0001`;
	const codes = new Map<number, string>();
	let json = '';
	let isInText = false;
	for (const [index, { text, isCode }] of parts.entries()) {
		if (isCode) {
			const plain = isInText ? (writesJson(text) ? undefined : text) : plainValue(text);
			if (plain === undefined) return undefined;
			codes.set(index, plain);
			json += isInText ? `\\u0001${index}\\u0001` : JSON.stringify(word(index));
			continue;
		}
		if (text.includes('\u0001')) return undefined;
		for (const [quote] of text.matchAll(/\\.|"/gs)) if (quote === '"') isInText = !isInText;
		json += text;
	}
	let read: Value;
	try {
		read = JSON.parse(json) as Value;
	} catch {
		return undefined;
	}
	const isWhole = typeof read === 'string' && /^\u0001\d+\u0001$/.test(read);
	return isWhole ? undefined : withCode(read, codes);
}

/** Whether code writes JSON by itself: escapes a text, or puts quotes around it. */
const writesJson = (code: string) => /JSON\.stringify|toJsonString|\\|'"|"'|`"/.test(code);

/**
 * An expression in the place of a value, such as `{{ $json.count }}`. One that writes a text as JSON gives the text itself.
 * @returns undefined if it writes JSON in a way that is not known
 */
function plainValue(code: string): string | undefined {
	if (!writesJson(code)) return code;
	const [, stringified] = /^\{\{\s*JSON\.stringify\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*\}\}$/s.exec(code) ?? [];
	const [, converted] = /^\{\{\s*([\w$.[\]]+)\.toJsonString\(\)\s*\}\}$/s.exec(code) ?? [];
	const given = stringified ?? converted;
	return given === undefined || writesJson(given) || given.includes(',') ? undefined : `{{ ${given.trim()} }}`;
}

/** Puts the expressions back. */
function withCode(value: Value, codes: ReadonlyMap<number, string>): Value {
	if (typeof value === 'string') {
		if (!value.includes('\u0001')) return value;
		return `=${value.replace(/\u0001(\d+)\u0001/g, (_, index: string) => codes.get(Number(index)) ?? '')}`;
	}
	if (Array.isArray(value)) return value.map((one) => withCode(one, codes));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, held]) => [String(withCode(name, codes)), withCode(held, codes)]),
	);
}
