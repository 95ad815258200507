import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as GateModule from '../../../nodes/WtsChat/transport/gate.ts';
import { built } from '../../built.mts';

const { admitted } = built<typeof GateModule>('nodes/WtsChat/transport/gate');

const asIs = <Value,>(value: Value) => value;
const answerOf = (endpoint: string, body: unknown, status = 200) =>
	admitted(
		{ endpoint, path: { id: 'x' } },
		{ status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) },
		asIs,
	);

const RECORD = 'GET /chat/v2/session/{id}';
const SETTINGS = 'GET /core/v1/company/officehours';
const LIST = 'GET /core/v1/tag';
const PAGE = 'GET /chat/v2/session';
const SEND = 'POST /chat/v1/send/text';
const SENDS = 'POST /chat/v1/send/template/batch';
const CHANGE = 'PUT /chat/v1/session/{id}/complete';
const ADD = 'POST /core/v1/portfolio/{id}/contact';
const REMOVE = 'DELETE /core/v1/tag/{id}';

describe('an answer that is as the contract has it', () => {
	const cases: Array<[what: string, endpoint: string, body: unknown, admittedAs: unknown]> = [
		['a record', RECORD, { id: '1', tags: [] }, { id: '1', tags: [] }],
		['settings', SETTINGS, { limitHours: true }, { limitHours: true }],
		['a list', LIST, [{ id: '1' }], [{ id: '1' }]],
		['a list that comes as a page', LIST, { items: [{ id: '1' }] }, [{ id: '1' }]],
		['a page', PAGE, { items: [{ id: '1' }], hasMorePages: false }, { items: [{ id: '1' }], hasMorePages: false }],
		['a page that comes as a list', PAGE, [{ id: '1' }], { items: [{ id: '1' }] }],
		['an empty page', PAGE, { items: [] }, { items: [] }],
		['an empty page without its list', PAGE, { items: null, totalItems: 0 }, { items: [], totalItems: 0 }],
		['something that was made', SEND, { id: '1' }, { id: '1' }],
		['parts', SENDS, { results: [{ id: '1' }] }, { results: [{ id: '1' }] }],
		['no parts', SENDS, {}, { results: [] }],
		['parts in another form', SENDS, { results: {} }, { results: [] }],
		['parts without a word', SENDS, '', { results: [] }],
		['parts that are none', SENDS, { results: [null, 7], hasMorePages: false }, { results: [], hasMorePages: false }],
		['a change', CHANGE, { id: '1', status: 'COMPLETED' }, { id: '1', status: 'COMPLETED' }],
		['a change without its ID', CHANGE, { status: 'COMPLETED' }, { id: 'x', status: 'COMPLETED' }],
		['a change without words', CHANGE, '', { id: 'x' }],
		['a change with null', CHANGE, 'null', { id: 'x' }],
		['an addition without an ID', ADD, {}, {}],
		['an addition without words', ADD, '', {}],
		['anything where nothing is to come', REMOVE, '"ok"', undefined],
		['half of it where nothing is to come', REMOVE, '{"id": ', undefined],
		['nothing where nothing is to come', REMOVE, '', undefined],
	];
	for (const [what, endpoint, body, admittedAs] of cases) {
		it(`is ${what}`, () => {
			const answer = answerOf(endpoint, body);
			assert.equal(answer.unusable, undefined);
			assert.deepEqual(answer.body, admittedAs);
		});
	}
});

