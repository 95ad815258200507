// The workflow "Check my account": what `check:live` does, as far as n8n alone can, with the package's own node.
import { createHash } from 'node:crypto';
import type { Contract, Schema } from '../contract/checker.mts';

/** A kind of record that the workflow gets many of. */
interface Kind {
	/** The name of the node that gets them. */
	readonly name: string;
	readonly resource: string;
	/** The operation of the contract whose records they are. */
	readonly operation: string;
	readonly parameters?: Readonly<Record<string, unknown>>;
	/** Whether the node gives records in full anyway, so that there is no choice of output. */
	readonly isFull?: boolean;
	/** The details that are asked for: all that there are, as records without them have fewer fields. */
	readonly details?: readonly string[];
}

/** An expression: the ID of the first record that an earlier node gave. */
const firstOf = (name: string) => ({ __rl: true, mode: 'id', value: `={{ $('${name}').first().json.id }}` });

const kinds: readonly Kind[] = [
	{ name: 'Tags', resource: 'tag', operation: 'tagList', isFull: true },
	{ name: 'Agents', resource: 'agent', operation: 'agentList' },
	{ name: 'Departments', resource: 'department', operation: 'departmentList' },
	{ name: 'Custom Fields', resource: 'customField', operation: 'contactListCustomFields' },
	{
		name: 'Webhook Subscriptions',
		resource: 'webhookSubscription',
		operation: 'webhookSubscriptionList',
		isFull: true,
	},
	{ name: 'Channels', resource: 'channel', operation: 'channelList', isFull: true },
	{ name: 'Chatbots', resource: 'chatbot', operation: 'chatbotList' },
	{ name: 'Templates', resource: 'template', operation: 'templateList', details: ['File', 'Interactive', 'Params'] },
	{
		name: 'Sequences',
		resource: 'sequence',
		operation: 'sequenceList',
		isFull: true,
		details: ['ContactExecutingCount', 'ExecutionStats'],
	},
	{
		name: 'Scheduled Messages',
		resource: 'scheduledMessage',
		operation: 'scheduledMessageList',
		details: ['Channel', 'Chatbot', 'Contact', 'Department', 'Template', 'User'],
	},
	{ name: 'Portfolios', resource: 'portfolio', operation: 'portfolioList', details: ['ContactCount', 'Departments'] },
	{ name: 'Contacts', resource: 'contact', operation: 'contactList' },
	{
		name: 'Sessions',
		resource: 'session',
		operation: 'sessionList',
		details: [
			'AgentDetails',
			'ChannelDetails',
			'ChannelTypeDetails',
			'ClassificationDetails',
			'ContactDetails',
			'DepartmentsDetails',
		],
	},
	{
		name: 'Messages',
		resource: 'message',
		operation: 'sessionListMessages',
		parameters: { sessionId: firstOf('Sessions') },
	},
	{
		name: 'Panels',
		resource: 'panel',
		operation: 'panelList',
		details: ['PanelCardOverdueCount', 'Steps', 'StepsCardCount', 'Tags'],
	},
	{
		name: 'Cards',
		resource: 'card',
		operation: 'cardList',
		parameters: { panelId: firstOf('Panels') },
		details: ['Contacts', 'CustomFields', 'LostReason', 'PanelTitle', 'ResponsibleUser', 'StepPhase', 'StepTitle'],
	},
];

/** What the contract says of a field, for the code of the workflow: `[types, words]`, words where it lists them. */
type Rule = readonly [types: string, words?: readonly string[]];

const TYPES: Readonly<Record<string, string>> = { integer: 'number', array: 'list' };

function ruleOf({ type, nullable, enum: words, oneOf }: Schema): Rule | undefined {
	if (type === undefined || oneOf !== undefined) return undefined;
	const types = `${TYPES[type] ?? type}${nullable === true ? ' null' : ''}`;
	const texts = (words ?? []).filter((word) => typeof word === 'string');
	return texts.length === 0 ? [types] : [types, texts];
}

/** The rules for the fields of a record; null where the contract leaves a field open. */
function rulesOf(operation: string, contract: Contract): Record<string, Rule | null> {
	const success = contract.operations.find(({ id }) => id === operation)?.success;
	const record = success?.items ?? success?.properties?.items?.items;
	if (record?.properties === undefined) throw new Error(`${operation} lists no records`);
	return Object.fromEntries(Object.entries(record.properties).map(([name, schema]) => [name, ruleOf(schema) ?? null]));
}

/**
 * The code of the node that compares. It is plain JavaScript for n8n's Code node, where `$` gives the items of a node.
 * @param rules by kind and field
 */
