import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { tagNames } from '../../fields/contact';
import { between, changeOptions, dateFilters, listOptions, listQuery } from '../../fields/list';
import { metadata, metadataObject } from '../../fields/metadata';
import { includeSessionDetails, sessionFilters, sessionQuery, sessionSummary, sessionWith } from '../../fields/session';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sessions',
	description: 'Retrieve a list of sessions, narrowed down by filters',
	endpoint: 'GET /chat/v2/session',
	properties: [
		collection.filters([
			...between('Active', 'active', 'sessions that were active'),
			...dateFilters,
			...between('Ended', 'ended', 'sessions that ended'),
			...between('Last Interaction', 'lastInteraction', 'sessions with their last message'),
			{ ...metadata, description: 'Only sessions whose metadata has these values' },
			...sessionFilters,
			{ ...tagNames, description: 'Only sessions whose contact has one of the tags with these names' },
		]),
		collection.options([
			includeSessionDetails,
			...changeOptions,
			...listOptions('LastInteractionAt', 'StartAt', 'EndAt', 'ActiveAt', 'Number'),
		]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: {
			...sessionQuery(filters),
			'EndAt.Before': filters.endedBefore,
			'EndAt.After': filters.endedAfter,
			'ActiveAt.Before': filters.activeBefore,
			'ActiveAt.After': filters.activeAfter,
			'LastInteractionAt.Before': filters.lastInteractionBefore,
			'LastInteractionAt.After': filters.lastInteractionAfter,
			Metadata: metadataObject({ rows: filters.metadata }),
			IncludeDetails: options.includeDetails,
			...listQuery(filters, options),
		},
	}),
	output: (session, { options }) => sessionWith(session, options.includeDetails),
	simplify: sessionSummary,
});
