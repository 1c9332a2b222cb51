import { type Answer, parseAnswer } from './answer.ts';
import { type InvokerOptions, invokeWithRetries, type Outcome } from './invoker.ts';
import { LIMITS } from './limits.ts';
import type { ActionData, Fault, InvocationEvent, InvocationEventType, Participant, ParticipantTag } from './model.ts';
import type { World } from './world.ts';

/** A SIP media application, with the function behind it. */
export interface Application {
  readonly id: string;
  readonly region: string;
  readonly invoke: InvokerOptions['invoke'];
}

/** What the function is to be told. The parties are shown as they were when it happened. */
export interface CallEvent {
  readonly type: InvocationEventType;
  readonly data?: ActionData | undefined;
  readonly fault?: Fault | undefined;
  readonly invoked: ParticipantTag;
  readonly participants: readonly Participant[];
  /** Whether the list of actions goes on only when this has been answered. */
  readonly isAwaited: boolean;
}

export interface ConversationOptions {
  readonly world: World;
  readonly application: Application;
  readonly accountId: string;
  readonly ruleId?: string | undefined;
  readonly transactionId: string;
  readonly track: InvokerOptions['track'];
  readonly onAnswer: (event: CallEvent, answer: Answer) => void;
  /** The answer is wrong as a whole. */
  readonly onFault: (event: CallEvent, fault: Fault) => void;
  /** No answer came, whatever was tried. */
  readonly onLost: (event: CallEvent, isTimeout: boolean) => void;
}

/** What is said between a call and its function: numbered events one way, answers and attributes the other. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #waiting: CallEvent[] = [];
  #inFlight = 0;
  #sequence = 0;
  #invocations = 0;
  #attributes: Answer['attributes'];

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** Tells the function, when it has answered what came before. */
  tell(event: CallEvent): void {
    this.#waiting.push(event);
    this.#send();
  }

  #send(): void {
    const { world, application, track } = this.#options;
    if (this.#inFlight > 0 && world.conformance.invocations === 'serial') return;
    const event = this.#waiting.shift();
    if (!event) return;
    this.#inFlight += 1;
    this.#sequence += 1;
    invokeWithRetries(
      { ...world, invoke: application.invoke, track },
      this.#envelopeOf(event),
      () => this.#count(),
      outcome => {
        this.#inFlight -= 1;
        this.#hear(event, outcome);
        this.#send();
      },
    );
  }

  #count(): boolean {
    this.#invocations += 1;
    return this.#invocations <= LIMITS.invocationsPerCall;
  }

  #hear(event: CallEvent, outcome: Outcome): void {
    const { world, onAnswer, onFault, onLost } = this.#options;
    if (outcome.kind !== 'answered') {
      onLost(event, outcome.kind === 'timed-out');
      return;
    }
    const answer = parseAnswer(outcome.answer, world.conformance);
    if ('fault' in answer) onFault(event, answer.fault);
    else {
      this.#keep(answer.attributes);
      onAnswer(event, answer);
    }
  }

  /** Attributes are replaced as a whole; an empty map erases them. */
  #keep(attributes: Answer['attributes']): void {
    if (attributes) this.#attributes = Object.keys(attributes).length > 0 ? attributes : undefined;
  }

  #envelopeOf({ type, data, fault, participants }: CallEvent): InvocationEvent {
    const { accountId, ruleId, application, transactionId } = this.#options;
    return {
      SchemaVersion: '1.0',
      Sequence: this.#sequence,
      InvocationEventType: type,
      ...(data && { ActionData: data }),
      CallDetails: {
        TransactionId: transactionId,
        ...(this.#attributes && { TransactionAttributes: this.#attributes }),
        AwsAccountId: accountId,
        AwsRegion: application.region,
        ...(ruleId && { SipRuleId: ruleId }),
        SipMediaApplicationId: application.id,
        Participants: participants,
      },
      ...(fault && { ErrorType: fault.type, ErrorMessage: fault.message }),
    };
  }
}
