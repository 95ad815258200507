import type { IBinaryData, IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../../contract';
import type { Values } from '../fields/field';
import type { FileType } from '../fields/file';
import type { PublicFile } from './download';
import type { Service } from '../transport/service';

/** What a preparation or a stepwise operation may use: the service, and what belongs to the input item and its run. */
export interface Workbench<Declared extends Endpoint = Endpoint> extends Service<Declared> {
	/** Works on things side by side, those with the same target one after the other in their order. */
	sideBySide<T>(
		things: readonly T[],
		targetOf: (thing: T) => string | undefined,
		work: (thing: T) => Promise<void>,
	): Promise<void>;
	/** How to wait longer than the node may run; only there if the run has no other item. */
	waiting?: Waiting;
	/**
	 * The webhook block of a chatbot that waits for an answer of this execution.
	 * @throws UserError that says why none does
	 */
	block(): WaitingBlock;
	/**
	 * Looks for IDs of the wrong kind, such as that of an agent where the user ID is wanted, once a part of the work has been
	 * refused or has found nothing. Where that is so of the whole, the engine does it by itself.
	 * @param parameters those of the item
	 * @returns the parameters with the right IDs; undefined if there are none
	 */
	corrected<P extends Values>(parameters: P): Promise<P | undefined>;
	/** The contents of all input items, in their order. */
	items(): readonly IDataObject[];
	/** The place of this item among them. */
	itemIndex: number;
	/**
	 * What this node remembers from run to run, for the account of the item.
	 * @param key what it is about; who asks for the same in one run gets it once, and then undefined
	 */
	memory(key: string): Memory | undefined;
	/**
	 * Tells the user something about the run, or the model whose tool this is, beside the items that come out. The same is
	 * told once.
	 */
	tell(message: string): void;
	/** The model that reads what comes out, if the node runs as its tool. */
	reader?: Reader;
	/** The workflow's timezone, e.g. "America/Sao_Paulo". */
	timezone: string;
	/** The type of a file of the item, e.g. "image/jpeg". @throws NodeOperationError if the item has none there */
	typeOf(binaryProperty: string): string;
	/** Uploads a file of the item. @returns the service's record of it; its ID can be used in requests */
	upload(binaryProperty: string, type: FileType): Promise<{ id: string }>;
	/** Uploads a file of the item without saving it. @returns the ID to save it by (`tempFileId`) */
	store(binaryProperty: string, type: FileType, name?: string): Promise<string>;
	/**
	 * Downloads a file into a binary field of what comes out.
	 * @param largest how many bytes it may have
	 * @returns what n8n knows of it
	 * @throws as `download` does
	 */
	download(file: PublicFile, largest: number, binaryProperty: string): Promise<IBinaryData>;
}

/** A model that reads what comes out. */
export interface Reader {
	/** How many records of a list that comes in pages it is shown at the most. */
	records: number;
	/** How many characters of a text it is shown at the most. */
	characters: number;
	/** Is told that there is more than what comes out. */
	isToldOfMore(): void;
}

/** What a node remembers from run to run. */
export interface Memory {
	/** What earlier runs have left, if anything. */
	held: unknown;
	/** Whether n8n keeps what this run leaves; it does not where somebody runs it by hand. */
	isKept: boolean;
	/** Leaves something for the next run, once this one has gone well. */
	hold(held: IDataObject): void;
}

/** The webhook block of a chatbot that waits for an answer. */
export interface WaitingBlock {
	/** The ways that lead on from it. */
	responseKeys: readonly string[];
	/**
	 * Answers it.
	 * @param body an empty one lets the chatbot go on along its main way
	 */
	answer(body: IDataObject): Promise<void>;
}

/** How an execution is put to sleep until something comes in for it. */
export interface Waiting {
	/**
	 * The address at which this execution can be woken, once `sleep` was called; good for this one wait, and a secret.
	 * @throws NodeOperationError if the service could not reach it
	 */
	address: string;
	/** Whether an AI agent asks by this node whether it may use a tool. */
	isReview: boolean;
	/**
	 * Puts the execution to sleep as soon as the node has ended.
	 * @param until when it goes on at the latest
	 * @param memory what `resume` needs to know
	 * @param content the item that it goes on with if nothing came in
	 */
	sleep(until: Date, memory: IDataObject, content: IDataObject, vigil: Vigil): Promise<void>;
}

/** What is to be done while an execution sleeps, as long as this n8n runs on. */
export interface Vigil {
	/** Finds what came in before the execution could be woken, as `resume` is given it. */
	missed(service: Service): Promise<IDataObject[]>;
	/** Tidies up soon after the time is up. */
	afterwards(service: Service): Promise<void>;
}

/** What becomes of a sleeping execution: it goes on with an item, or sleeps on, whether or not this was meant for it. */
export type Resumption = { content: IDataObject } | { taken: boolean };

/**
 * Takes what came in at the address of `waiting` while the execution sleeps.
 * @param body what was sent, by whoever knows the address
 * @param memory what was given to `sleep`
 */
export type Resume = (body: unknown, memory: IDataObject, service: Service) => Promise<Resumption>;
