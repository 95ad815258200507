import { instantOf, isoOf } from './date';
import { isId } from './id';

type Fields = Readonly<Record<string, unknown>>;

/** What asks for a list. */
interface Asking {
	query?: Fields;
	body?: unknown;
}

const field =
	(name: string) =>
	(record: Fields): unknown =>
		record[name];

/** Where none may stand for all, or for what the record does not say. */
const unlessEmpty =
	(name: string) =>
	({ [name]: value }: Fields): unknown =>
		value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;

const fieldsOf = (value: unknown): Fields => Object(value) as Fields;

/**
 * What of a record shows what a list was narrowed down by, for the names of filters in queries and bodies. Texts are left
 * out: how the service compares them is not documented.
 */
const SHOWN_BY: Readonly<Record<string, (record: Fields) => unknown>> = {
	Archived: field('archived'),
	AutomationUsages: unlessEmpty('automationUsage'),
	ChannelId: unlessEmpty('channelId'),
	ChannelIds: unlessEmpty('channelIds'),
	ChannelsId: unlessEmpty('channelId'),
	// CloudAPI_WhatsApp is one of the kinds of WhatsApp.
	ChannelType: ({ type }) => (typeof type === 'string' ? type.split('_').at(-1) : undefined),
	ContactId: ({ contactId, contactIds }) => contactIds ?? contactId ?? undefined,
	ContactIds: field('contactId'),
	CreatedAt: field('createdAt'),
	DefaultDepartmentIds: field('defaultDepartmentId'),
	Department: field('departmentId'),
	DepartmentId: field('departmentId'),
	// An account may call it otherwise (observed.md §5).
	EndAt: ({ endAt, closedAt = endAt }) => endAt ?? closedAt,
	EntityType: unlessEmpty('entityType'),
	From: unlessEmpty('channelId'),
	LastInteractionAt: field('lastInteractionDate'),
	Metadata: unlessEmpty('metadata'),
	PanelId: field('panelId'),
	// It is asked for in digits.
	PhoneNumber: ({ contactDetails }) => {
		const { phonenumber } = fieldsOf(contactDetails);
		return typeof phonenumber === 'string' ? phonenumber.replace(/\D/g, '') : undefined;
	},
	PublishStatuses: unlessEmpty('publishStatus'),
	ResponsibleUserId: field('responsibleUserId'),
	ScheduledAt: field('scheduling'),
	Status: unlessEmpty('status'),
	Statuses: unlessEmpty('status'),
	StepId: field('stepId'),
	TagsId: ({ contactDetails }) => fieldsOf(contactDetails).tagsId,
	To: unlessEmpty('contactId'),
	// Templates have several, in other words than the filter's.
	Type: ({ type }) => (typeof type === 'string' ? type : undefined),
	Types: unlessEmpty('type'),
	UpdatedAt: field('updatedAt'),
	User: field('userId'),
	UserId: field('userId'),
	createdAt: field('createdAt'),
	metadata: unlessEmpty('metadata'),
	origin: unlessEmpty('origin'),
	portfolioIds: ({ portfolioIds }) => portfolioIds ?? undefined,
	status: unlessEmpty('status'),
	tagIds: ({ tagIds }) => tagIds ?? undefined,
	updatedAt: field('updatedAt'),
};

/**
 * Tells which records of a list are those that were asked for: the service has been seen to take no notice of filters,
 * without a word (observed.md §8). A record that does not show what was filtered by counts as one of them.
 * @param asking asks for the list
 * @returns undefined if it is narrowed down by nothing that records show
 */
export function meantBy({ query, body }: Asking): ((record: Fields) => boolean) | undefined {
	const conditions = Object.entries({ ...query, ...fieldsOf(body) }).flatMap(([name, asked]) => {
		const [filter, bound] = name.split('.');
		const wanted = bound === undefined ? asked : { [bound.toLowerCase()]: asked };
		if (!Object.hasOwn(SHOWN_BY, filter) || !isGiven(wanted) || asked === PAGING) return [];
		return [(record: Fields) => fits(wanted, SHOWN_BY[filter](record))];
	});
	return conditions.length > 0 ? (record) => conditions.every((holds) => holds(record)) : undefined;
}

/** By the type of a list, one says how it pages. */
const PAGING = 'PageNumber';

/** Whether a filter narrows anything down: one that is empty is not sent. */
const isGiven = (asked: unknown): boolean =>
	typeof asked === 'object' && asked !== null
		? Object.values(asked).some(isGiven)
		: asked !== undefined && asked !== null && asked !== '';

/** @param shown what a record shows of it: undefined if it does not say, null if it has none */
function fits(asked: unknown, shown: unknown): boolean {
	if (shown === undefined) return true;
	if (typeof asked !== 'object' || asked === null) return isOneOf([asked], shown);
	if (Array.isArray(asked)) return isOneOf(asked, shown);
	const { after, before } = fieldsOf(asked);
	if (isGiven(after) || isGiven(before)) return isWithin(after, before, shown);
	return Object.entries(asked).every(([name, value]) => isOneOf([value], fieldsOf(shown)[name] ?? null));
}

function isWithin(after: unknown, before: unknown, shown: unknown): boolean {
	if (shown === null || (typeof shown === 'string' && isoOf(shown) === null)) return false;
	const at = instantOf(shown);
	// What cannot be read says nothing.
	return at === undefined || ((instantOf(after) ?? at) <= at && at <= (instantOf(before) ?? at));
}

function isOneOf(asked: readonly unknown[], shown: unknown): boolean {
	const wanted = asked.map(spelled);
	return [shown].flat().some((each) => {
		// A channel or contact may be asked for by its number, which the record does not show.
		const isComparable = !isId(spelled(each)) || wanted.every(isId);
		return !isComparable || wanted.includes(spelled(each));
	});
}

const spelled = (value: unknown) => String(value ?? '').toLowerCase();
