// Requests that send a text, a file or a template through one endpoint: our node has an operation for each of them.
import type { Endpoint } from '../contract/index.d.ts';
import type { Call, FileOperation } from './call.mts';
import type { Counterpart } from './counterparts.mts';
import { channel, entriesOrJson, flag, id, located, parameters, text, type Place } from './forms.mts';
import { isExpression, isValues, type Values } from './value.mts';
import { Unconvertible, type Tell } from './words.mts';

interface Sending {
	/** Whom it goes to. */
	sendTo: 'recipient' | 'session';
	/** Whether it answers with the outcome. */
	waitForOutcome: boolean;
	/** Where the request says what is sent. */
	message: string;
}

const generalEndpoints: Partial<Record<Endpoint, Sending>> = {
	'POST /chat/v1/message/send': { sendTo: 'recipient', waitForOutcome: false, message: 'body.body' },
	'POST /chat/v1/message/send-sync': { sendTo: 'recipient', waitForOutcome: true, message: 'body.body' },
	'POST /chat/v1/session/{id}/message': { sendTo: 'session', waitForOutcome: false, message: 'body' },
	'POST /chat/v1/session/{id}/message/sync': { sendTo: 'session', waitForOutcome: true, message: 'body' },
};

/** The endpoints that send one kind of message, with the operation for each. */
const dispatches: Partial<Record<Endpoint, string>> = {
	'POST /chat/v1/send/text': 'sendText',
	'POST /chat/v1/send/image': 'sendImage',
	'POST /chat/v1/send/video': 'sendVideo',
	'POST /chat/v1/send/audio': 'sendAudio',
	'POST /chat/v1/send/document': 'sendDocument',
	'POST /chat/v1/send/template': 'sendTemplate',
};

/** The endpoints that send a message. */
export const sendingEndpoints = (): string[] => [...Object.keys(generalEndpoints), ...Object.keys(dispatches)];

const endings: ReadonlyArray<[RegExp, FileOperation]> = [
	[/\.(jpe?g|png|webp)$/i, 'sendImage'],
	[/\.(mp4|3gp)$/i, 'sendVideo'],
	[/\.(mp3|ogg|opus|aac|amr|m4a)$/i, 'sendAudio'],
	[/\.(pdf|docx?|xlsx?|pptx?|csv|txt|zip|xml)$/i, 'sendDocument'],
];

/** What both kinds of endpoints take, by where it stands in the request. */
const recipientPlaces = (sessionOptions: string): Array<[string, Place]> => [
	['body.to', text('to')],
	[`${sessionOptions}department.id`, id('options.department')],
	[`${sessionOptions}department.name`, located('name')('options.department')],
	[`${sessionOptions}user.id`, id('options.user')],
	[`${sessionOptions}user.email`, located('email')('options.user')],
	[`${sessionOptions}user.phoneNumber`, located('phone')('options.user')],
	['body.options.enableBot', flag('options.enableBot')],
	['body.options.hiddenSession', flag('options.hiddenSession')],
	['body.options.forceStartSession', flag('options.forceStartSession')],
];

/** Where the channel is asked for. */
const fromPlace: [string, Place] = ['body.from', channel('from')];

/**
 * The operation that sends what a call sends.
 * @returns undefined if the call is none that sends a message
 * @throws Unconvertible if it cannot be seen what is sent
 */
export function sendingOf(call: Call, tell: Tell): Counterpart | undefined {
	const dispatch = dispatches[call.endpoint];
	if (dispatch) return dispatchOf(dispatch, call);
	const general = generalEndpoints[call.endpoint];
	return general && generalOf(general, call, tell);
}

function generalOf({ sendTo, waitForOutcome, message }: Sending, call: Call, tell: Tell): Counterpart {
	// Of a file that is uploaded first, nothing is known yet.
	const content = message === 'body' ? call.body : (call.body.body ?? {});
	if (!isValues(content)) throw new Unconvertible('messageUnclear');
	const { operation, fixed } = kindOfMessage(content, call, tell);
	const places = new Map<string, Place>(
		sendTo === 'session' ? [['path.id', id('sessionId')]] : [fromPlace, ...recipientPlaces('body.')],
	);
	if (sendTo === 'recipient' && waitForOutcome) places.set('body.botKey', located('key')('options.botKey'));
	else if (call.body.botKey !== undefined) tell('botNeedsOutcome');
	places.set(`${message}.text`, text(operation === 'sendText' ? 'text' : 'options.text'));
	places.set(`${message}.fileUrl`, text('fileUrl'));
	places.set(`${message}.fileId`, text('fileId'));
	places.set(`${message}.templateId`, id('templateId'));
	places.set(`${message}.parameters`, parameters('parameterPairs'));
	places.set(`${message}.refId`, text('options.refId'));
	const all = { sendTo, waitForOutcome, ...fixed };
	return { resource: 'message', operation, fixed: all, places, isList: false, isUpdate: false };
}

function kindOfMessage(content: Values, call: Call, tell: Tell): { operation: string; fixed: Values } {
	const fileSource = call.binary === undefined ? (content.fileId === undefined ? 'url' : 'id') : 'binary';
	const hasFile = fileSource !== 'url' || content.fileUrl !== undefined;
	if (content.templateId !== undefined) {
		const file: Values = hasFile ? { attachFile: true, fileSource } : {};
		return { operation: 'sendTemplate', fixed: { specifyParameters: 'pairs', ...file } };
	}
	if (hasFile) return { operation: call.sendsFileBy ?? operationForFile(content, tell), fixed: { fileSource } };
	if (content.text !== undefined) return { operation: 'sendText', fixed: {} };
	throw new Unconvertible('messageUnclear');
}

function operationForFile({ fileUrl, text }: Values, tell: Tell): FileOperation {
	const [path = ''] = isExpression(fileUrl) ? [] : String(fileUrl ?? '').split(/[?#]/);
	const [, operation] = endings.find(([ending]) => ending.test(path)) ?? [];
	// A sound has no caption.
	if (operation && !(operation === 'sendAudio' && text !== undefined)) return operation;
	tell('filesKind');
	return 'sendDocument';
}

function dispatchOf(operation: string, { body }: Call): Counterpart {
	const isTemplate = operation === 'sendTemplate';
	const isToSession = body.sessionId !== undefined && !isTemplate;
	const isUrl = /^(=\{\{.*)?https?:/i.test(String(body.fileIdOrUrl ?? ''));
	const hasFile = body.fileIdOrUrl !== undefined;
	const places = new Map<string, Place>([
		fromPlace,
		...recipientPlaces('body.options.'),
		['body.sessionId', id(isTemplate ? 'options.sessionId' : 'sessionId')],
		['body.text', text(operation === 'sendText' ? 'text' : 'options.text')],
		['body.fileIdOrUrl', text(isUrl ? 'fileUrl' : 'fileId')],
		['body.templateId', id('templateId')],
		['body.parameters', parameters('parameterPairs')],
		['body.refId', text('options.refId')],
		['body.delayTyping', { parameter: 'options.delayTyping', form: (value) => value }],
		['body.callbackUrl', text('options.callbackUrl')],
		['body.senderId', text('options.senderId')],
		['body.sessionMetadata', entriesOrJson('options.sessionMetadata')],
	]);
	const fixed: Values = { sendTo: isToSession ? 'session' : 'recipient' };
	if (isTemplate) fixed.specifyParameters = 'pairs';
	if (hasFile) Object.assign(fixed, isTemplate ? { attachFile: true } : {}, { fileSource: isUrl ? 'url' : 'id' });
	return { resource: 'message', operation, fixed, places, isList: false, isUpdate: false };
}
