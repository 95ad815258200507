import assert from 'node:assert/strict';
import { addCard, addCardNote } from '../../../sandbox/cards.mts';
import type { Sandbox } from '../../../sandbox/sandbox.mts';
import type { Named } from '../../unit/migrate/account.mts';
import { nothing } from '../../unit/migrate/account.mts';

const first = <T,>(things: Iterable<T>, fits: (thing: T) => boolean = () => true): T => {
	const found = [...things].find(fits);
	assert.ok(found);
	return found;
};

/** What the sandbox's account has of the things that old nodes name in the tests. */
export async function namesIn(sandbox: Sandbox): Promise<Named> {
	const { account } = sandbox;
	const template = first(account.templates.values(), ({ id }) => id.endsWith('_boas_vindas'));
	const withFile = first(account.templates.values(), ({ fileType }) => fileType === 'DOCUMENT');
	// Somebody who has just written can be written to.
	const phone = '+5511987654321';
	const channel = String(template.channelId);
	const { sessionId } = sandbox.receive({ phoneNumber: phone, name: 'Joana', text: 'Olá!', channelId: channel });
	const { contactId: contact } = first(account.sessions.values(), ({ id }) => id === sessionId);
	const panel = first(account.panels.values(), ({ type }) => type === 'SALES');
	const step = first(panel.steps, ({ isInitial }) => isInitial);
	const card = addCard(account, panel, step.id, { title: 'Pedido' });
	addCardNote(account, card, {
		id: nothing.note,
		createdAt: account.clock.iso(),
		updatedAt: account.clock.iso(),
		companyId: account.companyId,
		panelId: panel.id,
		cardId: card.id,
		userId: account.companyId,
		text: 'Ligou',
		files: [],
		isFromPublicApi: true,
	});
	// Several may have one name.
	const tags = [...account.tags.values()].filter(
		({ name }, _, all) => all.filter((other) => other.name === name).length === 1,
	);
	const [tag = '', otherTag = ''] = tags.map(({ id }) => id);
	const [[department = '', { name: departmentName } = { name: '' }] = []] = account.departments;
	const schedule = { type: 'TEMPLATE', templateId: template.id, templateParams: { parameters: { nome: 'Ana' } } };
	const made = {
		scheduled: await make(sandbox, 'POST', '/chat/v1/scheduled-message', {
			...schedule,
			to: '5511987654321',
			from: channel,
			scheduling: new Date(account.clock.now() + 86_400_000).toISOString(),
		}),
		subscription: await make(sandbox, 'POST', '/core/v1/webhook/subscription', {
			name: 'Loja',
			url: 'https://example.com/hook',
			events: ['SESSION_NEW'],
		}),
		emptyDepartment: await make(sandbox, 'POST', '/core/v1/department', { name: 'Nova' }),
		file: await uploaded(sandbox),
	};
	sandbox.requests.length = 0;
	return {
		...nothing,
		...made,
		session: sessionId,
		contact,
		otherContact: first(account.contacts.keys(), (id) => id !== contact),
		phone,
		holder: contact,
		channel,
		department,
		departmentName: departmentName ?? '',
		user: String(first(account.agents.values()).userId),
		agent: [...account.agents.keys()][2] ?? '',
		tag,
		tagName: account.tags.get(tag)?.name ?? '',
		otherTag,
		portfolio: first(account.portfolios.keys()),
		sequence: first(account.sequences.keys()),
		bot: first(account.chatbots.values(), ({ name }) => name === 'Pesquisa de satisfação').key,
		template: template.id,
		templateParameter: 'nome',
		templateWithFile: withFile.id,
		templateWithFileParameter: 'mês',
		panel: panel.id,
		step: step.id,
		card: card.id,
		message: first(account.messages.keys()),
		contactField: 'cidade',
		cardField: 'desconto',
	};
}

async function ask(sandbox: Sandbox, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
	const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
	const response = await fetch(sandbox.url + path, { method, headers, body: body && JSON.stringify(body) });
	const answer = (await response.json()) as Record<string, unknown>;
	assert.ok(response.ok, JSON.stringify(answer));
	return answer;
}

/** Makes something. @returns its ID */
const make = async (sandbox: Sandbox, method: string, path: string, body: object) =>
	String((await ask(sandbox, method, path, body)).id);

/** Uploads a file, which is yet to be saved. @returns the ID to save it by */
async function uploaded(sandbox: Sandbox): Promise<string> {
	const { urlUpload, tempFileId } = await ask(
		sandbox,
		'GET',
		'/core/v2/file?Type=PDF&Name=nota.pdf&MimeType=application/pdf',
	);
	const response = await fetch(String(urlUpload), {
		method: 'PUT',
		headers: { 'content-type': 'application/pdf' },
		body: '%PDF-1.4',
	});
	assert.ok(response.ok);
	return String(tempFileId);
}
