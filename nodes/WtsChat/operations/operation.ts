import type { IDataObject } from 'n8n-workflow';
import type { Answer, Call, Endpoint, Listed, Request } from '../../../contract';
import { collection } from '../fields/collection';
import { heldBySteering, optionsIn, type Field, type Parameters, type Values } from '../fields/field';
import { countsOnly, howMuch } from '../fields/list';
import { createMissingTags, ifEmpty, ifNoneOpen, ifSeveralSessions, skipIfTaken } from '../fields/result';
import { oneSpelling } from '../fields/spelling';
import type { Resume, Resumption, Workbench } from '../steps/workbench';
import type { Service } from '../transport/service';
import type { Paging } from '../transport/list';
import type { Batch, BatchForm } from './batch';
import type { JointWorkbench } from './joint';
import { carryOutChanges, refuseContrary, wantsChanges } from './changes';
import { outputFieldsOf, outputOf, type AddedField, type Simple } from './output';
import { carryOut, requestOf, targetsOf, wholeContentOf, type RequestDefinition } from './request';

/** What the editor says of an operation. */
export interface Presentation {
	name: string;
	value: string;
	action: string;
	description: string;
}

/** What makes an item: a record of a list, or else the whole answer. */
type ItemSource<E extends Endpoint> = [Listed<E>] extends [never] ? Answer<E> : Listed<E>;

type KeysOf<Whole> = Whole extends unknown ? keyof Whole & string : never;

/**
 * One operation of the node, as data: what the user sees, what is sent, what comes out.
 * `E` is the contract's endpoint that it calls, or several of which `request` picks one.
 */
export interface Definition<E extends Endpoint, P extends readonly Field[]> extends Presentation {
	endpoint: E | readonly E[];
	properties: P;
	/** The request for one item. With several endpoints it says which one it is for. */
	request(parameters: Parameters<P>): Request<E> | Call<E>;
	/**
	 * What it works on, where the request's path says something else, such as where to put it. Items with the same target,
	 * in whatever spelling, are carried out one after the other.
	 */
	target?(parameters: Parameters<P>): string;
	/**
	 * What must be known before the requests of any item are made, also of those that travel together. It only reads, for
	 * many items side by side; the result replaces values of the parameters.
	 */
	lookUp?(parameters: Parameters<P>, service: Service): Promise<Partial<Parameters<P>>>;
	/** For a list that is made of several: what replaces values of the parameters for each, in their order. */
	spread?(parameters: Parameters<P>, service: Service): Promise<Array<Partial<Parameters<P>>>>;
	/** What must happen before the request is made, such as an upload; the result replaces values of the parameters. */
	prepare?(parameters: Parameters<P>, workbench: Workbench): Promise<Partial<Parameters<P>>>;
	/**
	 * What must happen after a request that is no list, such as a second one, also for each of several items that traveled
	 * together; the result takes the answer's place.
	 */
	complete?(answer: Answer<E>, parameters: Parameters<P>, service: Service): Promise<Answer<E>>;
	/**
	 * What is to be said where the service has refused the request for what is in it, and more can be found out than it says.
	 * @param refusal its words, for the user
	 * @returns what the item fails with
	 */
	explain?(refusal: unknown, parameters: Parameters<P>, service: Service): Promise<unknown>;
	/** Whether a POST that changes something may be carried out twice without harm. */
	repeatable?: boolean;
	/** For a list: how its pages are asked for. Each record becomes an item; how many are wanted is a field of its own. */
	paging?: Paging;
	/** How items travel together. */
	batch?: BatchForm;
	/** What one item holds, made from the answer (for a list: from each record). Without it: the answer itself. */
	output?(answer: ItemSource<E>, parameters: Parameters<P>): IDataObject;
	/** The fields that remain in simple output; the choice of what comes out is added by itself. */
	simplify?: ReadonlyArray<KeysOf<NonNullable<ItemSource<E>>> | AddedField>;
}

/**
 * An operation of several steps, such as to look something up and then act on it. Like `Definition` it is all about the
 * operation, with `execute` in place of `request`. `E` are the endpoints that it uses.
 */
export interface StepwiseDefinition<E extends Endpoint, P extends readonly Field[]> extends Presentation {
	endpoint: readonly E[];
	properties: P;
	/**
	 * What it works on: items with the same target, in whatever spelling, are carried out one after the other. It is asked
	 * for all items before anything is sent.
	 * @returns undefined if it works on nothing that another item could be in the way of
	 * @throws UserError for values that are wrong or do not go together
	 */
	target(parameters: Parameters<P>): string | undefined;
	/** What must be known before any item is carried out. It only reads; the result replaces values of the parameters. */
	lookUp?(parameters: Parameters<P>, service: Service<E>): Promise<Partial<Parameters<P>>>;
	/** How many items are worked on side by side at the most, where each takes much of n8n; as many as usual if left out. */
	width?: number;
	/** Carries it out for one item. @returns the contents of the items that come out of it, in their order */
	execute(parameters: Parameters<P>, workbench: Workbench<E>): Promise<IDataObject[]>;
	/**
	 * Takes what came in at the address of `waiting` while the execution sleeps.
	 * @param body what was sent, by whoever knows the address
	 * @param memory what was given to `sleep`
	 */
	resume?(body: unknown, memory: IDataObject, service: Service<E>): Promise<Resumption>;
	/** An item that comes out, with all its fields; `record` makes one up for what an endpoint gives. */
	example(record: <R extends E>(endpoint: R) => ItemSource<R>): IDataObject;
	/** The fields that remain in simple output; the choice of what comes out is added by itself. */
	simplify?: Simple;
}

