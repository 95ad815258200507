import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { isPicked, KINDS, type Kind } from '../fields/kinds';
import { linkedId } from '../fields/locator';
import { idByName } from './byName';
import type { Directory } from './directory';
import type { Beside } from './searches';

/**
 * Reads what another field of the node holds at the moment: one in the same collection as the field whose list is filled, or
 * else one at the top.
 * @param name of a locator
 * @returns its ID (of a link, the ID in it), or an expression, which has no value before a run, or an empty text; undefined if
 * there is no such field
 */
export function chosenValue(context: ILoadOptionsFunctions, name: string): string | undefined {
	// With "&" in front n8n means the field beside.
	const locator: unknown = context.getCurrentNodeParameter(`&${name}`) ?? context.getCurrentNodeParameter(name);
	if (locator === undefined) return undefined;
	// Where an expression gives nothing in the editor, the locator comes without a value.
	const isLocator = typeof locator === 'object' && locator !== null;
	const value = isLocator ? ('value' in locator ? locator.value : undefined) : locator;
	const text = String(value ?? '').trim();
	return linkedId(text) ?? text;
}

/**
 * Reads what is chosen in another field of the node, for a list that depends on it.
 * @param name of a locator
 * @param kind what it picks
 * @returns the ID; undefined if the operation has no such field
 * @throws NodeOperationError that says what to do, if nothing is chosen or the choice is not known before a run; UserError
 * if what was chosen by its name is not there
 */
export async function chosen(
	context: ILoadOptionsFunctions,
	directory: Directory,
	name: string,
	kind: Kind,
): Promise<string | undefined> {
	const thing = KINDS[kind].one;
	const given = chosenValue(context, name);
	if (given === undefined) return undefined;
	if (given === '') {
		throw new NodeOperationError(context.getNode(), `Choose the ${thing} first`, {
			description: `This list shows what belongs to the ${thing}. If the ${thing} comes from an expression, run the nodes before this one, so that its value is known.`,
		});
	}
	if (given.startsWith('=')) {
		throw new NodeOperationError(context.getNode(), `The ${thing} is known only when the workflow runs`, {
			description: `This list shows what belongs to the ${thing}, which comes from an expression. Choose the ${thing} from its list, or enter an ID or an expression here too.`,
		});
	}
	return await idOfChoice(directory, kind, given);
}

/**
 * The ID of what was chosen by its name or by its ID.
 * @param beside what else is chosen
 * @throws UserError if it is not there
 */
export const idOfChoice = async (
	directory: Directory,
	kind: Kind,
	given: string,
	beside: Beside = () => undefined,
): Promise<string> => (isPicked(kind, given) ? given : await idByName(directory, kind, given, beside));
