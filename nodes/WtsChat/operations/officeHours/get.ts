import { operation } from '../operation';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get office hours',
	description: 'Retrieve the hours of each weekday in which the company serves its customers',
	endpoint: 'GET /core/v1/company/officehours',
	properties: [],
	request: () => ({}),
});
