import { addCard } from './cards.mts';
import { writeTime } from './clock.mts';
import { addContact } from './contacts.mts';
import { addMessage } from './messages.mts';
import { completeSession, isUnofficial, openSession } from './sessions.mts';
import {
	channelOrFirst,
	type Account,
	type Agent,
	type Channel,
	type Chatbot,
	type Contact,
	type CustomField,
	type Department,
	type Panel,
	type Session,
	type SessionStatus,
	type Tag,
	type Template,
} from './account.mts';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

// prettier-ignore
const firstNames = [
	'Ana', 'João', 'Beatriz', 'Antônio', 'Camila', 'José', 'Débora', 'Luís', 'Fernanda', 'Márcio', 'Gabriela', 'Vinícius',
	'Helena', 'Caio', 'Isadora', 'Otávio', 'Júlia', 'Rogério', 'Larissa', 'Sérgio', 'Mônica', 'Thiago', 'Patrícia', 'Érica',
	'Renata', 'Conceição', 'Inês', 'Aurélio', 'Zélia', 'Ícaro',
];
// prettier-ignore
const lastNames = [
	'Silva', 'Araújo', 'Conceição', 'Brandão', 'Gonçalves', 'Magalhães', 'Nóbrega', 'Pacheco', 'Queirós', 'Teixeira',
	'Vasconcelos', 'Simões', 'Falcão', 'Guimarães', 'Moura', 'Sampaio', 'Leão', 'Avelar', 'Batista', 'Figueiró',
];
const areaCodes = ['11', '19', '21', '27', '31', '41', '48', '51', '55', '61', '62', '71', '81', '85', '92'];
const questions = [
	'Bom dia! Gostaria de saber o prazo de entrega do meu pedido.',
	'Olá, vocês têm esse modelo na cor azul?',
	'Preciso da segunda via do boleto, por favor.',
	'Meu aparelho parou de ligar, o que eu faço?',
	'Qual é o horário de atendimento no sábado?',
	'Quero remarcar a visita técnica de amanhã.',
	'Recebi o produto errado, como faço a troca?',
	'Vocês parcelam em quantas vezes?',
];
const answers = [
	'Olá! Vou verificar para você, só um instante.',
	'Claro! O prazo é de três dias úteis.',
	'Enviei a segunda via para o seu e-mail.',
	'Pronto, a visita foi remarcada para quinta-feira às 14h.',
	'Sim, em até dez vezes sem juros.',
	'Pode me informar o número do pedido?',
];
const thanks = ['Muito obrigado!', 'Perfeito, era só isso.', 'Ok, aguardo.', 'Show, valeu! 👍'];

/** Fills an empty account with a believable company and a few hundred sessions; the same seed gives the same account. */
export function seedAccount(account: Account): void {
	const channels = seedChannels(account);
	const agents = seedAgents(account);
	const departments = seedDepartments(account, agents, channels);
	const tags = seedTags(account);
	seedCustomFields(account);
	seedTemplates(account, channels);
	seedChatbots(account, channels, departments);
	const contacts = seedContacts(account, tags);
	seedPortfolios(account, contacts, departments);
	seedSequences(account, contacts);
	seedPanels(account, contacts, agents);
	seedOfficeHours(account);
	seedSessions(account, { channels, departments, agents, contacts });
}

const ago = (account: Account, milliseconds: number) => writeTime(account.clock.now() - milliseconds);

function dates(account: Account, days: number) {
	return { createdAt: ago(account, days * day), updatedAt: ago(account, Math.floor(days / 2) * day) };
}

function put<T extends { id: string }>(records: Map<string, T>, list: T[]): T[] {
	for (const record of list) records.set(record.id, record);
	return list;
}

interface ChannelSeed {
	type: Channel['type'];
	number: string | null;
	displayName: string;
	humanId: string;
}

