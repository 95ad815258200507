/** What chance decides in the tests: the cases that `fc` makes, and the order of what happens. */
import fc from 'fast-check';
import { isWhole } from './sample.mts';

/**
 * The same in each run, so that a change alone decides whether the tests pass. `npm run test:whole` takes another one every
 * night. A run that failed is repeated with `SEED=` and its number.
 */
export const SEED = Number(process.env.SEED ?? (isWhole ? Math.floor(Math.random() * 2 ** 31) : 20_261_126));

fc.configureGlobal({ seed: SEED });

export { fc };
