import type { Account } from './account.mts';
import type { Clock } from './clock.mts';
import { services, type CheckedRequest, type Contract, type Operation } from '../contract/checker.mts';
import { envelope, formError, problem, ServiceError } from './errors.mts';
import { handlers } from './handlers/index.mts';
import type { Answer, ParsedBody } from './http.mts';
import type { HandlerRequest, OperationId } from './handler.mts';
import type { Limits } from './limits.mts';
import { asDocumented, asSeen } from './paging.mts';
import type { Random } from './random.mts';

/** Something that is not as the contract has it. */
export interface Departure {
	/** ISO 8601, by the account's clock. */
	time: string;
	/** Whether the caller departed from the contract, or the sandbox itself. */
	by: 'caller' | 'sandbox';
	method: string;
	path: string;
	operation: string | null;
	/** What departs, one sentence each. */
	problems: string[];
}

/** A request to the API. */
export interface ServiceRequest {
	method: string;
	path: string;
	/** The query as it came, without the question mark. */
	query: string;
	authorization: string | undefined;
	body: ParsedBody;
}

/** What the service works on. */
export interface ServiceContext {
	readonly account: Account;
	readonly clock: Clock;
	readonly key: string;
	readonly limits: Limits | undefined;
	readonly departures: Departure[];
}

export const unauthorized = new ServiceError(401, 'ERROR_UNAUTHORIZED', 'Acesso negado');
export const tooManyRequests = new ServiceError(429, 'TOO_MANY_REQUESTS', 'Limite de requisições excedido');

const notImplemented = (id: string) =>
	new ServiceError(501, 'NOT_IMPLEMENTED', `The sandbox does not know the operation ${id} yet`);

const isOperationId = (id: string): id is OperationId => Object.hasOwn(handlers, id);

/** Whether a checked request may go to the operation's handler: it may when nothing departs from the contract. */
function isRequestOf<Id extends OperationId>(
	_id: Id,
	request: CheckedRequest,
): request is CheckedRequest & HandlerRequest<Id> {
	return request.problems.length === 0;
}

/** The API itself: key, limits, contract, handlers. */
export class Service {
	#context: ServiceContext;
	#contract: Contract;
	#random: Random;

	/** @param random source of the ids in error answers */
	constructor(context: ServiceContext, contract: Contract, random: Random) {
		this.#context = context;
		this.#contract = contract;
		this.#random = random;
	}

	/** The operation that a request addresses, if it is one. */
	operationOf(method: string, path: string): Operation | undefined {
		return this.#contract.find(method, path)?.operation;
	}

	/** Refuses a request that has no prefix, no key or comes too fast; in this order, before its route is looked at. */
	refuse(request: ServiceRequest): Answer | undefined {
		const { method, path } = request;
		const prefix = path.split('/')[1];
		if (!services.some((service) => service === prefix)) {
			this.#depart(request, 'caller', [`${method} ${path} has none of the prefixes /chat, /core, /crm`]);
			return this.refusal(new ServiceError(400, 'badrequest', 'Bad Request'));
		}
		if (request.authorization !== `Bearer ${this.#context.key}`) return this.refusal(unauthorized);
		if (this.#context.limits?.admit(path) === false)
			return this.refusal(tooManyRequests, this.operationOf(method, path));
		return undefined;
	}

	/** Carries a request out: route, contract, handler, and the contract once more for the answer. */
	answer(request: ServiceRequest): Answer {
		const { method, path, body } = request;
		const found = this.#contract.find(method, path);
		if (found === undefined) {
			this.#depart(request, 'caller', [`${method} ${path} is no operation of the contract`]);
			// A wrong path looks like a wrong key (observed.md §2).
			return this.refusal(new ServiceError(404, unauthorized.key, unauthorized.message));
		}
		const { operation } = found;
		const { quirks } = this.#context.account;
		const asked = asDocumented(quirks, operation, new URLSearchParams(request.query), body.body);
		const checked = this.#contract.checkRequest(operation, found.path, asked.query, asked.body);
		if (body.problem !== undefined) checked.problems = [body.problem];
		if (checked.problems.length > 0) {
			this.#depart(request, 'caller', checked.problems, operation);
			return this.refusal(departureError(checked), operation);
		}
		const answer = this.#handle(request, operation, checked);
		const problems = this.#contract.checkAnswer(operation, answer.status, answer.body);
		if (problems.length === 0) return { ...answer, body: asSeen(quirks, answer.body) };
		const sentences = problems.map(({ sentence }) => sentence);
		this.#depart(request, 'sandbox', sentences, operation);
		return this.refusal(new ServiceError(500, 'SANDBOX_CONTRACT', sentences.join('; ')), operation);
	}

	/** An error answer in the form of the operation's family: the Send operations have their own for 4xx (contract). */
	refusal(error: ServiceError, operation?: Operation): Answer {
		const inProblemForm = operation?.tag === 'Send' && error.status < 500 && error.status !== 401;
		const body = inProblemForm ? problem(error) : envelope(error, this.#random.uuid(), this.#context.clock);
		return { status: error.status, body };
	}

	#handle(request: ServiceRequest, operation: Operation, checked: CheckedRequest): Answer {
		try {
			if (!isOperationId(operation.id)) throw notImplemented(operation.id);
			return { status: 200, body: this.#run(operation.id, checked) };
		} catch (error) {
			if (error instanceof ServiceError) return this.refusal(error, operation);
			const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
			this.#depart(request, 'sandbox', [`the handler failed: ${reason}`], operation);
			return this.refusal(new ServiceError(500, 'SANDBOX_FAILED', reason), operation);
		}
	}

	#run<Id extends OperationId>(id: Id, checked: CheckedRequest): unknown {
		const handler = handlers[id];
		if (handler === undefined || !isRequestOf(id, checked)) throw notImplemented(id);
		return handler(this.#context.account, checked);
	}

	#depart({ method, path }: ServiceRequest, by: Departure['by'], problems: string[], operation?: Operation): void {
		const time = this.#context.clock.iso();
		this.#context.departures.push({ time, by, method, path, operation: operation?.id ?? null, problems });
	}
}

/** The refusal of a request that departs from the contract. */
function departureError({ problems, unknownQueryValues }: CheckedRequest): ServiceError {
	const [unknownValue] = unknownQueryValues;
	// Of all mistakes only this one's answer was seen on the real service (observed.md §2).
	if (unknownValue !== undefined && problems.length === unknownQueryValues.length)
		return formError(`The value '${unknownValue}' is not valid`);
	return new ServiceError(400, 'CONTRACT', problems.join('; '));
}
