import { InteractionEntity, SeenEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord, Seen } from '#schemas/interactions/model.ts';
import { type Entity, primaryKey } from '#schemas/kit/table.ts';
import type { QueueProfileRecord, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import { AgentEntity, LeaseEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { keyText } from '#shared/adapters/store/table-engine.ts';
import type { Invocation } from '../engine/lambda.ts';
import type { Table } from '../engine/table.ts';
import { TENANTS } from '../people/tenants.ts';

/** What the checks see: all rows as they are at this moment, and what they remember of earlier ones. */
export interface View {
  readonly table: Table;
  agent(tenantId: string, id: string): AgentRecord | undefined;
  interaction(id: string): InteractionRecord | undefined;
  lease(tenantId: string, agentId: string): LeaseRecord | undefined;
  waiting(tenantId: string): WaitingRecord[];
  routable(tenantId: string): RoutableRecord[];
  profiles(tenantId: string): QueueProfileRecord[];
  tenantOf(interactionId: string): string | undefined;
  /** When the page of a customer showed itself last. */
  seenAt(interaction: Pick<InteractionRecord, 'tenantId' | 'id'>): string | undefined;
  /** The invocation whose commit is being looked at. */
  invocation: Invocation | undefined;
  /** What the clock of its process says, in ms since 1970. */
  clock: number;
  /** The newest line of each conversation, and the newest number of each feed. */
  readonly lastIndex: Map<string, number>;
  readonly feedHeads: Map<string, number>;
  /** How each offer ended, by its id; undefined while it is pending. */
  readonly offers: Map<string, string | undefined>;
  /** Parts of agents who were called into a conversation, whoever holds it later: interaction and offer id. */
  readonly calledIn: Set<string>;
  /** Since when contacts wait as they do now, and agents could take work as they could now: ms since 1970. */
  readonly waitingSince: Map<string, number>;
  readonly routableSince: Map<string, number>;
}

export function viewOf(table: Table): View {
  const of = <T>(name: string, tenantId: string) =>
    [...table.rows(name).values()].filter(row => row['tenantId'] === tenantId) as T[];
  const one = <T>(entity: Entity, key: Record<string, string>) =>
    table.rows(entity.name).get(keyText(primaryKey(entity, key))) as T | undefined;
  /** Ids of interactions are unique over all tenants. */
  const interaction = (id: string) =>
    TENANTS.map(tenant => one<InteractionRecord>(InteractionEntity, { tenantId: tenant.id, id })).find(found => found);
  return {
    table,
    agent: (tenantId, id) => one(AgentEntity, { tenantId, id }),
    lease: (tenantId, agentId) => one(LeaseEntity, { tenantId, agentId }),
    interaction,
    tenantOf: id => interaction(id)?.tenantId,
    seenAt: ({ id: interactionId, tenantId }) => one<Seen>(SeenEntity, { tenantId, interactionId })?.seenAt,
    waiting: tenantId => of('waiting', tenantId),
    routable: tenantId => of('routable', tenantId),
    profiles: tenantId => of('queue-profile', tenantId),
    invocation: undefined,
    clock: 0,
    lastIndex: new Map(),
    feedHeads: new Map(),
    offers: new Map(),
    calledIn: new Set(),
    waitingSince: new Map(),
    routableSince: new Map(),
  };
}
