import { describe, expect, it } from 'vitest';
import { leave } from '#shared/domain/interactions/end.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import { autoAnswer, expire } from '#shared/domain/routing/offer.ts';
import {
  agent,
  askedAgent,
  assignment,
  at,
  campaign,
  interaction,
  interactionId,
  lease,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  presence,
  queue,
  settings,
} from '#test/support/builders.ts';

/** What the simulation found wrong in the core, as the smallest decision that shows it, with the seed that did. */

const strict = campaign({ dispositionRequired: true, outcomeSchemeId: 'standard' });

describe('an outcome', () => {
  it('stays owed by who had the contact last when the customer leaves after the transfer (seed 1)', () => {
    const handed = interaction({ assignments: [assignment({ status: 'done', endedAt: at(-10) })] });

    const change = leave(handed, { agent: undefined, last: agent() }, { queue: queue(), campaign: strict }, NOW);

    expect(outcome(change.agents, 'ana')?.outcomesPending).toEqual([interactionId(1)]);
    expect(outcome(change.interactions, handed.id)).toMatchObject({
      status: 'closed',
      assignments: [{ outcomePending: true }],
    });
  });
});

describe('a tone', () => {
  const ringing = () => offeredInteraction({ offer: offer({ autoAnswerAt: NOW }) });

  it.each([
    ['went on a break meanwhile', { presence: presence({ status: 'not-ready', reasonId: 'lunch' }) }, lease()],
    ['is cut off', {}, lease({ leaseUntil: at(-1) })],
  ])('connects nobody with an agent who %s (seed 10)', (_sentence, away, held) => {
    const change = autoAnswer(ringing(), askedAgent(away), held, offerId(1), NOW);

    expect(outcome(change.interactions, interactionId(1))).toMatchObject({ status: 'queued', offer: null });
    expect(outcome(change.agents, 'ana')).toMatchObject({ work: [], misses: 0 });
  });
});

describe('an offer that expires', () => {
  it.each([
    ['is no miss of an agent who has been silent for more than 15 s', at(-16), 0],
    ['is a miss of an agent who was there', at(-5), 1],
  ])('%s', (_sentence, beatAt, misses) => {
    const due = offeredInteraction({ offer: offer({ expiresAt: NOW }) });

    const change = expire(due, askedAgent(), lease({ beatAt }), offerId(1), settings(), NOW);

    expect(outcome(change.agents, 'ana')?.misses).toBe(misses);
    expect(outcome(change.interactions, due.id)?.excluded).toMatchObject([{ agentId: 'ana' }]);
  });
});
