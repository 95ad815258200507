import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { plain } from '../fields/name';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { asThrown } from '../transport/words';

/** A person looks at the editor: after this many milliseconds an explanation is better than more patience. */
const PATIENCE = 20_000;

/**
 * Asks the service for something that the editor shows.
 * @param work what is asked for, over a connection that ends when nobody would wait any longer
 * @returns what `work` does
 * @throws NodeApiError if the service does not answer it, NodeOperationError if there is no credential or it takes too
 * long, OperationalError if it does not give a whole list, in words for the user
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

/** Whether a text holds what the user typed, whatever the case and the accents. */
export function matches(filter: string | undefined, ...texts: Array<string | null | undefined>): boolean {
	const wanted = plain(filter ?? '');
	return texts.some((text) => plain(text ?? '').includes(wanted));
}
