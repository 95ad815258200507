import { isFields, isSuccess, recordsIn, type Answered, type Answers } from './answers.mts';
import { formOf, nameOf } from './form.mts';
import { accented } from './plan.mts';

/** Something that contract/observed.md leaves open. */
export interface Question {
	/** What is not known. */
	readonly question: string;
	/** A piece of the sentence in observed.md, word by word. */
	readonly inObserved: string;
	/** What the check has found out; undefined if it had nothing to find it out with. */
	verdict?(answers: Answers): string | undefined;
	/** Why a check that reads cannot tell, where it cannot. */
	readonly outOfReach?: string;
}

const byWriting = 'it takes a request that writes: see `--write`';
const bySending = 'it takes a message to a contact';
const byEvents = 'it takes events: a trigger’s executions show them';
const bySeveralRequests = 'it takes requests that change records';

const keyOf = ({ body }: { body?: unknown }): string => {
	const key = isFields(body) ? body.key : undefined;
	return typeof key === 'string' && /^([A-Z][A-Z_]{2,39}|badrequest)$/.test(key) ? `, key \`${key}\`` : '';
};

/** An answer in a few words: `500, key FORM_ERROR`, or that it succeeded. */
export function inShort(answer: Answered): string {
	if (isSuccess(answer)) return `taken (${answer.status})`;
	const form = answer.form === 'JSON' ? keyOf(answer) : answer.form === 'empty' ? ', without a body' : ', no JSON';
	return `refused with ${answer.status}${form}`;
}

const short = (name: string) => (answers: Answers) => {
	const answer = answers.answer(name);
	return answer && inShort(answer);
};

const idsOf = (answers: Answers, name: string) => answers.records(name).map(({ id }) => String(id));

/** What one name of the page's number does, judged by the second page of two against the first hundred. */
function paging(answers: Answers, kind: string, parameter: string): string | undefined {
	const answer = answers.answer(`${kind}, ${parameter}`);
	if (answer === undefined) return undefined;
	if (!isSuccess(answer)) return `\`${parameter}\` is ${inShort(answer)}`;
	const all = idsOf(answers, kind);
	if (all.length < 4) return undefined;
	const got = idsOf(answers, `${kind}, ${parameter}`);
	if (got.length === 0) return `with \`${parameter}\` the second page is empty`;
	const [first, second] = [all.slice(0, 2), all.slice(2, 4)];
	if (got.length === 2 && got.every((id, index) => id === second[index])) return `\`${parameter}\` turns the page`;
	if (got.length === 2 && got.every((id, index) => id === first[index])) return `\`${parameter}\` is ignored`;
	if (got.some((id) => first.includes(id))) return `with \`${parameter}\` the second page overlaps the first`;
	return `with \`${parameter}\` other records come than the order of the whole list has there`;
}

/** What a page may tell of the whole list. */
const PAGE_FIELDS = ['hasMorePages', 'totalItems', 'totalPages', 'countPages'];

function pagingVerdict(answers: Answers): string | undefined {
	const verdicts = ['contacts', 'sessions'].flatMap((kind) => {
		const found = ['PageNumber', 'Page']
			.map((parameter) => paging(answers, kind, parameter))
			.filter((text) => text !== undefined);
		if (found.length === 0) return [];
		const body = answers.answer(kind)?.body;
		const names = isFields(body) ? PAGE_FIELDS.filter((name) => Object.hasOwn(body, name)) : [];
		const told = names.map((name) => `\`${name}\``).join(', ') || 'no total';
		return [`${kind}: ${found.join('; ')}; a page tells ${told}`];
	});
	return verdicts.length === 0 ? undefined : verdicts.join('. ');
}

function sizes(answers: Answers): string | undefined {
	const verdicts = [];
	const large = answers.answer('page size 101');
	if (large !== undefined && !isSuccess(large)) verdicts.push(`size 101 is ${inShort(large)}`);
	else if (large !== undefined) {
		const count = recordsIn(large.body).length;
		const known = answers.records('contacts').length;
		if (count > 100) verdicts.push('size 101 gives 101 records');
		else if (known < 100)
			verdicts.push('size 101 is taken; the account has too few contacts to see whether it gives more than 100');
		else verdicts.push(count === 100 ? 'size 101 is cut to 100' : 'size 101 is replaced by a smaller one');
	}
	const zero = answers.answer('page 0');
	if (zero !== undefined && !isSuccess(zero)) verdicts.push(`page 0 is ${inShort(zero)}`);
	else if (zero !== undefined) {
		const [got, first] = [idsOf(answers, 'page 0'), idsOf(answers, 'contacts').slice(0, 2)];
		if (got.length === 0) verdicts.push('page 0 is empty');
		else
			verdicts.push(
				got.every((id, index) => id === first[index])
					? 'page 0 is the first page'
					: 'page 0 is another than the first page',
			);
	}
	return verdicts.length === 0 ? undefined : verdicts.join('; ');
}

