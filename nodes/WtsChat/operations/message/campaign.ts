import { randomUUID } from 'crypto';
import { NodeApiError, OperationalError } from 'n8n-workflow';
import type { Request } from '../../../../contract';
import { isoOf } from '../../fields/date';
import { shownRecipient } from '../../fields/phone';
import { oneSpelling } from '../../fields/spelling';
import { followed, followedUntil, outcomeOf, sentToRecipient, type Tracked } from '../../steps/delivery';
import { excludedContacts, type Exclusion } from '../../steps/excludedContacts';
import { receivedEndpoints, templateReceivedAt } from '../../steps/templatesReceived';
import { isRefusedAsWrong, isUnknown, refusalWords } from '../../transport/failure';
import { asThrown, explained } from '../../transport/words';
import type { JointWorkbench } from '../joint';
import { templateBatch } from './templateBatch';

const SEND = 'POST /chat/v1/send/template';
const STATUS = 'GET /chat/v1/send/message/{id}';

/** What a campaign needs of the service. */
export const campaignEndpoints = [
	SEND,
	'POST /chat/v1/send/template/batch',
	STATUS,
	'GET /chat/v1/message/{id}/status',
	...receivedEndpoints,
] as const;
type Tools = JointWorkbench<(typeof campaignEndpoints)[number]>;

/** How a campaign is carried out. */
export interface Settings {
	templateId: string;
	/** Whether to only tell who would be sent the message. */
	dryRun: boolean;
	/** Who gets the message first, as the service wants it. */
	tester?: string;
	/** How many minutes the test may take to be delivered. */
	testMinutes?: number;
	/** How many people are sent to in one run. */
	maximum?: number;
	skipTagIds?: readonly string[];
	skipPortfolioIds?: readonly string[];
	/** Who got the template in the last so many days is left out. */
	skipReceivedDays?: number;
	/** After so many failures nothing more is sent. */
	stopAfterFailures?: number;
	/** At so many failures in a hundred nothing more is sent. */
	stopAtShare?: number;
}

/** Somebody whom the message may go to. */
export interface Recipient {
	/** The place of the item among the others. */
	place: number;
	/** As the service wants it. */
	to: string;
	senderId: string;
	message: Request<typeof SEND>;
	/** The parameters of the template that are not given, as far as that was asked for. */
	lacking: readonly string[];
}

/** What became of an item. */
export interface Row {
	to: string;
	outcome: 'failed' | 'refused' | 'sent' | 'skipped' | 'unknown' | 'wouldSend';
	reason: string;
	message?: Tracked;
	senderId?: string;
}

type Report = (place: number, row: Row) => void;

/** So many are sent first; then twice as many each time, up to what one request holds. */
const FIRST_WAVE = 10;
/** With fewer the share of failures says nothing. */
const ENOUGH = 10;
/** If so many in a row come to nothing, all would. */
const HOPELESS = 5;
/** How long the channel has to refuse a message before its status is asked for, in milliseconds. */
const UNTIL_REFUSED = 5_000;
const MINUTE = 60_000;
const TEST_MINUTES = 2;
const DAY = 24 * 60 * MINUTE;

const REASONS: Readonly<Record<Exclusion, string>> = {
	portfolio: 'The contact is in a portfolio that is left out',
	tag: 'The contact has a tag that is left out',
};

/** One run of a campaign in one account. */
export class Campaign {
	private readonly settings: Settings;
	private readonly workbench: Tools;
	private readonly report: Report;
	private readonly counts: Record<Row['outcome'], number> = {
		failed: 0,
		refused: 0,
		sent: 0,
		skipped: 0,
		unknown: 0,
		wouldSend: 0,
	};
	/** How many were sent the message by earlier runs. */
	private before = 0;
	/** The failures since something last succeeded, and the first of all. */
	private failuresInRow = 0;
	private firstFailure?: unknown;
	/** What failures said. */
	private readonly words = new Set<string>();
	private tested?: Tracked;
	private readonly sentIds = new Set<string>();
	/** Rows that are not told until somebody was sent to: should nobody be, the whole has failed and may be tried again. */
	private readonly held: Array<[place: number, row: Row]> = [];
	/** Why nothing more is sent. */
	private ended?: string;