function seedChannels(account: Account): Channel[] {
	const seeds: ChannelSeed[] = [
		{ type: 'CloudAPI_WhatsApp', number: '551140020001', displayName: 'Aurora Utilidades', humanId: '(11) 4002-0001' },
		{ type: 'CloudAPI_WhatsApp', number: '551140020002', displayName: 'Aurora Assistência', humanId: '(11) 4002-0002' },
		{ type: 'ZAPI_WhatsApp', number: '5511987650003', displayName: 'Aurora Loja Centro', humanId: '(11) 98765-0003' },
		{ type: 'Instagram', number: null, displayName: 'Aurora Utilidades', humanId: '@aurora.utilidades' },
		{ type: 'Messenger', number: null, displayName: 'Aurora Utilidades', humanId: 'aurora.utilidades' },
	];
	return put(
		account.channels,
		seeds.map(({ type, number, displayName, humanId }) => ({
			id: account.id(),
			...dates(account, 700),
			active: true,
			type,
			number,
			numberFormatted: number === null ? null : humanId,
			identity: {
				humanId,
				platform: type.endsWith('WhatsApp') ? 'WhatsApp' : type,
				provider: type.split('_')[0] ?? type,
				providerVariable: null,
				pictureUrl: null,
				displayName,
			},
		})),
	);
}

function seedAgents(account: Account): Agent[] {
	const people: [name: string, profile: string][] = [
		['Márcia Nóbrega', 'ADMIN'],
		['Paulo Sérgio Leão', 'AGENT'],
		['Júlia Araújo', 'AGENT'],
		['Tomás Gonçalves', 'AGENT'],
		['Letícia Brandão', 'AGENT'],
		['Otávio Simões', 'RESTRICTEDAGENT'],
	];
	return put(
		account.agents,
		people.map(([name, profile], index): Agent => {
			const phoneNumber = `+55|1191234000${index}`;
			return {
				id: account.id(),
				...dates(account, 400 - index * 30),
				companyId: account.companyId,
				// The id by which everything else refers to the agent; never the same as `id`.
				userId: account.id(),
				name,
				shortName: name.split(' ')[0] ?? name,
				email: `${emailName(name)}@aurora.example`,
				phoneNumber,
				phoneNumberFormatted: `(11) 91234-000${index}`,
				profile,
				isOwner: index === 0,
				availability: index % 3 === 2 ? 'UNAVAILABLE' : 'AVAILABLE',
				status: 'Active',
				loggedIn: true,
			};
		}),
	);
}

const emailName = (name: string) =>
	name
		.normalize('NFD')
		.replace(/\p{Diacritic}/gu, '')
		.toLowerCase()
		.replaceAll(' ', '.');

function seedDepartments(account: Account, agents: Agent[], channels: Channel[]): Department[] {
	const names = ['Atendimento', 'Vendas', 'Financeiro', 'Suporte Técnico'];
	return put(
		account.departments,
		names.map((name, index): Department => {
			const id = account.id();
			const members = agents.filter((_, place) => place === 0 || place % names.length === index || index === 0);
			return {
				id,
				...dates(account, 500),
				companyId: account.companyId,
				directLinks: {},
				name,
				description: null,
				isDefault: index === 0,
				isPrivate: false,
				distribuitionEnabled: index < 2,
				restrictionType: 'NONE',
				distributionConfig: { expirationIsEnabled: false, maximumDurationInMinutes: 0, inactivityTimeInMinutes: 0 },
				agents: members.map(({ userId, isOwner }) => ({
					userId,
					departmentId: id,
					isAgent: true,
					isSupervisor: isOwner,
				})),
				channelScope: index === 3 ? 'SELECTED' : 'ALL',
				channelIds: index === 3 ? channels.slice(1, 2).map((channel) => channel.id) : [],
			};
		}),
	);
}

function seedTags(account: Account): Tag[] {
	const seeds: [name: string, color: NonNullable<Tag['color']>][] = [
		['Lead', 'BLUE_400'],
		['Cliente VIP', 'YELLOW_500'],
		['Orçamento enviado', 'PURPLE_300'],
		['Pós-venda', 'GREEN_400'],
		['Inadimplente', 'RED_500'],
		['Não perturbe', 'GRAY_600'],
		// Names of tags are not unique within an account (observed.md §8).
		['Lead', 'PINK_300'],
	];
	return put(
		account.tags,
		seeds.map(([name, color]) => ({ id: account.id(), ...dates(account, 300), name, color })),
	);
}

