import type { Account, Asked, Outbox, WebhookEvent } from './account.mts';
import type { Random } from './random.mts';
import { inOtherShapes } from './shapes.mts';

/** The events with the service's own descriptions of them, which are Portuguese; only the first was seen (observed.md §4). */
export const eventDescriptions: Record<WebhookEvent, string> = {
	SESSION_NEW: 'Atendimento criado',
	SESSION_UPDATE: 'Atendimento atualizado',
	SESSION_COMPLETE: 'Atendimento concluído',
	MESSAGE_RECEIVED: 'Mensagem recebida',
	MESSAGE_UPDATED: 'Mensagem atualizada',
	MESSAGE_SENT: 'Mensagem enviada',
	CONTACT_NEW: 'Contato criado',
	CONTACT_UPDATE: 'Contato atualizado',
	CONTACT_TAG_UPDATE: 'Etiquetas do contato atualizadas',
	PAYMENT_NEW: 'Pagamento criado',
	PAYMENT_UPDATE: 'Pagamento atualizado',
	PANEL_CARD_NEW: 'Cartão criado',
	PANEL_CARD_UPDATE: 'Cartão atualizado',
	PANEL_CARD_STEP_CHANGE: 'Cartão movido de etapa',
	PANEL_CARD_NOTE_NEW: 'Nota do cartão criada',
	PANEL_CARD_NOTE_UPDATE: 'Nota do cartão atualizada',
	TEMPLATE_NEW: 'Modelo de mensagem criado',
	TEMPLATE_UPDATE: 'Modelo de mensagem atualizado',
};

const isEvent = (name: string): name is WebhookEvent => Object.hasOwn(eventDescriptions, name);

/** All events in the order in which the service lists them. */
export const webhookEvents: WebhookEvent[] = Object.keys(eventDescriptions).filter(isEvent);

/** How deliveries go wrong on demand; observed.md §4 has no promise of order and counts on duplicates. */
export interface DeliveryOptions {
	/** The share of events that are posted twice, from 0 to 1. */
	duplicates: number;
	/** Whether events overtake one another: each waits a little of its own, and several go out at once. */
	disorder: boolean;
	/** How many POSTs may be under way at once in disorder; in order it is one after the other. */
	atOnce: number;
	/** Milliseconds between what happens and the POST. */
	delay: number;
	/** Milliseconds after which a receiver that does not answer is given up. */
	patience: number;
}

const usual: Readonly<DeliveryOptions> = {
	duplicates: 0,
	disorder: false,
	atOnce: 20,
	delay: 0,
	patience: 10_000,
};

/** One POST to a subscription or a callback address. */
export interface DeliveryRecord {
	/** When it happened, ISO 8601 by the account's clock. */
	time: string;
	url: string;
	/** The event; null for a callback. */
	event: WebhookEvent | null;
	body: unknown;
	/** The status that the receiver answered; null while under way and when it could not be reached. */
	status: number | null;
	/** Why it could not be reached. */
	error: string | null;
}

interface Pending {
	record: DeliveryRecord;
	post: () => Promise<void>;
}

/** Posts what happens to those who subscribed to it. There is no second try: no retry policy is documented. */
export class Deliveries implements Outbox {
	/** All POSTs, oldest first. */
	readonly records: DeliveryRecord[] = [];
	readonly options: DeliveryOptions = { ...usual };
	#muted = false;
	#account: () => Account;
	#random: Random;
	#changed: () => void;
	#waiting: Pending[] = [];
	#timers = new Set<NodeJS.Timeout>();
	#underWay = 0;
	#asking = 0;
	#idle: (() => void)[] = [];
	#closed = new AbortController();

	/**
	 * @param account whose subscriptions are served
	 * @param random decides on duplicates and disorder
	 * @param changed is called when an answer that was waited for has changed the account
	 */
	constructor(account: () => Account, random: Random, changed: () => void = () => {}) {
		this.#changed = changed;
		this.#account = account;
		this.#random = random;
	}

