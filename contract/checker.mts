import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { OpenAPIBackend, type Document } from 'openapi-backend';
import { parse } from 'yaml';

/** The services of the API; each is mounted under its own prefix and has its own contract file. */
export const services = ['auth', 'chat', 'core', 'crm'] as const;
export type Service = (typeof services)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How an answer departs from the contract; nothing of what it holds is in it but names of fields. */
export interface AnswerProblem {
	/** Where in the body: names of fields, and numbers of entries as text. */
	place: readonly string[];
	/** What of the contract it breaks, a keyword of JSON Schema: `additionalProperties`, `type`, `enum`, `format` … */
	rule: string;
	/** The field that the contract does not know, where the rule is `additionalProperties`. */
	unknown?: string;
	/** All of it in a sentence. */
	sentence: string;
}

/** What the contract says of a value, as JSON Schema without references; records may hold themselves. */
export interface Schema {
	type?: string;
	nullable?: boolean;
	enum?: readonly unknown[];
	properties?: Readonly<Record<string, Schema>>;
	items?: Schema;
	allOf?: readonly Schema[];
	oneOf?: readonly Schema[];
}

/** One operation of the contract, found by method and path. */
export interface Operation {
	id: string;
	tag: string;
	service: Service;
	method: Method;
	/** Path with the service's prefix and named parts: `/chat/v1/session/{id}/complete`. */
	path: string;
	takesBody: boolean;
	/** The parameters of its query by name. */
	query: ReadonlyMap<string, QueryParameter>;
	/** What it answers with success; undefined where the contract knows no body. */
	success: Schema | undefined;
}

/** A request taken apart: values have the types of the contract (numbers, booleans, arrays). */
export interface CheckedRequest {
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	body: unknown;
	/** What departs from the contract, one sentence each; empty when nothing does. */
	problems: string[];
	/** The query values that are in no enum, which the service answers differently from other mistakes. */
	unknownQueryValues: string[];
}

export interface Contract {
	operations: Operation[];
	/**
	 * Finds the operation that a method and path address.
	 * @param method HTTP method in capitals
	 * @param path path with the service's prefix, without the query
	 * @returns the operation with the path's named parts, or undefined
	 */
	find(method: string, path: string): { operation: Operation; path: Record<string, string> } | undefined;
	/**
	 * Checks a request against the contract: path, query (unknown parameters too), body.
	 * @param body the parsed JSON body, or undefined when none came
	 */
	checkRequest(
		operation: Operation,
		path: Record<string, string>,
		query: URLSearchParams,
		body: unknown,
	): CheckedRequest;
	/**
	 * Checks an answer.
	 * @param body the parsed JSON body, or undefined when none came
	 * @returns what departs from the contract; empty when nothing does
	 */
	checkAnswer(operation: Operation, status: number, body: unknown): AnswerProblem[];
}

interface Validate {
	(data: unknown): unknown;
	errors?: null | { instancePath: string; keyword: string; message?: string; params: Record<string, unknown> }[];
}

export interface QueryParameter {
	name: string;
	kind: 'single' | 'array' | 'object';
}

interface CompiledOperation extends Operation {
	segments: string[];
	request: () => Validate[];
	answer: () => Record<string, Validate | undefined>;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** OpenAPI 3.0 and ajv read `nullable` differently in two places; this writes the documents so that both agree. */
function reconcileNullable(value: Json): Json {
	if (Array.isArray(value)) return value.map(reconcileNullable);
	if (typeof value !== 'object' || value === null) return value;
	const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, reconcileNullable(part)]));
	if (copy.nullable === true && copy.type === undefined) delete copy.nullable;
	if (copy.nullable === true && Array.isArray(copy.enum)) copy.enum = [...copy.enum, null];
	return copy;
}

const isDocument = (value: unknown): value is Document =>
	isObject(value) && typeof value.openapi === 'string' && isObject(value.info) && isObject(value.paths);

