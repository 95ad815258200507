import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Trial } from './trial.mts';
import { talkWith } from './talk.mts';

const example = 'chatbot-asks-n8n';

export const chatbotAsks: Trial = {
	example,
	declare: (stage) => {
		it('finds the order by its number and by the CPF, and takes the way; what is unknown takes the other', async () => {
			const { sandbox, server, publish, setBlocks } = stage();
			sandbox.reset();
			const workflow = await publish(example);
			const ways = { KNOWN: 'END', UNKNOWN: 'END' };
			await setBlocks(workflow, { key: 'order', trigger: 'Chatbot', ways });
			const said = { '7045': 'KNOWN', 'Meu CPF é 529.982.247-25': 'KNOWN', 'Não sei o número': 'UNKNOWN' };
			const answers = [];
			for (const [index, [text, response]] of Object.entries(said).entries()) {
				const talk = talkWith(sandbox, `55419777700${10 + index}`);
				const call = await talk.say(text);
				assert.deepEqual([call.status, call.problems], [200, []]);
				assert.equal((JSON.parse(call.answer ?? '') as { response: string }).response, response);
				answers.push(...talk.heard());
			}
			assert.deepEqual(answers, [
				'O pedido 7045 está assim: saiu para entrega.',
				'O pedido 7046 está assim: em separação.',
				'Não encontrei esse pedido. Um atendente vai ajudar você.',
			]);
			assert.deepEqual(sandbox.departures, []);
			await server.unpublish(workflow);
		});
	},
};
