import { ActionList } from './action-list.ts';
import { type ActionType, INVALID_ACTION } from './actions.ts';
import type { Answer } from './answer.ts';
import { type Application, type CallEvent, Conversation, type ConversationOptions } from './conversation.ts';
import { isLive, isMeeting, type Leg, type NewLeg, newLeg, participantOf } from './leg.ts';
import { LIMITS } from './limits.ts';
import type { ActionData, Fault, InvocationEventType, ParticipantTag } from './model.ts';
import { deliverRecording } from './perform/recording.ts';
import type { Call, Results, Told } from './perform/stage.ts';
import { after, type World } from './world.ts';

export interface TransactionOptions
  extends Pick<ConversationOptions, 'world' | 'application' | 'accountId' | 'ruleId' | 'track'> {
  readonly leg: Pick<NewLeg, 'kind' | 'from' | 'to' | 'direction' | 'sipHeaders'>;
  readonly onLeg: (leg: Leg, transaction: Transaction) => void;
  /** The function could not be invoked for a new call. True when another application has taken it over. */
  readonly failOver: (transaction: Transaction) => boolean;
  readonly onEnd: (transaction: Transaction) => void;
  /** The function has heard of an outbound call, which is dialled now. */
  readonly dial: (transaction: Transaction) => void;
}

/** Answers to these have no actions. */
const INFORMATIONAL: ReadonlySet<InvocationEventType> = new Set<InvocationEventType>([
  'NEW_OUTBOUND_CALL',
  'RINGING',
  'ACTION_INTERRUPTED',
]);

/** These leave an inbound call ringing; every other action answers it. */
const UNANSWERING: ReadonlySet<ActionType> = new Set<ActionType>(['Pause', 'Hangup', 'CallAndBridge']);

/** A call with its one or two legs: what happens to them, and what the function makes of it. */
export class Transaction implements Call {
  readonly id: string;
  readonly legA: Leg;
  readonly application: Application;
  readonly #options: TransactionOptions;
  readonly #world: World;
  readonly #actions: ActionList;
  readonly #conversation: Conversation;
  readonly #armed = new Map<Leg, (digit: string) => void>();
  /** The second legs there have been; the last one counts. */
  readonly #second: Leg[] = [];
  #idleSince = 0;
  #isOver = false;