/** Reads one contract file and adds to every operation the error answer that the document states only once. */
function readDocument(service: Service): Document {
	const text = readFileSync(new URL(`./${service}.yaml`, import.meta.url), 'utf8');
	const document: unknown = reconcileNullable(parse(text));
	if (!isDocument(document)) throw new Error(`contract/${service}.yaml is no OpenAPI document`);
	for (const operation of Object.values(document.paths ?? {}).flatMap((pathItem) => Object.values(pathItem ?? {}))) {
		if (!isObject(operation)) continue;
		const responses = isObject(operation.responses) ? operation.responses : {};
		operation.responses = { ...responses, default: { $ref: '#/components/responses/Error' } };
		for (const parameter of Array.isArray(operation.parameters) ? operation.parameters : []) {
			// A free-form parameter must not make the library accept every unknown parameter beside it.
			if (isObject(parameter) && isObject(parameter.schema) && parameter.schema.type === 'object')
				parameter.schema = { type: 'object', allOf: [parameter.schema] };
		}
	}
	return document;
}

function parameterKind(schema: unknown): QueryParameter['kind'] {
	const type = isObject(schema) ? schema.type : undefined;
	return type === 'array' || type === 'object' ? type : 'single';
}

/** The schema of a successful answer. */
function successOf(responses: unknown): Schema | undefined {
	let schema: unknown = responses;
	for (const part of ['200', 'content', 'application/json', 'schema'])
		schema = isObject(schema) ? schema[part] : undefined;
	return isObject(schema) ? schema : undefined;
}

async function compile(service: Service): Promise<CompiledOperation[]> {
	const api = new OpenAPIBackend({
		definition: readDocument(service),
		// Validators are compiled at first use, so that starting costs little.
		quick: true,
		ajvOpts: { strict: false, allErrors: true },
		customizeAjv: (ajv) => addFormats.default(ajv),
	});
	await api.init();
	return api.router.getOperations().map((operation): CompiledOperation => {
		const id = operation.operationId;
		if (id === undefined) throw new Error(`${service} ${operation.path} has no operationId`);
		const query = new Map<string, QueryParameter>();
		for (const parameter of operation.parameters ?? []) {
			if ('name' in parameter && parameter.in === 'query')
				query.set(parameter.name, { name: parameter.name, kind: parameterKind(parameter.schema) });
		}
		const method = operation.method.toUpperCase();
		if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'DELETE')
			throw new Error(`${id} has the method ${method}`);
		const path = `/${service}${operation.path}`;
		return {
			id,
			tag: operation.tags?.[0] ?? '',
			service,
			method,
			path,
			takesBody: operation.requestBody !== undefined,
			segments: path.split('/'),
			query,
			success: successOf(operation.responses),
			request: once(() => api.validator.getRequestValidatorsForOperation(id)),
			answer: once(() => api.validator.getStatusBasedResponseValidatorForOperation(id)),
		};
	});
}

function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

const isNamed = (segment: string) => segment.startsWith('{');

function matchPath(operation: CompiledOperation, segments: string[]): Record<string, string> | undefined {
	const path: Record<string, string> = {};
	for (const [index, expected] of operation.segments.entries()) {
		const segment = segments[index];
		if (segment === undefined) return undefined;
		if (!isNamed(expected)) {
			if (segment !== expected) return undefined;
		} else if (segment === '') {
			return undefined;
		} else {
			path[expected.slice(1, -1)] = segment;
		}
	}
	return path;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment; // a lone % is the caller's mistake; the value as it came fails the check of its format
	}
}

/** Reads query parameters as the contract declares them: arrays by repeated keys, objects as `Name[key]=value`. */
function readQuery(operation: CompiledOperation, parameters: URLSearchParams, problems: string[]) {
	const query: Record<string, unknown> = {};
	for (const [key, value] of parameters) {
		const [, objectName, objectKey] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(key) ?? [];
		const object = objectName === undefined ? undefined : operation.query.get(objectName);
		if (objectName !== undefined && objectKey !== undefined && object?.kind === 'object') {
			const held = query[objectName];
			query[objectName] = { ...(isObject(held) ? held : {}), [objectKey]: value };
			continue;
		}
		const kind = operation.query.get(key)?.kind;
		const held = query[key];
		if (kind === 'array') query[key] = Array.isArray(held) ? [...held, value] : [value];
		else if (held !== undefined) problems.push(`query/${key} is given more than once`);
		else query[key] = value;
	}
	return query;
}

type ValidationError = NonNullable<Validate['errors']>[number];

