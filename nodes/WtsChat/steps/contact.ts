import type { Workbench } from '../operations/operation';
import { contactPath } from '../fields/contact';

/**
 * The ID of a contact that was picked from the list, by its ID or by its phone number.
 * @returns undefined if no contact has the phone number
 * @throws UserError if it is neither an ID nor a phone number
 */
export async function contactIdOf(
	workbench: Workbench<'GET /core/v1/contact/phonenumber/{phone}'>,
	picked: string,
): Promise<string | undefined> {
	const path = contactPath(picked);
	if ('id' in path) return path.id;
	const contact = await workbench.find({ endpoint: 'GET /core/v1/contact/phonenumber/{phone}', path });
	return contact?.id;
}
