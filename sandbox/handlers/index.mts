import { agent } from './agent.mts';
import { channel } from './channel.mts';
import { contact } from './contact.mts';
import { customField } from './custom-field.mts';
import { department } from './department.mts';
import { message } from './message.mts';
import { officeHours } from './office-hours.mts';
import { portfolio } from './portfolio.mts';
import { sendHandlers } from './send.mts';
import { sessionNote } from './session-note.mts';
import { session } from './session.mts';
import { tag } from './tag.mts';
import { template } from './template.mts';
import { webhook } from './webhook.mts';
import type { Handlers } from '../handler.mts';

/** The handlers of all operations, one file a tag. */
export const handlers: Handlers = {
	...agent,
	...channel,
	...contact,
	...customField,
	...department,
	...message,
	...officeHours,
	...portfolio,
	...sendHandlers,
	...session,
	...sessionNote,
	...tag,
	...template,
	...webhook,
};
