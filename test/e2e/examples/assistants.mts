// The assistants that answer contacts: what they write, say and show.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { ExampleName } from '../../../harness/examples.mts';
import type { Execution } from '../../../harness/n8n/editorRoutes.mts';
import type { SavedWorkflow } from '../../../harness/n8n/server.mts';
import { until } from '../../../harness/until.mts';
import type { Session } from '../../../sandbox/account.mts';
import type { Written } from '../../../sandbox/inbound.mts';
import type { Turn } from './scriptedModel.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

/** A contact who writes to an assistant. */
interface Writer {
	readonly session: Session;
	/** What the assistant has written, oldest first. */
	readonly heard: Array<string | null>;
}

/**
 * Seconds of quiet after which a thought is over. Fewer than the examples have, which would be waited for in each test. How
 * long n8n takes for a message makes no difference: what counts is when the service took it, and here it takes all of a
 * thought before n8n hears of the first.
 */
const QUIET = 3;

/** An assistant that is at work. */
class Assistant {
	private readonly stage: () => ExampleStage;
	private workflow: SavedWorkflow | undefined;
	private thoughts = 0;

	/** Publishes the example before the tests, and ends it after them: it would answer whoever writes in others. */
	constructor(example: ExampleName, stage: () => ExampleStage) {
		this.stage = stage;
		before(async () => {
			stage().sandbox.reset();
			this.workflow = await stage().publish(example, { 'When a Contact Writes': { quietSeconds: QUIET } });
		});
		after(async () => this.workflow && (await stage().server.unpublish(this.workflow)));
	}

	/** Lets somebody write some messages in a row, of whom the assistant is to make one thought. */
	write(phoneNumber: string, ...messages: Written[]): Writer {
		const { sandbox } = this.stage();
		this.thoughts++;
		let sessionId = '';
		for (const message of messages) {
			({ sessionId } = sandbox.receive({ phoneNumber, name: 'Íris', ...message }));
			// Messages of one moment have no order.
			sandbox.account.clock.advance(1_000);
		}
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		return {
			session,
			get heard() {
				return session.messages.filter(({ direction }) => direction === 'TO_HUB').map(({ text }) => text);
			},
		};
	}

	/**
	 * Waits until it has dealt with what was written.
	 * @returns the IDs of the executions that began with a message: one for each thought
	 */
	async dealt(): Promise<string[]> {
		const { server, sandbox } = this.stage();
		const { workflow } = this;
		assert.ok(workflow);
		let executions: Execution[] = [];
		const begun = () => executions.filter(({ mode }) => mode === 'webhook').map(({ id }) => id);
		await until('each thought has been dealt with', async () => {
			executions = await server.executionsOf(workflow);
			const haveEnded = executions.every(({ status }) => !['new', 'running', 'waiting'].includes(status));
			return haveEnded && begun().length >= this.thoughts;
		});
		const failed = executions.filter(({ status }) => status !== 'success');
		const runs = await Promise.all(failed.map(async ({ id }) => await server.ended(id)));
		assert.deepEqual(
			runs.map(({ data }) => data.resultData.error?.message),
			[],
		);
		assert.equal(begun().length, this.thoughts);
		assert.deepEqual(sandbox.departures, []);
		return begun().toSorted((one, other) => Number(one) - Number(other));
	}

	/** Asserts that it says nothing where somebody of the team takes the session while the model thinks. */
	async isOvertaken(phoneNumber: string): Promise<Writer> {
		const { model, server } = this.stage();
		let thinking: Session | undefined;
		model.follow(() => {
			if (thinking) this.take(thinking);
			return { say: 'Das 9 às 18 horas.' };
		});
		const writer = this.write(phoneNumber, { text: 'Qual é o horário?' });
		thinking = writer.session;
		const execution = (await this.dealt()).at(-1) ?? '';
		assert.deepEqual(writer.heard, []);
		const [{ skipped, reason }] = outputOf(await server.ended(execution), 'Send Text');
		assert.deepEqual([skipped, reason], [true, 'A user looks after the session']);
		return writer;
	}

	/** Lets somebody of the team take a session. */
	take(session: Session): void {
		const [agent] = this.stage().sandbox.account.agents.values();
		Object.assign(session, { userId: agent.userId, status: 'IN_PROGRESS' });
	}
}

/** What the contact has just sent, as the model reads it. */
const justSent = (turn: Turn): string => {
	const [asked] = turn.messages.filter(({ role }) => role === 'user');
	const [{ text }] = asked.content as Array<{ text: string }>;
	return text.split('Answer what the contact has just sent:\n')[1];
};
/** The conversation before it, as the model reads it. */
const conversation = (turn: Turn): string => JSON.stringify(turn.messages);

