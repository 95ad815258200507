type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An answer or the content of an event in the shapes that were seen beside the contract's (observed.md §4, §5, §6, §8):
 * phone numbers without the pipe; a panel without steps has null for them; agents' messages have the origin MANUAL; a
 * session has `departmentsDetails` as a list, `classificationDetails.name` and `closedAt` in place of
 * `departmentDetails`, `classification` and `endAt`.
 */
export function inOtherShapes(value: unknown): unknown {
	if (typeof value === 'string') return value.replace(/^(\+\d+)\|(\d+)$/, '$1$2');
	if (Array.isArray(value)) return value.map(inOtherShapes);
	if (!isFields(value)) return value;
	const fields: Fields = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inOtherShapes(inner)]));
	if ('stepTitles' in fields) return panelShape(fields);
	if ('direction' in fields) return fields.origin === 'DEFAULT' ? { ...fields, origin: 'MANUAL' } : fields;
	return 'startAt' in fields && 'contactId' in fields ? sessionShape(fields) : fields;
}

const panelShape = ({ steps, ...panel }: Fields): Fields => ({
	...panel,
	steps: Array.isArray(steps) && steps.length === 0 ? null : steps,
});

function sessionShape({ departmentDetails, classification, endAt, ...session }: Fields): Fields {
	const classified = isFields(classification) ? classification : undefined;
	return {
		...session,
		closedAt: endAt,
		...(departmentDetails === undefined ? {} : { departmentsDetails: [departmentDetails] }),
		...(classified && { classificationDetails: { id: classified.id, name: classified.categoryName } }),
	};
}
