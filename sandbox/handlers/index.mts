import { agent } from './agent.mts';
import { cardNote } from './card-note.mts';
import { card } from './card.mts';
import { channel } from './channel.mts';
import { chatbot } from './chatbot.mts';
import { contact } from './contact.mts';
import { customField } from './custom-field.mts';
import { department } from './department.mts';
import { file } from './file.mts';
import { login } from './login.mts';
import { message } from './message.mts';
import { officeHours } from './office-hours.mts';
import { panel } from './panel.mts';
import { portfolio } from './portfolio.mts';
import { scheduledMessage } from './scheduled-message.mts';
import { sendHandlers } from './send.mts';
import { sequence } from './sequence.mts';
import { sessionNote } from './session-note.mts';
import { session } from './session.mts';
import { tag } from './tag.mts';
import { template } from './template.mts';
import { webhook } from './webhook.mts';
import type { Handlers } from '../handler.mts';

/** The handlers of all operations, one file a tag. */
export const handlers: Handlers = {
	...agent,
	...card,
	...cardNote,
	...channel,
	...chatbot,
	...contact,
	...customField,
	...department,
	...file,
	...login,
	...message,
	...officeHours,
	...panel,
	...portfolio,
	...scheduledMessage,
	...sendHandlers,
	...sequence,
	...session,
	...sessionNote,
	...tag,
	...template,
	...webhook,
};
