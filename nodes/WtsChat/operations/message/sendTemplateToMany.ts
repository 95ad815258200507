import { createHash } from 'crypto';
import { UserError, type IDataObject } from 'n8n-workflow';
import type { Request } from '../../../../contract';
import { collection } from '../../fields/collection';
import { fileUrl, publicAddress } from '../../fields/file';
import type { Parameters } from '../../fields/field';
import { metadataFields, metadataObject } from '../../fields/metadata';
import { plain } from '../../fields/name';
import { pairsIn } from '../../fields/pairs';
import { recipientOf, shownRecipient } from '../../fields/phone';
import { portfolios, tags } from '../../fields/pick';
import { anyRecipient } from '../../fields/recipient';
import { callbackUrl, fromUnlessOnly, recipientOptions, sessionOptionsOf } from '../../fields/send';
import { oneSpelling } from '../../fields/spelling';
import {
	cleanParameters,
	parameterRows,
	parametersJson,
	parameterTextsOf,
	specifyParameters,
	template,
	templateParameters,
	templateParametersOf,
} from '../../fields/template';
import { channelToSendFrom } from '../../steps/channel';
import { exampleMessage } from '../../steps/delivery';
import { asThrown } from '../../transport/words';
import type { Service } from '../../transport/service';
import { joint, type JointEntry } from '../operation';
import { Campaign, campaignEndpoints, type Recipient, type Row, type Settings } from './campaign';

const CHANNELS = 'GET /chat/v1/channel';
const TEMPLATES = 'GET /chat/v1/template';

const options = collection.options([
	...recipientOptions,
	callbackUrl,
	cleanParameters,
	{
		...fileUrl,
		required: undefined,
		description: 'The image, video or document of a template that has one at its top, by its public address',
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Maximum',
		name: 'maximum',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 250,
		description:
			'Max number of people to send to in one run; the next run goes on with the others. WhatsApp has a limit a day for each channel.',
		whenEmptied: 'refuse',
	},
	...metadataFields({
		displayName: 'Session Metadata',
		name: 'sessionMetadata',
		description: 'Names and values of your own, kept with the session while it is active',
	}),
	{
		...portfolios,
		displayName: 'Skip if in Portfolio Names or IDs',
		name: 'skipPortfolioIds',
		description: `Who is in one of these portfolios is left out. ${portfolios.description}.`,
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Skip if Received Within Days',
		name: 'skipReceivedDays',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 30,
		description:
			'Who got this template in the last so many days is left out, whoever sent it. To find out takes three requests or more for each person.',
		whenEmptied: 'refuse',
	},
	{
		...tags,
		displayName: 'Skip if Tagged With Names or IDs',
		name: 'skipTagIds',
		description: `Who has one of these tags is left out, such as people who have asked for it. ${tags.description}`,
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Stop After Failures',
		name: 'stopAfterFailures',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 20,
		description:
			'Nothing more is sent once so many were refused, were not delivered, or nobody knows of. It takes a request more for each person.',
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Stop at Failure Percentage',
		name: 'stopAtShare',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 10,
		description:
			'Nothing more is sent once so many in a hundred were refused, were not delivered, or nobody knows of, counted from the tenth on. It takes a request more for each person.',
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Wait for Test',
		name: 'testMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 60 },
		default: 5,
		description: 'How many minutes the test may take to be delivered; 2 without this option',
		whenEmptied: 'refuse',
	},
]);

const properties = [
	{
		displayName: 'Campaign',
		name: 'campaign',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Black Friday 2026',
		description:
			'What you call this sending. Whoever was sent the message under this name is not sent it again, however often the workflow runs.',
	},
	{
		...anyRecipient,
		// A row without a number is told of in its place, and does not hold the others up.
		required: undefined,
		skippable: undefined,
		hint: 'Of each input item its own: an expression such as {{ $json.phone }}',
		description: `${anyRecipient.description}. Each person gets the message once, however often and in whatever writing the number is in the list.`,
	},
	fromUnlessOnly,
	template,
	{
		...specifyParameters,
		options: [
			...specifyParameters.options,
			{
				name: 'From the Item',
				value: 'item',
				description: 'Fields of the item that have the names of the parameters, such as the columns of a table',
			},
		],
	},
	templateParameters,
	parameterRows,
	parametersJson,
	{
		displayName: 'Test Recipient',
		name: 'testRecipient',
		type: 'string',
		default: '',
		placeholder: 'e.g. +55 11 97777-6666',
		description:
			'A phone number of your own that gets the message first, with the values of the first person. The others get it only once it was delivered there.',
		// No list goes out without its test for an expression that brings none.
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description:
			'Whether to only tell who would be sent the message, without sending anything. Turn it off when the list is right.',
	},
	options,
] as const;
type Given = Parameters<typeof properties>;

