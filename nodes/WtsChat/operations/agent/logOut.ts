import { operation } from '../operation';
import { agent } from '../../fields/pick';

export const logOut = operation({
	name: 'Log Out',
	value: 'logOut',
	action: 'Log out agent',
	description: 'Log an agent out of the platform',
	endpoint: 'POST /core/v1/agent/{id}/logout',
	properties: [agent],
	repeatable: true,
	request: ({ agentId }) => ({ path: { id: agentId } }),
	output: (_, { agentId }) => ({ success: true, agentId }),
});
