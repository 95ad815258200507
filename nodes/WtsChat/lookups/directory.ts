import type { Answer, Call, Endpoint, Listed } from '../../../contract';
import { meantBy } from '../fields/meant';
import type { Client } from '../transport/client';
import { listed, type Paging } from '../transport/list';
import type { Service } from '../transport/service';
import { asThrown } from '../transport/words';

/** The records of an account. Each list is read once, and whole. */
export class Directory {
	/** Something that may not exist. @returns undefined if it does not */
	readonly find: Service['find'];
	/** The contacts of sessions that were found by their contact, by the session's ID. */
	readonly contactsOfSessions = new Map<string, string>();
	private readonly client: Client;
	private readonly answers = new Map<string, Promise<unknown>>();

	/** @param client the connection to the account, which lasts as long as what was read may be used */
	constructor(client: Client) {
		this.client = client;
		this.find = client.find;
	}

	/**
	 * All records of a list that are meant by what asks for it.
	 * @param call asks for the list, without a page
	 * @throws NodeApiError if a page cannot be had, OperationalError if the service does not give the whole list; it is then
	 * read anew the next time
	 */
	async list<const E extends Endpoint>(call: Call<E>, paging: Paging = 'PageNumber'): Promise<Array<Listed<E>>> {
		return (await this.once(JSON.stringify(call), async () => await this.read(call, paging))) as Array<Listed<E>>;
	}

	/** Something that is no list. @throws NodeApiError if it cannot be had */
	async get<const E extends Endpoint>(call: Call<E>): Promise<Answer<E>> {
		return (await this.once(JSON.stringify(call), async () => await this.client.sendUntyped(call))) as Answer<E>;
	}

	/**
	 * Creates something once. Lists are not read again, so they do not have it.
	 * @param key what it is known by: a second call with the same key gives the same ID
	 * @throws NodeApiError if the service does not make it; the next who asks tries again
	 */
	async made(key: string, make: (service: Service) => Promise<string>): Promise<string> {
		const { client } = this;
		// Another execution may be creating the same.
		const makeInTurn = async () => await client.inTurn(key, async () => await make(client));
		return (await this.once(`made ${key}`, makeInTurn)) as string;
	}

	/** Reads something once. If an attempt fails, each other caller that waited for it makes its own. */
	private async once(key: string, read: () => Promise<unknown>): Promise<unknown> {
		const known = this.answers.get(key);
		const answer = known ?? read();
		this.answers.set(key, answer);
		try {
			return await answer;
		} catch (error) {
			if (this.answers.get(key) === answer) this.answers.delete(key);
			if (known === undefined) throw asThrown(error);
			return await this.once(key, read);
		}
	}

	private async read(call: Call, paging: Paging): Promise<unknown[]> {
		const records: unknown[] = [];
		for await (const record of listed(this.client, call, paging, Infinity, meantBy(call))) records.push(record);
		return records;
	}
}