function seedCustomFields(account: Account): void {
	const base = { scopeId: null, companyId: account.companyId, required: false, visible: true, isValueRange: false };
	const field = (entityType: CustomField['entityType'], type: CustomField['type'], name: string, key: string) => ({
		...base,
		id: account.id(),
		...dates(account, 250),
		parentId: null,
		type,
		entityType,
		name,
		key,
		position: account.customFields.size,
		options: null,
	});
	const add = (...fields: CustomField[]) => put(account.customFields, fields);
	const option = (name: string) => ({ id: account.id(), name });

	const address = field('CONTACT', 'GROUP', 'Endereço', 'endereco');
	add(address);
	add({ ...field('CONTACT', 'STRING', 'Cidade', 'cidade'), parentId: address.id });
	add({ ...field('CONTACT', 'STRING', 'CEP', 'cep'), parentId: address.id });
	add(field('CONTACT', 'STRING', 'CPF', 'cpf'));
	add(field('CONTACT', 'DATE', 'Data de nascimento', 'data-de-nascimento'));
	add(field('CONTACT', 'INTEGER', 'Pedidos', 'pedidos'));
	add(field('CONTACT', 'BOOLEAN', 'Aceita promoções', 'aceita-promocoes'));
	add({
		...field('CONTACT', 'SINGLESELECT', 'Origem do lead', 'origem-do-lead'),
		options: ['Indicação', 'Anúncio', 'Loja física'].map(option),
	});
	add({
		...field('CONTACT', 'MULTISELECT', 'Interesses', 'interesses'),
		options: ['Cozinha', 'Iluminação', 'Jardim', 'Banheiro'].map(option),
	});
}

function seedTemplates(account: Account, channels: Channel[]): void {
	const [sales, support] = channels;
	if (sales === undefined || support === undefined) return;
	interface TemplateSeed {
		id: string;
		name: string;
		text: string;
		params: string[];
		channel: Channel;
		type: Template['type'];
		status?: Template['status'];
		fileType?: Template['fileType'];
		archived?: boolean;
	}
	// prettier-ignore
	const seeds: TemplateSeed[] = [
		{ id: '1a2b3_boas_vindas', name: 'boas_vindas', text: 'Olá {{nome}}, seja bem-vindo à Aurora!', params: ['nome'], channel: sales, type: ['TEMPLATE', 'TEMPLATE_CAMPAIGN', 'TEMPLATE_SCHEDULED_MESSAGE'] },
		{ id: '4c5d6_pedido_enviado', name: 'pedido_enviado', text: '{{nome}}, seu pedido {{número do pedido}} saiu para entrega.', params: ['nome', 'número do pedido'], channel: sales, type: ['TEMPLATE', 'TEMPLATE_SCHEDULED_MESSAGE', 'TEMPLATE_SEQUENCE'] },
		{ id: '7e8f9_retomada', name: 'retomada', text: 'Podemos continuar nossa conversa?', params: [], channel: sales, type: ['TEMPLATE', 'TEMPLATE_SEQUENCE'] },
		{ id: '0b1c2_catalogo', name: 'catalogo', text: 'Confira o catálogo de {{mês}}.', params: ['mês'], channel: sales, type: ['TEMPLATE', 'TEMPLATE_CAMPAIGN'], fileType: 'DOCUMENT' },
		{ id: '3d4e5_codigo', name: 'codigo', text: 'Seu código de verificação é {{código}}.', params: ['código'], channel: sales, type: ['AUTHENTICATION'] },
		{ id: '6f7a8_visita_tecnica', name: 'visita_tecnica', text: 'Olá {{nome}}, sua visita técnica é em {{data}}.', params: ['nome', 'data'], channel: support, type: ['TEMPLATE', 'TEMPLATE_SCHEDULED_MESSAGE'] },
		{ id: '9b0c1_promocao', name: 'promocao', text: 'Só hoje: {{oferta}}!', params: ['oferta'], channel: sales, type: ['TEMPLATE_CAMPAIGN'], status: 'Disapproved' },
		{ id: '2d3e4_natal', name: 'natal', text: 'Feliz Natal, {{nome}}!', params: ['nome'], channel: sales, type: ['TEMPLATE'], archived: true },
		{ id: '5f6a7_horario', name: 'horario', text: 'Atendemos de segunda a sexta, das 8h às 18h.', params: [], channel: sales, type: ['QUICKREPLY'] },
	];
	put(
		account.templates,
		seeds.map(
			(seed): Template => ({
				id: seed.id,
				...dates(account, 200),
				active: seed.archived !== true,
				archived: seed.archived ?? false,
				channelId: seed.channel.id,
				name: seed.name,
				text: seed.text,
				footerText: null,
				status: seed.status ?? 'Approved',
				channelType: 'CLOUDAPI_WHATSAPP',
				type: seed.type,
				params: seed.params.map((name) => ({ name, templateId: seed.id })),
				internalName: seed.name,
				fileType: seed.fileType ?? 'UNDEFINED',
				quickReplyAlias: seed.type.includes('QUICKREPLY') ? seed.name : null,
				rejectedDescription: seed.status === 'Disapproved' ? 'Conteúdo promocional não permitido' : null,
				categoryId: null,
				categoryName: null,
			}),
		),
	);
}

