import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type * as FieldOfModule from '../../../nodes/WtsChat/engine/fieldOf.ts';
import type { Field } from '../../../nodes/WtsChat/fields/field.ts';
import { built } from '../../built.mts';

// The errors that the built node knows.
const { UserError } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { withField } = built<typeof FieldOfModule>('nodes/WtsChat/engine/fieldOf');

const text = (displayName: string, name: string): Field => ({ displayName, name, type: 'string', default: '' });
const fields: Field[] = [
	text('Recipient', 'to'),
	text('Text', 'text'),
	{
		...text('Options', 'options'),
		type: 'collection',
		options: [
			text('Callback URL', 'callbackUrl'),
			{
				...text('Agents', 'agents'),
				type: 'fixedCollection',
				options: [{ name: 'entries', values: [text('User', 'user')] }],
			},
		],
	},
];

/** What the description says of an error that says this much. */
const described = (description: string, values: Record<string, unknown>) => {
	const error = withField(new UserError('It is wrong', { description }), fields, values);
	assert.ok(error instanceof UserError);
	assert.equal(error.message, 'It is wrong');
	return error.description;
};

describe('an error about a value', () => {
	it('names the field that holds what it quotes, also in a collection, a group and a list', () => {
		assert.equal(
			described('“123” was given.', { to: ' 123 ', text: 'Oi' }),
			"“123” was given. The field is 'Recipient'.",
		);
		assert.match(String(described('“x” was given.', { options: { callbackUrl: 'x' } })), /'Callback URL'\.$/);
		assert.match(String(described('“u”.', { options: { agents: { entries: [{ user: 'u' }] } } })), /'User'\.$/);
		assert.match(String(described('“b” was given.', { to: 'a, b' })), /'Recipient'\.$/);
	});

	it('is left as it is if it names a field, or if none or several hold what it quotes', () => {
		for (const [description, values] of [
			["“123” was given for 'Text'.", { to: '123' }],
			['“123” was given.', { to: '124' }],
			['“123” was given.', { to: '123', text: '123' }],
			['Nothing was given.', { to: '' }],
		] as const) {
			assert.equal(described(description, values), description);
		}
		const other = new Error('“123”');
		assert.equal(withField(other, fields, { to: '123' }), other);
	});
});