	emit(event: WebhookEvent, content: () => object): void {
		if (this.#muted) return;
		const { clock, quirks, subscriptions } = this.#account();
		for (const { enabled, events, url } of subscriptions.values()) {
			if (!enabled || !events.includes(event)) continue;
			const told = quirks.otherShapes ? inOtherShapes(content()) : content();
			const body = { eventType: event, date: clock.iso(), content: told, changeMetadata: null };
			this.#enqueue(url, event, body);
			if (this.#random.next() < this.options.duplicates) this.#enqueue(url, event, body);
		}
	}

	callBack(url: string, body: object): void {
		if (!this.#muted) this.#enqueue(url, null, body);
	}

	ask(url: string, body: unknown, patience: number, answered: (asked: Asked) => void): void {
		const began = performance.now();
		const asked: Asked = { status: null, text: null, problem: null, duration: 0 };
		const post = async () => {
			try {
				const response = await fetch(url, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body),
					signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(patience)]),
				});
				asked.status = response.status;
				asked.text = await response.text();
			} catch (error) {
				asked.problem = error instanceof Error ? error.message : String(error);
			}
			asked.duration = performance.now() - began;
			this.#asking--;
			if (!this.#closed.signal.aborted) answered(asked);
			this.#changed();
			this.#wake();
		};
		this.#asking++;
		void post();
	}

	/** Whether something waits or is under way. */
	get #isBusy(): boolean {
		return this.#underWay > 0 || this.#asking > 0 || this.#waiting.length > 0 || this.#timers.size > 0;
	}

	/** Resolves when nothing waits and nothing is under way. */
	async settle(): Promise<void> {
		while (this.#isBusy)
			await new Promise<void>((resolve) => this.#idle.push(resolve));
	}

	/** Does something of which nobody is told. */
	silently<T>(action: () => T): T {
		this.#muted = true;
		try {
			return action();
		} finally {
			this.#muted = false;
		}
	}

	/** Forgets all POSTs and options; what waits is dropped. */
	reset(): void {
		this.#drop();
		this.records.length = 0;
		Object.assign(this.options, usual);
	}

	/** Drops what waits and cuts what is under way. */
	close(): void {
		this.#drop();
		this.#closed.abort();
	}

	#drop(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
		this.#waiting = [];
		this.#wake();
	}

	#enqueue(url: string, event: WebhookEvent | null, body: object): void {
		// The body is taken down now: it tells what was, whatever happens until it goes out.
		const content = JSON.stringify(body);
		const time = this.#account().clock.iso();
		const record: DeliveryRecord = { time, url, event, body: JSON.parse(content), status: null, error: null };
		this.records.push(record);
		this.#later({ record, post: () => this.#post(record, content) });
	}

	#later(pending: Pending): void {
		const { delay, disorder } = this.options;
		const wait = delay + (disorder ? this.#random.integer(0, 50) : 0);
		if (wait === 0) {
			this.#waiting.push(pending);
			this.#send();
			return;
		}
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			this.#waiting.push(pending);
			this.#send();
		}, wait);
		this.#timers.add(timer);
	}

	#send(): void {
		while (this.#underWay < (this.options.disorder ? this.options.atOnce : 1)) {
			const next = this.#waiting.shift();
			if (next === undefined) break;
			this.#underWay++;
			void next.post().finally(() => {
				this.#underWay--;
				this.#send();
			});
		}
		this.#wake();
	}

	#wake(): void {
		if (this.#isBusy) return;
		for (const resolve of this.#idle.splice(0)) resolve();
	}

	async #post(record: DeliveryRecord, content: string): Promise<void> {
		try {
			const response = await fetch(record.url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: content,
				signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.options.patience)]),
			});
			record.status = response.status;
			await response.arrayBuffer();
		} catch (error) {
			record.error = error instanceof Error ? error.message : String(error);
		}
	}
}
