import { describe, expect, it } from 'vitest';
import type { Work } from '#schemas/sessions/model.ts';
import { endByAgent } from '#shared/domain/interactions/end.ts';
import { outcome, seal } from '#shared/domain/kit/change.ts';
import { freeCapacity, usedCapacity } from '#shared/domain/routing/capacity.ts';
import { refusal } from '#shared/domain/routing/eligibility.ts';
import { goOn, interrupt, interruptibleUnits, interruptibleWork } from '#shared/domain/routing/interruption.ts';
import { claim, reject, workRules } from '#shared/domain/routing/offer.ts';
import { candidateOf, comparedOf, contactOf } from '#shared/domain/routing/projection.ts';
import { applyProfile } from '#shared/domain/sessions/queues.ts';
import { dropWork } from '#shared/domain/sessions/work.ts';
import {
  activeInteraction,
  agent,
  at,
  campaign,
  evaluation,
  interaction,
  interactionId,
  NOW,
  profile,
  queue,
  settings,
  terms,
  work,
} from '../../support/builders.ts';

const mail = (number: number, given: Partial<Work> = {}): Work =>
  work({
    ...{ interactionId: interactionId(number), channel: 'email', cost: 15, interruptibleBy: ['voice'] },
    ...given,
  });
const call = interaction({ id: interactionId(9), channel: 'voice', cost: 100 });
const calling = (given: Partial<Work> = {}): Work =>
  work({ interactionId: call.id, channel: 'voice', cost: 100, ...given });
const interrupted = (number: number): Work => mail(number, { cost: 0, relief: { reason: 'interrupted', cost: 15 } });
const costs = (works: readonly Work[]) => works.map(one => one.cost);

describe('work that may be interrupted', () => {
  it('is what is held, lets the channel in, and takes something', () => {
    const chat = work({ interactionId: interactionId(4) });
    const ringing = mail(2, { state: 'offered' });

    expect(interruptibleWork([mail(1), ringing, chat, interrupted(3)])).toEqual([{ cost: 15, by: ['voice'] }]);
    expect(interruptibleWork([ringing, chat])).toBeUndefined();
  });

  it('gives way to heavier contacts of the channels that the tenant names, and to nobody else', () => {
    const held = [{ cost: 30, by: ['voice' as const] }];

    expect(interruptibleUnits(held, 'voice', 100)).toBe(30);
    expect(interruptibleUnits(held, 'voice', 30)).toBe(0);
    expect(interruptibleUnits(held, 'chat', 100)).toBe(0);
  });

  it('is told by settings and queue when it is claimed', () => {
    const busy = workRules('email', queue({ wrapUpWeights: { email: 25 } }), settings());

    expect(busy).toEqual({ interruptibleBy: ['voice'], wrapUpCost: 25 });
    expect(workRules('chat', queue(), settings())).toEqual({});
  });
});

describe('a heavier contact', () => {
  it('is offered to somebody whose room lighter work takes', () => {
    const ana = agent({ work: [mail(1), mail(2)] });

    expect(candidateOf(ana)).not.toBeNull();
    expect(refusal(comparedOf(ana), contactOf(call), NOW)).toBeNull();
  });

  it('is refused for want of room where work in hand lets nobody in', () => {
    const ana = agent({ work: [mail(1), work({ interactionId: interactionId(2) })] });

    expect(refusal(comparedOf(ana), contactOf(call), NOW)).toMatchObject({ reason: 'capacity', detail: '70 < 100' });
  });

  it('makes the routable row of somebody whose room is full, because he may be interrupted', () => {
    const full = Array.from({ length: 6 }, (_, number) => mail(number, { cost: 17 }));
    const ana = agent({ work: full });

    expect(freeCapacity(ana)).toBe(-2);
    expect(candidateOf(ana)?.interruptible).toHaveLength(6);
  });

  it('interrupts no more than it needs, the heaviest first', () => {
    const ana = agent({ work: [mail(1), mail(2, { cost: 40 }), mail(3)] });

    expect(costs(interrupt(ana, 'voice', 60))).toEqual([15, 0, 15]);
    expect(costs(interrupt(ana, 'voice', 100))).toEqual([0, 0, 0]);
    expect(costs(interrupt(ana, 'voice', 30))).toEqual([15, 40, 15]);
  });

  it('suspends the lighter work with the offer, and gives it back with a rejection', () => {
    const ana = agent({ work: [mail(1)] });

    const offered = seal(claim(call, ana, terms(), evaluation(), NOW));
    const asked = outcome(offered.agents, 'ana')!;
    const ringing = outcome(offered.interactions, call.id)!;
    const turnedDown = seal(reject(ringing, asked, ringing.offer!.id, settings(), NOW));

    expect(asked.work).toMatchObject([{ cost: 0, relief: { reason: 'interrupted', cost: 15 } }, { cost: 100 }]);
    expect(offered.events).toContainEqual(
      expect.objectContaining({
        type: 'work.relieved.v1',
        data: { agentId: 'ana', interactionId: interactionId(1), reason: 'interrupted', cost: 0 },
      }),
    );
    expect(outcome(turnedDown.agents, 'ana')!.work).toEqual([mail(1)]);
    expect(turnedDown.events.map(one => one.type)).toContain('work.resumed.v1');
  });
});

describe('interrupted work', () => {
  it('comes back to its cost when the heavier work has left the agent, and free may be negative', () => {
    const ana = agent({ work: [interrupted(1), calling()], profile: profile({ total: 10 }) });

    const after = dropWork(ana, call.id, NOW);

    expect(after.work).toEqual([mail(1)]);
    expect(freeCapacity(after)).toBe(-5);
  });

  it('waits while the wrap-up of the heavier work takes all the room, and goes on beside a light one', () => {
    const handled = activeInteraction({ id: call.id, channel: 'voice', cost: 100 });
    const wrapUp = (wrapUpCost: number) => {
      const ana = agent({ work: [interrupted(1), calling({ wrapUpCost })] });
      return endByAgent(handled, ana, campaign(), NOW).agents[0]!.after.work;
    };

    expect(costs(wrapUp(100))).toEqual([0, 100]);
    expect(costs(wrapUp(20))).toEqual([15, 20]);
  });

  it('stays interrupted when its own conversation ends, and then takes what its wrap-up takes', () => {
    const handled = activeInteraction({ id: interactionId(1), channel: 'email', cost: 15 });
    const ana = agent({ work: [interrupted(1), calling()] });

    const after = endByAgent(handled, ana, campaign(), at(1)).agents[0]!.after;

    expect(after.work[0]).toMatchObject({ state: 'wrap-up', cost: 0, relief: { reason: 'interrupted', cost: 10 } });
    expect(dropWork(after, call.id, at(2)).work).toMatchObject([{ state: 'wrap-up', cost: 10 }]);
  });

  it('takes its turn where room comes back for one of two', () => {
    const ana = agent({ work: [interrupted(1), interrupted(2), calling({ cost: 80 })] });

    const after = goOn(ana);

    expect(costs(after.work)).toEqual([15, 0, 80]);
    expect(usedCapacity(after.work)).toBe(95);
  });

  it('goes on when an administrator gives the person more room', () => {
    const ana = agent({ work: [interrupted(1), calling()] });

    const after = applyProfile(ana, profile({ total: 120 }), [], NOW).agents[0]!.after;

    expect(costs(after.work)).toEqual([15, 100]);
  });
});