export const sendTemplateToMany = joint({
	name: 'Send Template to Many',
	value: 'sendTemplateToMany',
	action: 'Send template message to many',
	description:
		'Send an approved template to all people in a list: a test first, each person once, those left out who have opted out, and a report of everybody',
	endpoint: [...campaignEndpoints, CHANNELS, TEMPLATES],
	properties,
	target: ({ campaign }) => `campaign ${plain(campaign)}`,
	execute: async (entries, workbench, report) => {
		const { campaign: name, from: given, templateId, dryRun, testRecipient, options } = settingsOf(entries);
		const settings: Settings = {
			...options,
			templateId,
			dryRun,
			tester: testRecipient.trim() === '' ? undefined : recipientOf(testRecipient),
		};
		const campaign = new Campaign(settings, workbench, (place, row) =>
			report(place, [contentOf(name, entries[place].given.to, row)]),
		);
		const from = await channelToSendFrom(workbench, given);
		const recipients = await recipientsOf(entries, from, workbench, campaign.skip);
		// Another execution may be sending it: what that has sent must be found before this one asks for it.
		const { inTurn } = workbench;
		await (dryRun
			? campaign.run(recipients)
			: inTurn(`campaign ${plain(name)}`, async () => await campaign.run(recipients)));
	},
	example: () => contentOf('', '', { to: '', outcome: 'sent', reason: '', senderId: '', message: exampleMessage }),
});

function contentOf(campaign: string, recipient: string, { to, outcome, reason, message, senderId }: Row): IDataObject {
	const delivery = message?.delivery;
	return {
		recipient,
		to,
		outcome,
		reason,
		campaign: campaign.trim(),
		messageId: delivery?.id ?? null,
		sessionId: delivery?.sessionId ?? null,
		status: delivery?.status ?? null,
		createdAt: delivery?.createdAt ?? null,
		senderId: senderId ?? null,
	};
}

type Entry = JointEntry<Given>;

/** What may differ from person to person; by the name, items are of one campaign. */
const OF_A_PERSON: ReadonlySet<string> = new Set([
	'callbackUrl',
	'campaign',
	'parameterPairs',
	'parametersJson',
	'sessionMetadata',
	'sessionMetadataJson',
	'templateParameters',
	'to',
]);

/**
 * What holds for the whole campaign.
 * @throws UserError if it is not the same for all items
 */
function settingsOf([{ given: first }, ...others]: readonly Entry[]): Given {
	const differs = (held: (given: Given) => unknown) =>
		others.some(({ given }) => JSON.stringify(held(given)) !== JSON.stringify(held(first)));
	const differing = [
		...properties.filter(({ name }) => name !== 'options' && differs((given) => given[name])),
		...options.options.filter(({ name }) => differs(({ options }) => options[name])),
	].find(({ name }) => !OF_A_PERSON.has(name));
	if (differing === undefined) return first;
	throw new UserError('A campaign has one set of settings', {
		description: `'${differing.displayName}' differs between items that have the same campaign and account. Only the recipient and what is said to them may; for another template or channel give the campaign another name. Nothing was sent.`,
	});
}

/**
 * Whom a campaign is for, each once. What is wrong with a single item is told in its row.
 * @param from the channel that it goes out on
 * @param skip tells of an item that it is left out, and why
 * @throws UserError if something is wrong with each of them
 */
