import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as AnswerModule from '../../../nodes/WtsChat/transport/answer.ts';
import type { Answered, Complaint } from '../../../nodes/WtsChat/transport/answer.ts';
import { built } from '../../built.mts';

const { blamesCaller, complaintOf, isSuccess, isWebPage, retryAfter, saysNotFound } = built<typeof AnswerModule>(
	'nodes/WtsChat/transport/answer',
);

const answered = (status: number, body?: unknown, headers: Answered['headers'] = {}): Answered => ({
	status,
	headers,
	body,
});
const complaint = (more: Partial<Complaint>): Complaint => ({ unsolvable: false, ...more });

describe('success', () => {
	const cases: Array<[what: string, answer: Answered, success: boolean]> = [
		['a record', answered(200, { id: '1' }), true],
		['a list', answered(200, [{ id: '1' }]), true],
		['an empty list', answered(200, []), true],
		['no body', answered(200, undefined), true],
		['null', answered(200, null), true],
		['`error: false`', answered(200, { error: false }), true],
		['a record with a text in a field named error', answered(200, { id: '1', error: 'Sem saldo' }), true],
		['`error: "none"`', answered(200, { error: 'none' }), true],
		['a record with a status in words', answered(200, { id: '1', title: 'Venda', status: 'LOST' }), true],
		['a text', answered(200, 'ok'), true],
		['`error: true` in HTTP 200', answered(200, { error: true, text: 'Acesso negado' }), false],
		['`error: "true"`', answered(200, { error: 'true' }), false],
		['`error: 1`', answered(200, { error: 1 }), false],
		['a text as error', answered(200, { error: 'Número bloqueado' }), false],
		['a record that says that it is an error', answered(200, { id: '1', error: true }), false],
		['an error with fields', answered(200, { error: { message: 'Número bloqueado' } }), false],
		['a list of one error', answered(200, [{ error: true, text: 'Acesso negado' }]), false],
		['a status of the service', answered(200, { httpStatusCode: 500 }), false],
		['a status of the service in words', answered(200, { httpStatusCode: 'INTERNALSERVERERROR' }), false],
		['a problem', answered(200, { type: 'about:blank', title: 'Not Found', status: 404 }), false],
		['a web page', answered(200, '<!DOCTYPE html>'), false],
		['a redirect', answered(302), false],
		['a refusal', answered(401, { error: true }), false],
		['a failure', answered(500), false],
	];
	for (const [what, answer, success] of cases) {
		it(`${success ? 'is' : 'is not'} ${what}`, () => assert.equal(isSuccess(answer), success));
	}
});

describe('a web page', () => {
	it('is told by its type', () => {
		assert.equal(isWebPage(answered(200, 'Entrar', { 'content-type': 'text/html; charset=utf-8' })), true);
		assert.equal(isWebPage(answered(200, { id: '1' }, { 'content-type': 'application/json' })), false);
	});

	it('is told by how it begins', () => {
		assert.equal(isWebPage(answered(200, '\n<!DOCTYPE html><html>')), true);
		assert.equal(isWebPage(answered(200, '<html lang="pt-br">')), true);
		assert.equal(isWebPage(answered(200, '<b>bold</b>')), false);
		assert.equal(isWebPage(answered(200, '')), false);
	});
});

