import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type * as Phone from '../../../nodes/WtsChat/fields/phone.ts';
import { built } from '../../built.mts';

const { UserError } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { optionalPhone, phoneDigits, phoneForms, phoneIdentity, recipientOf } =
	built<typeof Phone>('nodes/WtsChat/fields/phone');

const digit = fc.integer({ min: 0, max: 9 }).map(String);
const digits = (length: number) => fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''));
/** Any area code, every other time the one that is also the country code. */
const areaCode = fc.oneof(
	fc.constant('55'),
	fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).map((pair) => pair.join('')),
);
const mobile = digits(8).map((subscriber) => `9${subscriber}`);
const landline = fc.tuple(fc.integer({ min: 2, max: 9 }), digits(7)).map(([first, rest]) => `${first}${rest}`);
const subscriber = fc.oneof(mobile, landline);

/** Puts anything that people put between digits there, in front and behind. */
const punctuated = (text: string) =>
	fc
		.array(fc.constantFrom('', ' ', '-', '.', ' (', ') ', '/', '|', '\u00a0', '\u2011', '\u2013', '\u202a', '\u202c'), {
			minLength: text.length + 1,
			maxLength: text.length + 1,
		})
		.map((between) => [...text].map((character, index) => between[index] + character).join('') + between.at(-1));

/** A writing with its digits punctuated; the + stays at the beginning. */
const written = (text: string) =>
	text.startsWith('+') ? punctuated(text.slice(1)).map((rest) => `+${rest}`) : punctuated(text);

describe('phone numbers', () => {
	it('come to the same digits in every writing of a Brazilian number, whatever its area code', () => {
		const prefixes = ['', '0', '55', '0055', '+55'];
		const writings = fc
			.tuple(areaCode, subscriber, fc.constantFrom(...prefixes))
			.chain(([area, number, prefix]) =>
				fc.tuple(fc.constant(`55${area}${number}`), written(`${prefix}${area}${number}`)),
			);
		fc.assert(fc.property(writings, ([wanted, text]) => assert.equal(phoneDigits(text), wanted)));
	});

	it('keep the country code that they are written with', () => {
		const foreign = fc
			.tuple(fc.constantFrom('1', '351', '54', '595', '44', '7'), fc.integer({ min: 7, max: 11 }).chain(digits))
			.map((parts) => parts.join(''));
		const writings = fc
			.tuple(foreign, fc.constantFrom('+', '00'))
			.chain(([number, prefix]) => fc.tuple(fc.constant(number), written(prefix + number)));
		fc.assert(fc.property(writings, ([wanted, text]) => assert.equal(phoneDigits(text), wanted)));
	});

	it('stay as they are when they come back from the service', () => {
		fc.assert(
			fc.property(areaCode, subscriber, (area, number) => {
				const complete = `55${area}${number}`;
				assert.equal(phoneDigits(complete), complete);
				assert.equal(phoneDigits(`+55|${area}${number}`), complete);
				assert.equal(phoneDigits(Number(complete)), complete);
			}),
		);
	});

	it('are a complete number with a country code, or refused; nothing else ever comes of a text', () => {
		const likely = fc
			.array(fc.constantFrom(...'0123456789+-() .|x'), { maxLength: 20 })
			.map((characters) => characters.join(''));
		fc.assert(
			fc.property(fc.oneof(fc.string(), likely), (text) => {
				try {
					assert.match(phoneDigits(text), /^(55\d{10,11}|(?!55)[1-9]\d{7,14})$/);
				} catch (error) {
					assert.ok(error instanceof UserError, String(error));
				}
			}),
			{ numRuns: 2_000 },
		);
	});

	const cases: Array<[written: string | number, digits: string]> = [
		['(11) 98888-7777', '5511988887777'],
		['011 98888-7777', '5511988887777'],
		['11988887777', '5511988887777'],
		[11988887777, '5511988887777'],
		['+55 11 98888-7777', '5511988887777'],
		['+55|11988887777', '5511988887777'],
		['5511988887777', '5511988887777'],
		['1132221111', '551132221111'],
		// The area code 55 (Santa Maria): these lack the country code although they begin with it.
		['55 98888-7777', '5555988887777'],
		['(55) 3222-1111', '555532221111'],
		['555532221111', '555532221111'],
		['+55 0800 123 4567', '5508001234567'],
		['+1 (415) 555-2671', '14155552671'],
		['+351 912 345 678', '351912345678'],
		['\u202a+55 11 98888\u20117777\u202c', '5511988887777'],
	];
	for (const [text, wanted] of cases) {
		it(`brings ${JSON.stringify(text)} to ${wanted}`, () => assert.equal(phoneDigits(text), wanted));
	}

	const refused: Array<[written: string, why: RegExp]> = [
		['', /is empty/],
		['  ', /is empty/],
		['98888-7777', /not complete, or it is not clear/],
		// Without + it might be an American number or a mistyped one.
		['14155552671', /not complete, or it is not clear/],
		['11 18888-7777', /not complete, or it is not clear/],
		['55 11 98888-77777', /not complete, or it is not clear/],
		// With the country code but no area code: the service would take 55 for the area code.
		['+55 98888-7777', /is not complete/],
		['0055 98888-7777', /is not complete/],
		['+123', /not of a possible length/],
		['+0 11 98888-7777', /not of a possible length/],
		['(0xx11) 98888-7777', /holds something that is not a digit/],
		['@ana.silva', /holds something that is not a digit/],
		['11 98888-7777 ramal 2', /holds something that is not a digit/],
	];
	for (const [text, why] of refused) {
		it(`refuses ${JSON.stringify(text)} and says how to write it`, () => {
			assert.throws(
				() => phoneDigits(text),
				(error) => {
					assert.ok(error instanceof UserError);
					assert.match(error.message, why);
					assert.ok(error.description?.startsWith(`“${text.trim()}” was given. Write it with + `));
					return true;
				},
			);
		});
	}

	it('are the same with and without the ninth digit, and no others are', () => {
		fc.assert(
			fc.property(areaCode, digits(8), mobile, (area, subscriber, other) => {
				const identity = phoneIdentity(`+55|${area}9${subscriber}`);
				assert.equal(phoneIdentity(`55${area}${subscriber}`), identity);
				assert.equal(phoneIdentity(phoneDigits(`+55 (${area}) 9${subscriber}`)), identity);
				fc.pre(other !== `9${subscriber}`);
				assert.notEqual(phoneIdentity(`55${area}${other}`), identity);
			}),
		);
		assert.equal(phoneIdentity('+1|4155552671'), '14155552671');
	});
});

