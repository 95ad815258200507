import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as MeaningModule from '../../../nodes/WtsChat/waiting/meaning.ts';
import { built } from '../../built.mts';

const { meaningOf } = built<typeof MeaningModule>('nodes/WtsChat/waiting/meaning');

/** What a contact writes, and the place of the choice that it is; undefined where it is none and is asked again. */
type Replies = Array<[string, number | undefined]>;

function testChoices(question: string, choices: string[], replies: Replies): void {
	describe(question, () => {
		for (const [text, place] of replies) {
			it(`“${text}” is ${place === undefined ? 'asked again' : `“${choices[place - 1]}”`}`, () => {
				const expected = place === undefined ? undefined : { choice: choices[place - 1], choiceNumber: place };
				assert.deepEqual(meaningOf({ type: 'choice', choices }, text), expected);
			});
		}
	});
}

testChoices(
	'Sim, Não or an attendant',
	['Sim', 'Não', 'Falar com um atendente'],
	[
		['1', 1],
		[' 2. ', 2],
		['3)', 3],
		['#1', 1],
		['01', 1],
		['1️⃣', 1],
		['opção 2', 2],
		['1, por favor', 1],
		['2 obrigado', 2],
		['1 - Sim', 1],
		['sim', 1],
		['SIM!!!', 1],
		['sim sim', 1],
		['*Sim*', 1],
		['Sim, por favor 🙂', 1],
		['Sim 👍🏽', 1],
		['bom dia! sim, pode ser', 1],
		['ok, sim', 1],
		['nao', 2],
		['NÃO', 2],
		['não, obrigado', 2],
		['Não 👎', 2],
		['Oi, boa tarde. Não, obrigada 🙏', 2],
		['falar com um atendente', 3],
		['quero falar com um atendente, por favor', 3],
		['sim ou não?', undefined],
		['sim e não', undefined],
		['1 2', undefined],
		['1 ou 2', undefined],
		['1 - Não', undefined],
		['2 não, sim', undefined],
		['0', undefined],
		['4', undefined],
		['1,5', undefined],
		['talvez', undefined],
		['simples', undefined],
		['', undefined],
		['👍', undefined],
		['Sim?', undefined],
		['sim 🤔', undefined],
		['sim 👎', undefined],
		['sim, mas só amanhã', undefined],
		['acho que sim', undefined],
		['não entendi', undefined],
		['agora não posso falar', undefined],
		['agora não', undefined],
		['hoje não', undefined],
		['não sei', undefined],
		['não é isso', undefined],
		['pode não', undefined],
		['não, pode', undefined],
		['claro que não', undefined],
		['não quero falar com um atendente', undefined],
		['quando falar com um atendente eu respondo', undefined],
		['1 dia', undefined],
		['às 2 horas', undefined],
	],
);

testChoices(
	'Aprovar or Recusar',
	['Aprovar', 'Recusar'],
	[
		['Aprovar', 1],
		['aprovar.', 1],
		['pode aprovar', 1],
		['Sim, pode aprovar, por favor', 1],
		['aprovar, obrigado', 1],
		['quero aprovar', 1],
		['1', 1],
		['ok 1', 1],
		['recusar', 2],
		['pode recusar', 2],
		['2 por favor', 2],
		['não quero aprovar', undefined],
		['nao aprovar', undefined],
		['não, aprovar não', undefined],
		['não pode aprovar', undefined],
		['não recusar', undefined],
		['nem aprovar nem recusar', undefined],
		['aprovar ou recusar', undefined],
		['aprovar?', undefined],
		['posso aprovar depois', undefined],
		['vou aprovar amanhã', undefined],
		['gostaria de aprovar, mas não posso', undefined],
		['não sei se devo aprovar', undefined],
		['quem deve aprovar', undefined],
		['não sou eu que vou aprovar', undefined],
		['aprovar só o primeiro', undefined],
		['Aprovar ❌', undefined],
		['jamais aprovar', undefined],
		['sem aprovar', undefined],
	],
);

testChoices(
	'Confirmo or Cancelar',
	['Confirmo', 'Cancelar'],
	[
		['confirmo', 1],
		['Eu confirmo', 1],
		['confirmo sim', 1],
		['Confirmo, obrigada!', 1],
		['cancelar', 2],
		['pode cancelar', 2],
		['quero cancelar por favor', 2],
		['não confirmo', undefined],
		['confirmo não', undefined],
		['ainda não confirmo', undefined],
		['não precisa cancelar', undefined],
		['precisa cancelar?', undefined],
		['se chover vou cancelar', undefined],
		['confirmo se for de manhã', undefined],
		['confirmo, cancelar', undefined],
	],
);

testChoices(
	'a weekday',
	['Segunda', 'Terça', 'Quarta'],
	[
		['terca', 2],
		['Terça 👍', 2],
		['terça, pode ser', 2],
		['pode ser quarta', 3],
		['segunda', 1],
		['qualquer dia menos segunda', undefined],
		['segunda não', undefined],
		['segunda opção', undefined],
		['segunda ou terça', undefined],
		['a segunda', undefined],
		['terça às 2', undefined],
	],
);

testChoices(
	'Yes or No',
	['Yes', 'No'],
	[
		['yes', 1],
		['YES!', 1],
		['yes please', 1],
		['Yes, sure', 1],
		['Hi, yes, thank you', 1],
		['no', 2],
		['No.', 2],
		['no thanks', 2],
		['no, thank you', 2],
		['option 2', 2],
		['not yes', undefined],
		['no idea', undefined],
		['no problem', undefined],
		['not sure', undefined],
		['yes and no', undefined],
		['yes, but not now', undefined],
		['yesterday', undefined],
		['maybe', undefined],
		['why no', undefined],
		['no yes', undefined],
		['sure, no', undefined],
	],
);

