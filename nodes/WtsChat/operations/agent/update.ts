import { operation } from '../operation';
import { agentEmail, agentName, agentPhone, agentSummary, availability, profile } from '../../fields/agent';
import { collection } from '../../fields/collection';
import { optionalPhone } from '../../fields/phone';
import { agent } from '../../fields/pick';
import { neededChanges } from '../../fields/update';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update agent',
	description: 'Change the data of an agent; what is not added stays as it is',
	endpoint: 'PUT /core/v1/agent/{id}',
	properties: [
		agent,
		collection.updateFields([
			availability,
			{ ...agentEmail, description: `${agentEmail.description}; left empty, it is cleared`, whenEmptied: 'clear' },
			{ ...agentName, required: undefined },
			{ ...agentPhone, description: `${agentPhone.description}; left empty, it is cleared`, whenEmptied: 'clear' },
			profile,
			{
				displayName: 'Short Name',
				name: 'shortName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Paulo',
				description: 'Short name or nickname; left empty, it is cleared',
				whenEmptied: 'clear',
			},
		]),
	],
	request: ({ agentId, updateFields }) => ({
		path: { id: agentId },
		body: {
			...updateFields,
			phoneNumber: optionalPhone(updateFields.phoneNumber),
			fields: neededChanges(updateFields),
		},
	}),
	simplify: agentSummary,
});
