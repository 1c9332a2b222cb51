import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { agentDeadlines, interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { chatIdentity } from '#shared/runtime/identity.ts';
import { type Chance, chance } from '../engine/chance.ts';
import type { Request } from './client.ts';
import { identityOf } from './desks.ts';
import { agentsOf, interactionsOf, type Scene } from './scene.ts';
import type { Step } from './steps.ts';

/*
 * Most mistakes of a protocol show only when two things happen within milliseconds. Chance alone brings that about so
 * seldom that a simulation would have to run for days; here it is brought about on purpose.
 */

/** The customer does something about the conversation in the moment in which an agent does. */
export async function interrupt(scene: Scene, step: Step, { id: chatId, tenantId }: InteractionRecord): Promise<void> {
  const by = chance(scene.seed, 'interrupts', step.id);
  const visit = scene.visits.find(one => one.chatId === chatId && !one.left);
  await scene.scheduler.pause(by.between(0, 60));
  if (!visit) return;
  const about = { identity: chatIdentity(tenantId, chatId), path: { chatId } };
  const asked = { ...step, who: `customer-${step.who}` };
  if (by.happens(0.5)) {
    visit.left = true;
    await scene.send({ ...about, operation: 'leaveChat' }, asked, by);
  } else {
    const body = { text: `meanwhile ${step.id}`, clientMessageId: `m-${step.id}` };
    await scene.send({ ...about, operation: 'customerSendMessage', body }, asked, by);
  }
}

/** Waits, now and then, for a moment in which a timer does something: an offer expires, a cool-down or a grace ends. */
export async function awkwardMoment(scene: Scene, tenantId: string, by: Chance): Promise<void> {
  const deadlines = [
    ...agentsOf(scene, tenantId).flatMap(agentDeadlines),
    ...interactionsOf(scene, tenantId).flatMap(interactionDeadlines),
  ];
  const instants = deadlines.map(({ at }) => Date.parse(at)).filter(at => at > scene.scheduler.now);
  if (instants.length === 0) return;
  await scene.scheduler.pause(Math.min(...instants) - scene.scheduler.now + by.between(0, 350));
}

/** Agents who could be asked change their minds in the moment in which a customer comes. */
export function changeOfMind(scene: Scene, step: Step): void {
  const by = chance(scene.seed, 'mind', step.id);
  const free = agentsOf(scene, step.tenantId).filter(mayBeAsked);
  for (const { id } of free.filter(() => by.happens(0.6))) {
    const request = by.pick(CHANGES)!;
    const desk = scene.desks.find(one => one.tenantId === step.tenantId && one.agentId === id)!;
    const identity = identityOf(desk);
    const at = scene.scheduler.now + by.between(0, 70);
    scene.scheduler.at(at, () => void scene.send({ ...request, identity }, { ...step, who: `mind-${id}` }, by));
  }
}

const mayBeAsked = ({ presence, session }: AgentRecord): boolean =>
  session?.status === 'online' && presence.status === 'ready';

const CHANGES: readonly Request[] = [
  { operation: 'setPresence', body: { status: 'not-ready', when: 'now', reasonId: 'lunch' } },
  { operation: 'setPresence', body: { status: 'not-ready', when: 'after-current', reasonId: 'lunch' } },
  { operation: 'selectCampaigns', body: { campaignIds: [] } },
  { operation: 'closeSession' },
];