/**
 * An operation that looks at all items before it acts for one of them, such as a campaign: what becomes of an item depends
 * on the others. Like `StepwiseDefinition`, with `execute` for many items at once.
 */
export interface JointDefinition<E extends Endpoint, P extends readonly Field[]>
	extends Omit<StepwiseDefinition<E, P>, 'execute' | 'resume' | 'target'> {
	/** What it works on: the items of one account with the same target, in whatever spelling, are carried out together. */
	target(parameters: Parameters<P>): string;
	/**
	 * Carries it out for the items of one account.
	 * @param report is told of each item, by its place among them, what comes out of it, as soon as that is settled
	 * @throws for those that nothing has been reported of
	 */
	execute(
		entries: ReadonlyArray<JointEntry<Parameters<P>>>,
		workbench: JointWorkbench<E>,
		report: JointReport,
	): Promise<void>;
}

/** An item of those that are carried out together. */
export interface JointEntry<Given> {
	given: Given;
	/** What the item holds. */
	item: IDataObject;
}

type JointReport = (place: number, contents: IDataObject[]) => void;

/** Carries an operation out for many items of one account. */
export type Together = (
	entries: ReadonlyArray<JointEntry<Values>>,
	workbench: JointWorkbench,
	report: JointReport,
) => Promise<void>;

/** What was declared, its types already checked. */
type Checked<Declared> = Omit<Declared, 'example'> & {
	example(record: (endpoint: Endpoint) => unknown): IDataObject;
};
type StepwiseSteps = Checked<StepwiseDefinition<Endpoint, readonly Field[]>>;
type JointSteps = Checked<JointDefinition<Endpoint, readonly Field[]>>;

/** What the editor shows of an operation. */
interface Shown extends Presentation {
	/** The endpoint that it uses, or several. */
	endpoint: Endpoint | readonly Endpoint[];
	properties: readonly Field[];
	simplify?: Simple;
}

/** What all operations have for the engine, however they were declared. */
interface Carried extends Shown {
	/**
	 * What an item is aimed at, each in one spelling: items with a target in common are carried out one after the other.
	 * It is asked for all items before anything is sent.
	 * @throws UserError for values that are wrong or do not go together
	 */
	targets(values: Values): readonly string[];
	/** What must be known before the targets of any item are; the result replaces values. */
	lookUp?(values: Values, service: Service): Promise<Values>;
	/** How many items are worked on side by side at the most; as many as usual if left out. */
	width?: number;
	/** Takes what came in while the execution sleeps. */
	resume?: Resume;
	/** What was declared. */
	declared: RequestDefinition | StepwiseSteps | JointSteps;
}

/** An operation that is carried out item by item, whether it was declared as one request or as several steps. */
export interface SingleOperation extends Carried {
	/** Carries it out for one item. @returns the contents of the items that come out of it, in their order */
	execute(values: Values, workbench: Workbench): Promise<IDataObject[]>;
	/** How items travel together, where they can. */
	batch?: Batch;
	together?: undefined;
}

/** An operation that is carried out for many items at once. */
interface JointOperation extends Carried {
	together: Together;
	execute?: undefined;
	batch?: undefined;
}

/** An operation as the engine carries it out. */
export type Operation = SingleOperation | JointOperation;

/** A kind of record and what can be done with it. */
export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: readonly Operation[];
	/** The operation that is chosen when the resource is: what people want most, and nothing that takes something away. */
	usual: Operation;
}

/**
 * Declares an operation that is one request. The types are checked: of the parameters by `properties`, of the request
 * and the answer by `endpoint`.
 * @param definition the operation
 * @returns what the engine carries out
 */
