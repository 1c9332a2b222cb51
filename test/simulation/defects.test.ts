import { describe, expect, it } from 'vitest';
import { queueProfileWrites } from '#shared/adapters/repositories/change-rows.ts';
import { leave } from '#shared/domain/interactions/end.ts';
import { change, outcome } from '#shared/domain/kit/change.ts';
import { autoAnswer, expire } from '#shared/domain/routing/offer.ts';
import { endGrace } from '#shared/domain/sessions/close.ts';
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
  work,
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

describe('a routing profile', () => {
  it('is told to its queue once when two of its agents are freed together (seed 74)', () => {
    const freed = ['ana', 'ben'].map(id => ({ before: null, after: agent({ id }) }));

    const writes = queueProfileWrites(change({ agents: freed }), () => []);

    const told = writes.map(write => JSON.stringify(write));
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
  });
});

describe('a grace that ends', () => {
  it('takes along what no interaction knows of (liveness, seed 73)', () => {
    const away = agent({ work: [work({ state: 'active' })] });
    const gone = { ...away, session: { ...away.session!, status: 'grace' as const, graceUntil: at(-1) } };

    const ended = endGrace(gone, gone.epoch, [], settings(), NOW);

    expect(outcome(ended.agents, 'ana')).toMatchObject({ session: null, work: [] });
  });
});
