import type { Answer, Request } from '../../../contract';
import type { Workbench } from '../operations/operation';
import { contactPath } from '../fields/contact';
import { phoneForms } from '../fields/phone';

const byPhone = 'GET /core/v1/contact/phonenumber/{phone}';

/**
 * The contact with a phone number, which may be kept with or without the ninth digit of Brazilian mobile numbers.
 * @param digits as `phoneDigits` gives them
 * @param query which details to ask for
 * @returns undefined if no contact has it
 */
export async function contactWithPhone(
	workbench: Workbench<typeof byPhone>,
	digits: string,
	query?: Request<typeof byPhone>['query'],
): Promise<Answer<typeof byPhone> | undefined> {
	for (const phone of phoneForms(digits)) {
		const contact = await workbench.find({ endpoint: byPhone, path: { phone }, query });
		if (contact) return contact;
	}
	return undefined;
}

/**
 * The ID of a contact that was picked from the list, by its ID or by its phone number.
 * @returns undefined if no contact has the phone number
 * @throws UserError if it is neither an ID nor a phone number
 */
export async function contactIdOf(workbench: Workbench<typeof byPhone>, picked: string): Promise<string | undefined> {
	const path = contactPath(picked);
	return 'id' in path ? path.id : (await contactWithPhone(workbench, path.phone))?.id;
}
