import assert from 'node:assert/strict';
import { it } from 'node:test';
import { choicesOf } from '../../../sandbox/talks.mts';
import { talkWith } from './talk.mts';
import type { Trial } from './trial.mts';

const example = 'book-a-slot';

export const bookSlot: Trial = {
	example,
	declare: (stage) => {
		it('offers the free slots, and confirms the one that is chosen', async () => {
			const { sandbox, server, publish, setBlocks } = stage();
			sandbox.reset();
			const workflow = await publish(example);
			await setBlocks(
				workflow,
				{ key: 'slots', trigger: 'Which Slots?', type: 'DYNAMIC_QUESTION', next: 'book' },
				{ key: 'book', trigger: 'Slot Chosen', ways: { BOOKED: 'END', TAKEN: 'slots' } },
			);
			const talk = talkWith(sandbox, '5541977770030');

			const asked = await talk.say('Quero marcar uma consulta');
			assert.deepEqual([asked.status, asked.problems], [200, []]);
			assert.deepEqual(talk.heard(), ['Qual horário fica bom para você?']);
			assert.deepEqual(choicesOf(sandbox.account, talk.sessionId), [
				{ text: 'Terça, 9h', description: 'Dra. Lívia' },
				{ text: 'Terça, 15h30', description: 'Dr. João' },
				{ text: 'Quarta, 10h', description: 'Dra. Lívia' },
			]);

			const booked = await talk.say('Terça, 15h30');
			assert.deepEqual([booked.block, booked.status, booked.way, booked.problems], ['book', 200, 'END', []]);
			assert.deepEqual(talk.heard().slice(1), ['Marcado: Terça, 15h30, com Dr. João. Até lá!']);
			assert.deepEqual(sandbox.account.sessions.get(talk.sessionId)?.metadata, { slot: 'Terça, 15h30' });
			assert.deepEqual(sandbox.departures, []);
			await server.unpublish(workflow);
		});
	},
};
