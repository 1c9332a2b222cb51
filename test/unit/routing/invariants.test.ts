import { describe, expect, it } from 'vitest';
import { agentFlaws, interactionFlaws } from '#shared/domain/routing/invariants.ts';
import { repairEvent } from '#shared/domain/routing/repair-event.ts';
import {
  activeInteraction,
  agent,
  askedAgent,
  endedInteraction,
  interaction,
  interactionId,
  NOW,
  offer,
  offeredInteraction,
  talkingAgent,
  wrappingAgent,
} from '../../support/builders.ts';

describe('a repair', () => {
  it.each([
    [interactionId(1), `interaction/${interactionId(1)}`],
    ['ana', 'agent/ana'],
  ])('of %s is told about its subject', (subject, told) => {
    const repair = { kind: 'overdue', subject, detail: 'late' };

    expect(repairEvent(repair, NOW)).toMatchObject({ type: 'system.repair-performed.v1', subject: told, data: repair });
  });
});

describe('the sweeper', () => {
  it('finds a part in a conversation whose agent does not know of it', () => {
    const found = interactionFlaws(activeInteraction(), () => agent());

    expect(found).toEqual([{ kind: 'assignment-without-work', interactionId: interactionId(1), agentId: 'ana' }]);
  });

  it.each([
    ['the agent who is asked knows', offeredInteraction(), askedAgent()],
    ['nobody is asked', interaction(), agent()],
    ['an offer is left over on what is no longer offered', activeInteraction({ offer: offer() }), talkingAgent()],
  ])('finds no flaw of an offer where %s', (_sentence, one, asked) => {
    expect(interactionFlaws(one, () => asked)).toEqual([]);
  });

  it.each([
    ['does not exist', undefined],
    ['has nothing', agent()],
    ['talks already', talkingAgent()],
  ])('finds an offer whose agent %s', (_sentence, asked) => {
    expect(interactionFlaws(offeredInteraction(), () => asked)).toEqual([
      { kind: 'offer-without-holder', interactionId: interactionId(1), agentId: 'ana' },
    ]);
  });

  it.each([
    ['an offer', askedAgent(), offeredInteraction()],
    ['a conversation', talkingAgent(), activeInteraction()],
    ['a wrap-up', wrappingAgent(), endedInteraction()],
    ['nothing', agent(), undefined],
  ])('finds no flaw of an agent with %s', (_sentence, holder, one) => {
    expect(agentFlaws(holder, () => one)).toEqual([]);
  });

  it.each([
    ['an offer made to somebody else', askedAgent(), offeredInteraction({ offer: offer({ agentId: 'ben' }) })],
    ['an offer that is over', askedAgent(), interaction()],
    ['a conversation that is in wrap-up', talkingAgent(), endedInteraction()],
    ['a wrap-up of somebody else', { ...wrappingAgent(), id: 'ben' }, endedInteraction()],
    ['what does not exist', talkingAgent(), undefined],
  ])('finds an agent who holds %s', (_sentence, holder, one) => {
    expect(agentFlaws(holder, () => one)).toEqual([
      { kind: 'work-without-interaction', interactionId: interactionId(1), agentId: holder.id },
    ]);
  });
});
