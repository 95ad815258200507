/** Accounts of the sandbox with something in every list. */
import type { Account, CustomField } from '../../../sandbox/account.mts';
import type { Sandbox } from '../../../sandbox/sandbox.mts';
import { lists, type Chosen } from './contents.mts';

/** A sales panel, and a card on it, that lists may depend on. */
export function choicesIn({ panels, cards }: Account): Required<Pick<Chosen, 'panelId' | 'cardId'>> {
	const panel = [...panels.values()].find(({ type }) => type === 'SALES');
	const card = [...cards.values()].find(({ panelId, status }) => panelId === panel?.id && status === 'OPEN');
	if (!panel || !card) throw new Error('The seed has no sales panel with an open card');
	return { panelId: panel.id, cardId: card.id };
}

/** Puts into the seed's account what it has nothing of. */
export async function furnish(sandbox: Sandbox): Promise<void> {
	const post = async (path: string, body: object) => {
		const headers = { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' };
		const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
		if (!response.ok) throw new Error(`The sandbox refuses ${path}: ${await response.text()}`);
	};
	const { account } = sandbox;
	const { cardId } = choicesIn(account);
	const [channel] = account.channels.values();
	const [contact] = account.contacts.values();
	for (const [index, day] of ['2040-01-31', '2039-12-24'].entries()) {
		await post(`/crm/v1/panel/card/${cardId}/note`, { text: `Ligar no dia ${day}` });
		await post('/core/v1/webhook/subscription', {
			name: `Painel ${index}`,
			url: `https://painel${index}.example/entrada?token=secret`,
			events: ['MESSAGE_RECEIVED'],
		});
		await post('/chat/v1/scheduled-message', {
			from: channel.id,
			to: contact.phoneNumber,
			type: 'TEMPLATE',
			templateId: '7e8f9_retomada',
			scheduling: `${day}T14:00:00Z`,
		});
	}
	sandbox.requests.length = 0;
}

/** Gives an account so many contacts, each with an open session, and hundreds of whatever else can be added. */
export function crowd(sandbox: Sandbox, contacts: number): void {
	const { account } = sandbox;
	sandbox.seedSessions({ count: contacts });
	const chosen = choicesIn(account);
	for (const [method, { add }] of Object.entries(lists))
		for (let index = 0; index < 110; index++) add?.(account, `${method} ${index}`, chosen);
}

/** Gives contacts and the cards of a panel a custom field of every type, the required ones and the groups among them. */
export function addCustomFields(account: Account, panelId: string): void {
	const [model] = account.customFields.values();
	const types: Array<CustomField['type']> = [
		'STRING',
		'TEXT',
		'INTEGER',
		'FLOAT',
		'SINGLESELECT',
		'MULTISELECT',
		'DATE',
		'TIME',
		'DATETIME',
		'BOOLEAN',
	];
	for (const [entityType, scopeId] of [
		['CONTACT', null],
		['PANEL', panelId],
	] as const) {
		const add = (field: Partial<CustomField>) => {
			const id = account.id();
			account.customFields.set(id, { ...model, id, entityType, scopeId, parentId: null, ...field });
			return id;
		};
		const parentId = add({ type: 'GROUP', key: 'medidas', name: 'Medidas 📐', position: 100 });
		for (const [index, type] of types.entries()) {
			const inGroup = index % 2 === 1;
			add({
				type,
				key: `de-${type.toLowerCase()}`,
				name: `Opção ${type}`,
				// Those of a group come in its place, in an order of their own.
				position: inGroup ? index : 200 + index,
				parentId: inGroup ? parentId : null,
				required: index % 3 === 0,
				options: type.endsWith('SELECT')
					? ['Indicação', 'Anúncio 📣'].map((name) => ({ id: account.id(), name }))
					: null,
			});
		}
	}
}
