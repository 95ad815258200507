import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Message } from '../../sandbox/account.mts';
import { Clock } from '../../sandbox/clock.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { until } from '../../harness/until.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor, type TriggerWorkflow } from './triggerNode.mts';
import { besideTrigger, noteWaiting } from './waitingExecutions.mts';

/** A thought ends after one second of the machine's; what is written when, the account's own time says. */
const JOINING = { joinMessages: true, quietSeconds: 1, longestWait: 60 };
const MESSAGES = ['MESSAGE_RECEIVED'];

/** An account in which time stands still unless it is moved on. */
const stillSandboxFor = async (t: TestContext) =>
	await sandboxFor(t, { clock: new Clock(() => Date.UTC(2030, 0, 1, 12)) });

/** Such an account, and a workflow of it that joins messages. */
async function joining(
	t: TestContext,
	parameters: INodeParameters = {},
): Promise<{ sandbox: Sandbox; trigger: TriggerWorkflow; sessionId: string }> {
	const { sandbox, credential } = await stillSandboxFor(t);
	const trigger = await triggerFor(t, {
		credential,
		parameters: { events: MESSAGES, addDetails: false, ...JOINING, ...parameters },
	});
	await trigger.activate();
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	// Long after what the seed wrote.
	sandbox.account.clock.advance(3_600_000);
	return { sandbox, trigger, sessionId };
}

/** A contact writes, so many milliseconds after the last message. */
function write(sandbox: Sandbox, sessionId: string, lines: readonly string[], pause = 100): Message[] {
	return lines.map((text) => {
		sandbox.account.clock.advance(pause);
		return sandbox.receive({ sessionId, text });
	});
}

/** What the workflow has begun with so far, in any order, when all that sleeps has gone on. */
async function outputs(sandbox: Sandbox, ...triggers: TriggerWorkflow[]): Promise<IDataObject[]> {
	await sandbox.deliveries.settle();
	for (const trigger of triggers) await trigger.settle();
	const executions = triggers.flatMap((trigger) => trigger.executions);
	for (const { status } of executions) assert.equal(status, 'success');
	return executions.flatMap(({ items }) => items.map(({ json }) => json));
}

const textsOf = (items: IDataObject[]) => items.map(({ text }) => text).toSorted();
const idsIn = ({ messages }: IDataObject) => (messages as IDataObject[]).map(({ id }) => id);
const listings = ({ requests }: Sandbox) => requests.filter(({ operation }) => operation === 'sessionListMessages');

