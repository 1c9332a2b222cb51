import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { change } from '#shared/domain/kit/change.ts';
import { agentDeadlines, interactionDeadlines, newDeadlines } from '#shared/domain/routing/deadlines.ts';
import {
  activeInteraction,
  agent,
  at,
  endedInteraction,
  interaction,
  interactionId,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  presence,
  session,
  wrappingAssignment,
  wrapUp,
} from '../../support/builders.ts';
import { call, customer } from '../voice/builders.ts';

const returnTo: NonNullable<InteractionRecord['returnTo']> = {
  lane: 'sales',
  shard: 0,
  queueId: 'sales',
  campaignId: 'inbound',
  class: 5,
  priority: 0,
  rank: 0,
  steps: [],
  escalatesAt: null,
  agentId: 'ben',
  at: at(60),
};
const timed = (one: InteractionRecord) => interactionDeadlines(one).map(({ at: due, task }) => `${task} ${due}`);
const german = { skills: [{ skillId: 'german', level: 3 }] };

describe('the deadlines of an interaction', () => {
  it('while it waits are those at which somebody new may be found', () => {
    const one = interaction({
      steps: [{ ...german, durationSeconds: 90 }, { ...german, durationSeconds: 30 }, german],
      excluded: [{ agentId: 'ana', until: at(7), rejections: 0 }],
      sticky: { agentId: 'ben', until: at(8) },
      returnTo,
    });

    expect(timed(one)).toEqual([
      `return-transfer ${at(60)}`,
      `wake-interaction ${at(30)}`,
      `wake-interaction ${at(60)}`,
      `wake-interaction ${at(7)}`,
      `wake-interaction ${at(8)}`,
      `wake-interaction ${at(540)}`,
    ]);
  });

  it('while it waits with nothing to come are none', () => {
    expect(timed(interaction({ escalatesAt: null }))).toEqual([]);
    expect(timed(interaction({ escalatesAt: null, returnTo: { ...returnTo, at: null } }))).toEqual([]);
  });

  it('while an agent is asked are those of the offer alone: nothing else can be done meanwhile', () => {
    const one = offeredInteraction({ returnTo, offer: offer({ autoAnswerAt: at(2) }) });

    expect(interactionDeadlines(one)).toEqual([
      { task: 'expire-offer', at: at(15), input: { interactionId: interactionId(1), offerId: offerId(1) } },
      { task: 'auto-answer', at: at(2), input: { interactionId: interactionId(1), offerId: offerId(1) } },
    ]);
    expect(timed(offeredInteraction())).toEqual([`expire-offer ${at(15)}`]);
  });

  it('in conversation are none, and in wrap-up its end unless the agent wanted more time', () => {
    const extended = endedInteraction({ assignments: [wrappingAssignment({ wrapUp: wrapUp({ endsAt: null }) })] });

    expect(timed(activeInteraction())).toEqual([]);
    expect(timed(extended)).toEqual([]);
    expect(interactionDeadlines(endedInteraction())).toEqual([
      { task: 'expire-wrap-up', at: at(20), input: { interactionId: interactionId(1), agentId: 'ana' } },
    ]);
  });
});

describe('the deadlines of an agent', () => {
  it('are the ends of a pause, of an automatic not-ready and of grace', () => {
    const one = agent({
      coolingUntil: at(5),
      presence: presence({ status: 'not-ready', returnsAt: at(60) }),
      session: session({ status: 'grace', graceUntil: at(120) }),
    });

    expect(agentDeadlines(one)).toEqual([
      { task: 'wake-agent', at: at(5), input: { agentId: 'ana' } },
      { task: 'wake-agent', at: at(60), input: { agentId: 'ana' } },
      { task: 'end-grace', at: at(120), input: { agentId: 'ana', epoch: 3 } },
    ]);
    expect(agentDeadlines(agent())).toEqual([]);
  });
});

describe('new deadlines', () => {
  it('are those that were not there before, each once', () => {
    const before = interaction();
    const twice = { agentId: 'ana', until: at(9), rejections: 0 };
    const after = { ...before, excluded: [twice, { ...twice, agentId: 'ben' }] };
    const cooling = agent({ coolingUntil: at(5) });

    const fresh = newDeadlines(
      change({
        interactions: [{ before, after }],
        agents: [
          { before: agent(), after: cooling },
          { before: cooling, after: { ...cooling, misses: 1 } },
        ],
      }),
      NOW,
    );

    expect(fresh.map(({ at: due, task }) => [task, due])).toEqual([
      ['wake-interaction', at(9)],
      ['wake-agent', at(5)],
    ]);
  });

  it('of a new row are all it has', () => {
    const moves = change({
      interactions: [{ before: null, after: interaction() }],
      agents: [{ before: null, after: agent({ coolingUntil: at(5) }) }],
    });

    expect(newDeadlines(moves, NOW)).toHaveLength(2);
  });

  it('are not the looks that lie behind us', () => {
    const after = interaction({ excluded: [{ agentId: 'ana', until: NOW, rejections: 1 }], escalatesAt: null });

    expect(newDeadlines(change({ interactions: [{ before: null, after }] }), NOW)).toEqual([]);
  });

  it('are the move to a higher class that came due while an agent was being asked', () => {
    const due = { escalatesAt: at(-2) };
    const moves = change({ interactions: [{ before: offeredInteraction(due), after: interaction(due) }] });

    expect(newDeadlines(moves, NOW)).toMatchObject([{ task: 'wake-interaction', at: at(-2) }]);
  });
});

describe('the transcript of a conversation', () => {
  const asked = (wantedAt: string, settledAt: string | null = null) =>
    endedInteraction({ assignments: [], transcript: { wantedAt, settledAt } });

  it.each([
    ['when it is over, where it was wanted before', at(-20), at(-10)],
    ['when it is wanted, where that comes later', at(-5), at(-5)],
  ])('is due %s', (_sentence, wantedAt, due) => {
    expect(timed(asked(wantedAt))).toEqual([`send-transcript ${due}`]);
  });

  it('is not due while the conversation lasts, nor when it has been dealt with', () => {
    const running = activeInteraction({ transcript: { wantedAt: at(-5), settledAt: null } });

    expect(timed(running)).toEqual([]);
    expect(timed(asked(at(-5), NOW))).toEqual([]);
  });
});

describe('the looks at a customer', () => {
  const watch = { idleLookAt: at(30), idleWarnedAt: null, pageLookAt: at(40), away: null };

  it('are for his silence in conversation alone, and for his page until the end', () => {
    expect(timed(activeInteraction({ customerWatch: watch }))).toEqual([
      `check-idle-customer ${at(30)}`,
      `check-customer-page ${at(40)}`,
    ]);
    expect(timed(offeredInteraction({ customerWatch: watch, offer: null }))).toEqual([`check-customer-page ${at(40)}`]);
    expect(timed(endedInteraction({ customerWatch: watch, assignments: [] }))).toEqual([]);
  });
});

describe('the deadlines of a call', () => {
  it('are new where a leg should answer that was not waited for before', () => {
    const [before, after] = [customer({ dueAt: at(9) }), customer({ dueAt: at(15) })].map(leg => call({ legs: [leg] }));

    const fresh = (one: typeof before) =>
      newDeadlines(change({ calls: [{ before: one ?? null, after: after! }] }), NOW).map(due => due.at);

    expect([fresh(before), fresh(after), fresh(undefined)]).toEqual([[at(15)], [], [at(15)]]);
  });
});
