import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as AnswerModule from '../../../nodes/WtsChat/steps/answer.ts';
import { built } from '../../built.mts';

const { answerOf } = built<typeof AnswerModule>('nodes/WtsChat/steps/answer');

describe('a choice', () => {
	const choices = ['Sim', 'Não', 'Falar com um atendente'];
	const form = { type: 'choice' as const, choices };
	const answers: Array<[string, number | undefined]> = [
		['1', 1],
		[' 2. ', 2],
		['3)', 3],
		['1️⃣', 1],
		['sim', 1],
		['SIM!!!', 1],
		['Sim, por favor 🙂', 1],
		['nao', 2],
		['NÃO', 2],
		['não, obrigado', 2],
		['falar com um atendente', 3],
		['quero falar com um atendente, por favor', 3],
		['sim ou não?', undefined],
		['0', undefined],
		['4', undefined],
		['1 2', undefined],
		['talvez', undefined],
		['simples', undefined],
		['', undefined],
		['👍', undefined],
	];
	for (const [text, number] of answers) {
		it(`“${text}” is ${number ?? 'none'}`, () => {
			const expected = number === undefined ? undefined : { choice: choices[number - 1], choiceNumber: number };
			assert.deepEqual(answerOf(form, text), expected);
		});
	}

	it('is the one that is written in full, even if another is part of it', () => {
		const of = ['Sim', 'Sim, mas outro dia'];
		assert.deepEqual(answerOf({ type: 'choice', choices: of }, 'sim mas outro dia'), {
			choice: of[1],
			choiceNumber: 2,
		});
	});

	it('can be a number itself, which goes before the place', () => {
		const of = ['10', '20', '2'];
		assert.deepEqual(answerOf({ type: 'choice', choices: of }, '2'), { choice: '2', choiceNumber: 3 });
	});
});

describe('a number in a range', () => {
	const answers: Array<[string, number | undefined]> = [
		['5', 5],
		['nota 4', 4],
		['4/5', 4],
		['4 de 5', 4],
		['5 de 5!', 5],
		['3,5', 3.5],
		['3.5', 3.5],
		['5️⃣', 5],
		['0', undefined],
		['6', undefined],
		['-1', undefined],
		['3 ou 4', undefined],
		['10/10', undefined],
		['ótimo', undefined],
		['', undefined],
	];
	for (const [text, number] of answers) {
		it(`“${text}” is ${number ?? 'none'} from 1 to 5`, () => {
			const expected = number === undefined ? undefined : { number };
			assert.deepEqual(answerOf({ type: 'number', minimum: 1, maximum: 5 }, text), expected);
		});
	}
});

describe('free text', () => {
	it('is whatever was sent, also nothing but a picture', () => {
		assert.deepEqual(answerOf({ type: 'freeText' }, ''), {});
		assert.deepEqual(answerOf({ type: 'freeText' }, 'Olá'), {});
	});
});
