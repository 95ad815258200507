import { customFieldViews } from '../custom-fields.mts';
import type { Handlers } from '../handler.mts';

export const customField = {
	customFieldList: (account, { query }) =>
		customFieldViews(account, query.EntityType ?? 'CONTACT', { nested: query.NestedList }),
} satisfies Handlers;
