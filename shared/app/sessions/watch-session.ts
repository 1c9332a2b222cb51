import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { TaskInput } from '#schemas/kit/task.ts';
import type { sessionTasks } from '#schemas/sessions/tasks.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { ownCampaign } from '#shared/app/work/change-interaction.ts';
import { watchLease } from '#shared/app/work/lease.ts';
import { workInHand, workOf } from '#shared/app/work/load.ts';
import { matchAgent } from '#shared/app/work/match.ts';
import type { AgentAtWork, WorkPorts } from '#shared/app/work/ports.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import * as close from '#shared/domain/sessions/close.ts';
import { wake } from '#shared/domain/sessions/presence.ts';
import { agentLeg, isInRoom } from '#shared/domain/voice/leg.ts';

type Input<K extends keyof typeof sessionTasks> = TaskInput<(typeof sessionTasks)[K]>;

/** The lease should have been extended by now: grace begins, or the watch goes on until its new end. */
export async function checkLease(ports: WorkPorts, input: Input<'checkLease'>): Promise<void> {
  const atWork = await ports.agent(input.agentId);
  if (atWork?.agent.session?.status !== 'online' || atWork.agent.epoch !== input.epoch) return;
  const held = heldUntil(atWork);
  if (held !== null && held > ports.ctx.now) return watchLease(ports, input.agentId, input.epoch, held);
  await beginGrace(ports, input.agentId, input.epoch, current => (heldUntil(current) ?? '') <= ports.ctx.now);
}

/** How long the lease of the present session lasts; null when there is none, or only that of another session. */
const heldUntil = ({ agent, lease }: AgentAtWork): string | null =>
  lease?.epoch === agent.epoch ? lease.leaseUntil : null;

/**
 * The last socket closed a while ago: grace begins unless a socket is open again or a heartbeat has come since.
 * `deadline` less the waiting time is when the socket closed.
 */
export async function checkSockets(
  ports: WorkPorts,
  input: Input<'checkSockets'>,
  openSockets: (agentId: string) => Promise<number>,
): Promise<void> {
  if ((await openSockets(input.agentId)) > 0) return;
  const { settings } = await ports.configuration();
  const closedAt = Date.parse(input.deadline) - settings.disconnectSeconds * 1000;
  await beginGrace(
    ports,
    input.agentId,
    input.epoch,
    ({ lease }) => lease === null || Date.parse(lease.beatAt) <= closedAt,
  );
}

async function beginGrace(
  ports: WorkPorts,
  agentId: string,
  epoch: number,
  lost: (atWork: AgentAtWork) => boolean,
): Promise<void> {
  await carryOut(ports, async () => {
    const [atWork, { settings }] = await Promise.all([ports.agent(agentId), ports.configuration()]);
    if (!atWork || !lost(atWork)) return { change: nothing, answer: () => null };
    const work = await workInHand(ports, atWork.agent);
    return { change: close.beginGrace(atWork.agent, epoch, work, settings, ports.ctx.now), answer: () => null };
  });
}

/** Grace is over: the session ends, its conversations are routed again. */
export async function endGrace(ports: WorkPorts, input: Input<'endGrace'>): Promise<void> {
  await carryOut(ports, async () => {
    const [atWork, configuration] = await Promise.all([ports.agent(input.agentId), ports.configuration()]);
    if (!atWork) return { change: nothing, answer: () => null };
    const interactions = await workOf(ports, atWork.agent, 'active', 'wrap-up');
    const work = interactions.map(interaction => ({
      interaction,
      campaign: ownCampaign(configuration, interaction, input.agentId),
    }));
    const { settings } = configuration;
    if (settings.graceSeconds > 0 && (await isSpeaking(ports, input.agentId, interactions))) {
      return { change: close.extendGrace(atWork.agent, input.epoch, settings, ports.ctx.now), answer: () => null };
    }
    return {
      change: close.endGrace(atWork.agent, input.epoch, work, settings, ports.ctx.now),
      answer: () => null,
    };
  });
}

/** Whether the agent is in the room of one of his calls, whatever has become of his desktop. */
async function isSpeaking(
  ports: WorkPorts,
  agentId: string,
  interactions: readonly InteractionRecord[],
): Promise<boolean> {
  const voice = interactions.filter(({ channel, endedAt }) => channel === 'voice' && endedAt === null);
  const calls = await Promise.all(voice.map(({ id }) => ports.call(id)));
  return calls.some(call => {
    const leg = call && agentLeg(call, agentId);
    return leg !== undefined && isInRoom(leg);
  });
}

/** A cool-down or an automatic not-ready ends, or the agent had no luck in a crowd: look for work. */
export async function wakeAgent(ports: WorkPorts, input: Input<'wakeAgent'>): Promise<void> {
  const woken = await carryOut(ports, async () => {
    const atWork = await ports.agent(input.agentId);
    const change = atWork ? wake(atWork.agent, ports.ctx.now) : nothing;
    return { change, answer: sealed => sealed.agents.length > 0 };
  });
  if (!woken) await matchAgent(ports, input.agentId);
}
