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

/** Puts what an error says that there is in the place of what was given; undefined where it says nothing of the kind. */
function tryAgain(given: Record<string, string>, error: string): Record<string, string> | undefined {
	const better = Object.entries(given).map(([name, value]) => [name, corrected(value, error) ?? value]);
	return better.every(([name, value]) => given[name] === value) ? undefined : Object.fromEntries(better);
}

/** @returns what the model does in a turn, whatever it is asked */
export function choosing(): Line {
	let last: { call: string; with: Record<string, string> } | undefined;
	let done = 0;
	return (turn) => {
		const request = contentsOf(turn, 'user').at(-1) ?? '';
		const tools = turn.tools.map((tool) => tool.function);
		const plan = tasksOf(request).flatMap((task) => {
			const tool = toolFor(task, tools);
			return tool ? [{ task, tool }] : [];
		});
		if (last) {
			const [{ error }] = JSON.parse(lastWord(turn)) as [{ error?: string }];
			if (error !== undefined) {
				const given = tryAgain(last.with, error);
				if (!given) return { say: error };
				return (last = { ...last, with: given });
			}
			done++;
		}
		if (done === plan.length) return { say: `Done: ${done}` };
		const { task, tool } = plan[done];
		return (last = { call: tool.name, with: fillIn(tool, task, request) });
	};
}
