import {
	UserError,
	type ILoadOptionsFunctions,
	type ResourceMapperField,
	type ResourceMapperFields,
} from 'n8n-workflow';
import type { Request } from '../../../contract';
import { asThrown } from '../transport/words';
import { asking } from './ask';
import * as all from './choices';
import { joined, labelOf, type Choice } from './choices';
import { chosenValue, idOfChoice } from './chosen';
import { Directory } from './directory';
import { source, type Found, type Source } from './editorLists';
import { fitting } from './fitting';

type TemplateFilter = NonNullable<Request<'GET /chat/v1/template'>['query']>;

const NO_PARAMETERS = 'This template has no parameters.';

/**
 * Approved templates by name: those of the channel chosen in the field `from`, or of all channels.
 * @param more what else narrows them down
 */
export const templates =
	(more: TemplateFilter): Found<Source[]> =>
	async (directory, context, filter) => {
		const channels = await all.channels(directory);
		const chosen = chosenChannel(context, channels);
		return [
			source(
				{
					endpoint: 'GET /chat/v1/template',
					query: { ...more, Name: filter, ChannelId: chosen?.id, ApprovedOnly: true, Archived: false },
				},
				({ id = '', name, channelId }) => {
					const other = chosen ? undefined : channels.find((channel) => channel.id === channelId);
					return [{ id, name: name ?? '', label: joined(name ?? id, other && labelOf(other)) }];
				},
			),
		];
	};

/** The channel that is chosen in the field `from`; undefined if none is, or it is not known before a run. */
function chosenChannel(context: ILoadOptionsFunctions, channels: readonly Choice[]): Choice | undefined {
	// For a session the field is hidden, and may still hold what was chosen before.
	if (context.getCurrentNodeParameter('sendTo') === 'session') return undefined;
	const [chosen, ...others] = fitting(channels, chosenValue(context, 'from') ?? '');
	return others.length === 0 ? chosen : undefined;
}

/** The parameters of the template that is chosen in the field `templateId`. */
export async function getTemplateParameters(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const templateId = chosenValue(this, 'templateId') ?? '';
	// The editor shows the notice, but no text of an error.
	const notice = (emptyFieldsNotice: string): ResourceMapperFields => ({ fields: [], emptyFieldsNotice });
	if (templateId === '') return notice('Choose a template to see its parameters.');
	if (templateId.startsWith('=')) {
		return notice("The template is known only when the workflow runs: set 'Specify Parameters' to 'As Names and Values'.");
	}
	return await asking(this, async (client) => {
		const directory = new Directory(client);
		const sender = chosenValue(this, 'from') || undefined;
		try {
			const picked = await idOfChoice(directory, 'template', templateId, (kind) =>
				kind === 'sender' ? sender : undefined,
			);
			// The service gives no single template.
			const known = await directory.list({ endpoint: 'GET /chat/v1/template', query: { IncludeDetails: ['Params'] } });
			const template = known.find(({ id }) => id === picked);
			if (!template) return notice('The account has no template with this ID.');
			return { fields: (template.params ?? []).map(fieldOf), emptyFieldsNotice: NO_PARAMETERS };
		} catch (error) {
			if (error instanceof UserError) return notice(`${error.message}. ${error.description ?? ''}`);
			throw asThrown(error);
		}
	});
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
