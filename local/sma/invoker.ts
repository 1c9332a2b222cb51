import type { Conformance } from './conformance.ts';
import { LIMITS } from './limits.ts';
import type { InvocationEvent, Invoke } from './model.ts';
import { after, type World } from './world.ts';

/** How the invocation of the function went in the end, after retries. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: unknown }
  /** The function failed each time. */
  | { readonly kind: 'failed' }
  /** Nothing came within 20 s. */
  | { readonly kind: 'timed-out' };

export interface InvokerOptions extends Pick<World, 'clock' | 'faults'> {
  readonly conformance: Pick<Conformance, 'lateAnswer'>;
  readonly invoke: Invoke;
  /** Keeps account of what the function has begun. */
  readonly track: (work: Promise<unknown>) => void;
}

/**
 * Invokes the function with an event, which keeps its sequence when it is sent again: after 5 s without an answer, and
 * once after a failure. `counted` is told of each attempt and may forbid it; the first answer ends the matter.
 */
export function invokeWithRetries(
  { clock, faults, conformance, invoke, track }: InvokerOptions,
  event: InvocationEvent,
  counted: () => boolean,
  settle: (outcome: Outcome) => void,
): void {
  let isOver = false;
  let attempts = 0;
  let failures = 0;
  const pending = new Set<() => void>();

  const later = (ms: number, run: () => void) => void pending.add(after({ clock }, ms, run));
  function end(outcome: Outcome): void {
    if (isOver) return;
    isOver = true;
    for (const cancel of pending) cancel();
    settle(outcome);
  }
  function failed(): void {
    failures += 1;
    if (failures > 1) end({ kind: 'failed' });
    else attempt();
  }

  function attempt(): void {
    if (isOver) return;
    if (!counted()) {
      end({ kind: 'failed' });
      return;
    }
    attempts += 1;
    const number = attempts;
    const { status, late = 0, twice } = faults.invocation?.(event, number) ?? {};
    const run = status === undefined ? called(invoke, event) : Promise.reject(new Error(`status ${status}`));
    if (twice) track(called(invoke, event).catch(() => undefined));
    const arrive = (react: () => void) => {
      const isTaken = () => !isOver && (number === attempts || conformance.lateAnswer === 'taken');
      if (late === 0) return isTaken() && react();
      later(late, () => isTaken() && react());
    };
    track(
      run.then(
        answer => void arrive(() => end({ kind: 'answered', answer })),
        () => void arrive(failed),
      ),
    );
    later(LIMITS.retryAfterMs, () => number === attempts && attempt());
  }

  later(LIMITS.giveUpAfterMs, () => end({ kind: 'timed-out' }));
  attempt();
}

/** What leaves is what would go over the wire, so that nobody can change it afterwards. */
const called = async (invoke: Invoke, event: InvocationEvent): Promise<unknown> => invoke(structuredClone(event));
