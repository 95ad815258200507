import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import { built } from '../built.mts';
import { everyProperty, fillings, isChoice, isField, isGroup } from './fields.mts';
import { loaded, wtsChat } from './workflow.mts';

const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');
const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');

/** The names of a property that the user reads: its own and those of its groups and choices. */
function namesOf({ displayName, type, options = [], modes = [] }: INodeProperties): string[] {
	const choices = type === 'options' || type === 'multiOptions' ? options.filter(isChoice).map(({ name }) => name) : [];
	const groups = options.filter(isGroup).map((group) => group.displayName);
	return [type === 'notice' ? '' : displayName, ...choices, ...groups, ...modes.map((mode) => mode.displayName)].filter(
		(name) => name !== '',
	);
}

// Words that a title may write small.
const SMALL_WORDS = /^(a|an|and|as|at|but|by|for|from|if|in|into|nor|of|on|or|per|the|to|with)$/;
const isTitle = (name: string) =>
	name
		.split(/[\s/-]+/)
		.map((word) => word.replace(/^\W+/, ''))
		.every((word, index) => /^([\p{Lu}\d]|$)/u.test(word) || (index > 0 && SMALL_WORDS.test(word)));

// Names of things that keep their capitals within a sentence.
const PROPER_NAMES = /^(Instagram|WhatsApp|Messenger|CRM|OTP|ID|IDs|URL|UTM)$/;
const isSentence = (text: string) => {
	const [first, ...words] = text.split(' ');
	return /^\p{Lu}/u.test(first) && words.every((word) => !/\p{Lu}/u.test(word) || PROPER_NAMES.test(word));
};

/** Switches in collections that are on whether they are added or not. */
const ON_ANYWAY = ['cleanParameters', 'enabled', 'listChoices', 'matchNinthDigit'];

const isSorted = (names: string[]) =>
	names.every((name, index) => index === 0 || names[index - 1].localeCompare(name, 'en') <= 0);

const nodes = Object.values(loaded.nodeTypes).map(({ type }) => type.description as INodeTypeDescription);

