import { locator } from './locator';

export const sequenceId = locator({
	displayName: 'Sequence',
	name: 'sequenceId',
	description: 'The series of automatic messages to work on',
	picks: 'sequence',
});