function seedChatbots(account: Account, channels: Channel[], departments: Department[]): void {
	const chatbot = (name: string, given: Partial<Chatbot>): Chatbot => ({
		id: account.id(),
		// Sends refer to a chatbot by its key, not by its id.
		key: account.id(),
		...dates(account, 150),
		companyId: account.companyId,
		archived: false,
		name,
		type: 'Automation',
		channelIds: channels.map(({ id }) => id),
		defaultDepartmentId: departments[0]?.id ?? null,
		publishStatus: 'READY',
		automationUsage: ['Api', 'Manual', 'Campaign', 'Sequence'],
		...given,
	});
	put(account.chatbots, [
		chatbot('Triagem', { type: 'Reactive', automationUsage: [] }),
		chatbot('Pesquisa de satisfação', {}),
		chatbot('Confirmação de visita', { channelIds: channels.slice(0, 2).map(({ id }) => id) }),
		chatbot('Black Friday', { publishStatus: 'NOT_PUBLISHED', automationUsage: ['Campaign'] }),
	]);
}

function contactName(account: Account): string {
	return `${account.random.pick(firstNames)} ${account.random.pick(lastNames)}`;
}

/** A number that no contact has yet: `index` runs through the subscriber's digits. */
function phoneOf(account: Account, index: number): string {
	return `+55|${account.random.pick(areaCodes)}9${String(60_000_000 + index)}`;
}

function seedContacts(account: Account, tags: Tag[]): Contact[] {
	const contacts: Contact[] = [];
	for (let index = 0; index < 240; index++) {
		const name = contactName(account);
		const onInstagram = index % 8 === 7;
		const created = ago(account, account.random.integer(2, 600) * day);
		contacts.push(
			addContact(account, {
				createdAt: created,
				updatedAt: created,
				name,
				nameWhatsapp: onInstagram ? null : name,
				nameInstagram: onInstagram ? name : null,
				phoneNumber: onInstagram ? null : phoneOf(account, index),
				instagram: onInstagram ? `${emailName(name)}.${index}` : null,
				email: index % 3 === 0 ? `${emailName(name)}.${index}@example.com` : null,
				annotation: index % 11 === 0 ? 'Prefere contato pela manhã.' : null,
				tagIds: tags.filter(() => account.random.next() < 0.15).map(({ id }) => id),
				status: index % 40 === 39 ? 'ARCHIVED' : index % 60 === 58 ? 'BLOCKED' : 'ACTIVE',
				origin: index % 4 === 0 ? 'CREATED_BY_USER' : 'CREATED_FROM_HUB',
				utm:
					index % 10 === 0
						? {
								sourceId: String(120_000_000 + index),
								source: 'INSTAGRAM',
								clid: `clid-${index}`,
								medium: 'REFERRAL',
								campaign: 'inverno',
							}
						: {},
				customFields: index % 5 === 0 ? { cidade: 'São Paulo', pedidos: account.random.integer(1, 9) } : {},
				metadata: index % 9 === 0 ? { crmId: String(1000 + index) } : {},
			}),
		);
	}
	return contacts;
}

