import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { rightCost, wrongOffer } from '#shared/domain/routing/entitlement.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import {
  agent,
  assignedQueue,
  at,
  interaction,
  interactionId,
  lease,
  NOW,
  pending,
  presence,
  profile,
  session,
  signedOut,
  work,
} from '../../support/builders.ts';

const german = [{ skillId: 'german', level: 5 }];
const found = (one: InteractionRecord, who: AgentRecord, held: LeaseRecord | undefined = lease()) =>
  wrongOffer(one, who, held, NOW).map(({ rule }) => rule);

describe('an offer', () => {
  it.each<[string, InteractionRecord, AgentRecord]>([
    ['in his queue', interaction(), agent()],
    ['in his own lane, whatever his queues', interaction({ lane: personalLane('ana') }), agent({ queueIds: [] })],
    ['that prefers him', interaction({ sticky: { agentId: 'ana', until: at(1) } }), agent()],
    ['whose preference is over', interaction({ sticky: { agentId: 'ben', until: at(-1) } }), agent()],
    ['whose exclusion is over', interaction({ excluded: [{ agentId: 'ana', until: NOW, rejections: 1 }] }), agent()],
    ['after his cool-down', interaction(), agent({ coolingUntil: NOW })],
    ['after his delay', interaction(), agent({ profile: profile({ queues: [assignedQueue({ delaySeconds: 60 })] }) })],
    [
      'he has the skills for',
      interaction({ steps: [{ skills: german }] }),
      agent({ profile: profile({ skills: { german: 5 } }) }),
    ],
    ['whose wish for skills is over', interaction({ steps: [{ skills: german, durationSeconds: 60 }] }), agent()],
    ['that a faster clock has enqueued', interaction({ enqueuedAt: at(1) }), agent()],
    ['in a queue assigned by nobody, which has no delay', interaction(), agent({ profile: profile({ queues: [] }) })],
  ])('is right: one %s', (_sentence, one, who) => {
    expect(found(one, who)).toEqual([]);
  });

  it.each<[string, InteractionRecord, AgentRecord, string[]]>([
    ['on a break', interaction(), agent({ presence: presence({ status: 'not-ready' }) }), ['offered-to-who-is-ready']],
    [
      'who wants a break',
      interaction(),
      agent({ presence: presence({ pending: pending() }) }),
      ['offered-to-who-is-ready'],
    ],
    ['who cools down', interaction(), agent({ coolingUntil: at(1) }), ['offered-after-cool-down']],
    ['who has it', interaction(), agent({ work: [work()] }), ['offered-once-to-one']],
    ['in the lane of another', interaction({ lane: personalLane('ben') }), agent(), ['offered-to-the-owner']],
    [
      'where another is preferred',
      interaction({ sticky: { agentId: 'ben', until: at(1) } }),
      agent(),
      ['offered-to-the-preferred'],
    ],
    [
      'who is excluded',
      interaction({ excluded: [{ agentId: 'ana', until: at(1), rejections: 1 }] }),
      agent(),
      ['offered-to-no-excluded'],
    ],
    ['without the queue', interaction(), agent({ queueIds: [] }), ['offered-in-own-queues']],
    [
      'without the campaign',
      interaction(),
      agent({ session: session({ campaignIds: [] }) }),
      ['offered-in-own-queues'],
    ],
    [
      'before his delay',
      interaction(),
      agent({ profile: profile({ queues: [assignedQueue({ delaySeconds: 61 })] }) }),
      ['offered-in-own-queues'],
    ],
    [
      'without the skills',
      interaction({ steps: [{ skills: german, durationSeconds: 61 }] }),
      agent(),
      ['offered-in-own-queues'],
    ],
    [
      'who has gone home',
      interaction({ lane: personalLane('ana') }),
      signedOut(),
      ['offered-to-who-is-there', 'offered-to-who-is-ready'],
    ],
    ['in grace', interaction(), agent({ session: session({ status: 'grace' }) }), ['offered-to-who-is-there']],
  ])('is wrong: one %s', (_sentence, one, who, broken) => {
    expect(found(one, who)).toEqual(broken);
    expect(wrongOffer(one, who, lease(), NOW).every(({ detail }) => detail.includes('ana'))).toBe(true);
  });

  it('is wrong to one without a session campaign at all', () => {
    expect(found(interaction(), signedOut({ queueIds: ['sales'] }))).toContain('offered-in-own-queues');
  });

  it.each([
    ['no lease', undefined],
    ['one of an earlier session', lease({ epoch: 2 })],
    ['one that is over', lease({ leaseUntil: NOW })],
  ])('is wrong to one who shows no sign of life: %s', (_sentence, held) => {
    expect(wrongOffer(interaction(), agent(), held, NOW)).toMatchObject([{ rule: 'offered-to-who-is-there' }]);
  });
});

