import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { SmaClock } from './clock.ts';
import { type Conformance, defaultConformance } from './conformance.ts';
import type { Application } from './conversation.ts';
import { dial, headersForFunction } from './dial.ts';
import type { Faults } from './faults.ts';
import { heardBy } from './hearing.ts';
import { type Heard, isLive, isMeeting, type Leg, noteHeard } from './leg.ts';
import { defaultQuotas, defaultTiming, LIMITS, type Quotas, type Timing } from './limits.ts';
import { type Connection, type Dropped, type MeetingNotification, Meetings } from './meetings.ts';
import type { Invoke } from './model.ts';
import { MEETING_NUMBER } from './perform/meeting.ts';
import { Phones } from './phones.ts';
import { tokenBuckets } from './token-buckets.ts';
import { Transaction } from './transaction.ts';
import { after, type Prompts, type Recording, type Recordings, type World } from './world.ts';

export interface SmaOptions {
  readonly clock: SmaClock;
  /** The function behind the applications. */
  readonly invoke: Invoke;
  /** Whether the account owns the number: calls to it arrive, and outbound calls may come from it. */
  readonly owns: (number: string) => boolean;
  /** In the order in which the SIP rule names them; one when left out. An own function may be given to each. */
  readonly applications?: readonly (Pick<Application, 'id' | 'region'> & Partial<Pick<Application, 'invoke'>>)[];
  readonly accountId?: string;
  /** Unique texts; random when left out. */
  readonly nextId?: () => string;
  /** Every file is there and lasts five seconds when left out. */
  readonly prompts?: Prompts;
  /** Kept in `recordings` of the simulator when left out. */
  readonly recordings?: Recordings;
  readonly conformance?: Partial<Conformance>;
  readonly quotas?: Partial<Quotas>;
  readonly timing?: Partial<Timing>;
  readonly faults?: Faults;
  /** Told of changes of meetings, as EventBridge would be. */
  readonly notify?: (notification: MeetingNotification) => void;
}

export interface CallRequest {
  readonly from: string;
  readonly to: string;
  readonly sipHeaders?: Readonly<Record<string, string>> | undefined;
}

export interface OutboundRequest extends CallRequest {
  readonly applicationId: string;
  readonly args?: Readonly<Record<string, string>> | undefined;
}

/** A telephone, as somebody who holds it knows it. */
export interface LegView {
  readonly id: string;
  readonly transactionId: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  readonly state: Leg['state'];
  readonly answered: boolean;
  /** What is heard now; see `heardBy`. */
  readonly hears: readonly string[];
  /** SIP response code of the end; 0 is a normal one. */
  readonly cause?: number;
  /** Digits that were sent to this telephone. */
  readonly receivedDigits: string;
  readonly timeline: readonly Heard[];
}

/** A client that is in a meeting by the network, such as an agent's browser. */
export interface MeetingClient {
  readonly attendeeId: string;
  hears(): readonly string[];
  /** Why it was cut off; undefined while it is connected or when it left. */
  dropped(): Dropped | undefined;
  mute(muted: boolean): void;
  leave(): void;
}

/** What has not ended, to find what should have. */
export interface LiveCounts {
  readonly transactions: number;
  readonly legs: number;
  readonly meetings: number;
}

const KEPT = 1000;
const NUMBER = /^\+?[1-9]\d{1,14}$/;
const ALWAYS: Prompts = { durationMs: () => 5000 };
const defaultApplication = { id: 'sma-local', region: 'us-east-1' };

