import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { Flow } from '#schemas/voice/flow.ts';
import type { CallRecord, FlowState, Leg } from '#schemas/voice/model.ts';
import { type Change, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import type { FlowWorld } from '#shared/domain/voice/flow/world.ts';
import type { LegFact } from '#shared/domain/voice/heard.ts';
import { legLost } from '#shared/domain/voice/leg-lost.ts';
import { onLegEvent, onOverdueLeg } from '#shared/domain/voice/on-leg-event.ts';
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
  NOW,
  offer,
  offeredInteraction,
  queue,
  settings,
  talkingAgent,
  work,
} from '#test/support/builders.ts';
import { activityId, browser, call, customer, guest, ids, legId } from './builders.ts';

const voice = { channel: 'voice' as const };
const desk = (given: Partial<Leg> = {}) =>
  browser({ endpoint: { kind: 'sip', user: 'desk' }, direction: 'outbound', ref: 'tx-2', ...given });
const phone = (given: Partial<Leg> = {}) => desk({ endpoint: { kind: 'phone', number: '+14155550188' }, ...given });
const ana = talkingAgent({ work: [work({ channel: 'voice', cost: 100 })] });
const ben = agent({ id: 'ben', work: [work({ channel: 'voice', cost: 100 })] });

/** Everything known of a call, of whose agents those are there who are named. */
const floorOf = (of: InteractionRecord, legs: readonly Leg[], agents: readonly AgentRecord[] = [ana], given = {}) => ({
  interaction: of,
  call: call({ legs: [...legs], ...given }),
  crew: new Map(agents.map(one => [one.id, { agent: one, campaign: campaign() }])),
  rules: { queue: queue(), campaign: campaign() },
  settings: settings(),
});
const inFirstStep: FlowState = {
  ...{ flowId: 'f', stepId: 'a', steps: 1, values: {}, messageLeft: false, waiting: null },
  urgency: { class: null, priority: null },
};
/** A tenant that has this flow alone, and no queue. */
function worldOf(steps: object): FlowWorld {
  const flow = Flow.parse({ id: 'f', name: 'F', start: 'a', steps });
  return {
    ...{ now: NOW, newId: prefix => `${prefix}_1`, settings: settings(), flow: () => flow, queue: () => undefined },
    facts: { now: NOW, caller: null, isOpen: () => true, queue: () => 'open', mayCall: () => true },
    place: () => ({ position: null, etaMs: null }),
  };
}
const moment = () => ({ now: NOW, newId: ids() });
const lost = (leg: Leg, floor: ReturnType<typeof floorOf>, connected = true, cause: 'hung-up' | 'failed' = 'hung-up') =>
  legLost(leg, cause, connected, { ...floor, now: NOW });
const tell = (leg: Leg, fact: LegFact, floor: ReturnType<typeof floorOf>) => onLegEvent(leg, fact, floor, moment());
const left = (one: Change, of: { interaction: InteractionRecord; call: CallRecord }) => ({
  interaction: outcomeOf(one.interactions, of.interaction),
  call: outcomeOf(one.calls, of.call),
});
const shared = activeInteraction({
  ...voice,
  assignments: [assignment(), assignment({ agentId: 'ben', agentName: 'Ben', role: 'conferenced' })],
});
const failed = (nth: number): LegFact => ({
  kind: 'activity',
  activityId: activityId(nth),
  result: { kind: 'failed', reason: 'no room' },
});

