import { describe, expect, it } from 'vitest';
import { type Destination, transfer } from '#shared/domain/interactions/transfer.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { claimRefusal } from '#shared/domain/routing/offer.ts';
import { returnTransfer } from '#shared/domain/routing/queueing.ts';
import {
  activeInteraction,
  agent,
  assignment,
  at,
  campaign,
  endedInteraction,
  lease,
  NOW,
  pending,
  presence,
  queue,
  settings,
  signedOut,
  talkingAgent,
  wrappingAgent,
  wrappingAssignment,
} from '../../support/builders.ts';
import { refused, settled, told, typesOf } from '../../support/changes.ts';

const german = [{ skills: [{ skillId: 'german', level: 3 }] }];
const support = queue({ id: 'support', campaignId: 'service', class: 2, priority: 3, steps: german });
const toSupport: Destination = { kind: 'queue', queue: support, open: true };
const toBen: Destination = { kind: 'agent', agentId: 'ben', agent: agent({ id: 'ben' }) };
const toBensQueue: Destination = { kind: 'personal-queue', agentId: 'ben', allowed: true };
const hand = (to: Destination, given = {}, rules = settings()) =>
  settled(transfer(activeInteraction(given), talkingAgent(), campaign(), to, rules, 'VIP', NOW));

describe('a transfer', () => {
  it('to a queue waits there by its rules, with the age it has and a wait of its own', () => {
    const one = hand(toSupport, { firstEnqueuedAt: at(-900), queueVisits: 1 });

    expect(one.interaction).toMatchObject({
      status: 'queued',
      lane: 'support',
      queueId: 'support',
      campaignId: 'service',
      class: 2,
      priority: 3,
      steps: german,
      rank: Date.parse(at(-900 - 180)),
      firstEnqueuedAt: at(-900),
      enqueuedAt: NOW,
      stepStartedAt: NOW,
      escalatesAt: at(600),
      queueVisits: 2,
      excluded: [],
      sticky: null,
      connectedAt: at(-40),
    });
    expect(told(one, 'interaction.transferred.v1')).toMatchObject({
      queueId: 'sales',
      agentId: 'ana',
      target: { kind: 'queue', id: 'support' },
      note: 'VIP',
    });
    expect(told(one, 'interaction.queued.v1')).toMatchObject({
      reason: 'transferred',
      queueId: 'support',
      enqueuedAt: NOW,
    });
  });

  it('starts the wrap-up of who hands it on, under the campaign it came by', () => {
    const one = hand(toSupport);

    expect(one.interaction.assignments).toMatchObject([{ status: 'wrap-up', campaignId: 'inbound', endedAt: NOW }]);
    expect(one.agent.work).toMatchObject([{ state: 'wrap-up', cost: 10 }]);
    expect(told(one, 'assignment.wrap-up-started.v1')?.queueId).toBe('sales');
    expect(one.entries.map(({ kind }) => kind)).toEqual(['transferred', 'agent-left']);
  });

  it('frees who hands it on at once where there is no wrap-up, and keeps the interaction open', () => {
    const leaving = talkingAgent({ presence: presence({ pending: pending() }) });

    const one = settled(
      transfer(activeInteraction(), leaving, campaign({ wrapUpSeconds: 0 }), toSupport, settings(), null, NOW),
    );

    expect(one.interaction).toMatchObject({
      status: 'queued',
      assignments: [{ status: 'done', outcomePending: false }],
    });
    expect(one.agent).toMatchObject({ work: [], presence: { status: 'not-ready' } });
    expect(typesOf(one)).toEqual(['presence.changed.v1', 'interaction.transferred.v1', 'interaction.queued.v1']);
  });

  it('to a person waits for that person, with the skills, class and rank it has', () => {
    const one = hand(toBen, { steps: german, class: 3, rank: 12 });

    expect(one.interaction).toMatchObject({
      lane: personalLane('ben'),
      shard: 0,
      queueId: 'sales',
      campaignId: 'inbound',
      steps: german,
      class: 3,
      rank: 12,
      escalatesAt: null,
      enqueuedAt: NOW,
    });
    expect(told(one, 'interaction.transferred.v1')?.target).toEqual({ kind: 'agent', id: 'ben' });
  });

  it('to a personal queue stays with its owner', () => {
    const one = hand(toBensQueue);

    expect(one.interaction).toMatchObject({ lane: personalLane('ben'), returnTo: null });
    expect(told(one, 'interaction.transferred.v1')?.target).toEqual({ kind: 'personal-queue', id: 'ben' });
  });
});

