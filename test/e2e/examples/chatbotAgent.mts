import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { SavedWorkflow } from '../../../harness/n8n/server.mts';
import { talkWith } from './talk.mts';
import type { ExampleStage, Trial } from './trial.mts';

const example = 'ai-answers-inside-the-chatbot';

function declare(stage: () => ExampleStage): void {
	let workflow: SavedWorkflow;
	before(async () => {
		stage().sandbox.reset();
		workflow = await stage().publish(example);
		const block = { key: 'ai', trigger: 'Chatbot', listens: true, next: 'ai', ways: { HUMAN: 'END' } };
		await stage().setBlocks(workflow, block);
	});
	after(async () => await stage().server.unpublish(workflow));

	/** What the model was told of the conversation in its last turn, without the system message. */
	const told = () => (stage().model.turns.at(-1)?.messages ?? []).slice(1).map(({ content }) => content);

	it('answers, remembers each conversation by itself, and hands over by the key', async () => {
		const { sandbox, model } = stage();
		const [iris, bento] = [talkWith(sandbox, '5541977770020'), talkWith(sandbox, '5541977770021')];
		model.follow(
			() => ({ say: 'Das 9 às 18 horas.' }),
			() => ({ say: 'Em até cinco dias.' }),
			() => ({ say: 'Não, só até sexta.' }),
			() => ({ say: 'HUMAN' }),
		);

		await iris.say('Qual é o horário?');
		await bento.say('Quando chega?');
		assert.deepEqual(told(), ['Quando chega?']);
		const call = await iris.say('E no sábado?');
		assert.deepEqual(told(), ['Qual é o horário?', 'Das 9 às 18 horas.', 'E no sábado?']);
		assert.deepEqual([call.status, call.way, call.problems], [200, 'ai', []]);
		assert.deepEqual(iris.heard(), ['Das 9 às 18 horas.', 'Não, só até sexta.']);

		const last = await iris.say('Quero falar com uma pessoa');
		assert.equal((JSON.parse(last.answer ?? '') as { response: string }).response, 'HUMAN');
		assert.deepEqual(iris.heard().slice(2), ['Só um momento: uma pessoa da equipe já vai falar com você.']);
		const session = sandbox.account.sessions.get(iris.sessionId);
		assert.deepEqual([session?.status, session?.botId], ['PENDING', null]);
		assert.deepEqual(bento.heard(), ['Em até cinco dias.']);
	});

	it('says nothing once a person has taken over, also while the model still thinks', async () => {
		const { sandbox, model } = stage();
		const talk = talkWith(sandbox, '5541977770022');
		model.follow(() => {
			const session = sandbox.account.sessions.get(talk.sessionId);
			assert.ok(session);
			session.status = 'IN_PROGRESS';
			return { say: 'Das 9 às 18 horas.' };
		});
		const call = await talk.say('Qual é o horário?');
		assert.deepEqual([call.status, call.answer], [200, '']);
		assert.deepEqual(talk.heard(), []);
		const { length } = sandbox.account.blockCalls;
		await talk.say('Ainda está aí?');
		assert.equal(sandbox.account.blockCalls.length, length);
		assert.deepEqual(sandbox.departures, []);
	});
}

export const chatbotAgent: Trial = { example, declare };
