import { describe, expect, it } from 'vitest';
import { finish } from '#shared/domain/dispositions/wrap-up.ts';
import { leave } from '#shared/domain/interactions/end.ts';
import { transfer } from '#shared/domain/interactions/transfer.ts';
import { estimate } from '#shared/domain/routing/estimate.ts';
import { rankAgents } from '#shared/domain/routing/match.ts';
import { accept, claim, claimRefusal, expire, reject } from '#shared/domain/routing/offer.ts';
import { comparedOf, contactOf, routableOf } from '#shared/domain/routing/projection.ts';
import {
  addDeltas,
  agentDeltas,
  emptyStats,
  interactionDeltas,
  serviceLevel,
} from '#shared/domain/routing/queue-stats.ts';
import { openSession } from '#shared/domain/sessions/open.ts';
import { setPresence, wake } from '#shared/domain/sessions/presence.ts';
import {
  activeInteraction,
  agent,
  askedAgent,
  assignedQueue,
  at,
  campaign,
  endedInteraction,
  evaluation,
  interaction,
  interactionId,
  lease,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  profile,
  queue,
  reasons,
  sessionId,
  settings,
  talkingAgent,
  terms,
  user,
  work,
  wrappingAgent,
} from '../../support/builders.ts';
import { settled, told } from '../../support/changes.ts';

const rules = { queue: queue(), campaign: campaign() };
const due = (nth = 1) => offeredInteraction({ offer: offer({ id: offerId(1, nth), expiresAt: NOW }) });
const lunch = { status: 'not-ready' as const, reasonId: 'lunch', when: 'now' as const };
const DAY = '2026-11-21';