describe('somebody who is lost', () => {
  it('when everything is over changes nothing', () => {
    expect(lost(customer(), floorOf(endedInteraction(voice), [customer()]))).toBe(nothing);
  });

  it.each([
    ['has given up', false, 'abandoned-in-flow'],
    ['has said what he wanted, where he has left a message', true, 'customer-left'],
  ])('in a flow %s', (_sentence, messageLeft, endReason) => {
    const flow = { ...inFirstStep, messageLeft };
    const floor = floorOf(interaction({ ...voice, status: 'created' }), [customer()], [], { flow });

    expect(left(lost(customer(), floor), floor).interaction).toMatchObject({ status: 'closed', endReason });
  });

  it.each([
    ['was turned away', 'busy', 'busy'],
    ['could not be reached', 'failed', 'failed'],
  ] as const)('and %s was never reached', (_sentence, cause, endReason) => {
    const floor = floorOf(activeInteraction({ ...voice, status: 'connecting', direction: 'outbound' }), [browser()]);

    const one = legLost(customer({ state: 'dialling' }), cause, false, { ...floor, now: NOW });

    expect(left(one, floor).interaction).toMatchObject({ endReason, endedBy: 'system' });
  });

  it('as a customer is gone, wherever the call was', () => {
    const asking = offeredInteraction({ ...voice, enqueuedAt: at(-60) });
    const again = interaction({ ...voice, enqueuedAt: at(-60), assignments: [doneAssignment()] });
    const floors = [
      floorOf(activeInteraction(voice), [customer(), browser()]),
      floorOf(shared, [customer(), browser()], [ana, ben]),
      floorOf(asking, [customer()], [askedAgent()]),
      floorOf(again, [customer()], [agent()]),
      floorOf(
        activeInteraction({ ...voice, status: 'handed-over', assignments: [doneAssignment()] }),
        [customer(), guest()],
        [agent()],
      ),
    ];

    const reasons = floors.map(floor => left(lost(customer(), floor), floor).interaction.endReason);

    expect(reasons).toEqual([
      ...['customer-left', 'customer-left', 'abandoned-while-offered', 'abandoned-in-queue', 'customer-left'],
    ]);
  });

  it('of whom nobody knows anything changes nothing', () => {
    expect(lost(desk(), floorOf(activeInteraction(voice), [customer()], []))).toBe(nothing);
  });

  it('has parked the customer, who waits on', () => {
    expect(lost(desk(), floorOf(activeInteraction({ ...voice, status: 'parked' }), [customer()]))).toBe(nothing);
  });

  it('ends the call who has hung up his telephone, and leaves it to others where there are some', () => {
    const alone = floorOf(activeInteraction(voice), [customer()]);
    const together = floorOf(shared, [customer(), browser()], [ana, ben]);

    expect(left(lost(desk(), alone), alone).interaction).toMatchObject({ status: 'ended', endReason: 'agent-ended' });
    expect(left(lost(desk(), together), together).interaction).toMatchObject({
      status: 'active',
      assignments: [{ status: 'wrap-up' }, { status: 'active', role: 'primary' }],
    });
  });

  it('was called in and never came, and the others go on', () => {
    const floor = floorOf(shared, [customer(), browser()], [ana, ben]);
    const late = phone({ id: legId(4), party: { kind: 'agent', agentId: 'ben' }, state: 'dialling' });

    const one = lost(late, floor, false);

    expect(left(one, floor).interaction.assignments).toMatchObject([{ status: 'active' }, { status: 'done' }]);
    expect(one.agents[0]?.after).toMatchObject({ id: 'ben', work: [] });
  });

  it('is waited for in his browser, and gives the customer back where it never came', () => {
    const floor = floorOf(activeInteraction(voice), [customer()]);
    const unheard = floorOf(
      activeInteraction({ ...voice, status: 'connecting', assignments: [assignment({ connectedAt: null })] }),
      [customer()],
    );

    expect(lost(browser(), floor)).toBe(nothing);
    expect(left(lost(browser(), unheard, false), unheard).interaction).toMatchObject({
      ...{ status: 'queued', queueVisits: 1, excluded: [{ agentId: 'ana' }] },
    });
  });

  it('whose telephone fails while he speaks gives the customer back, for another visit', () => {
    const floor = floorOf(activeInteraction(voice), [customer()]);

    const one = lost(phone(), floor, true, 'failed');

    expect(left(one, floor).interaction).toMatchObject({ status: 'queued', queueVisits: 2, enqueuedAt: NOW });
    expect(one.events.map(({ data }) => data)).toMatchObject([{ reason: 'agent-lost' }]);
  });

  it('before he has called anybody ends a call that has no customer', () => {
    const floor = floorOf(activeInteraction({ ...voice, status: 'connecting' }), []);

    expect(left(lost(browser(), floor, false), floor).interaction).toMatchObject({ endReason: 'failed' });
  });

  it.each([
    ['did not answer', 'no-answer', at(15), false],
    ['is busy', 'busy', at(15), true],
    ['is busy when it is too late', 'busy', NOW, false],
  ] as const)(
    'while he is asked has turned the offer down only where he says so: he %s',
    (_what, cause, until, says) => {
      const asked = offeredInteraction({ ...voice, offer: offer({ expiresAt: until }) });
      const floor = floorOf(asked, [customer()], [askedAgent()]);

      const one = legLost(phone({ state: 'dialling' }), cause, false, { ...floor, now: NOW });

      expect(one.interactions.length > 0).toBe(says);
    },
  );

  it('who was asked for advice brings the customer back', () => {
    const floor = floorOf(activeInteraction(voice), [customer({ held: true }), browser()], [ana], {
      consult: { agentId: 'ana', legId: legId(3) },
    });

    expect(left(lost(guest(), floor), floor).call).toMatchObject({ consult: null, legs: [{ held: false }, {}] });
  });

  describe('outside, with whom the customer was left', () => {
    const handed = activeInteraction({ ...voice, status: 'handed-over', assignments: [doneAssignment()] });
    const gone = guest({ state: 'ended' });

    it('ends the call, where he had answered', () => {
      const floor = floorOf(handed, [customer(), gone], [agent()]);

      expect(left(lost(gone, floor), floor).interaction).toMatchObject({ status: 'closed', endReason: 'guest-left' });
    });

    it('is what the flow goes on with that has forwarded him, where he never answered', () => {
      const steps = {
        a: { kind: 'forward', number: '+15550177', otherwise: 'sorry' },
        sorry: { kind: 'say', prompts: [{ kind: 'speech', text: 'Sorry' }], next: 'end' },
        end: { kind: 'hang-up' },
      };
      const forwarded = activeInteraction({ ...voice, status: 'handed-over', assignments: [] });
      const floor = { ...floorOf(forwarded, [customer(), gone], [], { flow: inFirstStep }), flow: worldOf(steps) };

      const one = left(lost(gone, floor, false), floor);

      expect(one.interaction.status).toBe('created');
      expect(one.call.legs[0]?.activity).toMatchObject({ prompts: [{ text: 'Sorry' }] });
    });

    it('leaves him in front of the queue, where he never answered', () => {
      const floor = floorOf(handed, [customer(), gone], [agent()]);

      expect(left(lost(gone, floor, false), floor).interaction).toMatchObject({ status: 'queued', queueVisits: 2 });
    });

    it('changes nothing while others are still there', () => {
      const floor = floorOf(handed, [customer(), gone, guest({ id: legId(5) })], [agent()]);

      expect(lost(gone, floor)).toBe(nothing);
    });
  });
});

