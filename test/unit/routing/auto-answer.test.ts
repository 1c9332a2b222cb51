import { describe, expect, it } from 'vitest';
import { isNothing } from '#shared/domain/kit/change.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { autoAnswer } from '#shared/domain/routing/offer.ts';
import { rehoused } from '#shared/domain/routing/queueing.ts';
import {
  askedAgent,
  at,
  interaction,
  lease,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  presence,
  queue,
} from '../../support/builders.ts';
import { settled, told } from '../../support/changes.ts';

const ringing = offeredInteraction({ offer: offer({ autoAnswerAt: NOW }) });

describe('the tone that answers for an agent', () => {
  it('connects one who is there', () => {
    const one = settled(autoAnswer(ringing, askedAgent(), lease(), offerId(1), NOW));

    expect(one.interaction.status).toBe('active');
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'accepted' });
  });

  it.each([
    ['has gone', askedAgent(), null, 'agent-disconnected'],
    ['has gone quiet', askedAgent(), lease({ leaseUntil: at(-1) }), 'agent-disconnected'],
    ['went on a break', askedAgent({ presence: presence({ status: 'not-ready' }) }), lease(), 'agent-not-ready'],
  ])('leaves a contact to others without blame when he %s', (_sentence, who, held, reason) => {
    const one = settled(autoAnswer(ringing, who, held, offerId(1), NOW));

    expect(one.interaction).toMatchObject({ status: 'queued', rank: ringing.rank });
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'revoked', reason });
  });

  it.each([
    ['another offer', ringing, offerId(1, 2), NOW],
    ['an offer that is over', ringing, offerId(1), at(15)],
    ['what is offered no more', interaction(), offerId(1), NOW],
  ])('does nothing for %s', (_sentence, one, id, now) => {
    expect(isNothing(autoAnswer(one, askedAgent(), lease(), id, now))).toBe(true);
  });
});

describe('a contact in a shard that searches no longer look into', () => {
  const far = interaction({ shard: 7 });

  it.each([
    ['a queue with fewer shards', far, queue({ shards: 4 }), 4],
    ['a queue that is gone', far, undefined, 1],
    ['a personal lane', interaction({ shard: 7, lane: personalLane('ana') }), queue({ shards: 8 }), 1],
  ])('moves into one of %s', (_sentence, one, house, shards) => {
    expect(rehoused(one, house).shard).toBeLessThan(shards);
  });

  it('stays where it is found', () => {
    expect(rehoused(far, queue({ shards: 8 }))).toBe(far);
  });
});
