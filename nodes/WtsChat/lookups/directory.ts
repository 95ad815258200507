import type { Call, Endpoint, Listed } from '../../../contract';
import type { Client } from '../transport/client';
import { listed, type Paging } from '../transport/list';
import type { Service } from '../transport/service';
import { asThrown } from '../transport/words';

/** What there is in an account. Each list is read once, and whole. */
export class Directory {
	/** Something that is no list. @throws NodeApiError if it cannot be had */
	readonly get: Service['sendOnce'];
	/** Something that may not exist. @returns undefined if it does not */
	readonly find: Service['find'];
	private readonly client: Client;
	private readonly lists = new Map<string, Promise<unknown[]>>();

	/** @param client the connection to the account, which lasts as long as what was read may be used */
	constructor(client: Client) {
		this.client = client;
		this.get = client.sendOnce;
		this.find = client.find;
	}

	/**
	 * All records of a list.
	 * @param call asks for the list, without a page
	 * @throws NodeApiError if a page cannot be had, OperationalError if the service does not give the whole list; it is then
	 * read anew the next time
	 */
	async list<const E extends Endpoint>(call: Call<E>, paging: Paging = 'PageNumber'): Promise<Array<Listed<E>>> {
		const key = JSON.stringify(call);
		const records = this.lists.get(key) ?? this.read(call, paging);
		this.lists.set(key, records);
		try {
			return (await records) as Array<Listed<E>>;
		} catch (error) {
			this.lists.delete(key);
			throw asThrown(error);
		}
	}

	private async read(call: Call, paging: Paging): Promise<unknown[]> {
		const records: unknown[] = [];
		for await (const record of listed(this.client, call, paging, Infinity)) records.push(record);
		return records;
	}
}
