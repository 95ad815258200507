import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import { phoneDigits } from '../fields/phone';
import { asking } from './ask';
import { source, type Source } from './choices';
import { chosenValue } from './chosen';
import { Directory } from './directory';
import { channel } from './entries';
import { joined, labelOf } from './entry';

type Channel = Answer<'GET /chat/v1/channel'>[number];
type TemplateFilter = NonNullable<Request<'GET /chat/v1/template'>['query']>;

const NO_PARAMETERS = 'This template has no parameters.';

/**
 * Approved templates by name: those of the channel chosen in the field `from`, or of all channels.
 * @param more what else narrows them down
 */
export const templates =
	(more: TemplateFilter) =>
	async (context: ILoadOptionsFunctions, directory: Directory, filter: string | undefined): Promise<Source[]> => {
		const channels = await directory.list({ endpoint: 'GET /chat/v1/channel' }, 'whole');
		const chosen = chosenChannel(context, channels);
		return [
			source(
				{
					endpoint: 'GET /chat/v1/template',
					query: { ...more, Name: filter, ChannelId: chosen?.id, ApprovedOnly: true, Archived: false },
				},
				({ id = '', name, channelId }) => {
					const other = chosen ? undefined : channels.find((candidate) => candidate.id === channelId);
					return [{ id, name: name ?? '', label: joined(name ?? id, other && labelOf(channel(other))) }];
				},
			),
		];
	};

/** The channel that is chosen in the field `from`; undefined if none is, or it is not known before a run. */
function chosenChannel(context: ILoadOptionsFunctions, channels: readonly Channel[]): Channel | undefined {
	// Into a session there is no such field, though it may still hold what was chosen before.
	if (context.getCurrentNodeParameter('sendTo') === 'session') return undefined;
	const from = chosenValue(context, 'from') ?? '';
	const digits = /^[+\d]/.test(from) ? digitsOf(from) : undefined;
	return channels.find(
		({ id, number, identity }) =>
			id === from || (number && number === digits) || (from !== '' && identity?.humanId === from),
	);
}

function digitsOf(number: string): string | undefined {
	try {
		return phoneDigits(number);
	} catch {
		// It is not complete yet, while somebody is typing.
		return undefined;
	}
}

/** The parameters of the template that is chosen in the field `templateId`. */
export async function getTemplateParameters(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const templateId = chosenValue(this, 'templateId') ?? '';
	// The editor shows the notice, but no text of an error.
	const notice = (emptyFieldsNotice: string): ResourceMapperFields => ({ fields: [], emptyFieldsNotice });
	if (templateId === '') return notice('Choose a template to see its parameters.');
	if (templateId.startsWith('=')) {
		return notice("The template is known only when the workflow runs: set 'Specify Parameters' to names and values.");
	}
	// The service gives no single template.
	const all = await asking(
		this,
		async (client) =>
			await new Directory(client).list({ endpoint: 'GET /chat/v1/template', query: { IncludeDetails: ['Params'] } }),
	);
	const template = all.find(({ id }) => id === templateId);
	if (template) return { fields: (template.params ?? []).map(fieldOf), emptyFieldsNotice: NO_PARAMETERS };
	return notice('The account has no template with this ID.');
}

function fieldOf({ name }: { name?: string | null }): ResourceMapperField {
	return {
		id: name ?? '',
		displayName: name ?? '',
		type: 'string',
		required: true,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
	};
}
