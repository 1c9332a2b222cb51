import { InteractionEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { type Entity, withNulls } from '#schemas/kit/table.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { CallEntity } from '#schemas/voice/entity.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import type { MemoryStore } from '#shared/adapters/store/memory.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import {
  illegalMove as illegalInteractionMove,
  contradictions as interactionContradictions,
} from '#shared/domain/interactions/lifecycle.ts';
import type { Breach } from '#shared/domain/kit/breach.ts';
import { contradictions as agentContradictions } from '#shared/domain/sessions/lifecycle.ts';
import { contradictions, illegalMove } from '#shared/domain/voice/invariants.ts';

const SEATS: ReadonlySet<string> = new Set(['seat']);

/** The rows of calls, as they are stored, with what must never be found in them looked for after each commit. */
export class CallRows {
  readonly calls = new Map<string, CallRecord>();
  readonly interactions = new Map<string, InteractionRecord>();
  readonly agents = new Map<string, AgentRecord>();
  readonly breaches: Breach[] = [];
  commits = 0;
  #changed = new Set<string>();

  constructor(store: MemoryStore, now: () => string) {
    store.onChange(change => this.#note(change, now()));
  }

  #note({ after, before, entityName, tenantId }: Change, now: string): void {
    if (!SEATS.has(entityName)) this.#searchForSecrets(entityName, after);
    if (after === undefined) return;
    switch (entityName) {
      case 'call': {
        const call = rowOf<CallRecord>(CallEntity, after);
        this.breaches.push(...illegalMove(rowOf(CallEntity, before), call));
        this.calls.set(call.id, call);
        this.#look(call.id);
        return;
      }
      case 'interaction': {
        const interaction = rowOf<InteractionRecord>(InteractionEntity, after);
        this.breaches.push(...illegalInteractionMove(rowOf(InteractionEntity, before), interaction, now));
        this.interactions.set(interaction.id, interaction);
        this.#look(interaction.id);
        return;
      }
      case 'agent': {
        const agent = rowOf<AgentRecord>(AgentEntity, after);
        this.agents.set(`${tenantId} ${agent.id}`, agent);
        this.breaches.push(...agentContradictions(agent));
      }
    }
  }

  /** Looks when the whole transaction is there. */
  #look(id: string): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#lookAtChanged());
    this.#changed.add(id);
  }

  #lookAtChanged(): void {
    this.commits += 1;
    for (const id of this.#changed) {
      const [call, interaction] = [this.calls.get(id), this.interactions.get(id)];
      if (!call || !interaction) continue;
      this.breaches.push(...contradictions(call, interaction), ...interactionContradictions(interaction));
    }
    this.#changed = new Set();
  }

  #searchForSecrets(entityName: string, row: unknown): void {
    if (!holdsJoinToken(row)) return;
    this.breaches.push({ rule: 'no-join-token-is-stored', subject: entityName, detail: 'outside of a seat' });
  }
}

/** The simulator's join tokens, wherever they are. */
export const holdsJoinToken = (value: unknown): boolean => /join-sma-\d+/.test(JSON.stringify(value) ?? '');

type Image = Readonly<Record<string, unknown>>;

function rowOf<T>(entity: Entity, image: Image): T;
function rowOf<T>(entity: Entity, image: Image | undefined): T | null;
function rowOf<T>(entity: Entity, image: Image | undefined): T | null {
  return image === undefined ? null : (withNulls(entity, image) as T);
}
