import type { LoadMethod } from '../fields/methods';
import { knownEvents } from '../fields/webhook';
import { chosen } from './chosen';
import { byLabel, options, type LoadOptions } from './choices';
import { asking } from './ask';
import { Directory } from './directory';
import { joined, type Entry } from './entry';
import { channels, departments, panelTags, portfolios, sequences, tags } from './entries';

/** What fills multiple choices in the editor. */
export const loadOptions = {
	getChannels: options(channels),
	getDepartments: options(departments),
	/** Tags of the chosen panel. */
	getPanelTags: options(async (directory, context) =>
		panelTags(directory, (await chosen(context, directory, 'panelId', 'panel')) ?? ''),
	),
	getPortfolios: options(portfolios),
	getSequences: options(sequences),
	getTags: options(async (directory) => toldApart(await tags(directory))),
	/** The events that a subscription can hold, read from the account so that new ones appear by themselves. */
	async getWebhookEvents() {
		const events = await asking(
			this,
			async (client) => await new Directory(client).list({ endpoint: 'GET /core/v1/webhook/event' }, 'whole'),
		);
		return byLabel(
			events.map(({ event = '', description }) => ({
				name: titleOf(event),
				value: event,
				description: description ?? undefined,
			})),
		);
	},
} as const satisfies Record<LoadMethod, LoadOptions>;

/** By their names alone; those that share one by their colors, and those that share that too by their IDs. */
const toldApart = (entries: Entry[]): Entry[] =>
	entries.map(({ id, name, label = name }) => {
		if (entries.filter((entry) => entry.name === name).length === 1) return { id, name };
		const isAlone = entries.filter((entry) => entry.label === label).length === 1;
		return { id, name, label: isAlone ? label : joined(label, id) };
	});

/** What an event is called: one that is not known yet by its own name, "ORDER_PAID" as "Order Paid". */
const titleOf = (event: string) =>
	knownEvents.find(({ value }) => value === event)?.name ??
	event
		.toLowerCase()
		.split('_')
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
