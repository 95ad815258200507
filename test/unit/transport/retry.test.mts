import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as RetryModule from '../../../nodes/WtsChat/transport/retry.ts';
import type { Answered, Lost, Outcome } from '../../../nodes/WtsChat/transport/answer.ts';
import { built } from '../../built.mts';

const { judge, MOST_ATTEMPTS, retryDelay } = built<typeof RetryModule>('nodes/WtsChat/transport/retry');

const answered = (status: number, body: unknown = '', headers: Answered['headers'] = {}): Outcome => ({
	answered: { status, headers, body },
});
const unusable: Outcome = {
	answered: { status: 200, headers: {}, body: {}, unusable: { why: 'it has no ID', mayHaveChanged: true } },
};
const lost = (code: string, mayHaveArrived: boolean, passing: boolean): Outcome => ({
	lost: { code, mayHaveArrived, passing } satisfies Lost,
});
const saying = (more: object) => ({ error: true, isUnsolvableError: false, ...more });

/** What is done about an outcome, for a request that may be carried out twice and for one that may not. */
const cases: Array<[what: string, outcome: Outcome, repeatable: string, unrepeatable: string]> = [
	['success', answered(200, { id: '1' }), 'done', 'done'],
	['success without a body', answered(204), 'done', 'done'],
	['a refusal by the limits', answered(429), 'refused', 'refused'],
	['a refusal by the limits with words', answered(429, saying({ key: 'FORM_ERROR' })), 'refused', 'refused'],
	['a wrong key', answered(401, saying({ key: 'ERROR_UNAUTHORIZED' })), 'failed', 'failed'],
	['a wrong request', answered(400), 'failed', 'failed'],
	['something unknown', answered(404), 'failed', 'failed'],
	['an error in HTTP 200', answered(200, saying({ text: 'Acesso negado' })), 'failed', 'failed'],
	['a redirect', answered(302), 'failed', 'failed'],
	['a time limit of the service', answered(408), 'retry', 'unknown'],
	['trouble of the service', answered(500), 'retry', 'unknown'],
	['trouble of the service with words', answered(500, saying({ text: 'Erro interno' })), 'retry', 'unknown'],
	['a gateway without its server', answered(502, '<html></html>', { 'content-type': 'text/html' }), 'retry', 'unknown'],
	['a 500 that blames the caller by its key', answered(500, saying({ key: 'FORM_ERROR' })), 'failed', 'failed'],
	['a 500 that says that it stays so', answered(500, { error: true, isUnsolvableError: true }), 'failed', 'failed'],
	['a 500 that finds nothing', answered(500, saying({ text: 'Contato não encontrado' })), 'failed', 'failed'],
	['a 500 for a wrong value', answered(500, saying({ text: "The value 'x' is not valid" })), 'failed', 'failed'],
	['an answer that cannot be used', unusable, 'retry', 'unknown'],
	['a web page', answered(200, '<!DOCTYPE html>'), 'failed', 'failed'],
	['a connection that broke', lost('ECONNRESET', true, true), 'retry', 'unknown'],
	['no answer in time', lost('ECONNABORTED', true, true), 'retry', 'unknown'],
	['a connection that was refused', lost('ECONNREFUSED', false, true), 'retry', 'retry'],
	['an address that is none', lost('ERR_INVALID_URL', false, false), 'failed', 'failed'],
];

describe('what is done about', () => {
	for (const [what, outcome, repeatable, unrepeatable] of cases) {
		it(`${what}: ${repeatable}, or ${unrepeatable} if it must not happen twice`, () => {
			assert.equal(judge(true, outcome).kind, repeatable);
			assert.equal(judge(false, outcome).kind, unrepeatable);
		});
	}

	it('a refusal by the limits tells how long to wait', () => {
		assert.deepEqual(judge(true, answered(429, '', { 'retry-after': '7' })), { kind: 'refused', retryAfter: 7_000 });
		assert.deepEqual(judge(true, answered(429)), { kind: 'refused', retryAfter: undefined });
	});

	it('whatever may have been carried out never leads to a second time', () => {
		const status = fc.integer({ min: 200, max: 599 }).filter((value) => value !== 429);
		const body = fc.oneof(
			fc.string(),
			fc.object(),
			fc.record({ error: fc.boolean(), text: fc.string(), key: fc.string() }),
		);
		const mayHaveHappened = fc.oneof(
			fc.tuple(status, body).map(([code, content]) => answered(code, content)),
			fc.string().map((code) => lost(code, true, true)),
		);
		fc.assert(
			fc.property(mayHaveHappened, (outcome) => {
				assert.ok(!['retry', 'refused'].includes(judge(false, outcome).kind));
			}),
		);
	});
});

describe('the wait before another try', () => {
	it('grows from half a second to ten seconds at the most, and differs by chance', () => {
		const attempts = Array.from({ length: 10 }, (_, index) => index + 1);
		assert.deepEqual(
			attempts.map((attempt) => retryDelay(attempt, 1)),
			[500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000, 10_000],
		);
		for (const attempt of attempts) assert.equal(retryDelay(attempt, 0), retryDelay(attempt, 1) / 2);
	});

	it('lets a short trouble of the service pass before a request is given up', () => {
		const waits = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => retryDelay(index + 1, 0));
		assert.ok(waits.reduce((sum, wait) => sum + wait) > 10_000);
	});
});