for (const { name, displayName, properties, ...description } of nodes) {
	// n8n adds when to poll by itself.
	const all = [...everyProperty(properties.filter((property) => property.name !== 'pollTimes'))];
	/** The places of the properties that break a rule; a test asserts that there are none. */
	const breaking = (rule: (property: INodeProperties) => boolean) =>
		all.filter(({ property }) => !rule(property)).map(({ place }) => place);

	describe(`the node ${displayName}`, () => {
		it('has names in Title Case', () => {
			assert.deepEqual(
				all.flatMap(({ property }) => namesOf(property)).filter((text) => !isTitle(text)),
				[],
			);
		});

		it('has no switch that is shown as on where it is added, and is off where it is not', () => {
			const added = properties.filter(({ type }) => type === 'collection').flatMap(({ options = [] }) => options);
			const on = added.filter(isField).filter(({ type, default: initial }) => type === 'boolean' && initial === true);
			assert.deepEqual(
				[...new Set(on.map((field) => field.name))].filter((field) => !ON_ANYWAY.includes(field)),
				[],
			);
		});

		it('lists five choices or more in the order of the alphabet, but for the resources', () => {
			assert.deepEqual(
				breaking(({ name: property, options = [] }) => {
					if (property === 'resource') return true;
					const names = options.map((option) => (isChoice(option) ? option.name : option.displayName));
					return names.length < 5 || isSorted(names);
				}),
				[],
			);
		});

		it('says of every switch what it decides', () => {
			assert.deepEqual(
				breaking(({ type, description: text = '' }) => type !== 'boolean' || text.startsWith('Whether ')),
				[],
			);
		});

		it('ends a description with a period only if it has several sentences', () => {
			const texts = all.flatMap(({ property: { description: text, options = [] } }) => [
				text,
				...options.filter(isChoice).map((choice) => choice.description),
			]);
			const isRight = (text = '') => {
				const plain = text.replace(/<[^>]+>/g, '').replaceAll('e.g. ', '');
				return plain === '' || plain.endsWith('.') === /[.?!] \p{Lu}/u.test(plain);
			};
			assert.deepEqual(
				texts.filter((text) => !isRight(text)),
				[],
			);
		});

		it('describes nothing by repeating its name', () => {
			assert.deepEqual(
				breaking(({ displayName: own, description: text }) => text?.toLowerCase() !== own.toLowerCase()),
				[],
			);
		});

		it('gives an example as placeholder of a text', () => {
			assert.deepEqual(
				breaking(
					({ type, placeholder }) => type !== 'string' || placeholder === undefined || placeholder.startsWith('e.g. '),
				),
				[],
			);
		});

		it('has defaults that can be chosen', () => {
			assert.deepEqual(
				breaking(({ type, options = [], default: value, typeOptions }) => {
					if (typeOptions?.loadOptionsMethod !== undefined) return true;
					const values = options.filter(isChoice).map((choice) => choice.value);
					if (type === 'options') return values.some((candidate) => candidate === value);
					if (type === 'multiOptions')
						return Array.isArray(value) && value.every((one) => values.some((other) => other === one));
					return true;
				}),
				[],
			);
		});

		it('says how to give what it offers from the account by an expression', () => {
			assert.deepEqual(
				breaking(({ displayName: own, description: text, typeOptions }) => {
					if (typeOptions?.loadOptionsMethod === undefined) return true;
					return (
						/ (Name or ID|Names or IDs)$/.test(own) &&
						/Choose from the list, or specify (an ID|IDs) using an <a/.test(text ?? '')
					);
				}),
				[],
			);
		});

		it('has an icon for light and one for dark', () => {
			// The loader turns the files into addresses, which begin with the name of the package.
			const { iconUrl } = description;
			assert.ok(typeof iconUrl === 'object');
			assert.notEqual(iconUrl.light, iconUrl.dark);
			for (const address of [iconUrl.light, iconUrl.dark]) {
				const file = address.replace(`icons/${loaded.packageName}/`, '');
				assert.ok(existsSync(path.join(loaded.directory, file)), file);
			}
		});

		it('is found in the editor by what people call the service', () => {
			const { codex } = loaded.nodeTypes[name].type.description;
			for (const alias of ['whatsapp', 'flw.chat', 'helena']) assert.ok(codex?.alias?.includes(alias), alias);
			assert.ok((codex?.categories ?? []).length > 0);
			assert.ok(codex?.resources?.primaryDocumentation?.[0].url.startsWith('https://'));
		});
	});
}

describe('what fills lists and mappers in the editor', () => {
	const used = { listSearch: new Set<string>(), loadOptions: new Set<string>(), resourceMapping: new Set<string>() };
	for (const { properties } of nodes) {
		for (const { property } of everyProperty(properties)) {
			for (const { typeOptions } of property.modes ?? []) {
				if (typeOptions?.searchListMethod) used.listSearch.add(typeOptions.searchListMethod);
			}
			const { loadOptionsMethod, resourceMapper } = property.typeOptions ?? {};
			if (loadOptionsMethod) used.loadOptions.add(loadOptionsMethod);
			if (resourceMapper?.resourceMapperMethod) used.resourceMapping.add(resourceMapper.resourceMapperMethod);
		}
	}
	for (const [kind, names] of Object.entries(used)) {
		it(`exists, and all of it is used: ${kind}`, () => {
			const { methods = {} } = wtsChat;
			assert.deepEqual([...names].toSorted(), Object.keys(methods[kind as keyof typeof used] ?? {}).toSorted());
		});
	}

	it('is asked for by every list of a locator', () => {
		const locators = nodes
			.flatMap(({ properties }) => [...everyProperty(properties)])
			.filter(({ property }) => property.type === 'resourceLocator');
		assert.ok(locators.length > 0);
		for (const { place, property } of locators) {
			const { modes = [], default: initial } = property;
			assert.ok(
				modes.some(({ name }) => name === (initial as { mode: string }).mode),
				place,
			);
			for (const { type, typeOptions } of modes)
				assert.equal(type === 'list', typeOptions?.searchListMethod !== undefined, place);
		}
	});
});

