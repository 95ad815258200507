import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as Phone from '../../../nodes/WtsChat/fields/phone.ts';
import { built } from '../../built.mts';

const { UserError } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { isMeantAsPhone, optionalPhone, phoneDigits, phoneForms, phoneIdentity, recipientOf } =
	built<typeof Phone>('nodes/WtsChat/fields/phone');

const digit = fc.integer({ min: 0, max: 9 }).map(String);
const digits = (length: number) => fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''));
const AREA_CODES = [
	11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43, 44, 45, 46, 47, 48,
	49, 51, 53, 54, 55, 61, 62, 63, 64, 65, 66, 67, 68, 69, 71, 73, 74, 75, 77, 79, 81, 82, 83, 84, 85, 86, 87, 88, 89,
	91, 92, 93, 94, 95, 96, 97, 98, 99,
].map(String); // prettier-ignore
/** Any area code of Brazil, every other time the one that is also the country code. */
const areaCode = fc.oneof(fc.constant('55'), fc.constantFrom(...AREA_CODES));
const mobile = digits(8).map((subscriber) => `9${subscriber}`);
const landline = fc.tuple(fc.integer({ min: 2, max: 9 }), digits(7)).map(([first, rest]) => `${first}${rest}`);
const subscriber = fc.oneof(mobile, landline);

/** The groups in which people write the digits of a number, by how many those are. */
const GROUPS: Readonly<Record<number, number[][]>> = {
	8: [[8], [4, 4], [2, 2, 2, 2]],
	9: [[9], [5, 4], [1, 4, 4], [3, 3, 3], [1, 8], [1, 2, 2, 2, 2]],
};

function grouped(number: string, lengths: readonly number[]): string[] {
	let from = 0;
	return lengths.map((length) => number.slice(from, (from += length)));
}

/**
 * A Brazilian number as people write it.
 * @param prefix what stands in front of the area code
 */
const written = (prefix: string, area: string, number: string, groups = GROUPS[number.length] ?? []) =>
	fc
		.record({
			lengths: fc.constantFrom(...groups),
			gap: fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u2011', '\u2013'),
			lastGap: fc.constantFrom(undefined, ' - ', ' \u2013 '),
			front: fc.constantFrom('', ' ', '(', '\u202a'),
			behindPrefix: prefix === '0' ? fc.constant('') : fc.constantFrom('', ' ', '-', '|'),
			around: fc.constantFrom(':', ': ', '(:) ', '(:)', ':/', ':|', ' : - ', ':.'),
			end: fc.constantFrom('', ' ', '.', '\u202c'),
		})
		.map(({ lengths, gap, lastGap, front, behindPrefix, around, end }) => {
			const parts = grouped(number, lengths);
			const last = parts.at(-1) ?? '';
			const rest = parts.slice(0, -1).join(gap);
			const join = rest === '' ? '' : last.length === 4 ? (lastGap ?? gap) : gap;
			return `${prefix.startsWith('+') ? '' : front}${prefix}${behindPrefix}${around.replace(':', area)}${rest}${join}${last}${end}`;
		});

const PREFIXES = ['', '0', '55', '0055', '+55'];