function seedPortfolios(account: Account, contacts: Contact[], departments: Department[]): void {
	for (const [index, name] of ['Carteira Capital', 'Carteira Interior', 'Contas-chave'].entries()) {
		const id = account.id();
		const members = contacts.filter((_, place) => place % 6 === index);
		account.portfolios.set(id, {
			id,
			...dates(account, 120),
			active: true,
			companyId: account.companyId,
			name,
			automaticAttribution: false,
			expirationDurationInMonths: 12,
			type: index === 2 ? 'SINGLE' : 'MULTIPLE',
			departments: departments.slice(1, 2).map((department) => ({
				departmentId: department.id,
				userIds: department.agents.map(({ userId }) => userId),
			})),
			contacts: new Map(
				members.map((contact) => [
					contact.id,
					{
						id: account.id(),
						...dates(account, 100),
						active: true,
						companyId: account.companyId,
						portfolioId: id,
						contactId: contact.id,
					},
				]),
			),
		});
	}
}

function seedSequences(account: Account, contacts: Contact[]): void {
	for (const [index, name] of ['Boas-vindas em 3 passos', 'Recuperação de orçamento', 'Aniversariantes'].entries()) {
		const id = account.id();
		account.sequences.set(id, {
			id,
			active: true,
			...dates(account, 90),
			companyId: account.companyId,
			name,
			enabled: index !== 2,
			contacts: new Map(
				contacts.slice(index * 10, index * 10 + 8).map((contact) => [
					contact.id,
					{
						id: account.id(),
						active: true,
						...dates(account, 30),
						companyId: account.companyId,
						sequenceId: id,
						contactId: contact.id,
						origin: 'USER_SINGLE',
						addedByUserId: null,
						addedByChatbotId: null,
						lastAddedAt: ago(account, 30 * day),
					},
				]),
			),
		});
	}
}

function seedPanels(account: Account, contacts: Contact[], agents: Agent[]): void {
	const sales = addPanel(account, 'Vendas', 'VEN', 'SALES', ['Novo lead', 'Proposta', 'Negociação', 'Fechado']);
	const repairs = addPanel(account, 'Assistência técnica', 'AST', 'MANAGEMENT', ['Aberto', 'Em análise', 'Concluído']);
	for (const description of ['Preço', 'Prazo de entrega', 'Comprou do concorrente']) {
		const base = { companyId: account.companyId, panelId: sales.id };
		sales.lostReasons.push({ id: account.id(), ...dates(account, 80), ...base, description });
	}
	const price = account.id();
	put(account.customFields, [
		{
			id: price,
			...dates(account, 80),
			parentId: null,
			type: 'FLOAT',
			entityType: 'PANEL',
			scopeId: sales.id,
			companyId: account.companyId,
			name: 'Desconto',
			key: 'desconto',
			position: 0,
			required: false,
			visible: true,
			isValueRange: false,
			options: null,
		},
	]);
	for (let index = 0; index < 40; index++) {
		const panel = index % 4 === 3 ? repairs : sales;
		const contact = contacts[index * 3];
		const steps = panel.steps.filter(({ archived }) => !archived);
		const step = steps[index % steps.length];
		if (contact === undefined || step === undefined) continue;
		const agent = agents[index % agents.length];
		const status = panel === sales && index % 9 === 8 ? 'LOST' : step.isFinal ? 'WON' : 'OPEN';
		addCard(account, panel, step.id, {
			...dates(account, 60 - index),
			title: panel === sales ? `Orçamento para ${contact.name ?? ''}` : `Conserto de ${contact.name ?? ''}`,
			position: index,
			dueDate: index % 3 === 0 ? ago(account, (index - 20) * day) : null,
			// A card may have neither contact nor responsible (observed.md §8).
			contactIds: index % 10 === 9 ? [] : [contact.id],
			responsibleUserId: index % 5 === 4 ? null : (agent?.userId ?? null),
			tagIds: panel.tags.slice(0, index % 3).map(({ id }) => id),
			monetaryAmount: panel === sales ? 150 * (index + 1) : null,
			status: panel === sales ? status : 'OPEN',
			lostReasonId: status === 'LOST' ? (sales.lostReasons[0]?.id ?? null) : null,
		});
	}
}

