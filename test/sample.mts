/**
 * Whether tests that try the same with everything there is do so in full, as they do every night (`npm run test:whole`). In each
 * other run they try a sample, which differs from place to place: what a run leaves out in one place it tries in others.
 */
export const isWhole = process.env.TEST_WHOLE === 'true';

/**
 * Takes a sample of a list.
 *
 * @param every takes one of so many
 * @param place a number of the place that it is for
 * @returns all of the list where all is tried
 */
export const sampleOf = <Item,>(list: readonly Item[], every: number, place: number): Item[] =>
	list.filter((_, index) => isWhole || index % every === place % every);
