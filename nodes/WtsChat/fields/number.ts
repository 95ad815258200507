const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A number, also of a text such as an expression or a spreadsheet gives; undefined if it is none. */
export function numberIn(given: unknown): number | undefined {
	const number = typeof given === 'string' && DECIMAL.test(given) ? Number(given) : given;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
