import type { interactionEvents } from '#schemas/interactions/events.ts';
import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { EventOf } from '#schemas/kit/event.ts';
import type { RoutingEvaluation } from '#schemas/routing/model.ts';
import type { sessionEvents } from '#schemas/sessions/events.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { voiceEvents } from '#schemas/voice/events.ts';
import type { CallRecord } from '#schemas/voice/model.ts';

import { reliefEvents } from '#shared/domain/sessions/relief-events.ts';

/** One aggregate before and after a decision; `before` is null for a new one. */
export interface Moved<T> {
  readonly before: T | null;
  readonly after: T;
}

/** A line to add to a conversation; its index is given at commit. */
export type NewEntry = Omit<Entry, 'index' | 'at'>;

/** An event to record; id, time, actor and version are given at commit. */
export type NewEvent = (
  | EventOf<typeof interactionEvents>
  | EventOf<typeof sessionEvents>
  | EventOf<typeof voiceEvents>
) & {
  /** The aggregate it is about. */
  readonly subject: `interaction/${string}` | `agent/${string}`;
  /** Agents whose feed it joins. */
  readonly agents: readonly string[];
};

/**
 * Everything one decision does. Waiting and routable rows, timers and wake-ups are not listed: they follow from the
 * aggregates (see `shared/domain/routing/projection.ts`), so that no decision can forget them.
 */
export interface Change {
  readonly interactions: readonly Moved<InteractionRecord>[];
  readonly agents: readonly Moved<AgentRecord>[];
  /** Where nobody says what becomes of the call of an interaction, the call follows it (see `follow`). */
  readonly calls: readonly Moved<CallRecord>[];
  readonly entries: readonly NewEntry[];
  readonly events: readonly NewEvent[];
  /** The matcher's reasoning, kept with the interaction's timeline. */
  readonly evaluation: RoutingEvaluation | null;
}

export const change = (parts: Partial<Change>): Change => ({
  interactions: [],
  agents: [],
  calls: [],
  entries: [],
  events: [],
  evaluation: null,
  ...parts,
});

export const nothing: Change = change({});

export const isNothing = (one: Change): boolean =>
  one.interactions.length + one.agents.length + one.calls.length + one.entries.length + one.events.length === 0;

/** One change out of several, each of which started where the one before it ended. */
export function merge(...changes: readonly Change[]): Change {
  return {
    interactions: joined(changes.flatMap(one => one.interactions)),
    agents: joined(changes.flatMap(one => one.agents)),
    calls: joined(changes.flatMap(one => one.calls)),
    entries: changes.flatMap(one => one.entries),
    events: changes.flatMap(one => one.events),
    evaluation: changes.findLast(one => one.evaluation !== null)?.evaluation ?? null,
  };
}

function joined<T extends { readonly id: string }>(moves: readonly Moved<T>[]): Moved<T>[] {
  const byId = new Map<string, Moved<T>>();
  for (const move of moves) {
    const first = byId.get(move.after.id);
    byId.set(move.after.id, { before: first ? first.before : move.before, after: move.after });
  }
  return [...byId.values()];
}

/** Gives each changed aggregate its next version, and says what follows for the agents' work. */
export const seal = (one: Change): Change => ({
  ...one,
  interactions: one.interactions.map(sealed),
  agents: one.agents.map(sealed),
  events: [...one.events, ...one.agents.flatMap(reliefEvents)],
  calls: one.calls.map(sealed),
});

const sealed = <T extends { readonly version: number }>(move: Moved<T>): Moved<T> => ({
  before: move.before,
  after: { ...move.after, version: (move.before?.version ?? 0) + 1 },
});

/** The aggregate as the change leaves it. */
export const outcome = <T extends { readonly id: string }>(moves: readonly Moved<T>[], id: string): T | undefined =>
  moves.find(move => move.after.id === id)?.after;

/** The same of an aggregate at hand: itself where the change leaves it alone. */
export const outcomeOf = <T extends { readonly id: string }>(moves: readonly Moved<T>[], one: T): T =>
  outcome(moves, one.id) ?? one;
