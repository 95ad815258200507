// What the converter makes is what our node asks for: a parameter that gets another name, or a choice that is taken away,
// fails here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { kindOf } from '../../../migrate/convert.mts';
import { counterpartOf, outputOf } from '../../../migrate/counterparts.mts';
import { endpointsKnown } from '../../../migrate/endpoints.mts';
import { frontcrmActions } from '../../../migrate/frontcrm.mts';
import { labelOf } from '../../../migrate/labels.mts';
import { wtsActions } from '../../../migrate/wts.mts';
import { nothing } from './account.mts';
import { convertHttp, convertOne, FRONTCRM, nameOf, WTS } from './convertOne.mts';
import { httpCases } from './httpRequests.mts';
import { frontcrmNodes } from './frontcrmNodes.mts';
import { description, faultsOf, fieldsAt } from './valid.mts';
import { wtsNodes, type OldNode } from './wtsNodes.mts';

/** What is missing because somebody has to choose it, as the converter says. */
const LEFT_TO_CHOOSE: Record<string, RegExp> = {
	eventsMissing: /events|Events|name|Name/,
};

const packages = [
	{ name: 'n8n-nodes-wts', oldType: WTS, table: wtsNodes, actions: wtsActions() },
	{ name: 'n8n-nodes-frontcrm', oldType: FRONTCRM, table: frontcrmNodes, actions: frontcrmActions() },
];

for (const { name, oldType, table, actions } of packages) {
	describe(`nodes of ${name}`, () => {
		it('stand in the table with all their actions and older names', () => {
			const named = table.flatMap(({ action: [resource, ...names] }) => names.map((one) => `${resource}.${one}`));
			assert.deepEqual([...new Set(named)].toSorted(), actions.toSorted());
			if (name === 'n8n-nodes-wts') assert.equal(new Set(table.map(({ action }) => action[1])).size, 39);
		});

		for (const old of table) {
			it(`${nameOf(old)} ${old.stays ? 'stays' : 'becomes a node that our description allows'}`, () => {
				for (const operation of old.action.slice(1)) checkOne(oldType, old, operation);
			});
		}
	});
}

function checkOne(oldType: typeof WTS, old: OldNode, operation: string): void {
	const { change, parameters, type } = convertOne(oldType, old, nothing, operation);
	const codes = change.remarks.map(({ code }) => code);
	if (old.stays) {
		assert.deepEqual([codes, type], [[old.stays], oldType.type]);
		assert.deepEqual(change.after, change.before);
		return;
	}
	assert.equal(type, 'n8n-nodes-wts-chat.wtsChat');
	assert.deepEqual(codes, ['converted', ...(old.says ?? [])]);
	const excused = codes.map((code) => LEFT_TO_CHOOSE[code]).filter((pattern) => pattern !== undefined);
	const faults = faultsOf(parameters).filter((fault) => !excused.some((pattern) => pattern.test(fault)));
	assert.deepEqual(faults, []);
	// Whoever looks at the result knows what differs.
	assert.equal(change.remarks.filter((remark) => kindOf(remark) === 'kept').length, 0);
}

describe('HTTP Requests', () => {
	for (const { asks } of httpCases) {
		const { method, path } = asks(nothing);
		it(`${method} ${path} becomes a node that our description allows`, () => {
			const { change, parameters } = convertHttp(asks(nothing));
			assert.equal(change.remarks[0]?.code, 'converted');
			assert.deepEqual(faultsOf(parameters), []);
		});
	}
});

describe('counterparts', () => {
	it('know every endpoint of the contract', () => {
		// The link that logs in stands in a guide alone, and nobody was seen to ask for one.
		const documented = ['chat', 'core', 'crm'].flatMap((service) => {
			const text = readFileSync(new URL(`../../../contract/${service}.yaml`, import.meta.url), 'utf8');
			const { paths } = parse(text) as { paths: Record<string, Record<string, unknown>> };
			return Object.entries(paths).flatMap(([path, methods]) =>
				['get', 'post', 'put', 'delete']
					.filter((method) => method in methods)
					.map((method) => `${method.toUpperCase()} /${service}${path}`),
			);
		});
		assert.deepEqual(endpointsKnown.map(({ endpoint }) => endpoint).toSorted(), documented.toSorted());
	});

	for (const { endpoint } of endpointsKnown) {
		const counterpart = counterpartOf(endpoint);
		if (!counterpart) continue;
		it(`of ${endpoint} are fields of our node`, () => {
			const { resource, operation, fixed, places, isList } = counterpart;
			const wanted = [...places.values()].map(({ parameter }) => parameter);
			if (isList) wanted.push('returnAll', 'limit');
			const missing = [...wanted, ...Object.keys(fixed)].filter(
				(parameter) => fieldsAt(resource, operation, parameter).length === 0,
			);
			assert.deepEqual(missing, []);
		});
	}

	it('give records whole wherever there is a choice', () => {
		for (const { name, displayOptions: { show = {} } = {}, options = [] } of description.properties) {
			if (name !== 'operation') continue;
			for (const resource of (show.resource ?? []).map(String)) {
				for (const option of options) {
					const operation = 'value' in option ? String(option.value) : '';
					const isChoice = fieldsAt(resource, operation, 'output').length > 0;
					assert.deepEqual(
						outputOf(resource, operation),
						isChoice ? { output: 'raw' } : {},
						`${resource} ${operation}`,
					);
				}
			}
		}
	});

	it('are called what the editor calls them', () => {
		const choices = description.properties.filter(({ name }) => name === 'operation' || name === 'resource');
		for (const { options = [] } of choices) {
			for (const option of options) {
				if (!('value' in option)) continue;
				assert.equal(labelOf(String(option.value)), option.name);
			}
		}
	});
});
