// Workflows of our own in the shapes of those that the vendor publishes for n8n: a chatbot's block calls a Webhook, an
// assistant answers, with requests to the API as its tools, and the vendor's node sends the answer.
import type { WorkflowNode } from '../../../migrate/workflow.mts';

type Parameters = WorkflowNode['parameters'];
type Connections = Record<string, Record<string, Array<Array<{ node: string; type: string; index: number }>>>>;

/** A workflow as n8n exports it. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	pinData: object;
	connections: Connections;
	[more: string]: unknown;
}

/** What is expected of a node that is the vendor's, or that calls the API. */
export interface Expected {
	/** Our node's parameters; undefined if it stays what it is. */
	becomes?: Parameters;
	/** What is said of it. */
	says: string[];
	/** What a note beside it says. */
	note?: RegExp;
}

export interface Sample {
	title: string;
	workflow: Workflow;
	expected: Record<string, Expected>;
}

let count = 0;
const nextId = () => `5a3c0de0-0000-4000-8000-${String(++count).padStart(12, '0')}`;

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Parameters,
	credentials?: object,
): WorkflowNode => ({
	parameters,
	id: nextId(),
	name,
	type,
	typeVersion,
	position: [count * 40, 120],
	...(credentials && { credentials }),
});

/** The vendor's node; the editor of the time wrote what it is called behind where it stands. */
const wts = (name: string, parameters: Parameters): WorkflowNode => ({
	parameters,
	type: 'n8n-nodes-wts.wtsChat',
	typeVersion: 1,
	position: [2100, 40],
	id: nextId(),
	name,
	credentials: { wtsApi: { id: 'k3yOfTheShop0001', name: 'Loja' } },
});

const webhook = (name: string): WorkflowNode => ({
	...node(name, 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: 'bloco-da-loja', options: {} }),
	webhookId: '5a3c0de0-0000-4000-8000-00000000beef',
});

const set = (name: string, values: Record<string, string>) =>
	node(name, 'n8n-nodes-base.set', 3.4, {
		assignments: {
			assignments: Object.entries(values).map(([key, value]) => ({ id: nextId(), name: key, value, type: 'string' })),
		},
		options: {},
	});

const condition = (leftValue: string, rightValue: string, operator: Parameters): Parameters => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
	conditions: [{ id: nextId(), leftValue, rightValue, operator }],
	combinator: 'and',
});

const onlyWithText = (name: string) =>
	node(name, 'n8n-nodes-base.filter', 2.2, {
		conditions: condition('={{ $json.body.lastMessagesAggregated.text }}', '', {
			type: 'string',
			operation: 'notEmpty',
			singleValue: true,
		}),
		options: {},
	});

/** One item for each file of the contact. It has nothing to do with the pages that the vendor's node gives. */
const eachFile = (name: string) =>
	node(name, 'n8n-nodes-base.splitOut', 1, {
		fieldToSplitOut: 'body.lastMessagesAggregated.files',
		include: 'allOtherFields',
		options: { destinationFieldName: 'file' },
	});

const byKind = (name: string, kinds: Record<string, string>) =>
	node(name, 'n8n-nodes-base.switch', 3.2, {
		rules: {
			values: Object.entries(kinds).map(([outputKey, start]) => ({
				conditions: condition('={{ $json.file.mimeType }}', start, { type: 'string', operation: 'startsWith' }),
				renameOutput: true,
				outputKey,
			})),
		},
		options: {},
	});

/** An HTTP Request that is none to the API, although the chatbot gave its address. */
const download = (name: string) =>
	node(name, 'n8n-nodes-base.httpRequest', 4.2, {
		url: '={{ $json.file.publicUrl }}',
		options: { response: { response: { responseFormat: 'file' } } },
	});

const joined = (name: string, start: string) =>
	node(name, 'n8n-nodes-base.code', 2, {
		jsCode: `const items = $input.all().map(({ json }) => json.text);\nreturn [{ json: { text: items.join('\\n'), session: $('${start}').first().json.body.sessionId } }];`,
	});

const openAi = (name: string, typeVersion: number, parameters: Parameters) =>
	node(name, '@n8n/n8n-nodes-langchain.openAi', typeVersion, parameters, {
		openAiApi: { id: 'k3yOfTheModel001', name: 'OpenAI' },
	});

const assistant = (name: string) =>
	openAi(name, 1.6, {
		resource: 'assistant',
		assistantId: { __rl: true, value: 'asst_example', mode: 'list', cachedResultName: 'Recepção' },
		prompt: 'define',
		text: '={{ JSON.stringify($json.text) }}',
		options: {},
	});

