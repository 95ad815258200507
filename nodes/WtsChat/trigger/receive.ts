import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { usableParametersOf } from '../values/parameters';
import { eventOf, type Event } from '../waiting/event';
import { RecentlySeen } from '../waiting/recentlySeen';
import { isPassedOn, isReply, WHOSE } from '../waiting/relay';
import { digestOf } from '../waiting/secret';
import { withoutAddresses } from '../waiting/wayBack';
import { detailsOf } from './details';
import { fingerprintOf, withApiNames } from './event';
import { withIds, withoutNames } from './picked';
import { answer, refused } from './request';
import type { StaticData } from './subscription';
import { switches } from './switches';
import { isJoinable, joiningOf, OpenThoughts, writtenOf, type Joining } from './thought';
import { filtersOf, isWanted, neededFor, withoutTexts, type Records } from './wanted';

/** How many events this process remembers, to find duplicates, which come within minutes (observed.md §4). */
const REMEMBERED = 50_000;
/**
 * How long an event waits for its session before the execution starts, in milliseconds. n8n stores an event only when its
 * execution starts.
 */
const UNRECORDED_AT_MOST = 3_000;

const recentlySeen = new RecentlySeen(REMEMBERED);
const openThoughts = new OpenThoughts(REMEMBERED);

/**
 * Takes a request to the trigger's address. Every request is answered with a clear status. Only an event of the service that
 * is wanted and new starts an execution.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const receivedAt = Date.now();
	const { token = '', picked }: StaticData = context.getWorkflowStaticData('node');
	const refusal = refused(context, token);
	if (refusal) return refusal;
	const event = eventOf(context.getBodyData());
	if (!event) return answer(context, 400, 'This is not an event of WTS Chat');

	const read = (name: string, otherwise?: unknown) => context.getNodeParameter(name, otherwise);
	const given = filtersOf(context, read);
	// Names that were not looked up when the workflow was activated are left to the execution.
	const known = withIds(given, picked) ?? withoutNames(given);
	// A parameter that cannot be used takes its default here. The execution reports it.
	const { options } = usableParametersOf(context, switches, read);
	const joining = joiningOf(context, read);
	const joins = joining !== undefined && isJoinable(event);
	// Filters on texts look at a thought as a whole, when it has ended.
	const filters = joins ? withoutTexts(known) : known;
	const mayBeReply = options.resumeWaiting === true && isReply(event);
	if (!mayBeReply && !isWanted(event, filters)) return answer(context, 200, 'Not wanted');
	if (!isNew(event, token)) return answer(context, 200, 'Known already');

	// The service is answered before anything is fetched, since that may have to wait for the account's limits.
	const response = answer(context, 200, 'Received');
	const needed = mayBeReply ? WHOSE : joins ? [] : neededFor(event, filters);
	const details = await detailsOf(context, event, needed, {}, AbortSignal.timeout(UNRECORDED_AT_MOST));
	// The execution fetches what could not be fetched in time.
	const { session, contact, earlier }: Records = details.detailsError === undefined ? details : {};
	const detailsNow = async () => await detailsOf(context, event, WHOSE);
	const own = context.getNodeWebhookUrl('default');
	const isTaken = mayBeReply && session && (await isPassedOn(context, own, event, details, detailsNow));
	if (isTaken && !joins) return response;
	if (!isTaken && !isWanted(event, filters, { session, contact, earlier })) return response;
	const place = joins && !isTaken ? placeOf(event, token, joining) : undefined;
	if (place === 'part') return response;

	const json: IDataObject = { event: event.eventType, date: event.date ?? null, content: withApiNames(event) };
	if (event.changeMetadata) json.changeMetadata = event.changeMetadata as IDataObject;
	Object.assign(json, { ...(session && { session }), ...(contact && { contact }), ...(earlier && { earlier }) });
	if (place) json.received = { at: receivedAt, sinceCut: place === 'firstSinceCut' };
	// Then the execution only claims the message, so that no other one joins it.
	if (isTaken) json.isTaken = true;
	if (options.rawBody) json.rawBody = context.getBodyData();
	return { ...response, workflowData: [[{ json: withoutAddresses(json) }]] };
}

function isNew(event: Event, token: string): boolean {
	const fingerprint = fingerprintOf(event);
	// Each subscription has a token of its own, and each time that the editor listens has one too.
	return fingerprint === undefined || recentlySeen.isNew(digestOf(token + fingerprint).toString('base64'));
}

/** The place of a message in its thought, as far as this process knows. */
function placeOf({ content }: Event, token: string, joining: Joining) {
	const written = writtenOf(content);
	return written && openThoughts.take(`${token} ${String(content.sessionId)}`, written, joining);
}
