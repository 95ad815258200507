// How n8n's editor asks for what the account has: the names of the node's methods. `lookups/` has one for each.

/** What fills the list of a locator. */
export type SearchMethod =
	| 'searchAgents'
	| 'searchAllUsers'
	| 'searchAuthenticationTemplates'
	| 'searchCardNotes'
	| 'searchCards'
	| 'searchChannels'
	| 'searchChatbots'
	| 'searchContacts'
	| 'searchDepartments'
	| 'searchLostReasons'
	| 'searchLostReasonsOfCard'
	| 'searchOpenSessions'
	| 'searchPanels'
	| 'searchPortfolios'
	| 'searchResponseKeys'
	| 'searchScheduledMessages'
	| 'searchSequences'
	| 'searchSteps'
	| 'searchStepsOfCard'
	| 'searchTags'
	| 'searchTemplates'
	| 'searchUsers'
	| 'searchWebhookSubscriptions';

/** What fills a multiple choice. */
export type LoadMethod =
	| 'getChannels'
	| 'getDepartments'
	| 'getPanelTags'
	| 'getPortfolios'
	| 'getSequences'
	| 'getTags'
	| 'getWebhookEvents';

/** What gives the fields of a resource mapper. */
export type MapperMethod = 'getContactCustomFields' | 'getPanelCustomFields' | 'getTemplateParameters';
