import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { tagNames, tagsOf } from '../../fields/contact';
import {
	between,
	changeOptions,
	dateFilters,
	dateQuery,
	limit,
	listOptions,
	returnAll,
	sortingQuery,
} from '../../fields/list';
import { metadata, metadataObject } from '../../fields/metadata';
import { channels, contact, department, tags, user } from '../../fields/pick';
import { includeSessionDetails, sessionSummary, sessionWith, statusFilter, typeFilter } from '../../fields/session';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sessions',
	description: 'Retrieve a list of sessions, narrowed down by filters',
	endpoint: 'GET /chat/v2/session',
	properties: [
		returnAll,
		limit,
		collection.filters([
			...between('Active', 'active', 'sessions that were active'),
			channels,
			contact,
			...dateFilters,
			department,
			...between('Ended', 'ended', 'sessions that ended'),
			...between('Last Interaction', 'lastInteraction', 'sessions with their last message'),
			{ ...metadata, description: 'Only sessions whose metadata has these values' },
			statusFilter,
			{ ...tagNames, description: 'Only sessions whose contact has one of the tags with these names' },
			tags,
			typeFilter,
			user,
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
			Status: filters.status,
			DepartmentId: filters.departmentId,
			UserId: filters.userId,
			TagsId: tagsOf(filters).tagIds,
			ChannelsId: filters.channelIds,
			ContactId: filters.contactId,
			'EndAt.Before': filters.endedBefore,
			'EndAt.After': filters.endedAfter,
			'ActiveAt.Before': filters.activeBefore,
			'ActiveAt.After': filters.activeAfter,
			'LastInteractionAt.Before': filters.lastInteractionBefore,
			'LastInteractionAt.After': filters.lastInteractionAfter,
			Metadata: metadataObject(filters.metadata),
			Type: filters.type,
			IncludeDetails: options.includeDetails,
			...dateQuery(filters),
			...sortingQuery(options),
		},
	}),
	output: (session, { options }) => sessionWith(session, options.includeDetails),
	simplify: sessionSummary,
});
