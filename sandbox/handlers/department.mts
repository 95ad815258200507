import type { components } from '../../contract/core.d.ts';
import { agentByUser, find, type Account, type Channel, type Department } from '../account.mts';
import { formError } from '../errors.mts';
import { join, leave } from '../memberships.mts';
import { digitsOf } from '../phone.mts';
import { sessionChanged } from '../sessions.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

const findDepartment = (account: Account, id: string): Department =>
	find(account.departments, id, 'Departamento não encontrado');

/** The channels that a department serves. */
const channelsOf = (account: Account, { channelScope, channelIds }: Department): Channel[] =>
	channelScope === 'NONE'
		? []
		: [...account.channels.values()].filter(({ id }) => channelScope === 'ALL' || channelIds.includes(id));

/** A department as the list answers it: its second version has neither description nor privacy. */
function departmentViewV2(account: Account, department: Department): Schemas['PublicDepartmentDTOV2'] {
	const { channelScope, channelIds, description, isPrivate, ...shown } = department;
	const channels = channelsOf(account, department).map(({ id, number, identity, type }) => ({
		id,
		number,
		name: identity.displayName ?? null,
		type,
	}));
	return { ...shown, channels };
}

function departmentView(
	account: Account,
	department: Department,
	details: 'All' | 'Agents' | 'Channels' | undefined,
): Schemas['PublicDepartmentDTO'] {
	const { agents, channels, ...shown } = departmentViewV2(account, department);
	return {
		...shown,
		description: department.description,
		isPrivate: department.isPrivate,
		agents: details === 'All' || details === 'Agents' ? agents : null,
		channels: details === 'All' || details === 'Channels' ? channels : null,
	};
}

function setChannels(account: Account, department: Department, config: Schemas['PublicDepartmentChannelsDTO']): void {
	const channels = [...account.channels.values()];
	department.channelScope = config.scope ?? department.channelScope;
	department.channelIds = (config.channels ?? []).map((named) => {
		const digits = digitsOf(named);
		const channel = channels.find(
			({ id, number, identity }) =>
				id === named || identity.displayName === named || (number !== null && number === digits),
		);
		if (channel === undefined) throw formError(`Canal de atendimento não encontrado: ${named}`);
		return channel.id;
	});
}

/** Only one department is the default. */
function makeDefault(account: Account, department: Department): void {
	for (const other of account.departments.values()) other.isDefault = other === department;
}

function checkUser(account: Account, userId: string): string {
	if (agentByUser(account, userId) === undefined) throw formError('Usuário não encontrado');
	return userId;
}

type Changes = Schemas['PublicReqUpdateDepartmentDTO'];

const updates: Record<Changes['fields'][number], (account: Account, department: Department, changes: Changes) => void> =
	{
		Name: (_account, department, { name }) => void (department.name = name ?? null),
		// Named in the contract, but no value goes with it.
		Description: () => undefined,
		IsDefault: (account, department, { isDefault }) => {
			if (isDefault === true) makeDefault(account, department);
			else department.isDefault = false;
		},
		DistributionIsEnabled: (_account, department, { distributionIsEnabled }) =>
			void (department.distribuitionEnabled = distributionIsEnabled ?? false),
		ChannelsConfig: (account, department, { channelsConfig }) => setChannels(account, department, channelsConfig ?? {}),
		RestrictionType: (_account, department, { restrictionType }) =>
			void (department.restrictionType = restrictionType ?? 'NONE'),
		DistributionConfig: (_account, department, { distributionConfig }) =>
			void (department.distributionConfig = { ...department.distributionConfig, ...distributionConfig }),
	};

export const department = {
	departmentList: (account) =>
		[...account.departments.values()].map((department) => departmentViewV2(account, department)),

	departmentGet: (account, { path, query }) =>
		departmentView(account, findDepartment(account, path.id), query.includeDetails),

	departmentCreate: (account, { body }) => {
		if (body.name == null) throw formError('Informe o nome do departamento');
		const now = account.clock.iso();
		const department: Department = {
			id: account.id(),
			createdAt: now,
			updatedAt: now,
			companyId: account.companyId,
			directLinks: {},
			name: body.name,
			description: null,
			isDefault: false,
			isPrivate: false,
			distribuitionEnabled: body.distributionIsEnabled ?? false,
			restrictionType: body.restrictionType ?? 'NONE',
			distributionConfig: body.distributionConfig ?? {},
			agents: [],
			channelScope: 'ALL',
			channelIds: [],
		};
		if (body.channelsConfig !== undefined) setChannels(account, department, body.channelsConfig);
		for (const member of body.agents ?? []) join(department, { ...member, userId: checkUser(account, member.userId) });
		account.departments.set(department.id, department);
		if (body.isDefault === true) makeDefault(account, department);
		return departmentView(account, department, 'All');
	},

	departmentUpdate: (account, { path, body }) => {
		const department = findDepartment(account, path.id);
		for (const field of body.fields) updates[field](account, department, body);
		department.updatedAt = account.clock.iso();
		return departmentView(account, department, 'All');
	},

	departmentDelete: (account, { path }) => {
		const department = findDepartment(account, path.id);
		if (department.isDefault) throw formError('O departamento padrão não pode ser excluído');
		account.departments.delete(department.id);
		for (const session of account.sessions.values()) {
			if (session.departmentId !== department.id) continue;
			session.departmentId = null;
			sessionChanged(account, session);
		}
	},

	departmentListChannels: (account, { path }) => {
		const { channelScope, channelIds } = findDepartment(account, path.id);
		return { scope: channelScope, channels: channelIds };
	},

	departmentUpdateAgents: (account, { path, body }) => {
		const department = findDepartment(account, path.id);
		const members = body.items.flatMap((item) =>
			item.userId === undefined ? [] : { ...item, userId: checkUser(account, item.userId) },
		);
		if (body.action === 'ReplaceAll') department.agents = [];
		for (const member of members) {
			if (body.action === 'Remove') leave(department, member.userId);
			else join(department, member);
		}
		department.updatedAt = account.clock.iso();
		return body;
	},
} satisfies Handlers;
