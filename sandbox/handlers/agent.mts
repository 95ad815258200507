import type { components } from '../../contract/core.d.ts';
import { agentByUser, find, type Account, type Agent } from '../account.mts';
import { formError } from '../errors.mts';
import { departmentsOf, join, leave } from '../memberships.mts';
import { formattedPhone, storedPhone } from '../phone.mts';
import { completeSession, sessionChanged } from '../sessions.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

/** By the agent's own id; everything else in the API wants the agent's userId (observed.md §8). */
const findAgent = (account: Account, id: string): Agent => find(account.agents, id, 'Agente não encontrado');

function agentView(account: Account, agent: Agent): Schemas['PublicAgentDTO'] {
	const { status, loggedIn, ...shown } = agent;
	return {
		...shown,
		departments: departmentsOf(account, agent.userId).flatMap(({ agents }) =>
			agents.filter(({ userId }) => userId === agent.userId).map((member) => ({ ...member, agentId: agent.id })),
		),
	};
}

/** The input says Agent, a captured agent AGENT (observed.md §8). */
const storedProfile = (profile: string) => profile.toUpperCase();

function setPhone(agent: Agent, phone: string | null | undefined): void {
	agent.phoneNumber = phone == null || phone === '' ? null : storedPhone(phone);
	agent.phoneNumberFormatted = agent.phoneNumber === null ? null : formattedPhone(agent.phoneNumber);
}

type Changes = Schemas['PublicAgentUpdatePartialDTO'];

const updates: Record<Changes['fields'][number], (agent: Agent, changes: Changes) => void> = {
	Undefined: () => undefined,
	Name: (agent, { name }) => void (agent.name = name ?? null),
	ShortName: (agent, { shortName }) => void (agent.shortName = shortName ?? null),
	PhoneNumber: (agent, { phoneNumber }) => setPhone(agent, phoneNumber),
	Email: (agent, { email }) => void (agent.email = email ?? null),
	Profile: (agent, { profile }) =>
		void (agent.profile = profile === undefined ? agent.profile : storedProfile(profile)),
	Availability: (agent, { availability }) => void (agent.availability = availability ?? agent.availability),
};

/** What becomes of the sessions in progress of an agent who goes; they return to the queue unless told. */
function leaveSessions(account: Account, agent: Agent, body: Schemas['RequestAgentDepartmentDeleteDTO']): void {
	const { sessionResolution, transferUserId } = body;
	if (sessionResolution === 'TRANSFER' && (transferUserId == null || !agentByUser(account, transferUserId)))
		throw formError('Informe o usuário que assume as conversas');
	for (const session of account.sessions.values()) {
		if (session.userId !== agent.userId || session.status !== 'IN_PROGRESS') continue;
		if (sessionResolution === 'COMPLETE') {
			completeSession(account, session, false, false);
			continue;
		}
		session.userId = sessionResolution === 'TRANSFER' ? (transferUserId ?? null) : null;
		if (session.userId === null) session.status = 'PENDING';
		sessionChanged(account, session);
	}
}

export const agent = {
	agentList: (account) => [...account.agents.values()].map((agent) => agentView(account, agent)),

	agentGet: (account, { path }) => agentView(account, findAgent(account, path.id)),

	agentCreate: (account, { body }) => {
		const { name, email = null, profile, phoneNumber, availability } = body;
		if (email !== null && [...account.agents.values()].some((agent) => agent.email === email))
			throw formError('Já existe um agente com este e-mail');
		const now = account.clock.iso();
		const agent: Agent = {
			id: account.id(),
			createdAt: now,
			updatedAt: now,
			companyId: account.companyId,
			userId: account.id(),
			name,
			shortName: name.split(' ')[0] ?? name,
			email,
			phoneNumber: null,
			phoneNumberFormatted: null,
			profile: storedProfile(profile),
			isOwner: false,
			availability: availability ?? 'UNAVAILABLE',
			status: 'Active',
			loggedIn: false,
		};
		setPhone(agent, phoneNumber);
		account.agents.set(agent.id, agent);
		return agentView(account, agent);
	},

	agentUpdate: (account, { path, body }) => {
		const agent = findAgent(account, path.id);
		for (const field of body.fields) updates[field](agent, body);
		agent.updatedAt = account.clock.iso();
		return agentView(account, agent);
	},

	agentDelete: (account, { path, body }) => {
		const agent = findAgent(account, path.id);
		if (agent.isOwner) throw formError('O proprietário da conta não pode ser excluído');
		leaveSessions(account, agent, body);
		for (const department of departmentsOf(account, agent.userId)) leave(department, agent.userId);
		account.agents.delete(agent.id);
	},

	agentUpdateDepartments: (account, { path, body: { action, items } }) => {
		const { userId } = findAgent(account, path.id);
		const named = items.map((item) => ({
			...item,
			department: find(account.departments, item.departmentId, 'Departamento não encontrado'),
		}));
		if (action === 'ReplaceAll') for (const department of departmentsOf(account, userId)) leave(department, userId);
		for (const { department, isAgent, isSupervisor } of named) {
			if (action === 'Remove') leave(department, userId);
			else join(department, { userId, isAgent, isSupervisor });
		}
	},

	agentLogout: (account, { path }) => {
		const agent = findAgent(account, path.id);
		agent.loggedIn = false;
		agent.availability = 'UNAVAILABLE';
	},

	agentChangeStatus: (account, { path, body }) => {
		const agent = findAgent(account, path.id);
		if (body.status === 'Undefined') throw formError('Status inválido');
		agent.status = body.status;
		if (body.status === 'Blocked') {
			agent.loggedIn = false;
			agent.availability = 'UNAVAILABLE';
		}
		agent.updatedAt = account.clock.iso();
		return agentView(account, agent);
	},
} satisfies Handlers;
