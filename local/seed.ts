import {
  ConfigurationEntity,
  ConfigurationVersionEntity,
  NumberEntity,
  PLATFORM_TENANT,
  TenantEntity,
} from '#schemas/admin/entity.ts';
import { type AdminKind, adminKinds } from '#schemas/admin/model.ts';
import { type OpenStore, put } from '#shared/adapters/store/store.ts';

interface SeededTenant {
  readonly id: string;
  readonly name: string;
  readonly alias: number;
  readonly objects: Partial<Record<AdminKind, readonly Readonly<Record<string, unknown>>[]>>;
}

const queuesOf = (...ids: string[]) => ids.map((queueId, at) => ({ queueId, primary: at === 0 }));
const agentRights = ['queue-login', 'pick-up'];

const inbound = (outcomeSchemeId?: string) => ({
  id: 'inbound',
  alias: 1,
  name: 'Inbound',
  wrapUpSeconds: 30,
  ringSeconds: { chat: 20, voice: 20 },
  ...(outcomeSchemeId && { outcomeSchemeId }),
});

const standardOutcomes = {
  id: 'standard',
  name: 'Standard outcomes',
  classes: [
    {
      id: 'sales-results',
      number: 1,
      name: 'Sales',
      codes: [
        { id: 'sold', number: 11, name: 'Sold', effect: 'success' },
        { id: 'not-interested', number: 12, name: 'Not interested' },
        { id: 'call-back', number: 13, name: 'Call back', effect: 'callback' },
      ],
    },
    {
      id: 'service-results',
      number: 2,
      name: 'Service',
      codes: [
        { id: 'resolved', number: 21, name: 'Resolved', effect: 'success' },
        { id: 'unresolved', number: 22, name: 'Not resolved', requiresNote: true },
        { id: 'wrong-number', number: 23, name: 'Wrong number' },
      ],
    },
  ],
};

/** Who and what there is in a fresh system. Ids are names, so that examples and tests can rely on them. */
export const seededTenants: readonly SeededTenant[] = [
  {
    id: 'demo',
    name: 'Demo',
    alias: -1,
    objects: {
      skills: [
        { id: 'english', name: 'English' },
        { id: 'german', name: 'German' },
        { id: 'billing', name: 'Billing' },
      ],
      'presence-reasons': [
        { id: 'lunch', name: 'Lunch', kind: 'break', thresholdSeconds: 3600 },
        { id: 'coffee', name: 'Coffee', kind: 'break', thresholdSeconds: 900 },
        { id: 'training', name: 'Training', kind: 'work' },
        { id: 'meeting', name: 'Meeting', kind: 'work' },
        { id: 'release', name: 'Release', kind: 'release' },
      ],
      'outcome-schemes': [standardOutcomes],
      campaigns: [inbound(standardOutcomes.id)],
      queues: [
        { id: 'sales', alias: 1, name: 'Sales', campaignId: 'inbound', channels: ['chat', 'voice'] },
        { id: 'support', alias: 2, name: 'Support', campaignId: 'inbound', channels: ['chat', 'voice'] },
      ],
      'phone-numbers': [{ id: 'hotline', name: 'Hotline', number: '+15550100', queueId: 'support' }],
      users: [
        {
          id: 'ana',
          name: 'Ana',
          roles: ['agent'],
          permissions: agentRights,
          queues: queuesOf('sales', 'support'),
          skills: [{ skillId: 'english', level: 5 }],
        },
        {
          id: 'ben',
          name: 'Ben',
          roles: ['agent'],
          permissions: agentRights,
          queues: queuesOf('support', 'sales'),
          skills: [{ skillId: 'german', level: 4 }],
        },
        {
          id: 'cleo',
          name: 'Cleo',
          roles: ['agent'],
          permissions: ['queue-login'],
          queues: queuesOf('support', 'sales'),
          skills: [{ skillId: 'billing', level: 3 }],
        },
        { id: 'sue', name: 'Sue', roles: ['supervisor'], queues: queuesOf('support', 'sales') },
        { id: 'ada', name: 'Ada', roles: ['admin'] },
      ],
    },
  },
  {
    id: 'acme',
    name: 'Acme',
    alias: 2,
    objects: {
      campaigns: [inbound()],
      queues: [{ id: 'support', alias: 1, name: 'Support', campaignId: 'inbound', channels: ['chat', 'voice'] }],
      users: [
        { id: 'ana', name: 'Ana of Acme', roles: ['agent'], permissions: agentRights, queues: queuesOf('support') },
        { id: 'ada', name: 'Ada of Acme', roles: ['admin'] },
      ],
    },
  },
];

/** Creates the seeded tenants that are not there yet; what has been changed in the others stays as it is. */
export async function seed(openStore: OpenStore, now: string): Promise<void> {
  for (const tenant of seededTenants) {
    const platform = openStore(PLATFORM_TENANT);
    if (await platform.get(TenantEntity, { id: tenant.id })) continue;
    await seedObjects(openStore, tenant, now);
    const { id, name, alias } = tenant;
    await platform.commit([put(TenantEntity, { id, name, alias, createdAt: now, version: 1 }, 'any')]);
  }
}

/** The tenant's row follows last: a seeding that was cut short is done again from the start. */
async function seedObjects(openStore: OpenStore, { id, objects }: SeededTenant, now: string): Promise<void> {
  const rows = (Object.keys(objects) as AdminKind[]).flatMap(kind =>
    (objects[kind] ?? []).map(values => {
      const object = adminKinds[kind].parse(values);
      const row = { kind, id: object.id, object: { ...object }, updatedAt: now, updatedBy: 'seed', version: 1 };
      return put(ConfigurationEntity, row, 'any');
    }),
  );
  const numbers = (objects['phone-numbers'] ?? []).map(({ number }) => String(number));
  for (const number of numbers) {
    await openStore(PLATFORM_TENANT).commit([put(NumberEntity, { number, ownerId: id, version: 1 }, 'any')]);
  }
  await openStore(id).commit([...rows, put(ConfigurationVersionEntity, { version: 1 }, 'any')]);
}