	constructor(settings: Settings, workbench: Tools, report: Report) {
		this.settings = settings;
		this.workbench = workbench;
		this.report = report;
	}

	/** Tells of an item that it is left out, and why. */
	readonly skip = (place: number, to: string, reason: string): void =>
		this.tell(place, { to, outcome: 'skipped', reason });

	/**
	 * Sends to everybody who is not left out, wave by wave, as long as nothing speaks against it.
	 * @throws OperationalError if the test is not delivered; what the first failed with, if nobody can be sent to
	 */
	async run(recipients: readonly Recipient[]): Promise<void> {
		const { dryRun, tester, maximum = Infinity, skipTagIds, skipPortfolioIds } = this.settings;
		const excluded = await excludedContacts(this.workbench, { tagIds: skipTagIds, portfolioIds: skipPortfolioIds });
		let size = FIRST_WAVE;
		let left = [...recipients];
		while (left.length > 0 && this.ended === undefined) {
			const { sent, failed, refused, unknown, wouldSend } = this.counts;
			const room = maximum - sent - failed - refused - unknown - wouldSend;
			if (room <= 0) this.ended = `The maximum of ${maximum} for one run is reached`;
			if (room <= 0) break;
			const candidates = left.slice(0, Math.min(size, room));
			left = left.slice(candidates.length);
			const wave = await this.thoseToSendTo(candidates, excluded);
			if (wave.length === 0) continue;
			if (dryRun) {
				for (const recipient of wave) this.tellOf(recipient, { outcome: 'wouldSend', reason: prospectOf(recipient) });
				continue;
			}
			if (tester !== undefined && !this.tested) this.tested = await this.test(tester, wave[0]);
			await this.send(wave);
			size = Math.min(2 * size, templateBatch.size);
		}
		this.refuseHopeless();
		for (const recipient of left) this.tellOf(recipient, { outcome: 'skipped', reason: this.ended ?? '' });
		this.release();
		await this.sumUp(recipients);
	}

	/** Leaves out who is not to be sent to, and tells why. */
	private async thoseToSendTo(
		candidates: readonly Recipient[],
		excluded: ReadonlyMap<string, Exclusion>,
	): Promise<Recipient[]> {
		const { tester } = this.settings;
		const wave = new Set<Recipient>();
		await this.workbench.sideBySide(
			candidates,
			() => undefined,
			async (recipient) => {
				const exclusion = excluded.get(oneSpelling(recipient.to));
				if (exclusion) return this.tellOf(recipient, { outcome: 'skipped', reason: REASONS[exclusion] });
				if (tester !== undefined && oneSpelling(tester) === oneSpelling(recipient.to)) {
					return this.tellOf(recipient, { outcome: 'skipped', reason: 'It is the recipient of the test' });
				}
				const asked = await this.workbench.attempt(async () => await this.objectionTo(recipient));
				if ('failure' in asked) {
					const reason = `It could not be found out whether this person has got it before, so it was not sent. ${asked.failure}`;
					this.fail(recipient, { outcome: 'failed', reason }, asked.error);
				} else if (asked.value) this.tellOf(recipient, { outcome: 'skipped', ...asked.value });
				else wave.add(recipient);
			},
		);
		return candidates.filter((recipient) => wave.has(recipient));
	}

