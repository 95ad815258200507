import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadContract } from '../../contract/checker.mts';
import type * as FieldModule from '../../nodes/WtsChat/fields/field.ts';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import type * as LeftOutModule from '../../nodes/WtsChat/operations/leftOut.ts';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import type { RequestDefinition } from '../../nodes/WtsChat/operations/request.ts';
import type { ServiceRequest } from '../../nodes/WtsChat/transport/request.ts';
import { built } from '../built.mts';

type Field = FieldModule.Field;
type Operation = OperationModule.Operation;
type Values = FieldModule.Values;

const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');
const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');
const { leftOut } = built<typeof LeftOutModule>('nodes/WtsChat/operations/leftOut');

const MOST_LEFT_OUT = 6;
const ID = '11111111-2222-4333-8444-555555555555';
const PHONE = '+55 11 98888-7777';

const operations = resources.flatMap(({ value: resource, operations }) =>
	operations.map((operation) => ({ name: `${resource} ${operation.value}`, operation })),
);
/** Those whose requests are data; the types see to it that those of several steps keep to what they declare. */
const requestOperations = operations.flatMap(({ name, operation }) =>
	'request' in operation.declared ? { name, operation, declared: operation.declared } : [],
);
const { operations: documented } = await loadContract();
const documentedEndpoints = documented.map(({ method, path }) => `${method} ${path}`).toSorted();

const endpointsOf = ({ endpoint }: Operation): readonly string[] => [endpoint].flat();

/** What uploading a file asks for, which operations that prepare their requests have in common. */
const uploadEndpoints = [
	...readFileSync(new URL('../../nodes/WtsChat/engine/upload.ts', import.meta.url), 'utf8').matchAll(
		/endpoint: '([A-Z]+ [^']+)'/g,
	),
].map(([, endpoint]) => endpoint);

/** What a field may hold, as far as a request may go elsewhere for it. */
function choicesOf({ name, type, default: value, options = [], modes, holds }: Field): unknown[] {
	switch (type) {
		case 'resourceLocator':
			return (modes as unknown[]).length > 2 ? [ID, PHONE] : [ID];
		case 'options':
			return options.length > 0 ? options.map((option) => ('value' in option ? option.value : value)) : [ID];
		case 'boolean':
			return [false, true];
		case 'string':
			return [Array.isArray(value) ? [] : PHONE];
		case 'dateTime':
			return ['2030-01-31T08:00:00.000Z'];
		case 'multiOptions':
			return [[name === 'events' ? 'MESSAGE_RECEIVED' : ID]];
		case 'collection': {
			// What changes something must say what.
			const [first] = options as Field[];
			return holds === 'changes' ? [{ [first.name]: choicesOf(first)[0] }] : [{}];
		}
		case 'fixedCollection':
		case 'json':
		case 'resourceMapper':
			return [{}];
		default:
			return [value];
	}
}

/** All values that the fields of an operation may hold together. */
function combinationsOf(operation: Operation): Values[] {
	let combinations: Values[] = [{}];
	for (const field of fieldsOf(operation)) {
		const choices = choicesOf(field);
		combinations = combinations.flatMap((values) => choices.map((choice) => ({ ...values, [field.name]: choice })));
	}
	return combinations;
}

/** The requests that an operation makes of all combinations; those that do not go together are left out. */
function requestsOf(operation: Operation, declared: RequestDefinition): ServiceRequest[] {
	const [first] = [operation.endpoint].flat();
	return combinationsOf(operation).flatMap((values) => {
		try {
			return [{ endpoint: first, ...declared.request(values) }];
		} catch (error) {
			if (error instanceof Error && error.constructor.name === 'UserError') return [];
			throw error;
		}
	});
}

/** Asserts that a request has a value for each `{name}` of its endpoint's path, and no other. */
function assertFilled({ endpoint, path = {} }: ServiceRequest): void {
	const names = [...endpoint.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	assert.deepEqual(Object.keys(path).toSorted(), names.toSorted(), endpoint);
	for (const name of names) assert.ok(String(path[name] ?? '').length > 0, `${name} of ${endpoint} is empty`);
}

describe('the operations and the contract', () => {
	it('have the same endpoints, less those that are left out', () => {
		const used = new Set([
			...operations.flatMap(({ operation }) => endpointsOf(operation)),
			...operations.flatMap(({ operation }) => operation.batch?.endpoint ?? []),
			...uploadEndpoints,
		]);

		assert.equal(documentedEndpoints.length, 110);
		assert.deepEqual([...used, ...Object.keys(leftOut)].toSorted(), documentedEndpoints);
	});

	it('leave out few, each with a reason', () => {
		assert.ok(Object.keys(leftOut).length <= MOST_LEFT_OUT);
		for (const [endpoint, reason] of Object.entries(leftOut)) assert.match(reason, /^\p{Lu}.{20,}\.$/u, endpoint);
	});

	for (const { name, operation, declared } of requestOperations) {
		it(`go together in ${name}: every endpoint is reached, with every part of its path`, () => {
			const requests = requestsOf(operation, declared);

			for (const request of requests) assertFilled(request);
			const reached = new Set<string>(requests.map(({ endpoint }) => endpoint));
			const prepared = declared.prepare ? uploadEndpoints : [];
			for (const endpoint of endpointsOf(operation)) {
				assert.ok(reached.has(endpoint) || prepared.includes(endpoint), endpoint);
				reached.delete(endpoint);
			}
			assert.deepEqual([...reached], [], 'undeclared');
		});
	}

	for (const { name, operation, declared } of requestOperations) {
		const { batch } = operation;
		if (!batch) continue;
		it(`go together in ${name} where items travel together`, () => {
			const groups = requestsOf(operation, declared)
				.filter(({ endpoint }) => endpoint === batch.single)
				.flatMap(({ endpoint, ...request }) => batch.split(request) ?? []);

			assert.ok(groups.length > 0);
			for (const { shared, entry } of groups) {
				assertFilled({ endpoint: batch.endpoint, ...batch.join(shared, [entry, entry]) });
				assert.notEqual(batch.identityOf(entry), '');
			}
		});
	}
});
