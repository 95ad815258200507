import { stepwise } from '../operation';
import { momentOf } from '../../fields/date';
import { openingAt } from '../../steps/officeHours';

const HOURS = 'GET /core/v1/company/officehours';

export const get = stepwise({
	name: 'Get',
	value: 'get',
	action: 'Get office hours',
	description:
		'Retrieve the hours of each weekday in which the company serves its customers, whether it is open now, and when that changes',
	endpoint: [HOURS],
	properties: [],
	// It only reads.
	target: () => 'office hours',
	execute: async (_, { send, timezone }) => {
		const hours = await send({ endpoint: HOURS });
		const offsetAt = (moment: number) => momentOf(moment, timezone)?.setZone(timezone).offset ?? 0;
		return [{ ...openingAt(hours, Date.now(), offsetAt), ...hours }];
	},
	example: (record) => ({ isOpenNow: true, nextOpening: 'text', nextClosing: 'text', ...record(HOURS) }),
});
