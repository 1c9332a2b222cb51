import { describe, expect, it } from 'vitest';
import { endByAgent, leave } from '#shared/domain/interactions/end.ts';
import { change } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  agent,
  askedAgent,
  assignment,
  at,
  campaign,
  doneAssignment,
  endedInteraction,
  interaction,
  interactionId,
  NOW,
  offeredInteraction,
  pending,
  presence,
  queue,
  talkingAgent,
  wrappingAgent,
  wrappingAssignment,
} from '../../support/builders.ts';
import { refused, settled, told, typesOf } from '../../support/changes.ts';

const rules = { queue: queue(), campaign: campaign() };
const quick = { queue: queue(), campaign: campaign({ wrapUpSeconds: 0 }) };

describe('an agent who ends the conversation', () => {
  it('starts his wrap-up', () => {
    const one = settled(endByAgent(activeInteraction(), talkingAgent(), campaign(), NOW));

    expect(one.interaction).toMatchObject({
      status: 'ended',
      endedAt: NOW,
      endedBy: 'agent',
      endReason: 'agent-ended',
      assignments: [{ status: 'wrap-up', endedAt: NOW, wrapUp: { startedAt: NOW, endsAt: at(30) } }],
    });
    expect(one.agent.work).toMatchObject([{ state: 'wrap-up', cost: 10 }]);
    expect(one.entries).toMatchObject([{ kind: 'ended', author: { kind: 'agent', id: 'ana', name: 'Ana' } }]);
    expect(typesOf(one)).toEqual(['interaction.ended.v1', 'assignment.wrap-up-started.v1']);
    expect(told(one, 'interaction.ended.v1')).toMatchObject({ waitedMs: 20_000, handledMs: 40_000, answered: true });
  });

  it('closes it where the campaign has no wrap-up', () => {
    const one = settled(endByAgent(activeInteraction(), talkingAgent(), quick.campaign, NOW));

    expect(one.interaction).toMatchObject({ status: 'closed', assignments: [{ status: 'done' }] });
    expect(one.interaction.live).toBeUndefined();
    expect(one.agent).toEqual(agent({ idleSince: NOW }));
    expect(typesOf(one)).toEqual(['interaction.ended.v1', 'interaction.closed.v1']);
  });

  it('does not close it while somebody before him still wraps up', () => {
    const before = activeInteraction({ assignments: [wrappingAssignment({ agentId: 'ben' }), assignment()] });

    const one = settled(endByAgent(before, talkingAgent(), quick.campaign, NOW));

    expect(one.interaction).toMatchObject({ status: 'ended', live: '0' });
    expect(one.events.find(({ type }) => type === 'interaction.ended.v1')?.agents).toEqual(['ben', 'ana']);
    expect(told(one, 'interaction.closed.v1')).toBeUndefined();
  });

  it.each([
    ['never had it', activeInteraction(), agent({ id: 'ben' }), { code: 'NOT_YOUR_INTERACTION' }],
    [
      'wraps it up already',
      endedInteraction(),
      wrappingAgent(),
      {
        code: 'INTERACTION_STATE',
        currentState: 'wrap-up',
        allowedCommands: ['setWrapUpCodes', 'saveNotes', 'extendWrapUp', 'completeWrapUp', 'disposeInteraction'],
      },
    ],
    [
      'is done with it',
      interaction({ assignments: [doneAssignment()] }),
      agent(),
      { code: 'INTERACTION_STATE', currentState: 'queued', allowedCommands: [] },
    ],
  ])('is refused who %s', (_sentence, one, person, why) => {
    expect(refused(() => endByAgent(one, person, campaign(), NOW))).toEqual(why);
  });
});