	/** Why somebody is not to be sent to, as the service knows it. @throws NodeApiError if it cannot be asked */
	private async objectionTo({ to, senderId }: Recipient): Promise<Pick<Row, 'reason' | 'message'> | undefined> {
		const { templateId, skipReceivedDays: days } = this.settings;
		const sent = await this.workbench.find({ endpoint: STATUS, path: { id: senderId } });
		if (sent) {
			this.before++;
			const message = sentToRecipient(sent, to);
			const { createdAt, failedReason } = message.delivery;
			const { outcome } = outcomeOf(message);
			const when = createdAt ? ` at ${isoOf(createdAt)}` : '';
			const why = outcome === 'failed' ? `, and it was not delivered${failedReason ? `: ${failedReason}` : ''}` : '';
			return { message, reason: `It was sent before in this campaign${when}${why}` };
		}
		if (days === undefined) return undefined;
		const receivedAt = await templateReceivedAt(this.workbench, to, templateId, Date.now() - days * DAY);
		if (receivedAt === undefined) return undefined;
		return { reason: `This template was sent to the person at ${new Date(receivedAt).toISOString()}` };
	}

	/**
	 * Sends the message to the test recipient, and waits until it is delivered.
	 * @param to the test recipient
	 * @param first whose values it is sent with
	 * @throws NodeApiError if the service does not take it, OperationalError if it is not delivered in time
	 */
	private async test(to: string, { message: { body } }: Recipient): Promise<Tracked> {
		const { testMinutes: minutes = TEST_MINUTES } = this.settings;
		const answer = await this.workbench.send({ endpoint: SEND, body: { ...body, to, senderId: randomUUID() } });
		const message = await followedUntil(this.workbench, sentToRecipient(answer, to), Date.now() + minutes * MINUTE);
		const { outcome, failedReason, status } = outcomeOf(message);
		if (outcome === 'delivered' || outcome === 'read') return message;
		const what =
			outcome === 'noNews'
				? `After ${minutes} minutes its status is ${status}. If it comes late, add the option 'Wait for Test'.`
				: `Its status is ${status}${failedReason ? `: “${failedReason}”` : ''}.`;
		throw new OperationalError('The test was not delivered, so nothing was sent to the list', {
			description: `The message to ${shownRecipient(to)}, the 'Test Recipient', came first. ${what}`,
		});
	}

	private async send(wave: readonly Recipient[]): Promise<void> {
		const results = await this.workbench.sendTogether(
			templateBatch,
			wave.map(({ message }) => message),
		);
		const { stopAfterFailures, stopAtShare } = this.settings;
		const isWatched = stopAfterFailures !== undefined || stopAtShare !== undefined;
		const sent = new Map<Recipient, Tracked>();
		for (const [place, recipient] of wave.entries()) {
			const result = results[place];
			if ('answer' in result) sent.set(recipient, sentToRecipient(result.answer, recipient.to));
			else {
				const outcome = isUnknown(result.failure) ? 'unknown' : 'refused';
				this.fail(recipient, { outcome, reason: explained(result.failure) }, result.failure);
			}
		}
		if (isWatched && sent.size > 0) {
			await this.workbench.pause(UNTIL_REFUSED);
			await this.workbench.sideBySide(
				[...sent],
				() => undefined,
				async ([recipient, message]) => void sent.set(recipient, await followed(this.workbench, message)),
			);
		}
		for (const [recipient, message] of sent) {
			const { outcome, failedReason } = outcomeOf(message);
			if (outcome === 'failed') {
				const reason = `The channel did not deliver it${failedReason ? `: ${failedReason}` : ''}`;
				this.fail(recipient, { outcome: 'failed', reason, message }, new OperationalError(reason));
			} else {
				this.failuresInRow = 0;
				this.tellOf(recipient, { outcome: 'sent', reason: '', message });
			}
		}
		this.endAfterFailures();
	}

