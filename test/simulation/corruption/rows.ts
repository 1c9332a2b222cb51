import { InteractionEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { QueueProfileEntity, RoutableEntity, WaitingEntity } from '#schemas/routing/entity.ts';
import type { QueueProfileRecord, RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import { AgentEntity, LeaseEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { put, remove, type Write } from '#shared/adapters/store/store.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import type { Chance } from '../engine/chance.ts';

/** The rows of one tenant, as a corruption finds them. */
export interface Tables {
  readonly now: string;
  readonly interactions: readonly InteractionRecord[];
  readonly agents: readonly AgentRecord[];
  readonly leases: readonly LeaseRecord[];
  readonly waiting: readonly WaitingRecord[];
  readonly routable: readonly RoutableRecord[];
  readonly profiles: readonly QueueProfileRecord[];
}

/** What it writes; nothing where there is nothing to spoil. */
export type Corruption = (tables: Tables, by: Chance) => Write[];

const spoilInteraction = (one: InteractionRecord, spoilt: Partial<InteractionRecord>): Write =>
  put(InteractionEntity, { ...one, ...spoilt, version: one.version + 1 }, 'any');
const spoilAgent = (one: AgentRecord, spoilt: Partial<AgentRecord>): Write =>
  put(AgentEntity, { ...one, ...spoilt, version: one.version + 1 }, 'any');

const working = (tables: Tables, state: AgentRecord['work'][number]['state'], by: Chance) =>
  by.pick(tables.agents.filter(agent => agent.work.some(one => one.state === state)));

/** The agent forgets what he has in this state. */
const forget =
  (state: AgentRecord['work'][number]['state']): Corruption =>
  (tables, by) => {
    const agent = working(tables, state, by);
    return agent ? [spoilAgent(agent, { work: agent.work.filter(one => one.state !== state) })] : [];
  };

const past = ({ now }: Tables): string => plusSeconds(now, -20);

/** Ways to spoil rows: what no command of the system does, and a mistake or a hand could. */
export const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  'a waiting row is gone': ({ waiting }, by) => {
    const row = by.pick(waiting);
    return row ? [remove(WaitingEntity, row)] : [];
  },
  'a waiting row of what waits no more': ({ interactions, waiting }, by) => {
    const row = by.pick(waiting);
    const other = by.pick(interactions.filter(one => one.status !== 'queued'));
    return row && other ? [put(WaitingEntity, { ...row, interactionId: other.id, rank: row.rank - 9 }, 'any')] : [];
  },
  'a waiting row in another place': ({ waiting }, by) => {
    const row = by.pick(waiting);
    return row ? [remove(WaitingEntity, row), put(WaitingEntity, { ...row, rank: row.rank + 60_000 }, 'any')] : [];
  },
  'a routable row is gone': ({ routable }, by) => {
    const row = by.pick(routable);
    return row ? [remove(RoutableEntity, row)] : [];
  },
  'a routable row of somebody else': ({ agents, routable }, by) => {
    const row = by.pick(routable);
    const other = by.pick(agents.filter(agent => routable.every(one => one.agentId !== agent.id)));
    return row && other ? [put(RoutableEntity, { ...row, agentId: other.id }, 'any')] : [];
  },
  'a routable row with more room than there is': ({ routable }, by) => {
    const row = by.pick(routable);
    return row ? [put(RoutableEntity, { ...row, free: row.free + 50 }, 'any')] : [];
  },
  'a queue forgets who serves it': ({ profiles }, by) => {
    const row = by.pick(profiles);
    return row ? [remove(QueueProfileEntity, row)] : [];
  },
  'an agent forgets an offer': forget('offered'),
  'an agent forgets a conversation': forget('active'),
  'an agent forgets a wrap-up': forget('wrap-up'),
  'an agent has what nobody knows of': ({ agents, interactions, now }, by) => {
    const agent = by.pick(agents.filter(one => one.session !== null));
    const other = by.pick(interactions.filter(one => one.status === 'closed'));
    if (!agent || !other || agent.work.some(one => one.interactionId === other.id)) return [];
    const { campaignId, channel, id: interactionId, queueId } = other;
    const work = { interactionId, channel, queueId, campaignId, state: 'active' as const, cost: 30, since: now };
    return [spoilAgent(agent, { work: [...agent.work, { ...work, offerId: null }] })];
  },
  'an offer is over for the contact alone': ({ interactions }, by) => {
    const one = by.pick(interactions.filter(({ status }) => status === 'offered'));
    return one ? [spoilInteraction(one, { status: 'queued', offer: null })] : [];
  },
  'an offer nobody ended': (tables, by) => {
    const one = by.pick(tables.interactions.filter(({ status }) => status === 'offered'));
    return one?.offer ? [spoilInteraction(one, { offer: { ...one.offer, expiresAt: past(tables) } })] : [];
  },
  'a wrap-up nobody ended': (tables, by) => {
    const one = by.pick(tables.interactions.filter(each => each.assignments.some(part => part.status === 'wrap-up')));
    const assignments = one?.assignments.map(part =>
      part.status === 'wrap-up' && part.wrapUp ? { ...part, wrapUp: { ...part.wrapUp, endsAt: past(tables) } } : part,
    );
    return one && assignments ? [spoilInteraction(one, { assignments })] : [];
  },
  'a grace nobody ended': (tables, by) => {
    const agent = by.pick(
      tables.agents.filter(
        one => one.session?.status === 'online' && one.work.every(({ state }) => state !== 'offered'),
      ),
    );
    if (!agent?.session) return [];
    return [spoilAgent(agent, { session: { ...agent.session, status: 'grace', graceUntil: past(tables) } })];
  },
  'a cool-down nobody ended': (tables, by) => {
    const agent = by.pick(tables.agents.filter(one => one.session !== null));
    return agent ? [spoilAgent(agent, { coolingUntil: past(tables) })] : [];
  },
  'a lease is gone': ({ leases }, by) => {
    const lease = by.pick(leases);
    return lease ? [remove(LeaseEntity, lease)] : [];
  },
  'a lease of an older session': ({ leases }, by) => {
    const lease = by.pick(leases);
    return lease ? [put(LeaseEntity, { ...lease, epoch: lease.epoch - 1, version: lease.version - 1 }, 'any')] : [];
  },
};