function addPanel(account: Account, title: string, key: string, type: Panel['type'], stepTitles: string[]): Panel {
	const id = account.id();
	const base = { companyId: account.companyId, panelId: id };
	// Steps come unsorted and with archived ones among them (observed.md §8).
	const positions = [...stepTitles.keys()].toReversed();
	const panel: Panel = {
		id,
		...dates(account, 100),
		companyId: account.companyId,
		archived: false,
		scope: 'COMPANY',
		departmentIds: [],
		userId: null,
		title,
		description: null,
		thumbnailId: null,
		key,
		type,
		autoLossDays: null,
		tags: ['Urgente', 'Garantia'].map((name) => ({
			id: account.id(),
			...dates(account, 90),
			...base,
			name,
			nameColor: '#ffffff',
			bgColor: '#c0392b',
		})),
		steps: [
			...positions.map((position) => ({
				id: account.id(),
				...dates(account, 100),
				...base,
				archived: false,
				position,
				title: stepTitles[position] ?? '',
				isInitial: position === 0,
				isFinal: position === stepTitles.length - 1,
				fields: null,
			})),
			{
				id: account.id(),
				...dates(account, 100),
				...base,
				archived: true,
				position: 1.5,
				title: 'Etapa antiga',
				isInitial: false,
				isFinal: false,
				fields: null,
			},
		],
		lostReasons: [],
		nextCardNumber: 1,
	};
	account.panels.set(id, panel);
	return panel;
}

function seedOfficeHours(account: Account): void {
	const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
	account.officeHours = {
		limitHours: true,
		offlineResponse: 'Nosso horário é de segunda a sexta, das 8h às 18h. Responderemos assim que possível.',
		timezoneDiff: -3,
		days: days.map((dayWeek, index) => {
			const active = index > 0 && index < 6;
			const morning = { startTime: '08:00', endTime: '12:00' };
			const afternoon = { startTime: '13:00', endTime: '18:00' };
			return { id: account.id(), dayWeek, active, periods: active ? [morning, afternoon] : [] };
		}),
	};
}

interface Cast {
	channels: Channel[];
	departments: Department[];
	agents: Agent[];
	contacts: Contact[];
}

// prettier-ignore
const statuses: SessionStatus[] = [
	'IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'PENDING', 'PENDING', 'STARTED', 'COMPLETED', 'COMPLETED', 'COMPLETED',
	'HIDDEN',
];

function seedSessions(account: Account, { channels, departments, agents, contacts }: Cast): void {
	const whatsApp = channels.slice(0, 3);
	const social = channels.slice(3);
	let index = 0;
	// Twice round the contacts: an older session that is completed, then one in any status.
	for (const round of [0, 1]) {
		for (const contact of contacts) {
			index++;
			if (round === 0 && index % 2 === 0) continue;
			// Groups are on the unofficial channel only.
			const isGroup = index % 21 === 5 && contact.phoneNumber !== null;
			const candidates = isGroup ? whatsApp.filter(isUnofficial) : contact.phoneNumber === null ? social : whatsApp;
			const channel = account.random.pick(candidates);
			const age = round === 0 ? account.random.integer(20, 90) * day : account.random.integer(5, 6 * 24 * 60) * minute;
			const status = round === 0 ? 'COMPLETED' : (statuses[index % statuses.length] ?? 'PENDING');
			const department = account.random.pick(departments);
			seedSession(account, contact, channel, agents, {
				age,
				status,
				departmentId: status === 'STARTED' ? null : department.id,
				type: isGroup ? 'GROUP' : 'INDIVIDUAL',
				index,
			});
		}
	}
}

interface SessionSeed {
	/** Milliseconds since it began. */
	age: number;
	status: SessionStatus;
	departmentId: string | null;
	type: 'INDIVIDUAL' | 'GROUP';
	index: number;
}

