import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { isSameForAll, type Account } from './account';
import { complaintOf, isSuccess, saysNotFound, type Outcome } from './answer';
import { TimeIsUp, within } from './clock';
import { failureOf, isNotFound, isRefusedAsWrong, type Ending } from './failure';
import { admitted } from './gate';
import { counted, listed, type Meant, type Paging } from './list';
import { lossOf, TOO_LATE } from './loss';
import { isRepeatable, type ServiceRequest } from './request';
import { judge, MOST_ATTEMPTS, retryDelay } from './retry';
import { concealerOf } from './conceal';
import type { Service } from './service';
import { inTurn } from './turns';
import { addressOf } from './url';
import { Waits } from './waits';
import { asThrown, explained } from './words';

/** The answers to what was sent once, by what was sent. */
export type Answers = Map<string, Promise<unknown>>;

/** The connection of one node run to one account. */
export class Client implements Service {
	private account: Account;
	private readonly context: IAllExecuteFunctions;
	private readonly credential: ICredentialsDecrypted;
	private readonly waits: Waits;
	private readonly answers: Answers;
	private acted = false;
	/** Takes the API key out of what the service sends back. */
	private readonly conceal: <Value>(value: Value) => Value;

	/**
	 * @param credential is handed to n8n's helper, which otherwise reads and decrypts it for every request
	 * @param waits the waits of the run, which all its accounts share
	 * @param answers the answers to what `sendOnce` has sent
	 * @param conceal takes the API key out of what the service sends back
	 */
	constructor(
		context: IAllExecuteFunctions,
		account: Account,
		credential: ICredentialsDecrypted,
		waits: Waits,
		answers = new Map<string, Promise<unknown>>(),
		conceal = concealerOf(account.key),
	) {
		this.context = context;
		this.account = account;
		this.credential = credential;
		this.waits = waits;
		this.answers = answers;
		this.conceal = conceal;
	}

	/** The same connection for one task, of which it then knows whether it has acted. */
	forTask(): Client {
		const { context, account, credential, waits, answers, conceal } = this;
		return new Client(context, account, credential, waits, answers, conceal);
	}

	/** The same connection, with the answers to what `sendOnce` has sent over other connections. */
	sharing(answers: Answers): Client {
		return new Client(this.context, this.account, this.credential, this.waits, answers, this.conceal);
	}

	/** The same connection for work after the end of the run: no end of the run stops its waits. */
	afterRun(): Client {
		return new Client(this.context, this.account, this.credential, new Waits());
	}

	/** The data of the credential, if an expression in it makes it that of an item. */
	get credentialOfItem(): ICredentialDataDecryptedObject | undefined {
		const { data = {} } = this.credential;
		return isSameForAll(data) ? undefined : data;
	}

	/** Keeps to the limits that another credential of the same account sets. */
	takeOver(account: Account): void {
		this.account = account;
	}

	/** Whether it has sent a request that must not be repeated and that took effect, or may have taken effect. */
	get hasActed(): boolean {
		return this.acted;
	}

	/** Whether nothing more is sent. */
	get stopped(): boolean {
		return this.waits.stopped;
	}

	/** What the account is known by in this process. */
	get accountId(): string {
		return this.account.id;
	}

	/** The names by which the account's lists page, by endpoint. */
	get pageNames(): Map<string, string> {
		return this.account.pageNames;
	}

	/** The address of the API that this connection goes to. */
	get root(): string {
		return this.account.root;
	}

	// The types of answers come from the contract. `admitted` has checked that each answer has this shape (gate.ts).

	readonly send = (async (request: ServiceRequest) => await this.sendUntyped(request)) as Service['send'];

	/** Sends a request that may be carried out twice although its method is POST. @throws as `send` does */
	readonly sendRepeatable = (async (request: ServiceRequest) =>
		await this.sendUntyped({ ...request, repeatable: true })) as Service['send'];

	readonly sendOnce = (async (request: ServiceRequest) => {
		const key = JSON.stringify([this.accountId, request]);
		const answer = this.answers.get(key) ?? this.sendUntyped(request);
		this.answers.set(key, answer);
		try {
			return await answer;
		} catch (error) {
			this.answers.delete(key);
			throw asThrown(error);
		}
	}) as Service['sendOnce'];

	readonly find = (async (request: ServiceRequest) => {
		try {
			return await this.sendUntyped(request);
		} catch (error) {
			if (isNotFound(error)) return undefined;
			throw asThrown(error);
		}
	}) as Service['find'];

