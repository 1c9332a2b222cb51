import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { Flow } from '#schemas/voice/flow.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { illegalMove, contradictions as interactionContradictions } from '#shared/domain/interactions/lifecycle.ts';
import { type Change, nothing, outcome, outcomeOf, seal } from '#shared/domain/kit/change.ts';
import { interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { callbackRequest } from '#shared/domain/voice/flow/callback.ts';
import { homeQueue } from '#shared/domain/voice/flow/home-queue.ts';
import {
  beginInFlow,
  goOn,
  heardInFlow,
  leaveClosedQueue,
  leaveUnstaffedQueue,
  overflow,
} from '#shared/domain/voice/flow/in-flow.ts';
import type { FlowWorld } from '#shared/domain/voice/flow/world.ts';
import type { CallInHand } from '#shared/domain/voice/follow.ts';
import { contradictions } from '#shared/domain/voice/invariants.ts';
import { customerLeg } from '#shared/domain/voice/leg.ts';
import { at, campaign, interactionId, NOW, queue, settings } from '#test/support/builders.ts';
import { configuration } from '../admin/builders.ts';

const say = (text: string) => [{ kind: 'speech' as const, text }];
/** The step that others name as their last; a flow may not have one that nothing leads to. */
const ends = (steps: object) =>
  /"end"/.test(JSON.stringify(steps)) || Object.keys(steps).length === 0 ? { end: { kind: 'hang-up' } } : {};
const flowOf = (steps: object, id = 'f') =>
  Flow.parse({ id, name: 'F', start: Object.keys(steps)[0] ?? 'end', steps: { ...steps, ...ends(steps) } });
const waiting = (more: object = {}) => ({ kind: 'queue', queueId: 'sales', closed: 'end', ...more });
const sales = queue({ id: 'sales', channels: ['voice'] });
const support = queue({ id: 'support', name: 'Support', channels: ['voice'] });

let made = 0;
/** A tenant in which everything is open. */
function worldOf(flows: readonly Flow[], given: Partial<FlowWorld> = {}): FlowWorld {
  const queues = new Map([sales, support].map(one => [one.id, one]));
  return {
    now: NOW,
    newId: prefix => {
      made += 1;
      return prefix === 'int' ? interactionId(500 + made) : `${prefix}_${made}`;
    },
    settings: settings(),
    facts: { now: NOW, caller: '+14255550199', mayCall: () => true, isOpen: () => true, queue: () => 'open' },
    flow: id => flows.find(flow => flow.id === id),
    queue: id => {
      const found = queues.get(id);
      return found && { queue: found, closingLookAt: undefined, predictedMs: null, recording: campaign().recording };
    },
    place: () => ({ position: null, etaMs: null }),
    ...given,
  };
}

const address = { id: interactionId(1), tenantId: 'demo', legId: 'leg_1', ref: 'tx-1', to: '+15550100' };

function begin(flow: Flow, world = worldOf([flow]), from: string | null = '+14255550199'): CallInHand {
  const caller = { ...address, from, language: flow.language };
  return after(beginInFlow(caller, flow, sales, world));
}

/** The call as a change leaves it, of which nothing contradicts itself. */
function after(change: Change, before?: CallInHand): CallInHand {
  const { calls, interactions } = seal(change);
  const interaction = outcome(interactions, address.id) ?? before?.interaction;
  const call = outcome(calls, address.id) ?? before?.call;
  if (!interaction || !call) throw new Error('nothing was begun');
  const moved = interactions.find(move => move.after.id === address.id);
  expect(interactionContradictions(interaction)).toEqual([]);
  if (moved) expect(illegalMove(moved.before, moved.after, NOW)).toEqual([]);
  // Who is taken down by a flow is no party any more; `steer` ends the call with its interaction.
  if (interaction.endedAt === null) expect(contradictions(call, interaction)).toEqual([]);
  return { interaction, call };
}

function hears(inHand: CallInHand, world: FlowWorld, result: Parameters<typeof heardInFlow>[1] = { kind: 'done' }) {
  const leg = customerLeg(inHand.call);
  if (!leg) throw new Error('nobody is on the line');
  return after(heardInFlow(leg, result, inHand, world), inHand);
}

const does = ({ call }: CallInHand) => call.legs[0]?.activity;

describe('a call that begins a flow', () => {
  it('is a contact at once, of nobody and in no queue', () => {
    const { call, interaction } = begin(flowOf({ a: { kind: 'say', prompts: say('Hello'), next: 'end' } }));

    expect(interaction).toMatchObject({ status: 'created', queueVisits: 0, queueId: 'sales', version: 1 });
    expect(interactionDeadlines(interaction)).toEqual([]);
    expect(call).toMatchObject({ status: 'live', flow: { flowId: 'f', stepId: 'a', waiting: null } });
  });

  it('has the age of its first wait, and keeps it in the next queue', () => {
    const flow = flowOf({
      a: { kind: 'say', prompts: say('Hello'), next: 'q' },
      q: waiting({ overflow: { afterSeconds: 30, next: 'other' } }),
      other: waiting({ queueId: 'support' }),
    });
    const begun = begin(flow);
    const [later, evenLater] = [at(20), at(50)].map(now =>
      worldOf([flow], { now, facts: { ...worldOf([]).facts, now } }),
    );
    if (!later || !evenLater) throw new Error('there is no later');

    const queued = hears(begun, later);
    const moved = after(overflow(at(50), queued, evenLater), queued);

    expect(queued.interaction).toMatchObject({ status: 'queued', firstEnqueuedAt: at(20), overflowAt: at(50) });
    expect(moved.interaction).toMatchObject({
      ...{ status: 'queued', queueId: 'support', queueVisits: 2, firstEnqueuedAt: at(20), enqueuedAt: at(50) },
      rank: Date.parse(at(20)),
    });
    expect(moved.interaction.overflowAt).toBeUndefined();
  });

  it('is told what must be said of recordings before the music, once in a campaign', () => {
    const flow = flowOf({
      q: waiting({ overflow: { afterSeconds: 30, next: 'other' } }),
      other: waiting({ queueId: 'support' }),
    });
    const recording = { ...campaign().recording, mode: 'always' as const, announcement: 'We record.' };
    const base = worldOf([flow]);
    const recorded = (now: string): FlowWorld => ({
      ...base,
      ...{ now, facts: { ...base.facts, now } },
      queue: id => {
        const found = base.queue(id);
        return found && { ...found, recording };
      },
    });

    const queued = begin(flow, recorded(NOW));
    const moved = after(overflow(at(30), queued, recorded(at(30))), queued);

    expect(does(queued)).toMatchObject({ kind: 'play', prompts: [{ text: 'We record.' }] });
    expect(does(moved)).toMatchObject({ kind: 'play', prompts: [{ name: 'music' }] });
  });

  it('ends where its flow has been deleted', () => {
    const flow = flowOf({ a: { kind: 'say', prompts: say('Hello'), next: 'q' }, q: waiting() });

    const ended = hears(begin(flow), worldOf([]));

    expect(ended.interaction).toMatchObject({ status: 'closed', endReason: 'flow-ended', endedBy: 'system' });
    expect(does(ended)).toMatchObject({ kind: 'hang-up', cause: 'unavailable' });
  });

  it('ends after two hundred steps when two flows send it to each other', () => {
    const there = flowOf({ a: { kind: 'flow', flowId: 'g' } });
    const back = flowOf({ a: { kind: 'flow', flowId: 'f' } }, 'g');

    const ended = begin(there, worldOf([there, back]));

    expect(ended.interaction.endReason).toBe('flow-ended');
  });

  it('ends where it is led to a flow that has been deleted', () => {
    const ended = begin(flowOf({ a: { kind: 'flow', flowId: 'gone' } }));

    expect(ended.interaction).toMatchObject({ status: 'closed', endReason: 'flow-ended' });
    expect(does(ended)).toMatchObject({ kind: 'hang-up', cause: 'unavailable' });
  });

  it('ends where it is led to a queue that has been deleted', () => {
    const ended = begin(flowOf({ q: waiting({ queueId: 'gone' }) }));

    expect(ended.interaction).toMatchObject({ status: 'closed', endReason: 'flow-ended', queueVisits: 0 });
    expect(does(ended)).toMatchObject({ kind: 'hang-up', cause: 'unavailable' });
  });

  it('is at the number that was called where the caller hides his own', () => {
    const hidden = begin(flowOf({ q: waiting() }), undefined, null);

    expect(hidden.call).toMatchObject({ from: null, legs: [{ endpoint: { kind: 'phone', number: '+15550100' } }] });
    expect(hidden.interaction.customer.phone).toBeNull();
  });

  it('is looked at again when its queue closes', () => {
    const flow = flowOf({ q: waiting() });
    const base = worldOf([flow]);
    const closing: FlowWorld = {
      ...base,
      queue: id => {
        const found = base.queue(id);
        return found && { ...found, closingLookAt: at(600) };
      },
    };

    expect(begin(flow, closing).interaction.closingLookAt).toBe(at(600));
  });

  it('goes on after a prompt that cannot be played', () => {
    const flow = flowOf({ a: { kind: 'say', prompts: say('Hello'), next: 'q' }, q: waiting() });

    expect(hears(begin(flow), worldOf([flow]), { kind: 'failed', reason: 'no such file' }).interaction.status).toBe(
      'queued',
    );
  });

  it('hears the music of the house for once where that of the queue cannot be played', () => {
    const flow = flowOf({ q: waiting({ music: 'ours.wav' }) });
    const failed = { kind: 'failed' as const, reason: 'no such file' };

    const replaced = hears(begin(flow), worldOf([flow]), failed);
    const again = hears(replaced, worldOf([flow]));

    expect(does(replaced)).toMatchObject({ prompts: [{ name: 'music' }], repeat: 1 });
    expect(does(again)).toMatchObject({ prompts: [{ name: 'ours.wav' }] });
  });
});

describe('a caller in a queue', () => {
  it('hears nothing else while the music of the house cannot be played: it is tried again', () => {
    const flow = flowOf({ q: waiting() });
    const queued = begin(flow);
    const leg = customerLeg(queued.call)!;

    expect(heardInFlow(leg, { kind: 'failed', reason: 'busy' }, queued, worldOf([flow]))).toBe(nothing);
  });

  it('hears the music of the house where the flow has no queue at that place any more', () => {
    const edited = flowOf({ q: { kind: 'say', prompts: say('Hello'), next: 'end' } });

    const again = hears(begin(flowOf({ q: waiting({ music: 'ours.wav' }) })), worldOf([edited]));

    expect(does(again)).toMatchObject({ prompts: [{ name: 'music' }] });
    expect(again.interaction.status).toBe('queued');
  });

  it('hears what the flow says when the queue closes, where the flow is still there', () => {
    const flow = flowOf({
      q: waiting({ closed: 'sorry' }),
      sorry: { kind: 'say', prompts: say('Closed'), next: 'end' },
    });
    const queued = begin(flow);

    const left = leaveClosedQueue(queued, worldOf([flow]));

    expect(left && does(after(left, queued))).toMatchObject({ prompts: [{ text: 'Closed' }] });
    expect(leaveClosedQueue(queued, worldOf([]))).toBeUndefined();
  });

  it('who is gone is told nothing any more', () => {
    const flow = flowOf({
      q: waiting({ overflow: { afterSeconds: 30, next: 'sorry' } }),
      sorry: { kind: 'say', prompts: say('Sorry'), next: 'end' },
    });
    const queued = begin(flow);
    const gone = {
      ...queued,
      call: { ...queued.call, legs: queued.call.legs.map(leg => ({ ...leg, state: 'ended' as const })) },
    };

    const led = overflow(at(30), gone, worldOf([flow], { now: at(31) }));

    expect(led.calls[0]?.after.legs).toEqual(gone.call.legs);
  });
});

describe('a call that no flow has any more', () => {
  it('is left to whoever has it', () => {
    const flow = flowOf({ a: { kind: 'say', prompts: say('Hello'), next: 'end' } });
    const { call, interaction } = begin(flow);
    const taken = { interaction, call: { ...call, flow: null } };

    expect(heardInFlow(call.legs[0]!, { kind: 'done' }, taken, worldOf([flow]))).toBe(nothing);
    expect(goOn({ kind: 'done' }, taken, worldOf([flow]))).toBe(nothing);
  });
});

describe('a caller who is to be called back', () => {
  const flow = flowOf({
    urgent: { kind: 'priority', class: 2, next: 'offer' },
    offer: { kind: 'callback-offer', prompts: say('Press 1'), queueId: 'support', declined: 'q' },
    q: waiting({ overflow: { afterSeconds: 30, next: 'again' } }),
    again: { kind: 'callback-offer', prompts: say('Press 1'), queueId: 'support', declined: 'end' },
  });
  const agrees = (inHand: CallInHand, world: FlowWorld) => {
    const change = heardInFlow(customerLeg(inHand.call)!, { kind: 'digits', digits: '1' }, inHand, world);
    return { change, event: change.events.find(({ type }) => type === 'callback.requested.v1')?.data };
  };

  it('leaves the line, and keeps the place of the moment where he has never waited', () => {
    const { change, event } = agrees(begin(flow), worldOf([flow], { now: at(5) }));

    expect(event).toMatchObject({
      ...{ number: '+14255550199', queueId: 'support', language: 'en-US', class: 2 },
      ...{ enqueuedAt: at(5), rank: Date.parse(at(5)) },
    });
    expect(outcome(change.interactions, address.id)).toMatchObject({
      ...{ status: 'closed', endReason: 'callback-requested', endedBy: 'system' },
    });
    expect(outcome(change.calls, address.id)?.legs).toMatchObject([{ activity: { kind: 'hang-up', cause: 'normal' } }]);
  });

  it('keeps the place of his first wait', () => {
    const queued = hears(begin(flow), worldOf([flow], { now: at(5) }), { kind: 'no-digits' });
    const asked = after(overflow(at(35), queued, worldOf([flow], { now: at(35) })), queued);

    expect(agrees(asked, worldOf([flow], { now: at(40) })).event).toMatchObject({ enqueuedAt: at(5) });
  });

  it('is nobody whose number is hidden, nor for a queue that is gone', () => {
    const begun = begin(flow);
    const hidden = { ...begun, call: { ...begun.call, from: null } };

    expect(callbackRequest('support', hidden, worldOf([flow])).events).toEqual([]);
    expect(callbackRequest('gone', begun, worldOf([flow])).events).toEqual([]);
  });
});

describe('a caller who is forwarded', () => {
  it('hears a telephone ring, and waits in no queue', () => {
    const forwarded = begin(
      flowOf({ a: { kind: 'forward', number: '+15550177', country: 'US', timeoutSeconds: 20, otherwise: 'end' } }),
    );

    expect(forwarded.interaction.status).toBe('handed-over');
    expect(forwarded.call.legs).toMatchObject([
      { activity: { kind: 'play', prompts: [{ name: 'ringback' }] } },
      { party: { kind: 'guest', name: '+15550177' }, state: 'dialling', dueAt: at(20) },
    ]);
  });
});

describe('the time in a queue is over', () => {
  const flow = flowOf({
    q: waiting({ overflow: { afterSeconds: 30, next: 'sorry' } }),
    sorry: { kind: 'say', prompts: say('Sorry'), next: 'end' },
  });
  const late = worldOf([flow], { now: at(31) });

  it('at its instant alone, and once', () => {
    const queued = begin(flow);

    const led = after(overflow(at(30), queued, late), queued);

    expect(led.interaction).toMatchObject({ status: 'created', queueVisits: 1 });
    expect(overflow(at(30), led, late).interactions).toEqual([]);
    expect(overflow(at(29), queued, late).interactions).toEqual([]);
    expect(overflow(at(30), queued, worldOf([flow])).interactions).toEqual([]);
  });

  it('not while somebody is asked; it is due again as soon as nobody takes the call', () => {
    const queued = begin(flow);
    const offer = {
      id: 'off_1',
      agentId: 'ana',
      createdAt: at(29),
      expiresAt: at(49),
      autoAnswerAt: null,
      source: 'routing' as const,
    };
    const offered: InteractionRecord = { ...queued.interaction, status: 'offered', offer };

    expect(overflow(at(30), { ...queued, interaction: offered }, late).interactions).toEqual([]);
    const tasks = (one: InteractionRecord) => interactionDeadlines(one).map(({ task }) => task);
    expect(tasks(offered)).not.toContain('overflow-call');
    expect(tasks(queued.interaction)).toContain('overflow-call');
  });

  it('not for a call that an agent has had, whose flow is over', () => {
    const queued = begin(flow);
    const call: CallRecord = { ...queued.call, flow: null };

    expect(overflow(at(30), { ...queued, call }, late).interactions).toEqual([]);
    expect(leaveClosedQueue({ ...queued, call }, late)).toBeUndefined();
  });
});

describe('the last agent of a queue has left', () => {
  const flow = flowOf({
    q: waiting({ unstaffed: 'sorry' }),
    sorry: { kind: 'say', prompts: say('Sorry'), next: 'end' },
  });
  const world = worldOf([flow]);

  it('leads the caller where the flow says, once', () => {
    const queued = begin(flow);

    const led = after(leaveUnstaffedQueue('sales', queued, world), queued);

    expect(led.interaction.status).toBe('created');
    expect(led.call.flow).toMatchObject({ stepId: 'sorry', waiting: null });
    expect(leaveUnstaffedQueue('sales', led, world)).toEqual(nothing);
  });

  it.each([
    ['of another queue', 'support', flow],
    ['where the flow says nothing of it', 'sales', flowOf({ q: waiting() })],
    ['whose flow is gone', 'sales', flowOf({ q: waiting() }, 'other')],
  ])('is nothing to a caller %s', (_who, queueId, known) => {
    expect(leaveUnstaffedQueue(queueId, begin(flow), worldOf([known]))).toEqual(nothing);
  });

  it('is nothing to a caller whose flow is over', () => {
    const queued = begin(flow);

    expect(leaveUnstaffedQueue('sales', { ...queued, call: { ...queued.call, flow: null } }, world)).toEqual(nothing);
  });
});

describe('what a caller leaves', () => {
  const flow = flowOf({ m: { kind: 'voicemail', prompts: say('A message?'), queueId: 'support', next: 'end' } });

  it('is a task in the queue that was named, with the number and the recording', () => {
    const recording = hears(begin(flow), worldOf([flow]));
    const leg = customerLeg(recording.call);
    const key = 'messages/demo/int_1/act_1/x.wav';

    const change = leg && heardInFlow(leg, { kind: 'recorded', key, seconds: 7 }, recording, worldOf([flow]));

    const task = change?.interactions.find(move => move.after.id !== address.id);
    expect(task).toMatchObject({
      before: null,
      after: {
        ...{ channel: 'task', status: 'queued', queueId: 'support', customer: { phone: '+14255550199' } },
        profile: { calledNumber: '+15550100', voicemailOf: address.id, recording: leg?.activity.id },
      },
    });
    expect(change && outcomeOf(change.interactions, recording.interaction)).toMatchObject({
      ...{ endReason: 'flow-ended', queueId: 'support' },
    });
    expect(change && outcomeOf(change.calls, recording.call).recordings).toMatchObject([
      { id: leg?.activity.id, kind: 'message', key, seconds: 7, startedAt: at(-7), endedAt: NOW },
    ]);
  });

  it('is nothing where the queue it was for is gone', () => {
    const recording = hears(begin(flow), worldOf([flow]));
    const leg = customerLeg(recording.call)!;
    const world = worldOf([flow], { queue: () => undefined });

    const change = heardInFlow(leg, { kind: 'recorded', key: 'x.wav', seconds: null }, recording, world);

    expect(change.interactions.map(move => move.after.channel)).toEqual(['voice']);
    expect(outcome(change.calls, address.id)?.recordings).toEqual([]);
  });

  it('may be of unknown length', () => {
    const recording = hears(begin(flow), worldOf([flow]));
    const leg = customerLeg(recording.call)!;

    const change = heardInFlow(leg, { kind: 'recorded', key: 'x.wav', seconds: null }, recording, worldOf([flow]));

    expect(outcome(change.calls, address.id)?.recordings).toMatchObject([{ startedAt: NOW, seconds: null }]);
  });

  it('is nothing where nothing was recorded', () => {
    const recording = hears(begin(flow), worldOf([flow]));
    const leg = customerLeg(recording.call);

    const change = leg && heardInFlow(leg, { kind: 'failed', reason: 'denied' }, recording, worldOf([flow]));

    expect(change?.interactions.map(move => move.after.channel)).toEqual(['voice']);
  });
});

describe('the queue that a call in a flow counts for', () => {
  const tenant = (...flows: Flow[]) => configuration({ queues: [sales, support], flows });

  it('is the nearest that the flow leads to, also by another flow', () => {
    const direct = flowOf({
      h: { kind: 'hours', hoursId: 'h', open: 'q', closed: 'end' },
      q: waiting({ queueId: 'support' }),
    });
    const other = flowOf({ on: { kind: 'flow', flowId: 'f' } }, 'g');

    expect(homeQueue(direct, tenant(direct))?.id).toBe('support');
    expect(homeQueue(other, tenant(direct, other))?.id).toBe('support');
  });

  it('is looked for in a flow that goes round, and in one that leads to a flow that is gone', () => {
    const round = flowOf({
      a: { kind: 'menu', prompts: say('Press'), choices: { '1': 'a' }, otherwise: 'b' },
      b: { kind: 'flow', flowId: 'gone' },
    });

    expect(homeQueue(round, tenant(round))?.id).toBe('sales');
  });

  it('is the first that takes calls where the flow leads to none', () => {
    const chats = queue({ id: 'a-chats', name: 'Chats', channels: ['chat'] });

    expect(homeQueue(flowOf({}), configuration({ queues: [chats, support, sales] }))?.id).toBe('sales');
  });

  it('is none in a tenant without queues', () => {
    expect(homeQueue(flowOf({}), configuration())).toBeUndefined();
  });
});