describe('an answer that is not as the contract has it', () => {
	const cases: Array<[endpoint: string, body: unknown, why: RegExp]> = [
		[RECORD, '', /is empty/],
		[RECORD, null, /is empty/],
		[RECORD, {}, /has no ID/],
		[RECORD, { id: '' }, /has no ID/],
		[RECORD, { id: null, text: 'Contato não encontrado' }, /has no ID/],
		[RECORD, [], /is a list, not a record/],
		[RECORD, '"ok"', /is a string, not a record/],
		[RECORD, 'ok', /is a string, not a record/],
		[RECORD, '{"id": "1"', /is not complete JSON/],
		[RECORD, '"o', /is not complete JSON/],
		[SETTINGS, {}, /is empty/],
		[LIST, {}, /holds no list/],
		[LIST, '', /is empty/],
		[LIST, [null], /holds no records/],
		[LIST, ['ok', 1], /holds no records/],
		[PAGE, {}, /holds no list/],
		[PAGE, { items: {} }, /holds no list/],
		[PAGE, { items: 'x' }, /holds no list/],
		[PAGE, null, /is empty/],
		[SEND, '', /is empty/],
		[SEND, {}, /has no ID/],
		[SENDS, '{"results": [', /is not complete JSON/],
		[CHANGE, [], /is a list, not a record/],
		[CHANGE, '"ok"', /is a string, not a record/],
	];
	for (const [endpoint, body, why] of cases) {
		it(`is ${JSON.stringify(body)} for ${endpoint}`, () => {
			const { unusable } = answerOf(endpoint, body);
			assert.match(unusable?.why ?? '', why);
			assert.equal(unusable?.mayHaveChanged, !endpoint.startsWith('GET '));
		});
	}

	it('may not have changed anything where a POST only reads', () => {
		assert.equal(answerOf('POST /core/v1/contact/filter', {}).unusable?.mayHaveChanged, false);
	});
});

describe('nulls in lists', () => {
	it('cost none of the other records, at any depth', () => {
		const tags = [null, { id: '1' }, null];
		assert.deepEqual(answerOf(LIST, tags).body, [{ id: '1' }]);
		assert.deepEqual(answerOf(RECORD, { id: '1', details: { tags } }).body, {
			id: '1',
			details: { tags: [{ id: '1' }] },
		});
	});

	it('stay in lists of texts and numbers, which may be somebody else’s', () => {
		const body = { id: '1', metadata: { row: [1, null, 'x'] }, note: null };
		assert.deepEqual(answerOf(RECORD, body).body, body);
	});

	it('do not end a list whose pages tell their number by being full', () => {
		assert.deepEqual(answerOf(PAGE, { items: [null, { id: '1' }] }).body, { items: [{ id: '1' }], hasMorePages: true });
		const told = { items: [null, { id: '1' }], hasMorePages: false };
		assert.deepEqual(answerOf(PAGE, told).body, { items: [{ id: '1' }], hasMorePages: false });
		assert.deepEqual(answerOf(PAGE, { ...told, hasMorePages: undefined, totalPages: 1 }).body, {
			items: [{ id: '1' }],
			hasMorePages: undefined,
			totalPages: 1,
		});
	});
});

describe('an error that comes as a success', () => {
	const cases: Array<[body: object, status: number]> = [
		[{ error: true, httpStatusCode: 429 }, 429],
		[{ error: true, httpStatusCode: 'SERVICEUNAVAILABLE' }, 503],
		[{ error: true, httpStatusCode: 'InternalServerError' }, 500],
		[{ error: true, httpStatusCode: 'Service Unavailable' }, 503],
		[{ httpStatusCode: '404', id: { shortValue: '1' } }, 404],
		[{ title: 'Too Many Requests', status: 429 }, 429],
		[[{ error: true, httpStatusCode: 503 }], 503],
		[{ error: true }, 200],
		[{ error: true, httpStatusCode: 200 }, 200],
		[{ error: true, httpStatusCode: 'SOMETHINGELSE' }, 200],
	];
	for (const [body, status] of cases) {
		it(`has the status that it tells: ${JSON.stringify(body)}`, () => {
			const answer = answerOf(RECORD, body);
			assert.deepEqual(answer, { status, headers: {}, body });
		});
	}

	it('does not change the status of a failure', () => {
		assert.equal(answerOf(RECORD, { error: true, httpStatusCode: 404 }, 500).status, 500);
	});
});