const memory = (name: string, session: string) =>
	node(name, '@n8n/n8n-nodes-langchain.memoryBufferWindow', 1.2, {
		sessionIdType: 'customKey',
		sessionKey: `=conversa_${session}`,
	});

/** A tool of the assistant that calls the API by itself, its token typed in. */
const httpTool = (name: string, toolDescription: string, parameters: Parameters) =>
	node(name, '@n8n/n8n-nodes-langchain.toolHttpRequest', 1.1, {
		toolDescription,
		...parameters,
		sendHeaders: true,
		parametersHeaders: { values: [{ name: 'Authorization', valueProvider: 'fieldValue', value: 'Bearer pn_example' }] },
	});

const tools = (session: string) => [
	httpTool('Ver equipes', 'Diz quais equipes existem.', { url: '=https://api.wts.chat/core/v1/department' }),
	httpTool('Passar adiante', 'Passa a conversa para uma equipe.', {
		method: 'PUT',
		url: `=https://api.wts.chat/chat/v1/session/${session}/transfer`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '{\n  "type": "DEPARTMENT",\n  "newDepartmentId": "{team}"\n}',
		placeholderDefinitions: { values: [{ name: 'team', description: 'ID da equipe', type: 'string' }] },
	}),
	httpTool('Fechar conversa', 'Fecha a conversa.', {
		method: 'PUT',
		url: `=https://api.wts.chat/chat/v1/session/${session}/complete`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '{\n  "reactivateOnNewMessage": true\n}',
	}),
];

/** A wire from a node to another: of which kind, from which output, to which input. */
type Wire = [from: string, to: string, more?: { type?: string; output?: number; input?: number }];

function wired(wires: Wire[]): Connections {
	const connections: Connections = {};
	for (const [from, to, { type = 'main', output = 0, input = 0 } = {}] of wires) {
		const outputs = ((connections[from] ??= {})[type] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type, index: input });
	}
	return connections;
}

const helpersOf = (agent: string, memoryName: string): Wire[] => [
	[memoryName, agent, { type: 'ai_memory' }],
	...['Ver equipes', 'Passar adiante', 'Fechar conversa'].map((tool): Wire => [tool, agent, { type: 'ai_tool' }]),
];

const exported = (name: string, nodes: WorkflowNode[], wires: Wire[]): Workflow => ({
	name,
	nodes,
	pinData: {},
	connections: wired(wires),
	active: false,
	settings: { executionOrder: 'v1' },
	versionId: nextId(),
	meta: { templateCredsSetupCompleted: true, instanceId: '0123456789abcdef' },
	id: 'exampleOfOurOwn1',
	tags: [],
});

const toolsStay: Record<string, Expected> = Object.fromEntries(
	['Ver equipes', 'Passar adiante', 'Fechar conversa'].map((name) => [name, { says: ['httpTool'] }]),
);

const atSession = (value: string) => ({ sendTo: 'session', sessionId: { __rl: true, mode: 'id', value } });

// A name with quotes in it has to be quoted once more in an expression.
const kept = `={{ $('Guarda "fala"').item.json.sessionId }}`;

const text: Sample = {
	title: 'text is answered',
	workflow: exported(
		'Recepção por texto',
		[
			memory('Memória', `{{ $('Guarda "fala"').item.json.sessionId }}`),
			assistant('Recepcionista'),
			webhook('Bloco do chatbot'),
			wts('Responde', {
				resource: 'session',
				operation: 'sendTextBySessionid',
				textMessage: '={{ $json.output }}',
				sessionId: kept,
			}),
			...tools(`{{ $('Bloco do chatbot').item.json.body.sessionId }}`),
			set('Guarda "fala"', {
				text: '={{ $json.body.lastMessagesAggregated }}',
				sessionId: '={{ $json.body.sessionId }}',
			}),
		],
		[
			...helpersOf('Recepcionista', 'Memória'),
			['Bloco do chatbot', 'Guarda "fala"'],
			['Guarda "fala"', 'Recepcionista'],
			['Recepcionista', 'Responde'],
		],
	),
	expected: {
		...toolsStay,
		Responde: {
			becomes: {
				resource: 'message',
				operation: 'sendText',
				output: 'raw',
				waitForOutcome: false,
				...atSession(kept),
				text: '={{ $json.output }}',
			},
			says: ['converted'],
		},
	},
};

const session = `{{ $('Bloco').item.json.body.sessionId }}`;

