import {
  type Action,
  type ActionType,
  INVALID_TARGET,
  type ParsedAction,
  parseAction,
  SYSTEM_ERROR,
} from './actions.ts';
import { isMeeting, type Leg } from './leg.ts';
import type { ActionData, Fault, ParticipantTag } from './model.ts';
import { isToldByHangup } from './perform/legs.ts';
import { perform } from './perform/performers.ts';
import type { Call, Performance, Results, Stage } from './perform/stage.ts';
import { after, type World } from './world.ts';

/** The function is told of their success even in the middle of a list. */
const ANNOUNCED: ReadonlySet<ActionType> = new Set<ActionType>([
  'CallAndBridge',
  'Hangup',
  'JoinChimeMeeting',
  'ModifyChimeMeetingAttendees',
  'PlayAudioAndGetDigits',
  'SpeakAndGetDigits',
  'RecordAudio',
  'StartBotConversation',
]);

const INTERRUPTIBLE: ReadonlySet<ActionType> = new Set<ActionType>(['PlayAudio', 'RecordAudio', 'Pause']);

export type ActionEvent = 'ACTION_SUCCESSFUL' | 'ACTION_FAILED' | 'ACTION_INTERRUPTED';

export interface ActionListOptions {
  readonly world: World;
  readonly call: Call;
  /** The leg that the parameters name, if it lives. */
  readonly legOf: (parameters: Results, otherwise: ParticipantTag) => Leg | undefined;
  /** Answers the leg where the action needs that; a fault where the action cannot be. */
  readonly admit: (type: ActionType, leg: Leg) => Fault | undefined;
  /** `isAwaited`: what is left goes on only when the function has answered. */
  readonly emit: (event: ActionEvent, data: ActionData, leg: Leg | undefined, isAwaited: boolean) => void;
  /** Nothing is left to do. */
  readonly onIdle: () => void;
}

interface Queued {
  readonly action: Action;
  /** The leg that the function was invoked for. */
  readonly invoked: ParticipantTag;
}

interface Running extends Queued {
  readonly leg: Leg;
  performance?: Performance | undefined;
  readonly cleanUp: (() => void)[];
}

/** The actions of a call, one after the other, by the rules of the service. */
export class ActionList {
  readonly #options: ActionListOptions;
  #queue: Queued[] = [];
  #running: Running | undefined;
  #isHeld = false;

  constructor(options: ActionListOptions) {
    this.#options = options;
  }

  /** New actions take the place of all that have not begun, and of the running one where that can be interrupted. */
  replace(actions: readonly Action[], invoked: ParticipantTag, mayInterrupt: boolean): void {
    this.#queue = actions.map(action => ({ action, invoked }));
    this.#isHeld = false;
    const running = this.#running;
    if (running && mayInterrupt && INTERRUPTIBLE.has(running.action.Type)) {
      const results = running.performance?.cut?.() ?? {};
      this.#leave(running);
      this.#options.emit('ACTION_INTERRUPTED', dataOf(running, results), running.leg, false);
    }
    this.#next();
  }

  /** The function had no other wish: what is left goes on. */
  release(): void {
    this.#isHeld = false;
    this.#next();
  }

  /** A digit from the leg. Answers whether an action that collects digits has taken it. */
  press(leg: Leg, digit: string): boolean {
    const running = this.#running;
    if (running?.leg !== leg) return false;
    running.performance?.press?.(digit);
    return running.action.Type.endsWith('GetDigits');
  }

  /** The leg is gone. An action on it is cut short, and the rest is dropped. */
  cut(leg: Leg): void {
    const running = this.#running;
    if (running?.leg !== leg || running.action.Type === 'Hangup') return;
    const how = this.#options.world.conformance.actionCutByHangup;
    const results = running.performance?.cut?.() ?? {};
    this.#leave(running);
    this.#queue = [];
    if (how === 'silent') return;
    if (how === 'successful') this.#options.emit('ACTION_SUCCESSFUL', dataOf(running, results), leg, false);
    else this.#options.emit('ACTION_FAILED', dataOf(running, { ...results, ...errorOf(SYSTEM_ERROR) }), leg, false);
  }