const lines = ['Oi', 'tudo bem?', 'queria saber o preço', 'do plano anual'];
const texts = lines.map((text) => ({ text }));

function declareText(stage: () => ExampleStage): void {
	const assistant = new Assistant('assistant-answers-contacts', stage);

	it('gives one answer to four messages in a row, in as many messages as it has paragraphs', async () => {
		const { model } = stage();
		model.follow(() => ({ say: 'Olá! Custa R$ 90 por mês.\n\nQuer assinar?' }));
		const iris = assistant.write('5541977770030', ...texts);
		await assistant.dealt();
		assert.deepEqual(iris.heard, ['Olá! Custa R$ 90 por mês.', 'Quer assinar?']);
		assert.equal(model.turns.length, 1);
		assert.equal(justSent(model.turns[0]), lines.join('\n'));
	});

	it('knows what was said, hands over by the name, and completes with a farewell and nothing more', async () => {
		const { model, sandbox } = stage();
		model.follow(
			() => ({ call: 'Hand_Over', with: { department: 'Vendas', note: 'Quer assinar' } }),
			() => ({ say: 'Alguém de Vendas já responde.' }),
		);
		const { session, heard: before } = assistant.write('5541977770030', { text: 'Quero, com uma pessoa' });
		assert.equal(before.length, 2);
		await assistant.dealt();
		assert.match(conversation(model.turns[0]), /Quer assinar\?/);
		assert.equal(sandbox.account.departments.get(session.departmentId ?? '')?.name, 'Vendas');
		assert.deepEqual(
			session.notes.map(({ text }) => text),
			['Quer assinar'],
		);

		model.follow(
			() => ({ call: 'Complete_Session', with: { farewell: 'Até logo!' } }),
			() => ({ say: 'Até logo!' }),
		);
		const iris = assistant.write('5541977770030', { text: 'Deixa, obrigada' });
		await assistant.dealt();
		assert.equal(iris.session, session);
		assert.equal(session.status, 'COMPLETED');
		assert.deepEqual(iris.heard.slice(2), ['Alguém de Vendas já responde.', 'Até logo!']);
	});

	it('says nothing where a person looks after the session', async () => {
		const { model, sandbox } = stage();
		model.follow();
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770031', text: 'Oi' });
		const session = sandbox.account.sessions.get(sessionId ?? '');
		assert.ok(session);
		assistant.take(session);
		const bento = assistant.write('5541977770031', { text: 'Alguém aí?' });
		await assistant.dealt();
		assert.deepEqual(bento.heard, []);
		assert.deepEqual(model.turns, []);
	});

	it('says nothing where a person takes the session while the model still thinks', async () => {
		await assistant.isOvertaken('5541977770032');
	});
}

function declareVoice(stage: () => ExampleStage): void {
	const assistant = new Assistant('assistant-hears-voice-messages', stage);

	it('reads all that was written and said, in its order, also what the service has written down itself', async () => {
		const { model } = stage();
		model.follow(() => ({ say: 'Custa R$ 90, e chega hoje.' }));
		model.hear('Quanto custa?', 'Chega hoje?');
		const voice = (text: string): Written => ({ type: 'AUDIO', text });
		const iris = assistant.write('5541977770040', { text: 'Oi' }, voice(''), voice('São dois quilos'), voice(''));
		await assistant.dealt();
		assert.deepEqual(justSent(model.turns[0]).split('\n'), [
			'Oi',
			'Voice message: Quanto custa?',
			'Voice message: São dois quilos',
			'Voice message: Chega hoje?',
		]);
		assert.deepEqual(
			model.recordings.map(({ name }) => name),
			['audio.ogg', 'audio.ogg'],
		);
		for (const recording of model.recordings) assert.equal((await recording.text()).slice(0, 4), 'OggS');
		assert.deepEqual(iris.heard, ['Custa R$ 90, e chega hoje.']);
	});

	it('goes on without a recording, and where one cannot be written down the model is told', async () => {
		const { model } = stage();
		model.decide((turn) => ({ say: `Lido: ${justSent(turn)}` }));
		const iris = assistant.write('5541977770041', { text: 'Oi' }, { text: 'tudo bem?' });
		const bento = assistant.write('5541977770042', { text: 'Ouve:' }, { type: 'AUDIO', text: '' });
		await assistant.dealt();
		assert.deepEqual(iris.heard, ['Lido: Oi\ntudo bem?']);
		assert.deepEqual(bento.heard, ['Lido: Ouve:\nVoice message: [could not be written down]']);
		assert.equal(model.recordings.length, 1);
	});

	it('completes with a farewell, and says nothing where a person looks after the session', async () => {
		const { model } = stage();
		model.follow(
			() => ({ call: 'Complete_Session', with: { farewell: 'Até logo!' } }),
			() => ({ say: 'Até logo!' }),
		);
		const iris = assistant.write('5541977770041', { text: 'Obrigada' });
		const bento = assistant.write('5541977770042', { text: 'Alguém aí?' });
		assistant.take(bento.session);
		await assistant.dealt();
		assert.equal(iris.session.status, 'COMPLETED');
		assert.deepEqual(iris.heard.slice(1), ['Até logo!']);
		assert.equal(bento.heard.length, 1);
		assert.equal(model.turns.length, 2);
	});

	it('says nothing where a person takes the session while the model still thinks', async () => {
		await assistant.isOvertaken('5541977770043');
	});
}