const codeOf = (
	rules: Readonly<Record<string, Readonly<Record<string, Rule | null>>>>,
): string => `// What the documents of the service say of each kind of record: the types of its fields, and the words that a field may hold.
const contract = {
${Object.entries(rules)
	.map(([kind, fields]) => `\t${JSON.stringify(kind)}: ${JSON.stringify(fields)},`)
	.join('\n')}
};

function typeOf(value) {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'list' : typeof value;
}

/** What a value looks like, without it. */
function formOf(value) {
	if (typeof value === 'string') return \`text of \${value.length}\`;
	return Array.isArray(value) ? \`list of \${value.length}\` : typeOf(value);
}

function differenceOf(value, rule) {
	if (rule === undefined) return 'the documents do not know this field';
	if (rule === null) return undefined;
	const [types, words] = rule;
	if (!types.split(' ').includes(typeOf(value))) return \`another type: the documents say \${types.replace(' ', ' or ')}\`;
	if (words && typeof value === 'string' && !words.includes(value)) return 'a word that the documents do not list';
	return undefined;
}

/** The rows of the table for one kind; nothing of what was read is in them. */
function rowsOf(kind, rules, items) {
	// A node that finds nothing gives one empty item, one that fails an item with its error.
	const failed = items.some((item) => item.error !== undefined || typeof item.json.error === 'string');
	if (failed) return [{ kind, difference: 'could not be read: open the node to see why', times: 0 }];
	const records = items.map((item) => item.json).filter((record) => Object.keys(record).length > 0);
	if (records.length === 0) return [{ kind, difference: 'nothing to compare: the account has none', times: 0 }];
	const found = new Map();
	for (const record of records) {
		for (const [field, value] of Object.entries(record)) {
			const difference = differenceOf(value, Object.hasOwn(rules, field) ? rules[field] : undefined);
			if (difference === undefined) continue;
			const key = \`\${field} \${difference}\`;
			const row = found.get(key) ?? { kind, field, difference, seen: formOf(value), times: 0 };
			row.times += 1;
			found.set(key, row);
		}
	}
	const missing = Object.keys(rules).filter((field) => !records.some((record) => Object.hasOwn(record, field)));
	const rows = [
		...found.values(),
		...missing.map((field) => ({ kind, field, difference: 'no record has this field', times: records.length })),
	];
	return rows.length > 0 ? rows : [{ kind, difference: 'none', times: records.length }];
}

const rows = Object.entries(contract).flatMap(([kind, rules]) => {
	const node = $(kind);
	return rowsOf(kind, rules, node.isExecuted ? node.all() : []);
});
return rows.map((json) => ({ json }));
`;

/** An ID that stays the same as long as the name does. */
const idOf = (name: string): string => {
	const digits = createHash('sha256').update(name).digest('hex');
	return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};

const note = `## Check my account
Whether the records of your account are as the documents of the service say. It only reads, up to 50 of each kind.

1. Open **Tags** and choose your credential, then the same in the other nodes. (Or open the menu of the credential in one, and n8n offers it for all.)
2. Click **Execute workflow** and open **What Differs**.

Each row is a difference: the kind of record, the field, what is different, and how often. Nothing of your account is in the table: no names, numbers or texts. Copy it into an issue of n8n-nodes-wts-chat, please, if there is more in it than *none*: so the package gets to know the real service.

*No record has this field* is often harmless: your account may just not use it. *Could not be read* may mean that your API key must not read that kind.`;

const portugueseNote = `## Conferir a minha conta
Se os registros da sua conta são como os documentos do serviço dizem. Só lê, no máximo 50 de cada tipo.

1. Abra **Tags** e escolha a sua credencial; depois a mesma nos outros nós. (Ou abra o menu da credencial em um deles, e o n8n a oferece para todos.)
2. Clique em **Execute workflow** e abra **What Differs**.

Cada linha é uma diferença: o tipo de registro, o campo, o que é diferente e quantas vezes. Nada da sua conta está na tabela: nem nomes, nem números, nem textos. Se houver nela mais do que *none*, copie-a por favor em uma issue de n8n-nodes-wts-chat: assim o pacote conhece o serviço de verdade.

*No record has this field* em geral é inofensivo: talvez a sua conta apenas não o use. *Could not be read* pode querer dizer que a sua chave não pode ler esse tipo.`;

/** The workflow, to be imported into n8n. */
export function checkWorkflow(contract: Contract): object {
	const trigger = "When clicking 'Execute workflow'";
	const compare = 'What Differs';
	const chain = [trigger, ...kinds.map(({ name }) => name), compare];
	const at = (index: number) => [220 * (index % 6), 240 * Math.floor(index / 6)];
	return {
		name: 'Check my account',
		nodes: [
			{
				id: idOf('About this workflow'),
				name: 'About this workflow',
				type: 'n8n-nodes-base.stickyNote',
				typeVersion: 1,
				position: [-80, -440],
				parameters: { width: 820, height: 380, content: note },
			},
			{
				id: idOf('Sobre este workflow'),
				name: 'Sobre este workflow',
				type: 'n8n-nodes-base.stickyNote',
				typeVersion: 1,
				position: [-80, -900],
				parameters: { width: 820, height: 440, content: portugueseNote },
			},
			{
				id: idOf(trigger),
				name: trigger,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: at(0),
				parameters: {},
			},
			...kinds.map(({ name, resource, parameters, isFull, details }, index) => ({
				id: idOf(name),
				name,
				type: 'n8n-nodes-wts-chat.wtsChat',
				typeVersion: 1,
				position: at(index + 1),
				parameters: {
					resource,
					operation: 'getAll',
					...parameters,
					limit: 50,
					...(!isFull && { output: 'raw' }),
					...(details && { options: { includeDetails: details } }),
				},
				executeOnce: true,
				alwaysOutputData: true,
				onError: 'continueRegularOutput',
			})),
			{
				id: idOf(compare),
				name: compare,
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				position: at(kinds.length + 1),
				parameters: {
					jsCode: codeOf(Object.fromEntries(kinds.map(({ name, operation }) => [name, rulesOf(operation, contract)]))),
				},
			},
		],
		connections: Object.fromEntries(
			chain.slice(0, -1).map((name, index) => [name, { main: [[{ node: chain[index + 1], type: 'main', index: 0 }]] }]),
		),
		settings: { executionOrder: 'v1' },
		pinData: {},
	};
}