/** Brings a message to a trigger, as one of several processes that the service's requests reach. */
async function bring(trigger: TriggerWorkflow, { upcoming: _, ...message }: Message): Promise<void> {
	const body = { eventType: 'MESSAGE_RECEIVED', date: message.createdAt, content: message };
	const { status } = await fetch(`${trigger.address}?token=${trigger.memory.token}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	assert.equal(status, 200);
}

/** Nothing of what happens is sent by itself. */
function silence({ account }: Sandbox): void {
	for (const subscription of account.subscriptions.values()) subscription.enabled = false;
}

describe('what a contact writes in a row', { concurrency: true }, () => {
	it('starts one execution, with all of it', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t, { addDetails: true });
		const [first, ...others] = write(sandbox, sessionId, ['Oi', 'tudo bem?', 'queria saber o preço', 'do plano anual']);
		assert.ok(first);
		const sent = [first, ...others];

		const [output, ...more] = await outputs(sandbox, trigger);

		assert.deepEqual(more, []);
		assert.equal(trigger.executions.length, 1);
		assert.ok(output);
		const { event, text, count, messages, content, files, session, contact } = output;
		assert.deepEqual(
			{ event, text, count },
			{ event: 'MESSAGE_RECEIVED', text: 'Oi\ntudo bem?\nqueria saber o preço\ndo plano anual', count: 4 },
		);
		assert.deepEqual(
			idsIn(output),
			sent.map(({ id }) => id),
		);
		assert.deepEqual(content, (messages as IDataObject[])[3]);
		assert.deepEqual(files, []);
		assert.equal((session as IDataObject).id, sessionId);
		assert.equal((contact as IDataObject).id, (session as IDataObject).contactId);
		assert.ok(!('wait' in output) && !('received' in output) && !('joinError' in output));
	});

	it('a single message has the same form', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		write(sandbox, sessionId, ['Oi']);
		const [output] = await outputs(sandbox, trigger);
		assert.deepEqual(Object.keys(output ?? {}), ['event', 'date', 'text', 'count', 'content', 'messages', 'files']);
		assert.deepEqual([output?.text, output?.count], ['Oi', 1]);
	});

	it('is asked for once for each time of quiet', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		write(sandbox, sessionId, ['Oi']);
		await outputs(sandbox, trigger);
		assert.equal(listings(sandbox).length, 1);
	});

	it('in disorder and twice: one execution, in the order in which it was written', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		Object.assign(sandbox.deliveries.options, { duplicates: 1, disorder: true });
		const lines = Array.from({ length: 12 }, (_, index) => String(index));
		write(sandbox, sessionId, lines, 500);
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), [lines.join('\n')]);
	});

	it('of several contacts is kept apart', async (t) => {
		const { sandbox, trigger } = await joining(t);
		const sessionIds = sandbox.seedSessions({ count: 20 });
		for (const line of ['a', 'b', 'c']) for (const id of sessionIds) write(sandbox, id, [`${line} ${id}`], 1);
		const expected = sessionIds.map((id) => `a ${id}\nb ${id}\nc ${id}`);
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), expected.toSorted());
		assert.equal(trigger.executions.length, 20);
	});

	it('after a time of quiet begins anew', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		write(sandbox, sessionId, ['Oi', 'tudo bem?'], 999);
		write(sandbox, sessionId, ['Ainda está aí?'], 1_000);
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), ['Ainda está aí?', 'Oi\ntudo bem?']);
	});

	it('without an end is cut after the longest wait, and nothing is lost between the parts', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t, { longestWait: 2 });
		const lines = Array.from({ length: 10 }, (_, index) => String(index));
		write(sandbox, sessionId, lines, 900);
		const parts = (await outputs(sandbox, trigger)).map(({ text }) => String(text).split('\n'));
		assert.deepEqual(parts.flat().toSorted(), lines);
		assert.deepEqual(
			parts.toSorted((one, other) => Number(one[0]) - Number(other[0])),
			[['0', '1', '2'], ['3', '4', '5'], ['6', '7', '8'], ['9']],
		);
	});

	it('has its files, and what was said as far as it is written down', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		write(sandbox, sessionId, ['Veja']);
		const file = { name: 'casa.png', mimeType: 'image/png', content: Buffer.from('png').toString('base64') };
		const picture = sandbox.receive({ sessionId, text: '', file });
		const voice = sandbox.receive({ sessionId, text: 'é esta aqui', type: 'AUDIO' });
		const [output] = await outputs(sandbox, trigger);
		assert.equal(output?.count, 3, JSON.stringify(output));
		const files = output.files as IDataObject[];
		assert.equal(files[0]?.messageId, picture.id);
		assert.equal(files[0]?.name, 'casa.png');
		assert.equal(files[0]?.mimeType, 'image/png');
		assert.match(String(files[0]?.fileUrl), /^http/);
		assert.ok(idsIn(output).includes(voice.id));
		assert.match(String(output.text), /^Veja/);
	});

	it('comes with its files as binary data, if the user wants them', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t, { options: { downloadFiles: true } });
		const file = (name: string) => ({ name, mimeType: 'image/png', content: Buffer.from(name).toString('base64') });
		for (const name of ['casa.png', 'rua.png']) sandbox.receive({ sessionId, text: '', file: file(name) });
		await outputs(sandbox, trigger);
		const [item] = trigger.executions.flatMap(({ items }) => items);
		assert.deepEqual(['data', 'data2'].map((field) => item?.binary?.[field]?.fileName).toSorted(), [
			'casa.png',
			'rua.png',
		]);
		assert.ok(!('fileError' in (item?.json ?? {})));
	});

	it('does not hold up what else happens, nor what the account itself sends', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t, {
			events: ['MESSAGE_RECEIVED', 'MESSAGE_SENT', 'SESSION_UPDATE'],
			onlyFromContacts: false,
			quietSeconds: 600,
			longestWait: 600,
		});
		const own = { id: crypto.randomUUID(), sessionId, direction: 'TO_HUB', createdAt: new Date().toISOString() };
		for (const [eventType, content] of Object.entries({ MESSAGE_SENT: own, SESSION_UPDATE: { id: sessionId } })) {
			await fetch(`${trigger.address}?token=${trigger.memory.token}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ eventType, content }),
			});
		}
		await trigger.rest();
		assert.deepEqual(trigger.executions.map(({ items }) => items[0]?.json.event).toSorted(), [
			'MESSAGE_SENT',
			'SESSION_UPDATE',
		]);
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'sessionListMessages').length, 0);
	});

	it('that does not say where or when it was written comes by itself', async (t) => {
		const { sandbox, trigger } = await joining(t);
		const content = { id: crypto.randomUUID(), direction: 'FROM_HUB', text: 'Oi' };
		await bring(trigger, content as unknown as Message);
		const [output] = await outputs(sandbox, trigger);
		assert.deepEqual(output?.content, content);
	});

	it('is asked for once by a filter that has to ask, when it has ended', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		const departmentId = { __rl: true, mode: 'id', value: crypto.randomUUID() };
		trigger.options.parameters = { ...trigger.options.parameters, filters: { departmentId } };
		write(sandbox, sessionId, ['Oi', 'tudo bem?']);
		assert.deepEqual(await outputs(sandbox, trigger), []);
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'sessionGet').length, 1);
	});

	it('only of the wanted types', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t, { filters: { messageTypes: ['TEXT'] } });
		write(sandbox, sessionId, ['Oi']);
		sandbox.receive({ sessionId, text: 'olá', type: 'AUDIO' });
		write(sandbox, sessionId, ['tudo bem?']);
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), ['Oi\ntudo bem?']);
	});

	it('comes with its first message and the reason where the rest cannot be read', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		sandbox.faults.add({ kind: 'formError', path: '/chat/v1/session/*', text: 'Mensagens indisponíveis' });
		write(sandbox, sessionId, ['Oi', 'tudo bem?']);
		const [output, ...more] = await outputs(sandbox, trigger);
		assert.deepEqual(more, []);
		assert.deepEqual([output?.text, output?.count], ['Oi', 1]);
		assert.match(String(output?.joinError), /Mensagens indisponíveis/);
	});
});

