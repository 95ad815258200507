import { meantBy } from '../fields/meant';
import type { Workbench } from './workbench';

const LEFT_OUT = 'WTS Chat listed records that do not fit the filters. They were left out.';

/**
 * Tells which records of a list are those that were asked for, and tells the user where the service lists others too.
 * @param asking asks for the list
 * @returns undefined if it is narrowed down by nothing that records show
 */
export function onlyMeant(
	asking: Parameters<typeof meantBy>[0],
	{ tell }: Pick<Workbench, 'tell'>,
): ReturnType<typeof meantBy> {
	const isMeant = meantBy(asking);
	return (
		isMeant &&
		((record) => {
			const isOne = isMeant(record);
			if (!isOne) tell(LEFT_OUT);
			return isOne;
		})
	);
}
