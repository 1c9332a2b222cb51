import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Chance } from '../engine/chance.ts';
import { comeBehind, giveUp, interrupt } from './coincidences.ts';
import { DEEDS, type DeedName } from './deeds.ts';
import { close, loseConnection, open, reconnect } from './desks.ts';
import { agentsOf, type Desk, interactionsOf, keyOf, type Scene } from './scene.ts';
import type { Step } from './steps.ts';

/** An agent looks at the desktop and does one thing that suits what is there, or something that does not. */
export async function act(scene: Scene, step: Step, by: Chance): Promise<void> {
  const desk = scene.desks.find(one => one.tenantId === step.tenantId && one.agentId === step.who)!;
  if (!desk.sessionId) return open(scene, step, by, desk, by.happens(0.5));
  if (scene.scheduler.now < desk.awayUntil) return;
  if (!desk.connected) {
    const deed = by.weighted({ reconnect: 5, elsewhere: 2, wait: 2 });
    if (deed === 'reconnect') return reconnect(scene, step, by, desk);
    return deed === 'elsewhere' ? open(scene, step, by, desk, true) : undefined;
  }
  const agent = agentsOf(scene, step.tenantId).find(({ id }) => id === step.who);
  if (!agent) return open(scene, step, by, desk, true);
  const deed = by.weighted<DeedName | 'close' | 'lose' | 'open'>({
    ...(by.happens(0.75) ? suiting(agent) : ALWAYS),
    close: 1,
    lose: agent.work.length > 0 ? 4 : 2,
    open: 1,
  });
  if (deed === 'close') return close(scene, step, by, desk);
  if (deed === 'lose') {
    void giveUp(scene, step, desk);
    return loseConnection(scene, step, desk, by);
  }
  if (deed === 'open') return open(scene, step, by, desk, by.happens(0.7));
  const interaction = meant(scene, agent, deed, by);
  if (interaction && by.happens(0.25)) void interrupt(scene, step, interaction);
  const request = DEEDS[deed](agent, interaction, step, by);
  if (interaction && deed === 'transferToQueue') void comeBehind(scene, step, interaction);
  if (request) await scene.send({ ...identified(desk, step, by), ...request }, step, by);
}

const ALWAYS: Readonly<Partial<Record<DeedName, number>>> = {
  break: 3,
  breakLater: 2,
  ready: 5,
  queues: 2,
  campaigns: 3,
  acceptOld: 1,
  autoCall: 1,
  pickUp: 4,
  dispose: 2,
  end: 1,
  accept: 1,
  transferToQueue: 1,
  completeWrapUp: 1,
};

function suiting({ presence, work }: AgentRecord): Readonly<Partial<Record<DeedName, number>>> {
  const states = new Set(work.map(one => one.state));
  return {
    look: 1,
    ...(states.has('offered') && { accept: 20, acceptOld: 3, reject: 4, waitAndSee: 6, break: 4, breakLater: 1 }),
    ...(states.has('active') && {
      ...{ say: 8, end: 8, transferToQueue: 3, transferToAgent: 3, transferToPerson: 2, codes: 1, notes: 1, read: 1 },
      ...{ callIn: 3, leaveConference: 2, breakLater: 2 },
    }),
    ...(states.has('wrap-up') && { dispose: 7, completeWrapUp: 3, extendWrapUp: 2, waitAndSee: 3 }),
    ...(presence.status === 'ready' ? { waitAndSee: 1 } : { ready: 8 }),
  };
}

const WANTED: Readonly<Partial<Record<DeedName, AgentRecord['work'][number]['state']>>> = {
  acceptOld: 'offered',
  accept: 'offered',
  reject: 'offered',
  completeWrapUp: 'wrap-up',
  extendWrapUp: 'wrap-up',
  dispose: 'wrap-up',
};

/** The interaction a deed is about: one of his that is in the right state, one he owes, or any one. */
function meant(scene: Scene, agent: AgentRecord, deed: DeedName, by: Chance): InteractionRecord | undefined {
  const all = interactionsOf(scene, agent.tenantId);
  if (deed === 'pickUp') return by.pick(all.filter(one => one.status === 'queued'));
  const state = WANTED[deed] ?? 'active';
  const own = agent.work.filter(one => one.state === state).map(one => one.interactionId);
  const owed = deed === 'dispose' ? agent.outcomesPending : [];
  const wanted = all.filter(({ id }) => own.includes(id) || owed.includes(id));
  return by.pick(wanted) ?? by.pick(all);
}

/** Who asks, as his token and his session say. */
const identified = (desk: Desk, step: Step, by: Chance) => ({
  identity: { tenantId: desk.tenantId, principal: `user~${desk.agentId}`, roles: ['agent' as const] },
  headers: desk.sessionId && by.happens(0.7) ? { 'Session-Id': desk.sessionId } : {},
  key: keyOf(step, by),
});
