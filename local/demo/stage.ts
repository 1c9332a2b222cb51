import { type ClientOptions, createClient } from '#clients/sdk/create-client.ts';
import type { Client } from '#clients/sdk/types.ts';
import type { Book } from './observe.ts';
import { type AgentPlan, type CustomerPlan, type Plan, QUEUES, SKILLS } from './plan.ts';

export const TENANT = 'demo';
const ADMIN = 'ada';

/** What the demo has set up for itself. */
export interface Scene {
  readonly prefix: string;
  readonly queueIds: readonly string[];
  readonly reasonId: string | null;
  readonly codeIds: readonly string[];
  readonly rules: Rules;
}

/** Times by which the checks and figures judge. */
export interface Rules {
  readonly serviceLevelSeconds: number;
  readonly coolDownSeconds: number;
  readonly missExclusionSeconds: number;
  readonly rejectExclusionSeconds: number;
  /** By queue: the skill asked for at first, and for how long. */
  readonly firstSteps: readonly { readonly skill: number; readonly level: number; readonly seconds: number }[];
  readonly wrapUpUnits: number;
}

/** Where people act: the same for all of them. */
export interface Stage {
  readonly baseUrl: string;
  readonly scene: Scene;
  readonly book: Book;
  readonly stopped: AbortSignal;
  /** The plan of the customer with this id. */
  customer(id: string | null): CustomerPlan | undefined;
  /** Resolves so long after the start. */
  at(ms: number): Promise<void>;
  pause(ms: number): Promise<void>;
}

export const agentId = (prefix: string, number: number): string => `${prefix}-demo-${String(number).padStart(2, '0')}`;
export const customerId = (prefix: string, number: number): string => `${prefix}-customer-${number}`;

/** A token of the local issuer. @throws Error when there is no such user */
export async function tokenOf(baseUrl: string, user: string): Promise<string> {
  const response = await fetch(`${baseUrl}/local/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ tenant: TENANT, user }),
  });
  if (!response.ok) throw new Error(`There is no token for ${user} at ${baseUrl}: status ${response.status}.`);
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}

export async function adminClient(baseUrl: string): Promise<Client> {
  return createClient({ baseUrl, token: await tokenOf(baseUrl, ADMIN) });
}

export async function clientOf(baseUrl: string, user: string, more: Partial<ClientOptions> = {}): Promise<Client> {
  return createClient({ ...more, baseUrl, token: await tokenOf(baseUrl, user) });
}

const FIRST_STEPS = [
  { skill: 0, level: 3, seconds: 3 },
  { skill: 1, level: 2, seconds: 2 },
] as const;
export const SERVICE_LEVEL_SECONDS = 5;
const SHORT_ABANDON_SECONDS = 1;
const RING_SECONDS = 5;
const WRAP_UP_SECONDS = 5;

/** Weight of one chat, so that so many fit. */
export const chatUnits = (slots: number): number => Math.floor(100 / slots) - (slots > 1 ? 3 : 0);

/** Creates what a run needs, under names that no other run uses. */
export async function setScene(admin: Client, plan: Plan, prefix: string): Promise<Scene> {
  const skillIds = named(prefix, 'skill', SKILLS);
  const queueIds = named(prefix, 'queue', QUEUES);
  const schemeId = `${prefix}-outcomes`;
  const campaignId = `${prefix}-campaign`;
  const [settings, reasons] = await Promise.all([
    admin.admin.getRoutingSettings(),
    admin.admin.listAdminPresenceReasons(),
  ]);
  for (const id of skillIds) await admin.admin.createSkill({ body: { id, name: id } });
  const codes = ['solved', 'open', 'wrong'].map((name, at) => ({ id: `${prefix}-${name}`, number: at + 1, name }));
  await admin.admin.createOutcomeScheme({
    body: { id: schemeId, name: schemeId, classes: [{ id: `${prefix}-results`, number: 1, name: 'Results', codes }] },
  });
  await admin.admin.createCampaign({
    body: {
      ...{ id: campaignId, name: campaignId, outcomeSchemeId: schemeId, dispositionRequired: true },
      ...{ wrapUpSeconds: WRAP_UP_SECONDS, ringSeconds: { chat: RING_SECONDS } },
    },
  });
  for (const [at, id] of queueIds.entries()) await admin.admin.createQueue({ body: queue(id, at) });
  // One after the other: administrative changes of a tenant stand in one line, and who pushes only has to try again.
  for (const agent of plan.agents) await admin.admin.createUser({ body: user(agent) });

  function queue(id: string, at: number) {
    const { skill, level, seconds } = FIRST_STEPS[at] ?? FIRST_STEPS[0];
    return {
      ...{ id, name: id, campaignId, channels: ['chat' as const] },
      steps: [{ skills: [{ skillId: skillIds[skill] ?? '', level }], durationSeconds: seconds }, { skills: [] }],
      thresholds: { serviceLevelSeconds: SERVICE_LEVEL_SECONDS, shortAbandonSeconds: SHORT_ABANDON_SECONDS },
    };
  }

  function user({ number, levels, queues, slots }: AgentPlan) {
    const id = agentId(prefix, number);
    const skills = skillIds.map((skillId, at) => ({ skillId, level: levels[at] ?? 0 }));
    return {
      ...{ id, name: id, chatDisplayName: `Demo ${number}`, roles: ['agent' as const] },
      skills: skills.filter(({ level }) => level > 0),
      queues: queues.map((at, place) => ({ queueId: queueIds[at] ?? '', primary: place === 0 })),
      capacity: { total: 100, caps: { chat: slots }, weights: { chat: chatUnits(slots) } },
    };
  }

  return {
    ...{ prefix, queueIds, codeIds: codes.map(({ id }) => id), reasonId: reasons.items[0]?.id ?? null },
    rules: {
      ...{ serviceLevelSeconds: SERVICE_LEVEL_SECONDS, firstSteps: FIRST_STEPS },
      coolDownSeconds: settings.coolDownSeconds,
      missExclusionSeconds: settings.missExclusionSeconds,
      rejectExclusionSeconds: settings.rejectExclusionSeconds,
      wrapUpUnits: settings.wrapUpWeights.chat,
    },
  };
}

const named = (prefix: string, noun: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}-${noun}-${at + 1}`);
