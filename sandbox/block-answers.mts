/** What a webhook block takes for an answer (observed.md §4). What is beside it the sandbox refuses; the service was not seen to. */
export interface BlockAnswer {
	response?: string;
	metadata?: Record<string, unknown>;
	contact?: Record<string, unknown>;
	messages?: BlockMessage[];
}

/** One of the three, or the ID of a file that was uploaded (an assumption, after the message routes). */
export interface BlockMessage {
	text?: string;
	fileUrl?: string;
	fileId?: string;
	template?: { id: string; parameters?: Record<string, string> };
}

export interface Choice {
	text: string;
	description?: string;
	url?: string;
}

/** What a dynamic question is answered with. */
export interface Question {
	text: string;
	type: 'BUTTONS' | 'LIST' | 'NUMBERS';
	options: Choice[];
}

const MOST_OPTIONS = 50;

/**
 * Reads the answer to a webhook block.
 * @param content what came back; nothing means the main way
 * @param keys the block's
 * @param problems gets what is wrong with it, one sentence each
 * @returns undefined if anything is
 */
export function answerOf(content: string, keys: readonly string[], problems: string[]): BlockAnswer | undefined {
	if (content === '') return {};
	const answer = objectIn(content, problems);
	if (!answer) return undefined;
	for (const name of Object.keys(answer))
		if (!['response', 'metadata', 'contact', 'messages'].includes(name)) problems.push(`${name} is unknown`);
	const { response, metadata, contact, messages } = answer;
	if (response !== undefined && !(typeof response === 'string' && keys.includes(response)))
		problems.push(`response ${JSON.stringify(response)} is none of the keys`);
	for (const [name, value] of Object.entries({ metadata, contact }))
		if (value !== undefined && !isRecord(value)) problems.push(`${name} is no object`);
	if (messages !== undefined && !Array.isArray(messages)) problems.push('messages is no list');
	for (const [index, message] of Array.isArray(messages) ? messages.entries() : [])
		if (!isMessage(message)) problems.push(`message ${index + 1} is neither text, fileUrl nor template`);
	return problems.length > 0 ? undefined : answer;
}

/**
 * Reads the answer to a dynamic question.
 * @param problems gets what is wrong with it, one sentence each
 * @returns undefined if anything is
 */
export function questionOf(content: string, problems: string[]): Question | undefined {
	const answer = objectIn(content, problems);
	if (!answer) return undefined;
	for (const name of Object.keys(answer))
		if (!['text', 'type', 'options'].includes(name)) problems.push(`${name} is unknown`);
	const { text = '', type, options } = answer;
	if (typeof text !== 'string') problems.push('text is no text');
	if (type !== 'BUTTONS' && type !== 'LIST' && type !== 'NUMBERS')
		problems.push(`type ${JSON.stringify(type)} is unknown`);
	if (!Array.isArray(options) || options.length === 0 || options.length > MOST_OPTIONS) {
		problems.push(`there must be 1 to ${MOST_OPTIONS} options`);
		return undefined;
	}
	for (const [index, option] of options.entries()) {
		if (!isRecord(option) || typeof option.text !== 'string' || option.text === '')
			problems.push(`option ${index + 1} has no text`);
		else if (option.description !== undefined && type !== 'LIST')
			problems.push(`option ${index + 1} has a description, which only a LIST has`);
		else if (option.url !== undefined && type !== 'BUTTONS')
			problems.push(`option ${index + 1} has a url, which only BUTTONS have`);
	}
	return problems.length > 0 ? undefined : ({ text, type, options } as Question);
}

function objectIn(content: string, problems: string[]): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(content);
		if (isRecord(value)) return value;
		problems.push('The answer is no object');
	} catch {
		problems.push('The answer is no JSON');
	}
	return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function isMessage(message: unknown): boolean {
	if (!isRecord(message) || Object.keys(message).length !== 1) return false;
	const { text, fileUrl, fileId, template } = message;
	const isText = (value: unknown) => typeof value === 'string' && value !== '';
	if (template === undefined) return [text, fileUrl, fileId].some(isText);
	if (!isRecord(template) || !isText(template.id)) return false;
	const { parameters = {} } = template;
	return isRecord(parameters) && Object.values(parameters).every((value) => typeof value === 'string');
}
