import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import { wrongOffer } from '#shared/domain/routing/entitlement.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
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
