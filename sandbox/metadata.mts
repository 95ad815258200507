/** Free data brought together: a new key adds, a known one changes, a null removes (contract). */
export function mergeMetadata(
	held: Record<string, unknown> | null,
	changes: Record<string, unknown> | null | undefined,
): Record<string, unknown> {
	return Object.fromEntries(Object.entries({ ...held, ...changes }).filter(([, value]) => value !== null));
}