describe('a leg that is overdue', () => {
  const due = { dueAt: NOW };

  it.each<[string, Leg]>([
    ['has ended', customer({ ...due, state: 'ended' })],
    ['waits for nothing', customer()],
    ['is not yet due', customer({ dueAt: at(1) })],
  ])('is left alone that %s', (_sentence, leg) => {
    expect(onOverdueLeg(leg, floorOf(interaction(voice), [leg], []), moment())).toBe(nothing);
  });

  it('is written off that was told to go', () => {
    const leg = customer({ ...due, activity: { kind: 'hang-up', id: activityId(8), cause: 'normal' } });
    const floor = floorOf(endedInteraction(voice), [leg], []);

    expect(left(onOverdueLeg(leg, floor, moment()), floor).call.legs).toMatchObject([
      { state: 'ended', endCause: 'taken-down' },
    ]);
  });

  it('hears its music again that could not be played', () => {
    const leg = customer(due);
    const floor = floorOf(interaction(voice), [leg], []);

    const [after] = left(onOverdueLeg(leg, floor, moment()), floor).call.legs;

    expect(after).toMatchObject({ activity: { kind: 'play' }, dueAt: null });
    expect(after?.activity.id).not.toBe(leg.activity.id);
  });

  it('is not waited for any longer that did not answer', () => {
    const leg = guest({ ...due, state: 'dialling', settled: false });
    const floor = floorOf(activeInteraction(voice), [customer(), browser(), leg]);

    expect(left(onOverdueLeg(leg, floor, moment()), floor).call.legs[2]).toMatchObject({
      activity: { kind: 'hang-up' },
    });
  });

  it('is not waited for any longer that was to hear music', () => {
    const leg = guest({
      ...due,
      state: 'ringing',
      activity: { kind: 'play', id: activityId(8), prompts: [], repeat: 1 },
    });
    const floor = floorOf(activeInteraction(voice), [browser(), leg]);

    expect(left(onOverdueLeg(leg, floor, moment()), floor).call.legs[1]).toMatchObject({
      activity: { kind: 'hang-up' },
    });
  });

  it('of a customer who cannot be brought into the room waits with music, and his agent is let go', () => {
    const leg = customer({ ...due, activity: { kind: 'talk', id: activityId(8) } });
    const connecting = activeInteraction({
      ...voice,
      status: 'connecting',
      assignments: [assignment({ connectedAt: null })],
    });
    const floor = floorOf(connecting, [leg, phone({ settled: false })]);

    const one = left(onOverdueLeg(leg, floor, moment()), floor);

    expect(one.interaction).toMatchObject({ status: 'queued', excluded: [{ agentId: 'ana' }] });
    expect(one.call.legs[0]).toMatchObject({ activity: { kind: 'play' } });
  });

  it('of a customer who has nobody to talk to waits with music', () => {
    const leg = customer({ ...due, activity: { kind: 'talk', id: activityId(8) } });
    const floor = floorOf(activeInteraction({ ...voice, status: 'handed-over', assignments: [] }), [leg], []);

    const one = onOverdueLeg(leg, floor, moment());

    expect(one.interactions).toEqual([]);
    expect(left(one, floor).call.legs[0]).toMatchObject({ activity: { kind: 'play' } });
  });
});

