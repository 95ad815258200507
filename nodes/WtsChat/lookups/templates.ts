import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import { phoneDigits } from '../fields/phone';
import { PAGE_SIZE } from '../transport/paging';
import { ask } from './ask';
import { chosenValue } from './chosen';
import { nameOfChannel } from './names';

type Channel = Answer<'GET /chat/v1/channel'>[number];
type TemplateFilter = NonNullable<Request<'GET /chat/v1/template'>['query']>;

// The service gives no single template, so its list is gone through, this far.
const MOST_PAGES = 50;
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
	const pageNumber = Number(paginationToken ?? 1);
	const channels = await ask(context, { endpoint: 'GET /chat/v1/channel' });
	const chosen = chosenChannel(context, channels);
	const page = await ask(context, {
		endpoint: 'GET /chat/v1/template',
		query: {
			...more,
			Name: filter?.trim(),
			ChannelId: chosen?.id,
			ApprovedOnly: true,
			Archived: false,
			PageNumber: pageNumber,
			PageSize: PAGE_SIZE,
		},
	});
	const results = (page.items ?? []).map(({ id, name, channelId }): INodePropertyOptions => {
		const channel = chosen ? undefined : channels.find((candidate) => candidate.id === channelId);
		return { name: [name ?? id, channel && nameOfChannel(channel)].filter(Boolean).join(' · '), value: id ?? '' };
	});
	return { results, paginationToken: page.hasMorePages ? String(pageNumber + 1) : undefined };
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
	for (let pageNumber = 1; pageNumber <= MOST_PAGES; pageNumber++) {
		const page = await ask(this, {
			endpoint: 'GET /chat/v1/template',
			query: { IncludeDetails: ['Params'], PageNumber: pageNumber, PageSize: PAGE_SIZE },
		});
		const template = page.items?.find(({ id }) => id === templateId);
		if (template) return { fields: (template.params ?? []).map(fieldOf), emptyFieldsNotice: NO_PARAMETERS };
		if (!page.hasMorePages) break;
	}
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