describe('the way back of a transfer', () => {
  const place = {
    lane: 'sales',
    shard: 1,
    queueId: 'sales',
    campaignId: 'inbound',
    class: 4,
    priority: -2,
    rank: 5,
    steps: german,
    escalatesAt: at(600),
    agentId: 'ana',
  };
  const there = { shard: 1, class: 4, priority: -2, rank: 5, steps: german };

  it.each([
    ['to a queue', toSupport],
    ['to a person', toBen],
  ])('%s leads to the place it had', (_sentence, to) => {
    const one = hand(to, there);
    const back = settled(returnTransfer(one.interaction, at(60)));

    expect(one.interaction.returnTo).toEqual({ ...place, at: at(60) });
    const { agentId: _, ...had } = place;
    expect(back.interaction).toMatchObject({ ...had, enqueuedAt: NOW, returnTo: null });
  });

  it('out of a personal lane leads to the queue it belongs to', () => {
    expect(hand(toSupport, { lane: personalLane('ana') }).interaction.returnTo?.lane).toBe('sales');
  });

  it('is closed by the tenant, but for the person who turns it down', () => {
    const never = settings({ transferReturnSeconds: null });

    expect(hand(toSupport, {}, never).interaction.returnTo).toBeNull();
    expect(hand(toBen, there, never).interaction.returnTo).toEqual({ ...place, at: null });
  });

  it('to oneself waits until the first wrap-up is over', () => {
    const handed = hand(toBen);
    const ana = handed.agent;
    const back = settled(returnTransfer(handed.interaction, at(60))).interaction;

    expect(claimRefusal(back, ana, lease(), NOW)?.detail).toBe('still wraps it up');
    expect(claimRefusal(back, { ...ana, work: [] }, lease(), NOW)).toBeNull();
  });
});

describe('a transfer is refused', () => {
  it.each<[string, Destination, string]>([
    [
      'to a queue of other channels',
      { ...toSupport, queue: queue({ channels: ['voice'] }) },
      'The queue does not take the channel chat.',
    ],
    ['to a closed queue', { ...toSupport, open: false }, 'The queue is closed now.'],
    ['to oneself', { ...toBen, agentId: 'ana' }, 'You cannot transfer to yourself.'],
    ['to somebody unknown here', { ...toBen, agent: undefined }, 'The agent is not at work; use the personal queue.'],
    ['to somebody who has left', { ...toBen, agent: signedOut() }, 'The agent is not at work; use the personal queue.'],
    ['where no personal queue is allowed', { ...toBensQueue, allowed: false }, 'This person has no personal queue.'],
  ])('%s', (_sentence, to, detail) => {
    const decide = () => transfer(activeInteraction(), talkingAgent(), campaign(), to, settings(), null, NOW);

    expect(refused(decide)).toEqual({ code: 'TARGET_UNAVAILABLE', detail });
  });

  it('to who does not handle it any more', () => {
    const decide = () => transfer(endedInteraction(), wrappingAgent(), campaign(), toSupport, settings(), null, NOW);

    expect(refused(decide)).toMatchObject({ code: 'INTERACTION_STATE', currentState: 'wrap-up' });
  });

  it('but goes on to a third person while the first still wraps up', () => {
    const second = activeInteraction({ assignments: [wrappingAssignment({ agentId: 'ben' }), assignment()] });

    const one = settled(transfer(second, talkingAgent(), campaign(), toSupport, settings(), null, NOW));

    expect(one.interaction.assignments.map(({ status }) => status)).toEqual(['wrap-up', 'wrap-up']);
  });
});

describe('a conversation that others are in', () => {
  it('is not handed on over their heads', () => {
    const shared = activeInteraction({ assignments: [assignment(), assignment({ agentId: 'ben' })] });
    const decide = () => transfer(shared, talkingAgent(), campaign(), toSupport, settings(), null, NOW);

    expect(refused(decide)).toMatchObject({
      code: 'INTERACTION_STATE',
      currentState: 'conference',
      allowedCommands: ['leaveConference', 'endInteraction'],
    });
  });
});
