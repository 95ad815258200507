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
import { failureOf, type Ending } from './failure';
import { admitted, isReading } from './gate';
import { lossOf, TOO_LATE } from './loss';
import { judge, MOST_ATTEMPTS, retryDelay } from './retry';
import { concealerOf } from './secret';
import { addressOf, type Query } from './url';
import { Waits } from './waits';
import { asThrown } from './words';

/** A request to the service, as its contract describes it. */
export interface ServiceRequest {
	/** Method and path template, e.g. "PUT /chat/v1/session/{id}/complete". */
	endpoint: string;
	path?: Readonly<Record<string, unknown>>;
	query?: Query;
	body?: unknown;
	/** Whether it may be carried out twice; if left out, everything but a POST that changes something may. */
	repeatable?: boolean;
}

/** Whether a request may be carried out twice without harm. */
export const isRepeatable = ({ endpoint, repeatable }: ServiceRequest): boolean =>
	repeatable ?? (!endpoint.startsWith('POST ') || isReading(endpoint));

/** The answers to what was sent once, by what was sent. */
export type Answers = Map<string, Promise<unknown>>;

/** The connection of one node run to one account. */
export class Client {
	private account: Account;
	private readonly context: IAllExecuteFunctions;
	private readonly credential: ICredentialsDecrypted;
	private readonly waits: Waits;
	private readonly answers: Answers;
	private acted = false;
	/** Takes the API key out of what the service sends back. */
	private readonly conceal: <Value>(value: Value) => Value;

	/**
	 * @param credential is handed to n8n's helper, which would else read and decrypt it anew for every request
	 * @param waits what the requests of the run wait for, together with those to other accounts
	 * @param answers to what is sent once for the whole run
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

	/** The same connection for what is to be done when the run is over. */
	afterRun(): Client {
		return new Client(this.context, this.account, this.credential, new Waits());
	}

	/** The data of the credential, if an expression in it makes it that of an item. */
	get credentialOfItem(): ICredentialDataDecryptedObject | undefined {
		const { data = {} } = this.credential;
		return isSameForAll(data) ? undefined : data;
	}

	/** Takes over what another credential of the same account says of its limits. */
	takeOver(account: Account): void {
		this.account = account;
	}

	/** Whether something was done over it that must not be done twice, or may have been. */
	get hasActed(): boolean {
		return this.acted;
	}

	/** Whether nothing more is sent. */
	get stopped(): boolean {
		return this.waits.stopped;
	}

	/** Waits so many milliseconds. @throws as `send` does when the execution is cancelled or the run stops */
	async pause(milliseconds: number): Promise<void> {
		await this.waits.pause(milliseconds);
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

	/**
	 * Sends a request: inside the account's limits, again where that is safe.
	 * @returns the body of the answer, in the shape that the contract has for it; undefined where it has none
	 * @throws NodeApiError if it did not succeed, in words for the user; the signal's reason when cancelled;
	 * OperationalError if it waited when the run stopped
	 */
	async send(request: ServiceRequest): Promise<unknown> {
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
			// A deletion whose answer was lost has taken effect if the thing is gone now.
			if (method === 'DELETE' && lostBefore && isGone(outcome)) return undefined;
			if (verdict.kind !== 'retry' || attempts === MOST_ATTEMPTS) {
				throw this.failure({ outcome, attempts, unknown: verdict.kind === 'unknown' });
			}
			lostBefore ||= outcome.lost !== undefined || outcome.answered.unusable !== undefined;
			const delay = retryDelay(attempts++, Math.random());
			await this.pause(delay);
		}
	}

	/**
	 * Sends a request that only reads, once for the whole run: whoever sends it again gets the answer of the first time.
	 * @param answers those that there are
	 * @throws as `send` does; a request that failed is sent anew
	 */
	async sendOnce(request: ServiceRequest, answers = this.answers): Promise<unknown> {
		const key = JSON.stringify([this.accountId, request]);
		const answer = answers.get(key) ?? this.send(request);
		answers.set(key, answer);
		try {
			return await answer;
		} catch (error) {
			answers.delete(key);
			throw asThrown(error);
		}
	}

	private failure(ending: Ending) {
		return failureOf(this.context.getNode(), ending, this.conceal(this.account.root));
	}

	/**
	 * Sends a request once. The time limit that n8n's helper takes is one for silence, which an answer that drips never
	 * breaks; this one is for the whole request.
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
					// It is read where it is checked.
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
