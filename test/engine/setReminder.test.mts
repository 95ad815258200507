import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type RunOptions } from './workflow.mts';

const WELCOME = '1a2b3_boas_vindas';
const PHONE = '(41) 96000-0001';

const byPhone = (value: string) => ({ __rl: true, mode: 'phoneNumber', value });
const pairs = (nome: string) => ({ entries: [{ name: 'nome', value: nome }] });

async function accountFor(t: TestContext) {
	const { sandbox, credential } = await sandboxFor(t);
	const from = byId([...sandbox.account.channels.keys()][0]);
	const remind = async (more: INodeParameters = {}, options: Partial<RunOptions> = {}) => {
		const result = await run({
			parameters: {
				resource: 'scheduledMessage',
				operation: 'setReminder',
				contactId: byPhone(PHONE),
				reminderKey: 'visita 4711',
				date: '10/02/2040 14:30',
				from,
				templateId: byId(WELCOME),
				specifyParameters: 'pairs',
				parameterPairs: pairs('Ana'),
				...more,
			},
			credential,
			...options,
		});
		return { ...result, rows: result.items.map(({ json }) => json) };
	};
	return { sandbox, credential, from, remind };
}

const scheduledIn = ({ account }: Sandbox) =>
	[...account.scheduledMessages.values()].map(({ status, scheduling, templateParams }) => ({
		status,
		scheduling: new Date(scheduling).toISOString(),
		nome: templateParams?.parameters?.nome,
	}));
const told = (rows: readonly IDataObject[]) => rows.map(({ outcome, sendAt }) => [outcome, sendAt]);
const pendingIn = (sandbox: Sandbox) => scheduledIn(sandbox).filter(({ status }) => status === 'SCHEDULED');

