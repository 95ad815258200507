import {
	ExpressionError,
	NodeOperationError,
	UserError,
	type IAllExecuteFunctions,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type IExecuteFunctions,
} from 'n8n-workflow';
import { accountOf, isSameForAll, WITHOUT_ITEM } from './account';
import { Client } from './client';
import { Waits, type Patience } from './waits';
import { asThrown } from './words';

/**
 * Opens the connection of a node to the account of its credential, where there is no input item.
 * @param signal ends waits and requests; the cancelling of the execution if left out
 * @param patience how long its requests wait for the account's limits
 * @throws NodeOperationError if the node has no credential, or nothing can be sent with it
 */
export async function connect(
	context: IAllExecuteFunctions,
	signal = cancelSignalOf(context),
	patience?: Patience,
): Promise<Client> {
	const { data } = await accountFor(context);
	return connectAs(context, data, signal, patience);
}

/** Opens a connection to the account of a credential that was read before. */
export function connectAs(
	context: IAllExecuteFunctions,
	data: ICredentialDataDecryptedObject,
	signal = cancelSignalOf(context),
	patience?: Patience,
): Client {
	return new Client(context, accountOf(data), credentialOf(context, data), new Waits(signal, patience));
}

/** The connections of a node run: one for each account that its items belong to. */
export class Connections {
	/** What the requests of all of them wait for. */
	readonly waits: Waits;
	private readonly context: IExecuteFunctions;
	private readonly clients = new Map<string, Client>();
	private one?: Client;

	constructor(context: IExecuteFunctions) {
		this.context = context;
		this.waits = new Waits(cancelSignalOf(context));
	}

	/**
	 * The connection to the account of an item. n8n decrypts a credential each time that it is read, so it is read for each
	 * item only if there is an expression in it.
	 * @throws NodeOperationError that names the item, if nothing can be sent with its credential
	 */
	async of(itemIndex: number): Promise<Client> {
		if (this.one) return this.one;
		const { context, clients, waits } = this;
		const { data, account } = await accountFor(context, itemIndex);
		const known = clients.get(account.id);
		known?.takeOver(account);
		const client = known ?? new Client(context, account, credentialOf(context, data), waits);
		clients.set(account.id, client);
		if (isSameForAll(data)) this.one = client;
		return client;
	}
}

/**
 * Reads the credential, and finds the account that it belongs to.
 * @throws NodeOperationError if nothing can be sent with it; n8n's own error if there is none, or an expression in it fails
 * for this item
 */
async function accountFor(context: IAllExecuteFunctions, itemIndex?: number) {
	try {
		const data = await context.getCredentials('wtsApi', itemIndex);
		return { data, account: accountOf(data) };
	} catch (error) {
		if (error instanceof UserError) {
			const description = [error.description, itemIndex !== undefined && `[item ${itemIndex}]`]
				.filter(Boolean)
				.join(' ');
			throw new NodeOperationError(context.getNode(), error.message, { itemIndex, description });
		}
		if (!(error instanceof ExpressionError) || itemIndex !== undefined) throw asThrown(error);
		throw new NodeOperationError(
			context.getNode(),
			'The credential takes its account from an input item, and here is none',
			{
				description: `n8n says: “${error.message}”. ${WITHOUT_ITEM}`,
			},
		);
	}
}

/** The credential as n8n's request helper takes it. */
function credentialOf(context: IAllExecuteFunctions, data: ICredentialDataDecryptedObject): ICredentialsDecrypted {
	const { id, name = '' } = context.getNode().credentials?.wtsApi ?? {};
	return { id: id ?? '', name, type: 'wtsApi', data };
}

function cancelSignalOf(context: IAllExecuteFunctions): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}
