/**
 * What the converter says, in English and Portuguese. `{…}` is filled in.
 *
 * - done: this was changed
 * - know: nothing to do, but good to know
 * - todo: somebody has to look at it
 * - kept: the node stays what it was
 */
export type Kind = 'done' | 'know' | 'todo' | 'kept';
export type Language = 'en' | 'pt';

interface Words {
	kind: Kind;
	en: string;
	pt: string;
}

const words = {
	converted: {
		kind: 'done',
		en: 'Is now “{resource}: {operation}” of WTS Chat.',
		pt: 'Agora é “{resource}: {operation}” do WTS Chat.',
	},
	splitOutTakenOut: {
		kind: 'done',
		en: 'Taken out: “{list}” now gives one item for each record by itself.',
		pt: 'Removido: “{list}” agora devolve um item por registro.',
	},
	splitOutPassesOn: {
		kind: 'done',
		en: 'Does nothing any more but pass items on: “{list}” now gives one item for each record. It stays because its name is used elsewhere.',
		pt: 'Agora só repassa os itens: “{list}” já devolve um item por registro. Ele fica porque o nome dele é usado em outro lugar.',
	},
	itemsRewritten: {
		kind: 'done',
		en: 'Expressions that read the list “items” of “{list}” now read its items, and the node runs once, as before. If the list is empty, the node does not run any more.',
		pt: 'As expressões que liam a lista “items” de “{list}” agora leem os itens dela, e o nó roda uma vez, como antes. Se a lista vier vazia, o nó não roda mais.',
	},
	itemsReadByEach: {
		kind: 'done',
		en: 'Expressions that read the list “items” of “{list}” now read its items. If the list is empty, the node does not run any more.',
		pt: 'As expressões que liam a lista “items” de “{list}” agora leem os itens dela. Se a lista vier vazia, o nó não roda mais.',
	},
	sentinelRewritten: {
		kind: 'done',
		en: 'In “{parameter}” the expression gave NOT_SEND for “nothing”; now it gives undefined, which means the same here.',
		pt: 'Em “{parameter}” a expressão devolvia NOT_SEND para “nada”; agora devolve undefined, que aqui quer dizer o mesmo.',
	},
	allPages: {
		kind: 'know',
		en: 'The old node stopped after {pages} pages; “Return All” goes on to the end of the list.',
		pt: 'O nó antigo parava depois de {pages} páginas; “Return All” vai até o fim da lista.',
	},
	newestFirst: {
		kind: 'know',
		en: 'The old node said by what the list is sorted, and not in which direction. Here “Sort Direction” is descending, which is what the service has been seen to choose.',
		pt: 'O nó antigo dizia por qual campo ordenar a lista, mas não em que direção. Aqui “Sort Direction” é descendente, o que o serviço costuma escolher.',
	},
	oneRecordAnItem: {
		kind: 'know',
		en: 'Gives one item for each record; the old node gave a page in one item.',
		pt: 'Devolve um item por registro; o nó antigo devolvia uma página em um item só.',
	},
	oneContactAnItem: {
		kind: 'know',
		en: 'Gives one item for each contact; the old node gave one for all of them.',
		pt: 'Devolve um item por contato; o nó antigo devolvia um para todos.',
	},
	onlyGivenFields: {
		kind: 'know',
		en: 'Changes only the fields that are given a value; the old node emptied the others.',
		pt: 'Altera só os campos que recebem um valor; o nó antigo esvaziava os outros.',
	},
	unused: {
		kind: 'know',
		en: 'Left out, since the old node did not use it here: {parameters}.',
		pt: 'Deixado de fora, porque o nó antigo não usava isto aqui: {parameters}.',
	},
	sessionMetadataArrives: {
		kind: 'know',
		en: 'The session metadata now arrives; the old node sent it under a misspelt name.',
		pt: 'Os metadados do atendimento agora chegam; o nó antigo os enviava com o nome errado.',
	},
	paceIsKept: {
		kind: 'know',
		en: 'If “{wait}” is there only to keep below the limit of requests, you can take it out: WTS Chat keeps the pace by itself.',
		pt: 'Se “{wait}” existe só para não passar do limite de requisições, pode removê-lo: o WTS Chat cuida do ritmo sozinho.',
	},
	loopIsNotNeeded: {
		kind: 'know',
		en: 'If the loop “{loop}” is there only for the pace, or because the old node gave only its first result, you can take it out: WTS Chat takes all items at once.',
		pt: 'Se o laço “{loop}” existe só por causa do ritmo, ou porque o nó antigo devolvia só o primeiro resultado, pode removê-lo: o WTS Chat recebe todos os itens de uma vez.',
	},
	runsForAllItems: {
		kind: 'know',
		en: '“Execute Once” is on. If it is there only because the old node gave one item, switch it off: now every item gives its own.',
		pt: '“Execute Once” está ligado. Se é só porque o nó antigo devolvia um item, desligue: agora cada item devolve o seu.',
	},
	oldVersion: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: it is of an old version of that node.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: é de uma versão antiga desse nó.',
	},
	unknownPath: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: its address is none that the API documents.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: o endereço não está na documentação da API.',
	},
	pathByExpression: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: an expression decides which endpoint it calls.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: uma expressão decide qual endpoint é chamado.',
	},
	queryNotPlain: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: its query comes from an expression as a whole.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: a query vem inteira de uma expressão.',
	},
	bodyNotPlain: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: its body comes from an expression as a whole, or is no JSON.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: o corpo vem inteiro de uma expressão, ou não é JSON.',
	},
	options: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: it has options about pages, answers or the way there.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: ele tem opções de paginação, resposta ou conexão.',
	},
	httpHasMore: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: it sends something that WTS Chat has no field for.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: ele envia algo para o qual o WTS Chat não tem campo.',
	},
	httpNotPlain: {
		kind: 'know',
		en: 'This request to the API stays an HTTP Request, which goes on working: what it sends cannot be told apart into fields.',
		pt: 'Esta requisição à API continua como HTTP Request, e segue funcionando: não dá para separar em campos o que ele envia.',
	},
	httpTool: {
		kind: 'know',
		en: 'This tool of an agent calls the API by itself and stays an HTTP Request, which goes on working. WTS Chat can be the agent’s tool in its place, with the key in a credential.',
		pt: 'Esta ferramenta de um agente chama a API sozinha e continua como HTTP Request, e segue funcionando. O WTS Chat pode ser a ferramenta do agente no lugar dela, com a chave em uma credencial.',
	},
	nothingFound: {
		kind: 'know',
		en: 'There is no node of n8n-nodes-wts or n8n-nodes-frontcrm in it, and no HTTP Request to this API. Nothing was changed.',
		pt: 'Não há nenhum nó de n8n-nodes-wts ou n8n-nodes-frontcrm, nem HTTP Request para esta API. Nada foi alterado.',
	},
	notJson: {
		kind: 'kept',
		en: 'This is not JSON: {why}. Copy the nodes in n8n’s editor (Ctrl+A, Ctrl+C) and paste them as they are.',
		pt: 'Isto não é JSON: {why}. Copie os nós no editor do n8n (Ctrl+A, Ctrl+C) e cole-os como estão.',
	},
	newCredential: {
		kind: 'todo',
		en: 'Choose a credential “WTS Chat API” in the node. Its API key is the access token of the credential “FrontCRM API”.',
		pt: 'Escolha no nó uma credencial “WTS Chat API”. A chave de API é o token de acesso da credencial “FrontCRM API”.',
	},
	newCredentialForHttp: {
		kind: 'todo',
		en: 'Choose a credential “WTS Chat API” in the node, with the key that the HTTP Request used.',
		pt: 'Escolha no nó uma credencial “WTS Chat API”, com a chave que o HTTP Request usava.',
	},
	otherHost: {
		kind: 'todo',
		en: 'The request went to {host}. Enter it as “Base URL” in the credential, or see to it that the key works at https://api.wts.chat too.',
		pt: 'A requisição ia para {host}. Informe este endereço em “Base URL” na credencial, ou confira se a chave também funciona em https://api.wts.chat.',
	},
	pinned: {
		kind: 'todo',
		en: 'Its pinned data has the old form, a page in one item. Unpin it, or pin it anew.',
		pt: 'Os dados fixados têm a forma antiga, uma página em um item. Desafixe-os, ou fixe de novo.',
	},
	laterPage: {
		kind: 'todo',
		en: 'The old node read page {page} alone. WTS Chat reads from the start: set “Limit” to as many as you need.',
		pt: 'O nó antigo lia só a página {page}. O WTS Chat lê do começo: ajuste “Limit” para quantos você precisa.',
	},
	botById: {
		kind: 'todo',
		en: 'The chatbot was chosen by its ID, but the API wants its key. Switch on “Wait for Outcome”, add the option “Chatbot” and choose it from the list.',
		pt: 'O chatbot estava escolhido pelo ID, mas a API quer a chave dele. Ligue “Wait for Outcome”, adicione a opção “Chatbot” e escolha-o na lista.',
	},
	botNeedsOutcome: {
		kind: 'todo',
		en: 'A chatbot that starts with the answer is possible only with “Wait for Outcome”. Switch it on, add the option “Chatbot” and choose it.',
		pt: 'Um chatbot que começa com a resposta só é possível com “Wait for Outcome”. Ligue, adicione a opção “Chatbot” e escolha-o.',
	},
	filesKind: {
		kind: 'todo',
		en: 'It cannot be seen here what kind of file this is, so it is sent as a document. For a picture, a video or a sound choose Send Image, Send Video or Send Audio.',
		pt: 'Não dá para ver aqui que tipo de arquivo é, então ele vai como documento. Para imagem, vídeo ou áudio escolha Send Image, Send Video ou Send Audio.',
	},
	statusOfSend: {
		kind: 'todo',
		en: 'If the message ID comes from a “Send …” node that was converted too, set “Status Of” to “Sent Message”.',
		pt: 'Se o ID da mensagem vem de um nó “Send …” que também foi convertido, mude “Status Of” para “Sent Message”.',
	},
	fieldNames: {
		kind: 'todo',
		en: 'The custom fields {fields} were given by name. WTS Chat wants their keys: choose the panel, reload “Custom Fields” and enter the values again.',
		pt: 'Os campos personalizados {fields} estavam pelo nome. O WTS Chat quer as chaves: escolha o painel, recarregue “Custom Fields” e preencha os valores de novo.',
	},
	withoutValue: {
		kind: 'todo',
		en: '“{parameter}” was chosen, but the old node had no place for its value. It is left out.',
		pt: '“{parameter}” estava escolhido, mas o nó antigo não tinha onde informar o valor. Ficou de fora.',
	},
	leftOut: {
		kind: 'todo',
		en: '“{parameter}” has no counterpart and is left out.',
		pt: '“{parameter}” não tem correspondente e ficou de fora.',
	},
	stepMissing: {
		kind: 'todo',
		en: 'The old node gave the panel alone. Choose the panel and the step that the card is to stand in.',
		pt: 'O nó antigo indicava só o painel. Escolha o painel e a etapa em que o card deve ficar.',
	},
	tagsUnclear: {
		kind: 'todo',
		en: 'The tags come from an expression, and are taken for IDs. If they are names, move them to the option “Tag Names”.',
		pt: 'As etiquetas vêm de uma expressão e são tratadas como IDs. Se forem nomes, passe-as para a opção “Tag Names”.',
	},
	agentsAction: {
		kind: 'todo',
		en: 'The API wants to be told what to do with these agents. See whether “Action” is what you mean: it adds them now.',
		pt: 'A API precisa saber o que fazer com estes atendentes. Veja se “Action” é o que você quer: agora ele os adiciona.',
	},
	eventsMissing: {
		kind: 'todo',
		en: 'Choose the events: the API wants at least one, and a name.',
		pt: 'Escolha os eventos: a API exige pelo menos um, e um nome.',
	},
	statusGuessed: {
		kind: 'todo',
		en: 'The API knows no status “{old}”. “{new}” was put in its place: see whether this is what you mean.',
		pt: 'A API não conhece o status “{old}”. “{new}” foi posto no lugar: veja se é isto mesmo.',
	},
	noSessionGiven: {
		kind: 'todo',
		en: 'The old node named no session. Enter the Session ID whose messages you want.',
		pt: 'O nó antigo não indicava o atendimento. Informe em Session ID o atendimento cujas mensagens você quer.',
	},
	pageReads: {
		kind: 'todo',
		en: '“{field}” of “{list}” is not there any more: WTS Chat gives the records themselves. Change what reads it here.',
		pt: '“{field}” de “{list}” não existe mais: o WTS Chat devolve os próprios registros. Altere o que lê isto aqui.',
	},
	itemsReads: {
		kind: 'todo',
		en: 'Reads the list “items” of “{list}” in a way that cannot be rewritten here. “{list}” now gives one item for each record.',
		pt: 'Lê a lista “items” de “{list}” de um jeito que não dá para reescrever aqui. “{list}” agora devolve um item por registro.',
	},
	unknownOperation: {
		kind: 'kept',
		en: 'The operation “{operation}” of “{resource}” is not known.',
		pt: 'A operação “{operation}” de “{resource}” não é conhecida.',
	},
	noCounterpart: {
		kind: 'kept',
		en: 'WTS Chat has no operation for {endpoint}.',
		pt: 'O WTS Chat não tem operação para {endpoint}.',
	},
	templateByExpression: {
		kind: 'kept',
		en: 'The template comes from an expression in the old node’s own form. Add “Message: Send Template” of WTS Chat and give the template’s ID by expression, its parameters as names and values.',
		pt: 'O modelo vem de uma expressão na forma própria do nó antigo. Adicione “Message: Send Template” do WTS Chat e informe o ID do modelo por expressão, os parâmetros como nomes e valores.',
	},
	templateUnknown: {
		kind: 'kept',
		en: 'It does not say which template it sends. Add “Message: Send Template” of WTS Chat and choose the template there.',
		pt: 'Não diz qual modelo envia. Adicione “Message: Send Template” do WTS Chat e escolha o modelo lá.',
	},
	groupByExpression: {
		kind: 'kept',
		en: 'All of “{parameter}” comes from one expression, so its fields cannot be told apart. Add WTS Chat and fill its fields in one by one.',
		pt: 'Tudo em “{parameter}” vem de uma só expressão, então não dá para separar os campos. Adicione o WTS Chat e preencha os campos um a um.',
	},
	namesByExpression: {
		kind: 'kept',
		en: 'A name in “{parameter}” comes from an expression. Add WTS Chat and choose the field there.',
		pt: 'Um nome em “{parameter}” vem de uma expressão. Adicione o WTS Chat e escolha o campo lá.',
	},
	choiceByExpression: {
		kind: 'kept',
		en: '“{parameter}” decides what WTS Chat asks for, so it cannot come from an expression. Add one WTS Chat node for each case, behind an If.',
		pt: '“{parameter}” decide o que o WTS Chat pede, então não pode vir de uma expressão. Adicione um nó WTS Chat para cada caso, depois de um If.',
	},
	noContacts: {
		kind: 'kept',
		en: 'It names no contacts. Add WTS Chat with “{resource}: {operation}”, and say there which ones.',
		pt: 'Não diz quais contatos. Adicione o WTS Chat com “{resource}: {operation}” e informe lá quais são.',
	},
	severalItems: {
		kind: 'kept',
		en: 'It sends a whole list in one request. WTS Chat takes one record an item, and sends up to 100 of them together by itself. Put a Split Out in front, and “{resource}: {operation}” behind it.',
		pt: 'Envia uma lista inteira em uma requisição. O WTS Chat recebe um registro por item, e envia até 100 juntos sozinho. Ponha um Split Out antes, e “{resource}: {operation}” depois.',
	},
	messageUnclear: {
		kind: 'kept',
		en: 'It cannot be seen here whether this sends a text, a file or a template. Add the “Send …” of WTS Chat that you need.',
		pt: 'Não dá para ver aqui se isto envia texto, arquivo ou modelo. Adicione o “Send …” do WTS Chat que você precisa.',
	},
} as const satisfies Record<string, Words>;

/** What can be said. */
export type Code = keyof typeof words;

/** Something to be said of a node. */
export interface Remark {
	code: Code;
	/** What is filled in. */
	with?: Record<string, string | number>;
}

export const kindOf = ({ code }: Remark): Kind => words[code].kind;

/** Says something in a language. */
export function say({ code, with: values = {} }: Remark, language: Language): string {
	return words[code][language].replace(/\{(\w+)\}/g, (hole, name: string) =>
		Object.hasOwn(values, name) ? String(values[name]) : hole,
	);
}

/** Thrown where a node cannot be converted; it stays what it is. */
export class Unconvertible extends Error {
	readonly remark: Remark;
	constructor(code: Code, values?: Record<string, string | number>) {
		super(code);
		this.remark = { code, with: values };
	}
}

/** Takes what is to be said of a node. */
export type Tell = (code: Code, values?: Record<string, string | number>) => void;