export function operation<const E extends Endpoint, const P extends readonly Field[]>(
	definition: Definition<E, P>,
): SingleOperation;
export function operation(definition: RequestDefinition & Shown): SingleOperation {
	const { properties, batch, repeatable } = definition;
	const shown = (content: IDataObject, values: Values) => outputOf(definition, content, values);
	return {
		...definition,
		targets: (values) => {
			if (wantsChanges(properties, values)) refuseContrary(values);
			return targetsOf(definition, values);
		},
		execute: async (values, workbench) => {
			const contents = wantsChanges(properties, values)
				? await carryOutChanges(definition, values, workbench)
				: await carryOut(definition, values, workbench);
			// A number of records is none of them.
			return countsOnly(properties, values) ? contents : contents.map((content) => shown(content, values));
		},
		batch: batch && {
			...batch,
			repeatable,
			partOf: (values) => {
				const request = requestOf(definition, values);
				const isAlone = heldBySteering(properties, values, 'oneByOne') === true;
				return isAlone || request.endpoint !== batch.single ? undefined : batch.split(request);
			},
			contentOf: async (part, values, service) => shown(await wholeContentOf(definition, part, values, service), values),
		},
		declared: definition,
	};
}

/**
 * Declares an operation of several steps. The types are checked as `operation` does.
 * @param definition the operation
 * @returns what the engine carries out
 */
export function stepwise<const E extends Endpoint, const P extends readonly Field[]>(
	definition: StepwiseDefinition<E, P>,
): SingleOperation;
export function stepwise(definition: StepwiseSteps & Shown): SingleOperation {
	const { target, execute } = definition;
	return {
		...definition,
		targets: (values) => [target(values)].filter((one) => one !== undefined).map(oneSpelling),
		execute: async (values, workbench) =>
			(await execute(values, workbench)).map((content) => outputOf(definition, content, values)),
		declared: definition,
	};
}

/**
 * Declares an operation that is carried out for many items at once. The types are checked as `operation` does.
 * @param definition the operation
 * @returns what the engine carries out
 */
export function joint<const E extends Endpoint, const P extends readonly Field[]>(
	definition: JointDefinition<E, P>,
): Operation;
export function joint(definition: JointSteps & Shown): Operation {
	const { target, execute } = definition;
	return {
		...definition,
		targets: (values) => [oneSpelling(target(values))],
		execute: undefined,
		together: async (entries, workbench, report) =>
			await execute(entries, workbench, (place, contents) =>
				report(
					place,
					contents.map((content) => outputOf(definition, content, entries[place].given)),
				),
			),
		declared: definition,
	};
}

/**
 * All fields of an operation in the order in which the editor shows them: its own, before the first collection how much
 * of a list comes out and the choice of what, and among the options those that the engine sees to for certain fields.
 */
export function fieldsOf({ endpoint, properties, simplify, declared }: Operation): readonly Field[] {
	const example = 'example' in declared ? declared.example : undefined;
	const own = withOptions(properties, engineOptionsFor(properties));
	const collections = own.findIndex(({ type }) => type === 'collection');
	const place = collections === -1 ? own.length : collections;
	const isList = 'paging' in declared && declared.paging !== undefined;
	return own.toSpliced(place, 0, ...(isList ? howMuch : []), ...outputFieldsOf({ endpoint, simplify, example }));
}

/** The options that the engine sees to, as far as an operation has fields for them. */
function engineOptionsFor(properties: readonly Field[]): Field[] {
	const within = properties.flatMap(optionsIn);
	const session = properties.find(({ picks }) => picks === 'session');
	return [
		...([...properties, ...within].some(({ mayCreate }) => mayCreate) ? [createMissingTags] : []),
		...(properties.some(({ skippable }) => skippable) ? [ifEmpty] : []),
		...(session ? [shownBeside(ifNoneOpen, session), shownBeside(ifSeveralSessions, session)] : []),
		...(session?.writtenIn ? [shownBeside(skipIfTaken, session)] : []),
	];
}

/** Fields by what they stand beside: operations that share theirs share these. */
const besides = new Map<string, Field>();

/** An option that shows where a field at the top does. */
function shownBeside(option: Field, { displayOptions: { show } = {} }: Field): Field {
	if (!show) return option;
	const entries = Object.entries(show).map(([name, values]) => [`/${name}`, values] as const);
	const key = JSON.stringify([option.name, entries]);
	const shown = besides.get(key) ?? { ...option, displayOptions: { show: Object.fromEntries(entries) } };
	besides.set(key, shown);
	return shown;
}

/** Collections of options with those of the engine, by what they consist of. */
const extended = new Map<Field | undefined, Map<string, Field>>();

/** Fields with more options. */
function withOptions(properties: readonly Field[], more: readonly Field[]): readonly Field[] {
	if (more.length === 0) return properties;
	const place = properties.findIndex(({ name, type }) => name === 'options' && type === 'collection');
	const own = place === -1 ? undefined : properties[place];
	const known = extended.get(own) ?? new Map<string, Field>();
	extended.set(own, known);
	const key = more.map(({ displayOptions, name }) => JSON.stringify([name, displayOptions])).join();
	const base = own ?? collection.options([]);
	const options = known.get(key) ?? { ...base, options: [...(base.options ?? []), ...more] };
	known.set(key, options);
	return place === -1 ? [...properties, options] : properties.with(place, options);
}
