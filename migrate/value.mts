/** A value as a workflow holds it: what somebody filled in, or an expression, which is a text that begins with "=". */
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/** Values by their names, such as the parameters of a node. */
export type Values = { [name: string]: Value };

export const isValues = (value: unknown): value is Values =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value comes from an expression, so that nobody knows before the workflow runs what it is. */
export const isExpression = (value: unknown): value is `=${string}` =>
	typeof value === 'string' && value.startsWith('=');

/** Whether a value is an expression, or has one in it. */
export function holdsExpression(value: Value): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsExpression);
	return isExpression(value);
}

/** Puts a value to a place such as "options.from", and makes the groups on the way. */
export function put(into: Values, place: string, value: Value): void {
	const [first = '', ...rest] = place.split('.');
	if (rest.length === 0) {
		into[first] = value;
		return;
	}
	const inner = Object.hasOwn(into, first) && isValues(into[first]) ? into[first] : {};
	into[first] = inner;
	put(inner, rest.join('.'), value);
}
