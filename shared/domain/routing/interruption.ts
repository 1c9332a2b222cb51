import type { Channel } from '#schemas/interactions/channel.ts';
import type { RoutableRecord } from '#schemas/routing/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import { freeCapacity } from './capacity.ts';

/*
 * Interruptibility (4.6): a heavier contact may be claimed while lighter work is held, where the lighter one's channel
 * lets it. The lighter work stays in the agent's hands, takes nothing, and comes back to its cost as soon as there is
 * room for it, or when nothing in his hands interrupts it any more; capacity may be negative then, and is shown so.
 */

type Interruptible = NonNullable<RoutableRecord['interruptible']>;

const isInterruptible = (one: Work): one is Work & { interruptibleBy: NonNullable<Work['interruptibleBy']> } =>
  one.state !== 'offered' && one.interruptibleBy !== undefined && one.relief === undefined && one.cost > 0;

/** What could be interrupted of an agent's work; undefined when nothing could. */
export function interruptibleWork(work: readonly Work[]): Interruptible | undefined {
  const held = work.filter(isInterruptible).map(one => ({ cost: one.cost, by: one.interruptibleBy }));
  return held.length > 0 ? held : undefined;
}

/** Units that a contact of this channel and cost gets by interrupting lighter work. */
export const interruptibleUnits = (held: Interruptible, channel: Channel, cost: number): number =>
  held.filter(one => one.cost < cost && one.by.includes(channel)).reduce((sum, one) => sum + one.cost, 0);

/** Makes room for a contact: the heaviest of the work it interrupts first, and no more than is needed. */
export function interrupt(agent: AgentRecord, channel: Channel, cost: number): Work[] {
  let missing = cost - freeCapacity(agent);
  const lighter = agent.work
    .filter(one => isInterruptible(one) && one.cost < cost && one.interruptibleBy.includes(channel))
    .sort((a, b) => b.cost - a.cost);
  const interrupted = new Set<Work>();
  for (const one of lighter) {
    if (missing <= 0) break;
    interrupted.add(one);
    missing -= one.cost;
  }
  return agent.work.map(one =>
    interrupted.has(one) ? { ...one, cost: 0, relief: { reason: 'interrupted', cost: one.cost } } : one,
  );
}

/** Lets interrupted work go on that nothing interrupts any more, or that has room beside what does. */
export function goOn(agent: AgentRecord): AgentRecord {
  const over = agent.work.find(one => isOver(agent, one));
  if (!over?.relief) return agent;
  const { relief, ...on } = over;
  return goOn({ ...agent, work: agent.work.map(one => (one === over ? { ...on, cost: relief.cost } : one)) });
}

const isOver = (agent: AgentRecord, { interruptibleBy = [], relief }: Work): boolean =>
  relief?.reason === 'interrupted' &&
  (freeCapacity(agent) >= relief.cost ||
    !agent.work.some(one => one.cost > relief.cost && interruptibleBy.includes(one.channel)));
