import { isId } from './id';
import type { SearchMethod } from './methods';
import { isMeantAsPhone } from './phone';

/** Something of which the account has several, that a field can pick by its name. */
interface Named {
	/** What one is called, as in "step", and several. */
	one: string;
	several: string;
	/** What fills the list of a locator. */
	search?: SearchMethod;
	/** What one is known by; its name if left out. */
	knownBy?: string;
	/** By what those of one name can be told apart beside their IDs. */
	apartBy?: string;
	/** A name, as examples show it. */
	example: string;
	/** What the way of picking by name is called, where it takes more than names. */
	mode?: string;
	/** Whether a text is what requests take, so that nothing has to be looked up; an ID if left out. */
	isPicked?: (text: string) => boolean;
}

/** A template's ID is no UUID, but five or six characters in front of a name (observed.md §6). */
const isTemplateId = (text: string) => isId(text) || /^(?=[a-f]*\d)[0-9a-f]{5,6}_/i.test(text);

/** The API takes a channel to send from by its number or Instagram name, too. */
const isSender = (text: string) => isId(text) || /^@\S+$/.test(text) || isMeantAsPhone(text);

const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** Where the API takes a phone number as well as an ID, what is neither it refuses itself. */
const isContactOrPhone = (text: string) => isMeantAsPhone(text) || !(isEmail(text) || text.startsWith('@'));

const isIdOrPhone = (text: string) => isId(text) || isMeantAsPhone(text);

const ADDRESS = {
	knownBy: 'phone number, email address or Instagram name',
	example: '+55 11 98888-7777',
} as const;

const CONTACT = {
	one: 'contact',
	several: 'contacts',
	search: 'searchContacts',
	mode: 'By Phone Number, Email or Instagram Name',
	...ADDRESS,
} as const;

const NAMED = {
	agent: {
		one: 'agent',
		several: 'agents',
		search: 'searchAgents',
		example: 'Paulo Leão',
		mode: 'By Name, Email or Phone Number',
	},
	card: {
		one: 'card',
		several: 'cards',
		search: 'searchCards',
		knownBy: 'key, title or contact',
		example: 'VEN-32',
		mode: "By Key, Title or Contact's Phone Number",
	},
	channel: {
		one: 'channel',
		several: 'channels',
		search: 'searchChannels',
		apartBy: 'phone number or Instagram name',
		example: 'Loja Centro',
		mode: 'By Name, Phone Number or Instagram Name',
	},
	chatbot: { one: 'chatbot', several: 'chatbots', search: 'searchChatbots', example: 'Pesquisa de satisfação' },
	contact: CONTACT,
	/** A contact by its ID or phone number, of which the API takes either. */
	contactOrPhone: { ...CONTACT, isPicked: isContactOrPhone },
	/** A contact by whatever it is known by, its name too. */
	namedContact: {
		...CONTACT,
		knownBy: 'phone number, email address, Instagram name or name',
		example: 'Ana Silva',
		mode: 'By Phone Number, Email, Instagram Name or Name',
		isPicked: isIdOrPhone,
	},
	department: { one: 'department', several: 'departments', search: 'searchDepartments', example: 'Vendas' },
	lostReason: { one: 'lost reason', several: 'lost reasons', search: 'searchLostReasons', example: 'Preço' },
	panel: { one: 'panel', several: 'panels', search: 'searchPanels', example: 'Vendas' },
	panelTag: { one: 'tag', several: 'tags of the panel', example: 'Urgente' },
	portfolio: { one: 'portfolio', several: 'portfolios', search: 'searchPortfolios', example: 'Clientes VIP' },
	/** A channel to send from. */
	sender: {
		one: 'channel',
		several: 'channels',
		search: 'searchChannels',
		example: 'Loja Centro',
		isPicked: isSender,
	},
	sequence: { one: 'sequence', several: 'sequences', search: 'searchSequences', example: 'Boas-vindas' },
	/** The open session of a contact. */
	session: {
		one: 'session',
		several: 'open sessions',
		search: 'searchOpenSessions',
		mode: "By Contact's Phone Number, Email or Instagram Name",
		...ADDRESS,
	},
	step: { one: 'step', several: 'steps', search: 'searchSteps', example: 'Proposta' },
	tag: { one: 'tag', several: 'tags', search: 'searchTags', example: 'Cliente VIP' },
	template: {
		one: 'template',
		several: 'templates',
		search: 'searchTemplates',
		example: 'pedido_enviado',
		isPicked: isTemplateId,
	},
	user: {
		one: 'user',
		several: 'users',
		search: 'searchUsers',
		example: 'Paulo Leão',
		mode: 'By Name, Email or Phone Number',
	},
} as const satisfies Record<string, Named>;

/** What a field can pick by its name. */
export type Kind = keyof typeof NAMED;

/** What a locator can pick by its name. */
export type Located = { [K in Kind]: (typeof NAMED)[K] extends { search: SearchMethod } ? K : never }[Kind];

/** What is said of each kind. */
export const KINDS: Readonly<Record<Kind, Named>> = NAMED;

/** Whether a text is what requests take for something of a kind, so that nothing has to be looked up. */
export const isPicked = (kind: Kind, text: string): boolean => (KINDS[kind].isPicked ?? isId)(text);