	/** Ends the sending if too much has failed. */
	private endAfterFailures(): void {
		const { stopAfterFailures = Infinity, stopAtShare = Infinity } = this.settings;
		const { failed, refused, unknown, sent } = this.counts;
		const failures = failed + refused + unknown;
		const tried = failures + sent;
		const share = (100 * failures) / tried;
		if (failures >= stopAfterFailures || (tried >= ENOUGH && share >= stopAtShare)) {
			this.ended = `Nothing more was sent after ${failures} of ${tried} had failed`;
		} else if (this.failuresInRow >= HOPELESS && this.failuresInRow === tried) {
			this.ended = `Nothing more was sent, since all of the first ${tried} had failed`;
		}
	}

	/** @throws what the first failed with, if nobody was sent to, now or before, and the reason is none of theirs */
	private refuseHopeless(): void {
		const { sent, unknown, wouldSend, failed, refused } = this.counts;
		if (this.firstFailure === undefined || sent + unknown + wouldSend + this.before > 0) return;
		const isOfAll = failed + refused > 1 && this.words.size === 1;
		if (!isRefusedAsWrong(this.firstFailure) || isOfAll) throw asThrown(this.firstFailure);
	}

	/** Tells the user what was done. */
	private async sumUp(recipients: readonly Recipient[]): Promise<void> {
		const { sent, failed, refused, unknown, skipped, wouldSend } = this.counts;
		const { dryRun } = this.settings;
		if (dryRun) {
			this.workbench.tell(
				`Dry Run is on: nothing was sent. ${peopleOf(wouldSend)} would be sent the message, ${skipped} left out. Turn it off to send.`,
			);
			return;
		}
		const parts = [
			`${peopleOf(sent)} ${sent === 1 ? 'was' : 'were'} sent the message`,
			skipped > 0 && `${skipped} left out`,
			refused > 0 && `${refused} refused`,
			failed > 0 && `${failed} failed`,
			unknown > 0 && `of ${unknown} it is not known whether it was sent; run it again to find out`,
		];
		const summary = parts.filter((part) => part !== false).join(', ');
		this.workbench.tell([summary, this.ended].filter(Boolean).join('. '));
		if (sent > 0) await this.warnIfForgetful(recipients);
	}

	/** That nobody is sent to twice stands on the service finding a message by its Sender ID. */
	private async warnIfForgetful(recipients: readonly Recipient[]): Promise<void> {
		const last = recipients.findLast(({ senderId }) => this.sentIds.has(senderId));
		if (!last) return;
		const found = await this.workbench.attempt(
			async () => await this.workbench.find({ endpoint: STATUS, path: { id: last.senderId } }),
		);
		if ('failure' in found || found.value) return;
		this.workbench.tell(
			'The service does not find what was sent by its Sender ID. Another run of this campaign may send the message to the same people again: keep the rows, and take out of the list who is in them.',
		);
	}

	private tellOf({ place, to, senderId }: Recipient, row: Omit<Row, 'senderId' | 'to'>): void {
		if (row.outcome === 'sent') this.sentIds.add(senderId);
		this.tell(place, { ...row, to: shownRecipient(to), senderId });
	}

	private fail(recipient: Recipient, row: Omit<Row, 'senderId' | 'to'>, error: unknown): void {
		this.firstFailure ??= error;
		this.words.add(error instanceof NodeApiError ? refusalWords(error) : row.reason);
		this.failuresInRow++;
		this.tellOf(recipient, row);
	}

	private tell(place: number, row: Row): void {
		this.counts[row.outcome]++;
		this.held.push([place, row]);
		const { sent, unknown, wouldSend } = this.counts;
		if (sent + unknown + wouldSend + this.before > 0) this.release();
	}

	private release(): void {
		for (const [place, row] of this.held.splice(0)) this.report(place, row);
	}
}

/** What is to be said of somebody whom nothing is sent to yet. */
const prospectOf = ({ lacking }: Recipient) =>
	lacking.length === 0
		? 'Dry Run is on'
		: `Dry Run is on. No value is given for ${lacking.map((name) => `“${name}”`).join(', ')} of the template, so it may be refused`;

const peopleOf = (count: number) => (count === 1 ? '1 person' : `${count} people`);