  constructor(options: TransactionOptions) {
    const { world, leg } = options;
    this.#options = options;
    this.#world = world;
    this.id = world.nextId();
    this.application = options.application;
    this.legA = newLeg({ ...leg, callId: world.nextId(), tag: 'LEG-A', startedAt: world.clock.now() });
    options.onLeg(this.legA, this);
    this.#conversation = new Conversation({
      ...options,
      transactionId: this.id,
      onAnswer: (event, answer) => this.#hear(event, answer),
      onFault: (event, fault) => this.#refuse(event, fault),
      onLost: (event, isTimeout) => this.#giveUp(event, isTimeout),
    });
    this.#actions = new ActionList({
      ...{ world, call: this },
      legOf: (parameters, otherwise) => this.#legOf(parameters, otherwise),
      admit: (type, target) => this.#admit(type, target),
      emit: (event, data, target, isAwaited) => this.#emit(event, { data, leg: target, isAwaited }),
      onIdle: () => this.#giveUpUnanswered(),
    });
  }

  get legB(): Leg | undefined {
    const last = this.#second.at(-1);
    return isLive(last) ? last : undefined;
  }

  get legs(): readonly Leg[] {
    return [this.legA, ...this.#second];
  }

  /** An inbound call has arrived. */
  begin(): void {
    this.legA.state = 'ringing';
    this.changed();
    this.#emit('NEW_INBOUND_CALL');
  }

  /** An inbound call finds no line. */
  refuse(sipResponseCode: number): void {
    this.end(this.legA, sipResponseCode, 'silent');
  }

  /** An outbound call was asked for; it is dialled when the function has heard of it. */
  announce(args: Readonly<Record<string, string>> | undefined): void {
    const data = args && { Type: 'CallCreateRequest', Parameters: { Arguments: args } };
    this.#emit('NEW_OUTBOUND_CALL', { data });
  }

  /** The outbound leg rings. */
  ring(): void {
    if (!isLive(this.legA)) return;
    this.legA.state = 'ringing';
    this.#emit('RINGING');
  }

  /** The outbound leg was answered. */
  answered(): void {
    if (!isLive(this.legA)) return;
    this.answer(this.legA);
    this.#emit('CALL_ANSWERED');
  }

  update(args: Readonly<Record<string, string>>): void {
    const data = { Type: 'CallUpdateRequest', Parameters: { Arguments: args } };
    if (!this.#isOver) this.#emit('CALL_UPDATE_REQUESTED', { data });
  }

  /** A digit from the telephone. */
  press(leg: Leg, digit: string): void {
    if (leg.state !== 'connected') return;
    const isTaken = this.#actions.press(leg, digit);
    if (!isTaken) this.#armed.get(leg)?.(digit);
  }

  addLegB(leg: Parameters<Call['addLegB']>[0]): Leg {
    const { nextId, clock } = this.#world;
    const made = newLeg({ ...leg, callId: nextId(), tag: 'LEG-B', direction: 'Outbound', startedAt: clock.now() });
    this.#second.push(made);
    this.#options.onLeg(made, this);
    return made;
  }

  removeLegB(): void {
    const { legB } = this;
    if (!legB || legB.answered) return;
    legB.state = 'disconnected';
    this.changed();
  }

  answer(leg: Leg): void {
    leg.state = 'connected';
    leg.answered = true;
    this.changed();
  }

  arm(leg: Leg, press: (digit: string) => void): void {
    this.#armed.set(leg, press);
  }

  digitsReceived(data: Parameters<Call['digitsReceived']>[0]): void {
    if (!this.#isOver) this.#emit('DIGITS_RECEIVED', { data });
  }

  end(leg: Leg, sipResponseCode: number, how: Told = 'told'): void {
    if (!isLive(leg)) return;
    leg.state = 'disconnected';
    leg.cause = sipResponseCode;
    this.#armed.delete(leg);
    deliverRecording(this.#world, this, leg);
    if (leg.connection) this.#world.meetings.leave(leg.connection);
    this.#actions.cut(leg);
    const { legB } = this;
    if (leg === this.legA && legB && this.#goesWithCaller(legB)) this.end(legB, sipResponseCode, 'silent');
    this.#isOver = !isLive(this.legA) && !this.legB;
    this.changed();
    if (how !== 'silent') this.#emit('HANGUP', { data: hangupData(leg), leg, isAwaited: how === 'awaited' });
    if (this.#isOver) this.#close();
  }

  changed(): void {
    const { legA, legB } = this;
    this.#world.listen(legA, legB);
    const last = this.#second.at(-1);
    if (last) this.#world.listen(last, legA);
  }

  /** Every leg is hung up at once; the function hears of each, as far as it may be invoked. */
  terminate(sipResponseCode: number, message: string): void {
    this.#world.log(message, this.id);
    for (const leg of this.legs) this.end(leg, sipResponseCode);
  }

  #goesWithCaller(legB: Leg): boolean {
    return isMeeting(legB) && this.#world.conformance.meetingLegOfGoneCaller === 'ends';
  }

  #close(): void {
    this.#actions.clear();
    this.#options.onEnd(this);
  }

  #legOf(parameters: Results, otherwise: ParticipantTag): Leg | undefined {
    const { CallId, ParticipantTag: tag = otherwise } = parameters;
    const live = this.legs.filter(isLive);
    return CallId === undefined ? live.find(leg => leg.tag === tag) : live.find(leg => leg.callId === CallId);
  }

  #admit(type: ActionType, leg: Leg): Fault | undefined {
    this.#idleSince += 1;
    const isUnanswered = leg.state !== 'connected';
    if (!isUnanswered) return undefined;
    if (leg.direction === 'Outbound') return type === 'Hangup' ? undefined : INVALID_ACTION;
    if (!UNANSWERING.has(type)) this.answer(leg);
    return undefined;
  }

  /** An inbound call that nobody answers, and for which nothing is done, times out. */
  #giveUpUnanswered(): void {
    this.#idleSince += 1;
    const since = this.#idleSince;
    if (this.legA.direction !== 'Inbound' || this.legA.answered || this.#isOver) return;
    after(this.#world, LIMITS.unansweredMs, () => {
      const isStill = since === this.#idleSince && !this.legA.answered && isLive(this.legA);
      if (isStill) this.end(this.legA, 480);
    });
  }

  #emit(
    type: InvocationEventType,
    about: { data?: ActionData | undefined; fault?: Fault; leg?: Leg | undefined; isAwaited?: boolean } = {},
  ): void {
    const { data, fault, leg = this.legA, isAwaited = false } = about;
    const second = this.legB ?? (leg === this.legA ? undefined : leg);
    const participants = [this.legA, ...(second ? [second] : [])].map(participantOf);
    this.#conversation.tell({ type, data, fault, invoked: leg.tag, participants, isAwaited });
  }

  #giveUp({ type }: CallEvent, isTimeout: boolean): void {
    if (this.#isOver) return;
    if (isTimeout) this.terminate(480, 'AWS Lambda client operation timed out.');
    else if (type === 'NEW_INBOUND_CALL' && this.#options.failOver(this)) this.#handOver();
    else this.terminate(480, 'The AWS Lambda function could not be invoked.');
  }

  /** The call goes on as a transaction of another application. */
  #handOver(): void {
    this.legA.state = 'disconnected';
    this.#isOver = true;
    this.#close();
  }

  #hear(event: CallEvent, answer: Answer): void {
    if (event.type === 'NEW_OUTBOUND_CALL') this.#options.dial(this);
    else if (!INFORMATIONAL.has(event.type) && !this.#isOver) this.#obey(event, answer);
  }

  #obey({ type, invoked, isAwaited }: CallEvent, { actions }: Answer): void {
    if (actions.length > 0) {
      const mayInterrupt = type !== 'DIGITS_RECEIVED' || this.#world.conformance.interruptOnDigits;
      this.#actions.replace(actions, invoked, mayInterrupt);
    } else if (isAwaited) this.#actions.release();
    else if (type === 'NEW_INBOUND_CALL') this.#nothingToDo();
  }

  #nothingToDo(): void {
    this.#world.log('Actions list is empty.', this.id);
    if (this.#world.conformance.emptyFirstResponse === 'hangup') this.end(this.legA, 480);
    else this.#giveUpUnanswered();
  }

  #refuse({ type, invoked, isAwaited }: CallEvent, fault: Fault): void {
    this.#world.log(fault.message, this.id);
    if (type === 'NEW_OUTBOUND_CALL') this.#options.dial(this);
    if (this.#isOver || INFORMATIONAL.has(type)) return;
    const leg = invoked === 'LEG-B' ? this.legB : this.legA;
    this.#emit('INVALID_LAMBDA_RESPONSE', { fault, leg, isAwaited });
  }
}

const hangupData = ({ callId, tag, cause = 0 }: Leg): ActionData => ({
  Type: 'Hangup',
  Parameters: { CallId: callId, ParticipantTag: tag, SipResponseCode: cause },
});