describe("the service's words", () => {
	it('come from its envelope', () => {
		const body = {
			id: { value: '0a1b2c3d-0000-4000-8000-000000000001', shortValue: '0a1b2c3d' },
			error: true,
			key: 'FORM_ERROR',
			text: ' Contato não encontrado ',
			isUnsolvableError: true,
		};
		assert.deepEqual(complaintOf(answered(500, body)), {
			text: 'Contato não encontrado',
			key: 'FORM_ERROR',
			supportCode: '0a1b2c3d',
			unsolvable: true,
		});
	});

	it('come from a problem', () => {
		const body = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'Canal não encontrado' };
		assert.equal(complaintOf(answered(404, body)).text, 'Canal não encontrado');
		assert.equal(complaintOf(answered(404, { title: 'Not Found', detail: '' })).text, 'Not Found');
	});

	it('come from a list of one error', () => {
		assert.equal(complaintOf(answered(200, [{ error: true, text: 'Falhou' }])).text, 'Falhou');
	});

	it('are cut where nobody reads on', () => {
		const long = '🙂'.repeat(1_000_000);
		const {
			text = '',
			key = '',
			supportCode = '',
		} = complaintOf(answered(500, { text: `x${long}`, key: long, id: { shortValue: long } }));
		for (const [words, length] of [
			[text, 1_000],
			[key, 100],
			[supportCode, 100],
		] as const) {
			assert.ok(words.length <= length && words.length > length - 3);
			assert.match(words, /^\p{L}?(🙂)+…$/u);
		}
	});

	it('come from other forms', () => {
		assert.equal(complaintOf(answered(500, { error: { message: 'Falhou' } })).text, 'Falhou');
		assert.equal(complaintOf(answered(500, { error: 'Falhou' })).text, 'Falhou');
		assert.equal(complaintOf(answered(500, { message: 'Falhou' })).text, 'Falhou');
	});

	for (const body of [undefined, null, '', 'Bad Gateway', [], ['text'], { id: 7, text: 7, key: {} }]) {
		it(`are none in ${JSON.stringify(body)}`, () => {
			assert.deepEqual(complaintOf(answered(500, body)), {
				text: undefined,
				key: undefined,
				supportCode: undefined,
				unsolvable: false,
			});
		});
	}
});

describe('a complaint', () => {
	for (const text of [
		'Contato não encontrado',
		'Conversa nao encontrada',
		'O registro não foi encontrado',
		'Session not found',
	]) {
		it(`says that something is not found: ${text}`, () => assert.equal(saysNotFound(complaint({ text })), true));
	}

	it('says nothing of the kind without words', () => {
		assert.equal(saysNotFound(complaint({})), false);
		assert.equal(saysNotFound(complaint({ text: 'Tente novamente' })), false);
	});

	const blaming: Array<Partial<Complaint>> = [
		{ unsolvable: true },
		{ key: 'FORM_ERROR' },
		{ key: 'ERROR_UNAUTHORIZED' },
		{ text: 'Contato não encontrado' },
		{ text: "The value 'Tags' is not valid" },
		{ text: 'Número inválido' },
	];
	for (const words of blaming) {
		it(`blames the caller with ${JSON.stringify(words)}`, () => assert.equal(blamesCaller(complaint(words)), true));
	}

	for (const words of [{}, { text: 'Erro interno' }, { key: 'INTERNAL_ERROR' }]) {
		it(`does not blame the caller with ${JSON.stringify(words)}`, () =>
			assert.equal(blamesCaller(complaint(words)), false));
	}
});

describe('Retry-After', () => {
	const now = Date.parse('2026-01-31T08:00:00Z');
	const cases: Array<[header: unknown, wait: number | undefined]> = [
		['30', 30_000],
		[' 1.5 ', 1_500],
		['Sat, 31 Jan 2026 08:00:20 GMT', 20_000],
		['0', undefined],
		['-5', undefined],
		['Sat, 31 Jan 2026 07:00:00 GMT', undefined],
		['soon', undefined],
		['86400', 86_400_000],
		['Fri, 31 Jan 2026 08:00:20 GMT', undefined],
		['Sat, 31 Feb 2026 08:00:20 GMT', undefined],
		['2026-01-31T08:00:20Z', undefined],
		['2027', 2_027_000],
		['1e9', undefined],
		['0x10', undefined],
		['+5', undefined],
		['.5', undefined],
		['5.', undefined],
		['Infinity', undefined],
		[' ', undefined],
		[7, undefined],
		['', undefined],
		[undefined, undefined],
	];
	for (const [header, wait] of cases) {
		it(`${JSON.stringify(header)} means ${wait ?? 'nothing'}`, () => {
			assert.equal(retryAfter(answered(429, '', { 'retry-after': header }), now), wait);
		});
	}
});
