import {
  ConfigurationEntity,
  ConfigurationVersionEntity,
  PLATFORM_TENANT,
  TenantEntity,
} from '#schemas/admin/entity.ts';
import { type AdminKind, adminKinds, RoutingSettings } from '#schemas/admin/model.ts';
import { type OpenStore, put } from '#shared/adapters/store/store.ts';
import { settingsKey } from '#shared/domain/admin/configuration.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { chance } from '../engine/chance.ts';
import { BEGIN } from '../engine/scheduler.ts';

/** The people and objects of a simulated tenant. Both tenants use the same ids, so that a leak is seen. */
export interface Tenant {
  readonly id: string;
  readonly agentIds: readonly string[];
  readonly queueIds: readonly string[];
}

export const TENANTS: readonly Tenant[] = [
  { id: 'north', agentIds: ['ana', 'ben', 'cem', 'dora'], queueIds: ['sales', 'support', 'vip'] },
  { id: 'south', agentIds: ['ana', 'ben'], queueIds: ['sales'] },
];

type Values = Readonly<Record<string, unknown>>;

const SCHEME = {
  id: 'standard',
  name: 'Standard',
  classes: [
    {
      id: 'all',
      number: 1,
      name: 'All',
      codes: [
        { id: 'solved', number: 11, name: 'Solved' },
        { id: 'lost', number: 12, name: 'Lost', requiresNote: true },
      ],
    },
  ],
};

/** How long the tone of auto-answer plays. */
export const TONE_SECONDS = 6;

const CAMPAIGNS: readonly Values[] = [
  { id: 'inbound', name: 'Inbound', wrapUpSeconds: 12, outcomeSchemeId: 'standard', dispositionRequired: true },
  { id: 'service', name: 'Service', wrapUpSeconds: 0, offerMode: 'auto-answer', alertSeconds: TONE_SECONDS },
  { id: 'direct', name: 'Direct', wrapUpSeconds: 0, outcomeSchemeId: 'standard', dispositionRequired: true },
];

const QUEUES: Readonly<Record<string, Values>> = {
  sales: { id: 'sales', name: 'Sales', campaignId: 'inbound', channels: ['chat'], shards: 2 },
  support: { id: 'support', name: 'Support', campaignId: 'service', channels: ['chat'], class: 4, priority: 1 },
  vip: {
    id: 'vip',
    name: 'VIP',
    campaignId: 'direct',
    channels: ['chat'],
    class: 2,
    weights: { chat: 100 },
    steps: [{ skills: [{ skillId: 'german', level: 3 }], durationSeconds: 8 }, { skills: [] }],
  },
};

/** The queue of a tenant whose agents hear a tone and are connected, if it has one. */
export const queueWithTone = (tenantId: string): string | undefined =>
  TENANTS.find(({ id }) => id === tenantId)?.queueIds.find(id => QUEUES[id]?.['campaignId'] === 'service');

const PEOPLE: Readonly<Record<string, Values>> = {
  ana: { skills: [{ skillId: 'german', level: 4 }], queues: ['vip', 'sales', 'support'] },
  ben: { capacity: { total: 60, weights: { chat: 20 } }, queues: ['sales', 'vip'], defaultReady: true },
  cem: { queues: ['support', 'sales'], capacity: { caps: { chat: 1 } } },
  dora: { queues: ['vip', 'support'], skills: [{ skillId: 'german', level: 2 }], delaySeconds: 6 },
};

const SETTINGS: Values = {
  ringSeconds: { voice: 8, chat: 8, message: 8, email: 8, task: 8 },
  graceSeconds: 15,
  disconnectSeconds: 5,
  transferReturnSeconds: 20,
  stickySeconds: 15,
  missExclusionSeconds: 10,
  rejectExclusionSeconds: 6,
  coolDownSeconds: 3,
  autoReturnSeconds: 20,
  maxClassWaitSeconds: 60,
  agentShards: 2,
  reservationSeconds: 30,
};