describe('an offer to somebody who is kept for another contact', () => {
  const kept = { interactionId: interactionId(5), until: at(60), tier: 2, class: 5, rank: 1000 };
  const inTier = (tier: number, blends = false) =>
    profile({ queues: [assignedQueue({ tier })], ...(blends && { blendsTiers: true as const }) });
  const wrong = ['offered-before-what-he-is-kept-for'];

  it.each<[string, Partial<InteractionRecord>, AgentRecord['profile'], string[]]>([
    ['of a better tier', { rank: 9000, class: 9 }, inTier(1), []],
    ['of a further tier', { rank: 1, class: 0 }, inTier(3), wrong],
    ['of a better class', { rank: 9000, class: 4 }, inTier(2), []],
    ['of a worse class', { rank: 1, class: 6 }, inTier(2), wrong],
    ['that is before it', { rank: 999 }, inTier(2), []],
    ['that is behind it', { rank: 1001 }, inTier(2), wrong],
    ['in the same place with a smaller id', { rank: 1000 }, inTier(2), []],
    ['in the same place with a greater id', { rank: 1000, id: interactionId(9) }, inTier(2), wrong],
    ['in the own lane', { rank: 9000, class: 9, lane: personalLane('ana') }, inTier(3), []],
    ['of a queue that is not assigned to him', { rank: 1 }, profile({ queues: [] }), wrong],
  ])('is judged by the places of the two: one %s', (_sentence, given, queues, broken) => {
    expect(found(interaction(given), agent({ reservedFor: kept, profile: queues }))).toEqual(broken);
  });

  it.each([
    ['earlier by more than that', 1000 - 60_001, []],
    ['not so much earlier', 1000 - 59_999, wrong],
  ])('counts a further tier as a minute where tiers blend: %s', (_sentence, rank, broken) => {
    const blended = agent({ reservedFor: { ...kept, tier: 1 }, profile: inTier(2, true) });

    expect(found(interaction({ rank }), blended)).toEqual(broken);
  });

  it.each([
    ['it is the one he is kept for', { ...kept, interactionId: interactionId(1) }],
    ['he is kept no longer', { ...kept, until: NOW }],
  ])('is right where %s', (_sentence, reservedFor) => {
    expect(found(interaction({ rank: 9000 }), agent({ reservedFor, profile: inTier(3) }))).toEqual([]);
  });
});

describe('what a contact takes', () => {
  const chat = interaction({ cost: 33 });
  const ownWeights = { chat: 20 };
  const weighted = [assignedQueue({ weights: { chat: 40 } })];

  it.each([
    ['the weight of his own', profile({ ownWeights, queues: weighted }), 20],
    ["his queue's", profile({ queues: weighted }), 40],
    ["the tenant's", profile(), profile().weights.chat],
    ['what it was told when it came, where he does not serve the queue', profile({ queues: [] }), 33],
    ["his queue's, where his own is for other channels", profile({ ownWeights: { voice: 9 }, queues: weighted }), 40],
  ])('of an agent is %s', (_sentence, given, cost) => {
    expect(rightCost(agent({ profile: given }), chat)).toBe(cost);
  });
});
