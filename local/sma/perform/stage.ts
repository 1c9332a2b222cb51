import type { ActionType, ParametersOf } from '../actions.ts';
import type { Leg, NewLeg } from '../leg.ts';
import type { Fault } from '../model.ts';
import type { World } from '../world.ts';

export type Results = Readonly<Record<string, unknown>>;

export type Told = 'told' | 'awaited' | 'silent';

/** The call as its actions see it. */
export interface Call {
  readonly id: string;
  readonly legA: Leg;
  /** The second leg, while it lives. */
  readonly legB: Leg | undefined;
  /** Makes the second leg. */
  addLegB(leg: Omit<NewLeg, 'callId' | 'tag' | 'startedAt' | 'direction'>): Leg;
  /** Takes away a second leg that has never been connected. */
  removeLegB(): void;
  /** Connects a leg that rings. */
  answer(leg: Leg): void;
  /** A leg is over. The function is told, and what is left of the list may wait for its answer. */
  end(leg: Leg, sipResponseCode: number, how?: Told): void;
  /** Arms the leg for `ReceiveDigits`; the one before it is gone. */
  arm(leg: Leg, press: (digit: string) => void): void;
  /** Digits that the leg was armed for. */
  digitsReceived(data: { readonly Type: string; readonly Parameters: Results; readonly ReceivedDigits: string }): void;
  /** What somebody hears may have changed. */
  changed(): void;
}

/** Where an action is performed. Whatever it has begun ends with it: its timers and its sounds. */
export interface Stage {
  readonly world: World;
  readonly call: Call;
  readonly leg: Leg;
  /** The parameters as the function sent them. */
  readonly raw: Results;
  after(ms: number, run: () => void): () => void;
  /** Plays to the leg until the action or the sound is over. */
  play(source: string): () => void;
  done(results?: Results): void;
  failed(fault: Fault): void;
  /** The failure that two actions document as a single text. */
  failedWith(error: string): void;
}

/** An action that goes on. */
export interface Performance {
  /** A digit from its leg. */
  press?(digit: string): void;
  /** What is undone besides timers and sounds when it is cut short. */
  stop?(): void;
  /** The results so far, when the caller hangs up. */
  cut?(): Results;
}

export type Perform<T extends ActionType> = (parameters: ParametersOf<T>, stage: Stage) => Performance | undefined;