function userOf(id: string, tenant: Tenant): Values {
  const { queues, delaySeconds = 0, ...rest } = PEOPLE[id] as Values & { queues: string[] };
  const assigned = queues
    .filter(queueId => tenant.queueIds.includes(queueId))
    .map((queueId, at) => ({ queueId, tier: at + 1, delaySeconds, primary: at === 0 }));
  return {
    id,
    name: `${id} of ${tenant.id}`,
    roles: ['agent'],
    permissions: ['queue-login', 'pick-up'],
    defaultReady: true,
    ...rest,
    queues: assigned,
  };
}

function objectsOf(seed: number, tenant: Tenant): Partial<Record<AdminKind, readonly Values[]>> {
  const closes = chance(seed, 'hours', tenant.id).happens(0.3);
  const sharesCampaign = chance(seed, 'campaigns', tenant.id).happens(0.5);
  const queues = tenant.queueIds.map(id => ({
    ...QUEUES[id]!,
    ...(sharesCampaign && id === 'support' && { campaignId: 'inbound' }),
    ...(closes && id !== 'vip' && { hoursId: HOURS['id'] }),
  }));
  return {
    'business-hours': [HOURS],
    skills: [{ id: 'german', name: 'German' }],
    'presence-reasons': [{ id: 'lunch', name: 'Lunch' }],
    'outcome-schemes': [SCHEME],
    campaigns: CAMPAIGNS.filter(({ id }) => queues.some((queue: Values) => queue['campaignId'] === id)),
    queues,
    users: [
      ...tenant.agentIds.map(id => userOf(id, tenant)),
      { id: 'sue', name: 'Sue', roles: ['supervisor'] },
      { id: 'ada', name: 'Ada', roles: ['admin'] },
    ],
  };
}

/** Half of the seeds bring agents back from an automatic break by hand alone; half of them have patience, and in half of them heavy work may interrupt. */
const settingsOf = (seed: number, tenant: Tenant): Values => ({
  ...SETTINGS,
  // Who is gone is missed soon, or long after his grace has begun.
  leaseSeconds: chance(seed, 'lease', tenant.id).pick([12, 20, 30]),
  ...(chance(seed, 'interruptions', tenant.id).happens(0.5) ? { interruptibleBy: { chat: ['chat'] } } : {}),
  ...(chance(seed, 'settings', tenant.id).happens(0.5) ? {} : { autoReturnSeconds: null, transferReturnSeconds: null }),
  chat: chance(seed, 'patience', tenant.id).happens(0.5) ? IMPATIENT : {},
});

/** Customers who are silent or whose page is gone are let go within the time that people are about. */
const IMPATIENT: Values = { idleSeconds: 20, pageLostSeconds: 48, pageLostWarningSeconds: 8 };

/** Closes when people stop doing things; who waits then is told so and goes. */
const HOURS: Values = {
  id: 'office',
  name: 'Office',
  timeZone: 'UTC',
  week: { saturday: [{ from: '08:00', to: '09:31' }] },
};

export async function furnish(open: OpenStore, seed: number): Promise<void> {
  const now = toInstant(BEGIN);
  for (const [alias, tenant] of TENANTS.entries()) {
    const rows = Object.entries(objectsOf(seed, tenant)).flatMap(([kind, objects]) =>
      objects.map(values => {
        const object = adminKinds[kind as AdminKind].parse(values);
        const row = { kind, id: object.id, object: { ...object }, updatedAt: now, updatedBy: 'seed', version: 1 };
        return put(ConfigurationEntity, row, 'any');
      }),
    );
    const object = { ...RoutingSettings.parse(settingsOf(seed, tenant)) };
    const settings = { ...settingsKey, object, updatedAt: now, updatedBy: 'seed', version: 1 };
    await open(tenant.id).commit([
      ...rows,
      put(ConfigurationEntity, settings, 'any'),
      put(ConfigurationVersionEntity, { version: 1 }, 'any'),
    ]);
    const row = { id: tenant.id, name: tenant.id, alias: alias + 1, createdAt: now, version: 1 };
    await open(PLATFORM_TENANT).commit([put(TenantEntity, row, 'any')]);
  }
}