/** Which families of operations the key may not use. */
function scope(answers: Answers): string | undefined {
	const isRefused = (answer: Answered) =>
		[401, 403].includes(answer.status) || keyOf(answer).includes('ERROR_UNAUTHORIZED');
	const asked = answers.all.filter(
		({ inquiry, outcome }) => inquiry.isReading && inquiry.method !== 'PUT' && outcome.kind === 'answered',
	);
	if (asked.length === 0) return undefined;
	const refused = asked.filter(
		({ outcome }) => outcome.kind === 'answered' && !isSuccess(outcome) && isRefused(outcome),
	);
	if (refused.length === 0) return `none of the ${asked.length} reading operations that were asked was refused`;
	return `refused: ${refused.map(({ inquiry }) => inquiry.name).join(', ')}`;
}

/** The refusals for speed, and the answers that came in their place. */
const speedRefusals = (answers: Answers) =>
	answers.all.flatMap(({ outcome }) =>
		outcome.kind !== 'answered' ? [] : outcome.status === 429 ? [...outcome.refusals, outcome] : outcome.refusals,
	);

function refusalBody(answers: Answers): string | undefined {
	const [refusal] = speedRefusals(answers);
	if (refusal === undefined) return undefined;
	if (refusal.form !== 'JSON') return refusal.form === 'empty' ? 'it has no body' : 'its body is no JSON';
	const fields = isFields(refusal.body) ? Object.keys(refusal.body).map((name) => `\`${nameOf(name)}\``) : [];
	return `it has the fields ${fields.join(', ') || 'of no object'}${keyOf(refusal)}`;
}

/** Names of headers that speak of limits. */
export const limitHeaders = (headers: ReadonlyMap<string, string>): string[] =>
	[...headers.keys()].filter((name) => /retry|limit|quota/i.test(name) && /^[a-z][a-z-]{2,40}$/.test(name));