  /** The call is over. */
  clear(): void {
    this.#queue = [];
    if (this.#running) this.#leave(this.#running);
  }

  #next(): void {
    if (this.#running || this.#isHeld) return;
    const queued = this.#queue.shift();
    if (queued) this.#start(queued);
    else this.#options.onIdle();
  }

  #start(queued: Queued): void {
    const { action, invoked } = queued;
    const { legOf, admit } = this.#options;
    const parsed = parseAction(action);
    const leg = legOf(action.Parameters, action.Type === 'ModifyChimeMeetingAttendees' ? 'LEG-B' : invoked);
    if ('fault' in parsed) this.#fail(queued, leg, errorOf(parsed.fault));
    else if (!leg) this.#fail(queued, undefined, errorOf(INVALID_TARGET));
    else {
      const fault = admit(parsed.type, leg);
      if (fault) this.#fail(queued, leg, errorOf(fault));
      else this.#run({ ...queued, leg, cleanUp: [] }, parsed);
    }
  }

  #run(running: Running, parsed: ParsedAction): void {
    this.#running = running;
    const performance = perform(parsed, this.#stageOf(running));
    if (this.#running === running) running.performance = performance;
  }

  #stageOf(running: Running): Stage {
    const { world, call } = this.#options;
    const { leg, cleanUp } = running;
    const isOn = () => this.#running === running;
    const leave = (then: () => void) => {
      if (!isOn()) return;
      running.performance = undefined;
      this.#leave(running);
      then();
    };
    return {
      ...{ world, call, leg, raw: running.action.Parameters },
      after: (ms, run) => {
        const cancel = after(world, ms, () => isOn() && run());
        cleanUp.push(cancel);
        return cancel;
      },
      play: source => {
        const silence = play(leg, source, () => call.changed());
        cleanUp.push(silence);
        return silence;
      },
      done: results => leave(() => this.#succeed(running, results ?? {})),
      failed: fault => leave(() => this.#fail(running, leg, errorOf(fault))),
      failedWith: error => leave(() => this.#fail(running, leg, { Error: error })),
    };
  }

  #leave(running: Running): void {
    this.#running = undefined;
    for (const undo of running.cleanUp) undo();
    running.performance?.stop?.();
  }

  #succeed(running: Running, results: Results): void {
    const { Type } = running.action;
    const isLast = this.#queue.length === 0;
    if (isLast || ANNOUNCED.has(Type)) {
      this.#isHeld = !isLast;
      const isTold =
        Type === 'Hangup' && isToldByHangup(running.leg, this.#options.world.conformance.hangupOfBridgedLeg);
      if (!isTold) this.#options.emit('ACTION_SUCCESSFUL', dataOf(running, results), running.leg, !isLast);
    }
    this.#next();
  }

  #fail(queued: Queued, leg: Leg | undefined, error: Results): void {
    this.#queue = [];
    this.#options.emit('ACTION_FAILED', dataOf({ ...queued, leg }, error), leg, false);
    this.#next();
  }
}

const errorOf = ({ type, message }: Fault): Results => ({ ErrorType: type, ErrorMessage: message });

/** What the function is told of an action: as it was sent, with the call that a bridge belongs to, and the results. */
function dataOf({ action, leg }: { action: Action; leg: Leg | undefined }, results: Results): ActionData {
  const { Type, Parameters } = action;
  return {
    Type,
    Parameters: { ...Parameters, ...(Type === 'CallAndBridge' && leg && { CallId: leg.callId }) },
    ...results,
  };
}

/** Into a meeting a sound goes by the seat that the leg has there. */
function play(leg: Leg, source: string, changed: () => void): () => void {
  const sounds = isMeeting(leg) && leg.connection ? leg.connection.sounds : leg.sounds;
  sounds.add(source);
  changed();
  return () => {
    if (sounds.delete(source)) changed();
  };
}