describe('where the messages of a thought wait', { concurrency: true }, () => {
	/** Two processes of one n8n. */
	const twoProcesses = async (t: TestContext) => {
		const { sandbox, credential } = await stillSandboxFor(t);
		const id = crypto.randomUUID().slice(0, 16);
		const options = { id, credential, parameters: { events: MESSAGES, addDetails: false, ...JOINING } };
		const [one, other] = [await triggerFor(t, options), await triggerFor(t, options)];
		await one.activate();
		await other.activate();
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		sandbox.account.clock.advance(3_600_000);
		return { sandbox, one, other, sessionId };
	};

	it('two processes that each hear of all messages start one execution', async (t) => {
		const { sandbox, one, other, sessionId } = await twoProcesses(t);
		write(sandbox, sessionId, ['Oi', 'tudo bem?', 'queria saber o preço']);
		assert.deepEqual(textsOf(await outputs(sandbox, one, other)), ['Oi\ntudo bem?\nqueria saber o preço']);
	});

	it('two processes that each hear of some of them start one execution', async (t) => {
		const { sandbox, one, other, sessionId } = await twoProcesses(t);
		silence(sandbox);
		const messages = write(sandbox, sessionId, ['a', 'b', 'c', 'd']);
		for (const [place, message] of messages.entries()) await bring(place % 2 === 0 ? other : one, message);
		assert.deepEqual(textsOf(await outputs(sandbox, one, other)), ['a\nb\nc\nd']);
		assert.equal(one.executions.length + other.executions.length, 2);
	});

	it('messages of the same moment, brought to two processes, are joined once', async (t) => {
		const { sandbox, one, other, sessionId } = await twoProcesses(t);
		silence(sandbox);
		const messages = write(sandbox, sessionId, ['a', 'b'], 0);
		for (const [place, message] of messages.entries()) await bring(place === 0 ? other : one, message);
		const [output, ...more] = await outputs(sandbox, one, other);
		assert.deepEqual(more, []);
		assert.equal(output?.count, 2);
	});

	it('the execution of a later message takes all where that of the first one is gone', async (t) => {
		const { sandbox, one, other, sessionId } = await twoProcesses(t);
		silence(sandbox);
		const [, second, third] = write(sandbox, sessionId, ['a', 'b', 'c']);
		assert.ok(second && third);
		// The first one was never taken.
		await bring(one, second);
		await bring(other, third);
		assert.deepEqual(textsOf(await outputs(sandbox, one, other)), ['a\nb\nc']);
	});

	it('after a restart n8n wakes the execution by itself, and what came in between is there', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		const { url } = trigger;
		write(sandbox, sessionId, ['Oi']);
		// Whoever was to wake it does not reach it any more.
		trigger.url = 'http://127.0.0.1:9';
		await sandbox.deliveries.settle();
		await until('the execution sleeps', () => trigger.subWorkflows.sleeping.size === 1);
		silence(sandbox);
		write(sandbox, sessionId, ['tudo bem?', 'queria saber o preço']);
		await new Promise((resolve) => setTimeout(resolve, 1_600));
		trigger.url = url;
		await until('it has gone on', async () => {
			await trigger.subWorkflows.wakeAll();
			return trigger.executions.length > 0;
		});
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), ['Oi\ntudo bem?\nqueria saber o preço']);
	});

	it('a reply that another execution waits for goes there at once, and is not joined', async (t) => {
		const { sandbox, credential } = await stillSandboxFor(t);
		const parameters = { events: MESSAGES, addDetails: false, ...JOINING, options: { resumeWaiting: true } };
		const trigger = await triggerFor(t, { credential, parameters });
		const received = await besideTrigger(t, trigger, (response) => {
			response.setHeader('content-type', 'application/json').end('{"taken":true}');
		});
		await trigger.activate();
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		sandbox.account.clock.advance(3_600_000);
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		const address = `${trigger.url}/webhook-waiting/7/reply?signature=1&key=${'0'.repeat(64)}`;
		const contact = noteWaiting(sandbox, session, address);
		write(sandbox, sessionId, ['Sim']);
		await sandbox.deliveries.settle();
		await trigger.rest();
		assert.equal(received.length, 1);
		contact.metadata = {};
		write(sandbox, sessionId, ['mais uma coisa', 'obrigado']);
		await sandbox.deliveries.settle();
		await trigger.rest();
		const found = () => trigger.executions.flatMap(({ items }) => items.map(({ json }) => json));
		await until('the thought has been joined', async () => {
			await trigger.subWorkflows.wakeAll();
			return found().length > 0 && trigger.subWorkflows.sleeping.size === 0;
		});
		assert.deepEqual(textsOf(found()), ['mais uma coisa\nobrigado']);
	});

	it('an execution that is woken too early sleeps on', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		write(sandbox, sessionId, ['Oi']);
		await sandbox.deliveries.settle();
		await until('the execution sleeps', () => trigger.subWorkflows.sleeping.size === 1);
		await trigger.subWorkflows.wakeAll();
		assert.deepEqual(trigger.executions, []);
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), ['Oi']);
	});

	it('an execution that is ended while it waits starts nothing', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		write(sandbox, sessionId, ['Oi']);
		await sandbox.deliveries.settle();
		await until('the execution sleeps', () => trigger.subWorkflows.sleeping.size === 1);
		await trigger.subWorkflows.endAll();
		assert.deepEqual(await outputs(sandbox, trigger), []);
	});

	it('where n8n recovers from a crash and takes for ended what looks again, all of it comes, once', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		trigger.subWorkflows.isRecovering = true;
		// Nearly as far apart as ends a thought: more than one look is needed.
		write(sandbox, sessionId, ['a', 'b', 'c'], 900);
		assert.deepEqual(textsOf(await outputs(sandbox, trigger)), ['a\nb\nc']);
	});

	it('while somebody tries the workflow out, the execution itself waits', async (t) => {
		const { sandbox, trigger, sessionId } = await joining(t);
		await trigger.deactivate();
		for (let time = 0; time < 2; time++) {
			await trigger.listen();
			write(sandbox, sessionId, [`Oi ${time}`], 5_000);
			write(sandbox, sessionId, ['tudo bem?']);
			await sandbox.deliveries.settle();
			await trigger.settle();
			await trigger.stopListening();
		}
		const found = trigger.executions.flatMap(({ items }) => items.map(({ json }) => json.text));
		assert.deepEqual(found, ['Oi 0\ntudo bem?', 'Oi 1\ntudo bem?']);
	});
});

describe('joining is not activated', () => {
	for (const [what, parameters, expected] of [
		['with no number of seconds', { quietSeconds: '={{ "some" }}' }, /'Seconds of Quiet' is a number from 1 to 600\./],
		['with no seconds at all', { longestWait: 0 }, /'Longest Wait' is a number from 1 to 3600\./],
		['without messages', { events: '={{ ["SESSION_NEW"] }}' }, /Add 'Message Received' under Events/],
	] as const) {
		it(what, async (t) => {
			await assert.rejects(joining(t, parameters as INodeParameters), (error: Error & { description?: string }) => {
				assert.match(error.description ?? '', expected);
				return true;
			});
		});
	}
});
