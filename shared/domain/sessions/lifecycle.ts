import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';

import { costFor } from '#shared/domain/routing/eligibility.ts';

/** What contradicts itself inside one agent's row. */
export function contradictions(agent: AgentRecord): Breach[] {
  const ids = agent.work.map(one => one.interactionId);
  const waits = agent.presence.pending !== null && agent.work.length === 0;
  return broken(agent.id, {
    'each-work-once': [new Set(ids).size === ids.length, () => ids.join()],
    'each-outcome-owed-once': [
      new Set(agent.outcomesPending).size === agent.outcomesPending.length,
      () => agent.outcomesPending.join(),
    ],
    'nobody-works-signed-out': [agent.session !== null || ids.length === 0, () => `no session, but ${ids.join()}`],
    'live-while-signed-in': [(agent.live !== undefined) === (agent.session !== null), () => `${agent.live}`],
    'wishes-come-true': [!waits || agent.session === null, () => JSON.stringify(agent.presence)],
    'nobody-is-asked-in-grace': [
      agent.session?.status !== 'grace' || agent.work.every(one => one.state !== 'offered'),
      () => JSON.stringify(agent.work),
    ],
    'grace-ends': [
      agent.session === null || (agent.session.status === 'grace') === (agent.session.graceUntil !== null),
      () => JSON.stringify(agent.session),
    ],
  });
}

/** What no change may do to an agent. @param now when a change that moves interactions, too, was decided */
export function illegalMove(before: AgentRecord | null, after: AgentRecord, now: string | undefined): Breach[] {
  if (before === null) return broken(after.id, { 'first-version': [after.version === 1, () => `${after.version}`] });
  const fresh = after.session !== null && after.session.id !== before.session?.id;
  const epochs = () => `epoch ${before.epoch} became ${after.epoch}, a new session: ${fresh}`;
  return [
    ...broken(after.id, {
      'next-version': [after.version === before.version + 1, () => `${before.version} became ${after.version}`],
      'offers-are-not-taken-over': [!fresh || after.work.every(one => one.state !== 'offered'), epochs],
      'grace-lasts': [!losesWorkEarly(before, after, now), () => `${JSON.stringify(before.session)} at ${now}`],
      'an-epoch-for-each-session': [after.epoch === before.epoch + (fresh ? 1 : 0), epochs],
    }),
    ...overCapacity(before, after),
  ];
}

/** Conversations stay with somebody whose connection is lost until his grace is over. */
const losesWorkEarly = (before: AgentRecord, after: AgentRecord, now: string | undefined): boolean =>
  now !== undefined &&
  after.session === null &&
  before.work.some(one => one.state === 'active') &&
  (before.session?.graceUntil ?? '') > now;

/** Who takes something more has room for it (I1); limits that an administrator lowers drop nothing (4.6). */
function overCapacity(before: AgentRecord, after: AgentRecord): Breach[] {
  const added = after.work.filter(one => before.work.every(other => other.interactionId !== one.interactionId));
  if (added.length === 0) return [];
  const used = after.work.reduce((sum, one) => sum + one.cost, 0);
  const overCap = added.find(({ channel }) => {
    const live = after.work.filter(one => one.channel === channel && one.state !== 'wrap-up').length;
    return live > (after.profile.caps[channel] ?? Number.POSITIVE_INFINITY);
  });
  return broken(after.id, {
    'within-capacity': [used <= after.profile.total, () => `${used} of ${after.profile.total}`],
    'within-channel-caps': [overCap === undefined, () => `${overCap?.channel} above its cap`],
    'costs-as-configured': [added.every(one => one.cost === costFor(after, one)), () => `${added[0]?.cost}`],
  });
}
