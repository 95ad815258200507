/**
 * A model that says what a test has written for it, over the protocols of OpenAI's chat completions, responses and
 * transcriptions.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { arrayBuffer } from 'node:stream/consumers';

/** A tool as the model is told of it. */
export interface Tool {
	readonly name: string;
	readonly description: string;
	/** JSON Schema of what it takes. */
	readonly parameters: {
		readonly properties: Readonly<Record<string, { readonly type: string; readonly description?: string }>>;
		readonly required?: readonly string[];
	};
}

/** What the model is sent for one turn. */
export interface Turn {
	readonly tools: readonly { readonly function: Tool }[];
	readonly messages: ReadonlyArray<{ readonly role: string; readonly content: unknown }>;
}

/** What the model does in one turn: call a tool, or say something and be done. */
export type Move = { readonly call: string; readonly with: object } | { readonly say: string };

/** Decides a move by what the model was sent. */
export type Line = (turn: Turn) => Move;

export interface ScriptedModel extends AsyncDisposable {
	/** The base URL for an OpenAI credential. */
	readonly url: string;
	/** What the model was sent since it got its script, oldest first. */
	readonly turns: Turn[];
	/** The recordings that it was sent since it got its script, oldest first. */
	readonly recordings: File[];
	/** Gives the model its lines, one for each turn. */
	follow(...script: readonly Line[]): void;
	/** Lets the model decide each turn in the same way. */
	decide(by: Line): void;
	/** Says what it hears in the recordings that follow, one for each; of one for which there is nothing it makes an error. */
	hear(...said: readonly string[]): void;
}

/** A protocol of chat: how a turn is asked for, and what is answered. */
interface Protocol {
	/** @throws {Refusal} when the request does not follow it */
	turnOf(body: unknown): Turn;
	answer(number: number, move: Move): object;
}

/** What the service answers to a request that it does not take. */
class Refusal extends Error {}

/**
 * Starts a scripted model on this machine. A turn for which there is no line is answered with an error.
 */
export async function startScriptedModel(): Promise<ScriptedModel> {
	let lines: Line[] = [];
	let decision: Line | undefined;
	let said: string[] = [];
	const turns: Turn[] = [];
	const recordings: File[] = [];
	const begin = (script: readonly Line[], by?: Line) => {
		lines = [...script];
		decision = by;
		said = [];
		turns.length = 0;
		recordings.length = 0;
	};
	const answer = async (asked: string, contentType: string, body: ArrayBuffer): Promise<object> => {
		if (asked === 'POST /v1/audio/transcriptions') {
			const recording = await recordingIn(contentType, body);
			recordings.push(recording);
			const heard = said.shift();
			if (heard === undefined) throw new Refusal(`The script says nothing of ${recording.name}`);
			return { text: heard };
		}
		const protocol = protocols[asked];
		const turn = protocol?.turnOf(JSON.parse(Buffer.from(body).toString()));
		const line = protocol && (decision ?? lines.shift());
		if (!line || !turn) throw new Refusal(`The script has no line for ${asked}`);
		turns.push(turn);
		return protocol.answer(turns.length, line(turn));
	};
	const server = createServer(async (request, response) => {
		const respond = (status: number, content: object) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
		const asked = `${request.method} ${request.url}`;
		try {
			respond(200, await answer(asked, request.headers['content-type'] ?? '', await arrayBuffer(request)));
		} catch (error) {
			respond(400, { error: { message: String(error), type: 'invalid_request_error' } });
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		turns,
		recordings,
		follow: (...script) => begin(script),
		decide: (by) => begin([], by),
		hear: (...heard) => {
			said = [...heard];
		},
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** The files that OpenAI takes recordings in, by how their names end. */
const RECORDINGS = new Set(['.flac', '.m4a', '.mp3', '.mp4', '.mpeg', '.mpga', '.ogg', '.wav', '.webm']);

/** The recording in a form. @throws {Refusal} when there is none, or in a file that is not taken */
async function recordingIn(contentType: string, body: ArrayBuffer): Promise<File> {
	const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
	const file = form.get('file');
	if (typeof form.get('model') !== 'string' || !(file instanceof File))
		throw new Refusal('Model and file are required');
	if (!RECORDINGS.has(path.extname(file.name))) throw new Refusal(`Invalid file format: ${file.name}`);
	if (file.size === 0) throw new Refusal('The file is empty');
	return file;
}

/** The last thing that a model was told, as text: after a tool's call, what the tool gave. */
export function lastWord({ messages }: Turn): string {
	const content = messages.at(-1)?.content;
	return typeof content === 'string' ? content : JSON.stringify(content);
}

const protocols: Readonly<Record<string, Protocol>> = {
	'POST /v1/chat/completions': { turnOf: (body) => body as Turn, answer: completion },
	'POST /v1/responses': { turnOf: turnOfResponse, answer: response },
};

/** What a request for a response holds: messages, and the calls of tools with what they gave. */
interface ResponseRequest {
	readonly instructions?: string;
	readonly tools?: readonly Tool[];
	readonly input: ReadonlyArray<{
		readonly type?: string;
		readonly role?: string;
		readonly content?: unknown;
		readonly call_id?: string;
		readonly output?: unknown;
	}>;
}

/** The same turn as in a chat. @throws {Refusal} when a tool's output answers no call, or is no text */
function turnOfResponse(body: unknown): Turn {
	const { instructions, tools = [], input } = body as ResponseRequest;
	const calls = new Set(input.filter(({ type }) => type === 'function_call').map((item) => item.call_id));
	const messages = input.flatMap(({ type, role = '', content, call_id, output }) => {
		if (type === 'function_call') return [];
		if (type !== 'function_call_output') return [{ role, content }];
		if (!calls.has(call_id)) throw new Refusal(`No tool call found for ${call_id}`);
		if (typeof output !== 'string') throw new Refusal(`The output of ${call_id} is no text`);
		return [{ role: 'tool', content: output }];
	});
	return {
		tools: tools.map((tool) => ({ function: tool })),
		messages: [...(instructions ? [{ role: 'system', content: instructions }] : []), ...messages],
	};
}

function response(number: number, move: Move) {
	const id = `item_${number}`;
	const status = 'completed';
	const item =
		'say' in move
			? {
					id,
					type: 'message',
					status,
					role: 'assistant',
					content: [{ type: 'output_text', text: move.say, annotations: [] }],
				}
			: {
					id,
					type: 'function_call',
					status,
					call_id: `call_${number}`,
					name: move.call,
					arguments: JSON.stringify(move.with),
				};
	return {
		id: `resp_${number}`,
		object: 'response',
		created_at: 0,
		status,
		error: null,
		model: 'scripted',
		output: [item],
		usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
	};
}

function completion(number: number, move: Move) {
	const message =
		'say' in move
			? { role: 'assistant', content: move.say }
			: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: `call_${number}`,
							type: 'function',
							function: { name: move.call, arguments: JSON.stringify(move.with) },
						},
					],
				};
	return {
		id: `chatcmpl-${number}`,
		object: 'chat.completion',
		created: 0,
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason: 'say' in move ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
