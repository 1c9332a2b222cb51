import { ConfigurationEntity } from '#schemas/admin/entity.ts';
import type { RecordingSettings } from '#schemas/admin/model.ts';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { type Entity, withNulls } from '#schemas/kit/table.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { CallEntity, RecordingFileEntity } from '#schemas/voice/entity.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import type { MemoryStore } from '#shared/adapters/store/memory.ts';
import { type Change, keyText } from '#shared/adapters/store/table-engine.ts';
import {
  illegalMove as illegalInteractionMove,
  contradictions as interactionContradictions,
} from '#shared/domain/interactions/lifecycle.ts';
import type { Breach } from '#shared/domain/kit/breach.ts';
import { contradictions as agentContradictions } from '#shared/domain/sessions/lifecycle.ts';
import { contradictions, illegalMove } from '#shared/domain/voice/invariants.ts';
import type { RecordingFile } from '#shared/domain/voice/recording.ts';
import { recordedWrong } from './recordings.ts';

type RecordingMode = RecordingSettings['mode'];

const SEATS: ReadonlySet<string> = new Set(['seat']);

/** The rows of calls, as they are stored, with what must never be found in them looked for after each commit. */
export class CallRows {
  readonly calls = new Map<string, CallRecord>();
  readonly interactions = new Map<string, InteractionRecord>();
  readonly agents = new Map<string, AgentRecord>();
  /** Of the files of recordings, by their keys. */
  readonly files = new Map<string, RecordingFile>();
  readonly breaches: Breach[] = [];
  /** Steps of flows that callers came to, by kind. */
  readonly walked = new Map<string, number>();
  readonly #flows = new Map<string, Flow>();
  commits = 0;
  #changed = new Set<string>();

  readonly #recording: (tenantId: string) => RecordingMode;

  /** @param recording how calls of a tenant are recorded */
  constructor(store: MemoryStore, now: () => string, recording: (tenantId: string) => RecordingMode) {
    this.#recording = recording;
    store.onChange(change => this.#note(change, now()));
  }

  #note({ after, before, entityName, key, tenantId }: Change, now: string): void {
    if (!SEATS.has(entityName)) this.#searchForSecrets(entityName, after);
    if (entityName === RecordingFileEntity.name) {
      if (after) this.files.set(keyText(key), after as unknown as RecordingFile);
      else this.files.delete(keyText(key));
    }
    if (after === undefined) return;
    if (entityName === ConfigurationEntity.name && after['kind'] === 'flows') {
      this.#flows.set(`${tenantId} ${after['id']}`, after['object'] as Flow);
    }
    switch (entityName) {
      case 'call': {
        const call = rowOf<CallRecord>(CallEntity, after);
        this.breaches.push(...illegalMove(rowOf(CallEntity, before), call));
        this.#follow(this.calls.get(call.id) ?? null, call);
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

  /** Counts the step that a caller has come to. */
  #follow(before: CallRecord | null, { flow, tenantId }: CallRecord): void {
    if (flow === null || (before?.flow?.stepId === flow.stepId && before.flow.steps === flow.steps)) return;
    const known = this.#flows.get(`${tenantId} ${flow.flowId}`);
    const kind = known ? (known.steps[flow.stepId]?.kind ?? 'gone') : 'of the demo';
    this.walked.set(kind, (this.walked.get(kind) ?? 0) + 1);
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
      this.breaches.push(...recordedWrong(call, this.#recording(call.tenantId)));
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
