/**
 * A model that makes up its own mind, as far as a few rules can: it reads what it is asked and which tools it was told of,
 * picks tools by their descriptions, fills in what they take by the descriptions of that, and corrects itself where an error
 * says what there is. No test tells it what to call.
 */
import { lastWord, type Line, type Tool, type Turn } from './scriptedModel.mts';

/** Words that say nothing of what is to be done. */
const EMPTY =
	/^(a|an|and|as|at|be|by|for|from|her|him|his|in|into|is|it|its|let|no|not|of|on|or|that|the|then|they|this|to|was|who|with|you)$/;

/** The words of a text that say something, without endings. */
const wordsOf = (text: string): string[] =>
	(text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => !EMPTY.test(word)).map((word) => word.slice(0, 5));

const contentsOf = ({ messages }: Turn, role: string) =>
	messages.filter((message) => message.role === role).map(({ content }) => String(content));

/** What is asked for, one thing after the other. */
const tasksOf = (request: string): string[] => request.split(/[.;] |\bthen\b/).map((task) => task.trim());

/** The tool that speaks most of a task; words that all tools have count little. Undefined where none speaks of it. */
function toolFor(task: string, tools: readonly Tool[]): Tool | undefined {
	const known = tools.map(({ name, description }) => new Set(wordsOf(`${name.replaceAll('_', ' ')} ${description}`)));
	const scores = known.map((words) =>
		wordsOf(task.replace(/“.*?”/g, ''))
			.filter((word) => words.has(word))
			.reduce((score, word) => score + 1 / known.filter((others) => others.has(word)).length, 0),
	);
	const best = Math.max(...scores);
	return best >= 1 ? tools[scores.indexOf(best)] : undefined;
}

/** What a tool is to be given, by what the descriptions of its fields ask for. */
function fillIn({ parameters }: Tool, task: string, request: string): Record<string, string> {
	const [phoneNumber = ''] = /\+\d{10,}/.exec(request) ?? [];
	const [, quoted = ''] = /“(.*?)”/.exec(task) ?? [];
	const [, receiver = ''] = /\bto (\p{Lu}\p{L}*)/u.exec(task) ?? [];
	const factFor = (description: string) => {
		if (/phone number/i.test(description)) return phoneNumber;
		return /name of/i.test(description) ? receiver : quoted;
	};
	const fields = Object.entries(parameters.properties);
	return Object.fromEntries(fields.map(([name, { description = '' }]) => [name, factFor(description)]));
}

/** Of the names that an error lists, the one that begins most like what was given. */
function corrected(given: string, error: string): string | undefined {
	const [, ...listed] = [...error.matchAll(/“(.+?)”/g)].map(([, name]) => name);
	const likeness = (name: string) => [...given].findIndex((letter, index) => name[index] !== letter);
	return listed.find((name) => likeness(name) === -1 || likeness(name) >= 3);
}

/** @returns what the model does in a turn, whatever it is asked */
export function choosing(): Line {
	let tried: { tool: Tool; with: Record<string, string> } | undefined;
	let done = 0;
	return (turn) => {
		const tools = turn.tools.map((tool) => tool.function);
		const request = contentsOf(turn, 'user').at(-1) ?? '';
		const chosen = tasksOf(request).flatMap((task) => toolFor(task, tools) ?? []);
		const tasks = tasksOf(request).filter((task) => toolFor(task, tools) !== undefined);
		if (tried) {
			const [{ error, details }] = JSON.parse(lastWord(turn)) as [{ error?: string; details?: object }];
			if (error === undefined) done++;
			else {
				const { tool, with: given } = tried;
				const better = Object.entries(given).flatMap(([name, value]): Array<[string, string]> => {
					const name2 = corrected(value, `${error} ${JSON.stringify(details ?? '')}`);
					return name2 === undefined || name2 === value ? [] : [[name, name2]];
				});
				if (better.length === 0) return { say: error };
				tried = { tool, with: { ...given, ...Object.fromEntries(better) } };
				return { call: tool.name, with: tried.with };
			}
		}
		if (done === tasks.length) return { say: `Done: ${done}` };
		tried = { tool: chosen[done], with: fillIn(chosen[done], tasks[done], request) };
		return { call: tried.tool.name, with: tried.with };
	};
}