describe('phone numbers', () => {
	it('come to the same digits in every writing of a Brazilian number, whatever its area code', () => {
		const writings = fc
			.tuple(areaCode, subscriber, fc.constantFrom(...PREFIXES))
			.chain(([area, number, prefix]) => fc.tuple(fc.constant(`55${area}${number}`), written(prefix, area, number)));
		fc.assert(
			fc.property(writings, ([wanted, text]) => assert.equal(phoneDigits(text), wanted)),
			{ numRuns: 2_000 },
		);
	});

	it('are refused if Brazil has no such area code, with the country code and without it', () => {
		const missing = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0')).filter(
			(code) => !AREA_CODES.includes(code),
		);
		const numbers = fc.tuple(fc.constantFrom('', '55', '0055', '+55'), fc.constantFrom(...missing), subscriber);
		fc.assert(
			fc.property(numbers, ([prefix, area, number]) => {
				// Without a gap the 0 may stand in front of another area code.
				fc.pre(prefix !== '' || !area.startsWith('0'));
				assert.throws(() => phoneDigits(`${prefix}${area}${number}`), UserError);
			}),
		);
	});

	it('of nine digits begin with 9, with the country code and without it', () => {
		const nine = fc.tuple(fc.integer({ min: 0, max: 8 }), digits(8)).map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.constantFrom('', '0', '55', '+55'), fc.constantFrom(...AREA_CODES), nine, (prefix, area, number) =>
				assert.throws(() => phoneDigits(`${prefix}${area}${number}`), UserError),
			),
		);
	});

	it('are refused with something behind them: an extension, an alternative, a second number', () => {
		const few = fc.integer({ min: 1, max: 3 }).chain(digits);
		const behind = fc.oneof(
			few.map((more) => ` / ${more}`),
			few.map((more) => `/${more}`),
			few.map((more) => ` (${more})`),
			few.map((more) => ` - ${more}`),
			few.map((more) => ` ${more}`),
			few.map((more) => `-${more}`),
			digit.filter((one) => one !== '0').map((more) => `.${more}`),
			few.map((more) => ` ramal ${more}`),
			few.map((more) => `, ${more}`),
			few.map((more) => `;ext=${more}`),
			digits(4).map((more) => `/${more}`),
			fc
				.tuple(fc.constantFrom(' / ', ' e ', ', ', ';', '\n', ' '), areaCode, subscriber)
				.map((parts) => parts.join('')),
		);
		const writings = fc
			.tuple(areaCode, subscriber, fc.constantFrom(...PREFIXES), behind)
			.chain(([area, number, prefix, more]) =>
				written(prefix, area, number, number.length === 9 ? [[9], [5, 4], [1, 4, 4]] : [[8], [4, 4]]).map(
					(text) => text.trimEnd() + more,
				),
			);
		fc.assert(
			fc.property(writings, (text) => assert.throws(() => phoneDigits(text), UserError)),
			{ numRuns: 5_000 },
		);
	});

	it('are read from the links and IDs of WhatsApp, which have the country code', () => {
		const number = fc.oneof(
			fc.tuple(areaCode, subscriber).map(([area, rest]) => `55${area}${rest}`),
			fc.tuple(fc.constantFrom('1', '351', '595'), digits(9)).map((parts) => parts.join('')),
		);
		const forms: Array<(number: string) => string> = [
			(digits) => `${digits}@s.whatsapp.net`,
			(digits) => `${digits}:12@s.whatsapp.net`,
			(digits) => `${digits}@c.us`,
			(digits) => `whatsapp:+${digits}`,
			(digits) => `tel:+${digits}`,
			(digits) => `p:+${digits}`,
			(digits) => `TEL: +${digits}`,
			(digits) => `wa.me/${digits}`,
			(digits) => `https://wa.me/${digits}`,
			(digits) => `https://wa.me/+${digits}/`,
			(digits) => `https://wa.me/${digits}?text=Ol%C3%A1%20123`,
			(digits) => `https://api.whatsapp.com/send?phone=${digits}`,
			(digits) => `https://api.whatsapp.com/send/?text=1&phone=%2B${digits}&type=phone_number`,
			(digits) => `web.whatsapp.com/send?phone=${digits}`,
			(digits) => `whatsapp://send?phone=+${digits}&text=5`,
			(digits) => `'+${digits}`,
		];
		fc.assert(
			fc.property(number, fc.constantFrom(...forms), (digits, form) => {
				assert.equal(phoneDigits(form(digits)), digits);
				assert.equal(isMeantAsPhone(form(digits)), true);
			}),
		);
	});

	it('are read as a spreadsheet or a program writes a whole number', () => {
		const likely = fc.tuple(areaCode, subscriber).map(([area, number]) => `55${area}${number}`);
		fc.assert(
			fc.property(likely, (digits) => {
				for (const end of ['.0', '.00', ',0', ',00']) {
					assert.equal(phoneDigits(digits + end), digits);
					assert.equal(phoneDigits(digits.slice(2) + end), digits);
				}
				const exact = `${digits[0]}.${digits.slice(1)}`;
				assert.equal(phoneDigits(`${exact}e${digits.length - 1}`), digits);
				assert.equal(phoneDigits(`${exact}0E+${digits.length - 1}`), digits);
				assert.throws(() => phoneDigits(`${exact.slice(0, -1)}e${digits.length - 1}`), UserError);
				assert.throws(() => phoneDigits(`${exact}5e${digits.length - 1}`), UserError);
				assert.throws(() => phoneDigits(Number(digits) + 0.5), UserError);
			}),
		);
	});

	it('keep the country code that they are written with', () => {
		const foreign = fc.tuple(
			fc.constantFrom('1', '351', '54', '595', '44', '7'),
			fc.integer({ min: 7, max: 11 }).chain(digits),
			fc.constantFrom('+', '00', '+ ', '00 '),
			fc.constantFrom('', ' ', '-', '.', '/', '|'),
		);
		fc.assert(
			fc.property(foreign, ([code, number, prefix, gap]) =>
				assert.equal(phoneDigits(prefix + code + gap + number), code + number),
			),
		);
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
					assert.match(phoneDigits(text), /^(55([1-9][1-9](9\d{8}|[2-9]\d{7})|0?800\d{7})|(?!55)[1-9]\d{7,14})$/);
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
		['55 800 123 4567', '558001234567'],
		["'5511988887777", '5511988887777'],
		['+55 (011) 98888-7777', '5511988887777'],
		['55 011 98888-7777', '5511988887777'],
		['01933334444', '551933334444'],
		['+55 11 98888 - 7777', '5511988887777'],
		['1198887777.0', '551198887777'],
		[1198887777.0, '551198887777'],
		[5.511988887777e12, '5511988887777'],
		['+1 (415) 555-2671', '14155552671'],
		['+44 (0)20 7946 0958', '442079460958'],
		['+49 1512 345 67 89', '4915123456789'],
		['+33 6 12 34 56 78', '33612345678'],
		['+57 300 123 45 67', '573001234567'],
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
		['55 10 98888-7777', /is none that Brazil has/],
		['+55 20 98888-7777', /is none that Brazil has/],
		['(01) 98888-7777', /not complete, or it is not clear/],
		['5501988887777', /is none that Brazil has/],
		['55 01 98888-7777', /is none that Brazil has/],
		['551133334444 / 5', /has something behind it/],
		['55 11 3333-4444 (2)', /has something behind it/],
		['551133334444 - 1', /has something behind it/],
		['55 3399-4444 222', /has something behind it/],
		['+351 912345678/9', /has something behind it/],
		['+351 21 1234567 - 2222', /has something behind it/],
		['(11) 98888-7777 / (11) 97777-6666', /has something behind it/],
		['+5511988887777 +5511977776666', /is followed by a second one/],
		['5,51199E+12', /is not written out/],
		['5511988887777-1612345678@g.us', /is the ID of a WhatsApp group/],
		['123456789012345@lid', /is hidden by WhatsApp/],
		['status@broadcast', /is the ID of a WhatsApp broadcast/],
		['https://wa.me/message/ABCDEFGH', /holds something that is not a digit/],
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