function describe({ keyword, message, params }: ValidationError, place: string): string {
	if (keyword === 'additionalProperties') return `${place}/${String(params.additionalProperty)} is not in the contract`;
	if (keyword === 'enum' && Array.isArray(params.allowedValues))
		return `${place} must be one of ${params.allowedValues.join(', ')}`;
	return `${place} ${message ?? keyword}`;
}

/** The parts of a JSON pointer. */
const partsOf = (instancePath: string) =>
	instancePath
		.split('/')
		.slice(1)
		.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const answerProblem = (error: ValidationError, status: number): AnswerProblem => ({
	place: partsOf(error.instancePath),
	rule: error.keyword,
	...(error.keyword === 'additionalProperties' ? { unknown: String(error.params.additionalProperty) } : {}),
	sentence: describe(error, `answer ${status}${error.instancePath}`),
});

const ofBody = (sentence: string): AnswerProblem => ({ place: [], rule: 'body', sentence });

const withoutSlash = (instancePath: string) =>
	instancePath.replace(/^\//, '').replace(/^requestBody/, 'body') || 'request';

let loading: Promise<Contract> | undefined;

/**
 * Loads the contract files; once per process, since compiling their schemas costs time.
 * @throws when a file is missing or is no OpenAPI document
 */
export function loadContract(): Promise<Contract> {
	return (loading ??= load());
}

async function load(): Promise<Contract> {
	const operations = (await Promise.all(services.map(compile))).flat();
	const byId = new Map(operations.map((operation) => [operation.id, operation]));
	if (byId.size !== operations.length) throw new Error('Two operations of the contract share an operationId');
	const byShape = Map.groupBy(operations, ({ method, segments }) => `${method} ${segments.length}`);
	for (const alike of byShape.values()) {
		// A fixed segment wins over a named one: /v1/contact/custom-field before /v1/contact/{id}.
		const named = ({ segments }: CompiledOperation) => segments.filter(isNamed).length;
		alike.sort((a, b) => named(a) - named(b));
	}
	const compiled = (operation: Operation) => {
		const found = byId.get(operation.id);
		if (found === undefined) throw new Error(`${operation.id} is no operation of the contract`);
		return found;
	};

	return {
		operations,
		find(method, path) {
			const segments = path.split('/');
			for (const operation of byShape.get(`${method} ${segments.length}`) ?? []) {
				const named = matchPath(operation, segments);
				if (named !== undefined) {
					for (const [name, segment] of Object.entries(named)) named[name] = decode(segment);
					return { operation, path: named };
				}
			}
			return undefined;
		},
		checkRequest(operation, path, parameters, givenBody) {
			const problems: string[] = [];
			const query = readQuery(compiled(operation), parameters, problems);
			if (!operation.takesBody && givenBody !== undefined) problems.push('body is not in the contract');
			// The contract calls no body required; one that is left out counts as empty, so that what it requires still holds.
			const body = operation.takesBody ? (givenBody ?? {}) : undefined;
			const request = {
				path: { ...path },
				query,
				header: {},
				cookie: {},
				...(body === undefined ? {} : { requestBody: body }),
			};
			const unknownQueryValues: string[] = [];
			for (const validate of compiled(operation).request()) {
				validate(request);
				problems.push(...(validate.errors ?? []).map((error) => describe(error, withoutSlash(error.instancePath))));
				for (const { keyword, instancePath } of validate.errors ?? []) {
					const [, name, index] = /^\/query\/([^/]+)(?:\/(\d+))?$/.exec(instancePath) ?? [];
					if (keyword !== 'enum' || name === undefined) continue;
					const value = query[name];
					unknownQueryValues.push(String(Array.isArray(value) ? value[Number(index)] : value));
				}
			}
			return { path: request.path, query, body, problems, unknownQueryValues };
		},
		checkAnswer(operation, status, body) {
			const answers = compiled(operation).answer();
			const validate = answers[status] ?? (status >= 200 && status < 300 ? undefined : answers.default);
			if (validate === undefined)
				return body === undefined ? [] : [ofBody(`answer ${status} has a body, which is not in the contract`)];
			if (body === undefined) return [ofBody(`answer ${status} has no body`)];
			validate(body);
			return (validate.errors ?? []).map((error) => answerProblem(error, status));
		},
	};
}