describe('Set Reminder', () => {
	it('creates one, moves it when it runs again, and removes it by an empty date', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		for (const id of sandbox.account.scheduledMessages.keys()) sandbox.account.scheduledMessages.delete(id);

		const { rows: created } = await remind();
		assert.deepEqual(told(created), [['created', '2040-02-09 14:30']]);
		assert.deepEqual(scheduledIn(sandbox), [
			{ status: 'SCHEDULED', scheduling: '2040-02-09T17:30:00.000Z', nome: 'Ana' },
		]);

		// Written in another way.
		const again = { contactId: byPhone('+55 41 6000-0001'), reminderKey: ' visita 4711 ' };
		const { rows: moved } = await remind({ ...again, date: '2040-02-12', remindBefore: 2, remindUnit: 'hours' });
		assert.deepEqual(told(moved), [['moved', '2040-02-11 22:00']]);
		assert.equal(moved[0].scheduledMessageId, created[0].scheduledMessageId);
		const { rows: updated } = await remind({
			...again,
			date: '2040-02-12',
			remindBefore: 2,
			remindUnit: 'hours',
			parameterPairs: pairs('Bia'),
		});
		assert.deepEqual(told(updated), [['updated', '2040-02-11 22:00']]);
		assert.deepEqual(scheduledIn(sandbox), [
			{ status: 'SCHEDULED', scheduling: '2040-02-12T01:00:00.000Z', nome: 'Bia' },
		]);

		for (const [date, outcome] of [
			['={{ "" }}', 'removed'],
			['={{ null }}', 'none'],
		]) {
			const { rows: removed } = await remind({ ...again, date });
			assert.equal(removed[0].outcome, outcome);
		}
		assert.deepEqual(pendingIn(sandbox), []);
		const contact = sandbox.account.contacts.get(String(created[0].contactId));
		assert.deepEqual(
			Object.keys(contact?.metadata ?? {}).filter((name) => name.startsWith('n8nReminder')),
			[],
		);
	});

	it('is removed by an empty cell that the template takes its value from as well', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const before = pendingIn(sandbox);
		const fromRow = { date: '={{ $json.data }}', parameterPairs: pairs('={{ $json.data }}') };

		const { rows: created } = await remind(fromRow, { items: [{ data: '10/02/2040 14:30' }] });
		const { rows: removed, error } = await remind(fromRow, { items: [{ data: '' }] });

		assert.equal(error, undefined);
		assert.deepEqual([created[0].outcome, removed[0].outcome], ['created', 'removed']);
		assert.deepEqual(pendingIn(sandbox), before);
	});

	it('keeps one for each contact and key, several in one run', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		for (const id of sandbox.account.scheduledMessages.keys()) sandbox.account.scheduledMessages.delete(id);
		const items = [
			{ phone: PHONE, key: 'a', date: '2040-01-02' },
			{ phone: PHONE, key: 'b', date: '2040-01-03' },
			{ phone: '41 96000-0002', key: 'a', date: '2040-01-04' },
			{ phone: '+5541960000001', key: 'a', date: '2040-01-05' },
		];
		const { rows } = await remind(
			{ contactId: byPhone('={{ $json.phone }}'), reminderKey: '={{ $json.key }}', date: '={{ $json.date }}' },
			{ items },
		);
		assert.deepEqual(told(rows), [
			['created', '2040-01-01 00:00'],
			['created', '2040-01-02 00:00'],
			['created', '2040-01-03 00:00'],
			['moved', '2040-01-04 00:00'],
		]);
		assert.equal(pendingIn(sandbox).length, 3);
	});

	it('is removed though the service does not say whose it is', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const before = pendingIn(sandbox);
		await remind();
		const get = handlers.scheduledMessageGet;
		assert.ok(get);
		handlers.scheduledMessageGet = (account, request) => {
			const { contactId: _contactId, ...rest } = get(account, request) as unknown as IDataObject;
			return rest as never;
		};
		t.after(() => {
			handlers.scheduledMessageGet = get;
		});
		const { rows, error } = await remind({ date: '={{ null }}' });
		assert.equal(error, undefined);
		assert.equal(rows[0].outcome, 'removed');
		assert.deepEqual(pendingIn(sandbox), before);
	});

	it('knows a key in whatever case and accents', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const count = pendingIn(sandbox).length;
		for (const reminderKey of ['Avaliação 1', 'avaliação 1', 'AVALIAÇÃO 1'.normalize('NFD')])
			await remind({ reminderKey });
		assert.equal(pendingIn(sandbox).length, count + 1);
	});

	it('goes out at a time of its day, for dates without a time', async (t) => {
		const { remind } = await accountFor(t);
		const { rows } = await remind({ date: '10/02/2040', options: { timeOfDay: '9:00' } });
		assert.deepEqual(told(rows), [['created', '2040-02-09 09:00']]);
		const { error } = await remind({ options: { timeOfDay: 'cedo' } });
		assert.match(error?.description ?? '', /“cedo” was given for 'Time of Day'/);
	});

	it('makes a new one where the last has gone out or was canceled', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const { rows: first } = await remind();
		const scheduled = sandbox.account.scheduledMessages.get(String(first[0].scheduledMessageId));
		assert.ok(scheduled);
		scheduled.status = 'CANCELED';
		const { rows: second } = await remind();
		assert.equal(second[0].outcome, 'created');
		assert.notEqual(second[0].scheduledMessageId, first[0].scheduledMessageId);
	});

	it('makes a new one where the last goes out while it is moved', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const { rows: first } = await remind();
		const scheduled = sandbox.account.scheduledMessages.get(String(first[0].scheduledMessageId));
		assert.ok(scheduled);
		const strike = sandbox.faults.strike.bind(sandbox.faults);
		t.mock.method(sandbox.faults, 'strike', (method: string, path: string) => {
			if (method === 'PUT' && path.includes(scheduled.id)) scheduled.status = 'SENT';
			return strike(method, path);
		});
		const { rows: second } = await remind();
		assert.equal(second[0].outcome, 'created');
	});

	describe('whose time has passed', () => {
		const past = { date: '10/02/2020' };

		it('is an error, and one that is pending stays', async (t) => {
			const { sandbox, remind } = await accountFor(t);
			await remind();
			const before = pendingIn(sandbox);
			const { error } = await remind(past);
			assert.equal(error?.message, 'The time of the reminder has passed');
			assert.match(error?.description ?? '', /at 2020-02-09 00:00 \(America\/Sao_Paulo\)/);
			assert.deepEqual(pendingIn(sandbox), before);
		});

		it('is skipped, and one that is pending is removed', async (t) => {
			const { sandbox, remind } = await accountFor(t);
			const before = pendingIn(sandbox);
			await remind();
			const { rows } = await remind({ ...past, ifPast: 'skip' });
			const { success, skipped, reason, outcome } = rows[0];
			assert.deepEqual(
				[success, skipped, reason, outcome],
				[false, true, 'The time of the reminder has passed', 'skipped'],
			);
			assert.deepEqual(pendingIn(sandbox), before);
		});

		it('is sent once for a date also where it could not be delivered, and says why', async (t) => {
			const { sandbox, remind } = await accountFor(t);
			const { rows: first } = await remind({ ...past, ifPast: 'send' });
			assert.equal(first[0].success, true);
			const id = String(first[0].scheduledMessageId);
			const failed = sandbox.account.scheduledMessages.get(id);
			assert.ok(failed);
			Object.assign(failed, { status: 'FAILED', failureReason: 'O número não tem WhatsApp' });
			const before = scheduledIn(sandbox);

			for (const ifPast of ['send', 'skip']) {
				const { rows } = await remind({ ...past, ifPast });
				const { success, skipped, reason, outcome, status, scheduledMessageId } = rows[0];
				assert.deepEqual(
					[success, skipped, outcome, status, scheduledMessageId],
					[false, true, 'failed', 'FAILED', id],
				);
				assert.match(String(reason), /WTS Chat says: “O número não tem WhatsApp”/);
			}
			const { error } = await remind(past);
			assert.equal(error?.message, 'The reminder could not be delivered');
			assert.match(error?.description ?? '', /“O número não tem WhatsApp”\. Nothing was sent again\./);
			assert.deepEqual(scheduledIn(sandbox), before);

			// An empty date makes it forgotten, and it may be tried once more.
			const { rows: none } = await remind({ date: '={{ "" }}' });
			assert.equal(none[0].outcome, 'none');
			const { rows: again } = await remind({ ...past, ifPast: 'send' });
			assert.equal(again[0].outcome, 'created');
		});

		it('goes out at once', async (t) => {
			const { sandbox, remind } = await accountFor(t);
			const { rows } = await remind({ ...past, ifPast: 'send' });
			assert.equal(rows[0].outcome, 'created');
			sandbox.advance(3 * 60_000);
			const scheduled = sandbox.account.scheduledMessages.get(String(rows[0].scheduledMessageId));
			assert.equal(sandbox.account.counts.messages.get('5541960000001'), 1, scheduled?.failureReason ?? '');
		});

		for (const status of ['SCHEDULED', 'PROCESSED', 'READ'] as const) {
			it(`goes out at once for a date, and not with each run: ${status}`, async (t) => {
				const { sandbox, remind } = await accountFor(t);
				const { rows: first } = await remind({ ...past, ifPast: 'send' });
				const id = String(first[0].scheduledMessageId);
				const scheduled = sandbox.account.scheduledMessages.get(id);
				assert.ok(scheduled);
				scheduled.status = status;
				const before = scheduledIn(sandbox);

				for (const ifPast of ['send', 'skip', 'error']) {
					const { rows } = await remind({ ...past, ifPast });
					assert.deepEqual([rows[0].outcome, rows[0].scheduledMessageId], ['alreadySent', id]);
				}

				assert.deepEqual(scheduledIn(sandbox), before);
			});
		}

		it('does not go out again where it went out at its time', async (t) => {
			const { sandbox, remind } = await accountFor(t);
			const { rows: first } = await remind();
			const scheduled = sandbox.account.scheduledMessages.get(String(first[0].scheduledMessageId));
			assert.ok(scheduled);
			Object.assign(scheduled, { status: 'SENT', scheduling: '2020-02-09T03:00:00.0000000Z' });
			const { rows } = await remind({ ...past, ifPast: 'send' });
			assert.deepEqual(told(rows), [['alreadySent', '2020-02-09 00:00']]);
		});

		it('goes out again for another date, whatever became of the one before', async (t) => {
			const { sandbox, remind } = await accountFor(t);
			const statusOf = (rows: readonly IDataObject[], status: 'FAILED' | 'SENT') => {
				const scheduled = sandbox.account.scheduledMessages.get(String(rows[0].scheduledMessageId));
				assert.ok(scheduled);
				scheduled.status = status;
			};
			const { rows: first } = await remind({ ...past, ifPast: 'send' });
			statusOf(first, 'FAILED');
			const { rows: second } = await remind({ date: '09/02/2020', ifPast: 'send' });
			statusOf(second, 'SENT');
			const { rows: third } = await remind({ date: '11/02/2020', ifPast: 'send' });
			assert.deepEqual(
				[second, third].map(([{ outcome }]) => outcome),
				['created', 'created'],
			);

			// Put off, it is pending for its new time, and for no earlier one.
			await remind({ date: '12/02/2040' });
			const { rows: moved } = await remind({ date: '11/02/2020', ifPast: 'send' });
			assert.equal(moved[0].outcome, 'moved');
			const { rows: again } = await remind({ date: '11/02/2020', ifPast: 'send' });
			assert.equal(again[0].outcome, 'alreadySent');
		});
	});

	it('is set once, though two executions are about to', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const count = pendingIn(sandbox).length;
		sandbox.latency = 20;
		const runs = await Promise.all(
			['(41) 96000-0001', '+55 41 6000-0001'].map((phone) => remind({ contactId: byPhone(phone) })),
		);
		assert.deepEqual(runs.map(({ rows }) => rows[0].outcome).toSorted(), ['created', 'updated']);
		assert.equal(pendingIn(sandbox).length, count + 1);
	});

	it('does not take a date that the item does not have for an empty one', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		await remind();
		const before = pendingIn(sandbox);
		const { error } = await remind({ date: '={{ $json.data }}' });
		assert.equal(error?.message, 'Date is empty! Fill in the Date field');
		assert.deepEqual(pendingIn(sandbox), before);
	});

	it('leaves none behind that could not be noted', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const before = pendingIn(sandbox);
		sandbox.faults.add({ kind: 'formError', method: 'PUT', path: '/core/v2/contact/*', text: 'Falha' });
		const { error } = await remind();
		assert.match(error?.description ?? '', /Falha/);
		assert.deepEqual(pendingIn(sandbox), before);
	});

	it('tells of one that could neither be noted nor canceled', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const count = pendingIn(sandbox).length;
		sandbox.faults.add({ kind: 'formError', method: 'PUT', path: '/core/v2/contact/*', text: 'Falha' });
		sandbox.faults.add({
			kind: 'formError',
			method: 'POST',
			path: '/chat/v1/scheduled-message/*/cancel',
			text: 'Não pode',
		});
		const { error } = await remind();
		assert.equal(pendingIn(sandbox).length, count + 1);
		const left = [...sandbox.account.scheduledMessages.keys()].at(-1);
		assert.match(error?.description ?? '', /Falha.*could not be canceled either \(.*Não pode.*\): it is pending/s);
		assert.ok(error?.description?.includes(`as the scheduled message ${left}.`));
	});

	it('takes a contact by its ID, and one without number or name is an error', async (t) => {
		const { sandbox, remind } = await accountFor(t);
		const contact = addContact(sandbox.account, { name: 'Ana', phoneNumber: '+55|41960000009' });
		const { rows } = await remind({ contactId: byId(contact.id) });
		assert.deepEqual([rows[0].outcome, rows[0].contactId], ['created', contact.id]);
		const nobody = addContact(sandbox.account, { name: 'Sem número' });
		const { error } = await remind({ contactId: byId(nobody.id) });
		assert.equal(error?.message, 'The contact has neither a phone number nor an Instagram name');
	});

	it('asks for whatever every field says', async (t) => {
		const { sandbox, credential, from } = await accountFor(t);
		const [department] = sandbox.account.departments.keys();

		await run({
			credential,
			parameters: everyField('scheduledMessage', 'setReminder', {
				contactId: byPhone(PHONE),
				reminderKey: 'visita',
				date: '2040-02-10 14:30',
				remindBefore: 1,
				remindUnit: 'weeks',
				ifPast: 'error',
				from,
				type: 'TEMPLATE',
				templateId: byId(WELCOME),
				specifyParameters: 'pairs',
				parameterPairs: pairs(' Ana  Lúcia '),
				options: {
					cleanParameters: true,
					departmentId: byId(department),
					fileId: '',
					fileUrl: 'https://example.com/mapa.pdf',
					hiddenSession: true,
					timeOfDay: '08:15',
				},
			}),
		});

		const [{ body }] = sandbox.requests.filter(({ operation }) => operation === 'scheduledMessageCreate');
		assert.deepEqual(body, {
			to: '5541960000001',
			from: from.value,
			type: 'TEMPLATE',
			templateId: WELCOME,
			templateParams: { parameters: { nome: 'Ana Lúcia' }, fileUrl: 'https://example.com/mapa.pdf' },
			scheduling: '2040-02-03T11:15:00.000Z',
			department: { id: department },
			hiddenSession: true,
		});
	});
});
