import { errorIn, isSuccess, type Answered } from './answer';
import { fieldsIn, isRecord } from './record';
import { shapes } from './shapes';

/** What was asked for. */
interface Asked {
	/** Method and path template. */
	endpoint: string;
	/** A value for each `{name}` of the template. */
	path?: Readonly<Record<string, unknown>>;
}

/** An answer as it comes in, its body not read yet. */
interface Incoming {
	status: number;
	headers: Readonly<Record<string, unknown>>;
	body: unknown;
}

/** POSTs that change a record which the request names, so that the answer need not have its ID. */
const CHANGES_WHAT_IS_KNOWN: ReadonlySet<string> = new Set([
	'POST /chat/v1/sequence/{id}/contact',
	'POST /core/v1/agent/{id}/status',
	'POST /core/v1/contact/{id}/tags',
	'POST /core/v1/contact/phonenumber/{phone}/tags',
	'POST /core/v1/portfolio/{id}/contact',
]);

/** Whether a request only reads: then it may be carried out any number of times. */
export const isReading = (endpoint: string) =>
	endpoint.startsWith('GET ') || endpoint === 'POST /core/v1/contact/filter';

/** Whether a request makes a record, whose ID only the answer tells. */
const isMaking = (endpoint: string) => endpoint.startsWith('POST ') && !CHANGES_WHAT_IS_KNOWN.has(endpoint);

/**
 * Lets an answer in: every answer of the service passes here. Whatever is not called unusable has the shape of the contract,
 * as far as the node relies on it: records are objects; they have their ID where they were asked for, made, changed or
 * deleted; lists hold nothing but records.
 * @param asked the request
 * @param incoming its body is a JSON text
 * @param conceal takes the API key out
 */
export function admitted(asked: Asked, incoming: Incoming, conceal: <Value>(value: Value) => Value): Answered {
	const { body, isWhole } = parsed(incoming.body);
	const answered = { status: incoming.status, headers: conceal(incoming.headers), body: conceal(body) };
	if (answered.status >= 200 && answered.status < 300) answered.status = errorIn(body)?.status ?? answered.status;
	if (!isSuccess(answered)) return answered;
	const checked = asInContract(asked, answered.body, isWhole);
	if ('body' in checked) return { ...answered, body: withoutNulls(checked.body) };
	return { ...answered, unusable: { why: checked.why, mayHaveChanged: !isReading(asked.endpoint) } };
}

/** A body, and whether it is whole: a text that begins like JSON but cannot be parsed was cut off. */
function parsed(body: unknown): { body: unknown; isWhole: boolean } {
	if (typeof body !== 'string') return { body, isWhole: true };
	const text = body.trim();
	if (text === '') return { body: undefined, isWhole: true };
	try {
		return { body: JSON.parse(text), isWhole: true };
	} catch {
		return { body: text, isWhole: !/^[{["]/.test(text) };
	}
}

type Checked = { body: unknown } | { why: string };

/** The body of a success in the shape of the contract, or why it does not have this shape. */
function asInContract({ endpoint, path }: Asked, body: unknown, isWhole: boolean): Checked {
	const shape = shapes[endpoint];
	if (shape === 'nothing') return { body: undefined };
	if (!isWhole) return { why: 'it is not complete JSON' };
	const record = fieldsIn(body);
	switch (shape) {
		case 'record':
		case 'object': {
			const isNeeded = isReading(endpoint) || isMaking(endpoint);
			if (isNothing(body) && isNeeded) return { why: 'it is empty' };
			if (!isNothing(body) && !isRecord(body))
				return { why: `it is a ${Array.isArray(body) ? 'list' : typeof body}, not a record` };
			if (!isNeeded) return { body: isId(record.id) ? body : { ...record, ...knownBy(endpoint, path) } };
			if (shape === 'record') return isId(record.id) ? { body } : { why: 'it has no ID' };
			return Object.keys(record).length > 0 ? { body } : { why: 'it is empty' };
		}
		default: {
			const name = shape === 'list' ? 'items' : shape;
			const given = name in record ? (record[name] ?? []) : body;
			const list: unknown[] = Array.isArray(given) ? given : [];
			const records = list.filter(isRecord);
			// A batch looks each of its entries up in the list of the answer; where there is no list, none is in it.
			if (isReading(endpoint)) {
				if (!Array.isArray(given)) return { why: isNothing(body) ? 'it is empty' : 'it holds no list' };
				if (list.length > 0 && records.length === 0) return { why: 'its list holds no records' };
			}
			if (shape === 'list') return { body: records };
			const page = { ...record, [name]: records };
			return { body: records.length === list.length ? page : { ...page, hasMorePages: mayGoOn(page) } };
		}
	}
}

/** The ID that a record is changed or deleted by, which its answer need not repeat. */
function knownBy(endpoint: string, { id, subscriptionId = id }: Asked['path'] = {}): { id?: unknown } {
	return /^(PUT|DELETE) /.test(endpoint) && isId(subscriptionId) ? { id: subscriptionId } : {};
}

const isNothing = (body: unknown) => body === undefined || body === null;
const isId = (value: unknown) => typeof value === 'string' && value.trim() !== '';

/** Whether there are more pages, where records were left out of one: their number no longer tells, so there may be more. */
const mayGoOn = ({ hasMorePages, totalPages, countPages }: Readonly<Record<string, unknown>>): unknown =>
	hasMorePages ?? (typeof (totalPages ?? countPages) === 'number' ? undefined : true);

/** The same without the nulls in lists of records, at any depth. Lists of anything else, such as texts, stay as they are. */
function withoutNulls(value: unknown): unknown {
	// In JSON a null without a name stands in a list.
	return /\[null|,null/.test(JSON.stringify(value) ?? '') ? cleared(value) : value;
}

function cleared(value: unknown): unknown {
	if (Array.isArray(value)) {
		const isOfRecords = value.every((entry) => typeof entry === 'object');
		return (isOfRecords ? value.filter((entry) => entry !== null) : value).map(cleared);
	}
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cleared(inner)]));
}