function declarePictures(stage: () => ExampleStage): void {
	const assistant = new Assistant('assistant-sees-pictures', stage);
	const pictureOf = (what: string) => ({
		name: `${what}.png`,
		mimeType: 'image/png',
		content: Buffer.from(`a picture of ${what}`).toString('base64'),
	});

	it('shows the model all pictures with what was written, and remembers each conversation', async () => {
		const { model } = stage();
		const [red, blue] = [pictureOf('red'), pictureOf('blue')];
		model.follow(
			() => ({ say: 'A vermelha.\n\nCusta R$ 90.' }),
			() => ({ say: 'Sim, chega amanhã.' }),
		);
		const iris = assistant.write(
			'5541977770050',
			{ text: 'Oi' },
			{ text: '', file: red },
			{ text: 'ou esta?', file: blue },
			{ text: 'Qual é melhor?' },
		);
		await assistant.dealt();
		assert.deepEqual(iris.heard, ['A vermelha.', 'Custa R$ 90.']);
		const asked = (turn: Turn) => turn.messages.slice(1).map(({ content }) => content);
		const written = 'Oi\n[IMAGE]\n[IMAGE] ou esta?\nQual é melhor?';
		const shown = [red, blue].map(({ content }) => ({
			type: 'image_url',
			image_url: { url: `data:image/png;base64,${content}` },
		}));
		assert.deepEqual(asked(model.turns[0]), [written, shown]);

		assistant.write('5541977770050', { text: 'Chega amanhã?' });
		await assistant.dealt();
		assert.deepEqual(asked(model.turns[1]), [written, 'A vermelha.\n\nCusta R$ 90.', 'Chega amanhã?']);
		assert.deepEqual(iris.heard.slice(2), ['Sim, chega amanhã.']);
	});

	it('says nothing where a person has taken the session, also while the model still thinks', async () => {
		const iris = await assistant.isOvertaken('5541977770051');
		const { model } = stage();
		assistant.write('5541977770051', { text: 'Ainda está aí?' });
		await assistant.dealt();
		assert.deepEqual(iris.heard, []);
		assert.equal(model.turns.length, 1);
	});

	it('hands over by the name, and completes with a farewell and nothing more', async () => {
		const { model, sandbox } = stage();
		model.decide((turn) => {
			const isComplete = JSON.stringify(turn.messages).includes('Obrigada');
			if (turn.messages.at(-1)?.role === 'tool') return { say: isComplete ? 'Até logo!' : 'Já vem alguém.' };
			return isComplete
				? { call: 'Complete_Session', with: { farewell: 'Até logo!' } }
				: { call: 'Hand_Over', with: { department: 'Vendas', note: 'Quer assinar' } };
		});
		const iris = assistant.write('5541977770052', { text: 'Obrigada, era só isso' });
		const bento = assistant.write('5541977770053', { text: 'Quero uma pessoa' });
		await assistant.dealt();
		assert.equal(iris.session.status, 'COMPLETED');
		assert.deepEqual(iris.heard, ['Até logo!']);
		assert.equal(sandbox.account.departments.get(bento.session.departmentId ?? '')?.name, 'Vendas');
		assert.deepEqual(bento.heard, ['Já vem alguém.']);
	});
}

export const assistants: Trial[] = [
	{ example: 'assistant-answers-contacts', declare: declareText },
	{ example: 'assistant-hears-voice-messages', declare: declareVoice },
	{ example: 'assistant-sees-pictures', declare: declarePictures },
];
