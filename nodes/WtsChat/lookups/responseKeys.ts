import { blockKeys } from '../fields/responseKey';
import { matches } from './ask';
import type { ListSearch } from './editorLists';

/** The keys of the chatbot's block, in its order. Where the editor knows none, what was typed can be chosen. */
export const responseKeys: ListSearch = async function (filter = '') {
	const known: unknown = this.getCurrentNodeParameter(blockKeys.name);
	const keys = Array.isArray(known) ? known.map(String) : [];
	const typed = filter.trim();
	const offered = keys.length > 0 ? keys.filter((key) => matches(typed, key)) : typed === '' ? [] : [typed];
	return { results: offered.map((key) => ({ name: key, value: key })) };
};
