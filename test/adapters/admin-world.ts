import { afterAll, beforeAll, describe } from 'vitest';
import { startEngine } from '#local/engine.ts';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { Row } from '#schemas/kit/table.ts';
import type { WaitingEntity } from '#schemas/routing/entity.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { dynamoDb } from '#shared/adapters/aws/clients.ts';
import { openAdmin } from '#shared/adapters/repositories/admin.ts';
import { configurationCache } from '#shared/adapters/repositories/configuration-cache.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { ensureTable } from '#shared/adapters/store/create-table.ts';
import { openDynamo } from '#shared/adapters/store/dynamo.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { type OpenStore, put, type Store } from '#shared/adapters/store/store.ts';
import type { AdminPorts, Applied } from '#shared/app/admin/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { connectionTo } from '#test/support/connection.ts';

export const START = '2026-11-21T09:00:00.000Z';
export const after = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString();

/** The time of the stores; tests that let rows expire move it and move it back. */
export const clock = { now: Date.parse(START) };

export const openMemory = (): OpenStore => memoryStore({ now: () => clock.now }).open;

/** Runs a suite on both engines. */
export function onBothEngines(title: string, suite: (open: OpenStore) => void): void {
  describe(`${title} in memory`, () => {
    suite(openMemory());
  });

  describe(`${title} on DynamoDB`, () => {
    const tableName = `tandem-${title.replaceAll(' ', '-')}`;
    let open: OpenStore;
    let stop: () => Promise<void>;

    beforeAll(async () => {
      const engine = await startEngine();
      const client = dynamoDb(connectionTo(engine.endpoint));
      await ensureTable(client, tableName);
      open = openDynamo({ client, tableName, now: () => clock.now });
      stop = () => engine.stop();
    });

    afterAll(() => stop());

    suite(tenantId => open(tenantId));
  });
}

let made = 0;
const nextId = (prefix: string) => {
  made += 1;
  return `${prefix}_${String(made).padStart(26, '0')}`;
};

export interface Tenant {
  readonly tenantId: string;
  readonly store: Store;
  /** What the hook was told, in order. */
  readonly applied: Applied[];
  /** The ports for one request; `process` tells apart the processes that each have a cache. */
  readonly ports: (given?: Partial<Context>, process?: string) => AdminPorts;
}

/** A tenant that nobody has used before. */
export function tenant(open: OpenStore): Tenant {
  made += 1;
  const tenantId = `tenant-${made}`;
  const store = open(tenantId);
  const applied: Applied[] = [];
  const caches = new Map<string, ReturnType<typeof configurationCache>>();
  const cacheOf = (process: string) => {
    const cache = caches.get(process) ?? configurationCache();
    caches.set(process, cache);
    return cache;
  };
  const ports: Tenant['ports'] = (given = {}, process = 'one') => {
    const ctx: Context = {
      tenantId,
      actor: { kind: 'admin', id: 'ada' },
      principal: 'user~ada',
      roles: ['admin'],
      now: START,
      requestId: 'req_1',
      sessionId: null,
      origin: null,
      ifMatch: null,
      idempotency: null,
      ...given,
    };
    const note = async (change: Applied) => {
      applied.push(change);
    };
    return openAdmin(ctx, {
      store,
      configurationCache: cacheOf(process),
      nextId,
      numbers: numberBook(open),
      applied: note,
    });
  };
  return { tenantId, store, applied, ports };
}

export const saveAgent = (store: Store, agent: AgentRecord) => {
  const { tenantId: _, ...row } = agent;
  return store.commit([put(AgentEntity, row, 'any')]);
};

export const INTERACTION = 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D';

export const interaction = (given: Partial<InteractionRecord> = {}): Omit<InteractionRecord, 'tenantId'> => ({
  id: INTERACTION,
  channel: 'chat',
  direction: 'inbound',
  shard: 0,
  status: 'queued',
  queueId: 'other',
  campaignId: 'other',
  customer: { id: null, name: null, email: null, phone: null },
  assignments: [],
  codes: [],
  disposition: null,
  notes: null,
  profile: {},
  class: 5,
  priority: 0,
  firstEnqueuedAt: START,
  enqueuedAt: START,
  connectedAt: null,
  endedAt: null,
  endedBy: null,
  endReason: null,
  version: 1,
  lane: 'other',
  cost: 30,
  rank: 0,
  steps: [],
  stepStartedAt: START,
  excluded: [],
  sticky: null,
  returnTo: null,
  escalatesAt: null,
  predictedMs: null,
  offer: null,
  offerCount: 0,
  queueVisits: 1,
  entryPoint: null,
  locale: null,
  patience: null,
  customerWatch: null,
  privateData: null,
  live: '0',
  ...given,
});

export const offer = (agentId: string): InteractionRecord['offer'] => ({
  id: 'off_01K9ZQ4M6T8R2V5X7Y0A1B2C3D_1',
  agentId,
  createdAt: START,
  expiresAt: after(20),
  autoAnswerAt: null,
  source: 'routing',
});

type Assignment = InteractionRecord['assignments'][number];

export const assignment = (given: Partial<Assignment>): Assignment => ({
  agentId: 'other',
  agentName: 'Other',
  offerId: 'off_01K9ZQ4M6T8R2V5X7Y0A1B2C3D_1',
  role: 'primary',
  status: 'wrap-up',
  queueId: 'other',
  campaignId: 'other',
  acceptedAt: START,
  connectedAt: null,
  endedAt: null,
  wrapUp: null,
  outcomePending: false,
  ...given,
});

export const saveInteraction = (store: Store, given: Partial<InteractionRecord>) =>
  store.commit([put(InteractionEntity, interaction(given), 'any')]);

export const waiting = (given: Partial<Row<typeof WaitingEntity>>): Omit<Row<typeof WaitingEntity>, 'tenantId'> => ({
  version: 1,
  lane: 'other',
  shard: 0,
  class: 5,
  rank: 0,
  interactionId: INTERACTION,
  channel: 'chat',
  queueId: 'other',
  campaignId: 'other',
  cost: 30,
  enqueuedAt: START,
  steps: [],
  stepStartedAt: START,
  excluded: [],
  sticky: null,
  ...given,
});
