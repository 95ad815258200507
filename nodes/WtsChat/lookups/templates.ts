import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import { phoneDigits } from '../fields/phone';
import { ask } from './ask';
import { search, source, whole } from './choices';
import { chosenValue } from './chosen';
import { nameOfChannel } from './names';
import { nameOf } from './results';

type Channel = Answer<'GET /chat/v1/channel'>[number];
type TemplateFilter = NonNullable<Request<'GET /chat/v1/template'>['query']>;

const NO_PARAMETERS = 'This template has no parameters.';

/** Approved templates by name: those of the channel chosen in the field `from`, or of all channels. */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await approvedTemplates(this, {}, filter, paginationToken);
}

/** The same of the templates for one-time passwords. */
export async function searchAuthenticationTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await approvedTemplates(this, { Type: 'AUTHENTICATION' }, filter, paginationToken);
}

async function approvedTemplates(
	context: ILoadOptionsFunctions,
	more: TemplateFilter,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const channels = await ask(context, { endpoint: 'GET /chat/v1/channel' });
	const chosen = chosenChannel(context, channels);
	const templates = source(
		{
			endpoint: 'GET /chat/v1/template',
			query: { ...more, Name: filter?.trim(), ChannelId: chosen?.id, ApprovedOnly: true, Archived: false },
		},
		({ id, name, channelId }) => {
			const channel = chosen ? undefined : channels.find((candidate) => candidate.id === channelId);
			return [{ name: nameOf(name ?? id, channel && nameOfChannel(channel)), value: id ?? '' }];
		},
	);
	return await search(context, [templates], paginationToken);
}

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
	const templates = await whole(this, { endpoint: 'GET /chat/v1/template', query: { IncludeDetails: ['Params'] } });
	const template = templates.find(({ id }) => id === templateId);
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