/** What comes before the assistant where contacts send files too. */
const withFiles = (kinds: Record<string, string>) => [
	webhook('Bloco'),
	onlyWithText('Tem "texto"?'),
	set('Texto', { text: '={{ $json.body.lastMessagesAggregated.text }}' }),
	eachFile('Cada arquivo'),
	byKind('Que tipo', kinds),
	download('Baixa voz'),
	openAi('Escuta', 1.5, { resource: 'audio', operation: 'transcribe', options: {} }),
	set('Voz', { text: '={{ $json.text }}' }),
	node('Junta', 'n8n-nodes-base.merge', 3, { numberInputs: 4 }),
	joined('Um texto só', 'Bloco'),
	assistant('Recepcionista'),
	memory('Memória', session),
	...tools(session),
];

const withFilesWired: Wire[] = [
	...helpersOf('Recepcionista', 'Memória'),
	['Bloco', 'Tem "texto"?'],
	['Bloco', 'Cada arquivo'],
	['Tem "texto"?', 'Texto'],
	['Texto', 'Junta'],
	['Cada arquivo', 'Que tipo'],
	['Que tipo', 'Baixa voz'],
	['Baixa voz', 'Escuta'],
	['Escuta', 'Voz'],
	['Voz', 'Junta', { input: 1 }],
	['Junta', 'Um texto só'],
	['Um texto só', 'Recepcionista'],
];

const audio: Sample = {
	title: 'voice messages are written down and answered',
	workflow: exported(
		'Recepção por voz',
		[
			...withFiles({ VOZ: '=audio/' }),
			// As older versions of the vendor's node called it.
			wts('Responde', {
				resource: 'session',
				operation: 'sendMessageTextSession',
				textMessage: '={{ $json.output }}',
				sessionId: `=${session}`,
				synchronousMessage: true,
			}),
		],
		[...withFilesWired, ['Recepcionista', 'Responde']],
	),
	expected: {
		...toolsStay,
		Responde: {
			becomes: {
				resource: 'message',
				operation: 'sendText',
				output: 'raw',
				waitForOutcome: true,
				...atSession(`=${session}`),
				text: '={{ $json.output }}',
			},
			says: ['converted'],
		},
	},
};

const images: Sample = {
	title: 'pictures are looked at, answered and sent back',
	workflow: exported(
		'Recepção por imagem',
		[
			...withFiles({ VOZ: '=audio/', FOTO: 'image/' }),
			openAi('Olha', 1.5, {
				resource: 'image',
				operation: 'analyze',
				modelId: { __rl: true, value: 'example-model', mode: 'list', cachedResultName: 'EXAMPLE' },
				text: '=Descreva a foto. {{ $json.body.lastMessagesAggregated.text }}',
				imageUrls: '={{ $json.file.publicUrl }}',
				options: {},
			}),
			// A space at the end of a name is part of it.
			set('Foto ', { text: '=Na foto: {{ $json.content }}' }),
			wts('Responde', {
				resource: 'session',
				operation: 'sendTextBySessionid',
				textMessage: '={{ $json.output }}',
				sessionId: `=${session}`,
			}),
			wts('Devolve foto', {
				resource: 'session',
				operation: 'sendFileBySessionid',
				sessionId: `=${session}`,
				urlFile: `={{ $('Bloco').item.json.body.lastMessagesAggregated.files[0].publicUrl }}`,
			}),
			wts('Convida', {
				resource: 'session',
				operation: 'sendTemplateBySessionid',
				sessionId: `=${session}`,
				templatesBySession: `={{ $('Bloco').item.json.body.metadata.template }}`,
			}),
		],
		[
			...withFilesWired,
			['Que tipo', 'Olha', { output: 1 }],
			['Olha', 'Foto '],
			['Foto ', 'Junta', { input: 2 }],
			['Recepcionista', 'Responde'],
			['Responde', 'Devolve foto'],
			['Devolve foto', 'Convida'],
		],
	),
	expected: {
		...toolsStay,
		Responde: {
			becomes: {
				resource: 'message',
				operation: 'sendText',
				output: 'raw',
				waitForOutcome: false,
				...atSession(`=${session}`),
				text: '={{ $json.output }}',
			},
			says: ['converted'],
		},
		'Devolve foto': {
			becomes: {
				resource: 'message',
				operation: 'sendDocument',
				output: 'raw',
				waitForOutcome: false,
				...atSession(`=${session}`),
				fileSource: 'url',
				fileUrl: `={{ $('Bloco').item.json.body.lastMessagesAggregated.files[0].publicUrl }}`,
			},
			says: ['converted', 'filesKind'],
			note: /Send Image, Send Video or Send Audio/,
		},
		Convida: { says: ['templateByExpression'], note: /give the template’s ID by expression/ },
	},
};

export const samples = [text, audio, images];
