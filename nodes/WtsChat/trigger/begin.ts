import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { bytesAllowed } from '../fields/download';
import { filesToBegin, filesToFetch } from '../steps/files';
import { connect } from '../transport/connect';
import { isRecord } from '../transport/record';
import { parametersOf } from '../values/parameters';
import type { Event } from '../waiting/event';
import { isPassedOn, isReply, WHOSE } from '../waiting/relay';
import { shown } from '../waiting/wayBack';
import { detailsOf, type Details } from './details';
import { claimed, isNewToN8n } from './duplicates';
import { fingerprintOf, isMessage } from './event';
import {
	lookAgain,
	sleep,
	sleepIn,
	waitedFor,
	waitFrom,
	waitIn,
	type Purpose,
	type Received,
	type Thought,
} from './join';
import { picked, withIds, type Picked } from './picked';
import { hintOn, staticDataOf } from './subscription';
import { switches } from './switches';
import { filesShown, isJoinable, joiningOf, textsOf, USUAL_JOINING } from './thought';
import { checkedFiltersOf, filtersOf, isAmong, isWanted, neededFor, type Detail, type Records } from './wanted';

/** The details that the option 'Add Details' shows. */
const SHOWN: readonly Detail[] = ['session', 'card', 'contact'];

/**
 * What the workflow begins with: the event that started the execution, unless another execution has it already. Requests to
 * the service are made here and not while the event is received. By now n8n has stored the event, so it is not lost while
 * the account's limits make it wait.
 * @returns the event; with `session`, `card` and `contact` and with its files, if the user wants them; with `detailsError` and
 * `fileError` for what could not be fetched. Nothing if it turns out that the event is not wanted.
 */
export async function begin(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const parameter = (name: string) => context.getNodeParameter(name, 0, undefined);
	const joining = joiningOf(context, parameter);
	const purpose: Purpose = {
		joining: joining ?? USUAL_JOINING,
		admits: ({ type }) => isAmong(filtersOf(context, parameter).messageTypes, type),
		complete: async (thought) => await joined(context, thought),
	};
	const wait = waitIn(context.getInputData());
	if (wait) return await lookAgain(context, wait, purpose);
	const moment = sleepIn(context.getInputData());
	if (moment !== undefined) return await sleep(context, moment);

	const { picked: memory } = staticDataOf(context);
	const { filters, areKnown } = await filtersNow(context, memory);
	const { addDetails, options } = switchesOf(context);
	const message = hintOn(context.getWorkflowStaticData('node'));
	if (message !== undefined) context.addExecutionHints({ message, location: 'outputPane' });
	const begun = context.getInputData().map(async ({ json }, item) => {
		const { session, contact, earlier, received, isTaken, ...content } = json;
		const known = { session, contact, earlier } as Records;
		const event = eventIn(content);
		const fingerprint = fingerprintOf(event);
		if (fingerprint !== undefined && !(await isNewToN8n(context, fingerprint))) return [];
		const leave = async () => {
			// Claimed, so that no other execution joins this message with its own.
			if (joining && isJoinable(event)) await claimed(context, [String(event.content.id)]);
			return [];
		};
		if (isTaken === true) return await leave();

		const joins = joining !== undefined && isJoinable(event) && isRecord(received);
		// What `receive` could not find out in its short time is fetched here.
		const mayBeReply = !session && options.resumeWaiting === true && isReply(event);
		const undecided: Detail[] = mayBeReply ? [...WHOSE] : [];
		if (!joins) undecided.push(...neededFor(event, filters).filter((detail) => known[detail] === undefined));
		const wanted = addDetails && !joins ? [...SHOWN, ...undecided] : undecided;
		const details = await detailsOf(context, event, wanted, known);
		context.getExecutionCancelSignal()?.throwIfAborted();
		if (mayBeReply && details.session) {
			const own = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item));
			const detailsNow = async () => await detailsOf(context, event, WHOSE);
			if (await isPassedOn(context, own, event, details, detailsNow)) return await leave();
		}
		if (joins) {
			const toWait = waitFrom(context, content, received as Received, joining, { picked: memory ?? null });
			return await waitedFor(context, toWait, purpose);
		}
		if ((undecided.length > 0 || !areKnown) && !isWanted(event, filters, details)) return [];
		const { binary, fileError } = await downloadsOf(context, isMessage(event) ? [event.content] : []);
		const more = { ...shownOf(details, addDetails), ...(fileError !== undefined && { fileError }) };
		return [{ json: shown({ ...content, ...more }), ...(binary && { binary }), pairedItem: { item } }];
	});
	return [(await Promise.all(begun)).flat()];
}