testChoices(
	'Approve or Decline, in the review of a tool',
	['Approve', 'Decline'],
	[
		['approve', 1],
		['Ok, approve', 1],
		['please approve, thanks', 1],
		['decline', 2],
		['do not approve, wrong customer', undefined],
		["don't approve", undefined],
		["I can't approve this", undefined],
		['approve it for the other customer', undefined],
		['never approve', undefined],
		['approve 100 instead', undefined],
		['who can approve', undefined],
		['decline? no, approve', undefined],
	],
);

testChoices(
	'Sí or No',
	['Sí', 'No'],
	[
		['si', 1],
		['Sí, por favor', 1],
		['sí, gracias', 1],
		['sí, claro', 1],
		['no', 2],
		['no, gracias', 2],
		['Hola, buenas tardes, no', 2],
		['no sé', undefined],
		['no entiendo', undefined],
		['si puedo voy', undefined],
		['creo que sí', undefined],
		['ahora no', undefined],
		['¿sí', undefined],
		['ni sí ni no', undefined],
	],
);

testChoices(
	'choices that deny something, ask something or are one in another',
	['Quero', 'Não quero', 'Não', 'O que é?', 'Quero, mas outro dia', '👍', 'OK'],
	[
		['quero', 1],
		['nao quero', 2],
		['Não quero, obrigado', 2],
		['não', 3],
		['o que é?', 4],
		['quero mas outro dia', 5],
		['Quero, mas outro dia, por favor', 5],
		['👍', 6],
		['👍🏿', 6],
		['ok', 7],
		['ok, quero', undefined],
		['quero não', undefined],
	],
);

testChoices(
	'choices that are numbers, which go before the place',
	['10', '20', '2'],
	[
		['2', 3],
		['10', 1],
		['2, por favor', 3],
		['1', 1],
		['3', 3],
		['20 10', undefined],
	],
);

/** What a contact writes, and the number that it is; undefined where it is none and is asked again. */
function testNumbers(minimum: number, maximum: number, replies: Array<[string, number | undefined]>): void {
	describe(`a number from ${minimum} to ${maximum}`, () => {
		for (const [text, number] of replies) {
			it(`“${text}” is ${number ?? 'asked again'}`, () => {
				const expected = number === undefined ? undefined : { number };
				assert.deepEqual(meaningOf({ type: 'number', minimum, maximum }, text), expected);
			});
		}
	});
}

testNumbers(1, 5, [
	['5', 5],
	['05', 5],
	['nota 4', 4],
	['Nota: 4!', 4],
	['minha nota é 4, obrigado', 4],
	['dou nota 5 👏', 5],
	['4 estrelas', 4],
	['*5*', 5],
	['4/5', 4],
	['4 de 5', 4],
	['nota 4 de 5', 4],
	['4 out of 5', 4],
	['5 de 5!', 5],
	['3,5', 3.5],
	['3.5', 3.5],
	['4.5', 4.5],
	['4,5', 4.5],
	['4,5/5', 4.5],
	['4.500', 4.5],
	['4,500', 4.5],
	['5️⃣', 5],
	['0', undefined],
	['6', undefined],
	['-1', undefined],
	['.5', undefined],
	['3 ou 4', undefined],
	['4 ou 5', undefined],
	['4 e 5', undefined],
	['4-5', undefined],
	['4 5', undefined],
	['10/10', undefined],
	['4/10', undefined],
	['2 de 3', undefined],
	['1.2.3', undefined],
	['não dou 5', undefined],
	['menos de 3', undefined],
	['mais de 4', undefined],
	['acho que 4', undefined],
	['4?', undefined],
	['4+', undefined],
	['>4', undefined],
	['~4', undefined],
	['5%', undefined],
	['5h', undefined],
	['5 dias', undefined],
	['ótimo', undefined],
	['', undefined],
]);

testNumbers(1, 5_000, [
	['2.500', 2_500],
	['2500', 2_500],
	['2500,00', 2_500],
	['2500.5', 2_500.5],
	['R$ 1.200', 1_200],
	['R$1.255', 1_255],
	['1.200 reais', 1_200],
	['1.500,00', 1_500],
	['1,500.00', 1_500],
	['R$ 1.500,50', 1_500.5],
	['4.5', 4.5],
	['4,5', 4.5],
	['4,50', 4.5],
	['2,500', undefined],
	['1.255', undefined],
	['1.50.0', undefined],
	['10 mil', undefined],
	['2k', undefined],
	['demorou 10 dias', undefined],
	['US$ 10', undefined],
	['10/10/2025', undefined],
	['10:30', undefined],
	['2 500', undefined],
	['6.500', undefined],
	['6,500', undefined],
	['1.500.000', undefined],
]);

testNumbers(1_000, 5_000_000, [
	['2.500', 2_500],
	['2,500', 2_500],
	['1.500.000', 1_500_000],
	['1,500,000.00', 1_500_000],
	['1.500', 1_500],
]);

testNumbers(-10, 100, [
	['-3', -3],
	['−3', -3],
	['50%', 50],
	['0,5', 0.5],
	['80/100', 80],
	['100 %', 100],
]);

describe('free text', () => {
	it('is whatever was sent, also nothing but a picture', () => {
		assert.deepEqual(meaningOf({ type: 'freeText' }, ''), {});
		assert.deepEqual(meaningOf({ type: 'freeText' }, 'Olá'), {});
	});
});
