import { describe, expect, it } from 'vitest';
import { costFor, refusal, tierOf, unavailability } from '#shared/domain/routing/eligibility.ts';
import { laneOwner, personalLane } from '#shared/domain/routing/lane.ts';
import { comparedOf, contactOf } from '#shared/domain/routing/projection.ts';
import {
  agent,
  assignedQueue,
  at,
  interaction,
  lease,
  NOW,
  pending,
  presence,
  profile,
  session,
  settings,
  signedOut,
  work,
} from '../../support/builders.ts';

describe('a person takes no work', () => {
  it.each([
    ['without a session', signedOut(), lease(), { reason: 'offline' }],
    ['in grace', agent({ session: session({ status: 'grace', graceUntil: at(60) }) }), lease(), { reason: 'offline' }],
    ['without a lease', agent(), null, { reason: 'lease-expired' }],
    ['under the lease of another session', agent(), lease({ epoch: 2 }), { reason: 'lease-expired' }],
    ['when the lease has just run out', agent(), lease({ leaseUntil: NOW }), { reason: 'lease-expired' }],
    [
      'on a break',
      agent({ presence: presence({ status: 'not-ready', reasonId: 'lunch' }) }),
      lease(),
      { reason: 'not-ready', detail: 'lunch' },
    ],
    [
      'who is about to take a break',
      agent({ presence: presence({ pending: pending() }), work: [work()] }),
      lease(),
      { reason: 'pending-presence' },
    ],
    ['while cooling down', agent({ coolingUntil: at(3) }), lease(), { reason: 'cooling-down', until: at(3) }],
  ])('%s', (_sentence, person, under, why) => {
    expect(unavailability(person, under, NOW)).toEqual({ detail: null, until: null, ...why });
  });

  it('but does when nothing speaks against it, also when a cool-down is just over', () => {
    expect(unavailability(agent(), lease(), NOW)).toBeNull();
    expect(unavailability(agent({ coolingUntil: NOW }), lease(), NOW)).toBeNull();
  });
});

describe('an agent does not get a contact', () => {
  const because = (person: ReturnType<typeof agent>, contact: ReturnType<typeof interaction>) =>
    refusal(comparedOf(person), contactOf(contact), NOW);

  it.each([
    [
      'of another person',
      agent(),
      interaction({ lane: personalLane('ben') }),
      { reason: 'reserved-for-other', detail: 'ben' },
    ],
    [
      'that somebody else is preferred for',
      agent(),
      interaction({ sticky: { agentId: 'ben', until: at(5) } }),
      { reason: 'reserved-for-other', detail: 'ben', until: at(5) },
    ],
    [
      'he turned down a moment ago',
      agent(),
      interaction({ excluded: [{ agentId: 'ana', until: at(9), rejections: 1 }] }),
      { reason: 'excluded', until: at(9) },
    ],
    ['of a queue he left', agent({ queueIds: [] }), interaction(), { reason: 'not-logged-in' }],
    [
      'of a campaign he did not select',
      agent({ session: session({ campaignIds: [] }) }),
      interaction(),
      { reason: 'campaign-not-selected' },
    ],
    [
      'that asks for a skill he lacks',
      agent(),
      interaction({ steps: [{ skills: [{ skillId: 'german', level: 3 }] }] }),
      { reason: 'skill', detail: 'german 0 < 3' },
    ],
    [
      'that has not waited long enough for him',
      agent({ profile: profile({ queues: [assignedQueue({ delaySeconds: 90 })] }) }),
      interaction(),
      { reason: 'delay', detail: '90 s', until: at(30) },
    ],
    [
      'without capacity',
      agent({ work: [work({ cost: 80 })] }),
      interaction(),
      { reason: 'capacity', detail: '20 < 30' },
    ],
    [
      'over the cap of the channel',
      agent({ work: [work()], profile: profile({ caps: { chat: 1 } }) }),
      interaction(),
      { reason: 'channel-cap', detail: '1 of 1' },
    ],
  ])('%s', (_sentence, person, contact, why) => {
    expect(because(person, contact)).toEqual({ detail: null, until: null, ...why });
  });

  it.each([
    ['a contact of the queue', agent(), interaction()],
    ['one he is preferred for', agent(), interaction({ sticky: { agentId: 'ana', until: at(5) } })],
    ['one whose preference for another is over', agent(), interaction({ sticky: { agentId: 'ben', until: NOW } })],
    [
      'one he turned down long ago',
      agent(),
      interaction({ excluded: [{ agentId: 'ana', until: NOW, rejections: 2 }] }),
    ],
    [
      'one that others turned down',
      agent(),
      interaction({ excluded: [{ agentId: 'ben', until: at(9), rejections: 1 }] }),
    ],
    [
      'one whose skills have been relaxed',
      agent(),
      interaction({ steps: [{ skills: [{ skillId: 'german', level: 3 }], durationSeconds: 60 }, { skills: [] }] }),
    ],
    ['his own, whatever queues he is in', agent({ queueIds: [] }), interaction({ lane: personalLane('ana') })],
    ['one that a faster clock has enqueued (seed 130)', agent(), interaction({ enqueuedAt: at(1) })],
    ['one that fits under the cap', agent({ profile: profile({ caps: { chat: 1 } }) }), interaction()],
    ['one of a queue that is no longer assigned to him', agent({ profile: profile({ queues: [] }) }), interaction()],
  ])('but gets %s', (_sentence, person, contact) => {
    expect(because(person, contact)).toBeNull();
  });
});

describe('a contact', () => {
  it('costs what the person is given for the channel, else what its queue says, else the tenant, else what it came with', () => {
    const weights = { ...settings().channelWeights, chat: 40 };
    const own = profile({ weights, ownWeights: { chat: 50 }, queues: [assignedQueue({ weights: { chat: 60 } })] });
    const queues = profile({ weights, queues: [assignedQueue({ weights: { chat: 60 } })] });

    expect(costFor(agent({ profile: own }), interaction())).toBe(50);
    expect(costFor(agent({ profile: queues }), interaction())).toBe(60);
    expect(costFor(agent({ profile: profile({ weights }) }), interaction())).toBe(40);
    expect(costFor(agent({ profile: profile({ weights, queues: [] }) }), interaction())).toBe(30);
  });

  it('is served by the tier of its queue, the own lane before all', () => {
    const person = agent({ profile: profile({ queues: [assignedQueue({ tier: 4 })] }) });

    expect(tierOf(person, interaction())).toBe(4);
    expect(tierOf(person, interaction({ queueId: 'support' }))).toBe(99);
    expect(tierOf(person, interaction({ lane: personalLane('ana') }))).toBe(0);
  });

  it('waits in a queue or in the lane of one person', () => {
    expect(laneOwner(personalLane('ana'))).toBe('ana');
    expect(laneOwner('sales')).toBeNull();
  });
});
