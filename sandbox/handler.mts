import type { operations as AuthOperations } from '../contract/auth.d.ts';
import type { operations as ChatOperations } from '../contract/chat.d.ts';
import type { operations as CoreOperations } from '../contract/core.d.ts';
import type { operations as CrmOperations } from '../contract/crm.d.ts';
import type { Account } from './account.mts';

type Operations = AuthOperations & ChatOperations & CoreOperations & CrmOperations;

/** The operationIds of the contract. */
export type OperationId = keyof Operations;

type PathOf<O> = O extends { parameters: { path: infer Path } } ? Path : Record<string, never>;
type QueryOf<O> = O extends { parameters: { query?: infer Query } } ? NonNullable<Query> : Record<string, never>;
type BodyOf<O> = O extends { requestBody?: infer Body }
	? NonNullable<Body> extends { content: { 'application/json': infer Json } }
		? Json
		: undefined
	: undefined;
type AnswerOf<O> = O extends { responses: { 200: { content: { 'application/json': infer Json } } } } ? Json : void;

/** What a handler is given: the parts of the request, checked against the contract and in its types. */
export interface HandlerRequest<Id extends OperationId> {
	path: PathOf<Operations[Id]>;
	query: QueryOf<Operations[Id]>;
	body: BodyOf<Operations[Id]>;
}

/** What a handler answers with success. */
export type HandlerAnswer<Id extends OperationId> = AnswerOf<Operations[Id]>;

/**
 * Carries out one operation of the contract on the account and returns the answer's body.
 * Throws a ServiceError where the service would refuse.
 */
export type Handler<Id extends OperationId> = (account: Account, request: HandlerRequest<Id>) => HandlerAnswer<Id>;

/** The handlers of a tag by operationId: `export const tags = { tagList: (account) => … } satisfies Handlers`. */
export type Handlers = { [Id in OperationId]?: Handler<Id> };
