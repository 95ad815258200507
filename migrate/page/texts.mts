import type { Kind, Language } from '../convert.mts';

const en = {
	title: 'Convert workflows to WTS Chat',
	lead: 'For workflows that use the nodes n8n-nodes-wts or n8n-nodes-frontcrm, or HTTP Requests to this API. They become workflows of n8n-nodes-wts-chat.',
	private: 'Everything happens in this page. Nothing is sent anywhere, not even to the server that you have it from.',
	givenTitle: '1. Paste your workflow',
	givenHelp:
		'In n8n’s editor press Ctrl+A and Ctrl+C (⌘A and ⌘C on a Mac) to copy all nodes, and paste them here. An exported file does as well, also one with many workflows.',
	openFile: 'Open a file…',
	clear: 'Clear',
	todoTitle: '2. What needs you',
	changesTitle: 'What becomes of each node',
	copyTitle: '3. Take the result',
	copyHelp:
		'Copy it, click into n8n’s editor, and press Ctrl+V (⌘V): best in a new workflow, so that the old one is still there. Notes stand beside the nodes that need you.',
	copy: 'Copy the result',
	download: 'Save as a file',
	copied: 'Copied.',
	notCopied: 'The result is selected below: press Ctrl+C (⌘C).',
	before: 'Before',
	after: 'After',
	takenOut: 'Taken out.',
	show: 'Show the node before and after',
	nothing: 'Nothing to do by hand.',
	done: 'Done',
	know: 'Good to know',
	todo: 'For you to do',
	kept: 'Stays as it is',
};

const pt: typeof en = {
	title: 'Converter fluxos para o WTS Chat',
	lead: 'Para fluxos que usam os nós n8n-nodes-wts ou n8n-nodes-frontcrm, ou HTTP Requests para esta API. Eles viram fluxos do n8n-nodes-wts-chat.',
	private: 'Tudo acontece nesta página. Nada é enviado a lugar nenhum, nem ao servidor de onde ela veio.',
	givenTitle: '1. Cole o seu fluxo',
	givenHelp:
		'No editor do n8n pressione Ctrl+A e Ctrl+C (⌘A e ⌘C no Mac) para copiar todos os nós, e cole-os aqui. Um arquivo exportado também serve, mesmo com vários fluxos.',
	openFile: 'Abrir um arquivo…',
	clear: 'Limpar',
	todoTitle: '2. O que depende de você',
	changesTitle: 'O que acontece com cada nó',
	copyTitle: '3. Leve o resultado',
	copyHelp:
		'Copie, clique no editor do n8n e pressione Ctrl+V (⌘V): de preferência em um fluxo novo, para que o antigo continue lá. Há notas ao lado dos nós que dependem de você.',
	copy: 'Copiar o resultado',
	download: 'Salvar como arquivo',
	copied: 'Copiado.',
	notCopied: 'O resultado está selecionado abaixo: pressione Ctrl+C (⌘C).',
	before: 'Antes',
	after: 'Depois',
	takenOut: 'Removido.',
	show: 'Mostrar o nó antes e depois',
	nothing: 'Nada a fazer à mão.',
	done: 'Feito',
	know: 'Bom saber',
	todo: 'Para você fazer',
	kept: 'Fica como está',
};

/** What the page says beside what the converter says. */
export const texts: Readonly<Record<Language, typeof en>> = { en, pt };

export type TextName = keyof typeof en;

/** How many nodes there are of each kind, in a sentence. */
export function summaryOf(counts: Readonly<Record<Kind, number>>, language: Language): string {
	const { done, todo, kept } = counts;
	return language === 'en'
		? `Nodes that were changed: ${done}. Nodes that need you: ${todo}. Nodes that stay as they are: ${kept}.`
		: `Nós alterados: ${done}. Nós que dependem de você: ${todo}. Nós que ficam como estão: ${kept}.`;
}
