import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { IDataObject, INode } from 'n8n-workflow';
import type { Answered, Outcome } from '../../../nodes/WtsChat/transport/answer.ts';
import type * as FailureModule from '../../../nodes/WtsChat/transport/failure.ts';
import { built } from '../../built.mts';

const { failureOf, isNotFound, isRefusedAsWrong, unknownFailureOf } = built<typeof FailureModule>(
	'nodes/WtsChat/transport/failure',
);

const node: INode = { id: '1', name: 'WTS Chat', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const ROOT = 'https://api.wts.chat';

const answered = (status: number, body: unknown = undefined, headers: Answered['headers'] = {}): Outcome => ({
	answered: { status, headers, body },
});
const unusable = (mayHaveChanged: boolean): Outcome => ({
	answered: { status: 200, headers: {}, body: {}, unusable: { why: 'it has no ID', mayHaveChanged } },
});
const lost = (code: string): Outcome => ({ lost: { code, mayHaveArrived: true, passing: true } });

const fail = (outcome: Outcome, more: object = {}) => failureOf(node, { outcome, attempts: 1, ...more }, ROOT);
const described = (outcome: Outcome, more?: object) => fail(outcome, more).description ?? '';

describe('the failure of a request', () => {
	it('shows no secret of an address that the service sends back', () => {
		const address = 'https://n8n.example.com/webhook/1/webhook?relay=replies&token=0a1b2c3d4e&until=7';
		const waking = 'https://n8n.example.com/webhook-waiting/7/reply?key=0a1b2c3d4e';
		const body = { key: 'FORM_ERROR', text: `URL inválida: “${address}” (${waking})`, id: { shortValue: '0a1b2c3d' } };
		const failure = fail(answered(500, body));
		assert.equal(
			(failure.context.data as IDataObject).text,
			`URL inválida: “${address.replace('0a1b2c3d4e', '***')}” (${waking.replace('0a1b2c3d4e', '***')})`,
		);
		assert.ok(!inspect(failure, { depth: 20, showHidden: true }).includes('0a1b2c3d4e'));
	});

	it('shows no password of the Base URL', () => {
		for (const code of ['ECONNREFUSED', 'ERR_INVALID_URL']) {
			const failure = failureOf(node, { outcome: lost(code), attempts: 1 }, 'https://ana:Segredo@wts.example.com');
			assert.match(failure.description ?? '', /https:\/\/\*\*\*@wts\.example\.com/);
			assert.ok(!inspect(failure, { depth: 20, showHidden: true }).includes('Segredo'));
		}
	});

	it('tells how often it was tried, if more than once', () => {
		assert.match(described(answered(500), { attempts: 7 }), /Tried 7 times\.$/);
		assert.doesNotMatch(described(answered(500)), /Tried/);
	});

	it('keeps what the service says, apart and in words', () => {
		const body = { key: 'FORM_ERROR', text: 'Informe o motivo', id: { shortValue: '0a1b2c3d' } };
		const failure = fail(answered(500, body));
		assert.deepEqual(failure.context.data, {
			httpCode: 500,
			key: 'FORM_ERROR',
			text: 'Informe o motivo',
			supportCode: '0a1b2c3d',
		});
		assert.equal(failure.httpCode, '500');
		assert.equal(
			failure.description,
			'Check the values of the fields against what the service says. The service says: “Informe o motivo” (FORM_ERROR). Support code: 0a1b2c3d.',
		);
	});

	it('says nothing of a web page but that it is one', () => {
		const page = '<!DOCTYPE html><html><body>{"text": "Entrar"}</body></html>';
		assert.deepEqual(fail(answered(502, page)).context.data, { httpCode: 502 });
	});

	it('names the address, the cause and the code when no answer came', () => {
		const failure = fail(lost('ECONNREFUSED'));
		assert.equal(failure.message, 'No answer from WTS Chat');
		assert.match(
			failure.description ?? '',
			/^Nothing answers at this address: https:\/\/api\.wts\.chat\. .* \(ECONNREFUSED\)\.$/,
		);
		assert.match(described(lost('SOMETHING_NEW')), /^The connection failed: .* \(SOMETHING_NEW\)\.$/);
	});

	// n8n puts texts of its own in place of messages that hold a network code.
	for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN']) {
		it(`has our message, not one of n8n's, with ${code}`, () => {
			assert.equal(fail(lost(code)).message, 'No answer from WTS Chat');
		});
	}

	it('says how long the limits were used up', () => {
		const failure = fail(answered(429), { refusedFor: 15.4 * 60_000 });
		assert.equal(failure.message, "The account's request limit stayed used up");
		assert.match(failure.description ?? '', /refused this request for 15 minutes/);
	});

	for (const [what, outcome] of Object.entries({
		'the service had trouble': answered(500),
		'the answer cannot be used': unusable(true),
		'no answer came': lost('ETIMEDOUT'),
	})) {
		it(`says that it may have taken effect, when ${what} and it must not happen twice`, () => {
			const failure = fail(outcome, { unknown: true });
			assert.equal(failure.message, 'It is not known whether this took effect: it may have been delivered');
			assert.match(failure.description ?? '', /was not repeated.*Look in the platform before you send it again/);
			assert.equal((failure.context.data as { outcome?: string }).outcome, 'unknown');
			assert.equal(isNotFound(failure), false);
			assert.equal(isRefusedAsWrong(failure), false);
		});
	}

	it('of a request whose answer cannot be used says why, or that it may have taken effect', () => {
		const reading = fail(unusable(false));
		assert.equal(reading.message, 'The answer of WTS Chat cannot be used: it has no ID');
		assert.deepEqual(reading.context.data, { httpCode: 200 });
		const changing = fail(unusable(true), { attempts: 7 });
		assert.equal(changing.message, 'It is not known whether this took effect');
		assert.match(changing.description ?? '', /cannot be used: it has no ID.*does no harm if this is carried out twice/);
		assert.deepEqual(changing.context.data, { httpCode: 200, outcome: 'unknown' });
	});

	it('can be told from others by what kind it is', () => {
		const notFound = [answered(404), answered(500, { key: 'FORM_ERROR', text: 'Contato não encontrado' })];
		for (const outcome of notFound) {
			assert.equal(isNotFound(fail(outcome)), true);
			assert.equal(isRefusedAsWrong(fail(outcome)), true);
		}
		const wrong = [answered(400), answered(500, { key: 'FORM_ERROR' }), answered(200, { error: true, text: 'Não' })];
		for (const outcome of wrong) {
			assert.equal(isNotFound(fail(outcome)), false);
			assert.equal(isRefusedAsWrong(fail(outcome)), true);
		}
		// Of these it is not sure that nothing happened, or that another entry would fare better.
		const others = [
			answered(401),
			answered(404, { key: 'ERROR_UNAUTHORIZED' }),
			answered(408),
			answered(500),
			answered(500, { key: 'INTERNAL_ERROR', text: 'Erro interno' }),
			answered(200, '<!DOCTYPE html>'),
			unusable(false),
			unusable(true),
			lost('ECONNREFUSED'),
		];
		for (const outcome of others) {
			assert.equal(isNotFound(fail(outcome)), false);
			assert.equal(isRefusedAsWrong(fail(outcome)), false);
		}
		assert.equal(isNotFound(new Error('x')), false);
	});

	it('of something of which nobody knows whether it took effect is unknown', () => {
		const failure = unknownFailureOf(node, 'the answer does not speak of it', 'It was sent.');
		assert.deepEqual(failure.context.data, { outcome: 'unknown' });
		assert.equal(isRefusedAsWrong(failure), false);
	});
});
