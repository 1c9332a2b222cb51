import { describe, expect, it } from 'vitest';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { pickUp } from '#shared/domain/routing/pick-up.ts';
import {
  activeInteraction,
  agent,
  interaction,
  interactionId,
  NOW,
  offeredInteraction,
  offerId,
  presence,
  profile,
  terms,
  work,
  wrappingAgent,
} from '../../support/builders.ts';
import { refused, settled, typesOf } from '../../support/changes.ts';

const mine = terms({ source: 'pick-up' });

describe('a pick-up', () => {
  it('is an offer that is accepted in the same moment', () => {
    const one = settled(pickUp(interaction(), agent(), mine, NOW));

    expect(one.interaction).toMatchObject({ status: 'active', offer: null, offerCount: 1 });
    expect(one.interaction.assignments).toMatchObject([{ agentId: 'ana', offerId: offerId(1), status: 'active' }]);
    expect(one.agent.work).toEqual([work({ since: NOW })]);
    expect(one.evaluation).toMatchObject({ trigger: 'pick-up', chosen: 'ana' });
    expect(typesOf(one)).toEqual(['offer.created.v1', 'offer.resolved.v1', 'interaction.connected.v1']);
  });

  it.each([
    ['a break', agent({ presence: presence({ status: 'not-ready' }) }), interaction()],
    ['queues left', agent({ queueIds: [] }), interaction()],
    ['missing skills', agent(), interaction({ steps: [{ skills: [{ skillId: 'german', level: 5 }] }] })],
    ['the lane of somebody else', agent(), interaction({ lane: personalLane('ben') })],
  ])('is not kept back by %s', (_sentence, person, contact) => {
    expect(settled(pickUp(contact, person, mine, NOW)).interaction.status).toBe('active');
  });

  it.each([
    ['is being offered', offeredInteraction(), agent(), 'offered'],
    ['is in conversation', activeInteraction(), agent(), 'active'],
    ['the agent still wraps up', interaction(), wrappingAgent(), 'queued'],
  ])('is refused for what %s', (_sentence, contact, person, currentState) => {
    expect(refused(() => pickUp(contact, person, mine, NOW))).toEqual({
      code: 'INTERACTION_STATE',
      currentState,
      allowedCommands: [],
    });
  });

  it.each([
    [
      'capacity',
      agent({ work: [work({ interactionId: interactionId(2), cost: 80 })] }),
      { free: 20, cost: 30, live: 1, cap: null },
    ],
    [
      'the cap of the channel',
      agent({ work: [work({ interactionId: interactionId(2) })], profile: profile({ caps: { chat: 1 } }) }),
      { free: 70, cost: 30, live: 1, cap: 1 },
    ],
  ])('is refused beyond %s', (_sentence, person, params) => {
    expect(refused(() => pickUp(interaction(), person, mine, NOW))).toEqual({ code: 'CAPACITY_EXCEEDED', params });
  });

  it('fits exactly under the cap', () => {
    const capped = agent({ profile: profile({ caps: { chat: 1 } }) });

    expect(settled(pickUp(interaction(), capped, mine, NOW)).interaction.status).toBe('active');
  });
});
