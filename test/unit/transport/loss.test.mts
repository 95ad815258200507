import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { INode } from 'n8n-workflow';
import type * as LossModule from '../../../nodes/WtsChat/transport/loss.ts';
import { built } from '../../built.mts';

const { NodeApiError, NodeOperationError, UserError } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');
const { lossOf } = built<typeof LossModule>('nodes/WtsChat/transport/loss');

const node: INode = { id: '1', name: 'WTS Chat', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const failureWith = (code?: string) => {
	const cause = Object.assign(new Error('failed'), code && { code }, {
		config: { headers: { Authorization: 'secret' } },
	});
	return new NodeApiError(node, cause as never);
};

describe('a request without an answer', () => {
	for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']) {
		it(`was never sent, for now, with ${code}`, () => {
			assert.deepEqual(lossOf(failureWith(code)), { code, mayHaveArrived: false, passing: true });
		});
	}

	for (const code of [
		'ERR_INVALID_URL',
		'ERR_BAD_REQUEST',
		'CERT_HAS_EXPIRED',
		'EPROTO',
		'ERR_TLS_CERT_ALTNAME_INVALID',
	]) {
		it(`was never sent, and never will be, with ${code}`, () => {
			assert.deepEqual(lossOf(failureWith(code)), { code, mayHaveArrived: false, passing: false });
		});
	}

	for (const code of ['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'SOMETHING_NEW']) {
		it(`may have arrived with ${code}`, () => {
			assert.deepEqual(lossOf(failureWith(code)), { code, mayHaveArrived: true, passing: true });
		});
	}

	it('may have arrived if nothing tells why', () => {
		const cause = Object.assign(new Error('failed'), { isAxiosError: true });
		const failure = new NodeApiError(node, cause as never);
		assert.deepEqual(lossOf(failure), { code: 'no code', mayHaveArrived: true, passing: true });
	});

	for (const [what, cause] of Object.entries({
		'a mistake in its code': new TypeError('x is not a function'),
		'a credential that is not there': new NodeOperationError(node, 'No credential'),
		'its own rules, before the connection': new UserError('The address is restricted'),
		'its own rules, as the connection is made': Object.assign(new Error('restricted'), {
			isAxiosError: true,
			cause: new UserError('The address is restricted'),
		}),
	})) {
		it(`was never sent, and never will be, where n8n fails before that: ${what}`, () => {
			const { unsent, ...lost } = lossOf(new NodeApiError(node, cause as never));
			assert.deepEqual(lost, { code: 'not sent', mayHaveArrived: false, passing: false });
			assert.match(unsent ?? '', /^(x is not a function|No credential|The address is restricted)$/);
		});
	}

	it('is nothing that does not come from sending', () => {
		const mistake = new NodeOperationError(node, 'Node does not have any credentials set');
		assert.throws(() => lossOf(mistake), mistake);
		assert.throws(() => lossOf(new TypeError('x')), TypeError);
	});
});
