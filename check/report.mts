import type { Operation } from '../contract/checker.mts';
import { isFields, isSuccess, type Answered, type Exchange } from './answers.mts';
import type { Checked } from './check.mts';
import type { Comparing, Comparison } from './compare.mts';
import { formOf, nameOf } from './form.mts';
import { lineOf } from './inquiry.mts';
import { inShort, limitHeaders, questions } from './questions.mts';

/** Hosts of the API that are no account's own. */
const PUBLIC_HOSTS = ['api.wts.chat', 'api.flw.chat', 'api.helena.run'];

export interface ReportOptions {
	comparing: Comparing;
	/** The API's root that was asked. */
	root: string;
	/** The package's version. */
	version: string;
	date: Date;
}

interface Compared {
	exchange: Exchange;
	operation: Operation;
	comparison: Comparison;
}

/**
 * Writes what a check has found out as Markdown, to be attached to an issue. Nothing that was read is in it: only statuses,
 * keys of errors, names of fields, kinds and lengths of values.
 */
export function report({ answers, givenUp, sent }: Checked, { comparing, root, version, date }: ReportOptions): string {
	const host = URL.canParse(root) ? new URL(root).hostname : '';
	const compared = answers.all.flatMap((exchange): Compared[] => {
		const { inquiry, outcome } = exchange;
		const operation = inquiry.isReading ? comparing.operationOf(inquiry.method, inquiry.path) : undefined;
		if (operation === undefined || outcome.kind !== 'answered') return [];
		return [{ exchange, operation, comparison: comparing.compare(operation, outcome) }];
	});
	const parts = [
		'# Check of a WTS Chat account',
		`n8n-nodes-wts-chat ${version}, ${date.toISOString().slice(0, 10)}, host ${PUBLIC_HOSTS.includes(host) ? host : 'of its own'}, ${sent} requests. It holds nothing of the account: no names, numbers, texts or IDs, only names of fields, kinds and lengths of values.`,
		...(givenUp === undefined ? [] : [`**Given up: ${givenUp}**`]),
		...(givenUp === undefined ? [summary(answers.all, compared)] : []),
		'## What is open in what we know of the service',
		table(
			['Question', 'Verdict'],
			questions.map(({ question, verdict, outOfReach }) => {
				const found = verdict?.(answers);
				return [question, found ?? `not told: ${outOfReach ?? 'nothing came that shows it'}`];
			}),
		),
		'## Operations',
		'Whether the key may use them, and how the answers stand to the contract.',
		table(
			['Request', 'Answer', 'Records', 'Differences'],
			answers.all.map((exchange) => operationRow(exchange, compared)),
		),
		'## Differences from the contract',
		...differencesOf(compared),
		'## Fields of the contract that no record had',
		...missingOf(compared),
		'## Error bodies',
		...errorsOf(answers.all),
		'## Refused for speed',
		...speedOf(answers.all),
	];
	return `${parts.join('\n\n')}\n`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
	[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const code = (text: string) => `\`${text}\``;

function summary(all: readonly Exchange[], compared: readonly Compared[]): string {
	const differ = compared.filter(({ comparison }) => comparison.differences.length > 0).length;
	const skipped = all.filter(({ outcome }) => outcome.kind === 'skipped').length;
	return `**${compared.length} answers were held against the contract, ${differ === 0 ? 'none differs' : `${differ} of them differ`}. ${skipped} requests were not sent, because the account has nothing to ask with.**`;
}

function operationRow({ inquiry, outcome }: Exchange, compared: readonly Compared[]): string[] {
	const line = code(lineOf(inquiry));
	if (outcome.kind === 'skipped') return [line, `not sent: ${outcome.reason}`, '', ''];
	if (outcome.kind === 'failed') return [line, outcome.reason, '', ''];
	const comparison = compared.find(({ exchange }) => exchange.inquiry === inquiry)?.comparison;
	if (comparison === undefined) return [line, inShort(outcome), '', ''];
	const { records, differences } = comparison;
	return [
		line,
		inShort(outcome),
		isSuccess(outcome) ? (records === 0 ? 'none' : 'some') : '',
		String(differences.length || 'none'),
	];
}

function differencesOf(compared: readonly Compared[]): string[] {
	const rows = compared.flatMap(({ operation, comparison }) =>
		comparison.differences.map(({ place, what, seen, times }) => [
			operation.id,
			code(place),
			what,
			seen,
			String(times),
		]),
	);
	return rows.length === 0 ? ['None.'] : [table(['Operation', 'Field', 'Difference', 'Seen', 'Times'], rows)];
}

function missingOf(compared: readonly Compared[]): string[] {
	const rows = compared
		.filter(({ comparison }) => comparison.missing.length > 0)
		.map(({ operation, comparison }) => [operation.id, comparison.missing.map(code).join(', ')]);
	return rows.length === 0 ? ['None.'] : [table(['Operation', 'Fields'], rows)];
}

function errorsOf(all: readonly Exchange[]): string[] {
	const rows = all.flatMap(({ inquiry, outcome }) =>
		outcome.kind === 'answered' && !isSuccess(outcome)
			? [[inquiry.name, String(outcome.status), errorForm(outcome)]]
			: [],
	);
	return rows.length === 0 ? ['None came.'] : [table(['Asked for', 'Status', 'Body'], rows)];
}

function errorForm(answer: Answered): string {
	if (answer.form === 'empty') return 'empty';
	if (answer.form === 'other')
		return answer.headers.get('content-type')?.startsWith('text/html') ? 'a web page' : 'no JSON';
	if (!isFields(answer.body)) return formOf([answer.body]);
	return Object.entries(answer.body)
		.map(([name, value]) => `${code(nameOf(name))}: ${formOf([value])}`)
		.join('; ');
}

function speedOf(all: readonly Exchange[]): string[] {
	const refusals = all.flatMap(({ outcome }) => (outcome.kind === 'answered' ? outcome.refusals : []));
	const everywhere = new Set(
		all.flatMap(({ outcome }) => (outcome.kind === 'answered' ? limitHeaders(outcome.headers) : [])).map(code),
	);
	const usual = `Headers that speak of limits, on any answer: ${[...everywhere].join(', ') || 'none'}.`;
	if (refusals.length === 0) return ['No request was.', usual];
	return [
		table(
			['Headers that speak of limits', 'Body'],
			refusals.map((refusal) => [
				limitHeaders(refusal.headers)
					.map((name) => `${code(name)}: ${formOf([refusal.headers.get(name)])}`)
					.join('; ') || 'none',
				errorForm({ ...refusal, kind: 'answered', status: 429, refusals: [] }),
			]),
		),
		usual,
	];
}