describe('a customer who leaves', () => {
  it('in conversation starts the wrap-up', () => {
    const one = settled(leave(activeInteraction(), { agent: talkingAgent(), last: undefined }, rules, NOW));

    expect(one.interaction).toMatchObject({ status: 'ended', endedBy: 'customer', endReason: 'customer-left' });
    expect(one.entries).toMatchObject([{ kind: 'ended', author: { kind: 'customer', id: null, name: 'Carla' } }]);
    expect(told(one, 'assignment.wrap-up-started.v1')).toMatchObject({ agentId: 'ana', activeMs: 40_000 });
  });

  it.each([
    ['in the queue', at(-60), interaction(), undefined, 'abandoned-in-queue'],
    ['while an agent is asked', at(-60), offeredInteraction(), askedAgent(), 'abandoned-while-offered'],
    ['just within the time of a short abandon', at(-4.999), offeredInteraction(), askedAgent(), 'short-abandon'],
    ['just after the time of a short abandon', at(-5), interaction(), undefined, 'abandoned-in-queue'],
  ])('%s has abandoned', (_sentence, enqueuedAt, waiting, asked, endReason) => {
    const one = settled(leave({ ...waiting, enqueuedAt }, { agent: asked, last: undefined }, rules, NOW));

    expect(one.interaction).toMatchObject({
      status: 'closed',
      endReason,
      endedBy: 'customer',
      offer: null,
      returnTo: null,
    });
    expect(told(one, 'interaction.ended.v1')).toMatchObject({ answered: false, handledMs: 0, endReason });
    expect(told(one, 'interaction.closed.v1')).toBeDefined();
  });

  it('while an agent is asked is no miss of the agent', () => {
    const one = settled(leave(offeredInteraction(), { agent: askedAgent({ misses: 1 }), last: undefined }, rules, NOW));

    expect(one.agent).toEqual(agent({ misses: 1 }));
    expect(told(one, 'offer.resolved.v1')).toMatchObject({
      resolution: 'revoked',
      reason: 'customer-left',
      by: 'system',
    });
  });

  it('lets the break begin that waited for the offer', () => {
    const leaving = askedAgent({ presence: presence({ pending: pending() }) });

    const one = settled(leave(offeredInteraction(), { agent: leaving, last: undefined }, rules, NOW));

    expect(told(one, 'presence.changed.v1')?.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch' });
  });

  it('after a transfer has waited since the transfer, and was handled only before it', () => {
    const handed = interaction({
      enqueuedAt: at(-10),
      connectedAt: at(-60),
      assignments: [wrappingAssignment({ connectedAt: at(-60), endedAt: at(-10) })],
    });

    const one = settled(leave(handed, { agent: undefined, last: undefined }, rules, NOW));

    expect(one.interaction).toMatchObject({ status: 'ended', endReason: 'abandoned-in-queue' });
    expect(told(one, 'interaction.ended.v1')).toMatchObject({ waitedMs: 10_000, handledMs: 50_000, answered: true });
    expect(told(one, 'interaction.closed.v1')).toBeUndefined();
  });

  it('frees nobody where the agent who was asked is not known', () => {
    expect(settled(leave(offeredInteraction(), { agent: undefined, last: undefined }, rules, NOW)).agents).toEqual([]);
  });

  it.each([
    ['over', endedInteraction()],
    ['closed', endedInteraction({ status: 'closed', assignments: [doneAssignment()] })],
  ])('what is %s changes nothing', (_sentence, one) => {
    expect(leave(one, { agent: undefined, last: undefined }, rules, NOW)).toEqual(change({}));
  });

  it('cannot leave a conversation without its agent', () => {
    expect(refused(() => leave(activeInteraction(), { agent: undefined, last: undefined }, rules, NOW)).code).toBe(
      'INTERNAL',
    );
  });
});

describe('an end that owes an outcome', () => {
  it('goes to the pending list at once where there is no wrap-up', () => {
    const strict = campaign({ wrapUpSeconds: 0, dispositionRequired: true, outcomeSchemeId: 'standard' });

    const one = settled(
      leave(
        activeInteraction(),
        { agent: talkingAgent({ presence: presence({ pending: pending() }) }), last: undefined },
        { ...quick, campaign: strict },
        NOW,
      ),
    );

    expect(one.interaction.assignments).toMatchObject([{ status: 'done', outcomePending: true }]);
    expect(one.agent.outcomesPending).toEqual([interactionId(1)]);
    expect(told(one, 'presence.changed.v1')?.presence.reasonId).toBe('lunch');
  });

  it('is wrapped up in the time for contacts that never connected, where there is one', () => {
    const never = activeInteraction({ connectedAt: null, assignments: [assignment({ connectedAt: null })] });
    const own = campaign({ wrapUpSeconds: 30, notConnectedWrapUpSeconds: 5 });

    const [short, normal] = [own, campaign()].map(one => settled(endByAgent(never, talkingAgent(), one, NOW)));

    expect(short?.interaction.assignments[0]?.wrapUp?.endsAt).toBe(at(5));
    expect(normal?.interaction.assignments[0]?.wrapUp?.endsAt).toBe(at(30));
    expect(told(short!, 'interaction.ended.v1')).toMatchObject({ handledMs: 0, waitedMs: 60_000, answered: false });
    expect(told(short!, 'assignment.wrap-up-started.v1')?.activeMs).toBe(0);
  });
});

describe('a customer who leaves a call', () => {
  it.each([
    ['while it is parked', { status: 'parked' as const }, 'customer-left'],
    ['before anybody has heard him', { status: 'connecting' as const, connectedAt: null }, 'abandoned-while-offered'],
  ])('%s', (_sentence, given, endReason) => {
    const one = settled(leave(activeInteraction(given), { agent: talkingAgent(), last: undefined }, rules, NOW));

    expect(one.interaction).toMatchObject({ status: 'ended', endedBy: 'customer', endReason });
  });

  it('that was handed on, when nobody knows by whom', () => {
    const handed = activeInteraction({ status: 'handed-over', assignments: [] });

    const one = settled(leave(handed, { agent: undefined, last: undefined }, rules, NOW));

    expect(one.interaction).toMatchObject({ status: 'closed', endReason: 'customer-left' });
  });
});
