import { operation } from '../operation';

export const getColors = operation({
	name: 'Get Colors',
	value: 'getColors',
	action: 'Get colors of tags',
	description: 'Retrieve the colors that a tag can have, each with its background and text color',
	endpoint: 'GET /core/v1/tag/color',
	properties: [],
	paging: 'whole',
	request: () => ({}),
});
