import { userIdentity } from '#shared/runtime/identity.ts';
import type { Chance } from '../engine/chance.ts';
import { interactionsOf, type Scene } from './scene.ts';
import type { Step } from './steps.ts';
import { TENANTS } from './tenants.ts';

type Values = Record<string, unknown>;

const CHANGES = {
  User: (object: Values, by: Chance): Values => ({
    ...object,
    skills: by.happens(0.5) ? [] : [{ skillId: 'german', level: by.between(1, 5) }],
    capacity: { total: by.pick([30, 60, 100] as const), caps: by.happens(0.3) ? { chat: by.between(1, 2) } : {} },
    personalQueue: by.happens(0.8),
  }),
  Queue: (object: Values, by: Chance): Values => ({
    ...object,
    class: by.between(1, 5),
    priority: by.between(0, 3),
    shards: by.between(1, 3),
    barredFromChat: by.happens(0.1),
  }),
  Campaign: (object: Values, by: Chance): Values => ({
    ...object,
    wrapUpSeconds: by.pick([0, 5, 12] as const),
    offerMode: by.pick(['manual', 'auto-answer'] as const),
  }),
} as const;

/** An administrator changes an object, whose version he has read before. */
export async function administer(scene: Scene, step: Step, by: Chance): Promise<void> {
  const kind = by.weighted({ User: 5, Queue: 4, Campaign: 2, RoutingSettings: 1 });
  const identity = userIdentity(step.tenantId, 'ada', ['admin']);
  const path = kind === 'RoutingSettings' ? {} : { path: { objectId: someObject(kind, step, by) } };
  const read = await scene.send({ operation: `get${kind}`, identity, ...path }, { ...step, who: 'read' }, by);
  if (read === 'lost' || read.status !== 200) return;
  const { updatedAt: _, updatedBy: __, version, ...object } = read.body as Values;
  const body =
    kind === 'RoutingSettings' ? { ...object, coolDownSeconds: by.between(0, 6) } : CHANGES[kind](object, by);
  const headers = { 'If-Match': `"${version}"` };
  await scene.send({ operation: `replace${kind}`, identity, ...path, body, headers }, step, by);
}

function someObject(kind: keyof typeof CHANGES, step: Step, by: Chance): string {
  const { agentIds, queueIds } = TENANTS.find(({ id }) => id === step.tenantId)!;
  if (kind === 'User') return by.pick(agentIds)!;
  return kind === 'Queue'
    ? by.pick(queueIds)!
    : by.pick(queueIds.length > 1 ? ['inbound', 'service', 'direct'] : ['inbound'])!;
}

/** A supervisor looks at queues, waiting contacts and why somebody waits. */
export async function supervise(scene: Scene, step: Step, by: Chance): Promise<void> {
  const identity = userIdentity(step.tenantId, 'sue', ['supervisor']);
  const interaction = by.pick(interactionsOf(scene, step.tenantId));
  const deed = by.weighted({ queues: 1, waiting: 1, trace: 1 });
  if (deed === 'queues') await scene.send({ operation: 'listQueues', identity }, step, by);
  if (deed === 'waiting')
    await scene.send({ operation: 'listWaiting', identity, path: { queueId: 'sales' } }, step, by);
  if (deed === 'trace' && interaction) {
    await scene.send({ operation: 'explainRouting', identity, path: { interactionId: interaction.id } }, step, by);
  }
}
