import { operation } from '../operation';
import { agentEmail, agentName, agentPhone, agentSummary, availability, profile } from '../../fields/agent';
import { collection } from '../../fields/collection';
import { optionalPhone } from '../../fields/phone';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create agent',
	description: 'Add a person to the account who serves customers or manages it',
	endpoint: 'POST /core/v1/agent',
	properties: [agentName, profile, collection.additionalFields([availability, agentEmail, agentPhone])],
	request: ({ name, profile, additionalFields: { email, phoneNumber, availability } }) => ({
		body: { name, profile, email: email || null, phoneNumber: optionalPhone(phoneNumber), availability },
	}),
	simplify: agentSummary,
});
