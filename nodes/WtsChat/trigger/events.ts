import { NodeOperationError, UserError, type IHookFunctions, type INodeProperties } from 'n8n-workflow';
import { CHOOSE } from '../fields/locator';
import type { LoadMethod } from '../fields/methods';
import { plain } from '../fields/name';
import { eventsOf, knownEvents } from '../fields/webhook';
import { asThrown } from '../transport/words';
import { REPLY_EVENT } from '../waiting/wayBack';

/** The choice that brings up the service's own list. */
const OTHER = 'OTHER';

const other = {
	name: 'Other Events',
	value: OTHER,
	description: 'What the service has added since, from its own list',
};

const choices = [...knownEvents, other].sort((one, next) => one.name.localeCompare(next.name, 'en'));

/** n8n's nodes panel offers each choice by itself, as in "On message received", since the property is called `events`. */
export const events: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	options: choices,
	required: true,
	default: [],
	description: 'What starts the workflow',
};

export const otherEvents: INodeProperties = {
	displayName: 'Other Event Names or IDs',
	name: 'otherEvents',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getWebhookEvents' satisfies LoadMethod },
	default: [],
	displayOptions: { show: { events: [OTHER] } },
	description: `What else starts the workflow, from the service's own list. ${CHOOSE}.`,
};

/** What is chosen where what contacts write may start the workflow, as the editor's conditions take it. */
export const WHERE_CONTACTS_WRITE = { events: [REPLY_EVENT, OTHER] };

/**
 * What is chosen where events of some kinds may come, for what is in a collection.
 * @param kinds how these events begin, as in "MESSAGE_"
 */
export function whereAny(...kinds: readonly string[]) {
	const meant = knownEvents.map(({ value }) => value).filter((event) => kinds.some((kind) => event.startsWith(kind)));
	return { show: { '/events': [...meant, OTHER] } };
}

const received = choices.filter(({ value }) => value === REPLY_EVENT);

/** Whether one of some choices was chosen, by its name or value. */
const isChosen = (wanted: typeof choices, chosen: readonly string[]) =>
	wanted.some(({ name, value }) => chosen.includes(plain(name)) || chosen.includes(plain(value)));

/**
 * Whether what contacts write may start the workflow; also where that is not known.
 * @param parameter reads a parameter of the node
 */
export function mayContactsWrite(parameter: (name: string) => unknown): boolean {
	const chosenIn = ({ name }: INodeProperties) =>
		[parameter(name)].flat().flatMap((event) => (typeof event === 'string' ? event.split(',').map(plain) : []));
	const chosen = chosenIn(events);
	// n8n does not know the value of a field that is not shown.
	if (isChosen([other], chosen)) chosen.push(...chosenIn(otherEvents));
	return chosen.length === 0 || isChosen(received, chosen);
}

const names = Object.fromEntries(choices.map(({ name, value }) => [value, name]));

/** The node's subtitle: its events as the user knows them. */
export const namesOfEvents = `={{ [$parameter["events"]].flat().map((event) => (${JSON.stringify(names)})[event] ?? event).join(", ") }}`;

/**
 * The events that are to start the workflow. An expression may give them in a list or with commas between them, by their
 * names here or as the service calls them, also events that are not known here.
 * @throws NodeOperationError if there are none, or something that is no event was given
 */
export function chosenEvents(context: IHookFunctions): ReturnType<typeof eventsOf> {
	const chosen = given(context, events);
	const others = chosen.includes(OTHER) ? given(context, otherEvents) : [];
	if (chosen.length === 0 || (chosen.includes(OTHER) && others.length === 0)) {
		const { displayName } = chosen.length === 0 ? events : otherEvents;
		throw new NodeOperationError(context.getNode(), 'No events are chosen', {
			description: `Choose under '${displayName}' what starts the workflow.`,
		});
	}
	try {
		return eventsOf([...chosen, ...others].filter((event) => event !== OTHER));
	} catch (error) {
		if (!(error instanceof UserError)) throw asThrown(error);
		throw new NodeOperationError(context.getNode(), error.message, { description: error.description ?? undefined });
	}
}

/** What a field holds, each as it was given. */
function given(context: IHookFunctions, { displayName, name }: INodeProperties): string[] {
	const value: unknown = context.getNodeParameter(name, []) ?? [];
	const entries = typeof value === 'string' ? value.split(',') : [value].flat();
	const texts = entries.map((entry) => {
		if (typeof entry === 'string') return entry.trim();
		throw new NodeOperationError(context.getNode(), `'${displayName}' holds something that is no event`, {
			description: `${JSON.stringify(entry) ?? 'Nothing'} was given. Use an expression that gives names of events, such as MESSAGE_RECEIVED, in a list or with commas between them.`,
		});
	});
	return texts
		.filter((text) => text !== '')
		.map((text) => ([other.name, other.value].map(plain).includes(plain(text)) ? OTHER : text));
}
