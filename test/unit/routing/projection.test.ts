import { describe, expect, it } from 'vitest';
import { RoutableRecord, WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { change } from '#shared/domain/kit/change.ts';
import { shardOf } from '#shared/domain/kit/shard.ts';
import {
  candidateOf,
  comparedOf,
  opportunities,
  routableOf,
  routingProfileId,
  waitingOf,
} from '#shared/domain/routing/projection.ts';
import {
  activeInteraction,
  agent,
  assignedQueue,
  at,
  interaction,
  interactionId,
  offeredInteraction,
  pending,
  presence,
  profile,
  session,
  settings,
  signedOut,
  work,
} from '../../support/builders.ts';

const free = (weight: number) => ({ ...settings().channelWeights, email: weight });

describe('the waiting row', () => {
  it('exists exactly while the interaction is queued', () => {
    const rows = [interaction(), offeredInteraction(), activeInteraction()].map(waitingOf);

    expect(rows[0]).toMatchObject({ lane: 'sales', version: 3, interactionId: interactionId(1) });
    expect(WaitingRecord.parse({ tenantId: 'demo', ...rows[0] })).toEqual({ tenantId: 'demo', ...rows[0] });
    expect(rows.slice(1)).toEqual([null, null]);
  });
});

describe('the routable row', () => {
  it('holds what the matcher compares', () => {
    const row = routableOf(agent({ work: [work()] }));

    expect(row).toMatchObject({
      agentId: 'ana',
      load: 300,
      free: 70,
      live: { chat: 1 },
      shard: 0,
      campaignIds: ['inbound'],
    });
    expect(RoutableRecord.parse({ tenantId: 'demo', ...row })).toEqual({ tenantId: 'demo', ...row });
  });

  it.each<[string, AgentRecord]>([
    ['who is signed out', signedOut()],
    ['in grace', agent({ session: session({ status: 'grace' }) })],
    ['on a break', agent({ presence: presence({ status: 'not-ready' }) })],
    ['about to take a break', agent({ presence: presence({ pending: pending() }), work: [work()] })],
    ['who cools down', agent({ coolingUntil: at(1) })],
    ['with a call', agent({ work: [work({ channel: 'voice', cost: 100 })] })],
    ['with too little left for anything', agent({ work: [work({ cost: 90 })] })],
    ['without capacity', agent({ profile: profile({ total: 0 }) })],
  ])('does not exist for somebody %s', (_sentence, person) => {
    expect(routableOf(person)).toBeNull();
  });

  it('exists for somebody who is full as long as a channel costs nothing', () => {
    const full = agent({ profile: profile({ weights: free(0) }), work: [work({ cost: 100 })] });
    const over = agent({ profile: profile({ weights: free(0) }), work: [work({ cost: 101 })] });

    expect(candidateOf(full)).toMatchObject({ free: 0, load: 1000 });
    expect(candidateOf(over)).toBeNull();
  });

  it('shows somebody without capacity as fully loaded', () => {
    const none = agent({ profile: profile({ total: 0, weights: free(0) }) });

    expect(candidateOf(none)?.load).toBe(1000);
  });

  it('is shared by all who are assigned the same queues, in whatever order and tier', () => {
    const [sales, support] = [assignedQueue(), assignedQueue({ queueId: 'support', tier: 3 })];
    const ids = [[sales, support], [support, sales], [sales]].map(queues =>
      routingProfileId(agent({ profile: profile({ queues }) })),
    );

    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});

describe('what is compared of somebody', () => {
  it('is told also of who takes no work', () => {
    expect(comparedOf(signedOut())).toMatchObject({ agentId: 'ana', campaignIds: [], queueIds: [], free: 100 });
  });
});

describe('shards', () => {
  it('spread contacts evenly, the same contact always to the same', () => {
    const counts = [0, 0, 0, 0];

    for (let number = 0; number < 1000; number++) counts[shardOf(interactionId(number), 4)]!++;

    expect(Math.min(...counts)).toBeGreaterThan(150);
    expect(shardOf(interactionId(1), 4)).toBe(shardOf(interactionId(1), 4));
    expect(shardOf(interactionId(1), 1)).toBe(0);
  });
});

describe('after a change', () => {
  const looks = (before: AgentRecord | null, after: AgentRecord) =>
    opportunities(change({ agents: [{ before, after }] })).agents.length === 1;

  it.each([
    ['that begins to wait', true, offeredInteraction(), interaction()],
    ['that is new', true, null, interaction()],
    ['that waits elsewhere', true, interaction({ lane: 'support' }), interaction()],
    ['that waits in a higher class', true, interaction({ class: 6 }), interaction()],
    ['that waits as before', false, interaction({ notes: 'x' }), interaction()],
    ['that is being offered', false, interaction(), offeredInteraction()],
  ])('a contact %s looks for an agent: %s', (_sentence, looking, before, after) => {
    expect(opportunities(change({ interactions: [{ before, after }] })).interactions.length === 1).toBe(looking);
  });

  const capped = profile({ caps: { chat: 1 } });
  it.each<[string, AgentRecord | null, AgentRecord]>([
    ['signs in', null, agent()],
    ['comes back from a break', agent({ presence: presence({ status: 'not-ready' }) }), agent()],
    [
      'takes his session over, in which he was perhaps not seen (seed 449)',
      agent(),
      agent({ epoch: agent().epoch + 1 }),
    ],
    ['finishes work', agent({ work: [work()] }), agent()],
    ['finishes a wrap-up that took nothing', agent({ work: [work({ state: 'wrap-up', cost: 0 })] }), agent()],
    [
      'gets under the cap of a channel while the wrap-up takes as much',
      agent({ work: [work()], profile: capped }),
      agent({ work: [work({ state: 'wrap-up' })], profile: capped }),
    ],
    ['joins a queue', agent({ queueIds: [] }), agent()],
    ['selects a campaign', agent({ session: session({ campaignIds: [] }) }), agent()],
    ['learns a skill', agent(), agent({ profile: profile({ skills: { german: 1 } }) })],
  ])('an agent who %s looks for work', (_sentence, before, after) => {
    expect(looks(before, after)).toBe(true);
  });

  it.each<[string, AgentRecord | null, AgentRecord]>([
    ['takes a break', agent(), agent({ presence: presence({ status: 'not-ready' }) })],
    ['takes work', agent(), agent({ work: [work()] })],
    ['answers an offer', agent({ work: [work({ state: 'offered' })] }), agent({ work: [work()] })],
    ['leaves a queue', agent(), agent({ queueIds: [] })],
    ['switches auto-call', agent(), agent({ autoCall: true })],
  ])('an agent who %s does not', (_sentence, before, after) => {
    expect(looks(before, after)).toBe(false);
  });
});