/** A simulator of SIP media applications with their meetings, telephones and control API. See the README beside it. */
export class Sma {
  readonly phones = new Phones();
  readonly faults: Faults;
  readonly meetings: Meetings;
  /** What the service has written into the applications' logs, newest last. */
  readonly logs: { readonly transactionId: string; readonly message: string }[] = [];
  /** Those that no port has taken, newest last. */
  readonly recordings: Recording[] = [];
  readonly #options: SmaOptions;
  readonly #world: World;
  readonly #applications: readonly Application[];
  readonly #mayPass: (operation: string) => boolean;
  readonly #live = new Set<Transaction>();
  /** Ended ones, oldest first; there are no more than are kept. */
  readonly #ended: Transaction[] = [];
  readonly #byCallId = new Map<string, { readonly leg: Leg; readonly transaction: Transaction }>();
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(options: SmaOptions) {
    const { clock, nextId = randomUUID, notify = () => {} } = options;
    this.#options = options;
    this.faults = options.faults ?? {};
    const conformance = { ...defaultConformance, ...options.conformance };
    const quotas = { ...defaultQuotas, ...options.quotas };
    this.#applications = (options.applications ?? [defaultApplication]).map(one => ({
      invoke: options.invoke,
      ...one,
    }));
    this.meetings = new Meetings({
      ...{ clock, nextId, quotas, conformance },
      notify: notification => this.#notify(notify, notification),
      changed: () => this.#listenInMeetings(),
    });
    this.#mayPass = tokenBuckets(quotas, () => clock.now());
    this.#world = {
      ...{ clock, nextId, conformance, quotas, faults: this.faults, phones: this.phones, meetings: this.meetings },
      timing: { ...defaultTiming, ...options.timing },
      prompts: options.prompts ?? ALWAYS,
      recordings: options.recordings ?? { write: recording => void this.recordings.push(recording) },
      owns: options.owns,
      activeCalls: () => this.#activeCalls(),
      log: (message, transactionId) => {
        this.logs.push({ transactionId, message });
        this.logs.splice(0, this.logs.length - KEPT);
      },
      listen: (leg, other) => this.#listen(leg, other),
    };
  }

  /** @throws ApiError the exception of throttling, or of a service that is down, where a fault or a quota says so */
  admit(operation: string, throttling: 'ThrottledClientException' | 'ThrottlingException'): void {
    if (this.faults.outage?.(operation)) throw new ApiError('ServiceFailureException', 'The service failed.');
    const isThrottled = this.faults.throttle?.(operation) === true || !this.#mayPass(operation);
    if (isThrottled) throw new ApiError(throttling, 'Rate exceeded');
  }

  /**
   * `CreateSipMediaApplicationCall`, after its throttle.
   *
   * @throws ApiError `BadRequestException`, `ResourceLimitExceededException`
   */
  createCall({ applicationId, from, to, sipHeaders, args }: OutboundRequest): string {
    const application = this.#applications.find(({ id }) => id === applicationId);
    if (!application) throw badRequest(`The SIP media application ${applicationId} does not exist.`);
    for (const number of [from, to]) if (!NUMBER.test(number)) throw badRequest(`${number} is not a valid number.`);
    if (!this.#options.owns(from)) throw badRequest(`${from} is not a number of this account.`);
    checkPairs('arguments', args);
    checkPairs('SIP headers', sipHeaders);
    if (this.#activeCalls() >= this.#world.quotas.activeCalls) {
      throw new ApiError('ResourceLimitExceededException', 'The number of active calls is exceeded.');
    }
    const isMeetingCall = to === MEETING_NUMBER;
    const leg = { kind: isMeetingCall ? 'meeting' : 'phone', from, to, direction: 'Outbound' } as const;
    const transaction = this.#open(application, leg, undefined, sipHeaders);
    after(this.#world, this.#world.timing.control, () => transaction.announce(args));
    return transaction.id;
  }

  /**
   * `UpdateSipMediaApplicationCall`, after its throttle. The function is invoked later, if the call is still there.
   *
   * @throws ApiError `BadRequestException`, `NotFoundException`
   */
  updateCall(applicationId: string, transactionId: string, args: Readonly<Record<string, string>>): void {
    checkPairs('arguments', args);
    const transaction = [...this.#live].find(({ id }) => id === transactionId);
    if (!transaction || transaction.application.id !== applicationId) {
      throw new ApiError('NotFoundException', `The call ${transactionId} does not exist.`);
    }
    const late = this.faults.update?.(transactionId) ?? 0;
    after(this.#world, this.#world.timing.control + late, () => transaction.update(args));
  }

  /** Whether the account owns the number. */
  owns(number: string): boolean {
    return this.#options.owns(number);
  }

  /**
   * Somebody calls. Returns the id of the caller's leg, which is over at once when the account's lines are taken.
   *
   * @throws RangeError when the number is none of the account's
   */
  call({ from, to, sipHeaders }: CallRequest): string {
    if (!this.#options.owns(to)) throw new RangeError(`${to} is not in service`);
    return this.#arrive(0, { from, to, sipHeaders }).legA.callId;
  }

  /** @throws RangeError when there is no such leg */
  press(callId: string, digits: string): void {
    const { leg, transaction } = this.#find(callId);
    for (const digit of digits) transaction.press(leg, digit);
  }

  /** The person at the telephone hangs up. @throws RangeError when there is no such leg */
  hangUp(callId: string): void {
    const { leg, transaction } = this.#find(callId);
    transaction.end(leg, 0);
  }

  /** The person talks for so long; recordings that end with silence wait for it. @throws RangeError when there is no such leg */
  talk(callId: string, seconds: number): void {
    this.#find(callId).leg.talksUntil = this.#world.clock.now() + seconds * 1000;
  }

  /** What is heard at the leg now; see `heardBy`. @throws RangeError when there is no such leg */
  hears(callId: string): readonly string[] {
    const { leg, transaction } = this.#find(callId);
    const other = leg === transaction.legA ? transaction.legB : transaction.legA;
    return heardBy(leg, other, this.meetings, this.#world.conformance);
  }

  /** @throws RangeError when there is no such leg */
  leg(callId: string): LegView {
    return this.#viewOf(this.#find(callId));
  }

  /** The telephones of all calls that are known, oldest call first; seats in meetings are none. */
  legs(): readonly LegView[] {
    return [...this.#byCallId.values()].filter(({ leg }) => !isMeeting(leg)).map(known => this.#viewOf(known));
  }

  /** A client joins by the network. @throws RangeError when the token lets nobody in */
  joinMeeting(meetingId: string, joinToken: string): MeetingClient {
    const attendee = this.meetings.attendeeOf(meetingId, joinToken);
    if (!attendee) throw new RangeError('The join token is not valid');
    let dropped: Dropped | undefined;
    const connection: Connection = this.meetings.connect(meetingId, attendee, 'client', why => {
      dropped = why;
    });
    return {
      attendeeId: attendee.AttendeeId,
      hears: () => {
        const heard = this.meetings.heardBy(connection);
        return heard.length > 0 ? heard.toSorted() : ['silence'];
      },
      dropped: () => dropped,
      mute: muted => {
        connection.muted = muted;
        this.#listenInMeetings();
      },
      leave: () => this.meetings.leave(connection),
    };
  }

  get live(): LiveCounts {
    const legs = [...this.#live].flatMap(transaction => transaction.legs.filter(isLive));
    return { transactions: this.#live.size, legs: legs.length, meetings: this.meetings.live.length };
  }

  /** Waits until the function has nothing left to do. */
  async idle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  #arrive(priority: number, { from, to, sipHeaders }: CallRequest): Transaction {
    const application = this.#applications[priority] as Application;
    const isFull = this.#activeCalls() >= this.#world.quotas.activeCalls;
    const leg = { kind: 'phone', from, to, direction: 'Inbound' } as const;
    const transaction = this.#open(application, leg, priority, sipHeaders);
    if (isFull) transaction.refuse(503);
    else transaction.begin();
    return transaction;
  }

  #open(
    application: Application,
    leg: Pick<Leg, 'kind' | 'from' | 'to' | 'direction'>,
    priority: number | undefined,
    sipHeaders: Readonly<Record<string, string>> | undefined,
  ): Transaction {
    const transaction = new Transaction({
      ...{ world: this.#world, application },
      accountId: this.#options.accountId ?? '000000000000',
      ...(priority !== undefined && { ruleId: 'sip-rule-local' }),
      leg: { ...leg, ...(sipHeaders && { sipHeaders: headersForFunction(sipHeaders) }) },
      track: work => this.#track(work),
      onLeg: (opened, of) => void this.#byCallId.set(opened.callId, { leg: opened, transaction: of }),
      failOver: failed => priority !== undefined && this.#failOver(failed, priority + 1),
      onEnd: ended => this.#close(ended),
      dial: dialled => dial(this.#world, dialled, sipHeaders),
    });
    this.#live.add(transaction);
    return transaction;
  }

  /** The next application of the rule takes the call; whoever holds the telephone notices nothing. */
  #failOver(failed: Transaction, priority: number): boolean {
    if (!this.#applications[priority]) return false;
    const { from, to, sipHeaders, callId } = failed.legA;
    this.#live.delete(failed);
    const transaction = this.#arrive(priority, { from, to, sipHeaders });
    this.#byCallId.set(callId, { leg: transaction.legA, transaction });
    return true;
  }

  #activeCalls(): number {
    const counts = (leg: Leg) => isLive(leg) && (!isMeeting(leg) || this.#world.conformance.meetingLegIsActiveCall);
    return [...this.#live].reduce((sum, transaction) => sum + transaction.legs.filter(counts).length, 0);
  }

  #close(transaction: Transaction): void {
    if (!this.#live.delete(transaction)) return;
    this.#ended.push(transaction);
    for (const gone of this.#ended.splice(0, this.#ended.length - KEPT)) {
      for (const { callId } of gone.legs) this.#byCallId.delete(callId);
    }
  }

  #find(callId: string): { readonly leg: Leg; readonly transaction: Transaction } {
    const found = this.#byCallId.get(callId);
    if (!found) throw new RangeError(`There is no call ${callId}`);
    return found;
  }

  #viewOf({ leg, transaction }: { readonly leg: Leg; readonly transaction: Transaction }): LegView {
    const { callId: id, from, to, state, answered, cause, receivedDigits, timeline } = leg;
    return {
      ...{ id, transactionId: transaction.id, from, to, state, answered },
      direction: leg.direction === 'Inbound' ? 'inbound' : 'outbound',
      hears: this.hears(id),
      ...(cause !== undefined && { cause }),
      ...{ receivedDigits, timeline: [...timeline] },
    };
  }

  #listen(leg: Leg, other: Leg | undefined): void {
    const hears = heardBy(leg, other, this.meetings, this.#world.conformance);
    noteHeard(leg.timeline, { at: this.#world.clock.now(), hears });
  }

  #listenInMeetings(): void {
    for (const transaction of this.#live) if (transaction.legs.some(leg => leg.connection)) transaction.changed();
  }

  #notify(notify: (notification: MeetingNotification) => void, notification: MeetingNotification): void {
    const { lost, late = 0 } = this.faults.notification?.(notification.detail.eventType) ?? {};
    if (!lost) after(this.#world, late, () => notify(notification));
  }

  #track(work: Promise<unknown>): void {
    this.#inFlight.add(work);
    // What is rejected here is a defect of the simulator, and is not caught.
    void work.finally(() => this.#inFlight.delete(work));
  }
}

export const createSma = (options: SmaOptions): Sma => new Sma(options);

const badRequest = (message: string) => new ApiError('BadRequestException', message);

function checkPairs(what: string, pairs: Readonly<Record<string, string>> = {}): void {
  if (Object.keys(pairs).length > LIMITS.arguments) throw badRequest(`There are more than 20 ${what}.`);
}
