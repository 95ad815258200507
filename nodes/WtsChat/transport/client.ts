import {
	OperationalError,
	type IAllExecuteFunctions,
	type ICredentialsDecrypted,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { accountOf, type Account } from './account';
import { complaintOf, isSuccess, saysNotFound, type Outcome } from './answer';
import { machineClock } from './clock';
import { failureOf, type Ending } from './failure';
import { lossOf } from './loss';
import { judge, MOST_ATTEMPTS, retryDelay } from './retry';
import { addressOf, type Query } from './url';
import { asThrown } from './words';

/** A request to the service, as its contract describes it. */
export interface ServiceRequest {
	/** Method and path template, e.g. "PUT /chat/v1/session/{id}/complete". */
	endpoint: string;
	path?: Readonly<Record<string, unknown>>;
	query?: Query;
	body?: unknown;
	/** Whether it may be carried out twice; if left out, everything but POST may. */
	repeatable?: boolean;
}

/** How long a request goes on being tried while the service answers that the limits are used up. */
export const LONGEST_REFUSAL = 15 * 60_000;

/** The connection of one node run to one account. */
export class Client {
	/** Milliseconds that requests of this run spent waiting for the account's limits; overlapping waits count once. */
	paced = 0;
	private waitingSince = 0;
	private waiters = 0;
	private readonly context: IAllExecuteFunctions;
	private readonly account: Account;
	private readonly credential: ICredentialsDecrypted;
	private readonly signal?: AbortSignal;
	private readonly waits = new Set<AbortController>();
	private hasStopped = false;
	private readonly answers = new Map<string, Promise<unknown>>();

	/** @param credential is handed to n8n's helper, which would else read and decrypt it anew for every request */
	constructor(
		context: IAllExecuteFunctions,
		account: Account,
		credential: ICredentialsDecrypted,
		signal?: AbortSignal,
	) {
		this.context = context;
		this.account = account;
		this.credential = credential;
		this.signal = signal;
	}

	/** Lets nothing more be sent, nor sent again: waits end. What is under way goes on to its answer. */
	stop(): void {
		this.hasStopped = true;
		for (const wait of this.waits) wait.abort(runHasStopped());
	}

	/** Whether nothing more is sent. */
	get stopped(): boolean {
		return this.hasStopped;
	}

	/** Waits so many milliseconds. @throws as `send` does when the execution is cancelled or the run stops */
	async pause(milliseconds: number): Promise<void> {
		await this.waiting(async (signal) => await machineClock.sleep(milliseconds, signal));
	}

	/** The address of the API that this connection goes to. */
	get root(): string {
		return this.account.root;
	}

	/**
	 * Sends a request: inside the account's limits, again where that is safe.
	 * @returns the body of the answer; undefined where there is none
	 * @throws NodeApiError if it did not succeed, in words for the user; the signal's reason when cancelled;
	 * OperationalError if it waited when the run stopped
	 */
	async send(request: ServiceRequest): Promise<unknown> {
		const [method, template] = request.endpoint.split(' ') as [IHttpRequestMethods, string];
		const url = addressOf(template, request.path, request.query);
		const repeatable = request.repeatable ?? method !== 'POST';
		const pacer = this.account.pacerFor(url);
		const ticket = pacer.ticket();
		let refusedSince: number | undefined;
		let lostBefore = false;

		for (let attempts = 1; ; ) {
			const place = await this.counted(this.waiting((signal) => pacer.enter(ticket, signal)));
			const outcome = await this.transmit(method, url, request.body).catch((error) => {
				place.answered();
				throw error;
			});
			const verdict = judge(repeatable, outcome);
			if (verdict.kind === 'refused') {
				place.refused(verdict.retryAfter);
				refusedSince ??= machineClock.now();
				const refusedFor = machineClock.now() - refusedSince;
				if (refusedFor > LONGEST_REFUSAL) throw this.failure({ outcome, attempts, refusedFor });
				continue;
			}
			place.answered();
			if (verdict.kind === 'done') return bodyOf(outcome);
			// A deletion whose answer was lost has taken effect if the thing is gone now.
			if (method === 'DELETE' && lostBefore && isGone(outcome)) return undefined;
			if (verdict.kind !== 'retry' || attempts === MOST_ATTEMPTS) {
				throw this.failure({ outcome, attempts, unknown: verdict.kind === 'unknown' });
			}
			lostBefore ||= outcome.lost !== undefined;
			const delay = retryDelay(attempts++, Math.random());
			await this.pause(delay);
		}
	}

	/**
	 * Sends a request that only reads, once for the whole run: whoever sends it again gets the answer of the first time.
	 * @throws as `send` does; a request that failed is sent anew
	 */
	async sendOnce(request: ServiceRequest): Promise<unknown> {
		const key = JSON.stringify(request);
		const answer = this.answers.get(key) ?? this.send(request);
		this.answers.set(key, answer);
		try {
			return await answer;
		} catch (error) {
			this.answers.delete(key);
			throw asThrown(error);
		}
	}

	private failure(ending: Ending) {
		return failureOf(this.context.getNode(), ending, this.account.root, this.account.key);
	}

	/** Waits for something that ends when the execution is cancelled or the run stops. */
	private async waiting<T>(begin: (signal: AbortSignal) => Promise<T>): Promise<T> {
		this.signal?.throwIfAborted();
		if (this.hasStopped) throw runHasStopped();
		const wait = new AbortController();
		const cancel = () => wait.abort(this.signal?.reason);
		this.signal?.addEventListener('abort', cancel);
		this.waits.add(wait);
		try {
			return await begin(wait.signal);
		} finally {
			this.waits.delete(wait);
			this.signal?.removeEventListener('abort', cancel);
		}
	}

	private async counted<T>(wait: Promise<T>): Promise<T> {
		if (this.waiters++ === 0) this.waitingSince = machineClock.now();
		try {
			return await wait;
		} finally {
			if (--this.waiters === 0) this.paced += machineClock.now() - this.waitingSince;
		}
	}

	private async transmit(method: IHttpRequestMethods, url: string, body: unknown): Promise<Outcome> {
		try {
			const response: IN8nHttpFullResponse = await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				'wtsApi',
				{
					method,
					baseURL: this.account.root,
					url,
					body: body as IHttpRequestOptions['body'],
					json: true,
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
					timeout: this.account.timeLimit,
					abortSignal: this.signal,
				},
				{ credentialsDecrypted: this.credential },
			);
			return { answered: { status: response.statusCode, headers: response.headers, body: response.body } };
		} catch (error) {
			this.signal?.throwIfAborted();
			return { lost: lossOf(error) };
		}
	}
}

/**
 * Opens the connection of a node to the account of its credential.
 * @param signal ends waits and requests; the cancelling of the execution if left out
 * @throws n8n's own error if the node has no credential
 */
export async function connect(context: IAllExecuteFunctions, signal = cancelSignalOf(context)): Promise<Client> {
	const data = await context.getCredentials('wtsApi');
	const { id, name = '' } = context.getNode().credentials?.wtsApi ?? {};
	return new Client(context, accountOf(data), { id: id ?? '', name, type: 'wtsApi', data }, signal);
}

function cancelSignalOf(context: IAllExecuteFunctions): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

const runHasStopped = () => new OperationalError('The run has stopped');

function bodyOf({ answered }: Outcome): unknown {
	return answered?.body === '' ? undefined : answered?.body;
}

function isGone({ answered }: Outcome): boolean {
	return (
		answered !== undefined && !isSuccess(answered) && (answered.status === 404 || saysNotFound(complaintOf(answered)))
	);
}