async function recipientsOf(
	entries: readonly Entry[],
	from: string,
	workbench: Service<typeof TEMPLATES>,
	skip: (place: number, to: string, reason: string) => void,
): Promise<Recipient[]> {
	const [{ given: first }] = entries;
	// In a dry run too, since the service is not asked then whether all are given.
	const isAsked = first.specifyParameters === 'item' || first.dryRun;
	const names = isAsked ? await parameterNamesOf(first.templateId, workbench) : [];
	const recipients = new Map<string, Recipient>();
	const wrong = new Map<number, UserError>();
	const doubles: Array<[place: number, to: string]> = [];
	for (const [place, { given, item }] of entries.entries()) {
		try {
			const recipient = recipientIn(given);
			const person = oneSpelling(recipient);
			if (recipients.has(person)) {
				doubles.push([place, recipient]);
				continue;
			}
			const senderId = senderIdOf(given.campaign, person);
			const message = messageTo(recipient, from, senderId, given, parametersOf(given, names, item));
			const lacking = names.filter((name) => message.body.parameters?.[name] === undefined);
			recipients.set(person, { place, to: recipient, senderId, message, lacking });
		} catch (error) {
			if (!(error instanceof UserError)) throw asThrown(error);
			wrong.set(place, error);
		}
	}
	const [error] = wrong.values();
	if (recipients.size === 0) {
		throw new UserError(entries.length === 1 ? error.message : `Nobody can be sent to: ${error.message}`, {
			description: error.description ?? undefined,
		});
	}
	for (const [place, { message, description }] of wrong) {
		skip(place, String(entries[place].given.to).trim(), [message, description].filter(Boolean).join('. '));
	}
	for (const [place, to] of doubles) skip(place, shownRecipient(to), 'The same person is in the list further up');
	return [...recipients.values()];
}

/** Whom an item is for. @throws UserError if its recipient is none */
function recipientIn({ to: given }: Given): string {
	if (given.trim() !== '') return recipientOf(given);
	throw new UserError('Recipient is empty! Fill in the Recipient field', {
		description: `'${anyRecipient.displayName}' holds nothing.`,
	});
}

/** The names of a template's parameters. @throws UserError if the account has no such template */
async function parameterNamesOf(templateId: string, { list }: Service<typeof TEMPLATES>): Promise<string[]> {
	const query = { IncludeDetails: ['Params' as const] };
	for await (const { id, params } of list({ endpoint: TEMPLATES, query }, 'PageNumber')) {
		if (id === templateId) return (params ?? []).flatMap(({ name }) => name ?? []);
	}
	throw new UserError('The account has no template with this ID', {
		description: `“${templateId}” was given. Choose the template in 'Template' from the list.`,
	});
}

/** Columns of tables seldom have the spaces, accents and capitals of the template. */
const columnName = (name: string) => plain(name).replace(/[\s_-]+/g, ' ');

function parametersOf(given: Given, names: readonly string[], item: IDataObject) {
	const { specifyParameters: way, templateParameters: ofTemplate, parameterPairs, parametersJson, options } = given;
	const { cleanParameters } = options;
	if (way !== 'item') {
		return templateParametersOf(
			{ specifyParameters: way, templateParameters: ofTemplate, parameterPairs, parametersJson },
			cleanParameters,
		);
	}
	const alike = new Map(Object.keys(item).map((column) => [columnName(column), column]));
	const values = names.map((name): [string, unknown] => [
		name,
		item[Object.hasOwn(item, name) ? name : (alike.get(columnName(name)) ?? name)],
	]);
	return parameterTextsOf(pairsIn(specifyParameters, Object.fromEntries(values)), cleanParameters);
}

/**
 * By which a message is found again, whichever run has sent it: the same for the same person and campaign, in whatever case
 * and accents, as no name is to be sent to twice for how it was typed. It is written
 * like the IDs of the service, and tells nobody the number.
 */
function senderIdOf(campaign: string, person: string): string {
	const hash = createHash('sha256')
		.update(`${plain(campaign)}\n${person}`)
		.digest('hex');
	// Version 8 is for IDs that somebody makes in a way of their own (RFC 9562).
	return [
		hash.slice(0, 8),
		hash.slice(8, 12),
		`8${hash.slice(13, 16)}`,
		`8${hash.slice(17, 20)}`,
		hash.slice(20, 32),
	].join('-');
}

const messageTo = (
	to: string,
	from: string,
	senderId: string,
	{ templateId, options }: Given,
	parameters: Record<string, string> | undefined,
): Request<'POST /chat/v1/send/template'> => ({
	body: {
		to,
		from,
		templateId,
		parameters,
		senderId,
		fileIdOrUrl: options.fileUrl ? publicAddress(options.fileUrl) : undefined,
		callbackUrl: options.callbackUrl || undefined,
		sessionMetadata: metadataObject({ rows: options.sessionMetadata, json: options.sessionMetadataJson }, 'Session Metadata'),
		options: sessionOptionsOf(options),
	},
});
