import type { LoadMethod } from '../fields/methods';
import { knownEvents } from '../fields/webhook';
import { asking } from './ask';
import { channels, departments, joined, panelTags, portfolios, sequences, tags, type Choice } from './choices';
import { chosen } from './chosen';
import { Directory } from './directory';
import { byLabel, options, type LoadOptions } from './editorLists';

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
const toldApart = (choices: Choice[]): Choice[] =>
	choices.map(({ id, name, label = name }) => {
		if (choices.filter((choice) => choice.name === name).length === 1) return { id, name };
		const isAlone = choices.filter((choice) => choice.label === label).length === 1;
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
