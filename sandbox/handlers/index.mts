import { session } from './session.mts';
import type { Handlers } from '../handler.mts';

/** The handlers of all operations, one file a tag. */
export const handlers: Handlers = { ...session };
