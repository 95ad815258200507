// Asks an account of the real service, by reading, whether it is as the contract and contract/observed.md have it, and
// writes what differs into a report that holds nothing of the account: `npm run check:live`.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Answers } from '../check/answers.mts';
import type { Account } from '../check/ask.mts';
import { check, type CheckOptions } from '../check/check.mts';
import { Comparing } from '../check/compare.mts';
import { lineOf } from '../check/inquiry.mts';
import { completions, MOST_REQUESTS, plan } from '../check/plan.mts';
import { inShort } from '../check/questions.mts';
import { report } from '../check/report.mts';
import { loadContract } from '../contract/checker.mts';
import { apiRoot, bareKey } from '../credentials/WtsApi.credentials.ts';
import { project } from '../harness/package.mts';

const usage = `npm run check:live -- [--write SESSION_ID] [--output FILE] [--yes]

Asks for the base URL and the API key, or takes them from WTS_BASE_URL and WTS_API_KEY. They are kept nowhere.

  --write   also completes this session of your own twice, and asks before each of the two requests
  --output  the report (check-live.md)
  --yes     starts without asking; the reading part only`;

/** What somebody who starts this has to mend. */
class UsageError extends Error {}

function readArguments() {
	try {
		const { values } = parseArgs({
			options: {
				write: { type: 'string' },
				output: { type: 'string', default: 'check-live.md' },
				yes: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		});
		return values;
	} catch {
		// Not in its own words, which quote the arguments: one of them may be a key.
		throw new UsageError(
			'There is an argument that this does not take. A base URL or a key is never one: what stands on the command line stays in the history of the shell, so revoke a key that you typed there.',
		);
	}
}

/** Asks on the terminal. @param isHidden whether what is typed is not shown */
async function prompt(question: string, isHidden = false): Promise<string> {
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const asking = createInterface({ input: process.stdin, output: isHidden ? nowhere : process.stdout, terminal: true });
	// Not before now, when the terminal does not show by itself what is typed.
	process.stdout.write(question);
	try {
		return await asking.question('');
	} finally {
		asking.close();
		if (isHidden) process.stdout.write('\n');
	}
}

const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;

/** What the environment gives, or else whoever sits at the terminal. */
async function given(variable: string, question: string, isHidden = false): Promise<string> {
	const value = process.env[variable];
	if (value !== undefined && value !== '') return value;
	if (!isTerminal) throw new UsageError(`${variable} is not set, and there is no terminal to ask at`);
	return await prompt(question, isHidden);
}

async function readAccount(): Promise<Account> {
	const root = apiRoot((await given('WTS_BASE_URL', 'Base URL (https://api.wts.chat): ')) || 'https://api.wts.chat');
	if (root === undefined) throw new UsageError('The base URL is no address of an API, such as https://api.wts.chat');
	const key = bareKey(await given('WTS_API_KEY', 'API key (it is not shown): ', true));
	if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError('The API key is not a key. Copy it from the platform again.');
	return { root, key };
}

function readSession(link: string | undefined): string | undefined {
	if (link === undefined) return undefined;
	const [id] = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i.exec(link) ?? [];
	if (id === undefined) throw new UsageError('--write takes the ID of a session, or its address in the platform');
	if (!isTerminal) throw new UsageError('--write asks before each request, so it needs a terminal');
	return id;
}

async function agreed(question: string): Promise<boolean> {
	return /^(y|yes|s|sim)$/i.test((await prompt(`${question} [y/N] `)).trim());
}

/** Prints words that the contract does not list; they are not in the report. */
function tellNewWords(answers: Answers, comparing: Comparing): void {
	const words = answers.all.flatMap(({ inquiry, outcome }) => {
		const operation = inquiry.isReading ? comparing.operationOf(inquiry.method, inquiry.path) : undefined;
		if (operation === undefined || outcome.kind !== 'answered') return [];
		return comparing.newWords(operation, outcome).map((word) => `  ${operation.id}  ${word}`);
	});
	if (words.length === 0) return;
	console.log(
		'\nNot in the report, as it holds no values: words that the contract does not list. Add them if they are of',
	);
	console.log(`the platform and not of your company.\n${words.join('\n')}`);
}

async function run(): Promise<void> {
	const { write, output, yes, help } = readArguments();
	if (help) return console.log(usage);
	const sessionId = readSession(write);
	const account = await readAccount();

	console.log(
		`\n${plan.length} requests to ${account.root}, at most ${MOST_REQUESTS} with repeats. All of them read.\n`,
	);
	for (const inquiry of plan) console.log(`  ${lineOf(inquiry)}`);
	if (sessionId !== undefined) {
		console.log('\nThen these two, which write. Each is asked about before it is sent.\n');
		for (const inquiry of completions) console.log(`  ${lineOf(inquiry)}`);
	}
	console.log();
	if (!yes && !isTerminal) throw new UsageError('There is no terminal to ask at; --yes starts without asking');
	if (!yes && !(await agreed('Send them?'))) return console.log('Nothing was sent.');

	const contract = await loadContract();
	const comparing = new Comparing(contract);
	const options: CheckOptions = {
		wait: (milliseconds) => wait(milliseconds),
		progress: ({ name }, outcome) =>
			console.log(`  ${name}: ${outcome.kind === 'answered' ? inShort(outcome) : outcome.reason}`),
		...(sessionId !== undefined && {
			write: { sessionId, mayI: (inquiry) => agreed(`This writes: ${lineOf(inquiry)}. Send it?`) },
		}),
	};
	const checked = await check(account, options);
	const { version }: { version: string } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
	await writeFile(output, report(checked, { comparing, root: account.root, version, date: new Date() }));

	tellNewWords(checked.answers, comparing);
	if (checked.givenUp !== undefined) console.error(`\nGiven up: ${checked.givenUp}`);
	console.log(`\n${checked.sent} requests were sent. The report is in ${output}: read it, then attach it to an issue.`);
	process.exitCode = checked.givenUp === undefined ? 0 : 1;
}

try {
	await run();
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(`${error.message}\n\n${usage}`);
	process.exitCode = 1;
}