function refusalHeaders(answers: Answers): string | undefined {
	const refusals = speedRefusals(answers);
	if (refusals.length === 0) return undefined;
	const names = new Set(refusals.flatMap(({ headers }) => limitHeaders(headers)));
	return names.size === 0 ? 'no such header came' : `these came: ${[...names].map((name) => `\`${name}\``).join(', ')}`;
}

function statusCodes(answers: Answers): string | undefined {
	const codes = answers.all.flatMap(({ outcome }) =>
		outcome.kind === 'answered' && isFields(outcome.body) && Object.hasOwn(outcome.body, 'httpStatusCode')
			? [outcome.body.httpStatusCode]
			: [],
	);
	return codes.length === 0 ? undefined : `${codes.length} seen: ${formOf(codes)}`;
}

function problemDetails(answers: Answers): string | undefined {
	const sends = ['send', 'chatbot start', 'one-time password'].map((what) =>
		answers.answer(`status of an unknown ${what}`),
	);
	const refused = sends.filter((answer) => answer !== undefined && !isSuccess(answer));
	if (refused.length === 0) return undefined;
	const forms = refused.map((answer) => {
		if (!isFields(answer?.body)) return 'no object';
		return Object.hasOwn(answer.body, 'title') && Object.hasOwn(answer.body, 'status')
			? 'ProblemDetails'
			: 'the usual error body';
	});
	return `an unknown dispatch is answered with ${[...new Set(forms)].join(' and ')}`;
}

function comma(answers: Answers): string | undefined {
	const answer = answers.answer('comma');
	if (answer === undefined) return undefined;
	if (!isSuccess(answer)) return inShort(answer);
	const statuses = new Set(recordsIn(answer.body).map(({ status }) => status));
	const has = (status: string) => statuses.has(status);
	if ([...statuses].some((status) => status !== 'IN_PROGRESS' && status !== 'COMPLETED')) return 'taken, and ignored';
	if (has('IN_PROGRESS') && has('COMPLETED')) return 'taken: both values count';
	return statuses.size === 0 ? 'taken, nothing found' : 'taken; only one of the two statuses came';
}

function smallLetters(answers: Answers): string | undefined {
	const answer = answers.answer('small letters');
	if (answer === undefined || !isSuccess(answer)) return answer && inShort(answer);
	if (answers.records('contacts').length < 2) return undefined;
	return recordsIn(answer.body).length === 1 ? 'the case does not matter' : 'a name in small letters is ignored';
}

const withoutAccents = (text: string) =>
	text
		.normalize('NFD')
		.replace(/\p{Diacritic}/gu, '')
		.toLowerCase();

function accents(answers: Answers): string | undefined {
	const [written, plain] = [answers.answer('search for contacts'), answers.answer('search without accents')];
	const found = accented(answers);
	if (written === undefined || plain === undefined || found === undefined) return undefined;
	if (!isSuccess(plain)) return inShort(plain);
	const names = (answer: Answered) => recordsIn(answer.body).map(({ name }) => String(name));
	const isFound = (name: string) => withoutAccents(name).includes(withoutAccents(found.name));
	if (!names(plain).every(isFound)) return 'the search is ignored: contacts of other names come too';
	const has = (answer: Answered) => isSuccess(answer) && names(answer).some((name) => name.includes(found.name));
	if (!has(written)) return 'the search finds the name not even with its accents';
	return has(plain) ? 'accents do not matter' : 'accents matter: a name is only found as it is written';
}

function completedTwice(answers: Answers): string | undefined {
	const [first, second] = ['first completion', 'second completion'].map((name) => answers.answer(name));
	if (first === undefined || second === undefined) return undefined;
	const ends = [first, second].map(({ body }) => (isFields(body) ? body.endAt : undefined));
	const kept = ends[0] === undefined ? '' : ends[0] === ends[1] ? '; its end stays as it was' : '; its end moves';
	return `the first time ${inShort(first)}, the second time ${inShort(second)}${isSuccess(second) ? kept : ''}`;
}

function forbidden(answers: Answers): string | undefined {
	const names = answers.all
		.filter(({ outcome }) => outcome.kind === 'answered' && outcome.status === 403)
		.map(({ inquiry }) => inquiry.name);
	return names.length === 0 ? undefined : `403 came for: ${names.join(', ')}`;
}

function both(answers: Answers): string | undefined {
	const [unknown, none] = [short('unknown session')(answers), short('ID that is none')(answers)];
	const parts = [unknown && `an unknown session is ${unknown}`, none && `an ID that is none is ${none}`].filter(
		(text) => text !== undefined,
	);
	return parts.length === 0 ? undefined : parts.join('; ');
}

/** Everything that contract/observed.md calls not seen, uncertain, unproven or unresolved, in its order. */
export const questions: readonly Question[] = [
	{
		question: 'How is `httpStatusCode` written in error bodies?',
		inObserved: "the contract's enum of names was never seen",
		verdict: statusCodes,
	},
	{
		question: 'Is `api.flwchat.com.br` a host of the API?',
		inObserved: '`api.flwchat.com.br` is only claimed in a comment',
		outOfReach: 'the key goes to the given address only',
	},
	{
		question: 'Is the key taken without `Bearer`?',
		inObserved: 'Acceptance of the bare token: uncertain',
		verdict: short('key without Bearer'),
	},
	{
		question: 'Are keys deleted that nobody uses for 15 days?',
		inObserved: 'Tokens unused for more than 15 days',
		outOfReach: 'it takes 15 days',
	},
	{
		question: 'What may a key not do?',
		inObserved: 'Part of that may be wrong paths (finding 3), so uncertain',
		verdict: scope,
	},
	{ question: 'When is the answer 403?', inObserved: '| 403 | one real case', verdict: forbidden },
	{
		question: 'What does the body of a 429 look like?',
		inObserved: '| 429 | status confirmed by docs',
		verdict: refusalBody,
	},
	{
		question: 'Does the Send family answer with ProblemDetails?',
		inObserved: 'ProblemDetails (the Send family)',
		verdict: problemDetails,
	},
	{
		question: 'What comes when a session is completed that is completed already?',
		inObserved: 'completing a session that is already completed',
		verdict: completedTwice,
		outOfReach: byWriting,
	},
	{
		question: 'What is answered for an unknown session, and for an ID that is none?',
		inObserved: 'unknown session id; non-uuid id in the path',
		verdict: both,
	},
	{
		question: 'Which headers does a 429 have?',
		inObserved: 'Retry-After or other rate headers on 429: not seen',
		verdict: refusalHeaders,
	},
	{
		question: 'Is the limit for sends one per endpoint, and do sends count as general requests?',
		inObserved: 'Per endpoint or per family, and whether such calls also count',
		outOfReach: 'it takes a thousand sends',
	},
	{
		question: 'What fills `changeMetadata` of an event?',
		inObserved: 'what fills it was not seen',
		outOfReach: byEvents,
	},
	{
		question: 'Do events ever come flat, or with `event` for `eventType`?',
		inObserved: 'whether the platform itself ever sends that is uncertain',
		outOfReach: byEvents,
	},
	{
		question: 'Order, timeout and retries of events?',
		inObserved: 'order, timeout, deactivation after failures',
		outOfReach: byEvents,
	},
	{
		question: 'Can a subscription send a header of its own?',
		inObserved: 'nothing shows that the platform can send a custom header',
		outOfReach: byEvents,
	},
	{
		question: 'Do messages in events hold `details.from`, `details.to`, `companyId`?',
		inObserved: 'present in some versions or accounts; **uncertain**',
		outOfReach: byEvents,
	},
	{
		question: 'What does MESSAGE_UPDATED hold?',
		inObserved: '**MESSAGE_UPDATED** - body not seen',
		outOfReach: byEvents,
	},
	{
		question: 'What do SESSION_NEW and SESSION_COMPLETE hold?',
		inObserved: '**SESSION_NEW**, **SESSION_COMPLETE** - full body not seen',
		outOfReach: byEvents,
	},
	{
		question: 'What do CONTACT_NEW and CONTACT_TAG_UPDATE hold?',
		inObserved: '**CONTACT_NEW**, **CONTACT_TAG_UPDATE** - full body not seen',
		outOfReach: byEvents,
	},
	{
		question: 'What do the events of cards hold?',
		inObserved: '**PANEL_CARD_STEP_CHANGE** - full body not seen',
		outOfReach: byEvents,
	},
	{
		question: 'What do the events of card notes, payments and templates hold?',
		inObserved: '**TEMPLATE_UPDATE** - not seen',
		outOfReach: byEvents,
	},
	{
		question: 'How long do the links to files live that a chatbot’s webhook block gets?',
		inObserved: 'how long it lives was not seen',
		outOfReach: 'it takes a chatbot',
	},
	{
		question: 'How long does a chatbot’s webhook block wait?',
		inObserved: 'Time limit of the block: not seen',
		outOfReach: 'it takes a chatbot',
	},
	{
		question: 'May a dynamic question be combined with what a chatbot’s webhook block takes?',
		inObserved: 'Whether it may be combined with what a webhook block takes: not seen',
		outOfReach: 'it takes a chatbot',
	},
	{
		question: 'May a message of a chatbot’s answer be a file by its ID?',
		inObserved: 'A message of an answer by `fileId`, as the message routes take it: not seen',
		outOfReach: 'it takes a chatbot',
	},
	{
		question: 'May a phone number in the path begin with `+`?',
		inObserved: 'another project says with `+` (unproven)',
		verdict: short('phone with +'),
	},
	{
		question: 'How are links made that open a page with an agent logged in?',
		inObserved: 'A link that opens one of these pages with an agent logged in',
		outOfReach: 'it would log an agent in',
	},
	{ question: 'May `from` be null?', inObserved: '`null` is also sent (C, uncertain)', outOfReach: bySending },
	{
		question: 'Which error refuses a text without an open session?',
		inObserved: 'The exact error was not seen',
		outOfReach: bySending,
	},
	{
		question: 'Are batches taken as a whole, or entry by entry?',
		inObserved: 'or entry by entry up to a wrong one: **not seen**',
		outOfReach: bySeveralRequests,
	},
	{
		question: 'How soon after a send is its status found?',
		inObserved: 'How soon after the send it is found: not seen',
		outOfReach: bySending,
	},
	{
		question: 'What is sent to a `callbackUrl`?',
		inObserved: '**callbackUrl bodies: not seen**',
		outOfReach: bySending,
	},
	{
		question: 'What do page size 101 and page 0 do?',
		inObserved: 'What size 101 or page 0 does: not seen',
		verdict: sizes,
	},
	{
		question: 'Is it `PageNumber` or `Page` that turns the page?',
		inObserved: "**Conflict about the parameter's name.**",
		verdict: pagingVerdict,
	},
	{
		question: 'Does the case of parameters matter?',
		inObserved: 'Parameter names are not case-sensitive in practice',
		verdict: smallLetters,
	},
	{
		question: 'May several values be joined by a comma?',
		inObserved: 'Comma-joined `Status=IN_PROGRESS,STARTED` is in one script (C, unproven)',
		verdict: comma,
	},
	{
		question: 'What is answered for an unknown value of a parameter?',
		inObserved: 'unknown value of an enum query parameter',
		verdict: short('unknown value'),
	},
	{ question: 'Do accents matter in a search for contacts?', inObserved: 'applies them. (R)', verdict: accents },
	{
		question: 'May `fields` of a PUT be in small letters?',
		inObserved: "lower-case in one note's sample (unproven)",
		outOfReach: bySeveralRequests,
	},
	{
		question: 'Does the old route for cards empty what is left out?',
		inObserved: 'Old card route v2',
		outOfReach: bySeveralRequests,
	},
];