/** What the workflow begins with when a thought has ended: its messages in one item; undefined if it is not wanted. */
async function joined(
	context: IExecuteFunctions,
	{ begun, memory, messages, joinError }: Thought,
): Promise<INodeExecutionData | undefined> {
	const { filters } = await filtersNow(context, memory.picked as Picked | null);
	const { addDetails } = switchesOf(context);
	const { event: name, date, ...more } = begun;
	const content = messages[messages.length - 1];
	const event = eventIn({ event: name, date, content });
	const needed = neededFor(event, filters);
	const ofEvent = needed.filter((detail) => detail !== 'earlier');
	const details = await detailsOf(context, event, addDetails ? [...SHOWN, ...ofEvent] : ofEvent);
	if (needed.includes('earlier')) {
		// Earlier than the first one of those that are joined.
		const first = eventIn({ event: name, date, content: messages[0] });
		const { earlier, detailsError } = await detailsOf(context, first, ['earlier']);
		Object.assign(details, { earlier, ...(detailsError !== undefined && { detailsError }) });
	}
	context.getExecutionCancelSignal()?.throwIfAborted();
	const text = textsOf(messages);
	if (!isWanted(event, filters, details, text)) return undefined;
	const { binary, fileError } = await downloadsOf(context, messages);
	const json = {
		event: name,
		date,
		text,
		count: messages.length,
		...more,
		content,
		messages,
		files: messages.flatMap(filesShown),
		...(joinError !== undefined && { joinError }),
		...shownOf(details, addDetails),
		...(fileError !== undefined && { fileError }),
	};
	return { json: shown(json), ...(binary && { binary }), pairedItem: { item: 0 } };
}

/** The files of messages as binary data, if the user wants them. */
async function downloadsOf(context: IExecuteFunctions, messages: readonly IDataObject[]) {
	const { options } = switchesOf(context);
	const files = options.downloadFiles ? messages.flatMap(filesToFetch) : [];
	return await filesToBegin(context, files, bytesAllowed(options.largestFile), async () => await connect(context));
}

const switchesOf = (context: IExecuteFunctions) =>
	parametersOf(context, switches, (name, otherwise) => context.getNodeParameter(name, 0, otherwise));

const eventIn = ({ event, date, content }: IDataObject): Event => ({
	eventType: event as string,
	date: date as string,
	content: content as IDataObject,
});

/**
 * What the node lets through, with IDs in the place of names.
 * @param memory the names that were looked up when the workflow was activated, with their IDs
 * @returns the filters, and whether no name had to be looked up now
 */
async function filtersNow(context: IExecuteFunctions, memory: Picked | null | undefined) {
	const given = checkedFiltersOf(context, (name) => context.getNodeParameter(name, 0, undefined));
	const known = withIds(given, memory ?? undefined);
	if (known) return { filters: known, areKnown: true };
	const ids = await picked(context.getNode(), given, await connect(context));
	return { filters: withIds(given, ids) ?? given, areKnown: false };
}

/** What is added to the event: the details if the user wants them, and why they could not be fetched. */
function shownOf({ session, card, contact, detailsError }: Details, addDetails: boolean): IDataObject {
	const added = addDetails ? { session, card, contact, detailsError } : { detailsError };
	return Object.fromEntries(Object.entries(added).filter(([, detail]) => detail !== undefined));
}