/** Traps that others have fallen into (domain rules, 4.11). */
describe('traps', () => {
  it('counting and assigning is one step: what one claim took, the next no longer finds', () => {
    const first = settled(
      claim(interaction(), agent({ profile: profile({ caps: { chat: 1 } }) }), terms(), evaluation(), NOW),
    );

    expect(claimRefusal(interaction({ id: interactionId(2) }), first.agent, lease(), NOW)?.reason).toBe('channel-cap');
  });

  it('fairness follows idle time, not who had the last assignment', () => {
    const [early, late] = ['ana', 'ben'].map((id, number) => comparedOf(agent({ id, idleSince: at(-100 + number) })));

    expect(rankAgents(contactOf(interaction()), [late!, early!], NOW).map(one => one.agentId)).toEqual(['ana', 'ben']);
  });

  it('a miss is no error state: the way back is by hand or by itself, and nothing stays taken', () => {
    const missed = settled(
      expire(due(), askedAgent({ misses: 2 }), lease(), offerId(1), settings({ autoReturnSeconds: 60 }), NOW),
    ).agent;

    const byHand = settled(setPresence(missed, { status: 'ready', when: 'now' }, reasons(), 'ana', NOW)).agent;
    const byItself = settled(wake(missed, at(60))).agent;

    expect(missed.work).toEqual([]);
    expect([byHand, byItself].map(one => routableOf(one)?.free)).toEqual([100, 100]);
  });

  it('a customer who hangs up while an agent is asked is no miss of the agent', () => {
    const one = settled(leave(offeredInteraction(), { agent: askedAgent({ misses: 2 }), last: undefined }, rules, NOW));

    expect(one.agent).toMatchObject({
      misses: 2,
      coolingUntil: null,
      presence: { status: 'ready' },
      idleSince: at(-300),
    });
  });

  it('an abandon does not improve the service level', () => {
    const lost = interaction({ status: 'closed', endedAt: NOW, endReason: 'abandoned-in-queue' });
    const before = { ...emptyStats('sales', DAY), answered: 3, answeredInTarget: 3 };

    const after = addDeltas(
      before,
      interactionDeltas(interaction(), lost, () => 20_000),
      DAY,
    );

    expect([before, after].map(serviceLevel)).toEqual([1, 0.75]);
  });

  it('an estimate does not grow when the average wait is passed', () => {
    const stats = { ...emptyStats('sales', DAY), tenantId: 'demo', power: { chat: 1000 }, handleMs: [1, 1, 1, 1, 1] };

    const estimates = [0, 100, 10_000].map(seconds => estimate('open', stats, 'chat', 0, at(seconds)).etaMs);

    expect(estimates).toEqual([1, 1, 1]);
  });

  it('on-break agents do not count as staff', () => {
    const away = settled(setPresence(agent(), lunch, reasons('lunch'), 'ana', NOW)).agent;

    const stats = addDeltas(emptyStats('sales', DAY), agentDeltas(undefined, away), DAY);

    expect(stats).toMatchObject({ agentsLoggedIn: 1, agentsReady: 0, power: {}, readySlots: {} });
  });

  it('a break does not reset fairness', () => {
    const away = settled(setPresence(agent({ misses: 1 }), lunch, reasons('lunch'), 'ana', NOW)).agent;
    const back = settled(setPresence(away, { status: 'ready', when: 'now' }, reasons('lunch'), 'ana', at(600))).agent;

    expect(back.idleSince).toBe(at(-300));
  });

  it('a reload of the page does not reset fairness or cut a pause short', () => {
    const person = { tenantId: 'demo', user: user(), profile: profile() };
    const cooling = agent({ misses: 1, coolingUntil: at(4) });
    const request = { sessionId: sessionId(2), force: true };

    const one = settled(openSession(person, cooling, lease(), { offered: [], active: [] }, request, NOW));

    expect(one.agent).toMatchObject({ misses: 1, coolingUntil: at(4), idleSince: at(-300) });
  });

  it('the wrap-up of one queue is known to all others', () => {
    const both = profile({ queues: [assignedQueue(), assignedQueue({ queueId: 'support' })] });
    const wrapping = agent({
      profile: both,
      queueIds: ['sales', 'support'],
      work: [work({ state: 'wrap-up', channel: 'voice', cost: 100 })],
    });
    const elsewhere = interaction({ id: interactionId(2), queueId: 'support', lane: 'support' });

    expect(claimRefusal(elsewhere, wrapping, lease(), NOW)?.reason).toBe('capacity');
    expect(routableOf(wrapping)).toBeNull();
  });

  it('a presence change destroys no wrap-up', () => {
    const away = settled(setPresence(wrappingAgent(), lunch, reasons('lunch'), 'ana', NOW));
    const wrapped = settled(finish(endedInteraction(), away.agent, 'agent', false, NOW));

    expect(away.agent.work).toEqual(wrappingAgent().work);
    expect(away.interactions).toEqual([]);
    expect(wrapped.agent).toMatchObject({ work: [], presence: { status: 'not-ready', reasonId: 'lunch' } });
  });

  it('one agent who turns the same contact down is asked again ever later', () => {
    let contact = interaction();
    const pauses: number[] = [];

    for (let round = 0; round < 7; round++) {
      const asked = settled(claim(contact, agent(), terms(), evaluation(), NOW));
      contact = settled(
        reject(asked.interaction, asked.agent, asked.interaction.offer!.id, settings(), NOW),
      ).interaction;
      pauses.push((Date.parse(contact.excluded[0]!.until) - Date.parse(NOW)) / 1000);
    }

    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  it('a transfer has a wait of its own beside the whole one', () => {
    const to = { kind: 'queue' as const, queue: queue({ id: 'support' }), open: true };
    const handed = settled(transfer(activeInteraction(), talkingAgent(), campaign(), to, settings(), null, NOW));
    const asked = settled(claim(handed.interaction, agent({ id: 'ben' }), terms(), evaluation(), at(5)));
    const taken = settled(accept(asked.interaction, asked.agent, asked.interaction.offer!.id, 'agent', at(8)));

    expect(told(taken, 'interaction.connected.v1')?.waitedMs).toBe(8000);
    expect(taken.interaction).toMatchObject({ enqueuedAt: NOW, firstEnqueuedAt: at(-60) });
  });

  it('presence of its own is no work state: a missed offer leaves conversations alone', () => {
    const busy = askedAgent({ misses: 2, work: [work({ interactionId: interactionId(2) }), ...askedAgent().work] });

    const one = settled(expire(due(), busy, lease(), offerId(1), settings(), NOW));

    expect(one.agent).toMatchObject({
      presence: { status: 'not-ready' },
      work: [{ interactionId: interactionId(2), state: 'active' }],
    });
  });

  it('a lowered limit drops no live work', () => {
    const lowered = talkingAgent({ profile: profile({ total: 10 }) });

    expect(comparedOf(lowered)).toMatchObject({ free: -20, load: 3000, live: { chat: 1 } });
  });
});