	readonly list = ((request: ServiceRequest, paging: Paging, limit = Infinity, isMeant?: Meant) =>
		listed(this, request, paging, limit, isMeant)) as Service['list'];

	readonly count = (async (request: ServiceRequest, paging: Paging, isMeant?: Meant) =>
		await counted(this, request, paging, isMeant)) as Service['count'];

	readonly attempt: Service['attempt'] = async (work) => {
		try {
			return { value: await work() };
		} catch (error) {
			if (this.waits.signal?.aborted || this.stopped) throw asThrown(error);
			return { failure: explained(error), refused: isRefusedAsWrong(error), error };
		}
	};

	readonly inTurn: Service['inTurn'] = async (name, work) =>
		await inTurn(`${this.accountId} ${name}`, this.waits.signal, work);

	readonly pause: Service['pause'] = async (milliseconds) => await this.waits.pause(milliseconds);

	/**
	 * Sends a request: inside the account's rate limits, again (with growing pauses: backoff) where that is safe.
	 * @returns the body of the answer, in the shape that the contract has for it; undefined where it has none
	 * @throws NodeApiError if it did not succeed, in words for the user; the signal's reason when cancelled;
	 * OperationalError if it waited when the run stopped
	 */
	async sendUntyped(request: ServiceRequest): Promise<unknown> {
		const [method, template] = request.endpoint.split(' ') as [IHttpRequestMethods, string];
		const url = addressOf(template, request.path, request.query);
		const repeatable = isRepeatable(request);
		const pace = this.account.paceOf(url);
		const ticket = pace.ticket();
		let lostBefore = false;

		for (let attempts = 1; ; ) {
			const place = await this.waits.forLimits((signal) => pace.enter(ticket, signal, this.waits.longestWait));
			const outcome = await this.transmit(request, method, url).catch((error) => {
				place.answered();
				throw error;
			});
			const verdict = judge(repeatable, outcome);
			if (verdict.kind === 'refused') {
				const refusedFor = place.refused(verdict.retryAfter);
				if (refusedFor > this.waits.longestRefusal) throw this.failure({ outcome, attempts, refusedFor });
				continue;
			}
			place.answered();
			this.acted ||= !repeatable && (verdict.kind === 'done' || verdict.kind === 'unknown');
			if (verdict.kind === 'done') return outcome.answered?.body;
			// If the answer to a deletion was lost and the thing is gone now, the deletion took effect.
			if (method === 'DELETE' && lostBefore && isGone(outcome)) return undefined;
			if (verdict.kind !== 'retry' || attempts === MOST_ATTEMPTS) {
				throw this.failure({ outcome, attempts, unknown: verdict.kind === 'unknown' });
			}
			lostBefore ||= outcome.lost !== undefined || outcome.answered.unusable !== undefined;
			const delay = retryDelay(attempts++, Math.random());
			await this.pause(delay);
		}
	}

	private failure(ending: Ending) {
		return failureOf(this.context.getNode(), ending, this.conceal(this.account.root));
	}

	/**
	 * Sends a request once. The time limit here is for the whole request. That of n8n's helper is for silence only, so an
	 * answer that comes in drops could go on for ever.
	 */
	private async transmit(request: ServiceRequest, method: IHttpRequestMethods, url: string): Promise<Outcome> {
		const ask = async (abortSignal: AbortSignal): Promise<IN8nHttpFullResponse> =>
			await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				'wtsApi',
				{
					method,
					baseURL: this.account.root,
					url,
					body: request.body as IHttpRequestOptions['body'],
					json: true,
					// `admitted` parses it (gate.ts).
					encoding: 'text',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
					abortSignal,
				},
				{ credentialsDecrypted: this.credential },
			);
		const { clock, signal } = this.waits;
		try {
			const response = await within(clock, this.account.timeLimit, ask, signal);
			const { statusCode: status, headers, body } = response;
			return { answered: admitted(request, { status, headers, body }, this.conceal) };
		} catch (error) {
			signal?.throwIfAborted();
			return { lost: error instanceof TimeIsUp ? TOO_LATE : this.conceal(lossOf(error)) };
		}
	}
}

function isGone({ answered }: Outcome): boolean {
	return (
		answered !== undefined && !isSuccess(answered) && (answered.status === 404 || saysNotFound(complaintOf(answered)))
	);
}