function seedSession(account: Account, contact: Contact, channel: Channel, agents: Agent[], seed: SessionSeed): void {
	const { age, status, index } = seed;
	const served = status === 'IN_PROGRESS' || status === 'COMPLETED';
	const agent = served ? account.random.pick(agents) : undefined;
	const session = openSession(account, contact, channel, {
		createdAt: ago(account, age),
		// A completed one is completed below, so that it goes through the same life as any other.
		status: status === 'COMPLETED' ? 'IN_PROGRESS' : status,
		type: seed.type,
		departmentId: seed.departmentId,
		userId: agent?.userId ?? null,
		origin: status === 'HIDDEN' ? 'API' : 'CHANNEL',
		metadata: index % 15 === 0 ? { pedido: String(7000 + index) } : {},
		utm: { ...contact.utm },
	});
	const at = (share: number) => ago(account, age * (1 - share));
	if (status === 'HIDDEN') {
		// Opened by a send that hides it until the contact answers.
		const text = 'Podemos continuar nossa conversa?';
		addMessage(account, session, { ...sent(at(0)), text, origin: 'API' });
	} else {
		const asked = account.random.pick(questions);
		addMessage(account, session, { ...received(at(0)), text: asked });
		if (agent !== undefined) {
			const { userId } = agent;
			addMessage(account, session, { ...sent(at(0.1)), text: account.random.pick(answers), userId });
			addMessage(account, session, { ...received(at(0.2)), text: account.random.pick(thanks) });
			if (index % 3 === 0)
				addMessage(account, session, { ...sent(at(0.3)), text: account.random.pick(answers), userId });
		}
		if (index % 12 === 0) {
			const text = 'Cliente pediu retorno na segunda-feira.';
			addMessage(account, session, { ...sent(at(0.35)), type: 'NOTE', status: 'SAVED', text });
		}
	}
	if (status === 'COMPLETED') seedCompletion(account, session, at(0.5), index);
}

function seedCompletion(account: Account, session: Session, endAt: string, index: number): void {
	completeSession(account, session, index % 4 === 0, false);
	account.counts.completions.delete(session.id); // counts are of what happens from now on
	session.endAt = endAt;
	session.updatedAt = endAt;
	if (index % 5 === 0) {
		session.classification = {
			id: account.id(),
			category: index % 10 === 0 ? 'WON' : 'INFO',
			categoryDescription: index % 10 === 0 ? 'Ganho' : 'Informação',
			amount: index % 10 === 0 ? 199.9 : 0,
			categoryName: index % 10 === 0 ? 'Venda concluída' : 'Dúvida respondida',
		};
	}
}

const received = (createdAt: string) =>
	({ createdAt, direction: 'FROM_HUB', origin: 'GATEWAY', status: 'DELIVERED' }) as const;

const sent = (createdAt: string) =>
	({ createdAt, sentAt: createdAt, direction: 'TO_HUB', origin: 'DEFAULT', status: 'DELIVERED' }) as const;

/** What sessions made in bulk are like. */
export interface BulkSessions {
	count: number;
	status?: SessionStatus;
	departmentId?: string | null;
	/** The channel's id; the account's first if left out. */
	channelId?: string;
}

/**
 * Opens many sessions at once, each with a contact of its own that wrote a minute ago: fifty thousand take about a second.
 * @returns their ids
 * @throws RangeError when the channel is unknown, or the account has none
 */
export function seedBulkSessions(account: Account, bulk: BulkSessions): string[] {
	const channel = channelOrFirst(account, bulk.channelId);
	const served = bulk.status === undefined || bulk.status === 'IN_PROGRESS' || bulk.status === 'COMPLETED';
	const userId = served ? ([...account.agents.values()][0]?.userId ?? null) : null;
	const createdAt = ago(account, minute);
	const ids: string[] = [];
	for (let index = 0; index < bulk.count; index++) {
		const contact = addContact(account, {
			createdAt,
			updatedAt: createdAt,
			name: contactName(account),
			phoneNumber: phoneOf(account, 1_000_000 + account.contacts.size),
			origin: 'CREATED_FROM_HUB',
		});
		const session = openSession(account, contact, channel, {
			createdAt,
			status: bulk.status === 'COMPLETED' ? 'IN_PROGRESS' : (bulk.status ?? 'IN_PROGRESS'),
			departmentId: bulk.departmentId ?? null,
			userId,
			origin: 'CHANNEL',
		});
		addMessage(account, session, { ...received(createdAt), text: account.random.pick(questions) });
		if (bulk.status === 'COMPLETED') seedCompletion(account, session, createdAt, 1);
		ids.push(session.id);
	}
	return ids;
}
