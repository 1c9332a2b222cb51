import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { primaryKey } from '#schemas/kit/table.ts';
import { LeaseEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { keyText } from '#shared/adapters/store/table-engine.ts';
import { agentDeadlines, interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { chatIdentity } from '#shared/runtime/identity.ts';
import { type Chance, chance } from '../engine/chance.ts';
import type { Request } from './client.ts';
import { identityOf, open } from './desks.ts';
import { agentsOf, type Desk, interactionsOf, type Scene } from './scene.ts';
import type { Step } from './steps.ts';
import { queueWithTone, TONE_SECONDS } from './tenants.ts';

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

/** A customer comes for the queue to which somebody has been handed, and may find him ahead. */
export async function comeBehind(scene: Scene, step: Step, { id, tenantId }: InteractionRecord): Promise<void> {
  const by = chance(scene.seed, 'behind', step.id);
  await scene.scheduler.pause(by.between(100, 2000));
  const asked = { ...step, who: `behind-${step.who}` };
  const queueId = interactionsOf(scene, tenantId).find(one => one.id === id)?.queueId;
  const body = { tenantId, queueId, customer: { name: `Behind ${step.id}` } };
  const reply = await scene.send({ operation: 'requestChat', body, key: `behind-${step.id}` }, asked, by);
  const chatId = reply === 'lost' ? undefined : (reply.body as { chatId?: string | null }).chatId;
  if (chatId) scene.visits.push({ tenantId, chatId, left: false, page: null });
}

/** Customers of somebody who has fallen silent give up while he is in his grace. */
export async function giveUp(scene: Scene, step: Step, { agentId, tenantId }: Desk): Promise<void> {
  const by = chance(scene.seed, 'gives up', step.id);
  const own = agentsOf(scene, tenantId).find(({ id }) => id === agentId)?.work ?? [];
  const visits = scene.visits.filter(({ chatId, left }) => !left && own.some(one => one.interactionId === chatId));
  await scene.scheduler.pause(by.between(5000, 14_000));
  for (const visit of visits) {
    if (visit.left || by.happens(0.4)) continue;
    visit.left = true;
    const { chatId } = visit;
    const about = { identity: chatIdentity(tenantId, chatId), path: { chatId } };
    await scene.send({ ...about, operation: 'leaveChat' }, { ...step, who: `gives-up-${chatId}` }, by);
  }
}

/** How far ahead an awkward moment is looked for, in ms. */
const AHEAD_MS = 15_000;

/**
 * Waits for a moment in which a timer does something: an offer expires, a cool-down or a grace ends; the lease of
 * somebody who is cut off lapses, and he comes back just then; or the tone of an auto-answer that begins now will end just
 * when it lapses.
 *
 * @returns the queue that it is to be then, if that matters
 */
export async function awkwardMoment(scene: Scene, step: Step, by: Chance): Promise<string | undefined> {
  const { tenantId } = step;
  const { now } = scene.scheduler;
  const isNear = (at: number) => at > now && at < now + AHEAD_MS;
  const wait = (at: number) => scene.scheduler.pause(at - now + by.between(0, 350));
  const cutOff = scene.desks.filter(desk => desk.tenantId === tenantId && !desk.connected);
  const lapses = cutOff.flatMap(desk => leaseOf(scene, desk).map(at => ({ at, desk })));
  const tones = lapses.map(({ at }) => at - 1000 * TONE_SECONDS).filter(isNear);
  const deed = by.weighted({ tone: tones.length > 0 ? 2 : 0, comeBack: lapses.length > 0 ? 1 : 0, wait: 2 });
  if (deed === 'tone') {
    await wait(by.pick(tones)!);
    return queueWithTone(tenantId);
  }
  const lapse = deed === 'comeBack' ? by.pick(lapses.filter(({ at }) => isNear(at))) : undefined;
  if (lapse) {
    await wait(lapse.at);
    void signInSoon(scene, step, lapse.desk, by);
    return undefined;
  }
  const deadlines = [
    ...agentsOf(scene, tenantId).flatMap(agentDeadlines),
    ...interactionsOf(scene, tenantId).flatMap(interactionDeadlines),
  ];
  const chosen = by.pick(deadlines.map(({ at }) => Date.parse(at)).filter(isNear));
  if (chosen !== undefined) await wait(chosen);
  return undefined;
}

async function signInSoon(scene: Scene, step: Step, desk: Desk, by: Chance): Promise<void> {
  await scene.scheduler.pause(by.between(20, 150));
  if (!desk.connected) await open(scene, { ...step, who: desk.agentId }, by, desk, true);
}

function leaseOf({ table }: Scene, { agentId, tenantId }: Desk): number[] {
  const lease = table.rows(LeaseEntity.name).get(keyText(primaryKey(LeaseEntity, { tenantId, agentId })));
  return typeof lease?.['leaseUntil'] === 'string' ? [Date.parse(lease['leaseUntil'])] : [];
}

/** Agents who could be asked change their minds in the moment in which a customer comes. */
export function changeOfMind(scene: Scene, step: Step): void {
  const by = chance(scene.seed, 'mind', step.id);
  for (const agent of agentsOf(scene, step.tenantId).filter(mayBeAsked)) {
    if (by.happens(0.6)) change(scene, agent, step, by.between(0, 70), by);
  }
}

/** One of the agents that an invocation has read about changes his mind before it goes on. */
export function overtake(scene: Scene, seen: ReadonlySet<string>, number: number): void {
  const by = chance(scene.seed, 'overtakes', number);
  const agents = scene.desks
    .filter(({ agentId, connected }) => connected && seen.has(agentId))
    .flatMap(({ agentId, tenantId }) => agentsOf(scene, tenantId).filter(({ id }) => id === agentId))
    .filter(mayBeAsked);
  const agent = by.pick(agents);
  if (!agent) return;
  const step: Step = { id: -4, at: 0, tenantId: agent.tenantId, actor: 'agent', who: `overtakes-${number}` };
  change(scene, agent, step, 0, by);
}

/** Is asked and says no, or leaves in some way: at once, after the current work, if there is any, or altogether. */
function change(scene: Scene, agent: AgentRecord, step: Step, delayMs: number, by: Chance): void {
  const desk = scene.desks.find(one => one.tenantId === agent.tenantId && one.agentId === agent.id)!;
  const isBusy = agent.work.length > 0;
  const refusal = by.happens(0.5) ? rejection(scene, agent) : undefined;
  const request = refusal ?? (isBusy && by.happens(0.5) ? AFTER_CURRENT : by.pick(CHANGES)!);
  const asked = { ...step, who: `${step.who} mind-${agent.id}` };
  scene.scheduler.at(scene.scheduler.now + delayMs, () => {
    void scene.send({ ...request, identity: identityOf(desk) }, asked, by);
    if (request === BREAK && by.happens(0.6)) comeBack(scene, desk, asked, by);
  });
}

/** Says no by mistake, and is back before anybody could have noticed. */
function comeBack(scene: Scene, desk: Desk, step: Step, by: Chance): void {
  const back = { operation: 'setPresence', body: { status: 'ready', when: 'now' }, identity: identityOf(desk) };
  scene.scheduler.at(scene.scheduler.now + by.between(5, 80), () => {
    void scene.send(back, { ...step, who: `${step.who} back` }, by);
  });
}

/** Turns down what he is asked to take now, after which he cools down. */
function rejection(scene: Scene, { id, tenantId, work }: AgentRecord): Request | undefined {
  const asked = work.find(one => one.state === 'offered')?.interactionId;
  const offer = interactionsOf(scene, tenantId).find(one => one.id === asked)?.offer;
  return offer?.agentId === id ? { operation: 'rejectOffer', path: { offerId: offer.id } } : undefined;
}

const mayBeAsked = ({ presence, session }: AgentRecord): boolean =>
  session?.status === 'online' && presence.status === 'ready';

const AFTER_CURRENT: Request = {
  operation: 'setPresence',
  body: { status: 'not-ready', when: 'after-current', reasonId: 'lunch' },
};

const BREAK: Request = {
  operation: 'setPresence',
  body: { status: 'not-ready', when: 'now', reasonId: 'lunch' },
};

const CHANGES: readonly Request[] = [
  BREAK,
  BREAK,
  AFTER_CURRENT,
  { operation: 'selectCampaigns', body: { campaignIds: [] } },
  { operation: 'setQueueLogins', body: { queueIds: [] } },
  { operation: 'closeSession' },
];
