/** A chat model that says what a test has written for it, over the protocol of OpenAI's chat completions. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

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
	/** Gives the model its lines, one for each turn. */
	follow(...script: readonly Line[]): void;
	/** Lets the model decide each turn in the same way. */
	decide(by: Line): void;
}

/**
 * Starts a scripted model on this machine. A turn for which there is no line is answered with an error.
 */
export async function startScriptedModel(): Promise<ScriptedModel> {
	let lines: Line[] = [];
	let decision: Line | undefined;
	const turns: Turn[] = [];
	const server = createServer(async (request, response) => {
		const asked = `${request.method} ${request.url}`;
		const turn: Turn = JSON.parse((await text(request)) || '{}');
		const line = asked === 'POST /v1/chat/completions' ? (decision ?? lines.shift()) : undefined;
		if (line) turns.push(turn);
		response.writeHead(line ? 200 : 400, { 'content-type': 'application/json' });
		const refusal = { error: { message: `The script has no line for ${asked}`, type: 'invalid_request_error' } };
		response.end(JSON.stringify(line ? completion(turns.length, line(turn)) : refusal));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		turns,
		follow: (...script) => {
			lines = [...script];
			decision = undefined;
			turns.length = 0;
		},
		decide: (by) => {
			decision = by;
			turns.length = 0;
		},
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** The last thing that a model was told, as text: after a tool's call, what the tool gave. */
export function lastWord({ messages }: Turn): string {
	const content = messages.at(-1)?.content;
	return typeof content === 'string' ? content : JSON.stringify(content);
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
