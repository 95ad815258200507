import { UserError, type IDataObject } from 'n8n-workflow';
import { instantOf } from '../../fields/date';
import {
	differencesOf,
	eventsOf,
	KEPT_BY_TRIGGERS,
	subscriptionFields,
	type Subscription,
	type WantedSubscription,
} from '../../fields/webhook';
import type { Workbench } from '../../steps/workbench';
import { stepwise } from '../operation';

const LIST = 'GET /core/v1/webhook/subscription';
const CREATE = 'POST /core/v1/webhook/subscription';
const UPDATE = 'PUT /core/v1/webhook/subscription/{subscriptionId}';

const { events, name, url } = subscriptionFields;

export const ensure = stepwise({
	name: 'Ensure',
	value: 'ensure',
	action: 'Ensure webhook subscription',
	description:
		'See to it that there is a subscription of a name, with this address and these events, and that it is on: it is created or updated only if it has to be',
	endpoint: [LIST, CREATE, UPDATE],
	properties: [
		{
			...name,
			required: true,
			description: `${name.description}. By it the subscription is found again, whatever its case.`,
		},
		{ ...url, required: true, description: `${url.description}, outside n8n` },
		{ ...events, required: true, description: `${events.description} Others are no longer sent.` },
	],
	target: ({ name, events }) => {
		// Looked at before anything is sent.
		eventsOf(events);
		const start = KEPT_BY_TRIGGERS.find((each) => name.trim().startsWith(each));
		if (start === undefined) return `subscription ${name}`;
		throw new UserError('This name belongs to the subscriptions that n8n keeps by itself', {
			description: `“${name}” was given. What the WTS Chat Trigger and waiting executions register begins with “${start}”, and is nothing to touch. Choose another one in 'Name'.`,
		});
	},
	execute: async ({ name, url, events }, workbench) => {
		const wanted = { name: name.trim(), url: url.trim(), events: eventsOf(events), enabled: true };
		// Another execution may be about to make one of the name.
		return await workbench.inTurn(`subscription ${keyOf(wanted.name)}`, async () => await ensured(wanted, workbench));
	},
	example: (record) => contentOf('updated', record(LIST), ['Url'], [record(LIST)]),
});

/** Brings the subscription of a name in line, or makes it. */
async function ensured(
	wanted: WantedSubscription,
	{ send, tell }: Workbench<typeof LIST | typeof CREATE | typeof UPDATE>,
): Promise<IDataObject[]> {
	const isNamed = (subscription: Subscription) => keyOf(subscription.name) === keyOf(wanted.name);
	const named = (await send({ endpoint: LIST })).filter(isNamed);
	// One that is right already is the one; or else the oldest, which it was before somebody made another.
	const [own, ...doubles] = named.toSorted(
		(one, other) =>
			differencesOf(one, wanted).length - differencesOf(other, wanted).length || createdAt(one) - createdAt(other),
	);
	if (doubles.length > 0) {
		const several = doubles.length === 1 ? 'another subscription' : `${doubles.length} other subscriptions`;
		tell(
			`The account has ${several} of the name “${wanted.name}”, left as they are: ${doubles.map(({ id }) => id).join(', ')}. Each of them is told its events too; delete what is not needed.`,
		);
	}
	if (!own?.id) return [contentOf('created', await send({ endpoint: CREATE, body: wanted }), [], doubles)];
	const fields = differencesOf(own, wanted);
	if (fields.length === 0) return [contentOf('unchanged', own, [], doubles)];
	const body = { ...wanted, fields };
	const updated = await send({ endpoint: UPDATE, path: { subscriptionId: own.id }, body });
	return [contentOf('updated', { ...own, ...updated }, fields, doubles)];
}

/** Capitals and spaces around it make no other name, nor does an accent that is written apart from its letter. */
const keyOf = (name: string | null | undefined) => name?.normalize('NFC').trim().toLowerCase();

const createdAt = (subscription: Subscription) => instantOf(subscription.createdAt) ?? Infinity;

const contentOf = (
	outcome: 'created' | 'updated' | 'unchanged',
	{ id, name, url, events, enabled }: Subscription,
	changed: readonly string[],
	doubles: readonly Subscription[],
): IDataObject => ({
	outcome,
	id,
	name,
	url,
	events: (events ?? []).map(({ event }) => event),
	enabled,
	changed: [...changed],
	doubles: doubles.map((double) => double.id),
});