describe('the forms that a number may be kept in', () => {
	it('are two for a Brazilian mobile number: with the ninth digit and without', () => {
		assert.deepEqual(phoneForms('5511988887777'), ['5511988887777', '551188887777']);
		assert.deepEqual(phoneForms('551188887777'), ['551188887777', '5511988887777']);
	});

	it('are one for a landline and for a number from elsewhere', () => {
		assert.deepEqual(phoneForms('551140028922'), ['551140028922']);
		assert.deepEqual(phoneForms('351912345678'), ['351912345678']);
	});

	it('have one identity', () => {
		fc.assert(
			fc.property(areaCode, digits(8), (area, subscriber) => {
				const forms = phoneForms(`55${area}9${subscriber}`);
				assert.equal(new Set(forms.map(phoneIdentity)).size, 1);
			}),
		);
	});
});

describe('phone numbers that may be left alone', () => {
	it('are left alone, cleared, or brought to their digits', () => {
		assert.equal(optionalPhone(undefined), undefined);
		assert.equal(optionalPhone(null), null);
		assert.equal(optionalPhone(' '), null);
		assert.equal(optionalPhone('(11) 98888-7777'), '5511988887777');
		assert.throws(() => optionalPhone('98888-7777'), UserError);
	});
});

describe('recipients', () => {
	it('are phone numbers, or Instagram names as they are written', () => {
		assert.equal(recipientOf('(11) 98888-7777'), '5511988887777');
		assert.equal(recipientOf(' @ana.silva '), '@ana.silva');
		assert.throws(() => recipientOf('@'), UserError);
		assert.throws(() => recipientOf('ana.silva'), UserError);
	});
});