describe('the nodes', () => {
	it('are told apart in the nodes panel, in two lines each', () => {
		const descriptions = nodes.map(({ description }) => description);
		assert.equal(new Set(descriptions).size, 4);
		// More than that takes a third line there.
		assert.deepEqual(
			descriptions.filter((text) => text.length > 85),
			[],
		);
	});
});

describe('the node', () => {
	const { description } = wtsChat;

	it('can be used as a tool', () => assert.equal(description.usableAsTool, true));

	it('offers every resource and operation, what people use most first, the others in the order of the alphabet', () => {
		const [resource] = description.properties;
		assert.deepEqual(
			resource.options,
			resources.map(({ name, value, description: text }) => ({ name, value, description: text })),
		);
		const [first, second, third, ...others] = resources.map(({ name }) => name);
		assert.deepEqual([first, second, third], ['Session', 'Message', 'Contact']);
		assert.ok(isSorted(others));
		for (const { operations, value } of resources) {
			assert.ok(isSorted(operations.map(({ name }) => name)), value);
			assert.equal(new Set(operations.map((operation) => operation.value)).size, operations.length, value);
		}
	});

	it('chooses no operation by itself that takes something away', () => {
		for (const { value, usual } of resources) assert.doesNotMatch(usual.value, /delete|cancel|remove|logOut/i, value);
	});

	it('has an action in sentence case for every operation, another one for each', () => {
		const operations = description.properties.filter(({ name }) => name === 'operation');
		assert.equal(operations.length, resources.length);
		const actions = operations
			.flatMap(({ options }) => (options ?? []).filter(isChoice))
			.map(({ action = '' }) => action);
		assert.deepEqual(
			actions.filter((action) => !isSentence(action) || / (a|an|the) /i.test(action)),
			[],
		);
		assert.equal(new Set(actions).size, actions.length);
	});

	it('calls what returns a list Get Many, with Return All and Limit', () => {
		for (const { value, operations } of resources) {
			for (const operation of operations) {
				const { declared } = operation;
				const names = fieldsOf(operation).map(({ name }) => name);
				const pages = 'paging' in declared && declared.paging !== undefined && declared.paging !== 'whole';
				if (pages) assert.ok(names.includes('returnAll') && names.includes('limit'), `${value} ${operation.value}`);
				if (operation.value === 'getAll') assert.equal(operation.name, 'Get Many', value);
			}
		}
	});

	const node = { typeVersion: 1 };
	for (const { value: resource, operations } of resources) {
		for (const operation of operations) {
			const fixed = { resource, operation: operation.value };
			const shownFor = (values: INodeParameters) =>
				description.properties
					.filter((property) => NodeHelpers.displayParameter(values, property, node, description))
					.filter(({ name }) => name !== 'resource' && name !== 'operation');

			it(`shows for ${resource} ${operation.value} what it declares, in its order, no name twice`, () => {
				const declared = fieldsOf(operation).map(({ name }) => name);
				const own = description.properties.filter(
					({ displayOptions: { show = {} } = {} }) =>
						show.resource?.includes(resource) === true && show.operation?.includes(operation.value) === true,
				);
				assert.deepEqual(
					own.map(({ name }) => name),
					declared,
				);
				for (const values of fillings(own, fixed)) {
					const names = shownFor(values).map(({ name }) => name);
					assert.deepEqual(names, [...new Set(names)], JSON.stringify(values));
					for (const { property } of everyProperty(own)) {
						const shown = (property.options ?? [])
							.filter(isField)
							.filter((option) => NodeHelpers.displayParameter({ ...values }, option, node, description, values))
							.map(({ name }) => name);
						assert.deepEqual(shown, [...new Set(shown)], `${property.name} with ${JSON.stringify(values)}`);
					}
				}
			});
		}
	}
});