describe('what is heard of a leg', () => {
  const asked = offeredInteraction({ ...voice, offer: offer() });
  const ringing = { state: 'dialling' as const, settled: false };

  it('that has lost its place in the room takes it in again', () => {
    const floor = floorOf(activeInteraction(voice), [customer(), browser()]);

    const again = tell(browser(), failed(2), floor);

    expect(left(again, floor).call.legs[1]).toMatchObject({ activity: { kind: 'talk' }, settled: false });
    expect(again.interactions).toEqual([]);
  });

  it('that is known already changes nothing', () => {
    expect(tell(customer(), { kind: 'answered' }, floorOf(interaction(voice), [customer()], []))).toBe(nothing);
  });

  it('that music is over is noted, and nothing follows for anybody', () => {
    const floor = floorOf(interaction(voice), [customer()], []);

    const one = tell(customer(), { kind: 'activity', activityId: activityId(1), result: { kind: 'done' } }, floor);

    expect(one).toMatchObject({ interactions: [], calls: [{ after: { legs: [{ settled: true }] } }] });
  });

  it('that is over ends the part of whoever it was', () => {
    const floor = floorOf(activeInteraction(voice), [customer(), desk()]);

    const one = tell(desk(), { kind: 'ended', cause: 'hung-up' }, floor);

    expect(left(one, floor)).toMatchObject({
      interaction: { endReason: 'agent-ended' },
      call: { legs: [{}, { state: 'ended' }] },
    });
  });

  it('of a customer in a flow is what the flow goes on with', () => {
    const steps = {
      a: { kind: 'say', prompts: [{ kind: 'speech', text: 'Hello' }], next: 'end' },
      end: { kind: 'hang-up' },
    };
    const floor = {
      ...floorOf(interaction({ ...voice, status: 'created' }), [customer()], [], { flow: inFirstStep }),
      flow: worldOf(steps),
    };

    const one = tell(customer(), { kind: 'activity', activityId: activityId(1), result: { kind: 'done' } }, floor);

    expect(left(one, floor).interaction).toMatchObject({ status: 'closed', endReason: 'flow-ended' });
  });

  it('that goes because it was told to is no news for anybody', () => {
    const going = guest({ activity: { kind: 'hang-up', id: activityId(8), cause: 'normal' } });
    const floor = floorOf(activeInteraction(voice), [customer(), browser(), going]);

    const one = tell(going, { kind: 'ended', cause: 'hung-up' }, floor);

    expect(one).toMatchObject({ interactions: [], calls: [{ after: { legs: [{}, {}, { state: 'ended' }] } }] });
  });

  it('takes the call where an agent answers his desk phone', () => {
    const floor = floorOf(asked, [customer(), desk(ringing)], [askedAgent()]);

    expect(left(tell(desk(ringing), { kind: 'answered' }, floor), floor).interaction.status).not.toBe('offered');
  });

  it.each<[string, Leg, InteractionRecord]>([
    ['a guest answers his', guest({ ...ringing, endpoint: { kind: 'sip', user: 'desk' } }), asked],
    ['an agent answers too late', desk(ringing), { ...asked, offer: offer({ expiresAt: NOW }) }],
    ['an agent answers who is not asked any more', desk(ringing), { ...asked, offer: offer({ agentId: 'ben' }) }],
    ['nobody is asked any more', desk(ringing), interaction(voice)],
  ])('takes nothing where %s', (_sentence, leg, of) => {
    const one = tell(leg, { kind: 'answered' }, floorOf(of, [customer(), leg], [askedAgent()]));

    expect(one.interactions).toEqual([]);
    expect(one.calls).toHaveLength(1);
  });

  it.each([
    ['1', 'takes the call', true],
    ['2', 'is taken down', false],
  ])('who presses %s %s', (digits, _what, takes) => {
    const activity = {
      ...{ kind: 'collect' as const, id: activityId(8), prompts: [], failure: [], minDigits: 1, maxDigits: 1 },
      ...{ terminators: [], pattern: '^1$', attempts: 3, timeoutSeconds: 5, betweenDigitsSeconds: 1 },
    };
    const leg = phone({ activity, settled: false });
    const floor = floorOf(asked, [customer(), leg], [askedAgent()]);

    const one = tell(leg, { kind: 'activity', activityId: activityId(8), result: { kind: 'digits', digits } }, floor);

    expect(one.interactions.length > 0).toBe(takes);
    expect(left(one, floor).call.legs[1]?.activity.kind === 'hang-up').toBe(!takes);
  });

  it('that cannot be brought into the room is taken down, and the others go on', () => {
    const leg = guest({ settled: false });
    const floor = floorOf(activeInteraction(voice), [customer(), browser(), leg]);

    const one = tell(leg, failed(2), floor);

    expect(left(one, floor).call.legs[2]).toMatchObject({ activity: { kind: 'hang-up' } });
    expect(one.interactions).toEqual([]);
  });
});
