import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { plain } from '../fields/name';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { asThrown } from '../transport/words';

/** How long the editor waits for the service, in milliseconds: a person looks at it, and wants an explanation then. */
const PATIENCE = 20_000;

/**
 * Asks the service for something that the editor shows.
 * @param work the requests, over a connection that ends when they have taken too long
 * @returns what `work` does
 * @throws NodeApiError if a request fails, NodeOperationError if there is no credential or it takes too long,
 * OperationalError if the service does not give a whole list; all in words for the user
 */
export async function asking<T>(context: ILoadOptionsFunctions, work: (client: Client) => Promise<T>): Promise<T> {
	if (context.getNode().credentials?.wtsApi === undefined) throw noCredential(context);
	const patience = AbortSignal.timeout(PATIENCE);
	try {
		return await work(await connect(context, patience));
	} catch (error) {
		throw patience.aborted ? tooLong(context) : asThrown(error);
	}
}

const noCredential = (context: ILoadOptionsFunctions) =>
	new NodeOperationError(context.getNode(), 'Choose a credential first', {
		description: 'What there is to choose from is read from your account, with the credential of this node.',
	});

const tooLong = (context: ILoadOptionsFunctions) =>
	new NodeOperationError(context.getNode(), 'The list could not be loaded in time', {
		description:
			"The service does not answer, or running workflows use up the account's request limits at the moment. Try again later, or enter the ID.",
	});

/** Whether one of the texts contains what the user typed, whatever the case and the accents. */
export function matches(filter: string | undefined, ...texts: Array<string | null | undefined>): boolean {
	const wanted = plain(filter ?? '');
	return texts.some((text) => plain(text ?? '').includes(wanted));
}
