import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { escalationFrom, placement, refresh, requeue, returnTransfer } from '#shared/domain/routing/queueing.ts';
import {
  activeInteraction,
  at,
  interaction,
  interactionId,
  NOW,
  offeredInteraction,
  queue,
  settings,
} from '../../support/builders.ts';
import { checked, settled, told } from '../../support/changes.ts';

const german = [{ skills: [{ skillId: 'german', level: 3 }] }];
const wayBack: NonNullable<InteractionRecord['returnTo']> = {
  lane: 'sales',
  shard: 1,
  queueId: 'sales',
  campaignId: 'inbound',
  class: 2,
  priority: 4,
  rank: 77,
  steps: german,
  escalatesAt: at(500),
  agentId: 'ana',
  at: NOW,
};
/** Transferred by Ana from sales to support. */
const transferred = (given: Partial<InteractionRecord> = {}): InteractionRecord =>
  interaction({
    lane: 'support',
    queueId: 'support',
    campaignId: 'service',
    sticky: null,
    returnTo: wayBack,
    ...given,
  });

describe('a contact that enters a queue', () => {
  it('is placed by the rules of the queue, with the age it has', () => {
    const strict = queue({ class: 3, priority: 2, steps: german, shards: 4 });

    const place = placement(interactionId(1), strict, settings({ maxClassWaitSeconds: 60 }), 'email', at(-600), NOW);

    expect(place).toMatchObject({
      lane: 'sales',
      queueId: 'sales',
      campaignId: 'inbound',
      cost: 15,
      class: 3,
      priority: 2,
      rank: Date.parse(at(-720)),
      steps: german,
      stepStartedAt: NOW,
      enqueuedAt: NOW,
      escalatesAt: at(60),
    });
    expect(place.shard).toBeGreaterThanOrEqual(0);
    expect(place.shard).toBeLessThan(4);
  });

  it('never moves up from the highest class', () => {
    expect(escalationFrom(NOW, 0, settings())).toBeNull();
    expect(escalationFrom(NOW, 1, settings({ maxClassWaitSeconds: 60 }))).toBe(at(60));
  });
});

describe('an offer that came to nothing', () => {
  it('leaves the contact where it was, with the rank it had', () => {
    expect(requeue(offeredInteraction(), 'rejected', NOW)).toEqual(interaction({ offerCount: 1 }));
  });

  it('leaves a transfer to a queue there until its time is over', () => {
    expect(requeue({ ...transferred(), returnTo: { ...wayBack, at: at(1) } }, 'rejected', NOW).lane).toBe('support');
    expect(requeue({ ...transferred(), returnTo: { ...wayBack, at: null } }, 'expired', NOW).lane).toBe('support');
    expect(requeue(transferred(), 'revoked', NOW).lane).toBe('sales');
  });

  it('leaves what came by a personal queue with its owner', () => {
    const own = offeredInteraction({ lane: personalLane('ana'), returnTo: null });

    expect(requeue(own, 'rejected', NOW).lane).toBe(personalLane('ana'));
  });
});

describe('a transfer that nobody took', () => {
  it('goes back to the place it had: queue, campaign, class, rank and skills', () => {
    const one = settled(returnTransfer(transferred({ sticky: { agentId: 'ben', until: at(9) } }), NOW));

    expect(one.interaction).toMatchObject({
      status: 'queued',
      lane: 'sales',
      shard: 1,
      queueId: 'sales',
      campaignId: 'inbound',
      class: 2,
      priority: 4,
      rank: 77,
      steps: german,
      escalatesAt: at(500),
      enqueuedAt: at(-60),
      returnTo: null,
      sticky: null,
    });
    expect(told(one, 'interaction.queued.v1')).toMatchObject({
      reason: 'returned',
      queueId: 'sales',
      campaignId: 'inbound',
    });
  });

  it.each([
    ['somebody is being asked', transferred({ ...offeredInteraction({ returnTo: wayBack }), lane: 'support' }), NOW],
    ['somebody has it', activeInteraction(), NOW],
    ['it was transferred again', transferred({ returnTo: { ...wayBack, at: at(60) } }), NOW],
    ['it never goes back', transferred({ returnTo: null }), NOW],
  ])('stays when %s', (_sentence, one, deadline) => {
    expect(checked(returnTransfer(one, deadline)).interactions).toEqual([]);
  });
});

describe('waiting', () => {
  it('moves a contact up one class after a long time, again and again', () => {
    const rules = settings({ maxClassWaitSeconds: 60 });

    const one = settled(refresh(interaction({ class: 2, escalatesAt: NOW }), rules, NOW));
    const two = settled(refresh({ ...one.interaction, escalatesAt: NOW }, rules, NOW));

    expect(one.interaction).toMatchObject({ class: 1, escalatesAt: at(60), rank: interaction().rank });
    expect(two.interaction).toMatchObject({ class: 0, escalatesAt: null });
    expect(told(one, 'interaction.changed.v1')?.fields).toEqual(['class']);
  });

  it('forgets exclusions that are over, and remembers who rejected', () => {
    const before = interaction({
      excluded: [
        { agentId: 'ana', until: NOW, rejections: 0 },
        { agentId: 'ben', until: NOW, rejections: 1 },
        { agentId: 'cem', until: at(1), rejections: 0 },
      ],
    });

    const one = settled(refresh(before, settings(), NOW));

    expect(one.interaction.excluded.map(({ agentId }) => agentId)).toEqual(['ben', 'cem']);
    expect(one.interaction.escalatesAt).toBe(before.escalatesAt);
    expect(one.events).toEqual([]);
  });

  it.each([
    ['while nothing is due', interaction()],
    ['while an agent is asked', offeredInteraction({ escalatesAt: NOW })],
    ['in the highest class', interaction({ class: 0, escalatesAt: NOW })],
    ['where no class is left by time', interaction({ escalatesAt: null })],
  ])('changes nothing %s', (_sentence, one) => {
    expect(checked(refresh(one, settings(), NOW)).interactions).toEqual([]);
  });
});
